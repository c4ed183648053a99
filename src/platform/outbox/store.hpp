/// The rows of the outbox.
#pragma once

#include <vector>

#include "platform/outbox/outbox.hpp"

namespace gx::outbox {

struct Waiting {
    Event event;
    std::int64_t tries = 0;  ///< 0 = fresh, in table outbox; else in outbox_retry
};

void insert(store::Tx& tx, const Event& event);
/// The oldest fresh rows after (company, id).
std::vector<Waiting> fresh(store::Tx& tx, Id company, Id after, std::size_t limit);
/// Failed rows whose time has come.
std::vector<Waiting> to_retry(store::Tx& tx, Instant now, std::size_t limit);
/// Removes the row; false if another node was first.
bool take(store::Tx& tx, const Waiting& row);
/// Counts a failure; the row waits until `retry_at`.
void put_off(store::Tx& tx, const Waiting& row, Instant retry_at, std::string_view problem);

}  // namespace gx::outbox
