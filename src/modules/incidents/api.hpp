/// What the JSON API takes and gives, as described structs. Ids are strings, times RFC 3339, money in fen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/incidents/record.hpp"
#include "platform/http/route.hpp"

namespace gx::incidents {

struct Named {
    Id id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Named, (), (id, name))

// -- in --------------------------------------------------------------------------------------------------------

struct ReportInput {
    std::string kind;
    std::optional<Id> compound, department;
    std::string place;
    std::optional<Id> building, room;
    Instant happened_at;
    std::optional<Instant> learned_at;
    std::optional<std::string> learned_reason;
    std::string summary;
    std::optional<Grade> grade;
    std::optional<Fen> loss;
    std::optional<std::int64_t> injured, dead;
    std::optional<std::vector<Detail>> details;
    std::optional<std::vector<Id>> photos;
    std::optional<Instant> device_time;
    std::optional<bool> offline;
    std::optional<Id> disaster;  ///< the one it belongs to
};
BOOST_DESCRIBE_STRUCT(ReportInput, (), (kind, compound, department, place, building, room, happened_at, learned_at,
                                        learned_reason, summary, grade, loss, injured, dead, details, photos,
                                        device_time, offline, disaster))

struct AssessmentInput {
    std::string kind;
    std::optional<Grade> grade;
    std::optional<Fen> loss;
    std::optional<std::int64_t> injured, dead;
    std::optional<bool> sensitive;
    std::optional<Instant> happened_at, learned_at;
    std::optional<std::vector<std::string>> flags;
};
BOOST_DESCRIBE_STRUCT(AssessmentInput, (), (kind, grade, loss, injured, dead, sensitive, happened_at, learned_at, flags))

struct FullReportInput {
    std::string time, place, course, trend, measures, help;
    std::optional<Fen> loss;
    std::optional<std::int64_t> injured, dead;
    std::optional<std::vector<Detail>> details;
};
BOOST_DESCRIBE_STRUCT(FullReportInput, (), (time, place, course, trend, measures, help, loss, injured, dead, details))

struct FollowUpInput {
    std::string text;
    std::optional<std::string> trend, measures;
};
BOOST_DESCRIBE_STRUCT(FollowUpInput, (), (text, trend, measures))

struct FinalReportInput {
    std::string result, cause;
    std::optional<Fen> loss;
    std::string measures;
};
BOOST_DESCRIBE_STRUCT(FinalReportInput, (), (result, cause, loss, measures))

struct CallInput {
    Id receiver;
    Instant said_at;
    std::vector<Point> points;
};
BOOST_DESCRIBE_STRUCT(CallInput, (), (receiver, said_at, points))

struct CallAnswerInput {
    bool confirmed = false;
    std::optional<Instant> heard_at;
    std::optional<std::vector<Point>> points;
};
BOOST_DESCRIBE_STRUCT(CallAnswerInput, (), (confirmed, heard_at, points))

struct GradeInput {
    Grade grade = Grade::ordinary;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(GradeInput, (), (grade, reason))

struct KnowledgeInput {
    Instant learned_at;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(KnowledgeInput, (), (learned_at, reason))

struct ReasonInput {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonInput, (), (reason))

struct VoidAnswerInput {
    bool confirmed = false;
};
BOOST_DESCRIBE_STRUCT(VoidAnswerInput, (), (confirmed))

struct PhotosInput {
    std::vector<Id> photos;
};
BOOST_DESCRIBE_STRUCT(PhotosInput, (), (photos))

/// `sort` may only be "-reported_at"; `month` is the month in which it happened.
struct ListQuery {
    std::optional<std::string> state, kind;
    std::optional<Grade> grade;
    std::optional<Id> compound;
    std::optional<bool> late;
    std::optional<std::string> month, sort;
    std::optional<std::int64_t> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListQuery, (), (state, kind, grade, compound, late, month, sort, limit, cursor))

struct LedgerQuery {
    std::string month;
    std::optional<Id> compound;
    std::optional<std::int64_t> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(LedgerQuery, (), (month, compound, limit, cursor))

// -- out -------------------------------------------------------------------------------------------------------

struct ClockView {
    ClockId id = ClockId::none;
    std::string name, clause;
    Instant start, due;
    std::optional<Instant> stopped_at;
    ClockState state = ClockState::running;
    std::optional<std::int64_t> late_by_ms;
};
BOOST_DESCRIBE_STRUCT(ClockView, (), (id, name, clause, start, due, stopped_at, state, late_by_ms))

struct KeyName {
    std::string key, name;
};
BOOST_DESCRIBE_STRUCT(KeyName, (), (key, name))

struct ReasonView {
    std::string clause, text;
};
BOOST_DESCRIBE_STRUCT(ReasonView, (), (clause, text))

struct DecisionView {
    bool reportable = false;
    Grade grade = Grade::ordinary;
    ClockId clock = ClockId::none;
    std::optional<Instant> due;
    std::vector<KeyName> receivers;
    std::vector<ReasonView> reasons;
};
BOOST_DESCRIBE_STRUCT(DecisionView, (), (reportable, grade, clock, due, receivers, reasons))

struct LabelView {
    std::int64_t level = 4;
    std::optional<Named> scope;
};
BOOST_DESCRIBE_STRUCT(LabelView, (), (level, scope))

struct DetailView {
    std::string key, name, value;
};
BOOST_DESCRIBE_STRUCT(DetailView, (), (key, name, value))

struct ReportView {
    Id id;
    std::string kind;
    Named by;
    Instant at;
    std::string course;
    std::optional<std::string> time, place, trend, measures, help, result, cause;
    std::optional<Fen> loss;
};
BOOST_DESCRIBE_STRUCT(ReportView, (), (id, kind, by, at, time, place, course, trend, measures, help, result, cause, loss))

struct AcknowledgementView {
    Named by;
    Instant at;
    std::string role;
};
BOOST_DESCRIBE_STRUCT(AcknowledgementView, (), (by, at, role))

struct CallView {
    Id id;
    Named caller, receiver;
    Instant said_at;
    std::vector<Point> points;
    CallState state = CallState::open;
    std::optional<Instant> heard_at, confirmed_at;
};
BOOST_DESCRIBE_STRUCT(CallView, (), (id, caller, receiver, said_at, points, state, heard_at, confirmed_at))

struct PhotoView {
    Id id;
    std::string name;
    std::int64_t width = 0, height = 0;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(PhotoView, (), (id, name, width, height, at))

struct VoidView {
    Named by;
    Instant at;
    std::string reason;
    std::optional<Named> confirmed_by;
    std::optional<Instant> confirmed_at;
};
BOOST_DESCRIBE_STRUCT(VoidView, (), (by, at, reason, confirmed_by, confirmed_at))

/// What lists and details share.
struct IncidentRow {
    Id id;
    std::string number, kind;
    Grade grade = Grade::ordinary;
    std::string state;
    std::int64_t level = 4;
    std::optional<Named> compound;
    Named department;
    std::string place, summary_short;
    Instant happened_at, reported_at;
    Named reporter;
    ClockView clock;
    std::int64_t photos = 0;
};
BOOST_DESCRIBE_STRUCT(IncidentRow, (), (id, number, kind, grade, state, level, compound, department, place,
                                        summary_short, happened_at, reported_at, reporter, clock, photos))

struct IncidentView {
    Id id;
    std::int64_t rev = 1;
    std::string number, kind, kind_name;
    Grade grade = Grade::ordinary;
    std::string state, state_name;
    std::int64_t level = 4;
    std::optional<Named> compound;
    Named department;
    std::string place, summary_short, summary;
    std::optional<Id> building, room;
    Instant happened_at, reported_at, learned_at;
    LearnedBasis learned_basis = LearnedBasis::happened;
    std::optional<std::string> learned_reason;
    Instant entered_at;
    std::optional<Instant> device_time;
    bool offline = false;
    Named reporter;
    ClockView clock;
    std::optional<bool> published;  ///< news only: came in time (E3.1)
    std::optional<Fen> loss;
    std::optional<std::int64_t> injured, dead;
    std::vector<DetailView> details;
    LabelView label;
    DecisionView decision;
    std::vector<ReportView> reports;
    std::vector<AcknowledgementView> acknowledgements;
    std::vector<CallView> calls;
    std::vector<PhotoView> photos;
    std::optional<VoidView> void_;
    std::optional<Named> disaster;  ///< the one it is grouped under (E3.4)
    std::vector<std::string> actions;
};
BOOST_DESCRIBE_STRUCT(IncidentView, (), (id, rev, number, kind, kind_name, grade, state, state_name, level, compound,
                                         department, place, summary_short, summary, building, room, happened_at,
                                         reported_at, learned_at, learned_basis, learned_reason, entered_at,
                                         device_time, offline, reporter, clock, published, loss, injured, dead,
                                         details, label, decision, reports, acknowledgements, calls, photos, void_,
                                         disaster, actions))

struct RunningClock {
    Id id;
    std::string number, kind, kind_name;
    Grade grade = Grade::ordinary;
    std::optional<Named> compound;
    std::string place;
    ClockView clock;
};
BOOST_DESCRIBE_STRUCT(RunningClock, (), (id, number, kind, kind_name, grade, compound, place, clock))

struct RunningClocks {
    std::vector<RunningClock> items;
};
BOOST_DESCRIBE_STRUCT(RunningClocks, (), (items))

struct IncidentPage {
    std::vector<IncidentRow> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(IncidentPage, (), (items, next))

struct FieldView {
    std::string key, name;
    FieldKind kind = FieldKind::text;
    bool required = false;
    Stage required_for = Stage::quick;
    std::string help;
};
BOOST_DESCRIBE_STRUCT(FieldView, (), (key, name, kind, required, required_for, help))

struct KindView {
    std::string key, name, clause;
    Category category = Category::event;
    Grade default_grade = Grade::ordinary;
    std::vector<FieldView> fields;
    std::string help;
};
BOOST_DESCRIBE_STRUCT(KindView, (), (key, name, clause, category, default_grade, fields, help))

struct KindList {
    std::vector<KindView> items;
};
BOOST_DESCRIBE_STRUCT(KindList, (), (items))

struct TimelineItem {
    Instant at;
    std::string action, text;
    std::optional<Named> who, post;
    std::string clause, note;
};
BOOST_DESCRIBE_STRUCT(TimelineItem, (), (at, action, text, who, post, clause, note))

struct Timeline {
    std::vector<TimelineItem> items;
};
BOOST_DESCRIBE_STRUCT(Timeline, (), (items))

struct LedgerColumn {
    std::string key, name, kind;
};
BOOST_DESCRIBE_STRUCT(LedgerColumn, (), (key, name, kind))

struct LedgerPage {
    std::string title;
    std::vector<LedgerColumn> columns;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::vector<std::string>> facts;
    LabelView label;
    std::string checkpoint;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(LedgerPage, (), (title, columns, rows, facts, label, checkpoint, next))

}  // namespace gx::incidents
