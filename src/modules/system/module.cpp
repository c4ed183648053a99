#include "modules/system/module.hpp"

#include <algorithm>

#include "modules/system/routes.hpp"

namespace gx::gen {
extern const Part modules_system;
}

namespace gx::system {

http::Module system_module() {
    http::Module module;
    module.name = "system";
    module.part = &gen::modules_system;
    for (auto* rows : {&session_routes, &notice_routes, &place_routes, &post_routes, &people_routes, &roster_routes,
                       &import_routes, &calendar_routes, &clause_routes, &help_routes, &trail_routes, &settings_routes,
                       &status_routes, &file_routes, &search_routes}) {
        auto more = rows();
        module.routes.insert(module.routes.end(), more.begin(), more.end());
    }
    return module;
}

std::vector<const org::Permission*> permissions_of(const std::vector<http::Route>& routes) {
    std::vector<const org::Permission*> out;
    for (const http::Route& route : routes) {
        if (route.access.permission != nullptr) out.push_back(route.access.permission);
    }
    const auto key = [](const org::Permission* permission) { return permission->key; };
    std::ranges::sort(out, {}, key);
    out.erase(std::unique(out.begin(), out.end(), [](const auto* a, const auto* b) { return a->key == b->key; }), out.end());
    return out;
}

}  // namespace gx::system
