/// The list of modules, in order; the only place that names them all.

#include "app/app.hpp"
#include "modules/incidents/module.hpp"
#include "modules/system/module.hpp"

namespace gx::app {

std::vector<http::Module> all_modules() { return {system::system_module(), incidents::incidents_module()}; }

}  // namespace gx::app
