/// Pictures for the tests: bright, with a dark upper left quarter.
#pragma once

#include "platform/base/types.hpp"

namespace gx::files::testing {

/// `orientation` 1..8 adds an Exif head that says so; 0 adds none.
Bytes jpeg(int width, int height, int orientation = 0);
Bytes png(int width, int height);
Bytes webp(int width, int height);

}  // namespace gx::files::testing
