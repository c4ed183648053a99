#include "platform/text/text.hpp"

#include "platform/base/check.hpp"

namespace gx::text {
namespace {

/// Length of the code point at `at` in bytes, and its value; 0 if it is malformed (overlong and surrogates too).
std::size_t decode(std::string_view text, std::size_t at, char32_t& value) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at);
    if (lead < 0x80) {
        value = lead;
        return 1;
    }
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    // Nearly all Chinese text; needs no look at overlong forms and surrogates.
    if (lead >= 0xE1 && lead <= 0xEC && at + 3 <= text.size() && follows(at + 1) && follows(at + 2)) {
        value = (lead & 0xFU) << 12 | (byte(at + 1) & 0x3FU) << 6 | (byte(at + 2) & 0x3FU);
        return 3;
    }
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    if (size == 0 || lead > 0xF4 || at + size > text.size()) return 0;
    value = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if (!follows(at + i)) return 0;
        value = (value << 6) | (byte(at + i) & 0x3FU);
    }
    const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return overlong || surrogate || value > 0x10FFFF ? 0 : size;
}

}  // namespace

Catalogue::Catalogue(std::span<const Part* const> parts) {
    for (const Part* part : parts) {
        for (const Message& row : part->messages) {
            const bool fresh = rows_.emplace(row.key, &row).second;
            GX_CHECK(fresh);
        }
    }
}

const Message* Catalogue::find(std::string_view key) const {
    const auto at = rows_.find(key);
    return at == rows_.end() ? nullptr : at->second;
}

std::string Catalogue::say(Lang lang, std::string_view key, const Params& params) const {
    const Message* row = find(key);
    if (row == nullptr) return std::string(key);
    std::string out(lang == Lang::zh ? row->zh : row->en);
    for (const auto& [name, value] : params) {
        const std::string hole = "{" + name + "}";
        for (std::size_t at = out.find(hole); at != std::string::npos; at = out.find(hole, at + value.size())) {
            out.replace(at, hole.size(), value);
        }
    }
    return out;
}

int Catalogue::status(std::string_view key) const {
    const Message* row = find(key);
    return row == nullptr || row->status == 0 ? 500 : row->status;
}

int length(std::string_view utf8) {
    int count = 0;
    char32_t value = 0;
    for (std::size_t at = 0; at < utf8.size(); ++count) {
        const std::size_t size = decode(utf8, at, value);
        if (size == 0) return -1;
        at += size;
    }
    return count;
}

bool is_utf8(std::string_view text) { return length(text) >= 0; }

std::string_view trim(std::string_view text) {
    constexpr std::string_view kIdeographicSpace = "\xE3\x80\x80";
    for (bool again = true; again && !text.empty();) {
        again = false;
        if (text.front() == ' ' || (text.front() >= '\t' && text.front() <= '\r')) {
            text.remove_prefix(1);
            again = true;
        } else if (text.starts_with(kIdeographicSpace)) {
            text.remove_prefix(3);
            again = true;
        } else if (text.back() == ' ' || (text.back() >= '\t' && text.back() <= '\r')) {
            text.remove_suffix(1);
            again = true;
        } else if (text.ends_with(kIdeographicSpace)) {
            text.remove_suffix(3);
            again = true;
        }
    }
    return text;
}

std::string half_width(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    char32_t value = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = decode(text, at, value);
        if (size == 0) return std::string(text);
        if (value >= 0xFF01 && value <= 0xFF5E) {
            out.push_back(static_cast<char>(value - 0xFEE0));
        } else if (value == 0x3000) {
            out.push_back(' ');
        } else {
            out.append(text.substr(at, size));
        }
        at += size;
    }
    return out;
}

std::string_view first(std::string_view utf8, int count) {
    std::size_t at = 0;
    char32_t value = 0;
    for (int i = 0; i < count && at < utf8.size(); ++i) {
        const std::size_t size = decode(utf8, at, value);
        if (size == 0) break;
        at += size;
    }
    return utf8.substr(0, at);
}

}  // namespace gx::text
