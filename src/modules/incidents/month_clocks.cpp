/// The month's end opens the cases; reminder and breach follow until each is handed in. Clause E4.4.
#include "modules/incidents/clocks.hpp"
#include "modules/incidents/month.hpp"
#include "modules/incidents/month_tell.hpp"
#include "modules/incidents/sheets.hpp"
#include "modules/incidents/store.hpp"
#include "platform/clock/clock.hpp"
#include "platform/org/directory.hpp"

namespace gx::incidents {
namespace {

const std::vector<flow::Rung>& ladder(const http::Services& services) {
    return services.flows.get("ledger").clock("submission").ladder;
}

void open_one(const Act& act, int month, Id compound, Id department) {
    Month it;
    it.id = new_id(act.now);
    it.month = month;
    it.compound = compound;
    it.department = department;
    it.label.scope = compound ? compound : department;
    it.opened_at = act.now;
    const flow::Definition& definition = month_flow(act, it);
    it.state = {definition.version, definition.initial().id, 1, 1};
    if (!insert(act.tx, act.company(), it)) return;
    act.record("incident.month_opened", "E4.4", "incident_month", it.id, it.label, note_of({{"month", month_text(month)}}));
    renew_month_tasks(act, it, Id{});
    tell_month(act, it, definition.initial().task_for, "notice.incident.month_opened");
    if (it.of_company() || act.quiet) return;
    const auto first = first_rung(ladder(act.services), it.opened_at, month_due(month), act.now);
    if (!first) return;
    due::set(act.tx, {act.company(), std::string(kMonthClock), it.id,
                      rung_at(ladder(act.services)[*first], it.opened_at, month_due(month)), static_cast<int>(*first)});
}

}  // namespace

void open_months(const Act& act, const due::Period& period) {
    const int month = month_of(clock::start_of(period.first));
    for (const org::Compound& one : org::compounds(act.tx, act.company())) {
        if (one.active) open_one(act, month, one.id, Id{});
    }
    for (const org::Department& one : org::departments(act.tx, act.company())) {
        if (!one.compound && one.from <= act.now && (!one.to || *one.to > act.now)) open_one(act, month, Id{}, one.id);
    }
    open_one(act, month, Id{}, Id{});
}

due::Obligation month_obligation(const http::Services& services) {
    return {"incident_ledger", due::Every::month, [&services](store::Tx& tx, Instant now, const due::Period& period) {
                const org::Actor system = org::Actor::system(services.company);
                open_months({services, tx, system, now, nullptr}, period);
            }};
}

std::optional<due::Due> fire_month(const http::Services& services, store::Tx& tx, Instant now, const due::Due& due) {
    const org::Actor system = org::Actor::system(services.company);
    const Act act{services, tx, system, now, nullptr};
    const auto month = find_month(tx, due.company, due.subject);
    if (!month || month->first_submitted_at) return std::nullopt;
    const auto& rungs = ladder(services);
    const auto rung = static_cast<std::size_t>(due.rung);
    if (rung >= rungs.size()) return std::nullopt;
    const Instant end = month_due(month->month);
    const Instant at = rung_at(rungs[rung], month->opened_at, end);
    if (at > now) return due::Due{due.company, due.kind, due.subject, at, due.rung};
    const std::string what = rungs[rung].breach ? "incident.month_overdue" : "incident.month_reminded";
    act.record(what, "E4.4", "incident_month", month->id, month->label,
               note_of({{"month", month_text(month->month)}, {"due", to_rfc3339(end)}, {"fired", to_rfc3339(now)}}));
    tell_month(act, *month, rungs[rung].notify, "notice." + what);
    if (rungs[rung].breach) add_month_tally(act, HandIn::overdue);
    if (rung + 1 >= rungs.size()) return std::nullopt;
    return due::Due{due.company, due.kind, due.subject, rung_at(rungs[rung + 1], month->opened_at, end), due.rung + 1};
}

}  // namespace gx::incidents
