/// The rows of due moments.
#pragma once

#include <vector>

#include "platform/due/due.hpp"

namespace gx::due {

struct Waiting {
    Due due;
    std::int64_t tries = 0;  ///< failures of this rung so far
};

/// The rows that are to be looked at by `now`, oldest first.
std::vector<Waiting> oldest(store::Tx& tx, Instant now, std::size_t limit);
/// Locks the row if it still stands at this moment and rung; false if it was moved, cleared or fired elsewhere.
bool claim(store::Tx& tx, const Due& due);
void put_off(store::Tx& tx, const Due& due, Instant wake_at);
/// The next moment at which any row is to be looked at.
std::optional<Instant> next_wake(store::Tx& tx);

}  // namespace gx::due
