#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <random>
#include <set>
#include <thread>

#include "platform/due/due.hpp"
#include "support/database.hpp"

namespace gx::due {
namespace {

using namespace std::chrono_literals;
using test::kCompany;

constexpr const char* kKind = "sample.clock";

/// A rung that fired: for whom, which, when it was due and when it happened.
struct Fired {
    std::int64_t subject;
    int rung;
    Instant due, at;
    bool operator==(const Fired&) const = default;
};

class DueRunner : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override { return {&gen::platform_due}; }

    void start_clock(std::int64_t subject, Instant at) {
        write([&](store::Tx& tx) { set(tx, {kCompany, kKind, Id{subject}, at, 0}); });
    }
    template <class F>
    void write(F&& f) {
        (void)db().write([&](store::Tx& tx) -> Result<Done> { return f(tx), Done{}; });
    }
    std::optional<Due> row(std::int64_t subject) {
        return db().read([&](store::Tx& tx) { return find(tx, kCompany, kKind, Id{subject}); });
    }
    /// Rungs an hour apart, `count` of them; what fired is kept only when its transaction was.
    Handler ladder(int count) {
        return [this, count](store::Tx& tx, Instant at, const Due& due) -> std::optional<Due> {
            tx.after_commit([this, at, due] {
                const std::lock_guard lock(mutex_);
                fired_.push_back({due.subject.value, due.rung, due.at, at});
                changed_.notify_all();
            });
            if (due.rung + 1 == count) return std::nullopt;
            return Due{due.company, due.kind, due.subject, due.at + 1h, due.rung + 1};
        };
    }
    Runner runner(Handler handler) {
        return Runner(db(), [this] { return now(); }, {{kKind, std::move(handler)}});
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Fired> fired_;
};
GX_ON_BOTH_ENGINES(DueRunner);

TEST_P(DueRunner, E4_2_FiresAtTheMillisecondAndNotBefore) {
    start_clock(1, now() + 2h);
    auto runner = this->runner(ladder(1));
    clock().advance(2h - 1ms);
    EXPECT_EQ(runner.run_due(), 0U);
    clock().advance(1ms);
    EXPECT_EQ(runner.run_due(), 1U);
    EXPECT_EQ(runner.run_due(), 0U);
    EXPECT_FALSE(row(1));
}

TEST_P(DueRunner, E4_2_AfterALongStopAllRungsFireOnceInOrder) {
    const Instant start = now();
    start_clock(1, start + 1h);
    start_clock(2, start + 90min);
    reopen();
    clock().advance(72h);
    EXPECT_EQ(runner(ladder(3)).run_due(), 6U);
    const Instant late = now();
    const std::vector<Fired> wanted = {{1, 0, start + 1h, late},    {2, 0, start + 90min, late},
                                       {1, 1, start + 2h, late},    {2, 1, start + 150min, late},
                                       {1, 2, start + 3h, late},    {2, 2, start + 210min, late}};
    EXPECT_EQ(fired_, wanted);
    reopen();
    EXPECT_EQ(runner(ladder(3)).run_due(), 0U);
}

TEST_P(DueRunner, ClockSteppedBackFiresNothingTwice) {
    start_clock(1, now() + 1h);
    auto runner = this->runner(ladder(2));
    clock().advance(1h);
    EXPECT_EQ(runner.run_due(), 1U);
    clock().advance(-5h);
    EXPECT_EQ(runner.run_due(), 0U);
    clock().advance(5h);
    EXPECT_EQ(runner.run_due(), 0U);
    clock().advance(1h);
    EXPECT_EQ(runner.run_due(), 1U);
    EXPECT_EQ(fired_.size(), 2U);
}

TEST_P(DueRunner, MovedOrClearedRowFollowsItsLastWord) {
    const Instant start = now();
    start_clock(1, start + 1h);
    start_clock(1, start + 3h);
    start_clock(2, start + 1h);
    write([&](store::Tx& tx) { clear(tx, kCompany, kKind, Id{2}); });
    auto runner = this->runner(ladder(1));
    clock().advance(1h);
    EXPECT_EQ(runner.run_due(), 0U);
    EXPECT_EQ(row(1)->at, start + 3h);
    clock().advance(2h);
    EXPECT_EQ(runner.run_due(), 1U);
}

TEST_P(DueRunner, FailingRungIsTriedAgainAndOthersGoOn) {
    const Instant start = now();
    bool fail = true;
    const Handler good = ladder(1);
    auto runner = this->runner([&](store::Tx& tx, Instant at, const Due& due) {
        const auto next = good(tx, at, due);
        if (due.subject.value == 1 && fail) throw Broken("no");
        return next;
    });
    for (std::int64_t subject = 1; subject <= 200; ++subject) start_clock(subject, start);
    EXPECT_EQ(runner.run_due(), 199U);
    EXPECT_EQ(runner.run_due(), 0U);
    EXPECT_EQ(row(1)->at, start);
    clock().advance(1s);
    EXPECT_EQ(runner.run_due(), 0U);
    fail = false;
    clock().advance(2s - 1ms);
    EXPECT_EQ(runner.run_due(), 0U);
    clock().advance(1ms);
    EXPECT_EQ(runner.run_due(), 1U);
    EXPECT_EQ(fired_.back().due, start);
    EXPECT_EQ(fired_.size(), 200U);
}

TEST_P(DueRunner, HandlerThatDoesNotMoveOnIsStopped) {
    start_clock(1, now());
    auto runner = this->runner([](store::Tx&, Instant, const Due& due) { return due; });
    EXPECT_EQ(runner.run_due(), 0U);
    EXPECT_TRUE(row(1));
}

TEST_P(DueRunner, ThreadFiresByItselfAndStops) {
    start_clock(1, now() + 1h);
    auto runner = this->runner(ladder(1));
    runner.start();
    clock().advance(1h);
    {
        std::unique_lock lock(mutex_);
        ASSERT_TRUE(changed_.wait_for(lock, 20s, [&] { return fired_.size() == 1; }));
    }
    runner.stop();
}

TEST_P(DueRunner, TwoRunnersFireEachRungOnce) {
    for (std::int64_t subject = 1; subject <= 60; ++subject) start_clock(subject, now() + 1min * subject);
    clock().advance(100h);
    auto one = runner(ladder(3));
    auto two = runner(ladder(3));
    std::thread other([&] { two.run_due(); });
    one.run_due();
    other.join();
    one.run_due();
    ASSERT_EQ(fired_.size(), 180U);
    // What is told after a commit may come later than what another runner tells of the next rung.
    std::set<std::pair<std::int64_t, int>> rungs;
    for (const Fired& shot : fired_) EXPECT_TRUE(rungs.emplace(shot.subject, shot.rung).second) << shot.subject;
}

/// Random days of one company: clocks set, moved and cleared, the machine stopped and started, hours skipped.
TEST_P(DueRunner, RandomLifeFiresWhatItShouldExactlyOnce) {
    const bool sqlite = GetParam() == store::Engine::sqlite;
    for (unsigned seed = 0; seed < (sqlite ? 8U : 2U); ++seed) {
        std::mt19937 dice(seed);
        fired_.clear();
        std::map<std::int64_t, Instant> first;  // first rung of the ladders that must fire whole
        for (int act = 0; act < 40; ++act) {
            const auto subject = static_cast<std::int64_t>(seed * 1000 + dice() % 12 + 1);
            const Instant at = now() + std::chrono::minutes{dice() % 600};
            if (dice() % 3 == 0 && !first.contains(subject)) {
                start_clock(subject, at);
                first[subject] = at;
            } else if (dice() % 4 == 0) {
                reopen();
            } else {
                clock().advance(std::chrono::minutes{dice() % 300});
            }
            if (dice() % 2 == 0) runner(ladder(3)).run_due();
        }
        clock().advance(20h);
        runner(ladder(3)).run_due();
        std::map<std::int64_t, int> next;
        for (const Fired& shot : fired_) {
            EXPECT_EQ(shot.rung, next[shot.subject]++);
            EXPECT_EQ(shot.due, first[shot.subject] + 1h * shot.rung);
            EXPECT_GE(shot.at, shot.due);
        }
        EXPECT_EQ(next.size(), first.size());
        for (const auto& [subject, count] : next) EXPECT_EQ(count, 3) << subject;
    }
}

}  // namespace
}  // namespace gx::due
