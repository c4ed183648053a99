#include <algorithm>
#include <optional>

#include "platform/files/files.hpp"
#include "platform/text/text.hpp"

namespace gx::files {
namespace {

bool is_text(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const bool controls = std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    });
    return !text.empty() && !controls && text::is_utf8(text);
}

/// The same number of commas, at least one, in the first two lines.
bool is_csv(std::string_view text) {
    const std::size_t first = text.find('\n');
    if (first == std::string_view::npos) return false;
    const std::string_view head = text.substr(0, first), rest = text.substr(first + 1);
    const std::string_view second = rest.substr(0, rest.find('\n'));
    const auto commas = std::count(head.begin(), head.end(), ',');
    return commas > 0 && commas == std::count(second.begin(), second.end(), ',');
}

/// Controls, and the marks that turn the reading direction ("photo\u202Egnp.exe").
bool is_hidden(std::string_view character) {
    const auto first = static_cast<unsigned char>(character.front());
    if (character.size() == 1) return first < 0x20 || first == 0x7F;
    if (character.size() == 2) return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
    return (character >= "\u200B" && character <= "\u200F" && character.size() == 3) ||
           (character >= "\u2028" && character <= "\u202E" && character.size() == 3) ||
           (character >= "\u2060" && character <= "\u206F" && character.size() == 3) || character == "\uFEFF";
}

}  // namespace

std::optional<std::string_view> sniff(BytesView content) {
    const std::string_view text = as_text(content);
    if (text.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
    if (text.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
    if (text.starts_with("RIFF") && text.substr(0, 12).ends_with("WEBP")) return "image/webp";
    if (text.starts_with("%PDF-")) return "application/pdf";
    if (text.starts_with("PK\x03\x04") && text.find("[Content_Types].xml") != std::string_view::npos &&
        text.find("xl/workbook.xml") != std::string_view::npos) {
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    }
    if (!is_text(text)) return std::nullopt;
    return is_csv(text) ? "text/csv" : "text/plain";
}

std::string clean_name(std::string_view name, std::string_view otherwise) {
    name = name.substr(name.find_last_of("/\\") == std::string_view::npos ? 0 : name.find_last_of("/\\") + 1);
    if (!text::is_utf8(name)) return std::string(otherwise);
    std::string out;
    while (!name.empty()) {
        const std::string_view character = text::first(name, 1);
        if (!is_hidden(character)) out += character;
        name.remove_prefix(character.size());
    }
    const std::string_view kept = text::first(text::trim(out), kNameMax);
    return std::string(kept.empty() || kept == "." || kept == ".." ? otherwise : kept);
}

}  // namespace gx::files
