#include <atomic>
#include <future>
#include <thread>

#include "support/database.hpp"

namespace gx::store {
namespace {

const Migration kNotes[] = {{1, "notes", R"sql(
CREATE TABLE note (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    body {text} NOT NULL,
    photo {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX note_body ON note (company, body);
)sql", "", "sum-1"}};
const Part kPart{"test/notes", {}, kNotes, {}, {}, ""};

const Query kInsert{"test.insert", "INSERT INTO note (company, id, body, photo) VALUES ($1, $2, $3, $4)"};
const Query kAll{"test.all", "SELECT id, body, photo FROM note WHERE company = $1 ORDER BY company, id"};
const Query kCount{"test.count", "SELECT count(*) FROM note WHERE company = $1"};
const Query kSum{"test.sum", "SELECT sum(id), max(body) FROM note WHERE company = $1"};
const Query kBump{"test.bump", "UPDATE note SET body = $1 WHERE company = $2 AND id = $3"};
const Query kReturn{"test.return", R"sql(
    INSERT INTO note (company, id, body) VALUES ($1, $2, $3)
    ON CONFLICT (company, id) DO UPDATE SET body = $3 RETURNING id, body)sql"};
const Query kAdd{"test.add", "UPDATE note SET photo = $1 WHERE company = $2 AND id = $3"};
const Query kBody{"test.body", "SELECT body FROM note WHERE company = $1 AND id = $2"};

using Nothing = Result<Done>;

class Store : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override { return {&kPart}; }

    void add(std::int64_t id, const std::string& body) {
        (void)db().write([&](Tx& tx) -> Nothing {
            tx.exec(kInsert, 1, id, body, std::nullopt);
            return Done{};
        });
    }
    std::int64_t count() {
        return db().read([](Tx& tx) { return *tx.one(kCount, [](const Row& row) { return row.i64(0); }, 1); });
    }
};
GX_ON_BOTH_ENGINES(Store);

TEST_P(Store, KeepsEveryKindOfValueAcrossAReopen) {
    Bytes photo(256);
    for (std::size_t i = 0; i < photo.size(); ++i) photo[i] = static_cast<std::uint8_t>(i);
    const auto big = std::numeric_limits<std::int64_t>::max();
    (void)db().write([&](Tx& tx) -> Nothing {
        EXPECT_TRUE(tx.writable());
        EXPECT_EQ(tx.exec(kInsert, 1, big, "三栋电梯困人 \\ ' \"", photo), 1);
        EXPECT_EQ(tx.exec(kInsert, 1, -5, "", Bytes{}), 1);
        EXPECT_EQ(tx.exec(kInsert, 1, 0, "x", std::nullopt), 1);
        return Done{};
    });
    reopen();
    db().read([&](Tx& tx) {
        EXPECT_FALSE(tx.writable());
        int at = 0;
        tx.each(kAll, [&](const Row& row) {
            if (at == 0) {
                EXPECT_EQ(row.i64(0), -5);
                EXPECT_EQ(row.text(1), "");
                EXPECT_FALSE(row.null(1));
                EXPECT_FALSE(row.null(2));
                EXPECT_TRUE(row.bytes(2).empty());
            } else if (at == 1) {
                EXPECT_TRUE(row.null(2));
                EXPECT_EQ(row.maybe_i64(2), std::nullopt);
            } else {
                EXPECT_EQ(row.i64(0), big);
                EXPECT_EQ(row.text(1), "三栋电梯困人 \\ ' \"");
                EXPECT_EQ(row.blob(2), photo);
            }
            ++at;
        }, 1);
        EXPECT_EQ(at, 3);
    });
}

TEST_P(Store, ARefusalOrAnExceptionLeavesNothing) {
    const auto refused = db().write([](Tx& tx) -> Nothing {
        tx.exec(kInsert, 1, 1, "a", std::nullopt);
        return refuse("not_found");
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().key, "not_found");
    EXPECT_THROW((void)db().write([](Tx& tx) -> Nothing {
        tx.exec(kInsert, 1, 2, "b", std::nullopt);
        throw Broken("no");
    }), Broken);
    EXPECT_THROW((void)db().write([](Tx& tx) -> Nothing {
        tx.exec(kInsert, 1, 3, "c", std::nullopt);
        tx.exec(kInsert, 1, 4, "c", std::nullopt);  // the body is unique
        return Done{};
    }), Broken);
    EXPECT_EQ(count(), 0);
    add(5, "d");
    EXPECT_EQ(count(), 1);
}

TEST_P(Store, NeighboursOfAFailingJobCommit) {
    constexpr int kJobs = 90;
    std::atomic<int> good{0};
    std::atomic<int> bad{0};
    std::atomic<int> left{kJobs};
    std::promise<void> all;
    for (int i = 0; i < kJobs; ++i) {
        db().post({[i](Tx& tx) {
                       tx.exec(kInsert, 1, i, "job " + std::to_string(i), std::nullopt);
                       if (i % 3 == 1) throw Broken("this one");
                       return i % 3 == 0;
                   },
                   {},
                   [&](const std::exception_ptr& error) {
                       (error ? bad : good)++;
                       if (--left == 0) all.set_value();
                   }});
    }
    all.get_future().wait();
    EXPECT_EQ(good, 60);
    EXPECT_EQ(bad, 30);
    EXPECT_EQ(count(), 30);
}

TEST_P(Store, ARefusalLeavesItsTrailEntry) {
    std::vector<std::string> written;
    db().set_before_commit([&](Tx& tx, std::vector<JournalEntry>& entries) {
        for (const auto& entry : entries) {
            tx.exec(kInsert, 1, entry.id.value, entry.canonical, std::nullopt);
            written.push_back(entry.canonical);
        }
    });
    bool woken = false;
    const auto journal = [](Tx& tx, std::int64_t id, const char* text) {
        JournalEntry entry;
        entry.id = Id{id};
        entry.canonical = text;
        tx.journal(std::move(entry));
    };
    const auto out = db().write(
        [&](Tx& tx) -> Nothing {
            journal(tx, 10, "done");
            tx.after_commit([&] { woken = true; });
            return refuse("forbidden");
        },
        [&](Tx& tx) { journal(tx, 11, "refused"); });
    EXPECT_FALSE(out);
    EXPECT_EQ(written, std::vector<std::string>{"refused"});
    EXPECT_FALSE(woken);
    EXPECT_EQ(count(), 1);
    EXPECT_TRUE(db().write([&](Tx& tx) -> Nothing {
        journal(tx, 12, "kept");
        tx.after_commit([&] { woken = true; });
        return Done{};
    }));
    EXPECT_TRUE(woken);
    EXPECT_EQ(count(), 2);
}

TEST_P(Store, WhenTheTrailFailsNothingIsKept) {
    int forgotten = 0;
    db().set_before_commit([](Tx&, std::vector<JournalEntry>&) { throw Broken("no trail"); });
    db().set_after_abort([&] { ++forgotten; });
    EXPECT_THROW((void)db().write([](Tx& tx) -> Nothing {
        tx.exec(kInsert, 1, 1, "a", std::nullopt);
        tx.journal({});
        return Done{};
    }), Broken);
    EXPECT_EQ(forgotten, 1);
    EXPECT_EQ(count(), 0);
}

TEST_P(Store, ManyThreadsLoseNothing) {
    constexpr int kThreads = 8;
    constexpr int kEach = 100;
    std::vector<std::thread> threads;
    std::atomic<bool> stop{false};
    std::thread reader([&] {
        std::int64_t before = 0;
        while (!stop) {
            const auto seen = count();
            EXPECT_GE(seen, before);
            before = seen;
        }
    });
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < kEach; ++i) add(t * 1000 + i, std::to_string(t) + "/" + std::to_string(i));
        });
    }
    for (auto& thread : threads) thread.join();
    stop = true;
    reader.join();
    EXPECT_EQ(count(), kThreads * kEach);
    reopen();
    EXPECT_EQ(count(), kThreads * kEach);
    EXPECT_EQ(db().check(), "");
}

TEST_P(Store, CountersGrownByManyThreadsAreExact) {
    add(1, "0");
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 25; ++i) {
                (void)db().write([](Tx& tx) -> Nothing {
                    const auto now = tx.one(kBody, [](const Row& row) { return std::stoi(row.str(0)); }, 1, 1);
                    tx.exec(kBump, std::to_string(*now + 1), 1, 1);
                    return Done{};
                });
            }
        });
    }
    for (auto& thread : threads) thread.join();
    db().read([](Tx& tx) {
        EXPECT_EQ(tx.one(kBody, [](const Row& row) { return row.str(0); }, 1, 1), "100");
    });
}

