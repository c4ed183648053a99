#include "modules/incidents/clocks.hpp"

#include <algorithm>

#include "modules/incidents/month.hpp"
#include "modules/incidents/searched.hpp"
#include "modules/incidents/store.hpp"
#include "modules/incidents/tell.hpp"
#include "platform/base/check.hpp"
#include "platform/json/json.hpp"

namespace gx::incidents {
namespace {

using notify::Urgency;

const std::vector<flow::Rung>& ladder_of(const http::Services& services, ClockId clock) {
    return flow_of(services).clock(json::enum_name(clock)).ladder;
}

Urgency urgency_of(const Incident& incident) {
    return incident.clock == ClockId::two_hours ? Urgency::emergency : Urgency::ordinary;
}

std::string rung_text(const flow::Rung& rung) {
    if (rung.percent >= 0) return std::to_string(rung.percent) + "%";
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(rung.offset).count();
    return std::string(rung.from == flow::Rung::From::due ? "due" : "start") + (minutes < 0 ? "" : "+") +
           std::to_string(minutes) + "min";
}

/// Clause E4.2: reminders before the deadline, the mark and the escalation at it, the general manager after it.
void fire_rung(const Act& act, const Incident& incident, const Judged& judged, const flow::Rung& rung, Instant due_at) {
    const bool after = !rung.breach && due_at >= judged.due;
    const std::string action = rung.breach ? "incident.breached" : after ? "incident.escalated" : "incident.reminded";
    const std::string clause(clause_of(incident.clock));
    act.record(action, clause, incident,
               note_of({{"clock", std::string(json::enum_name(incident.clock))}, {"rung", rung_text(rung)},
                        {"due", to_rfc3339(due_at)}, {"fired", to_rfc3339(act.now)}}));
    Audience audience(act, incident);
    tell_all(act, incident, audience.of_all(rung.notify), "notice." + action,
             rung.emergency ? Urgency::emergency : Urgency::ordinary);
    show(act, audience);
    if (rung.breach) add_tally(act.tx, act.company(), "breached." + std::string(json::enum_name(incident.clock)), 1);
}

std::optional<due::Due> fire(const http::Services& services, store::Tx& tx, Instant now, const due::Due& due) {
    const org::Actor system = org::Actor::system(services.company);
    const Act act{services, tx, system, now, nullptr};
    const auto incident = find(tx, due.company, due.subject);
    if (!incident || !incident->running_due) return std::nullopt;
    const auto& ladder = ladder_of(services, incident->clock);
    const auto rung = static_cast<std::size_t>(due.rung);
    if (rung >= ladder.size()) return std::nullopt;
    const Judged judged = judge_at(*incident, now);
    const Instant at = rung_at(ladder[rung], judged.start, judged.due);
    if (at > now) return due::Due{due.company, due.kind, due.subject, at, due.rung};
    fire_rung(act, *incident, judged, ladder[rung], at);
    if (rung + 1 >= ladder.size()) return std::nullopt;
    return due::Due{due.company, due.kind, due.subject, rung_at(ladder[rung + 1], judged.start, judged.due), due.rung + 1};
}

void after_report(const Act& act, const Incident& incident) {
    const Decision decision = assess(*kinds().find(incident.kind), incident.facts(), parameters_at(incident.happened_at),
                                     kinds().gradings);
    std::vector<std::string> words;
    for (const Receiver receiver : decision.receivers) {
        // The general manager may get the full report in place of general affairs; the alarm goes up only later.
        if (receiver == Receiver::leaders) words.emplace_back("leaders");
        if (receiver == Receiver::general_affairs) words.emplace_back("duty:general_affairs");
        if (receiver == Receiver::on_duty) words.emplace_back("on_duty");
    }
    Audience audience(act, incident);
    tell_all(act, incident, audience.of_all(words), "notice.incident.reported", urgency_of(incident), incident.author);
    renew_tasks(act, incident, audience, Id{});
    show(act, audience);
    const std::string clock(json::enum_name(incident.clock));
    add_tally(act.tx, act.company(), "reported", 1);
    add_tally(act.tx, act.company(), "kind." + incident.kind, 1);
    add_tally(act.tx, act.company(), "clock." + clock, 1);
    if (incident.stopped_at) {
        const bool late = judge_at(incident, act.now).state == ClockState::late;
        add_tally(act.tx, act.company(), (late ? "late." : "in_time.") + clock, 1);
    }
}

void count_full_report(const Act& act, const Incident& incident) {
    if (incident.clock == ClockId::none) return;
    const bool late = judge_at(incident, act.now).state == ClockState::late;
    add_tally(act.tx, act.company(), (late ? "late." : "in_time.") + std::string(json::enum_name(incident.clock)), 1);
}

void tell_receiver(const Act& act, const Incident& incident, Id call) {
    const auto found = find_call(act.tx, act.company(), call);
    if (!found || found->state != CallState::open) return;
    tell_all(act, incident, {found->receiver}, "notice.incident.call_recorded", urgency_of(incident));
}

void after_change(const Act& act, const Incident& incident, const Changed& changed) {
    const Id person = changed.person.value_or(Id{});
    const std::string key = "notice.incident." + changed.what;
    Audience audience(act, incident);
    const auto to = [&](const std::vector<std::string>& words, Urgency urgency = Urgency::ordinary) {
        tell_all(act, incident, audience.of_all(words), key, urgency, person);
    };
    const std::string& what = changed.what;
    if (what == "full_reported") {
        count_full_report(act, incident);
        to({"leaders", "duty:general_affairs"});
    }
    if (what == "acknowledged" || what == "closed" || what == "reopened") to({"author", "leaders"});
    if (what == "followed_up") to({"leaders", "duty:general_affairs"});
    if (what == "graded") to({"leaders", "duty:general_affairs", "on_duty"}, urgency_of(incident));
    if (what == "void_requested") to({"leaders", "duty:general_affairs"});
    if (what == "voided" || what == "void_denied") to({"author", "leaders"});
    if (what == "call_recorded" && changed.call) tell_receiver(act, incident, *changed.call);
    if (what == "call_answered") to({"author"});
    const bool moved = what == "full_reported" || what == "acknowledged" || what == "closed" || what == "reopened" ||
                       what == "void_requested" || what == "voided" || what == "void_denied";
    if (moved) renew_tasks(act, incident, audience, person);
    show(act, audience);
    add_tally(act.tx, act.company(), what, 1);
}

}  // namespace

Instant rung_at(const flow::Rung& rung, Instant start, Instant due) {
    if (rung.percent >= 0) return start + (due - start) * rung.percent / 100;
    return (rung.from == flow::Rung::From::start ? start : due) + rung.offset;
}

std::optional<std::size_t> first_rung(const std::vector<flow::Rung>& ladder, Instant start, Instant due, Instant now) {
    for (std::size_t i = 0; i < ladder.size(); ++i) {
        const Instant at = rung_at(ladder[i], start, due);
        if (at > now || at >= due) return i;
    }
    return std::nullopt;
}

void arm(const Act& act, const Incident& incident, bool new_ladder) {
    if (!incident.running_due) {
        due::clear(act.tx, act.company(), kClockKind, incident.id);
        return;
    }
    const auto& ladder = ladder_of(act.services, incident.clock);
    const Judged judged = judge_at(incident, act.now);
    auto rung = first_rung(ladder, judged.start, judged.due, act.now);
    if (!new_ladder) {
        const auto set = due::find(act.tx, act.company(), kClockKind, incident.id);
        if (!set) return;  // every rung has fired
        rung = static_cast<std::size_t>(set->rung);
    }
    if (!rung) return;
    due::set(act.tx, {act.company(), std::string(kClockKind), incident.id, rung_at(ladder[*rung], judged.start, judged.due),
                      static_cast<int>(*rung)});
}

void announce(const Act& act, const Changed& changed) {
    const bool first = changed.what == "reported";
    Changed kept = changed;
    if (act.quiet) kept.quiet = true;
    outbox::put(act.tx, act.company(), act.now, first ? "incident.reported" : "incident.changed", json::write(kept));
}

std::map<std::string, outbox::Handler, std::less<>> outbox_handlers(const http::Services& services) {
    const auto handle = [&services](store::Tx& tx, Instant now, const outbox::Event& event) {
        const auto changed = json::read_text<Changed>(event.payload);
        GX_CHECK(changed.has_value());
        const org::Actor system = org::Actor::system(services.company);
        const Act act{services, tx, system, now, nullptr, changed->quiet.value_or(false)};
        const auto incident = find(tx, event.company, changed->incident);
        if (!incident) return;
        search::mark(tx, event.company, now, kSearchType, incident->id);
        if (changed->what == "reported") after_report(act, *incident);
        else after_change(act, *incident, *changed);
    };
    return {{"incident.reported", handle}, {"incident.changed", handle}};
}

std::map<std::string, due::Handler, std::less<>> due_handlers(const http::Services& services) {
    return {{std::string(kClockKind), [&services](store::Tx& tx, Instant now, const due::Due& due) {
                 return fire(services, tx, now, due);
             }},
            {std::string(kMonthClock), [&services](store::Tx& tx, Instant now, const due::Due& due) {
                 return fire_month(services, tx, now, due);
             }}};
}

}  // namespace gx::incidents
