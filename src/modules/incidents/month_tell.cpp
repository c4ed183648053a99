#include "modules/incidents/month_tell.hpp"

#include <algorithm>

#include "modules/incidents/sheets.hpp"
#include "modules/incidents/store.hpp"
#include "modules/incidents/tell.hpp"
#include "modules/incidents/view.hpp"
#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"
#include "platform/notify/notify.hpp"
#include "platform/org/people.hpp"

namespace gx::incidents {
namespace {

constexpr std::string_view kDuty = "duty:";

org::Duty duty_of(const std::string& word) {
    GX_CHECK(word.starts_with(kDuty));
    const auto duty = org::parse_duty(std::string_view(word).substr(kDuty.size()));
    GX_CHECK(duty);
    return *duty;
}

std::vector<Id> behind(const Act& act, const Month& month, const std::string& word) {
    auto out = word == "leaders" ? org::responsible_leaders(act.tx, act.company(), month.compound, month.department, act.now)
                                 : org::holders(act.tx, act.company(), duty_of(word), month.label.scope, act.now);
    std::erase_if(out, [&](Id person) {
        const auto reaches = org::reaches_of(act.tx, act.company(), person, act.now);
        return !labels::may_read(reaches, person, {month.label, Id{}, false, false, false});
    });
    return out;
}

/// Of the due moment and the name; no personal data.
std::string params_of(const Act& act, const Month& month) {
    return note_of({{"month", month_text(month.month)}, {"name", month_name(act, month)},
                    {"due", clock::to_local(month_due(month.month))}});
}

}  // namespace

const flow::Definition& month_flow(const Act& act, const Month& month) {
    return act.services.flows.get(month.of_company() ? "company_ledger" : "ledger");
}

flow::Tie month_tie(const Act& act, const Month& month) {
    flow::Tie tie;
    tie.scope = month.label.scope;
    tie.label = month.label;
    tie.is_leader = !month.of_company() && org::leads(act.tx, act.actor, month.compound, month.department, act.now);
    return tie;
}

std::string scope_name(const Act& act, Id scope) {
    if (!scope) return say(act, "ledger.scope.company");
    auto out = org::compound_name(act.tx, act.company(), scope);
    return out.empty() ? org::department_name(act.tx, act.company(), scope) : out;
}

std::string month_name(const Act& act, const Month& month) { return scope_name(act, month.label.scope); }

void tell_month(const Act& act, const Month& month, const std::vector<std::string>& words, std::string_view key) {
    if (act.quiet) return;
    std::vector<Id> told;
    for (const std::string& word : words) {
        for (const Id person : behind(act, month, word)) {
            if (person == act.actor.person || std::ranges::find(told, person) != told.end()) continue;
            told.push_back(person);
            notify::Notice notice;
            notice.id = new_id(act.now);
            notice.company = act.company();
            notice.person = person;
            notice.key = key;
            notice.params = params_of(act, month);
            notice.link = (month.of_company() ? "/company_ledgers/" : "/ledgers/") + to_string(month.id);
            notice.object_type = "incident_month";
            notice.object = month.id;
            notice.level = month.label.level;
            notice.at = act.now;
            notify::tell(act.tx, act.services.keys, notice);
        }
    }
}

void renew_month_tasks(const Act& act, const Month& month, Id person) {
    flow::end_tasks(act.tx, act.company(), month.id, person, act.now);
    const flow::Definition& definition = month_flow(act, month);
    const auto open = [&](const std::string& duty, Id assignee) {
        flow::Task task;
        task.id = new_id(act.now);
        task.company = act.company();
        task.flow = definition.key;
        task.case_id = month.id;
        task.case_number = month_text(month.month) + " " + month_name(act, month);
        task.step = month.state.state;
        task.round = month.state.round;
        task.assigned_duty = duty;
        task.assigned_person = assignee;
        task.label = month.label;
        task.opened_at = act.now;
        if (!month.of_company()) task.due_at = month_due(month.month);
        flow::open_task(act.tx, task);
    };
    for (const std::string& word : definition.state(month.state.state).task_for) {
        if (word.starts_with(kDuty)) {
            open(word.substr(kDuty.size()), Id{});
            continue;
        }
        for (const Id one : behind(act, month, word)) open("", one);
    }
}

void add_month_tally(const Act& act, HandIn judged) {
    add_tally(act.tx, act.company(), "month." + std::string(json::enum_name(judged)), 1);
}

}  // namespace gx::incidents
