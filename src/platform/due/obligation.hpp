/// Obligations: cases that the calendar brings (a ledger per month, a count per week). Each period is opened once, in
/// order, also those that ended while the server stood still; which case is owed, and by when, the module says.
#pragma once

#include "platform/due/due.hpp"

namespace gx::due {

enum class Every : std::uint8_t { week, month, quarter, year };

/// Days of the company's calendar, both included. A week begins on Monday.
struct Period {
    Day first, last;
    bool operator==(const Period&) const = default;
};
Period period_of(Every every, Day day);

struct Obligation {
    std::string key;  ///< "incident_ledger"; one row of the table of due moments per company
    Every every = Every::month;
    /// Called at the first moment after each period, in a write transaction; may be called again after a conflict.
    std::function<void(store::Tx&, Instant now, const Period&)> open;
};

/// The kind of its row: "obligation.incident_ledger".
std::string kind_of(const Obligation& obligation);
Handler handler_of(Obligation obligation);
/// Where it does not run yet: the period that runs `now` is the first one owed. Call at each start.
void arm(store::Tx& tx, Id company, const Obligation& obligation, Instant now);

}  // namespace gx::due
