// What only PostgreSQL can do to us: conflicts of transactions, and a server that goes away.
#include <atomic>
#include <thread>

#include "support/database.hpp"
#include "support/postgres.hpp"

namespace gx::store {
namespace {

const Migration kRows[] = {{1, "rows", R"sql(
CREATE TABLE pg_row (company {i64} NOT NULL, id {i64} NOT NULL, number {i64} NOT NULL, PRIMARY KEY (company, id)) {end};
)sql", "", "sum"}};
const Part kPart{"test/postgres", {}, kRows, {}, {}, ""};
const Query kInsert{"postgres.insert", "INSERT INTO pg_row (company, id, number) VALUES (1, $1, $2)"};
const Query kTotal{"postgres.total", "SELECT coalesce(sum(number), 0), count(*) FROM pg_row WHERE company = 1"};

using Nothing = Result<Done>;

class Postgres : public ::testing::Test {
  protected:
    void SetUp() override {
        if (const auto why = test::missing(Engine::postgres); !why.empty()) GTEST_SKIP() << why;
        database_ = std::make_unique<test::Database>(Engine::postgres);
        const Part* const parts[] = {&kPart};
        db().migrate(parts);
    }
    Db& db() { return database_->db(); }
    void add(std::int64_t id) {
        (void)db().write([&](Tx& tx) -> Nothing {
            tx.exec(kInsert, id, 1);
            return Done{};
        });
    }
    std::int64_t count() {
        return db().read([](Tx& tx) { return *tx.one(kTotal, [](const Row& row) { return row.i64(1); }); });
    }
    std::unique_ptr<test::Database> database_;
};

TEST_F(Postgres, JobsThatReadEachOthersRowsBehaveAsIfOneByOne) {
    // Each writes what it saw plus one: any anomaly shows as a doubled number.
    std::vector<std::thread> threads;
    std::atomic<std::int64_t> next{0};
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20; ++i) {
                (void)db().write([&](Tx& tx) -> Nothing {
                    const auto seen = tx.one(kTotal, [](const Row& row) { return row.i64(1); });
                    tx.exec(kInsert, ++next, *seen + 1);
                    return Done{};
                });
            }
        });
    }
    for (auto& thread : threads) thread.join();
    db().read([](Tx& tx) {
        tx.each(kTotal, [](const Row& row) {
            EXPECT_EQ(row.i64(1), 80);
            EXPECT_EQ(row.i64(0), 80 * 81 / 2);
        });
    });
}

TEST_F(Postgres, ASwallowedErrorIsNoSilentLoss) {
    EXPECT_THROW((void)db().write([](Tx& tx) -> Nothing {
        tx.exec(kInsert, 1, 1);
        try {
            tx.exec(kInsert, 1, 1);
        } catch (const Broken&) {
        }
        return Done{};
    }), Broken);
    EXPECT_EQ(count(), 0);
}

TEST_F(Postgres, AfterTheServerCameBackReadsAndWritesGoOn) {
    add(1);
    EXPECT_EQ(count(), 1);
    if (!test::crash_postgres()) GTEST_SKIP() << "only with a cluster of our own";
    EXPECT_EQ(count(), 1);
    add(2);
    EXPECT_EQ(count(), 2);
}

TEST_F(Postgres, UnderLoadACrashLosesNothingAnswered) {
    std::atomic<bool> stop{false};
    std::atomic<std::int64_t> next{0};
    std::mutex mutex;
    std::vector<std::int64_t> answered;
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t) {
        threads.emplace_back([&] {
            while (!stop) {
                const std::int64_t id = ++next;
                try {
                    add(id);
                    const std::lock_guard lock(mutex);
                    answered.push_back(id);
                } catch (const Broken&) {
                }
            }
        });
    }
    bool own = true;
    for (int round = 0; round < 3 && own; ++round) {
        for (bool enough = false; !enough; std::this_thread::yield()) {
            const std::lock_guard lock(mutex);
            enough = answered.size() >= 20U * static_cast<unsigned>(round + 1);
        }
        own = test::crash_postgres();
    }
    stop = true;
    for (auto& thread : threads) thread.join();
    if (!own) GTEST_SKIP() << "only with a cluster of our own";
    static const Query kHas{"postgres.has", "SELECT id FROM pg_row WHERE company = 1 AND id = $1"};
    db().read([&](Tx& tx) {
        for (const auto id : answered) EXPECT_TRUE(tx.one(kHas, [](const Row&) { return 1; }, id)) << id;
    });
    EXPECT_GE(answered.size(), 60U);
}

TEST_F(Postgres, AnAddressWithoutAServerIsNamedAtOnce) {
    Options options;
    options.engine = Engine::postgres;
    options.url = "postgres://nobody@127.0.0.1:1/none";
    EXPECT_THROW((void)Db::open(options), Unavailable);
}

TEST_F(Postgres, AWrongTypeIsOurBug) {
    EXPECT_THROW((void)db().write([](Tx& tx) -> Nothing {
        tx.exec(kInsert, "text", 1);
        return Done{};
    }), Bug);
    EXPECT_THROW((void)db().write([](Tx& tx) -> Nothing {
        tx.exec(kInsert, 1);
        return Done{};
    }), Bug);
}

}  // namespace
}  // namespace gx::store