TEST_P(Store, ReadsSeeOneSnapshot) {
    add(1, "a");
    db().read([&](Tx& tx) {
        const auto before = tx.one(kCount, [](const Row& row) { return row.i64(0); }, 1);
        std::thread([&] { add(2, "b"); }).join();
        EXPECT_EQ(tx.one(kCount, [](const Row& row) { return row.i64(0); }, 1), before);
    });
    EXPECT_EQ(count(), 2);
}

TEST_P(Store, SumsAndReturningGiveNumbers) {
    add(40, "a");
    add(2, "b");
    db().read([](Tx& tx) {
        tx.each(kSum, [](const Row& row) {
            EXPECT_EQ(row.i64(0), 42);
            EXPECT_EQ(row.text(1), "b");
        }, 1);
        tx.each(kSum, [](const Row& row) { EXPECT_TRUE(row.null(0)); }, 7);
    });
    (void)db().write([](Tx& tx) -> Nothing {
        for (const char* body : {"first", "second"}) {
            EXPECT_EQ(tx.one(kReturn, [](const Row& row) { return row.str(1); }, 1, 77, body), body);
        }
        EXPECT_EQ(tx.exec(kBump, "third", 1, 77), 1);
        EXPECT_EQ(tx.exec(kBump, "third", 1, 78), 0);
        return Done{};
    });
}

