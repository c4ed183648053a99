/// The built web pages and manual texts inside the binary; made by tools/gen/pages.py.
#pragma once

#include <span>

#include "platform/http/server.hpp"

namespace gx::app {

std::span<const http::StaticFile> pages();

}  // namespace gx::app
