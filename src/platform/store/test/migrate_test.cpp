#include "platform/store/engine.hpp"
#include "support/database.hpp"

namespace gx::store {
namespace {

constexpr std::string_view kOne = R"sql(
CREATE TABLE house (company {i64} NOT NULL, id {i64} NOT NULL, name {text} NOT NULL, PRIMARY KEY (company, id)) {end};
)sql";
constexpr std::string_view kTwo = "ALTER TABLE house ADD COLUMN floors {i64} NOT NULL DEFAULT 1;\n";
constexpr std::string_view kThree = "CREATE INDEX house_name ON house (company, name);\n";
/// What a new company would get if the steps were written as one.
constexpr std::string_view kAtOnce = R"sql(
CREATE TABLE house (
    company {i64} NOT NULL,
    id      {i64} NOT NULL,
    -- as on the sign
    name    {text} NOT NULL,
    floors  {i64} NOT NULL DEFAULT 1,
    PRIMARY KEY (company, id)
) {end};
CREATE INDEX house_name ON house (company, name);
)sql";

const Query kAdd{"migrate.add", "INSERT INTO house (company, id, name) VALUES (1, $1, $2)"};
const Query kFloors{"migrate.floors", "SELECT floors FROM house WHERE company = 1 AND id = $1"};

const Query kByName{"migrate.by_name", "SELECT id FROM house WHERE company = 1 AND name = $1"};

class Migrations : public test::OnBothEngines {
  protected:
    void run(std::vector<Migration> migrations) {
        migrations_ = std::move(migrations);
        const Part part{"test/house", {}, migrations_, {}, {}, ""};
        const Part* const parts[] = {&part};
        db().migrate(parts);
    }
    /// The sentence of the refusal.
    std::string refused(std::vector<Migration> migrations) {
        try {
            run(std::move(migrations));
        } catch (const Broken& why) {
            return why.what();
        }
        return {};
    }
    std::vector<Migration> migrations_;
};
GX_ON_BOTH_ENGINES(Migrations);

TEST_P(Migrations, UpgradedSchemaIsTheFreshSchema) {
    run({{1, "house", kOne, "", "a"}});
    (void)db().write([](Tx& tx) -> Result<Done> {
        tx.exec(kAdd, 5, "一号楼");
        return Done{};
    });
    reopen();
    run({{1, "house", kOne, "", "a"}, {2, "floors", kTwo, "", "b"}, {3, "by_name", kThree, "", "c"}});
    const std::string upgraded = db().schema();
    db().read([](Tx& tx) { EXPECT_EQ(tx.one(kFloors, [](const Row& row) { return row.i64(0); }, 5), 1); });
    test::Database fresh(GetParam());
    const Migration once[] = {{1, "house", kAtOnce, "", "x"}};
    const Part part{"test/house", {}, once, {}, {}, ""};
    const Part* const parts[] = {&part};
    fresh.db().migrate(parts);
    EXPECT_EQ(fresh.db().schema(), upgraded);
    EXPECT_NE(upgraded.find("house_name"), std::string::npos);
    EXPECT_EQ(db().tables(), (std::vector<std::string>{"house", "schema_migration"}));
}

/// `company` is the same in every row: a plan that takes it for selective walks the whole table. Before and after a
/// restart, and in a database whose last step brought the index.
TEST_P(Migrations, PlansGoByTheNarrowIndex) {
    const auto steps = [&] {
        return db().read([](Tx& tx) {
            EXPECT_EQ(tx.one(kByName, [](const Row& row) { return row.i64(0); }, "house 7"), 7);
            return tx.counters().vm_steps;
        });
    };
    run({{1, "house", kOne, "", "a"}});
    (void)db().write([](Tx& tx) -> Result<Done> {
        for (int i = 1; i <= 2'000; ++i) tx.exec(kAdd, i, "house " + std::to_string(i));
        return Done{};
    });
    (void)steps();  // a plan from before the index is forgotten
    run({{1, "house", kOne, "", "a"}, {2, "by_name", kThree, "", "c"}});
    EXPECT_LT(steps(), 100);
    reopen();
    EXPECT_LT(steps(), 100);
}

TEST_P(Migrations, RunOnceAndAgainChangeNothing) {
    run({{1, "house", kOne, "", "a"}});
    const std::string before = db().schema();
    run({{1, "house", kOne, "", "a"}});
    reopen();
    run({{1, "house", kOne, "", "a"}});
    EXPECT_EQ(db().schema(), before);
}

TEST_P(Migrations, AChangedMigrationIsRefused) {
    run({{1, "house", kOne, "", "a"}});
    const std::string why = refused({{1, "house", kOne, "", "another"}});
    EXPECT_NE(why.find("test/house 0001_house"), std::string::npos) << why;
    EXPECT_NE(why.find("checksum"), std::string::npos) << why;
}

TEST_P(Migrations, ANewerDatabaseIsRefused) {
    run({{1, "house", kOne, "", "a"}, {2, "floors", kTwo, "", "b"}});
    const std::string why = refused({{1, "house", kOne, "", "a"}});
    EXPECT_NE(why.find("newer version"), std::string::npos) << why;
    const Part* const none[] = {nullptr};
    EXPECT_THROW(db().migrate(std::span(none, 0)), Broken);
}

TEST_P(Migrations, AFailingOneLeavesNothingOfItself) {
    const std::string why = refused({{1, "house", kOne, "", "a"},
                                     {2, "broken", "CREATE TABLE half (id {i64});\nCREATE TABLE half (id {i64});\n", "", "b"}});
    EXPECT_NE(why.find("0002_broken"), std::string::npos) << why;
    EXPECT_EQ(db().tables(), (std::vector<std::string>{"house", "schema_migration"}));
    run({{1, "house", kOne, "", "a"}, {2, "floors", kTwo, "", "b2"}});
}

TEST_P(Migrations, ASkippedOneIsRefused) {
    run({{1, "house", kOne, "", "a"}, {3, "by_name", kThree, "", "c"}});
    const std::string why =
        refused({{1, "house", kOne, "", "a"}, {2, "floors", kTwo, "", "b"}, {3, "by_name", kThree, "", "c"}});
    EXPECT_NE(why.find("skipped"), std::string::npos) << why;
}

TEST_P(Migrations, OnePartMayHaveItsOwnTextForPostgres) {
    run({{1, "house", kOne, "", "a"}, {2, "two", "CREATE INDEX of_sqlite ON house (name);\n",
                                       "CREATE INDEX of_postgres ON house (name);\n", "b"}});
    const bool sqlite = GetParam() == Engine::sqlite;
    EXPECT_EQ(db().schema().find("of_sqlite") != std::string::npos, sqlite);
    EXPECT_EQ(db().schema().find("of_postgres") != std::string::npos, !sqlite);
}

}  // namespace
}  // namespace gx::store
