/// Routes of the page 制度执行 and of the help beside each page.
#pragma once

#include <vector>

#include "platform/http/route.hpp"

namespace gx::system {

std::vector<http::Route> clause_routes();
std::vector<http::Route> help_routes();

}  // namespace gx::system
