#include "platform/base/types.hpp"

#include <fmt/format.h>

#include <atomic>
#include <charconv>
#include <random>

namespace gx {
namespace {

constexpr int kIdRandomBits = 21;

std::int64_t random_low_bits() {
    static thread_local std::mt19937_64 source{std::random_device{}()};
    return static_cast<std::int64_t>(source() >> (64 - kIdRandomBits));
}

/// Reads exactly `count` digits at `at`; -1 if they are not digits.
int digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::optional<int> offset_minutes(std::string_view text) {
    if (text == "Z" || text == "z") return 0;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    const int hours = digits(text, 1, 2);
    const int minutes = digits(text, 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

}  // namespace

Id new_id(Instant now) {
    static std::atomic<std::int64_t> last{0};
    std::int64_t wanted = (to_millis(now) << kIdRandomBits) | random_low_bits();
    std::int64_t seen = last.load(std::memory_order_relaxed);
    std::int64_t next = 0;
    do {
        next = wanted > seen ? wanted : seen + 1;
    } while (!last.compare_exchange_weak(seen, next, std::memory_order_relaxed));
    return Id{next};
}

std::optional<Id> parse_id(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value <= 0 || text[0] == '0') return std::nullopt;
    return Id{value};
}

std::string to_string(Id id) { return std::to_string(id.value); }

std::string to_hex(BytesView bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const auto byte : bytes) {
        out.push_back(kDigits[byte >> 4]);
        out.push_back(kDigits[byte & 15]);
    }
    return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes out(text.size() / 2);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const char* at = text.data() + i * 2;
        const auto [end, error] = std::from_chars(at, at + 2, out[i], 16);
        if (error != std::errc{} || end != at + 2) return std::nullopt;
    }
    return out;
}

std::string to_rfc3339(Instant at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::hh_mm_ss<Duration> time{at - day};
    return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_iso(Day{day}), time.hours().count(), time.minutes().count(),
                       time.seconds().count(), time.subseconds().count());
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
    if (text.size() < 20 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':') {
        return std::nullopt;
    }
    const auto day = parse_day(text.substr(0, 10));
    const int hour = digits(text, 11, 2);
    const int minute = digits(text, 14, 2);
    const int second = digits(text, 17, 2);
    if (!day || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
    std::size_t at = 19;
    int millis = 0;
    if (text[at] == '.') {
        int scale = 100;
        const std::size_t first = ++at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) {
            millis += (text[at] - '0') * scale;
        }
        if (at == first || at - first > 9) return std::nullopt;
    }
    const auto offset = offset_minutes(text.substr(at));
    if (!offset) return std::nullopt;
    return Instant{std::chrono::sys_days{*day}} + std::chrono::hours{hour} + std::chrono::minutes{minute - *offset} +
           std::chrono::seconds{second} + Duration{millis};
}

std::string to_iso(Day day) {
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()));
}

std::optional<Day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const int year = digits(text, 0, 4);
    const int month = digits(text, 5, 2);
    const int day = digits(text, 8, 2);
    if (year < 1900 || month < 0 || day < 0) return std::nullopt;
    const Day out{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                  std::chrono::day{static_cast<unsigned>(day)}};
    if (!out.ok()) return std::nullopt;
    return out;
}

}  // namespace gx
