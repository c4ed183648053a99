#include <array>
#include <charconv>
#include <cstring>

#include "platform/base/check.hpp"
#include "platform/json/json.hpp"

namespace gx::json {
namespace {

/// 0: as it is; 'u': \u00XX; else the letter after the backslash.
constexpr std::array<char, 256> make_escapes() {
    std::array<char, 256> out{};
    for (std::size_t i = 0; i < 0x20; ++i) out[i] = 'u';
    out['"'] = '"';
    out['\\'] = '\\';
    out['\n'] = 'n';
    out['\r'] = 'r';
    out['\t'] = 't';
    out['\b'] = 'b';
    out['\f'] = 'f';
    return out;
}
constexpr auto kEscapes = make_escapes();

/// True if none of eight bytes needs an escape; Chinese text is mostly such bytes.
bool all_plain(const char* at) {
    constexpr std::uint64_t kOnes = 0x0101010101010101U;
    constexpr std::uint64_t kHighs = 0x8080808080808080U;
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, sizeof bytes);
    const auto zero_in = [](std::uint64_t of) { return (of - kOnes) & ~of & kHighs; };
    const std::uint64_t control = (bytes - kOnes * 0x20) & ~bytes & kHighs;
    return (control | zero_in(bytes ^ (kOnes * '"')) | zero_in(bytes ^ (kOnes * '\\'))) == 0;
}

void write_number(std::string& out, std::int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

void write_digits(char* at, int count, unsigned number) {
    for (int i = count - 1; i >= 0; --i, number /= 10) at[i] = static_cast<char>('0' + number % 10);
}

/// The same text as to_rfc3339, without its formatting machinery: lists hold hundreds of times.
void write_instant(std::string& out, Instant at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const Day date{day};
    const auto millis = static_cast<unsigned>((at - day).count());
    char text[] = "\"0000-00-00T00:00:00.000Z\"";
    write_digits(text + 1, 4, static_cast<unsigned>(static_cast<int>(date.year())));
    write_digits(text + 6, 2, static_cast<unsigned>(date.month()));
    write_digits(text + 9, 2, static_cast<unsigned>(date.day()));
    write_digits(text + 12, 2, millis / 3'600'000);
    write_digits(text + 15, 2, millis / 60'000 % 60);
    write_digits(text + 18, 2, millis / 1'000 % 60);
    write_digits(text + 21, 3, millis % 1'000);
    out.append(text, sizeof text - 1);
}

void write_base64(std::string& out, const Bytes& bytes) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    out.push_back('"');
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k) bits = (bits << 8) | (i + k < bytes.size() ? bytes[i + k] : 0U);
        for (std::size_t k = 0; k < 4; ++k) {
            out.push_back(i + k > bytes.size() ? '=' : kAlphabet[(bits >> (18 - 6 * k)) & 63]);
        }
    }
    out.push_back('"');
}

std::int64_t load(const detail::Type& type, const void* from) {
    switch (type.size) {
        case 1: return type.is_signed ? *static_cast<const std::int8_t*>(from) : *static_cast<const std::uint8_t*>(from);
        case 2: return type.is_signed ? *static_cast<const std::int16_t*>(from) : *static_cast<const std::uint16_t*>(from);
        case 4: return type.is_signed ? *static_cast<const std::int32_t*>(from) : std::int64_t{*static_cast<const std::uint32_t*>(from)};
        default: return *static_cast<const std::int64_t*>(from);
    }
}

void write_choice(std::string& out, const detail::Type& type, const void* from) {
    const std::int64_t wanted = load(type, from);
    for (const auto& row : type.choices) {
        if (row.value != wanted) continue;
        out.push_back('"');
        out.append(row.name);
        out.push_back('"');
        return;
    }
    write_number(out, wanted);
}

void write_structure(std::string& out, const detail::Type& type, const void* from) {
    out.push_back('{');
    bool first = true;
    for (const auto& member : type.members) {
        const detail::Type* inner = &member.type();
        const void* at = member.at(from);
        if (inner->kind == detail::Kind::maybe) {
            if (inner->box.count(at) == 0) continue;
            at = inner->box.at(at, 0);
            inner = &inner->item();
        }
        out.append(member.head.substr(first ? 1 : 0));
        first = false;
        detail::write_from(out, *inner, at);
    }
    out.push_back('}');
}

void write_list(std::string& out, const detail::Type& type, const void* from) {
    const detail::Type& item = type.item();
    const std::size_t count = type.box.count(from);
    out.push_back('[');
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out.push_back(',');
        detail::write_from(out, item, type.box.at(from, i));
    }
    out.push_back(']');
}

}  // namespace

void write_text(std::string& out, std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out.push_back('"');
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        while (i + 8 <= text.size() && all_plain(text.data() + i)) i += 8;
        if (i == text.size()) break;
        const auto byte = static_cast<unsigned char>(text[i]);
        const char escape = kEscapes[byte];
        if (escape == 0) continue;
        out.append(text, from, i - from);
        from = i + 1;
        out.push_back('\\');
        out.push_back(escape);
        if (escape == 'u') out.append("00").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
    }
    out.append(text, from, text.size() - from);
    out.push_back('"');
}

namespace detail {

void write_from(std::string& out, const Type& type, const void* from) {
    switch (type.kind) {
        case Kind::flag: out.append(*static_cast<const bool*>(from) ? "true" : "false"); return;
        case Kind::integer: write_number(out, load(type, from)); return;
        case Kind::fen: write_number(out, static_cast<const Fen*>(from)->value); return;
        case Kind::text: write_text(out, *static_cast<const std::string*>(from)); return;
        case Kind::id:
            out.push_back('"');
            write_number(out, static_cast<const Id*>(from)->value);
            out.push_back('"');
            return;
        case Kind::instant: write_instant(out, *static_cast<const Instant*>(from)); return;
        case Kind::day: write_text(out, to_iso(*static_cast<const Day*>(from))); return;
        case Kind::bytes: write_base64(out, *static_cast<const Bytes*>(from)); return;
        case Kind::raw: {
            const auto& text = static_cast<const Raw*>(from)->text;
            out.append(text.empty() ? "null" : text);
            return;
        }
        case Kind::choice: write_choice(out, type, from); return;
        case Kind::structure: write_structure(out, type, from); return;
        case Kind::maybe:
            if (type.box.count(from) == 0) out.append("null");
            else write_from(out, type.item(), type.box.at(from, 0));
            return;
        case Kind::list: write_list(out, type, from); return;
    }
}

}  // namespace detail
}  // namespace gx::json
