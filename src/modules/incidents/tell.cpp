#include "modules/incidents/tell.hpp"

#include <algorithm>

#include "modules/incidents/kinds.hpp"
#include "modules/incidents/store.hpp"
#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"
#include "platform/org/people.hpp"

namespace gx::incidents {
namespace {

constexpr std::string_view kDuty = "duty:";

std::vector<Id> behind(const Act& act, const Incident& incident, const std::string& word) {
    if (word == "reporter" || word == "author") return {incident.author};
    if (word == "leaders") {
        return org::responsible_leaders(act.tx, act.company(), incident.compound, incident.department, act.now);
    }
    if (word == "on_duty") return org::on_duty(act.tx, act.company(), incident.compound, act.now);
    GX_CHECK(word.starts_with(kDuty));
    const auto duty = org::parse_duty(std::string_view(word).substr(kDuty.size()));
    GX_CHECK(duty);
    return org::holders(act.tx, act.company(), *duty, incident.label.scope, act.now);
}

/// What the sentence of a notice needs; codes in both languages, no personal data.
std::string params_of(const Incident& incident, const Judged& judged) {
    const Kind* kind = kinds().find(incident.kind);
    return note_of({{"number", number_of(incident)},
                    {"kind_zh", kind == nullptr ? incident.kind : kind->zh},
                    {"kind_en", kind == nullptr ? incident.kind : kind->en},
                    {"due", clock::to_local(judged.due)}});
}

}  // namespace

bool Audience::may_know(Id person) {
    const auto [at, fresh] = known_.try_emplace(person, false);
    if (fresh) {
        const auto reaches = org::reaches_of(act_.tx, act_.company(), person, act_.now);
        at->second = labels::may_read(reaches, person, incident_.label_facts());
    }
    return at->second;
}

const std::vector<Id>& Audience::of(const std::string& word) {
    const auto [at, fresh] = found_.try_emplace(word);
    if (fresh) {
        at->second = behind(act_, incident_, word);
        std::erase_if(at->second, [&](Id person) { return !may_know(person); });
    }
    return at->second;
}

std::vector<Id> Audience::of_all(const std::vector<std::string>& words) {
    std::vector<Id> out;
    for (const std::string& word : words) {
        for (const Id person : of(word)) {
            if (std::find(out.begin(), out.end(), person) == out.end()) out.push_back(person);
        }
    }
    return out;
}

void tell_all(const Act& act, const Incident& incident, std::vector<Id> persons, std::string_view key,
              notify::Urgency urgency, Id except) {
    if (act.quiet) return;
    std::erase(persons, except);
    const std::string params = params_of(incident, judge_at(incident, act.now));
    for (const Id person : persons) {
        notify::Notice notice;
        notice.id = new_id(act.now);
        notice.company = act.company();
        notice.person = person;
        notice.key = key;
        notice.params = params;
        notice.link = "/incidents/" + to_string(incident.id);
        notice.urgency = urgency;
        notice.object_type = "incident";
        notice.object = incident.id;
        notice.level = incident.label.level;
        notice.at = act.now;
        notify::tell(act.tx, act.services.keys, notice);
    }
}

void renew_tasks(const Act& act, const Incident& incident, Audience& audience, Id person) {
    flow::end_tasks(act.tx, act.company(), incident.id, person, act.now);
    const flow::Definition& definition = flow_of(act.services);
    if (incident.clock == ClockId::none && incident.state.state == definition.initial().id) return;
    std::vector<Id> given;
    const auto open = [&](const std::string& duty, Id assignee) {
        flow::Task task;
        task.id = new_id(act.now);
        task.company = act.company();
        task.flow = definition.key;
        task.case_id = incident.id;
        task.case_number = number_of(incident);
        task.step = incident.state.state;
        task.round = incident.state.round;
        task.assigned_duty = duty;
        task.assigned_person = assignee;
        task.label = incident.label;
        task.opened_at = act.now;
        task.due_at = incident.running_due;
        flow::open_task(act.tx, task);
    };
    for (const std::string& word : definition.state(incident.state.state).task_for) {
        if (word.starts_with(kDuty)) {
            open(word.substr(kDuty.size()), Id{});
            given.insert(given.end(), audience.of(word).begin(), audience.of(word).end());
            continue;
        }
        for (const Id one : audience.of(word)) {
            if (std::find(given.begin(), given.end(), one) == given.end()) open("", one);
            given.push_back(one);
        }
    }
}

void show(const Act& act, Audience& audience) {
    std::vector<Id> persons = act.services.hub.listeners();
    std::erase_if(persons, [&](Id person) { return !audience.may_know(person); });
    act.tx.after_commit([&hub = act.services.hub, persons = std::move(persons)] {
        for (const Id person : persons) hub.poke(person);
    });
}

}  // namespace gx::incidents
