/// Live figures beside each clause on the page 制度执行. Maintained totals; nothing is counted row by row.
#pragma once

#include <string_view>
#include <vector>

#include "platform/http/module.hpp"

namespace gx::incidents {

std::vector<http::Figure> evidence(store::Tx& tx, const http::Services& services, std::string_view clause);

}  // namespace gx::incidents
