/// Opening and ending a disaster, putting reports under it, its totals. Clause E3.4.
#include <limits>
#include <set>

#include "modules/incidents/disaster.hpp"
#include "modules/incidents/store.hpp"
#include "modules/incidents/view.hpp"
#include "platform/base/check.hpp"
#include "platform/text/text.hpp"

namespace gx::incidents {
namespace {

constexpr std::int64_t kLimitMax = 100;

DisasterRow row_of(const Act& act, const Disaster& it) {
    const std::string kind(json::enum_name(it.kind));
    return {it.id, it.rev, it.kind, say(act, "incident.disaster." + kind),
            open_text(act.services, "disaster", it.id, "name", it.name), it.started_at, it.ended_at,
            person_view(act, it.author)};
}

/// The incidents under it that the reader may know of.
std::vector<Incident> readable_under(const Act& act, Id disaster) {
    std::vector<Incident> out;
    const auto reaches = act.actor.reaches();
    for (const Id id : incidents_under(act.tx, act.company(), disaster, Id{std::numeric_limits<std::int64_t>::max()}, kDisasterReports)) {
        auto it = find(act.tx, act.company(), id);
        GX_CHECK(it);
        if (labels::may_read(reaches, act.actor.person, it->label_facts())) out.push_back(std::move(*it));
    }
    return out;
}

}  // namespace

Result<Disaster> open_disaster(const Act& act, const DisasterInput& input, const http::Idempotency* key) {
    if (key != nullptr) {
        if (auto first = find_disaster_by_key(act.tx, act.company(), key->key)) {
            if (first->idem_body != key->body) return refuse("idempotency_mismatch");
            if (act.call != nullptr) act.call->replayed();
            return std::move(*first);
        }
    }
    Checker checker;
    checker.text("name", input.name, 2, kDisasterNameMax);
    if (input.started_at > act.now) checker.add("started_at", "incident_in_future");
    GX_TRY_DONE(checker.result());
    Disaster out;
    out.id = new_id(act.now);
    out.kind = input.kind;
    const std::string name(text::trim(input.name));
    out.name = seal_text(act.services, "disaster", out.id, "name", name);
    out.started_at = input.started_at;
    out.author = act.actor.person;
    if (key != nullptr) {
        out.idem_key = key->key;
        out.idem_body = key->body;
    }
    if (!insert(act.tx, act.company(), out)) return refuse("idempotency_in_flight");
    act.record("incident.disaster_opened", "E3.4", "disaster", out.id, {},
               note_of({{"kind", std::string(json::enum_name(out.kind))}, {"started", to_rfc3339(out.started_at)}}), name);
    return out;
}

Result<Disaster> end_disaster(const Act& act, Id id, std::int64_t rev, const DisasterEndInput& input) {
    auto found = find_disaster(act.tx, act.company(), id);
    if (!found) return refuse("not_found");
    if (found->rev != rev) return refuse("rev_moved");
    if (input.ended_at > act.now) return refuse_field("ended_at", "incident_in_future");
    if (input.ended_at < found->started_at) return refuse_field("ended_at", "incident_disaster_ends_before");
    found->ended_at = input.ended_at;
    found->rev = rev + 1;
    if (!end(act.tx, act.company(), *found, rev)) return refuse("conflict");
    act.record("incident.disaster_ended", "E3.4", "disaster", found->id, {}, note_of({{"ended", to_rfc3339(input.ended_at)}}));
    return std::move(*found);
}

Result<DisasterPage> disasters(const Act& act, const DisasterQuery& query) {
    Checker checker;
    const auto limit = query.limit.value_or(50);
    if (limit < 1 || limit > kLimitMax) checker.add("limit", "field_range", {{"min", "1"}, {"max", "100"}});
    if (query.cursor && !parse_id(*query.cursor)) checker.add("cursor", "incident_cursor_unknown");
    GX_TRY_DONE(checker.result());
    const Id below = query.cursor ? *parse_id(*query.cursor) : Id{std::numeric_limits<std::int64_t>::max()};
    const auto rows = disaster_page(act.tx, act.company(), below, static_cast<std::size_t>(limit) + 1);
    DisasterPage out;
    for (const Disaster& it : rows) {
        if (out.items.size() == static_cast<std::size_t>(limit)) {
            out.next = to_string(out.items.back().id);
            break;
        }
        out.items.push_back(row_of(act, it));
    }
    return out;
}

Result<DisasterView> disaster_view(const Act& act, Id id) {
    const auto found = find_disaster(act.tx, act.company(), id);
    if (!found) return refuse("not_found");
    DisasterView out;
    out.row = row_of(act, *found);
    std::set<Id> compounds;
    for (const Incident& it : readable_under(act, id)) {
        out.items.push_back(row_view(act, it));
        if (it.voided_at) continue;
        ++out.incidents;
        if (it.compound) compounds.insert(it.compound);
        out.injured += it.injured.value_or(0);
        out.dead += it.dead.value_or(0);
        if (it.loss) out.loss.value += it.loss->value;
    }
    out.compounds = static_cast<std::int64_t>(compounds.size());
    return out;
}

std::optional<Named> disaster_of(const Act& act, const Incident& incident) {
    if (!incident.has(Has::disaster)) return std::nullopt;
    const auto id = disaster_id_of(act.tx, act.company(), incident.id);
    if (!id) return std::nullopt;
    const auto found = find_disaster(act.tx, act.company(), *id);
    GX_CHECK(found);
    return Named{*id, open_text(act.services, "disaster", *id, "name", found->name)};
}

Result<Done> put_under(const Act& act, Incident& incident, Id disaster) {
    if (!find_disaster(act.tx, act.company(), disaster)) return refuse_field("disaster", "incident_disaster_unknown");
    put_under(act.tx, act.company(), incident.id, disaster);
    incident.add(Has::disaster);
    return Done{};
}

Result<Incident> group(const Act& act, Id id, std::int64_t rev, const GroupInput& input) {
    GX_TRY(it, load_for_change(act, id, rev));
    GX_TRY_DONE(may_correct(act, tie_of(act, it)));
    if (input.disaster) {
        GX_TRY_DONE(put_under(act, it, *input.disaster));
    } else {
        take_out(act.tx, act.company(), it.id);
        it.parts &= ~static_cast<std::int64_t>(Has::disaster);
    }
    GX_TRY_DONE(save(act, it, rev));
    act.record("incident.grouped", "E3.4", it, note_of({{"disaster", input.disaster ? to_string(*input.disaster) : ""}}));
    return std::move(it);
}

}  // namespace gx::incidents
