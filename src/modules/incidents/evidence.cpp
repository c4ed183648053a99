#include "modules/incidents/evidence.hpp"

#include <map>
#include <string>

#include "modules/incidents/kinds.hpp"
#include "modules/incidents/store.hpp"
#include "platform/clock/clock.hpp"

namespace gx::incidents {
namespace {

using Totals = std::map<std::string, std::int64_t>;

std::int64_t total(const Totals& totals, const std::string& what) {
    const auto found = totals.find(what);
    return found == totals.end() ? 0 : found->second;
}

/// Reports of the kinds that a scope clause (E3.1-E3.6) is about.
std::vector<http::Figure> of_scope(const Totals& totals, std::string_view clause) {
    std::int64_t reports = 0;
    bool any = false;
    for (const Kind& kind : kinds().kinds) {
        if (kind.clause != clause) continue;
        any = true;
        reports += total(totals, "kind." + kind.key);
    }
    if (!any) return {};
    return {{"evidence.incident.reported", reports}};
}

std::vector<http::Figure> of_clock(const Totals& totals, const std::string& clock) {
    return {{"evidence.incident.reported", total(totals, "clock." + clock)},
            {"evidence.incident.in_time", total(totals, "in_time." + clock)},
            {"evidence.incident.late", total(totals, "late." + clock)}};
}

/// What the reader may be told of: everything, or the scopes that an ordinary incident could be read in.
bool within(const org::Actor* actor, Id scope) {
    const labels::Facts facts{{labels::kOrdinary, 0, scope}, Id{}, false, false, false};
    return actor == nullptr || labels::may_read(actor->reaches(), Id{}, facts);
}

Totals totals_of(store::Tx& tx, Id company, const org::Actor* actor) {
    Totals out;
    for (const auto& [scope, rows] : tallies(tx, company)) {
        if (!within(actor, scope)) continue;
        for (const auto& [what, count] : rows) out[what] += count;
    }
    return out;
}

std::int64_t running(store::Tx& tx, Id company, const org::Actor* actor, Instant due) {
    std::int64_t out = 0;
    for (const auto& [scope, count] : count_running(tx, company, due)) {
        if (within(actor, scope)) out += count;
    }
    return out;
}

std::vector<http::Figure> of_two_hours(store::Tx& tx, const http::Services& services, const org::Actor* actor,
                                       const Totals& totals) {
    constexpr Instant kEver = Instant::max();
    auto out = of_clock(totals, "two_hours");
    out.push_back({"evidence.incident.running", running(tx, services.company, actor, kEver)});
    out.push_back({"evidence.incident.overdue", running(tx, services.company, actor, services.clock.now())});
    out.push_back({"evidence.incident.acknowledged", total(totals, "acknowledged")});
    out.push_back({"evidence.incident.calls", total(totals, "call_answered")});
    return out;
}

}  // namespace

std::vector<http::Figure> evidence(store::Tx& tx, const http::Services& services, const org::Actor* actor,
                                   std::string_view clause) {
    if (!clause.starts_with("E")) return {};
    const Totals totals = totals_of(tx, services.company, actor);
    if (clause.starts_with("E3.")) return of_scope(totals, clause);
    if (clause == "E4.1") return of_clock(totals, "news");
    if (clause == "E4.2") return of_two_hours(tx, services, actor, totals);
    if (clause == "E4.3") return of_clock(totals, "two_days");
    if (clause == "E4.4") {
        return {{"evidence.incident.ledger_lines", total(totals, "reported")},
                {"evidence.incident.exports", total(totals, "exported")}};
    }
    if (clause == "E2") {
        const auto breached = total(totals, "breached.two_hours") + total(totals, "breached.two_days") + total(totals, "breached.news");
        return {{"evidence.incident.breached", breached}, {"evidence.incident.voided", total(totals, "voided")}};
    }
    return {};
}

}  // namespace gx::incidents
