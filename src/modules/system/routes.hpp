/// The rows of this module's table, one function per file routes_*.cpp.
#pragma once

#include <vector>

#include "modules/system/routes_clauses.hpp"
#include "platform/http/route.hpp"

namespace gx::system {

std::vector<http::Route> session_routes();
std::vector<http::Route> notice_routes();
std::vector<http::Route> place_routes();
std::vector<http::Route> post_routes();
std::vector<http::Route> people_routes();
std::vector<http::Route> roster_routes();
std::vector<http::Route> trail_routes();
std::vector<http::Route> calendar_routes();
std::vector<http::Route> settings_routes();
std::vector<http::Route> status_routes();
std::vector<http::Route> file_routes();
std::vector<http::Route> import_routes();
std::vector<http::Route> search_routes();

}  // namespace gx::system
