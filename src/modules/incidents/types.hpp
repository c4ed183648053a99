/// The values of an incident: kinds, grades, clocks, what was learned when. No behaviour.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/types.hpp"

namespace gx::incidents {

/// Order of secrecy has nothing to do with it: this is how grave an incident is. Higher is graver.
enum class Grade : std::uint8_t { ordinary, major, urgent };
BOOST_DESCRIBE_ENUM(Grade, ordinary, major, urgent)

enum class Category : std::uint8_t { news, event, accident, disaster, other, sensitive };
BOOST_DESCRIBE_ENUM(Category, news, event, accident, disaster, other, sensitive)

/// In order of strictness: a correction may only move an incident to a stricter clock.
/// none: recorded in the ledger, not reportable by any rule.
enum class ClockId : std::uint8_t { none, news, two_days, two_hours };
BOOST_DESCRIBE_ENUM(ClockId, none, news, two_days, two_hours)

enum class ClockState : std::uint8_t { running, met, late };
BOOST_DESCRIBE_ENUM(ClockState, running, met, late)

/// What shows when the department first knew.
enum class LearnedBasis : std::uint8_t { happened, declared, call, record };
BOOST_DESCRIBE_ENUM(LearnedBasis, happened, declared, call, record)

/// What stopped the clock.
enum class StoppedBy : std::uint8_t { nothing, first_report, full_report, call };

/// The six points that clause E4.2 wants in the full report.
enum class Point : std::uint8_t { time, place, course, trend, measures, help };
BOOST_DESCRIBE_ENUM(Point, time, place, course, trend, measures, help)
inline constexpr std::int64_t kAllPoints = (1 << 6) - 1;

/// Circumstances that are judged, kept as bits. The first four make any incident a sensitive one.
enum class Flag : std::uint8_t { sensitive_place, special_person, long_duration, wide_influence, growing, trapped };
BOOST_DESCRIBE_ENUM(Flag, sensitive_place, special_person, long_duration, wide_influence, growing, trapped)
inline constexpr std::int64_t kSensitiveFlags = 0b1111;

enum class FieldKind : std::uint8_t { text, money, number, flag };
BOOST_DESCRIBE_ENUM(FieldKind, text, money, number, flag)
enum class Stage : std::uint8_t { quick, full };
BOOST_DESCRIBE_ENUM(Stage, quick, full)

/// Who is told. Keys of the decision's receivers.
enum class Receiver : std::uint8_t { leaders, general_affairs, general_manager, on_duty };
BOOST_DESCRIBE_ENUM(Receiver, leaders, general_affairs, general_manager, on_duty)

/// The figures of the regulations. The general office may change them from a day on; an incident is judged by the
/// figures in force when it happened.
struct Parameters {
    Day from{};                             ///< first day in force
    Duration full_report_within = std::chrono::hours{2};  ///< clause E4.2
    int report_within_days = 2;             ///< clause E4.3, calendar days
    int news_within_days = 2;               ///< clause E4.1, calendar days
    Fen reportable_loss{50'000};            ///< clause E3.3; the figure itself counts
    int ledger_by_day = 2;                  ///< clause E4.4, day of the next month, to 24:00
};

/// What is known of an incident as far as it is judged. Absent = not known yet.
struct Facts {
    Grade claimed = Grade::ordinary;  ///< the reporter's own grade; only ever raises
    std::optional<Fen> loss;
    std::optional<std::int64_t> injured;
    std::optional<std::int64_t> dead;
    std::int64_t flags = 0;  ///< bits of Flag
};

/// One step of the explained decision: which clause, which sentence.
struct Reason {
    std::string clause;
    std::string key;  ///< message key
    std::vector<std::pair<std::string, std::string>> params;
};

struct Decision {
    bool reportable = false;
    Grade grade = Grade::ordinary;
    ClockId clock = ClockId::none;
    std::vector<Receiver> receivers;
    std::vector<Reason> reasons;
};

/// When the department first knew, and what shows it.
struct Learned {
    Instant at;
    LearnedBasis basis = LearnedBasis::happened;
    bool operator==(const Learned&) const = default;
};

/// Everything lateness is computed from. Nothing else counts, and nothing of it can be set to a better value.
struct ClockFacts {
    ClockId clock = ClockId::none;
    Instant happened_at;
    Instant learned_at;
    Instant entered_at;                   ///< server receipt of the first report
    std::optional<Instant> stopped_at;    ///< server receipt of the full report, or the proven call
    std::optional<Instant> voided_at;     ///< confirmed false alarm: judged as of then
};

struct Judged {
    ClockId clock = ClockId::none;
    Instant start;
    Instant due;
    std::optional<Instant> stopped_at;
    ClockState state = ClockState::running;
    Duration late_by{};  ///< zero unless late
};

}  // namespace gx::incidents
