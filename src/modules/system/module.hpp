/// What every company has before its first regulation runs: sessions, organisation, tasks, notices, trail, settings,
/// clauses and help. This folder's routes, by file, are listed in routes.hpp.
#pragma once

#include <string>
#include <vector>

#include "platform/http/module.hpp"

namespace gx::system {

/// What the program knows about itself and the module shows; set once at the start.
struct Facts {
    std::string version;
    Instant started_at;
    /// Every permission that a route of the program asks for, so that a session can be told which it has.
    std::vector<const org::Permission*> permissions;
};

/// May be called before the facts are known: the permissions come from the routes of all modules.
http::Module system_module();
void set_facts(Facts facts);
const Facts& facts();

/// The permissions that these routes ask for, each once, by key.
std::vector<const org::Permission*> permissions_of(const std::vector<http::Route>& routes);

}  // namespace gx::system
