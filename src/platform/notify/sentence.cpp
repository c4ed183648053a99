#include "platform/clock/clock.hpp"
#include "platform/json/json.hpp"
#include "platform/notify/notify.hpp"

namespace gx::notify {
namespace {

std::string shown(const text::Catalogue& texts, Lang lang, const json::value& value) {
    if (value.is_int64()) return std::to_string(value.get_int64());
    if (value.is_uint64()) return std::to_string(value.get_uint64());
    if (!value.is_string()) return {};
    const std::string_view text(value.get_string().data(), value.get_string().size());
    if (text.starts_with('@')) return texts.say(lang, text.substr(1));
    if (const auto at = parse_rfc3339(text)) return clock::to_local(*at);
    return std::string(text);
}

}  // namespace

std::string sentence(const text::Catalogue& texts, Lang lang, std::string_view key, std::string_view params) {
    text::Params out;
    const auto tree = json::parse(params.empty() ? "{}" : params);
    if (tree && tree->is_object()) {
        for (const auto& [name, value] : tree->get_object()) {
            out.emplace_back(std::string(name), shown(texts, lang, value));
        }
    }
    return texts.say(lang, key, out);
}

}  // namespace gx::notify
