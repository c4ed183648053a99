/// What the build found in the sources: which code, tests and routes carry out each clause, and the manual's texts.
/// The tables are made by tools/gen/clauses.py.
#pragma once

#include <span>
#include <string_view>

namespace gx::system {

struct CarriedOut {
    std::string_view clause;
    std::span<const std::string_view> rules, tests, routes, pages;
};
std::span<const CarriedOut> carried_out();

/// One page of docs/manual with its head.
struct ManualPage {
    std::string_view language;  ///< "zh" or "en"
    std::string_view name;      ///< "start"
    std::string_view text;
};
std::span<const ManualPage> manual_pages();

}  // namespace gx::system
