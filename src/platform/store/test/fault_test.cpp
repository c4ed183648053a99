// What the disk, the power and a wrong key can do to SQLite.
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <random>
#include <thread>

#include "failing_layer.hpp"
#include "support/database.hpp"

namespace gx::store {
namespace {

const Migration kRows[] = {{1, "rows", R"sql(
CREATE TABLE fault_row (company {i64} NOT NULL, id {i64} NOT NULL, body {bytes} NOT NULL, PRIMARY KEY (company, id)) {end};
)sql", "", "sum"}};
const Part kPart{"test/faults", {}, kRows, {}, {}, ""};
const Part* const kParts[] = {&kPart};
const Query kInsert{"fault.insert", "INSERT INTO fault_row (company, id, body) VALUES (1, $1, $2)"};
const Query kHas{"fault.has", "SELECT id FROM fault_row WHERE company = 1 AND id = $1"};
const Query kCount{"fault.count", "SELECT count(*) FROM fault_row"};

using Nothing = Result<Done>;

void add(Db& db, std::int64_t id, std::size_t size = 100) {
    (void)db.write([&](Tx& tx) -> Nothing {
        tx.exec(kInsert, id, Bytes(size, 7));
        return Done{};
    });
}

std::int64_t count(Db& db) {
    return db.read([](Tx& tx) { return *tx.one(kCount, [](const Row& row) { return row.i64(0); }); });
}

class Faults : public ::testing::Test {
  protected:
    Faults() {
        options_.file = dir_.path() / "db";
        options_.page_key = Bytes(32, 1);
        options_.cache_bytes = 1 << 20;
        failing::plan().all_well();
    }
    ~Faults() override { failing::plan().all_well(); }
    std::unique_ptr<Db> open() {
        auto db = Db::open(options_);
        db->migrate(kParts);
        return db;
    }
    test::TempDir dir_;
    Options options_;
};

TEST_F(Faults, AFailedSyncStopsWriting) {
    for (int good = 0; good < 6; ++good) {
        options_.file = dir_.path() / ("sync" + std::to_string(good));
        options_.vfs = failing::name();
        std::string sentence;
        int fatal = 0;
        options_.fatal = [&](const std::string& why) {
            sentence = why;
            ++fatal;
        };
        std::vector<std::int64_t> answered;
        {
            auto db = open();
            failing::plan().syncs = good;
            for (int i = 0; i < 20; ++i) {
                try {
                    add(*db, i);
                    answered.push_back(i);
                } catch (const Broken&) {
                }
            }
            failing::plan().all_well();  // the disk seems well again: writing must not go on all the same
            EXPECT_THROW(add(*db, 100), Unavailable);
        }
        EXPECT_EQ(fatal, 1);
        EXPECT_NE(sentence.find("disk"), std::string::npos) << sentence;
        EXPECT_LT(answered.size(), 20U);
        options_.vfs = "unix-excl";
        const auto db = open();
        EXPECT_EQ(db->check(), "");
        for (const auto id : answered) {
            EXPECT_TRUE(db->read([&](Tx& tx) { return tx.one(kHas, [](const Row&) { return 1; }, id); })) << id;
        }
    }
}

TEST_F(Faults, AFailedWriteStopsTooAndTheProcessEndsWithoutADoor) {
    options_.vfs = failing::name();
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            auto db = open();
            failing::plan().write_error = SQLITE_IOERR_WRITE;
            failing::plan().writes = 0;
            add(*db, 1);
        },
        ::testing::ExitedWithCode(70), "The disk failed while the database was written");
}

TEST_F(Faults, AFullDiskIsACleanRefusalAndGoesOn) {
    options_.vfs = failing::name();
    int fatal = 0;
    options_.fatal = [&](const std::string&) { ++fatal; };
    {
        auto db = open();
        add(*db, 1);
        failing::plan().write_error = SQLITE_FULL;
        for (int room : {0, 1, 5, 20}) {
            failing::plan().writes = room;
            EXPECT_THROW(add(*db, 50 + room, 200'000), Unavailable);
        }
        EXPECT_EQ(count(*db), 1);  // reading goes on
        failing::plan().all_well();
        add(*db, 2, 200'000);
        EXPECT_EQ(count(*db), 2);
    }
    EXPECT_EQ(fatal, 0);
    const auto db = open();
    EXPECT_EQ(count(*db), 2);
    EXPECT_EQ(db->check(), "");
}

TEST_F(Faults, AWrongKeyIsNamedAndChangesNothing) {
    open().reset();
    Options wrong = options_;
    wrong.page_key = Bytes(32, 2);
    try {
        (void)Db::open(wrong);
        FAIL() << "opened with a wrong key";
    } catch (const Broken& why) {
        EXPECT_NE(std::string(why.what()).find("root key"), std::string::npos) << why.what();
    }
    EXPECT_EQ(count(*open()), 0);
}

TEST_F(Faults, NothingReadableIsOnTheDisk) {
    constexpr std::string_view kCanary = "canary-4711-canary-4711-canary-4711";
    {
        auto db = open();
        (void)db->write([&](Tx& tx) -> Nothing {
            for (int i = 0; i < 100; ++i) tx.exec(kInsert, i, Bytes(kCanary.begin(), kCanary.end()));
            return Done{};
        });
        for (const auto& entry : std::filesystem::directory_iterator(dir_.path())) {
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string all((std::istreambuf_iterator<char>(file)), {});
            EXPECT_EQ(all.find("canary"), std::string::npos) << entry.path();
            EXPECT_EQ(all.find("fault_row"), std::string::npos) << entry.path();
        }
    }
    EXPECT_TRUE(std::filesystem::exists(options_.file));
    EXPECT_FALSE(std::filesystem::exists(options_.file.string() + "-wal"));  // emptied at the end
}

TEST_F(Faults, AChangedByteIsFound) {
    {
        auto db = open();
        for (int i = 0; i < 200; ++i) add(*db, i, 500);
    }
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(options_.file));
    std::mt19937 random(4711);
    for (int round = 0; round < 20; ++round) {
        const auto at = static_cast<std::streamoff>(random() % static_cast<unsigned>(size - 4096)) + 4096;
        std::fstream file(options_.file, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(at);
        const char before = static_cast<char>(file.get());
        file.seekp(at);
        file.put(static_cast<char>(before ^ 4));
        file.close();
        bool found = false;
        try {
            found = !Db::open(options_)->check().empty();
        } catch (const Broken&) {
            found = true;
        }
        EXPECT_TRUE(found) << at;
        file.open(options_.file, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(at);
        file.put(before);
        file.close();
    }
    EXPECT_EQ(Db::open(options_)->check(), "");
}

TEST_F(Faults, ACopyIsWholeWhileWritingGoesOn) {
    auto db = open();
    for (int i = 0; i < 300; ++i) add(*db, i, 1000);
    std::atomic<bool> stop{false};
    std::thread writer([&] {
        for (int i = 1000; !stop; ++i) add(*db, i, 1000);
    });
    Options copy = options_;
    copy.file = dir_.path() / "copy";
    db->copy_to(copy.file);
    stop = true;
    writer.join();
    EXPECT_THROW(db->copy_to(copy.file), Broken);  // never over a file
    const auto other = Db::open(copy);
    EXPECT_EQ(other->check(), "");
    EXPECT_GE(count(*other), 300);
    EXPECT_LE(count(*other), count(*db));
}

TEST_F(Faults, TheLogStaysSmallAndIsEmptiedAtTheEnd) {
    auto db = open();
    for (int i = 0; i < 3000; ++i) add(*db, i, 5000);
    EXPECT_LT(std::filesystem::file_size(options_.file.string() + "-wal"), 24U << 20);
    db->close();
    EXPECT_EQ(count(*open()), 3000);
}

TEST_F(Faults, CountersSeeSortsAndScans) {
    static const Query kSorted{"fault.sorted", "SELECT id FROM fault_row ORDER BY body"};
    auto db = open();
    for (int i = 0; i < 50; ++i) add(*db, i);
    db->read([](Tx& tx) {
        EXPECT_TRUE(tx.one(kHas, [](const Row&) { return 1; }, 7));
        EXPECT_EQ(tx.counters().sorts, 0);
        EXPECT_EQ(tx.counters().full_scan_steps, 0);
        EXPECT_GT(tx.counters().vm_steps, 0);
        tx.each(kSorted, [](const Row&) {});
        EXPECT_EQ(tx.counters().sorts, 1);
        EXPECT_GT(tx.counters().full_scan_steps, 10);
    });
}

/// Writes from several threads and tells each answered id through the pipe until it is killed.
[[noreturn]] void write_until_killed(const Options& options, int pipe, std::int64_t first) {
    auto db = Db::open(options);
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t) {
        threads.emplace_back([&, t] {
            for (std::int64_t id = first + t;; id += 3) {
                add(*db, id, static_cast<std::size_t>(id % 5000));
                if (::write(pipe, &id, sizeof id) != sizeof id) _exit(1);
            }
        });
    }
    threads[0].join();
    _exit(1);
}

TEST_F(Faults, KilledAtAnyMomentNothingAnsweredIsLost) {
    constexpr int kKills = 50;
    open().reset();
    std::mt19937 random(20261123);
    std::vector<std::int64_t> answered;
    for (int round = 0; round < kKills; ++round) {
        int ends[2];
        ASSERT_EQ(pipe(ends), 0);
        const pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            write_until_killed(options_, ends[1], round * 1'000'000LL);
        }
        close(ends[1]);
        // Killed after a random number of answers, which is a random moment of its work.
        const auto wanted = random() % 40;
        std::int64_t id = 0;
        for (unsigned n = 0; n < wanted && ::read(ends[0], &id, sizeof id) == sizeof id; ++n) answered.push_back(id);
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        while (::read(ends[0], &id, sizeof id) == sizeof id) answered.push_back(id);
        close(ends[0]);
    }
    const auto db = open();
    EXPECT_EQ(db->check(), "");
    EXPECT_GT(answered.size(), 300U);
    db->read([&](Tx& tx) {
        for (const auto id : answered) {
            ASSERT_TRUE(tx.one(kHas, [](const Row&) { return 1; }, id)) << id;
        }
    });
}

}  // namespace
}  // namespace gx::store
