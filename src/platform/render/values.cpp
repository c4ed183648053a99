#include "platform/render/values.hpp"

#include "platform/base/part.hpp"

namespace gx::gen {
extern const Part platform_labels, platform_render;
}  // namespace gx::gen

namespace gx::render {
namespace {
constexpr std::size_t kExactDigits = 15;  // what a spreadsheet's number keeps
}  // namespace

const text::Catalogue& words() {
    static const Part* const parts[] = {&gen::platform_labels, &gen::platform_render};
    static const text::Catalogue catalogue(parts);
    return catalogue;
}

bool is_number(std::string_view digits) {
    if (digits.starts_with('-')) digits.remove_prefix(1);
    const std::size_t point = digits.find('.');
    const bool only_digits = digits.find_first_not_of("0123456789.") == std::string_view::npos;
    const bool one_point =
        point == std::string_view::npos || digits.find('.', point + 1) == std::string_view::npos;
    return !digits.empty() && digits != "." && only_digits && one_point && digits.size() <= kExactDigits;
}

std::string say_flag(std::string_view value, Lang lang) {
    const bool yes = value == "1" || value == "true";
    return words().say(lang, yes ? "sheet.yes" : "sheet.no");
}

}  // namespace gx::render
