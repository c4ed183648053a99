#include "platform/base/check.hpp"

#include <fmt/format.h>

namespace gx {

void stop_on_bug(const char* expression, std::source_location where) {
    throw Bug(fmt::format("{}:{}: {} does not hold", where.file_name(), where.line(), expression));
}

}  // namespace gx
