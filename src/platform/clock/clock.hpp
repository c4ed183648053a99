/// What time it is, and the company's calendar. Nobody else asks the machine for the time.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "platform/base/types.hpp"

namespace gx::clock {

class Clock {
  public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

/// Set by tests; the release program never makes one.
class ManualClock final : public Clock {
  public:
    explicit ManualClock(Instant start) : now_(start) {}
    Instant now() const override;
    void set(Instant to);
    void advance(Duration by);

  private:
    mutable std::mutex mutex_;
    Instant now_;
};

/// Readings of the machine: the wall clock, and a clock that only runs forward, through sleep too (CLOCK_BOOTTIME).
struct Reading {
    Instant wall;
    Duration boot;
};

/// The rule for running time, pure: time advances by `boot`; the wall clock is followed while it differs by at
/// most two minutes; a larger step raises an alarm and is followed only after an administrator confirmed it.
inline constexpr Duration kFollowed = std::chrono::minutes{2};

class Steering {
  public:
    explicit Steering(Reading first);
    /// Never goes back, but for a step that an administrator confirmed. Call with growing `boot`.
    Instant now(Reading reading);
    /// How far the wall clock is off, once it is more than two minutes; nullopt while all is well.
    std::optional<Duration> alarm() const { return alarm_; }
    /// The administrator says that the wall clock is right: from here on it is followed, also back, because a
    /// clock that stands still for hours would hide lateness.
    void confirm(Reading reading);

  private:
    Instant base_;
    Duration base_boot_;
    Instant last_;
    std::optional<Duration> alarm_;
};

/// CLOCK_REALTIME as followed by Steering. Thread-safe; one per process.
class SystemClock final : public Clock {
  public:
    SystemClock();
    Instant now() const override;
    std::optional<Duration> alarm() const;
    void confirm();

  private:
    mutable std::mutex mutex_;
    mutable Steering steering_;
};

/// The company's day (+08:00, no summer time since 1991) of an instant, and its midnights.
Day day_of(Instant at);
Instant start_of(Day day);          ///< 00:00 of that day
Instant end_of(Day day);            ///< 24:00 of that day
int minute_of_day(Instant at);      ///< 0..1439
Day plus_days(Day day, int days);
Day last_of_month(std::chrono::year_month month);
/// "2026-11-23 16:05", for people, in the company's zone.
std::string to_local(Instant at);
/// Local "YYYY-MM-DD HH:MM[:SS]" to an instant; nullopt if malformed.
std::optional<Instant> parse_local(std::string_view text);

/// Real time: start + length. Calendar days: the starting day is not counted, the last ends at 24:00
/// (民法典 arts. 200-204; catalogue "all clocks").
Instant due_real(Instant start, Duration length);
Instant due_calendar_days(Instant start, int days);  ///< days >= 0

}  // namespace gx::clock
