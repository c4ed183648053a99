/// The small values of the whole house: instants, days, ids, bytes, money.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gx {

/// A moment in UTC, to the millisecond.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;
/// A day of the company's calendar (+08:00).
using Day = std::chrono::year_month_day;

inline std::int64_t to_millis(Instant at) { return at.time_since_epoch().count(); }
inline Instant from_millis(std::int64_t millis) { return Instant{Duration{millis}}; }

/// Application-made key, 63 bits: milliseconds since 1970 above 21 bits that start at random. 0 is no id.
/// In JSON always a string of decimal digits, because JavaScript's numbers end at 2^53.
struct Id {
    std::int64_t value = 0;
    auto operator<=>(const Id&) const = default;
    explicit operator bool() const { return value != 0; }
};

/// Known before the insert, in time order, never twice in one process.
Id new_id(Instant now);
/// Decimal digits of a positive 63-bit number, nothing else.
std::optional<Id> parse_id(std::string_view text);
std::string to_string(Id id);

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

inline BytesView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(BytesView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
std::string to_hex(BytesView bytes);
std::optional<Bytes> from_hex(std::string_view text);

/// Money in fen (1/100 yuan). In JSON an integer.
struct Fen {
    std::int64_t value = 0;
    auto operator<=>(const Fen&) const = default;
};

/// "2026-11-23T08:05:00.000Z"; and back, with any offset (the offset is required). nullopt if malformed.
std::string to_rfc3339(Instant at);
std::optional<Instant> parse_rfc3339(std::string_view text);
/// "2026-11-23" and back; nullopt if there is no such day.
std::string to_iso(Day day);
std::optional<Day> parse_day(std::string_view text);

enum class Lang : std::uint8_t { zh, en };

}  // namespace gx

template <>
struct std::hash<gx::Id> {
    std::size_t operator()(const gx::Id& id) const noexcept {
        return std::hash<std::uint64_t>{}(static_cast<std::uint64_t>(id.value) * 0x9E3779B97F4A7C15ULL);
    }
};
