/// The empty workbook to fill in.
#pragma once

#include "platform/base/types.hpp"

namespace gx::system::import {

/// All sheets with headings, an explanation, and two example lines each, which an import leaves out.
Bytes template_workbook(Lang lang, Instant now);

}  // namespace gx::system::import
