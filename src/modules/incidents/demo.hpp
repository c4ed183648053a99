/// Incidents for the demo company: a month of cases in every state, and one clock that runs.
#pragma once

#include "platform/http/call.hpp"

namespace gx::incidents {

/// Reports through the same use cases as everybody; does nothing where nobody holds the posts.
void fill_demo(const http::Services& services);

}  // namespace gx::incidents
