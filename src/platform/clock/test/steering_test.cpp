#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "platform/clock/clock.hpp"

namespace gx::clock {
namespace {

using namespace std::chrono_literals;

/// A machine whose two clocks a test moves.
struct Machine {
    Reading reading{from_millis(1'800'000'000'000), 5min};
    void pass(Duration time, Duration drift = {}) {
        reading.boot += time;
        reading.wall += time + drift;
    }
    void step(Duration by) { reading.wall += by; }
};

TEST(Steering, FollowsTheWallClockWhileItIsNear) {
    Machine machine;
    Steering steering(machine.reading);
    for (int hour = 0; hour < 1000; ++hour) {
        machine.pass(1h, 500ms);
        EXPECT_EQ(steering.now(machine.reading), machine.reading.wall);
    }
    EXPECT_FALSE(steering.alarm());
}

TEST(Steering, StepForwardByHoursIsNotFollowedUntilConfirmed) {
    Machine machine;
    Steering steering(machine.reading);
    const Instant start = machine.reading.wall;
    machine.pass(10min);
    machine.step(5h);
    EXPECT_EQ(steering.now(machine.reading), start + 10min);
    ASSERT_TRUE(steering.alarm());
    EXPECT_EQ(*steering.alarm(), Duration{5h});
    machine.pass(30min);
    EXPECT_EQ(steering.now(machine.reading), start + 40min);
    steering.confirm(machine.reading);
    EXPECT_FALSE(steering.alarm());
    EXPECT_EQ(steering.now(machine.reading), start + 5h + 40min);
}

TEST(Steering, StepBackByHoursNeitherStopsNorTurnsTime) {
    Machine machine;
    Steering steering(machine.reading);
    const Instant start = machine.reading.wall;
    machine.step(-7h);
    for (int minute = 1; minute <= 120; ++minute) {
        machine.pass(1min);
        EXPECT_EQ(steering.now(machine.reading), start + std::chrono::minutes{minute});
    }
    EXPECT_EQ(*steering.alarm(), Duration{-7h});
    steering.confirm(machine.reading);
    machine.pass(1min);
    EXPECT_EQ(steering.now(machine.reading), machine.reading.wall);
}

TEST(Steering, AlarmEndsByItselfWhenTheWallClockComesBack) {
    Machine machine;
    Steering steering(machine.reading);
    machine.step(3h);
    steering.now(machine.reading);
    ASSERT_TRUE(steering.alarm());
    machine.step(-3h);
    machine.pass(1s);
    EXPECT_EQ(steering.now(machine.reading), machine.reading.wall);
    EXPECT_FALSE(steering.alarm());
}

TEST(Steering, SleepOfTheMachineCounts) {
    Machine machine;
    Steering steering(machine.reading);
    const Instant start = machine.reading.wall;
    machine.pass(9h);  // asleep: both clocks went on, nobody asked
    EXPECT_EQ(steering.now(machine.reading), start + 9h);
    EXPECT_FALSE(steering.alarm());
}

TEST(Steering, ExactlyTwoMinutesIsFollowedOneMillisecondMoreIsNot) {
    Machine near;
    Steering follows(near.reading);
    near.step(kFollowed);
    follows.now(near.reading);
    EXPECT_FALSE(follows.alarm());
    Machine far;
    Steering refuses(far.reading);
    far.step(-kFollowed - 1ms);
    refuses.now(far.reading);
    EXPECT_TRUE(refuses.alarm());
}

/// Whatever the wall clock does: time never goes back, and without a confirmation never leaves real time by more
/// than the sum of the small steps that were followed.
RC_GTEST_PROP(Steering, NeverBackAndNeverFarFromRealTime, ()) {
    Machine machine;
    Steering steering(machine.reading);
    const Reading start = machine.reading;
    Instant before = start.wall;
    Duration small{};
    const auto acts = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 3), rc::gen::inRange(-40'000, 40'000)));
    for (const auto& [kind, amount] : acts) {
        machine.pass(std::chrono::seconds{std::abs(amount) % 4000});
        if (kind == 1) machine.step(std::chrono::seconds{amount});
        if (kind == 2) {
            const Duration drift{amount / 2};
            machine.step(drift);
            small += std::chrono::abs(drift);
        }
        const Instant now = steering.now(machine.reading);
        RC_ASSERT(now >= before);
        const Instant real = start.wall + (machine.reading.boot - start.boot);
        if (kind == 1 && std::chrono::abs(Duration{std::chrono::seconds{amount}}) <= kFollowed) {
            small += std::chrono::seconds{std::abs(amount)};
        }
        const auto steps = static_cast<std::int64_t>(acts.size());
        RC_ASSERT(std::chrono::abs(now - real) <= small + kFollowed * steps);
        RC_ASSERT(steering.alarm().has_value() == (std::chrono::abs(machine.reading.wall - now) > kFollowed));
        before = now;
    }
}

TEST(SystemClock, RunsForward) {
    const SystemClock clock;
    const Instant first = clock.now();
    EXPECT_GE(clock.now(), first);
    EXPECT_GT(first, from_millis(1'700'000'000'000));
    EXPECT_FALSE(clock.alarm());
}

TEST(ManualClock, IsSetAndMoved) {
    ManualClock clock(from_millis(1000));
    clock.advance(5s);
    EXPECT_EQ(to_millis(clock.now()), 6000);
    clock.set(from_millis(1));
    EXPECT_EQ(to_millis(clock.now()), 1);
}

}  // namespace
}  // namespace gx::clock
