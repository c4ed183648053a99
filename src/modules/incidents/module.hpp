/// Incident reporting: what this folder gives the program. Clauses E1-E4.4.
#pragma once

#include "platform/http/module.hpp"

namespace gx::incidents {

http::Module incidents_module();

}  // namespace gx::incidents
