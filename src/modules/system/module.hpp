/// What every company has before its first regulation runs: sessions, organisation, tasks, notices, trail, settings,
/// clauses and help. This folder's routes, by file, are listed in routes.hpp.
#pragma once

#include <vector>

#include "platform/http/module.hpp"

namespace gx::system {

http::Module system_module();

/// The permissions that these routes ask for, each once, by key; for Program::permissions.
std::vector<const org::Permission*> permissions_of(const std::vector<http::Route>& routes);

}  // namespace gx::system