TEST_P(Store, AQueryMayRunInsideItsOwnWalk) {
    for (int i = 0; i < 5; ++i) add(i, std::to_string(i));
    db().read([](Tx& tx) {
        int outer = 0;
        int inner = 0;
        tx.each(kAll, [&](const Row&) {
            ++outer;
            tx.each(kAll, [&](const Row&) { ++inner; }, 1);
        }, 1);
        EXPECT_EQ(outer, 5);
        EXPECT_EQ(inner, 25);
    });
}

TEST_P(Store, AWriteInsideAReadIsOurBug) {
    db().read([&](Tx& tx) {
        EXPECT_THROW(add(1, "a"), Bug);
        EXPECT_THROW(db().read([](Tx&) {}), Bug);
        EXPECT_THROW(tx.exec(kInsert, 1, 1, "a", std::nullopt), Bug);
    });
    EXPECT_THROW((void)db().write([&](Tx&) -> Nothing {
        (void)count();
        return Done{};
    }), Bug);
}

TEST_P(Store, EveryQueryOfThePartCompiles) {
    int count = 0;
    for (const Query* query : Query::all()) {
        if (!query->name().starts_with("test.") && !query->name().starts_with("store.")) continue;
        EXPECT_NO_THROW(db().prepare(*query)) << query->name();
        ++count;
    }
    EXPECT_GE(count, 8);
    const Query wrong("test.wrong", "SELECT nothing FROM nowhere", Query::Unlisted{});
    EXPECT_THROW(db().prepare(wrong), Broken);
}

TEST_P(Store, AfterCloseNothingIsTaken) {
    add(1, "a");
    db().close();
    EXPECT_THROW(add(2, "b"), Unavailable);
    EXPECT_THROW((void)count(), Unavailable);
    reopen();
    EXPECT_EQ(count(), 1);
}

}  // namespace
}  // namespace gx::store
