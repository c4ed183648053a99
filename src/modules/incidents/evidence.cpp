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

std::vector<http::Figure> of_two_hours(store::Tx& tx, const http::Services& services, const Totals& totals) {
    constexpr Instant kEver = Instant::max();
    auto out = of_clock(totals, "two_hours");
    out.push_back({"evidence.incident.running", count_running(tx, services.company, kEver)});
    out.push_back({"evidence.incident.overdue", count_running(tx, services.company, services.clock.now())});
    out.push_back({"evidence.incident.acknowledged", total(totals, "acknowledged")});
    out.push_back({"evidence.incident.calls", total(totals, "call_answered")});
    return out;
}

}  // namespace

std::vector<http::Figure> evidence(store::Tx& tx, const http::Services& services, std::string_view clause) {
    if (!clause.starts_with("E")) return {};
    const Totals totals = tallies(tx, services.company);
    if (clause.starts_with("E3.")) return of_scope(totals, clause);
    if (clause == "E4.1") return of_clock(totals, "news");
    if (clause == "E4.2") return of_two_hours(tx, services, totals);
    if (clause == "E4.3") return of_clock(totals, "two_days");
    if (clause == "E4.4") {
        return {{"evidence.incident.ledger_lines", total(totals, "reported")},
                {"evidence.incident.months_in_time", total(totals, "month.in_time")},
                {"evidence.incident.months_late", total(totals, "month.late")},
                {"evidence.incident.exports", total(totals, "exported")}};
    }
    if (clause == "E2") {
        const auto breached = total(totals, "breached.two_hours") + total(totals, "breached.two_days") + total(totals, "breached.news");
        return {{"evidence.incident.breached", breached}, {"evidence.incident.voided", total(totals, "voided")}};
    }
    return {};
}

}  // namespace gx::incidents
