/// Corrections that can only make it graver or earlier, false alarms, reopening. Clauses E2, E4.2.
#include "modules/incidents/clocks.hpp"
#include "modules/incidents/service.hpp"
#include "modules/incidents/store.hpp"

namespace gx::incidents {
namespace {

Result<Done> check_reason(const std::string& reason) {
    Checker checker;
    checker.text("reason", reason, 2, kReasonMax);
    return checker.result();
}

void add_act(const Act& act, Incident& it, ActKind kind, const std::string& reason) {
    CaseAct one{new_id(act.now), it.id, kind, act.actor.person, act.now, "", {}};
    if (!reason.empty()) one.reason = seal_text(act.services, "incident_act", one.id, "reason", reason);
    insert(act.tx, act.company(), one);
    it.add(Has::acts);
}

bool over(const Act& act, const Incident& it) { return flow_of(act.services).state(it.state.state).final; }

/// Saves, moves the clock, announces: how every correction ends.
Result<Done> finish(const Act& act, Incident& it, std::int64_t rev, const char* what, bool new_ladder) {
    settle(act, it);
    GX_TRY_DONE(save(act, it, rev));
    arm(act, it, new_ladder);
    announce(act, {it.id, what, act.actor.person, {}});
    return Done{};
}

}  // namespace

/// Clause E4.2: a grade may be raised, never lowered. Before the full report the stricter clock applies as well.
Result<Incident> raise_grade(const Act& act, Id id, const GradeInput& input) {
    GX_TRY(it, load(act, id));
    const std::int64_t rev = it.state.rev;
    GX_TRY_DONE(may_correct(act, tie_of(act, it)));
    if (over(act, it)) return refuse("incident_over");
    GX_TRY_DONE(check_reason(input.reason));
    if (input.grade <= it.grade) return refuse_field("grade", "incident_grade_not_higher");
    it.grade = input.grade;
    const ClockId before = it.clock;
    const Decision decision = assess(*kinds().find(it.kind), it.facts(), parameters_at(it.happened_at), kinds().gradings);
    if (!it.full_reported_at) it.clock = stricter(it.clock, decision.clock);
    add_act(act, it, ActKind::graded, input.reason);
    GX_TRY_DONE(finish(act, it, rev, "graded", it.clock != before));
    act.record("incident.graded", "E4.2", it,
               note_of({{"number", number_of(it)}, {"grade", std::string(json::enum_name(it.grade))},
                        {"clock", std::string(json::enum_name(it.clock))}}), input.reason);
    return std::move(it);
}

/// Clause E2: what shows an earlier knowledge moves the start back; a later one is refused.
Result<Incident> correct_knowledge(const Act& act, Id id, const KnowledgeInput& input) {
    GX_TRY(it, load(act, id));
    const std::int64_t rev = it.state.rev;
    GX_TRY_DONE(may_correct(act, tie_of(act, it)));
    if (it.voided_at) return refuse("incident_over");
    GX_TRY_DONE(check_reason(input.reason));
    if (input.learned_at < it.happened_at) return refuse_field("learned_at", "incident_learned_before_happened");
    if (input.learned_at >= it.learned.at) return refuse_field("learned_at", "incident_learned_not_earlier");
    it.learned = learned_earlier(it.learned, it.happened_at, input.learned_at, LearnedBasis::record);
    add_act(act, it, ActKind::learned_earlier, input.reason);
    GX_TRY_DONE(finish(act, it, rev, "learned_earlier", /*new_ladder=*/false));
    act.record("incident.learned_earlier", "E2", it,
               note_of({{"number", number_of(it)}, {"learned_at", to_rfc3339(it.learned.at)}}), input.reason);
    return std::move(it);
}

/// Clause E2: a false alarm is asked to be void with a reason; the clock runs on until another person confirms.
Result<Incident> ask_void(const Act& act, Id id, const ReasonInput& input) {
    GX_TRY(it, load(act, id));
    const std::int64_t rev = it.state.rev;
    GX_TRY(state, flow::advance(flow_of(act.services), it.state, "void", act.actor, tie_of(act, it), input.reason));
    GX_TRY_DONE(check_reason(input.reason));
    it.state = state;
    add_act(act, it, ActKind::void_asked, input.reason);
    GX_TRY_DONE(finish(act, it, rev, "void_requested", /*new_ladder=*/false));
    act.record("incident.void_requested", "E2", it, note_of({{"number", number_of(it)}}), input.reason);
    return std::move(it);
}

/// Clause E2: confirmed by another person of superior standing. The number stays, so does lateness up to then.
Result<Incident> answer_void(const Act& act, Id id, const VoidAnswerInput& input) {
    GX_TRY(it, load(act, id));
    const std::int64_t rev = it.state.rev;
    const char* denied = it.full_reported_at ? "return" : "reject";
    const char* verb = input.confirmed ? "confirm" : denied;
    GX_TRY(state, flow::advance(flow_of(act.services), it.state, verb, act.actor, tie_of(act, it), {}));
    it.state = state;
    if (input.confirmed) it.voided_at = act.now;
    add_act(act, it, input.confirmed ? ActKind::voided : ActKind::void_denied, "");
    GX_TRY_DONE(finish(act, it, rev, input.confirmed ? "voided" : "void_denied", /*new_ladder=*/false));
    act.record("incident.void_decided", "E2", it,
               note_of({{"number", number_of(it)}, {"answer", input.confirmed ? "confirmed" : "denied"}}));
    return std::move(it);
}

Result<Incident> reopen(const Act& act, Id id, const ReasonInput& input) {
    GX_TRY(it, load(act, id));
    const std::int64_t rev = it.state.rev;
    GX_TRY(state, flow::advance(flow_of(act.services), it.state, "reopen", act.actor, tie_of(act, it), input.reason));
    GX_TRY_DONE(check_reason(input.reason));
    it.state = state;
    add_act(act, it, ActKind::reopened, input.reason);
    GX_TRY_DONE(finish(act, it, rev, "reopened", /*new_ladder=*/false));
    act.record("incident.reopened", "E2", it, note_of({{"number", number_of(it)}}), input.reason);
    return std::move(it);
}

}  // namespace gx::incidents
