/// The first report. Clauses E3.1-E3.6, E4.1-E4.4.
#include <algorithm>

#include "modules/incidents/clocks.hpp"
#include "modules/incidents/disaster.hpp"
#include "modules/incidents/service.hpp"
#include "modules/incidents/store.hpp"
#include "platform/clock/clock.hpp"
#include "platform/files/files.hpp"
#include "platform/org/people.hpp"
#include "platform/text/text.hpp"

namespace gx::incidents {
namespace {

const std::vector<Detail> kNoDetails;

const std::vector<Detail>& details_of(const ReportInput& input) { return input.details ? *input.details : kNoDetails; }

Facts facts_of(const ReportInput& input) {
    return {input.grade.value_or(Grade::ordinary), input.loss, input.injured, input.dead, flags_of(details_of(input))};
}

/// Where it happened and whose it is: the compound if there is one (the reporter's own unless another is named),
/// else the department.
struct Belongs {
    Id compound;
    Id department;
};

Belongs belongs(const Act& act, const ReportInput& input, Checker& checker) {
    Belongs out{input.compound.value_or(Id{}), input.department.value_or(act.actor.main_department())};
    if (!input.compound && !input.department && !act.actor.posts.empty()) out.compound = act.actor.posts.front().compound;
    if (input.compound && !org::compound_exists(act.tx, act.company(), *input.compound)) {
        checker.add("compound", "incident_compound_unknown");
    }
    if (org::department_name(act.tx, act.company(), out.department).empty()) {
        checker.add("department", "incident_department_unknown");
    }
    return out;
}

Result<Done> check(const Act& act, const ReportInput& input, const Kind& kind, Checker& checker) {
    checker.text("summary", input.summary, kSummaryMin, kSummaryMax);
    checker.text("place", input.place, 1, kPlaceMax);
    if (input.loss) checker.number("loss", input.loss->value, kMoneyMax);
    checker.number("injured", input.injured, kPeopleMax);
    checker.number("dead", input.dead, kPeopleMax);
    checker.take(check_times(input.happened_at, input.learned_at, act.now));
    // Clause E4.2: a later first knowledge counts only with what shows it.
    if (input.learned_at && *input.learned_at > input.happened_at) {
        checker.text("learned_reason", input.learned_reason.value_or(""), 2, kReasonMax);
    } else if (input.learned_reason) {
        checker.text("learned_reason", *input.learned_reason, 0, kReasonMax);
    }
    if (input.photos && input.photos->size() > kPhotosAtOnce) {
        checker.add("photos", "field_too_many", {{"max", std::to_string(kPhotosAtOnce)}});
    }
    checker.take(check_details(kind, Stage::quick, details_of(input), facts_of(input)));
    return checker.result();
}

Narrative narrative_of(const ReportInput& input) {
    return {std::string(text::trim(input.summary)), std::string(text::trim(input.place)), input.building, input.room,
            input.learned_reason, details_of(input)};
}

Incident make(const Act& act, const ReportInput& input, const Kind& kind, const Belongs& where) {
    const Facts facts = facts_of(input);
    Incident it;
    it.id = new_id(act.now);
    const flow::Definition& definition = flow_of(act.services);
    it.state = {definition.version, definition.initial().id, 1, 1};
    it.label = {labels::kOrdinary, 0, where.compound ? where.compound : where.department};
    it.author = act.actor.person;
    it.kind = kind.key;
    it.compound = where.compound;
    it.department = where.department;
    // A device's clock may run a little ahead; nothing happens after its report was received.
    it.happened_at = std::min(input.happened_at, act.now);
    it.learned = first_known(it.happened_at, input.learned_at ? std::optional(std::min(*input.learned_at, act.now)) : std::nullopt);
    it.entered_at = act.now;
    it.device_time = input.device_time;
    it.offline = input.offline.value_or(false);
    it.loss = input.loss;
    it.injured = input.injured;
    it.dead = input.dead;
    it.flags = facts.flags;
    const Decision decision = assess(kind, facts, parameters_at(it.happened_at), kinds().gradings);
    it.grade = decision.grade;
    it.clock = decision.clock;
    return it;
}

/// Clause E4.1: news has its five elements in the first report, so the first report is the full one.
Result<Done> take_news(const Act& act, Incident& it) {
    if (it.clock != ClockId::news) return Done{};
    flow::Tie tie;
    tie.is_author = true;
    tie.scope = it.label.scope;
    tie.label = it.label;
    GX_TRY(state, flow::advance(flow_of(act.services), it.state, "submit", act.actor, tie, {}));
    state.rev = it.state.rev;
    it.state = state;
    it.full_reported_at = it.entered_at;
    return Done{};
}

Result<Done> attach(const Act& act, Incident& it, const std::vector<Id>& photos) {
    if (photos.empty()) return Done{};
    GX_TRY_DONE(act.services.files.attach(act.tx, act.company(), act.actor.person, photos, "incident", it.id, it.label));
    it.photos += static_cast<std::int64_t>(photos.size());
    it.add(Has::photos);
    return Done{};
}

}  // namespace

/// Clauses E3.1-E3.6: kinds with their own fields; E4.2: received by the server's time, told at once (from the
/// outbox); E4.4: the row is the ledger line.
Result<Incident> report(const Act& act, const ReportInput& input, const http::Idempotency* key) {
    if (key != nullptr) {
        if (auto first = find_by_key(act.tx, act.company(), key->key)) {
            if (first->idem_body != key->body) return refuse("idempotency_mismatch");
            if (act.call != nullptr) act.call->replayed();
            return std::move(*first);
        }
    }
    const Kind* kind = kinds().find(input.kind);
    if (kind == nullptr) return refuse_field("kind", "incident_kind_unknown");
    Checker checker;
    const Belongs where = belongs(act, input, checker);
    GX_TRY_DONE(check(act, input, *kind, checker));
    Incident it = make(act, input, *kind, where);
    GX_TRY_DONE(take_news(act, it));
    if (input.photos) GX_TRY_DONE(attach(act, it, *input.photos));
    if (input.disaster) GX_TRY_DONE(put_under(act, it, *input.disaster));
    settle(act, it);
    const Narrative narrative = narrative_of(input);
    it.narrative = seal_narrative(act.services, it.id, narrative);
    if (key != nullptr) {
        it.idem_key = key->key;
        it.idem_body = key->body;
    }
    it.year = static_cast<int>(clock::day_of(act.now).year());
    it.number = next_number(act.tx, act.company(), it.year);
    if (!insert(act.tx, act.company(), it)) return refuse("idempotency_in_flight");
    arm(act, it, /*new_ladder=*/true);
    announce(act, {it.id, "reported", act.actor.person, {}});
    const Judged judged = judge_at(it, act.now);
    act.record("incident.reported", clause_of(it.clock), it,
               note_of({{"number", number_of(it)}, {"kind", it.kind}, {"grade", std::string(json::enum_name(it.grade))},
                        {"clock", std::string(json::enum_name(it.clock))}, {"due", to_rfc3339(judged.due)}}),
               json::write(narrative));
    return it;
}

Result<Done> add_photos(const Act& act, Id id, const PhotosInput& input) {
    GX_TRY(it, load(act, id));
    const std::int64_t rev = it.state.rev;
    if (flow_of(act.services).state(it.state.state).final) return refuse("incident_over");
    if (input.photos.empty()) return refuse_field("photos", "field_missing");
    if (input.photos.size() > kPhotosAtOnce || it.photos + static_cast<std::int64_t>(input.photos.size()) >
                                                   static_cast<std::int64_t>(kPhotosMax)) {
        return refuse_field("photos", "field_too_many", "max", std::to_string(kPhotosAtOnce));
    }
    GX_TRY_DONE(attach(act, it, input.photos));
    GX_TRY_DONE(save(act, it, rev));
    act.record("incident.photo_added", "E4.2", it, note_of({{"count", std::to_string(input.photos.size())}}));
    return Done{};
}

}  // namespace gx::incidents
