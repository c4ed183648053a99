/// Reading SQLite's own catalogue. Inside platform/store only.
#pragma once

#include <string>
#include <vector>

#include "platform/store/sqlite_connection.hpp"

namespace gx::store::sqlite {

std::vector<std::string> table_names(Connection& connection);
/// Columns, keys, indexes, checks and triggers, sorted, in words that do not depend on how they came about.
std::string describe(Connection& connection);
/// Empty if pages, indexes and references are sound.
std::string find_damage(Connection& connection);

}  // namespace gx::store::sqlite
