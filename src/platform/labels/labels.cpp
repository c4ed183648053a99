#include "platform/labels/labels.hpp"

#include <algorithm>

#include "platform/base/check.hpp"

namespace gx::labels {
namespace {

bool holds(std::uint64_t held, std::uint64_t needed) { return (needed & ~held) == 0; }

bool contains(const Stream& wide, const Stream& narrow) {
    return wide.level == narrow.level && holds(wide.compartments, narrow.compartments) &&
           (wide.whole || (!narrow.whole && wide.scope == narrow.scope));
}

/// Keeps one of two equal streams, and none that another contains.
std::vector<Stream> without_contained(std::vector<Stream> all) {
    std::vector<Stream> out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        bool needed = true;
        for (std::size_t j = 0; j < all.size() && needed; ++j) {
            const bool equal = all[i] == all[j];
            if (i != j && contains(all[j], all[i]) && (!equal || j < i)) needed = false;
        }
        if (needed) out.push_back(all[i]);
    }
    return out;
}

}  // namespace

bool at_least_as_secret(Level a, Level b) { return a <= b; }

bool covers(const Reach& reach, const Label& label) {
    return reach.level <= label.level && holds(reach.compartments, label.compartments);
}

bool may_read(const Reach& reach, Id person, const Facts& facts) {
    return may_read(std::vector<Reach>{reach}, person, facts);
}

bool may_read(const std::vector<Reach>& reaches, Id person, const Facts& facts) {
    if (facts.barred) return false;
    if (person && facts.author == person) return true;
    if (facts.has_recipients && !facts.is_recipient) return false;
    return std::any_of(reaches.begin(), reaches.end(), [&](const Reach& reach) {
        if (!covers(reach, facts.label)) return false;
        return reach.whole_company || std::binary_search(reach.scopes.begin(), reach.scopes.end(), facts.label.scope);
    });
}

Label join(const Label& a, const Label& b) {
    return {std::min(a.level, b.level), a.compartments | b.compartments, a.scope == b.scope ? a.scope : Id{}};
}

std::vector<Stream> streams(const std::vector<Reach>& reaches) {
    std::vector<Stream> all;
    for (const Reach& reach : reaches) {
        for (Level level = reach.level; level <= kOrdinary; ++level) {
            if (reach.whole_company) {
                all.push_back({true, Id{}, level, reach.compartments});
                continue;
            }
            for (const Id scope : reach.scopes) all.push_back({false, scope, level, reach.compartments});
        }
    }
    return without_contained(std::move(all));
}

std::string_view level_key(Level level) {
    constexpr std::string_view kKeys[] = {"level.1", "level.2", "level.3", "level.4"};
    GX_CHECK(level >= kTopSecret && level <= kOrdinary);
    return kKeys[level - 1];
}

}  // namespace gx::labels
