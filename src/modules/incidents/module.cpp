/// The module's table of contents.
#include "modules/incidents/module.hpp"

#include "modules/incidents/clocks.hpp"
#include "modules/incidents/demo.hpp"
#include "modules/incidents/evidence.hpp"
#include "modules/incidents/month.hpp"
#include "modules/incidents/routes.hpp"
#include "modules/incidents/searched.hpp"

namespace gx::gen {
extern const Part modules_incidents;
}

namespace gx::incidents {

http::Module incidents_module() {
    http::Module out;
    out.name = "incidents";
    out.part = &gen::modules_incidents;
    out.routes = routes();
    out.outbox = &outbox_handlers;
    out.clocks = &due_handlers;
    out.obligations = [](const http::Services& services) { return std::vector{month_obligation(services)}; };
    out.evidence = &evidence;
    out.search = &search_sources;
    out.demo = &fill_demo;
    return out;
}

}  // namespace gx::incidents
