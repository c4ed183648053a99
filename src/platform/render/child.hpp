/// Work in a process of its own, so that a crash or a greedy document never touches the server.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/types.hpp"

namespace gx::render {

struct ChildLimits {
    Duration time{30'000};                        ///< of the wall clock, and of the processor in whole seconds
    std::size_t memory = std::size_t{1} << 30U;   ///< bytes of address space
    std::size_t output = std::size_t{64} << 20U;  ///< bytes
};

struct ChildAnswer {
    std::optional<int> exit_code;  ///< nullopt: killed by a signal, by a limit, or not started
    Bytes output;                  ///< whole only where exit_code is 0
};

/// Starts the program with an empty environment and no descriptor of ours but its input and output, gives it `input`,
/// takes what it writes. Throws Broken only where the machine has no more processes or descriptors.
ChildAnswer run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments, BytesView input,
                      const ChildLimits& limits);

}  // namespace gx::render
