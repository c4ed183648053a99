/// Every sentence the program says, in Chinese and English, from the messages.toml of all parts.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "platform/base/part.hpp"
#include "platform/base/result.hpp"
#include "platform/base/types.hpp"

namespace gx::text {

using Params = std::vector<std::pair<std::string, std::string>>;

/// Immutable after construction; owned by the App. A key that stands twice is a Bug.
class Catalogue {
  public:
    explicit Catalogue(std::span<const Part* const> parts);
    /// nullptr if no part has the key.
    const Message* find(std::string_view key) const;
    /// The sentence with {name} replaced; a key without a row shows as itself (tools/lint finds such keys).
    std::string say(Lang lang, std::string_view key, const Params& params = {}) const;
    /// HTTP status of a refusal; 500 for a key that is no refusal.
    int status(std::string_view key) const;

  private:
    std::unordered_map<std::string_view, const Message*> rows_;
};

/// Characters as a reader counts them (Unicode code points); -1 if the text is not UTF-8.
int length(std::string_view utf8);
bool is_utf8(std::string_view text);
/// Without white space at both ends (ASCII and U+3000).
std::string_view trim(std::string_view text);
/// Full-width letters, digits and signs to half-width; the rest unchanged.
std::string half_width(std::string_view text);
/// First `count` code points.
std::string_view first(std::string_view utf8, int count);

}  // namespace gx::text
