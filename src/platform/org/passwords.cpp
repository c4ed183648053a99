#include <algorithm>
#include <unordered_set>

#include "platform/base/part.hpp"
#include "platform/org/manage.hpp"
#include "platform/org/sessions.hpp"
#include "platform/text/text.hpp"

namespace gx::gen {
extern const Part platform_org;
}

namespace gx::org {
namespace {

const std::unordered_set<std::string_view>& common_passwords() {
    static const auto all = [] {
        std::unordered_set<std::string_view> out;
        for (const NamedText& file : gen::platform_org.data) {
            if (file.name != "common-passwords.txt") continue;
            std::string_view rest = file.text;
            while (!rest.empty()) {
                const auto end = rest.find('\n');
                out.insert(rest.substr(0, end));
                rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
            }
        }
        return out;
    }();
    return all;
}

/// One character over and over, or two taking turns.
bool monotonous(std::string_view text) {
    for (std::size_t i = 2; i < text.size(); ++i) {
        if (text[i] != text[i - 2]) return false;
    }
    return true;
}

}  // namespace

Duration login_delay(std::int64_t failures) {
    if (failures < 3) return Duration{0};
    const auto doubled = std::chrono::seconds{5LL << std::min<std::int64_t>(failures - 3, 20)};
    return std::min<Duration>(doubled, std::chrono::minutes{15});
}

Result<Done> check_new_password(std::string_view password, std::string_view login,
                                const std::vector<std::string>& context) {
    const int length = text::length(password);
    if (length < kPasswordMin) return refuse_field("new_password", "password_short", "min", std::to_string(kPasswordMin));
    if (length > kPasswordMax) return refuse_field("new_password", "password_long", "max", std::to_string(kPasswordMax));
    const std::string folded = normal_login(password);
    if (common_passwords().contains(folded) || monotonous(folded)) return refuse_field("new_password", "password_common");
    std::vector<std::string> words{"guixing", "规行", normal_login(login)};
    for (const std::string& word : context) words.push_back(normal_login(word));
    for (const std::string& word : words) {
        if (text::length(word) >= 2 && folded.find(word) != std::string::npos) {
            return refuse_field("new_password", "password_context");
        }
    }
    return Done{};
}

}  // namespace gx::org
