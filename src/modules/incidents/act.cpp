#include "modules/incidents/act.hpp"

#include <algorithm>

#include "modules/incidents/store.hpp"
#include "platform/base/check.hpp"
#include "platform/json/json.hpp"
#include "platform/org/people.hpp"
#include "platform/text/text.hpp"
#include "platform/trail/trail.hpp"

namespace gx::incidents {
void Act::record(std::string_view action, std::string_view clause, const Incident& incident, std::string note,
                 std::string content) const {
    record(action, clause, "incident", incident.id, incident.label, std::move(note), std::move(content));
}

void Act::record(std::string_view action, std::string_view clause, std::string_view type, Id object,
                 const labels::Label& label, std::string note, std::string content) const {
    if (call != nullptr) {
        call->record(tx, std::string(action), std::string(type), object, label, std::move(note), std::move(content));
        return;
    }
    trail::Entry entry;
    entry.action = action;
    entry.actor = actor.person;
    entry.post = actor.main_post();
    entry.object_type = type;
    entry.object = object;
    entry.level = label.level;
    entry.compartments = label.compartments;
    entry.scope = label.scope;
    entry.clause = clause;
    entry.note = std::move(note);
    entry.content = std::move(content);
    services.trail.append(tx, now, entry);
}

std::string note_of(std::initializer_list<std::pair<std::string_view, std::string>> values) {
    std::string out = "{";
    for (const auto& [key, value] : values) {
        if (out.size() > 1) out += ',';
        json::write_text(out, key);
        out += ':';
        json::write_text(out, value);
    }
    return out + "}";
}

Result<Incident> load(const Act& act, Id id) {
    auto found = find(act.tx, act.company(), id);
    if (!found || !labels::may_read(act.actor.reaches(), act.actor.person, found->label_facts())) return refuse("not_found");
    return std::move(*found);
}

Result<Incident> load_for_change(const Act& act, Id id, std::int64_t expected_rev) {
    GX_TRY(incident, load(act, id));
    if (incident.state.rev != expected_rev) return refuse("rev_moved");
    return std::move(incident);
}

flow::Tie tie_of(const Act& act, const Incident& incident) {
    flow::Tie tie;
    tie.is_author = incident.author == act.actor.person;
    tie.scope = incident.label.scope;
    tie.label = incident.label;
    tie.is_leader = org::leads(act.tx, act.actor, incident.compound, incident.department, act.now);
    if (incident.state.state == "void_requested") {
        for (const CaseAct& one : acts_of(act.tx, act.company(), incident.id)) {
            if (one.kind == ActKind::void_asked) tie.acted["void"] = one.person;
        }
    }
    return tie;
}

Result<Done> may_correct(const Act& act, const flow::Tie& tie) {
    static const std::vector<std::string> kWho{"author", "leaders", "duty:general_affairs", "duty:general_manager"};
    return flow::may_act(kWho, act.actor, tie);
}

const flow::Definition& flow_of(const http::Services& services) { return services.flows.get("incident"); }

Result<Done> save(const Act& act, Incident& incident, std::int64_t loaded_rev) {
    incident.state.rev = loaded_rev + 1;
    if (!update(act.tx, act.company(), incident, loaded_rev)) return refuse("conflict");
    return Done{};
}

Bytes seal_text(const http::Services& services, std::string_view table, Id row, std::string_view column,
                std::string_view plain) {
    return services.keys.seal({table, row, column}, plain);
}

std::string open_text(const http::Services& services, std::string_view table, Id row, std::string_view column,
                      const Bytes& sealed) {
    return services.keys.open({table, row, column}, sealed);
}

Narrative open_narrative(const http::Services& services, const Incident& incident) {
    auto read = json::read_text<Narrative>(open_text(services, "incident", incident.id, "narrative", incident.narrative));
    GX_CHECK(read.has_value());
    return std::move(*read);
}

Bytes seal_narrative(const http::Services& services, Id incident, const Narrative& narrative) {
    return seal_text(services, "incident", incident, "narrative", json::write(narrative));
}

Judged judge_at(const Incident& incident, Instant now) {
    return judge(incident.clock_facts(), parameters_at(incident.happened_at), now);
}

/// Clause E4.2: only the full report's receipt stops the two hours, or a proven call; clause E4.1: news is whole
/// with its first report.
void settle(const Act& act, Incident& incident) {
    incident.stopped_at.reset();
    incident.stopped_by = StoppedBy::nothing;
    if (incident.clock != ClockId::none && incident.full_reported_at) {
        incident.stopped_at = incident.full_reported_at;
        const bool at_once = *incident.full_reported_at == incident.entered_at;
        incident.stopped_by = at_once ? StoppedBy::first_report : StoppedBy::full_report;
    }
    if (incident.has(Has::calls)) {
        for (const PhoneCall& call : calls_of(act.tx, act.company(), incident.id)) {
            if (call.state != CallState::confirmed || !call_stops(incident.clock, call.heard_points, call.entitled)) continue;
            if (incident.stopped_at && *incident.stopped_at <= *call.heard_at) continue;
            incident.stopped_at = call.heard_at;
            incident.stopped_by = StoppedBy::call;
        }
    }
    const bool runs = incident.clock != ClockId::none && !incident.stopped_at && !incident.voided_at;
    incident.running_due = runs ? std::optional(judge_at(incident, act.now).due) : std::nullopt;
}

std::string number_of(const Incident& incident) { return number_text(incident.year, incident.number); }

void Checker::add(std::string_view path, std::string_view key, std::vector<std::pair<std::string, std::string>> params) {
    error_.fields.push_back({std::string(path), std::string(key), std::move(params)});
}

void Checker::text(std::string_view path, std::string_view value, int min, int max) {
    const int length = text::length(text::trim(value));
    if (length < min || length > max) {
        add(path, "incident_text_length", {{"min", std::to_string(min)}, {"max", std::to_string(max)}});
    }
}

void Checker::number(std::string_view path, std::optional<std::int64_t> value, std::int64_t max) {
    if (value && (*value < 0 || *value > max)) add(path, "field_range", {{"min", "0"}, {"max", std::to_string(max)}});
}

void Checker::take(const Result<Done>& other) {
    if (other) return;
    for (const FieldError& field : other.error().fields) error_.fields.push_back(field);
}

Result<Done> Checker::result() const {
    if (error_.fields.empty()) return Done{};
    return tl::unexpected<Error>(error_);
}

}  // namespace gx::incidents
