/// Which days the company works and how long: the State Council's days over the plain week, the company's own days
/// over those, and the hours of posts. Everything here is pure; a calendar never changes once made.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/types.hpp"

namespace gx::clock {

/// What a day is and which layer says so; the company's word counts over the State Council's, that over the week.
enum class DayKind : std::uint8_t {
    workday,          ///< Monday to Friday
    weekend,          ///< Saturday or Sunday
    holiday,          ///< off by the State Council: a holiday, or a rest day moved to it
    moved_workday,    ///< worked by the State Council in exchange for a holiday
    company_closed,   ///< closed by the company
    company_workday,  ///< worked by the company
};
bool is_workday(DayKind kind);

/// A day that differs from the plain week.
struct SpecialDay {
    Day day;
    bool works = false;
    std::string name;  ///< "春节", or the company's reason
};

/// The State Council's arrangement for one year. It may hold days of the December before.
struct Notice {
    int year = 0;
    std::string source;
    std::vector<SpecialDay> days;
};

/// Minutes of a day, [from, to), 0 <= from < to <= 1440.
struct Span {
    int from = 0, to = 0;
    bool operator==(const Span&) const = default;
};

/// The calendar of a post: office hours on working days, or every hour of every day.
enum class Hours : std::uint8_t { office, round_the_clock };

/// How long a clause gives.
enum class Basis : std::uint8_t {
    real,           ///< `time`, by the hours of every day
    calendar_days,  ///< `count` days, the starting day not counted, to 24:00 of the last
    working_days,   ///< the same in working days
    working_time,   ///< `time` within working hours
    month_day,      ///< to 24:00 of day `count` of the month in which it starts
};
/// What happens when the last day is not worked; only where the clause says so. Working days never need it.
enum class Roll : std::uint8_t { none, next, previous };

struct Term {
    Basis basis = Basis::real;
    int count = 0;    ///< days 1..3650; day of the month 1..31 (its last day where it is shorter)
    Duration time{};  ///< above 0
    Roll roll = Roll::none;
    Hours hours = Hours::office;
    bool operator==(const Term&) const = default;
};
/// "working_days 3 none office", "working_time 14400000 none office": as kept beside a due moment.
std::string to_text(const Term& term);
std::optional<Term> parse_term(std::string_view text);

/// The end of a term.
struct End {
    Instant at;
    /// The first year it touches whose arrangement is not published: the end is provisional.
    std::optional<int> unpublished;
    std::optional<Day> rolled_from;  ///< the day it would have been without the roll
};

/// Days of December from this one on also belong to the notice of the next year: of 20 notices five moved such
/// days, none an earlier one.
inline constexpr unsigned kSharedDecember = 29;

class Calendar {
  public:
    /// Of two words on one day the later notice and the later company row count. `office` must be in order, without
    /// overlap and not empty.
    Calendar(std::vector<Notice> notices, const std::vector<SpecialDay>& company, std::vector<Span> office);

    DayKind kind(Day day) const;
    bool works(Day day) const { return is_workday(kind(day)); }
    /// The holiday or reason; empty for a plain day. Lives as long as the calendar.
    std::string_view name(Day day) const;
    bool published(int year) const { return notices_.contains(year); }
    /// The first year within the days (both included) whose arrangement is needed and not published.
    std::optional<int> unpublished(Day first, Day last) const;
    const std::map<int, Notice>& notices() const { return notices_; }
    const std::vector<Span>& office() const { return office_; }

    /// Working days in [epoch, day), negative before the epoch (1970-01-05, a Monday). Every day of the clock counts.
    std::int64_t workdays_before(Day day) const;
    /// The count-th working day after `day`, which is not counted itself; count >= 1.
    Day workday_after(Day day, int count) const;
    Day next_workday(Day day) const;      ///< `day` itself if it is one
    Day previous_workday(Day day) const;  ///< `day` itself if it is one

    /// W: worked time from the epoch to `at`; never falls. W(b) - W(a) is the time worked in between.
    Duration worked(Instant at, Hours hours) const;
    /// The inverse: the earliest moment with this much worked time, so that a day's full time ends at its close.
    Instant when_worked(Duration worked, Hours hours) const;

    End end_of_term(Instant start, const Term& term) const;

  private:
    struct Shift {
        int day;         ///< days since 1970-01-01
        int total;       ///< working days more (or fewer) than in the plain week, up to and with this day
    };
    struct Word {
        DayKind kind;
        std::string name;
    };
    void say(const SpecialDay& day, DayKind works, DayKind rests);
    std::int64_t workdays_before_number(int number) const;
    /// The day that is working day number `index` (from 0 at the epoch).
    Day workday_at(std::int64_t index) const;
    Duration day_length() const;
    End end_of_days(Instant start, const Term& term) const;

    std::map<int, Notice> notices_;
    std::map<int, Word> words_;   ///< by days since 1970-01-01
    std::vector<Shift> shifts_;   ///< in order
    std::vector<Span> office_;
};

}  // namespace gx::clock
