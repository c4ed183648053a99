/// Reading PostgreSQL's own catalogue. Inside platform/store only.
#pragma once

#include <string>
#include <vector>

#include "platform/store/postgres_connection.hpp"

namespace gx::store::postgres {

std::vector<std::string> table_names(Connection& connection);
/// Columns, constraints, indexes and triggers, sorted, without the order in which columns came about.
std::string describe(Connection& connection);
/// Reads every row, so that a damaged page (data checksums) shows; empty if all could be read.
std::string find_damage(Connection& connection);

}  // namespace gx::store::postgres
