#include "modules/system/compartments.hpp"

namespace gx::system {
namespace {

using labels::Compartment;

struct Row {
    std::string_view key;
    Compartment bit;
};
constexpr Row kRows[] = {
    {"owner_pii", Compartment::owner_pii}, {"staff_pii", Compartment::staff_pii},
    {"finance", Compartment::finance},     {"grievance", Compartment::grievance},
    {"personnel", Compartment::personnel}, {"it_security", Compartment::it_security},
    {"seal", Compartment::seal},           {"audit", Compartment::audit},
};

}  // namespace

std::vector<std::string> compartment_keys(std::uint64_t bits) {
    std::vector<std::string> out;
    for (const Row& row : kRows) {
        if ((bits & static_cast<std::uint64_t>(row.bit)) != 0) out.emplace_back(row.key);
    }
    return out;
}

Result<std::uint64_t> compartment_bits(std::string_view path, const std::vector<std::string>& keys) {
    std::uint64_t bits = 0;
    for (const std::string& key : keys) {
        bool found = false;
        for (const Row& row : kRows) {
            if (row.key != key) continue;
            bits |= static_cast<std::uint64_t>(row.bit);
            found = true;
        }
        if (!found) {
            std::string allowed;
            for (const Row& row : kRows) allowed += (allowed.empty() ? "" : ", ") + std::string(row.key);
            return refuse_field(path, "field_choice", "allowed", allowed);
        }
    }
    return bits;
}

}  // namespace gx::system
