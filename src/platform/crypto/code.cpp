/// Bytes as text: base64, and codes that people copy from paper.
#include <sodium.h>

#include <algorithm>
#include <vector>

#include "platform/crypto/crypto.hpp"

namespace gx::crypto {
namespace {

/// Without 0, 1, I and O. A character stands for its place here, five bits.
constexpr std::string_view kLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::size_t kData = 4;  ///< characters of a group before its check character

/// The product in the field of 32 elements (x^5 + x^2 + 1).
unsigned times(unsigned a, unsigned b) {
    unsigned out = 0;
    for (; b != 0; b >>= 1) {
        if ((b & 1) != 0) out ^= a;
        a <<= 1;
        if ((a & 32) != 0) a ^= 0b100101;
    }
    return out;
}

/// Different weights find each wrong character and each swap; the number of the group finds swapped groups.
unsigned check_of(std::span<const unsigned> values, std::size_t group) {
    unsigned sum = static_cast<unsigned>(group % kLetters.size());
    for (std::size_t i = 0; i < values.size(); ++i) sum ^= times(values[i], static_cast<unsigned>(i) + 2);
    return sum;
}

bool is_space(char c) { return c == ' ' || c == '-' || c == '\n' || c == '\r' || c == '\t'; }

/// Groups as typed. Text without gaps is cut into fives.
std::vector<std::string> groups_of(std::string_view text) {
    std::vector<std::string> out;
    bool open = false;
    for (const char c : text) {
        if (is_space(c)) {
            open = false;
            continue;
        }
        if (!open) out.emplace_back();
        open = true;
        out.back() += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    if (out.size() != 1) return out;
    const std::string all = out[0];
    out.clear();
    for (std::size_t at = 0; at < all.size(); at += kData + 1) out.push_back(all.substr(at, kData + 1));
    return out;
}

/// The values of a group without the check, or nothing if it is mistyped. Only the last may be short.
std::optional<std::vector<unsigned>> values_of(const std::string& group, std::size_t number, bool last) {
    if (group.size() > kData + 1 || group.size() < 2 || (!last && group.size() != kData + 1)) return std::nullopt;
    std::vector<unsigned> out;
    for (const char c : group) {
        const auto at = kLetters.find(c);
        if (at == std::string_view::npos) return std::nullopt;
        out.push_back(static_cast<unsigned>(at));
    }
    const unsigned check = out.back();
    out.pop_back();
    if (check != check_of(out, number)) return std::nullopt;
    return out;
}

std::string base64(BytesView bytes, int variant) {
    std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), variant);
    out.pop_back();  // the closing zero
    return out;
}

}  // namespace

std::string to_base64(BytesView bytes) { return base64(bytes, sodium_base64_VARIANT_ORIGINAL); }

std::string to_base64url(BytesView bytes) { return base64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING); }

std::optional<Bytes> from_base64(std::string_view text) {
    const bool url = text.find_first_of("-_") != std::string_view::npos;
    const bool padded = text.size() % 4 == 0;
    const int variant = url ? (padded && text.ends_with('=') ? sodium_base64_VARIANT_URLSAFE
                                                             : sodium_base64_VARIANT_URLSAFE_NO_PADDING)
                            : (padded ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    Bytes out(text.size() / 4 * 3 + 3);
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, &end, variant) != 0 ||
        end != text.data() + text.size()) {
        return std::nullopt;
    }
    out.resize(size);
    return out;
}

std::string to_code(BytesView bytes) {
    std::vector<unsigned> values;
    unsigned bits = 0;
    unsigned held = 0;
    for (const auto byte : bytes) {
        bits = (bits << 8) | byte;
        for (held += 8; held >= 5; held -= 5) values.push_back((bits >> (held - 5)) & 31);
        bits &= (1U << held) - 1;
    }
    if (held > 0) values.push_back((bits << (5 - held)) & 31);
    std::string out;
    for (std::size_t at = 0; at < values.size(); at += kData) {
        const std::span<const unsigned> group{&values[at], std::min(kData, values.size() - at)};
        if (at > 0) out += '-';
        for (const unsigned value : group) out += kLetters[value];
        out += kLetters[check_of(group, at / kData)];
    }
    return out;
}

int first_bad_group(std::string_view text) {
    const auto groups = groups_of(text);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (!values_of(groups[i], i, i + 1 == groups.size())) return static_cast<int>(i) + 1;
    }
    return 0;
}

std::optional<Bytes> from_code(std::string_view text) {
    const auto groups = groups_of(text);
    Bytes out;
    unsigned bits = 0;
    unsigned held = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto values = values_of(groups[i], i, i + 1 == groups.size());
        if (!values) return std::nullopt;
        for (const unsigned value : *values) {
            bits = (bits << 5) | value;
            held += 5;
            if (held >= 8) out.push_back(static_cast<std::uint8_t>(bits >> (held -= 8)));
            bits &= (1U << held) - 1;
        }
    }
    if (groups.empty() || held >= 5 || bits != 0) return std::nullopt;
    return out;
}

}  // namespace gx::crypto
