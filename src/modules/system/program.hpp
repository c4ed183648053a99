/// What the app tells this module about the whole program; Services::program points to it (nullptr in tests that
/// need nothing of it).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "modules/system/clauses.hpp"
#include "platform/http/module.hpp"

namespace gx::system {

/// A state that an administrator must see; `key` names a message.
struct Warning {
    std::string key;
    std::vector<std::pair<std::string, std::string>> params;
};

struct Program {
    std::string version;
    Instant started_at{};
    ClauseBook clauses;
    /// Figures of all modules for one clause, over the whole company.
    std::function<std::vector<http::Figure>(store::Tx&, const http::Services&, std::string_view clause)> evidence;
    /// Every permission that a route asks for, each once, by key.
    std::vector<const org::Permission*> permissions;
    std::function<std::vector<Warning>()> warnings;
    /// Kinds of records that full text finds, each with the permission of those who may.
    std::vector<std::pair<std::string, const org::Permission*>> searchable;
};

/// nullptr if the app gave none.
const Program* program_of(const http::Services& services);

}  // namespace gx::system
