#include "platform/files/number_format.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace gx::files {
namespace {

constexpr int kDigits = 15;  // what Excel itself keeps
constexpr std::int64_t kSecondsPerDay = 86'400;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_word(std::string_view text, std::string_view lower_word) {
    if (text.size() < lower_word.size()) return false;
    for (std::size_t i = 0; i < lower_word.size(); ++i) {
        if (lower(text[i]) != lower_word[i]) return false;
    }
    return true;
}

/// "1.5E+20" written out; numbers too long or too small to write out keep the exponent.
std::string without_exponent(std::string text) {
    const std::size_t e = text.find('e');
    if (e == std::string::npos) return text;
    int exponent = 0;
    const char* from = text.data() + e + (text[e + 1] == '+' ? 2 : 1);
    std::from_chars(from, text.data() + text.size(), exponent);
    if (exponent < -20 || exponent > 40) return text;
    const bool minus = text.front() == '-';
    std::string digits = text.substr(minus ? 1 : 0, e - (minus ? 1 : 0));
    std::erase(digits, '.');
    std::string out = minus ? "-" : "";
    if (exponent < 0) return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() < whole) digits.append(whole - digits.size(), '0');
    out += digits.substr(0, whole);
    return digits.size() > whole ? out + "." + digits.substr(whole) : out;
}

/// Whole numbers as people type them: nothing to compute.
bool plain_digits(std::string_view text) {
    if (!text.empty() && text.front() == '-') text.remove_prefix(1);
    if (text.empty() || text.size() > kDigits || (text.size() > 1 && text.front() == '0')) return false;
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string number_text(double value) {
    std::array<char, 64> buffer{};
    const auto done = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                    std::chars_format::general, kDigits);
    return without_exponent(std::string(buffer.data(), done.ptr));
}

std::string two(std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string time_text(std::int64_t seconds) {
    return two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
}

Cell date_cell(double serial, const NumberFormat& format, bool from_1904) {
    using std::chrono::sys_days;
    Cell bad{Cell::Kind::error, number_text(serial), false};
    if (!(serial >= 0) || serial >= 2'958'466) return bad;
    const auto total = static_cast<std::int64_t>(std::llround(serial * static_cast<double>(kSecondsPerDay)));
    std::int64_t days = total / kSecondsPerDay;
    const std::int64_t seconds = total % kSecondsPerDay;
    if (!format.day && days == 0) return {Cell::Kind::date, time_text(seconds), false};
    if (!format.day && !from_1904)
        return {Cell::Kind::number, number_text(serial), false};  // a length of time
    if (!from_1904) {
        // Lotus 1-2-3 took 1900 for a leap year and Excel kept it: day 60 never was, days before it are one
        // off.
        if (days == 60) return {Cell::Kind::error, "1900-02-29", false};
        if (days == 0) return bad;
        if (days < 60) ++days;
    }
    const sys_days first =
        from_1904 ? sys_days{Day{std::chrono::year{1904}, std::chrono::month{1}, std::chrono::day{1}}}
                  : sys_days{Day{std::chrono::year{1899}, std::chrono::month{12}, std::chrono::day{30}}};
    const Day day{first + std::chrono::days{days}};
    if (static_cast<int>(day.year()) > 9999) return bad;
    std::string text = to_iso(day);
    if (format.time || seconds != 0) text += " " + time_text(seconds);
    return {Cell::Kind::date, std::move(text), false};
}

/// Skips what is shown as it stands: quoted text, escapes, fillers, [colours] and [conditions].
bool skip_literal(std::string_view code, std::size_t& at) {
    const auto to = [&](char end) {
        const std::size_t found = code.find(end, at + 1);
        at = found == std::string_view::npos ? code.size() : found + 1;
        return true;
    };
    switch (code[at]) {
        case '"':
            return to('"');
        case '[':
            return to(']');
        case '\\':
        case '_':
        case '*':
            at += 2;
            return true;
        default:
            break;
    }
    constexpr std::array<std::string_view, 3> kWords = {"general", "am/pm", "a/p"};
    for (const std::string_view word : kWords) {
        if (same_word(code.substr(at), word)) {
            at += word.size();
            return true;
        }
    }
    return false;
}

}  // namespace

NumberFormat builtin_format(int id) {
    constexpr NumberFormat kDay{true, false, 0}, kTime{false, true, 0}, kBoth{true, true, 0};
    if (id >= 14 && id <= 17) return kDay;
    if (id >= 18 && id <= 21) return kTime;
    if (id == 22) return kBoth;
    if (id >= 27 && id <= 31) return kDay;
    if (id == 32 || id == 33) return kTime;
    if (id >= 34 && id <= 36) return kDay;
    if (id >= 45 && id <= 47) return kTime;
    if (id >= 50 && id <= 54) return kDay;
    if (id == 55 || id == 56) return kTime;
    if (id == 57 || id == 58) return kDay;
    return {};
}

NumberFormat parse_format(std::string_view code) {
    NumberFormat format;
    if (!code.empty() && code.size() <= kDigits && code.find_first_not_of('0') == std::string_view::npos) {
        format.zeros = static_cast<int>(code.size());
        return format;
    }
    bool month_or_minute = false;
    bool elapsed = false;
    for (std::size_t at = 0; at < code.size();) {
        if (code[at] == ';') break;  // the first section is for positive numbers
        if (code[at] == '[' && at + 1 < code.size()) {
            const char unit = lower(code[at + 1]);
            const std::size_t end = code.find_first_not_of(code[at + 1], at + 1);
            elapsed = elapsed || (end != std::string_view::npos && code[end] == ']' &&
                                  (unit == 'h' || unit == 'm' || unit == 's'));
        }
        if (skip_literal(code, at)) continue;
        const char c = lower(code[at++]);
        if (c == 'y' || c == 'd') format.day = true;
        if (c == 'h' || c == 's') format.time = true;
        if (c == 'm') month_or_minute = true;
    }
    if (elapsed) return {false, true, 0};
    if (month_or_minute && !format.time) format.day = true;
    return format;
}

Cell number_cell(std::string_view digits, const NumberFormat& format, bool from_1904) {
    const bool plain = plain_digits(digits);
    if (plain && !format.day && !format.time && digits.size() >= static_cast<std::size_t>(format.zeros)) {
        return {Cell::Kind::number, std::string(digits), false};
    }
    // The file holds binary doubles in decimal dress; nowhere else does the house compute with them.
    double value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || !std::isfinite(value)) {
        return {Cell::Kind::error, std::string(digits.substr(0, 40)), false};
    }
    if (format.day || format.time) return date_cell(value, format, from_1904);
    std::string text = number_text(value);
    const auto zeros = static_cast<std::size_t>(format.zeros);
    if (text.size() < zeros && text.find_first_not_of("0123456789") == std::string::npos) {
        text.insert(0, zeros - text.size(), '0');
    }
    return {Cell::Kind::number, std::move(text), false};
}

}  // namespace gx::files
