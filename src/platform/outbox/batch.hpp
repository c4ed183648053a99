/// Several write transactions at once, each kept or rolled back alone: on SQLite they share one sync of the disk.
#pragma once

#include <exception>
#include <functional>
#include <vector>

#include "platform/store/db.hpp"

namespace gx::outbox {

/// How many jobs to give run_all at a time. One on PostgreSQL, where neighbours would run side by side, not in order.
std::size_t batch_size(const store::Db& db);

/// Runs all, waits for all; what each threw, in order. Throws Unavailable if the database takes no writes.
std::vector<std::exception_ptr> run_all(store::Db& db, const std::vector<std::function<void(store::Tx&)>>& jobs);

/// Wait before try number `tries` + 1: 1, 2, 4 .. 300 s.
Duration backoff(std::int64_t tries);
bool unavailable(const std::exception_ptr& error);
/// What was thrown, in at most 200 characters.
std::string what_of(const std::exception_ptr& error);

}  // namespace gx::outbox
