/// Telephone reports: earlier proof, once the receiver confirms it. Clause E4.2.
#include <algorithm>

#include "modules/incidents/clocks.hpp"
#include "modules/incidents/service.hpp"
#include "modules/incidents/store.hpp"
#include "platform/org/people.hpp"

namespace gx::incidents {
namespace {

std::int64_t bits_of(const std::vector<Point>& points) {
    std::int64_t out = 0;
    for (const Point point : points) out |= std::int64_t{1} << static_cast<int>(point);
    return out;
}

Result<Done> check_moment(const Incident& it, Instant at, std::string_view path, Instant now) {
    if (at > now + kDeviceAhead) return refuse_field(path, "incident_in_future");
    if (at < it.happened_at) return refuse_field(path, "incident_call_before_happened");
    return Done{};
}

/// Clause E2: a report to the wrong receiver is no report; the receiver must be somebody who may know of it.
Result<Done> check_receiver(const Act& act, const Incident& it, Id receiver) {
    if (receiver == act.actor.person) return refuse_field("receiver", "incident_call_to_oneself");
    const auto person = org::actor_of(act.tx, act.company(), receiver, act.now);
    const bool reaches = person.kind == org::Actor::Kind::staff &&
                         labels::may_read(person.reaches(), receiver, it.label_facts());
    if (!reaches) return refuse_field("receiver", "incident_receiver_without_reach");
    return Done{};
}

}  // namespace

Result<Incident> record_call(const Act& act, Id id, const CallInput& input, const http::Idempotency* key) {
    GX_TRY(it, load(act, id));
    if (key != nullptr) {
        if (const auto first = find_call_by_key(act.tx, act.company(), key->key)) {
            if (first->idem_body != key->body || first->incident != id) return refuse("idempotency_mismatch");
            if (act.call != nullptr) act.call->replayed();
            return std::move(it);
        }
    }
    const std::int64_t rev = it.state.rev;
    if (flow_of(act.services).state(it.state.state).final) return refuse("incident_over");
    GX_TRY_DONE(check_moment(it, input.said_at, "said_at", act.now));
    GX_TRY_DONE(check_receiver(act, it, input.receiver));
    PhoneCall call;
    call.id = new_id(act.now);
    call.incident = it.id;
    call.caller = act.actor.person;
    call.receiver = input.receiver;
    call.said_at = std::min(input.said_at, act.now);
    call.points = bits_of(input.points);
    if (key != nullptr) {
        call.idem_key = key->key;
        call.idem_body = key->body;
    }
    if (!insert(act.tx, act.company(), call)) return refuse("idempotency_in_flight");
    it.add(Has::calls);
    GX_TRY_DONE(save(act, it, rev));
    announce(act, {it.id, "call_recorded", act.actor.person, call.id});
    act.record("incident.call_recorded", "E4.2", it,
               note_of({{"number", number_of(it)}, {"said_at", to_rfc3339(call.said_at)}}));
    return std::move(it);
}

/// Clause E4.2: the receiver's word counts, and the receiver's time. It proves "at once" and an earlier first
/// knowledge; with all points, heard by who must get the full report, it stops the two hours as of then.
Result<Incident> answer_call(const Act& act, Id id, Id call_id, const CallAnswerInput& input) {
    GX_TRY(it, load(act, id));
    const std::int64_t rev = it.state.rev;
    auto call = find_call(act.tx, act.company(), call_id);
    if (!call || call->incident != id) return refuse("not_found");
    if (call->receiver != act.actor.person) return refuse("incident_call_not_yours");
    if (call->state != CallState::open) return refuse("incident_call_answered");
    call->confirmed_at = act.now;
    if (input.confirmed) {
        const Instant heard_at = input.heard_at.value_or(call->said_at);
        GX_TRY_DONE(check_moment(it, heard_at, "heard_at", act.now));
        // Neither side alone can move a call back in time or add to what was said.
        if (heard_at < call->said_at) return refuse_field("heard_at", "incident_heard_before_said");
        call->state = CallState::confirmed;
        call->heard_at = std::min(heard_at, act.now);
        call->heard_points = input.points ? bits_of(*input.points) & call->points : 0;
        call->entitled = act.actor.has(org::Duty::general_affairs) || act.actor.has(org::Duty::general_manager);
        it.learned = learned_earlier(it.learned, it.happened_at, *call->heard_at, LearnedBasis::call);
    } else {
        call->state = CallState::denied;
    }
    if (!answer(act.tx, act.company(), *call)) return refuse("incident_call_answered");
    settle(act, it);
    GX_TRY_DONE(save(act, it, rev));
    arm(act, it, /*new_ladder=*/false);
    announce(act, {it.id, "call_answered", act.actor.person, call->id});
    act.record("incident.call_answered", "E4.2", it,
               note_of({{"number", number_of(it)}, {"answer", std::string(json::enum_name(call->state))},
                        {"heard_at", call->heard_at ? to_rfc3339(*call->heard_at) : ""}}));
    return std::move(it);
}

}  // namespace gx::incidents
