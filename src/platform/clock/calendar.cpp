#include <fmt/format.h>

#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"

namespace gx::clock {
namespace {

/// Mainland China has had one offset and no summer time since 1991.
constexpr std::chrono::hours kZone{8};

std::chrono::sys_time<Duration> local(Instant at) { return at + kZone; }

/// Two digits at `at`, at most `max`; -1 otherwise.
int two_digits(std::string_view text, std::size_t at, int max) {
    if (at + 2 > text.size()) return -1;
    const int tens = text[at] - '0';
    const int ones = text[at + 1] - '0';
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9 || tens * 10 + ones > max) return -1;
    return tens * 10 + ones;
}

}  // namespace

Day day_of(Instant at) { return Day{std::chrono::floor<std::chrono::days>(local(at))}; }

Instant start_of(Day day) { return Instant{std::chrono::sys_days{day}} - kZone; }

Instant end_of(Day day) { return start_of(day) + std::chrono::days{1}; }

int minute_of_day(Instant at) {
    const auto since = local(at) - std::chrono::floor<std::chrono::days>(local(at));
    return static_cast<int>(std::chrono::floor<std::chrono::minutes>(since).count());
}

Day plus_days(Day day, int days) { return Day{std::chrono::sys_days{day} + std::chrono::days{days}}; }

Day last_of_month(std::chrono::year_month month) { return Day{month / std::chrono::last}; }

std::string to_local(Instant at) {
    const int minute = minute_of_day(at);
    return fmt::format("{} {:02}:{:02}", to_iso(day_of(at)), minute / 60, minute % 60);
}

std::optional<Instant> parse_local(std::string_view text) {
    if (text.size() != 16 && text.size() != 19) return std::nullopt;
    if ((text[10] != ' ' && text[10] != 'T') || text[13] != ':') return std::nullopt;
    const auto day = parse_day(text.substr(0, 10));
    const int hour = two_digits(text, 11, 23);
    const int minute = two_digits(text, 14, 59);
    int second = 0;
    if (text.size() == 19) second = text[16] == ':' ? two_digits(text, 17, 59) : -1;
    if (!day || hour < 0 || minute < 0 || second < 0) return std::nullopt;
    return start_of(*day) + std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second};
}

Instant due_real(Instant start, Duration length) { return start + length; }

Instant due_calendar_days(Instant start, int days) {
    GX_CHECK(days >= 0);
    return end_of(plus_days(day_of(start), days));
}

}  // namespace gx::clock
