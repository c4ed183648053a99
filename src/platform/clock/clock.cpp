#include "platform/clock/clock.hpp"

#include <time.h>

#include <cerrno>
#include <system_error>

#include "platform/base/check.hpp"

namespace gx::clock {
namespace {

Duration read_machine(clockid_t which) {
    timespec time{};
    if (::clock_gettime(which, &time) != 0) {
        throw Broken("the machine's clock cannot be read: " + std::generic_category().message(errno));
    }
    return std::chrono::duration_cast<Duration>(std::chrono::seconds{time.tv_sec} +
                                                std::chrono::nanoseconds{time.tv_nsec});
}

Reading read_machine() { return {Instant{read_machine(CLOCK_REALTIME)}, read_machine(CLOCK_BOOTTIME)}; }

}  // namespace

Instant ManualClock::now() const {
    const std::lock_guard lock(mutex_);
    return now_;
}

void ManualClock::set(Instant to) {
    const std::lock_guard lock(mutex_);
    now_ = to;
}

void ManualClock::advance(Duration by) {
    const std::lock_guard lock(mutex_);
    now_ += by;
}

Steering::Steering(Reading first) : base_(first.wall), base_boot_(first.boot), last_(first.wall) {}

Instant Steering::now(Reading reading) {
    Instant running = base_ + (reading.boot - base_boot_);
    const Duration off = reading.wall - running;
    if (std::chrono::abs(off) <= kFollowed) {
        base_ = running = reading.wall;
        base_boot_ = reading.boot;
        alarm_.reset();
    } else {
        alarm_ = off;
    }
    // A small step back is waited out: the time stands still until the wall clock has caught up.
    last_ = std::max(last_, running);
    return last_;
}

void Steering::confirm(Reading reading) {
    base_ = last_ = reading.wall;
    base_boot_ = reading.boot;
    alarm_.reset();
}

SystemClock::SystemClock() : steering_(read_machine()) {}

Instant SystemClock::now() const {
    const std::lock_guard lock(mutex_);
    return steering_.now(read_machine());
}

std::optional<Duration> SystemClock::alarm() const {
    const std::lock_guard lock(mutex_);
    steering_.now(read_machine());
    return steering_.alarm();
}

void SystemClock::confirm() {
    const std::lock_guard lock(mutex_);
    steering_.confirm(read_machine());
}

}  // namespace gx::clock
