/// Live figures beside each clause on the page 制度执行. Maintained totals; nothing is counted row by row.
#pragma once

#include <string_view>
#include <vector>

#include "platform/http/module.hpp"

namespace gx::incidents {

/// Within the reach of `actor`; of the whole company without one.
std::vector<http::Figure> evidence(store::Tx& tx, const http::Services& services, const org::Actor* actor,
                                   std::string_view clause);

}  // namespace gx::incidents
