#include "modules/incidents/view.hpp"

#include <algorithm>

#include "modules/incidents/disaster.hpp"
#include "modules/incidents/store.hpp"
#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"
#include "platform/files/files.hpp"
#include "platform/org/people.hpp"
#include "platform/text/text.hpp"

namespace gx::incidents {
namespace {

constexpr int kShort = 60;  // characters of a summary in a list

template <class E>
std::string name(E value) {
    return std::string(json::enum_name(value));
}

std::optional<Named> compound_view(const Act& act, Id compound) {
    if (!compound) return std::nullopt;
    return Named{compound, org::compound_name(act.tx, act.company(), compound)};
}

Named department_view(const Act& act, Id department) {
    return {department, org::department_name(act.tx, act.company(), department)};
}

std::string shortened(const std::string& text) {
    return text::length(text) > kShort ? std::string(text::first(text, kShort)) + "…" : text;
}

std::vector<Point> points_of(std::int64_t bits) {
    std::vector<Point> out;
    for (const Point point : {Point::time, Point::place, Point::course, Point::trend, Point::measures, Point::help}) {
        if ((bits >> static_cast<int>(point) & 1) != 0) out.push_back(point);
    }
    return out;
}

std::vector<DetailView> details_view(const Act& act, const Kind& kind, const std::vector<Detail>& details) {
    std::vector<DetailView> out;
    for (const Detail& detail : details) {
        const Field* field = kind.field(detail.key);
        std::string label = field != nullptr ? (act.lang() == Lang::zh ? field->zh : field->en)
                                             : say(act, "incident.flag." + detail.key);
        out.push_back({detail.key, std::move(label), detail.value});
    }
    return out;
}

std::vector<ReportView> reports_view(const Act& act, const Incident& incident) {
    std::vector<ReportView> out;
    if (!incident.has(Has::reports)) return out;
    for (const Report& report : reports_of(act.tx, act.company(), incident.id)) {
        const auto text = json::read_text<ReportText>(
            open_text(act.services, "incident_report", report.id, "narrative", report.narrative));
        GX_CHECK(text.has_value());
        std::string kind = report.kind == ReportKind::final_ ? "final" : name(report.kind);
        out.push_back({report.id, std::move(kind), person_view(act, report.author), report.at, text->course, text->time,
                       text->place, text->trend, text->measures, text->help, text->result, text->cause, report.loss});
    }
    return out;
}

std::vector<CallView> calls_view(const Act& act, const Incident& incident) {
    std::vector<CallView> out;
    if (!incident.has(Has::calls)) return out;
    for (const PhoneCall& call : calls_of(act.tx, act.company(), incident.id)) {
        const auto points = call.state == CallState::confirmed ? call.heard_points : call.points;
        out.push_back({call.id, person_view(act, call.caller), person_view(act, call.receiver), call.said_at,
                       points_of(points), call.state, call.heard_at, call.confirmed_at});
    }
    return out;
}

std::vector<PhotoView> photos_view(const Act& act, const Incident& incident) {
    std::vector<PhotoView> out;
    if (!incident.has(Has::photos)) return out;
    for (const files::Meta& meta : act.services.files.of(act.tx, act.company(), incident.id)) {
        out.push_back({meta.id, meta.name, meta.width, meta.height, meta.at});
    }
    return out;
}

void add_acts(const Act& act, const Incident& incident, IncidentView& out) {
    if (!incident.has(Has::acts)) return;
    for (const CaseAct& one : acts_of(act.tx, act.company(), incident.id)) {
        if (one.kind == ActKind::acknowledged) {
            out.acknowledgements.push_back({person_view(act, one.person), one.at, one.role});
        } else if (one.kind == ActKind::void_asked) {
            out.void_ = VoidView{person_view(act, one.person), one.at,
                                 open_text(act.services, "incident_act", one.id, "reason", one.reason), {}, {}};
        } else if (one.kind == ActKind::voided && out.void_) {
            out.void_->confirmed_by = person_view(act, one.person);
            out.void_->confirmed_at = one.at;
        } else if (one.kind == ActKind::void_denied) {
            out.void_.reset();
        }
    }
}

/// Verbs for the buttons: those of the flow that fit, and those that need no step of the flow.
std::vector<std::string> actions_of(const Act& act, const Incident& incident) {
    const flow::Definition& definition = flow_of(act.services);
    const flow::Tie tie = tie_of(act, incident);
    auto out = flow::allowed(definition, incident.state, act.actor, tie);
    // A denied void goes back to where the case was; only one of the two ways is open.
    std::erase(out, incident.full_reported_at ? "reject" : "return");
    if (definition.state(incident.state.state).final) return out;
    for (const char* verb : {"follow_up", "record_call", "add_photos"}) out.emplace_back(verb);
    if (!may_correct(act, tie)) return out;
    out.emplace_back("group");
    if (incident.grade < Grade::urgent) out.emplace_back("raise_grade");
    if (incident.learned.at > incident.happened_at) out.emplace_back("knowledge");
    return out;
}

/// Each value of a note that is a code of ours, in words.
std::string word_of(const Act& act, std::string_view key, const std::string& value) {
    if (key == "kind") {
        const Kind* kind = kinds().find(value);
        return kind == nullptr ? value : kind->name(act.lang());
    }
    if (key == "grade") return say(act, "incident.grade." + value);
    if (key == "clock") return say(act, "incident.clock." + value);
    if (key == "answer") return say(act, "incident.answer." + value);
    if (const auto at = parse_rfc3339(value)) return clock::to_local(*at);
    return value;
}

}  // namespace

std::string say(const Act& act, std::string_view key, const text::Params& params) {
    return act.services.texts.say(act.lang(), key, params);
}

Named person_view(const Act& act, Id person) {
    return {person, org::person_name(act.tx, act.services.keys, person)};
}

LabelView label_view(const Act& act, const labels::Label& label) {
    LabelView out{label.level, {}};
    if (!label.scope) return out;
    auto named = org::compound_name(act.tx, act.company(), label.scope);
    if (named.empty()) named = org::department_name(act.tx, act.company(), label.scope);
    out.scope = Named{label.scope, std::move(named)};
    return out;
}

ClockView clock_view(const Act& act, const Judged& judged) {
    ClockView out;
    out.id = judged.clock;
    out.name = say(act, "incident.clock." + name(judged.clock));
    out.clause = clause_of(judged.clock);
    out.start = judged.start;
    out.due = judged.due;
    out.stopped_at = judged.stopped_at;
    out.state = judged.state;
    if (judged.state == ClockState::late) out.late_by_ms = judged.late_by.count();
    return out;
}

DecisionView decision_view(const Act& act, const Kind& kind, const Decision& decision, std::optional<Instant> due) {
    DecisionView out;
    out.reportable = decision.reportable;
    out.grade = decision.grade;
    out.clock = decision.clock;
    if (decision.clock != ClockId::none) out.due = due;
    for (const Receiver receiver : decision.receivers) {
        out.receivers.push_back({name(receiver), say(act, "incident.receiver." + name(receiver))});
    }
    for (const Reason& reason : decision.reasons) {
        text::Params params(reason.params.begin(), reason.params.end());
        for (auto& [key, value] : params) {
            if (key == "kind") value = kind.name(act.lang());
        }
        out.reasons.push_back({reason.clause, say(act, reason.key, params)});
    }
    return out;
}

IncidentRow row_view(const Act& act, const Incident& incident) {
    const Narrative narrative = open_narrative(act.services, incident);
    return {incident.id, number_of(incident), incident.kind, incident.grade, incident.state.state, incident.label.level,
            compound_view(act, incident.compound), department_view(act, incident.department), narrative.place,
            shortened(narrative.summary), incident.happened_at, incident.entered_at, person_view(act, incident.author),
            clock_view(act, judge_at(incident, act.now)), incident.photos};
}

RunningClock clock_row(const Act& act, const Incident& incident) {
    return {incident.id, number_of(incident), incident.kind, kinds().find(incident.kind)->name(act.lang()), incident.grade,
            compound_view(act, incident.compound), open_narrative(act.services, incident).place,
            clock_view(act, judge_at(incident, act.now))};
}

IncidentView view(const Act& act, const Incident& incident) {
    const Kind& kind = *kinds().find(incident.kind);
    const Narrative narrative = open_narrative(act.services, incident);
    const Judged judged = judge_at(incident, act.now);
    const flow::State& state = flow_of(act.services).state(incident.state.state);
    Decision decision = assess(kind, incident.facts(), parameters_at(incident.happened_at), kinds().gradings);
    decision.clock = incident.clock;
    IncidentView out;
    out.id = incident.id;
    out.rev = incident.state.rev;
    out.number = number_of(incident);
    out.kind = incident.kind;
    out.kind_name = kind.name(act.lang());
    out.grade = incident.grade;
    out.state = incident.state.state;
    out.state_name = act.lang() == Lang::zh ? state.zh : state.en;
    out.level = incident.label.level;
    out.compound = compound_view(act, incident.compound);
    out.department = department_view(act, incident.department);
    out.place = narrative.place;
    out.summary_short = shortened(narrative.summary);
    out.summary = narrative.summary;
    out.building = narrative.building;
    out.room = narrative.room;
    out.happened_at = incident.happened_at;
    out.reported_at = out.entered_at = incident.entered_at;
    out.learned_at = incident.learned.at;
    out.learned_basis = incident.learned.basis;
    out.learned_reason = narrative.learned_reason;
    out.device_time = incident.device_time;
    out.offline = incident.offline;
    out.reporter = person_view(act, incident.author);
    out.clock = clock_view(act, judged);
    if (kind.category == Category::news) out.published = published_as_news(kind, judged);
    out.loss = incident.loss;
    out.injured = incident.injured;
    out.dead = incident.dead;
    out.details = details_view(act, kind, narrative.details);
    out.label = label_view(act, incident.label);
    out.decision = decision_view(act, kind, decision, judged.due);
    out.reports = reports_view(act, incident);
    out.calls = calls_view(act, incident);
    out.photos = photos_view(act, incident);
    add_acts(act, incident, out);
    out.disaster = disaster_of(act, incident);
    out.actions = actions_of(act, incident);
    return out;
}

text::Params words_of(const Act& act, std::string_view note) {
    text::Params out;
    if (note.empty()) return out;
    const auto tree = json::parse(note);
    if (!tree || !tree->is_object()) return out;
    for (const auto& [key, value] : tree->get_object()) {
        if (value.is_string()) out.emplace_back(key, word_of(act, key, std::string(value.get_string())));
    }
    return out;
}

}  // namespace gx::incidents
