/// Need-to-know compartments by the keys that the API uses.
#pragma once

#include <string>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/labels/labels.hpp"

namespace gx::system {

std::vector<std::string> compartment_keys(std::uint64_t bits);
/// Refusal input_invalid at `path` for an unknown key.
Result<std::uint64_t> compartment_bits(std::string_view path, const std::vector<std::string>& keys);

}  // namespace gx::system
