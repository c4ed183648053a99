/// Handing in, returning, merging, reading. Clause E4.4.
#include <algorithm>
#include <map>

#include "modules/incidents/clocks.hpp"
#include "modules/incidents/month.hpp"
#include "modules/incidents/month_tell.hpp"
#include "modules/incidents/sheets.hpp"
#include "modules/incidents/view.hpp"
#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"
#include "platform/labels/merge.hpp"
#include "platform/org/people.hpp"
#include "platform/text/text.hpp"

namespace gx::incidents {
namespace {

constexpr std::int64_t kLimitMax = 100;

std::optional<Id> scope_of(const Month& month) {
    return month.of_company() ? std::nullopt : std::optional(month.label.scope);
}

FrozenLine line_of(const Act& act, const Incident& incident) {
    const auto cells_in = [&](Lang lang) {
        org::Actor reader = act.actor;
        reader.lang = lang;
        return ledger_cells({act.services, act.tx, reader, act.now, act.call}, incident);
    };
    return {cells_in(Lang::zh), cells_in(Lang::en)};
}

Frozen open_sheet(const Act& act, const Month& month) {
    if (month.sheet.empty()) return {};
    auto out = json::read_text<Frozen>(open_text(act.services, "incident_ledger", month.id, "sheet", month.sheet));
    GX_CHECK(out.has_value());
    return std::move(*out);
}

/// The lines of one scope as they stand now; their label is the most secret of all.
Result<Frozen> freeze(const Act& act, Month& month) {
    Frozen out;
    GX_TRY(rows, ledger_rows(act, month.month, month.label.scope));
    for (const Incident& it : rows) {
        const labels::Label joined = labels::join(month.label, it.label);
        month.label.level = joined.level;
        month.label.compartments = joined.compartments;
        out.lines.push_back(line_of(act, it));
    }
    return out;
}

/// What the scopes handed in, one after the other; who did not is named.
Frozen merge(const Act& act, Month& month) {
    Frozen out;
    Id after;
    for (;;) {
        const auto part = month_page(act.tx, act.company(), /*whole=*/true, Id{}, month.month, after, 500);
        for (const Month& one : part) {
            after = one.id;
            if (one.of_company()) continue;
            if (one.sheet.empty()) {
                out.missing.push_back(one.label.scope);
                continue;
            }
            month.label.level = labels::at_least_as_secret(one.label.level, month.label.level) ? one.label.level : month.label.level;
            month.label.compartments |= one.label.compartments;
            Frozen its = open_sheet(act, one);
            out.lines.insert(out.lines.end(), std::make_move_iterator(its.lines.begin()), std::make_move_iterator(its.lines.end()));
        }
        if (part.size() < 500) return out;
    }
}

Result<Month> load_for_step(const Act& act, Id id, std::int64_t rev) {
    GX_TRY(month, load_month(act, id));
    if (month.state.rev != rev) return refuse("rev_moved");
    return std::move(month);
}

/// Takes the step and saves; the tasks follow the new state.
Result<Done> step(const Act& act, Month& month, std::string_view verb, std::string_view reason) {
    const std::int64_t loaded = month.state.rev;
    GX_TRY(state, flow::advance(month_flow(act, month), month.state, verb, act.actor, month_tie(act, month), reason));
    month.state = state;
    month.state.rev = loaded + 1;
    if (!update(act.tx, act.company(), month, loaded)) return refuse("conflict");
    renew_month_tasks(act, month, act.actor.person);
    return Done{};
}

/// Another scope is in: general affairs hear of it once all are.
void tell_when_all_are_in(const Act& act, const Month& month) {
    Id after;
    for (;;) {
        const auto part = month_page(act.tx, act.company(), /*whole=*/true, Id{}, month.month, after, 500);
        for (const Month& one : part) {
            after = one.id;
            if (!one.of_company() && one.state.state == "open") return;
        }
        if (part.size() < 500) break;
    }
    const auto company = find_month_of(act.tx, act.company(), Id{}, month.month);
    if (company) tell_month(act, *company, {"duty:general_affairs"}, "notice.incident.months_all_in");
}

MonthRow row_of(const Act& act, const Month& month) {
    MonthRow out;
    out.id = month.id;
    out.month = month_text(month.month);
    out.name = month_name(act, month);
    out.of_company = month.of_company();
    const flow::State& state = month_flow(act, month).state(month.state.state);
    out.state = month.state.state;
    out.state_name = act.lang() == Lang::zh ? state.zh : state.en;
    out.due = month_due(month.month);
    out.hand_in = judge_hand_in(month.month, month.first_submitted_at, act.now);
    out.submitted_at = month.submitted_at;
    if (month.submitted_by) out.submitted_by = person_view(act, month.submitted_by);
    out.lines = month.lines;
    return out;
}

/// The lines handed in beside what they say now, and what was reported since.
std::vector<LineView> lines_of(const Act& act, const Frozen& frozen, const std::vector<Incident>& live, bool handed_in) {
    std::map<std::string, std::vector<std::string>, std::less<>> now;
    for (const Incident& it : live) now.emplace(number_of(it), ledger_cells(act, it));
    std::vector<LineView> out;
    for (const FrozenLine& line : frozen.lines) {
        LineView view{act.lang() == Lang::zh ? line.zh : line.en, {}, false};
        const auto found = now.find(view.cells.front());
        if (found != now.end()) {
            for (std::size_t i = 0; i < view.cells.size() && i < found->second.size(); ++i) {
                if (view.cells[i] != found->second[i]) view.corrections.push_back({static_cast<std::int64_t>(i), found->second[i]});
            }
            now.erase(found);
        }
        out.push_back(std::move(view));
    }
    for (const Incident& it : live) {
        const auto found = now.find(number_of(it));
        if (found != now.end()) out.push_back({std::move(found->second), {}, handed_in});
    }
    return out;
}

Result<Done> check_months(const MonthQuery& query) {
    Checker checker;
    const auto limit = query.limit.value_or(kLimitMax);
    if (!parse_month(query.month)) checker.add("month", "incident_month_format");
    if (limit < 1 || limit > kLimitMax) checker.add("limit", "field_range", {{"min", "1"}, {"max", "100"}});
    if (query.cursor && !parse_id(*query.cursor)) checker.add("cursor", "incident_cursor_unknown");
    return checker.result();
}

}  // namespace

Instant month_due(int month) {
    const Day first = clock::day_of(month_start(month));
    const std::chrono::year_month next = first.year() / first.month() + std::chrono::months{1};
    const int by = parameters_at(clock::start_of(next / 1)).ledger_by_day;
    return clock::end_of(clock::plus_days(Day{next / 1}, by - 1));
}

HandIn judge_hand_in(int month, const std::optional<Instant>& first_submitted_at, Instant now) {
    const Instant due = month_due(month);
    if (first_submitted_at) return *first_submitted_at <= due ? HandIn::in_time : HandIn::late;
    return now <= due ? HandIn::waiting : HandIn::overdue;
}

Result<MonthPage> months(const Act& act, const MonthQuery& query) {
    GX_TRY_DONE(check_months(query));
    const int month = *parse_month(query.month);
    const auto reaches = act.actor.reaches();
    const auto fetch = [&](const labels::Stream& stream, labels::Keyset from, std::size_t count) {
        return month_page(act.tx, act.company(), stream.whole, stream.scope, month, Id{-from.sort}, count);
    };
    // The merge runs downwards; falling negatives are rising ids.
    const auto key = [](const Month& it) { return labels::Keyset{-it.id.value, 0}; };
    const auto keep = [&](const Month& it) { return labels::may_read(reaches, Id{}, {it.label, Id{}, false, false, false}); };
    labels::Keyset below;
    if (query.cursor) below = {-parse_id(*query.cursor)->value, 0};
    const auto limit = static_cast<std::size_t>(query.limit.value_or(kLimitMax));
    const auto merged = labels::merge<Month>(ledger_streams(act.actor, {}), below, limit, fetch, key, keep);
    MonthPage out;
    for (const Month& it : merged.rows) out.items.push_back(row_of(act, it));
    if (merged.next) out.next = to_string(Id{-merged.next->sort});
    return out;
}

Result<Month> load_month(const Act& act, Id id) {
    auto found = find_month(act.tx, act.company(), id);
    const auto may = [&] {
        return labels::may_read(act.actor.reaches(), act.actor.person, {found->label, Id{}, false, false, false});
    };
    if (!found || !may()) return refuse("not_found");
    return std::move(*found);
}

Result<MonthView> month_view(const Act& act, const Month& month) {
    const bool handed_in = !month.sheet.empty() && month.state.state != "open";
    const Frozen frozen = handed_in ? open_sheet(act, month) : Frozen{};
    GX_TRY(live, ledger_rows(act, month.month, scope_of(month)));
    MonthView out;
    out.row = row_of(act, month);
    out.rev = month.state.rev;
    out.label = label_view(act, month.label);
    for (const auto& column : ledger_columns()) out.columns.push_back(column_view(column, act.lang()));
    out.lines = lines_of(act, frozen, live, handed_in);
    for (const Id scope : frozen.missing) out.missing.push_back({scope, scope_name(act, scope)});
    out.actions = flow::allowed(month_flow(act, month), month.state, act.actor, month_tie(act, month));
    return out;
}

Result<Month> submit_month(const Act& act, Id id, std::int64_t rev) {
    GX_TRY(month, load_for_step(act, id, rev));
    Frozen frozen;
    if (month.of_company()) {
        frozen = merge(act, month);
    } else {
        GX_TRY(lines, freeze(act, month));
        frozen = std::move(lines);
    }
    const std::string text = json::write(frozen);
    month.sheet = seal_text(act.services, "incident_ledger", month.id, "sheet", text);
    month.lines = static_cast<std::int64_t>(frozen.lines.size());
    month.submitted_at = act.now;
    month.submitted_by = act.actor.person;
    if (!month.first_submitted_at) month.first_submitted_at = act.now;
    GX_TRY_DONE(step(act, month, "submit", {}));
    const HandIn judged = judge_hand_in(month.month, month.first_submitted_at, act.now);
    act.record("incident.month_submitted", "E4.4", "incident_month", month.id, month.label,
               note_of({{"month", month_text(month.month)}, {"lines", std::to_string(month.lines)},
                        {"missing", std::to_string(frozen.missing.size())}, {"hand_in", std::string(json::enum_name(judged))}}),
               text);
    if (month.of_company()) {
        tell_month(act, month, {"duty:general_manager"}, "notice.incident.company_month_submitted");
        return std::move(month);
    }
    due::clear(act.tx, act.company(), kMonthClock, month.id);
    add_month_tally(act, judged);
    tell_when_all_are_in(act, month);
    return std::move(month);
}

/// Once the general manager has it, the parts of a merged ledger stay as they are.
Result<Month> return_month(const Act& act, Id id, std::int64_t rev, std::string_view reason) {
    GX_TRY(month, load_for_step(act, id, rev));
    Checker checker;
    checker.text("reason", reason, 2, 500);
    GX_TRY_DONE(checker.result());
    if (!month.of_company()) {
        const auto company = find_month_of(act.tx, act.company(), Id{}, month.month);
        if (company && company->state.state != "open") return refuse("incident_month_merged");
    }
    GX_TRY_DONE(step(act, month, month.of_company() ? "return" : "reopen", reason));
    act.record("incident.month_returned", "E4.4", "incident_month", month.id, month.label,
               note_of({{"month", month_text(month.month)}}), std::string(text::trim(reason)));
    tell_month(act, month, month_flow(act, month).state("open").task_for, "notice.incident.month_returned");
    return std::move(month);
}

Result<Month> acknowledge_month(const Act& act, Id id, std::int64_t rev) {
    GX_TRY(month, load_for_step(act, id, rev));
    GX_TRY_DONE(step(act, month, "acknowledge", {}));
    act.record("incident.month_acknowledged", "E4.4", "incident_month", month.id, month.label,
               note_of({{"month", month_text(month.month)}}));
    tell_month(act, month, {"duty:general_affairs"}, "notice.incident.month_acknowledged");
    return std::move(month);
}

Result<render::Sheet> month_sheet(const Act& act, const Month& month) {
    GX_TRY(view, month_view(act, month));
    render::Sheet sheet = ledger_sheet(act, month.month, scope_of(month), {}, /*whole=*/false);
    sheet.facts.emplace_back(say(act, "ledger.fact.belongs"), view.row.name);
    sheet.facts.emplace_back(say(act, "ledger.fact.state"), view.row.state_name);
    sheet.facts.emplace_back(say(act, "ledger.fact.count"), std::to_string(view.lines.size()));
    if (view.row.submitted_at) sheet.facts.emplace_back(say(act, "ledger.fact.submitted"), clock::to_local(*view.row.submitted_at));
    std::string missing;
    for (const Named& one : view.missing) missing += (missing.empty() ? "" : "、") + one.name;
    if (!missing.empty()) sheet.facts.emplace_back(say(act, "ledger.fact.missing"), missing);
    sheet.label = month.label;
    sheet.columns.push_back({"correction", "更正", "Correction", render::Column::Kind::text, 40});
    for (const LineView& line : view.lines) {
        auto cells = line.cells;
        std::string words = line.added ? say(act, "ledger.added") : "";
        for (const CorrectionView& one : line.corrections) {
            const auto& column = sheet.columns[static_cast<std::size_t>(one.column)];
            words += (words.empty() ? "" : "; ") + (act.lang() == Lang::zh ? column.zh : column.en) + " → " + one.now;
        }
        cells.push_back(std::move(words));
        sheet.rows.push_back(std::move(cells));
    }
    return sheet;
}

}  // namespace gx::incidents
