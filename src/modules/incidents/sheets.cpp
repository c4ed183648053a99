#include "modules/incidents/sheets.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "modules/incidents/store.hpp"
#include "modules/incidents/view.hpp"
#include "platform/base/check.hpp"
#include "platform/org/people.hpp"
#include "platform/trail/trail.hpp"

namespace gx::incidents {
namespace {

using Kind_ = render::Column::Kind;

constexpr std::size_t kRowsMax = 20'000;

/// What the reports say, the latest word last.
struct Words {
    std::string course, measures, outcome;
};

Words words_of_reports(const Act& act, const Incident& it) {
    Words out;
    if (!it.has(Has::reports)) return out;
    for (const Report& report : reports_of(act.tx, act.company(), it.id)) {
        const auto text = json::read_text<ReportText>(
            open_text(act.services, "incident_report", report.id, "narrative", report.narrative));
        GX_CHECK(text.has_value());
        if (report.kind == ReportKind::full) out.course = text->course;
        if (text->measures && !text->measures->empty()) out.measures = *text->measures;
        if (text->result) out.outcome = *text->result;
    }
    return out;
}

std::string timeliness(const Act& act, const Judged& judged) {
    if (judged.clock == ClockId::none) return say(act, "ledger.not_reportable");
    if (judged.state == ClockState::running) return say(act, "ledger.running");
    if (judged.state == ClockState::met) return say(act, "ledger.in_time");
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(judged.late_by).count();
    return say(act, "ledger.late", {{"hours", std::to_string(minutes / 60)}, {"minutes", std::to_string(minutes % 60)}});
}

std::string_view kind_name(Kind_ kind) {
    switch (kind) {
        case Kind_::text: return "text";
        case Kind_::number: return "number";
        case Kind_::money: return "money";
        case Kind_::instant: return "instant";
        case Kind_::day: return "day";
        case Kind_::flag: return "flag";
    }
    GX_CHECK(false);
}

void add_counts(const Act& act, const std::vector<Incident>& rows, render::Sheet& sheet) {
    const auto late = std::count_if(rows.begin(), rows.end(), [&](const Incident& it) {
        return judge_at(it, act.now).state == ClockState::late;
    });
    const auto voided = std::count_if(rows.begin(), rows.end(), [](const Incident& it) { return it.voided_at.has_value(); });
    sheet.facts.emplace_back(say(act, "ledger.fact.count"), std::to_string(rows.size()));
    sheet.facts.emplace_back(say(act, "ledger.fact.late"), std::to_string(late));
    sheet.facts.emplace_back(say(act, "ledger.fact.voided"), std::to_string(voided));
}

}  // namespace

std::string month_text(int month) { return fmt::format("{}-{:02}", month / 100, month % 100); }

const std::vector<render::Column>& ledger_columns() {
    static const std::vector<render::Column> out{
        {"number", "编号", "Number", Kind_::text, 18},
        {"happened_at", "发生时间", "Happened", Kind_::instant, 17},
        {"learned_at", "知悉时间", "Learned", Kind_::instant, 17},
        {"reported_at", "首报时间", "First report", Kind_::instant, 17},
        {"full_reported_at", "完整报告时间", "Full report", Kind_::instant, 17},
        {"kind", "种类", "Kind", Kind_::text, 16},
        {"grade", "等级", "Grade", Kind_::text, 10},
        {"belongs", "管理处/部门", "Compound or department", Kind_::text, 20},
        {"place", "地点", "Place", Kind_::text, 20},
        {"course", "简要经过", "Course in short", Kind_::text, 40},
        {"measures", "措施", "Measures", Kind_::text, 30},
        {"outcome", "处理结果", "Outcome", Kind_::text, 30},
        {"loss", "损失(元)", "Loss (yuan)", Kind_::money, 12},
        {"clock", "时限", "Clock", Kind_::text, 18},
        {"timeliness", "是否按时", "In time", Kind_::text, 16},
        {"reporter", "报告人", "Reporter", Kind_::text, 12},
        {"state", "状态", "State", Kind_::text, 14}};
    return out;
}

std::vector<render::CellText> ledger_cells(const Act& act, const Incident& it) {
    const Narrative narrative = open_narrative(act.services, it);
    Words words = words_of_reports(act, it);
    if (words.course.empty()) words.course = narrative.summary;
    const Judged judged = judge_at(it, act.now);
    const flow::State& state = flow_of(act.services).state(it.state.state);
    const std::string belongs = it.compound ? org::compound_name(act.tx, act.company(), it.compound)
                                            : org::department_name(act.tx, act.company(), it.department);
    return {number_of(it),
            to_rfc3339(it.happened_at),
            to_rfc3339(it.learned.at),
            to_rfc3339(it.entered_at),
            it.full_reported_at ? to_rfc3339(*it.full_reported_at) : "",
            kinds().find(it.kind)->name(act.lang()),
            say(act, "incident.grade." + std::string(json::enum_name(it.grade))),
            belongs,
            narrative.place,
            words.course,
            words.measures,
            words.outcome,
            it.loss ? std::to_string(it.loss->value) : "",
            say(act, "incident.clock." + std::string(json::enum_name(it.clock))),
            timeliness(act, judged),
            org::person_name(act.tx, act.services.keys, it.author),
            act.lang() == Lang::zh ? state.zh : state.en};
}

LedgerColumn column_view(const render::Column& column, Lang lang) {
    return {column.key, lang == Lang::zh ? column.zh : column.en, std::string(kind_name(column.kind))};
}

std::vector<labels::Stream> ledger_streams(const org::Actor& actor, std::optional<Id> scope) {
    if (scope) return {{false, *scope, labels::kOrdinary, 0}};
    std::set<Id> scopes;
    for (const labels::Reach& reach : actor.reaches()) {
        if (reach.whole_company) return {{true, Id{}, labels::kOrdinary, 0}};
        scopes.insert(reach.scopes.begin(), reach.scopes.end());
    }
    std::vector<labels::Stream> out;
    for (const Id one : scopes) out.push_back({false, one, labels::kOrdinary, 0});
    return out;
}

LedgerPart ledger_part(const Act& act, int month, std::optional<Id> scope, Id after, std::size_t limit) {
    const auto reaches = act.actor.reaches();
    const auto fetch = [&](const labels::Stream& stream, labels::Keyset from, std::size_t count) {
        return month_rows(act.tx, act.company(), stream.whole ? Id{} : stream.scope, month, Id{-from.sort}, count);
    };
    // The merge runs downwards; falling negatives are rising ids.
    const auto key = [](const Incident& it) { return labels::Keyset{-it.id.value, 0}; };
    const auto keep = [&](const Incident& it) {
        const bool here = !scope || it.label.scope == *scope;
        return here && labels::may_read(reaches, Id{}, it.label_facts());
    };
    labels::Keyset below;
    if (after) below = {-after.value, 0};
    auto merged = labels::merge<Incident>(ledger_streams(act.actor, scope), below, limit, fetch, key, keep);
    LedgerPart out{std::move(merged.rows), {}};
    if (merged.next) out.next = Id{-merged.next->sort};
    return out;
}

/// Clause E4.4: every item is a line by itself, false alarms included and marked.
render::Sheet ledger_sheet(const Act& act, int month, std::optional<Id> compound, const std::vector<Incident>& rows,
                           bool whole) {
    render::Sheet sheet;
    sheet.zh = "突发事件台账 " + month_text(month);
    sheet.en = "Incident ledger " + month_text(month);
    sheet.columns = ledger_columns();
    sheet.label = {labels::kOrdinary, 0, compound.value_or(Id{})};
    const std::string name = compound ? org::compound_name(act.tx, act.company(), *compound) : "";
    sheet.number = fmt::format("突台〔{}〕{}号{}{}", month / 100, month % 100, name.empty() ? "" : "·", name);
    sheet.made_at = act.now;
    sheet.made_by = org::person_name(act.tx, act.services.keys, act.actor.person);
    sheet.facts.emplace_back(say(act, "ledger.fact.month"), month_text(month));
    sheet.facts.emplace_back(say(act, "ledger.fact.scope"),
                             compound ? name : say(act, "ledger.scope.reach"));
    if (whole) add_counts(act, rows, sheet);
    for (const Incident& it : rows) {
        sheet.label = labels::join(sheet.label, it.label);
        sheet.rows.push_back(ledger_cells(act, it));
    }
    if (const auto checkpoint = act.services.trail.last_checkpoint(act.tx)) {
        sheet.checkpoint = checkpoint->note;
    }
    return sheet;
}

Result<std::vector<Incident>> ledger_rows(const Act& act, int month, std::optional<Id> scope) {
    std::vector<Incident> rows;
    for (std::optional<Id> after = Id{}; after;) {
        // Never a part that looks like the whole.
        if (rows.size() >= kRowsMax) return refuse("incident_ledger_too_long", "max", std::to_string(kRowsMax));
        LedgerPart part = ledger_part(act, month, scope, *after, 500);
        rows.insert(rows.end(), std::make_move_iterator(part.rows.begin()), std::make_move_iterator(part.rows.end()));
        after = part.next;
    }
    return rows;
}

Result<render::Sheet> whole_ledger(const Act& act, int month, std::optional<Id> compound) {
    GX_TRY(rows, ledger_rows(act, month, compound));
    return ledger_sheet(act, month, compound, rows, /*whole=*/true);
}

Result<LedgerPage> ledger_page(const Act& act, const LedgerQuery& query) {
    Checker checker;
    const auto limit = query.limit.value_or(50);
    const auto month = parse_month(query.month);
    if (!month) checker.add("month", "incident_month_format");
    if (limit < 1 || limit > 100) checker.add("limit", "field_range", {{"min", "1"}, {"max", "100"}});
    if (query.cursor && !parse_id(*query.cursor)) checker.add("cursor", "incident_cursor_unknown");
    GX_TRY_DONE(checker.result());
    const Id after = query.cursor ? *parse_id(*query.cursor) : Id{};
    const LedgerPart part = ledger_part(act, *month, query.compound, after, static_cast<std::size_t>(limit));
    const render::Sheet sheet = ledger_sheet(act, *month, query.compound, part.rows, !after && !part.next);
    LedgerPage out;
    out.title = act.lang() == Lang::zh ? sheet.zh : sheet.en;
    for (const auto& column : sheet.columns) {
        out.columns.push_back(column_view(column, act.lang()));
    }
    out.rows = sheet.rows;
    for (const auto& [label, value] : sheet.facts) out.facts.push_back({label, value});
    out.label = label_view(act, sheet.label);
    out.checkpoint = sheet.checkpoint;
    if (part.next) out.next = to_string(*part.next);
    return out;
}

}  // namespace gx::incidents
