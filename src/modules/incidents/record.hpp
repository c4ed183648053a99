/// The rows of the module's tables as values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/incidents/rules.hpp"
#include "modules/incidents/types.hpp"
#include "platform/flow/flow.hpp"
#include "platform/labels/labels.hpp"

namespace gx::incidents {

/// What people wrote about an incident; sealed as one value.
struct Narrative {
    std::string summary;
    std::string place;
    std::optional<Id> building;
    std::optional<Id> room;
    std::optional<std::string> learned_reason;
    std::vector<Detail> details;
};
BOOST_DESCRIBE_STRUCT(Narrative, (), (summary, place, building, room, learned_reason, details))

/// Which child rows exist; bits of Incident::parts.
enum class Has : std::int64_t { reports = 1, acts = 2, calls = 4, photos = 8, disaster = 16 };

struct Incident {
    Id id;
    flow::CaseState state;
    labels::Label label;
    Id author;
    int year = 0;
    std::int64_t number = 0;
    std::string kind;
    Grade grade = Grade::ordinary;
    Id compound;
    Id department;
    Instant happened_at;
    Learned learned;
    Instant entered_at;
    std::optional<Instant> device_time;
    bool offline = false;
    ClockId clock = ClockId::none;
    std::optional<Instant> stopped_at;
    StoppedBy stopped_by = StoppedBy::nothing;
    std::optional<Instant> running_due;
    std::optional<Instant> full_reported_at;
    std::optional<Instant> voided_at;
    std::optional<Fen> loss;
    std::optional<std::int64_t> injured;
    std::optional<std::int64_t> dead;
    std::int64_t flags = 0;
    std::int64_t photos = 0;
    std::int64_t parts = 0;
    Bytes narrative;
    Bytes idem_key;
    Bytes idem_body;

    bool has(Has part) const { return (parts & static_cast<std::int64_t>(part)) != 0; }
    void add(Has part) { parts |= static_cast<std::int64_t>(part); }
    ClockFacts clock_facts() const { return {clock, happened_at, learned.at, entered_at, stopped_at, voided_at}; }
    Facts facts() const { return {grade, loss, injured, dead, flags}; }
    labels::Facts label_facts() const { return {label, author, false, false, false}; }
};

enum class ReportKind : std::uint8_t { full, follow_up, final_ };
BOOST_DESCRIBE_ENUM(ReportKind, full, follow_up, final_)

/// Texts of a full, follow-up or final report; sealed as one value.
struct ReportText {
    std::optional<std::string> time;  ///< in the reporter's words; never judged by
    std::optional<std::string> place;
    std::string course;
    std::optional<std::string> trend;
    std::optional<std::string> measures;
    std::optional<std::string> help;
    std::optional<std::string> result;
    std::optional<std::string> cause;
};
BOOST_DESCRIBE_STRUCT(ReportText, (), (time, place, course, trend, measures, help, result, cause))

struct Report {
    Id id;
    Id incident;
    ReportKind kind = ReportKind::full;
    Id author;
    Instant at;
    std::optional<Fen> loss;
    Bytes narrative;
    Bytes idem_key;
    Bytes idem_body;
};

enum class CallState : std::uint8_t { open, confirmed, denied };
BOOST_DESCRIBE_ENUM(CallState, open, confirmed, denied)

/// A telephone report.
struct PhoneCall {
    Id id;
    Id incident;
    Id caller;
    Id receiver;
    Instant said_at;
    std::int64_t points = 0;  ///< as the caller says; bits of Point
    CallState state = CallState::open;
    std::optional<Instant> heard_at;
    std::int64_t heard_points = 0;  ///< as the receiver recorded
    bool entitled = false;          ///< general affairs or general manager when it was confirmed
    std::optional<Instant> confirmed_at;
    Bytes idem_key;
    Bytes idem_body;
};

enum class ActKind : std::uint8_t { acknowledged, void_asked, voided, void_denied, reopened, graded, learned_earlier };

/// An act with a role or a reason.
struct CaseAct {
    Id id;
    Id incident;
    ActKind kind = ActKind::acknowledged;
    Id person;
    Instant at;
    std::string role;
    Bytes reason;  ///< sealed, may be empty
};

}  // namespace gx::incidents
