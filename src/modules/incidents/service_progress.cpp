/// From the full report to the end of the case. Clause E4.2.
#include "modules/incidents/clocks.hpp"
#include "modules/incidents/service.hpp"
#include "modules/incidents/store.hpp"
#include "platform/text/text.hpp"

namespace gx::incidents {
namespace {

std::string trimmed(std::string_view text) { return std::string(text::trim(text)); }

std::optional<std::string> trimmed(const std::optional<std::string>& text) {
    return text ? std::optional(trimmed(std::string_view(*text))) : std::nullopt;
}

/// A report that came before with this key: the incident again, as a repeat.
Result<std::optional<Incident>> repeated(const Act& act, Id id, const http::Idempotency* key) {
    if (key == nullptr) return std::optional<Incident>{};
    const auto first = find_report_by_key(act.tx, act.company(), key->key);
    if (!first) return std::optional<Incident>{};
    if (first->idem_body != key->body || first->incident != id) return refuse("idempotency_mismatch");
    GX_TRY(incident, load(act, id));
    if (act.call != nullptr) act.call->replayed();
    return std::optional(std::move(incident));
}

Result<Done> add_report(const Act& act, Incident& it, ReportKind kind, const ReportText& text, std::optional<Fen> loss,
                        const http::Idempotency* key) {
    Report report;
    report.id = new_id(act.now);
    report.incident = it.id;
    report.kind = kind;
    report.author = act.actor.person;
    report.at = act.now;
    report.loss = loss;
    report.narrative = seal_text(act.services, "incident_report", report.id, "narrative", json::write(text));
    if (key != nullptr) {
        report.idem_key = key->key;
        report.idem_body = key->body;
    }
    if (!insert(act.tx, act.company(), report)) return refuse("idempotency_in_flight");
    it.add(Has::reports);
    return Done{};
}

Result<Done> check(const FullReportInput& input, const Kind& kind, const std::vector<Detail>& details, const Facts& facts) {
    Checker checker;
    checker.text("time", input.time, 1, kPlaceMax);
    checker.text("place", input.place, 1, kPlaceMax);
    checker.text("course", input.course, 2, kTextMax);
    checker.text("trend", input.trend, 1, kTextMax);
    checker.text("measures", input.measures, 1, kTextMax);
    checker.text("help", input.help, 1, kTextMax);
    if (input.loss) checker.number("loss", input.loss->value, kMoneyMax);
    checker.number("injured", input.injured, kPeopleMax);
    checker.number("dead", input.dead, kPeopleMax);
    if (input.details) checker.take(check_each_detail(kind, *input.details));
    // Elements of the kind that neither report has; mistakes of single details are named above.
    if (const auto whole = check_details(kind, Stage::full, details, facts); !whole && checker.result()) return whole;
    return checker.result();
}

/// Facts may make it graver, never milder; the stricter clock is judged by the same full report.
void take_facts(Incident& it, const Kind& kind, const Facts& facts) {
    const Decision decision = assess(kind, facts, parameters_at(it.happened_at), kinds().gradings);
    it.loss = facts.loss;
    it.injured = facts.injured;
    it.dead = facts.dead;
    it.flags = facts.flags;
    it.grade = std::max(it.grade, decision.grade);
    if (!it.full_reported_at) it.clock = stricter(it.clock, decision.clock);
}

}  // namespace

/// Clause E4.2: time, place, course, trend, measures, help; its receipt by the server stops the clock.
Result<Incident> full_report(const Act& act, Id id, std::int64_t rev, const FullReportInput& input,
                             const http::Idempotency* key) {
    GX_TRY(again, repeated(act, id, key));
    if (again) return std::move(*again);
    GX_TRY(it, load_for_change(act, id, rev));
    const Kind& kind = *kinds().find(it.kind);
    Narrative narrative = open_narrative(act.services, it);
    if (input.details) narrative.details = merge_details(std::move(narrative.details), *input.details);
    const Facts facts = merge_facts(it.facts(), {it.grade, input.loss, input.injured, input.dead, flags_of(narrative.details)});
    GX_TRY(state, flow::advance(flow_of(act.services), it.state, "submit", act.actor, tie_of(act, it), {}));
    GX_TRY_DONE(check(input, kind, narrative.details, facts));
    const ReportText text{trimmed(std::string_view(input.time)), trimmed(std::string_view(input.place)),
                          trimmed(std::string_view(input.course)), trimmed(std::string_view(input.trend)),
                          trimmed(std::string_view(input.measures)), trimmed(std::string_view(input.help)), {}, {}};
    GX_TRY_DONE(add_report(act, it, ReportKind::full, text, input.loss, key));
    it.state = state;
    take_facts(it, kind, facts);
    it.full_reported_at = act.now;
    it.narrative = seal_narrative(act.services, it.id, narrative);
    settle(act, it);
    GX_TRY_DONE(save(act, it, rev));
    arm(act, it, /*new_ladder=*/false);
    announce(act, {it.id, "full_reported", act.actor.person, {}});
    const Judged judged = judge_at(it, act.now);
    act.record("incident.full_reported", clause_of(it.clock), it,
               note_of({{"number", number_of(it)}, {"clock", std::string(json::enum_name(it.clock))},
                        {"judged", std::string(json::enum_name(judged.state))}, {"due", to_rfc3339(judged.due)}}),
               json::write(text));
    return std::move(it);
}

/// Clause E4.2: received by the general affairs department or the general manager.
Result<Incident> acknowledge(const Act& act, Id id, std::int64_t rev) {
    GX_TRY(it, load_for_change(act, id, rev));
    GX_TRY(state, flow::advance(flow_of(act.services), it.state, "acknowledge", act.actor, tie_of(act, it), {}));
    const auto duty = act.actor.has(org::Duty::general_affairs) ? org::Duty::general_affairs : org::Duty::general_manager;
    CaseAct one{new_id(act.now), it.id, ActKind::acknowledged, act.actor.person, act.now, std::string(org::duty_key(duty)), {}};
    insert(act.tx, act.company(), one);
    it.state = state;
    it.add(Has::acts);
    GX_TRY_DONE(save(act, it, rev));
    announce(act, {it.id, "acknowledged", act.actor.person, {}});
    act.record("incident.acknowledged", "E4.2", it, note_of({{"number", number_of(it)}, {"role", one.role}}));
    return std::move(it);
}

/// Clause E4.2: how it goes on, at any time until the end.
Result<Incident> follow_up(const Act& act, Id id, const FollowUpInput& input, const http::Idempotency* key) {
    GX_TRY(again, repeated(act, id, key));
    if (again) return std::move(*again);
    GX_TRY(it, load(act, id));
    const std::int64_t rev = it.state.rev;
    if (flow_of(act.services).state(it.state.state).final) return refuse("incident_over");
    Checker checker;
    checker.text("text", input.text, 2, kTextMax);
    checker.text("trend", input.trend.value_or(""), 0, kTextMax);
    checker.text("measures", input.measures.value_or(""), 0, kTextMax);
    GX_TRY_DONE(checker.result());
    const ReportText text{{}, {}, trimmed(std::string_view(input.text)), trimmed(input.trend), trimmed(input.measures), {}, {}, {}};
    GX_TRY_DONE(add_report(act, it, ReportKind::follow_up, text, {}, key));
    GX_TRY_DONE(save(act, it, rev));
    announce(act, {it.id, "followed_up", act.actor.person, {}});
    act.record("incident.followed_up", "E4.2", it, note_of({{"number", number_of(it)}}), json::write(text));
    return std::move(it);
}

/// Clause E4.2: result, cause, measures; closes the case. The clock was judged before and stays as it is.
Result<Incident> final_report(const Act& act, Id id, std::int64_t rev, const FinalReportInput& input) {
    GX_TRY(it, load_for_change(act, id, rev));
    GX_TRY(state, flow::advance(flow_of(act.services), it.state, "close", act.actor, tie_of(act, it), {}));
    Checker checker;
    checker.text("result", input.result, 2, kTextMax);
    checker.text("cause", input.cause, 1, kTextMax);
    checker.text("measures", input.measures, 1, kTextMax);
    if (input.loss) checker.number("loss", input.loss->value, kMoneyMax);
    GX_TRY_DONE(checker.result());
    const std::string result = trimmed(std::string_view(input.result));
    const ReportText text{{}, {}, result, {}, trimmed(std::string_view(input.measures)), {}, result,
                          trimmed(std::string_view(input.cause))};
    GX_TRY_DONE(add_report(act, it, ReportKind::final_, text, input.loss, nullptr));
    it.state = state;
    take_facts(it, *kinds().find(it.kind), merge_facts(it.facts(), {it.grade, input.loss, {}, {}, 0}));
    GX_TRY_DONE(save(act, it, rev));
    announce(act, {it.id, "closed", act.actor.person, {}});
    act.record("incident.closed", "E4.2", it, note_of({{"number", number_of(it)}}), json::write(text));
    return std::move(it);
}

}  // namespace gx::incidents
