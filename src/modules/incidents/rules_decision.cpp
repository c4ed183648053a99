/// The explained decision: reportable or not, grade, clock, receivers, and the reason of each step.
#include <algorithm>

#include "modules/incidents/rules.hpp"
#include "platform/json/json.hpp"

namespace gx::incidents {
namespace {

bool fits(const Grading& row, const Facts& facts) {
    if (row.loss && (!facts.loss || *facts.loss < *row.loss)) return false;
    if (row.injured && facts.injured.value_or(0) < *row.injured) return false;
    if (row.dead && facts.dead.value_or(0) < *row.dead) return false;
    if (row.flag && (facts.flags >> static_cast<int>(*row.flag) & 1) == 0) return false;
    return true;
}

Reason grading_reason(const Grading& row, const Facts& facts) {
    if (row.dead) return {"E4.2", "incident.why.dead", {{"count", std::to_string(*facts.dead)}}};
    if (row.injured) return {"E4.2", "incident.why.injured", {{"count", std::to_string(*facts.injured)}}};
    if (row.loss) return {"E4.2", "incident.why.loss_grade", {{"loss", yuan_text(*facts.loss)}, {"limit", yuan_text(*row.loss)}}};
    if (row.flag) return {"E4.2", "incident.why.flag." + std::string(json::enum_name(*row.flag)), {}};
    return {"E4.2", "incident.why.kind_grade", {}};
}

/// Clause E4.2: the table of the general office gives the grade; a reporter may raise it, never lower it.
Grade grade_of(const Kind& kind, const Facts& facts, const std::vector<Grading>& table, std::vector<Reason>& reasons) {
    Grade grade = kind.grade;
    if (grade > Grade::ordinary) reasons.push_back({"E4.2", "incident.why.kind_grade", {{"kind", kind.key}}});
    const Grading* best = nullptr;
    for (const Grading& row : table) {
        if (fits(row, facts) && row.grade > grade) {
            grade = row.grade;
            best = &row;
        }
    }
    if (best != nullptr) reasons.push_back(grading_reason(*best, facts));
    if (facts.claimed > grade) {
        grade = facts.claimed;
        reasons.push_back({"E4.2", "incident.why.raised", {}});
    }
    return grade;
}

/// Clause E3.3: from the amount on, which is included. What is not yet known counts as reportable.
bool loss_rule(const Kind& kind, const Facts& facts, Fen limit, std::vector<Reason>& reasons) {
    if (!facts.loss) {
        reasons.push_back({kind.clause, "incident.why.loss_unknown", {}});
        return true;
    }
    const bool enough = *facts.loss >= limit;
    reasons.push_back({kind.clause, enough ? "incident.why.loss_reached" : "incident.why.loss_below",
                       {{"loss", yuan_text(*facts.loss)}, {"limit", yuan_text(limit)}}});
    return enough;
}

/// Clause E3.2: a fight counts once somebody is injured; clause E3.4: a disaster with loss or injury.
bool injury_rule(const Kind& kind, const Facts& facts, std::vector<Reason>& reasons) {
    const std::int64_t hurt = facts.injured.value_or(0) + facts.dead.value_or(0);
    if (hurt == 0 && facts.injured) {
        reasons.push_back({kind.clause, "incident.why.no_injury", {}});
        return false;
    }
    reasons.push_back({kind.clause, hurt > 0 ? "incident.why.injury" : "incident.why.injury_unknown", {}});
    return true;
}

bool reportable_by_kind(const Kind& kind, const Facts& facts, const Parameters& parameters, std::vector<Reason>& reasons) {
    constexpr Fen kAnyLoss{1};
    switch (kind.reportable) {
        case Reportable::always:
            reasons.push_back({kind.clause, "incident.why.kind", {{"kind", kind.key}}});
            return true;
        case Reportable::loss: return loss_rule(kind, facts, kAnyLoss, reasons);
        case Reportable::loss_threshold: return loss_rule(kind, facts, parameters.reportable_loss, reasons);
        case Reportable::injury: return injury_rule(kind, facts, reasons);
        case Reportable::loss_or_injury: {
            const bool hurt = facts.injured.value_or(0) + facts.dead.value_or(0) > 0;
            return hurt ? injury_rule(kind, facts, reasons) : loss_rule(kind, facts, kAnyLoss, reasons);
        }
    }
    return true;
}

/// Clause E3.6: below every other scope, but sensitive by place, person, duration or influence.
bool is_sensitive(const Kind& kind, const Facts& facts, std::vector<Reason>& reasons) {
    if (kind.category == Category::sensitive) reasons.push_back({"E3.6", "incident.why.sensitive_kind", {{"kind", kind.key}}});
    bool flagged = false;
    for (const Flag flag : {Flag::sensitive_place, Flag::special_person, Flag::long_duration, Flag::wide_influence}) {
        if ((facts.flags >> static_cast<int>(flag) & 1) == 0) continue;
        reasons.push_back({"E3.6", "incident.why.flag." + std::string(json::enum_name(flag)), {}});
        flagged = true;
    }
    return flagged || kind.category == Category::sensitive;
}

ClockId clock_of(const Kind& kind, const Decision& decision, bool sensitive) {
    if (sensitive || decision.grade >= Grade::major) return ClockId::two_hours;
    if (!decision.reportable) return ClockId::none;
    return kind.category == Category::news ? ClockId::news : ClockId::two_days;
}

}  // namespace

/// Clauses E3.1-E3.6 (what is reportable), E4.1-E4.3 (which clock), E4.2 (who is told), E4.4 (the ledger keeps all).
Decision assess(const Kind& kind, const Facts& facts, const Parameters& parameters, const std::vector<Grading>& table) {
    Decision out;
    out.reportable = reportable_by_kind(kind, facts, parameters, out.reasons);
    const bool sensitive = is_sensitive(kind, facts, out.reasons);
    out.grade = grade_of(kind, facts, table, out.reasons);
    out.clock = clock_of(kind, out, sensitive);
    out.reportable = out.clock != ClockId::none;
    switch (out.clock) {
        case ClockId::two_hours:
            out.receivers = {Receiver::leaders, Receiver::general_affairs, Receiver::general_manager, Receiver::on_duty};
            out.reasons.push_back({"E4.2", "incident.why.two_hours", {}});
            break;
        case ClockId::two_days:
            out.receivers = {Receiver::leaders, Receiver::general_affairs};
            out.reasons.push_back({"E4.3", "incident.why.two_days", {}});
            break;
        case ClockId::news:
            out.receivers = {Receiver::leaders, Receiver::general_affairs};
            out.reasons.push_back({"E4.1", "incident.why.news", {}});
            break;
        case ClockId::none:
            out.reasons.push_back({"E4.4", "incident.why.ledger_only", {}});
            break;
    }
    return out;
}

}  // namespace gx::incidents
