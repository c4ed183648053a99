#include "platform/clock/working.hpp"

#include <algorithm>

#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"

namespace gx::clock {
namespace {

using std::chrono::days;
using std::chrono::minutes;

/// 1970-01-05, the first Monday of the epoch.
constexpr int kMonday = 4;
constexpr int kDaysMax = 3650;

int number_of(Day day) { return static_cast<int>(std::chrono::sys_days{day}.time_since_epoch().count()); }

Day day_at(std::int64_t number) { return Day{std::chrono::sys_days{days{number}}}; }

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

bool weekday(int number) { return number - kMonday - floor_div(number - kMonday, 7) * 7 < 5; }

/// Mondays to Fridays in [kMonday, number).
std::int64_t weekdays_before(int number) {
    const std::int64_t weeks = floor_div(number - kMonday, 7);
    return weeks * 5 + std::min<std::int64_t>(number - kMonday - weeks * 7, 5);
}

}  // namespace

bool is_workday(DayKind kind) {
    return kind == DayKind::workday || kind == DayKind::moved_workday || kind == DayKind::company_workday;
}

Calendar::Calendar(std::vector<Notice> notices, const std::vector<SpecialDay>& company, std::vector<Span> office)
    : office_(std::move(office)) {
    GX_CHECK(!office_.empty());
    for (std::size_t i = 0; i < office_.size(); ++i) {
        GX_CHECK(office_[i].from >= (i == 0 ? 0 : office_[i - 1].to) && office_[i].from < office_[i].to &&
                 office_[i].to <= 1440);
    }
    for (Notice& notice : notices) notices_.insert_or_assign(notice.year, std::move(notice));
    for (const auto& [year, notice] : notices_) {
        for (const SpecialDay& day : notice.days) say(day, DayKind::moved_workday, DayKind::holiday);
    }
    for (const SpecialDay& day : company) say(day, DayKind::company_workday, DayKind::company_closed);
    int total = 0;
    for (const auto& [number, word] : words_) {
        total += static_cast<int>(is_workday(word.kind)) - static_cast<int>(weekday(number));
        shifts_.push_back({number, total});
    }
}

void Calendar::say(const SpecialDay& day, DayKind works, DayKind rests) {
    words_.insert_or_assign(number_of(day.day), Word{day.works ? works : rests, day.name});
}

DayKind Calendar::kind(Day day) const {
    const int number = number_of(day);
    if (const auto word = words_.find(number); word != words_.end()) return word->second.kind;
    return weekday(number) ? DayKind::workday : DayKind::weekend;
}

std::string_view Calendar::name(Day day) const {
    const auto word = words_.find(number_of(day));
    return word == words_.end() ? std::string_view{} : std::string_view(word->second.name);
}

std::optional<int> Calendar::unpublished(Day first, Day last) const {
    const bool shared = last.month() == std::chrono::December && unsigned{last.day()} >= kSharedDecember;
    const int end = int{last.year()} + (shared ? 1 : 0);
    for (int year = int{first.year()}; year <= end; ++year) {
        if (!published(year)) return year;
    }
    return std::nullopt;
}

std::int64_t Calendar::workdays_before_number(int number) const {
    const auto after = std::ranges::lower_bound(shifts_, number, {}, &Shift::day);
    return weekdays_before(number) + (after == shifts_.begin() ? 0 : std::prev(after)->total);
}

std::int64_t Calendar::workdays_before(Day day) const { return workdays_before_number(number_of(day)); }

Day Calendar::workday_at(std::int64_t index) const {
    // The plain week is never off by more than the number of special days.
    const auto slack = static_cast<std::int64_t>(shifts_.size());
    std::int64_t low = kMonday + floor_div(index - slack, 5) * 7 - 7;
    std::int64_t high = kMonday + floor_div(index + slack, 5) * 7 + 14;
    while (low < high) {  // the first day after which more than `index` working days have begun
        const std::int64_t middle = low + (high - low) / 2;
        if (workdays_before_number(static_cast<int>(middle) + 1) > index) high = middle;
        else low = middle + 1;
    }
    return day_at(low);
}

Day Calendar::workday_after(Day day, int count) const {
    GX_CHECK(count >= 1);
    return workday_at(workdays_before(plus_days(day, 1)) + count - 1);
}

Day Calendar::next_workday(Day day) const { return workday_at(workdays_before(day)); }

Day Calendar::previous_workday(Day day) const { return workday_at(workdays_before(plus_days(day, 1)) - 1); }

Duration Calendar::day_length() const {
    minutes out{0};
    for (const Span& span : office_) out += minutes{span.to - span.from};
    return out;
}

Duration Calendar::worked(Instant at, Hours hours) const {
    const Day day = day_of(at);
    if (hours == Hours::round_the_clock) return at - start_of(day_at(kMonday));
    Duration out = day_length() * workdays_before(day);
    if (!works(day)) return out;
    const Duration since = at - start_of(day);
    for (const Span& span : office_) {
        out += std::clamp<Duration>(since - minutes{span.from}, Duration{0}, minutes{span.to - span.from});
    }
    return out;
}

Instant Calendar::when_worked(Duration worked, Hours hours) const {
    if (hours == Hours::round_the_clock) return start_of(day_at(kMonday)) + worked;
    const Duration length = day_length();
    const std::int64_t index = floor_div((worked - Duration{1}).count(), length.count());
    Duration rest = worked - length * index;  // in (0, length]
    const Instant midnight = start_of(workday_at(index));
    for (const Span& span : office_) {
        const Duration here = minutes{span.to - span.from};
        if (rest <= here) return midnight + minutes{span.from} + rest;
        rest -= here;
    }
    throw Bug("a working day is shorter than its spans");
}

End Calendar::end_of_days(Instant start, const Term& term) const {
    const Day first = day_of(start);
    Day last = plus_days(first, term.count);
    if (term.basis == Basis::month_day) {
        const std::chrono::year_month month{first.year(), first.month()};
        last = std::min(Day{month / std::chrono::day{static_cast<unsigned>(term.count)}}, last_of_month(month));
    }
    if (term.roll == Roll::none || term.hours == Hours::round_the_clock) return {clock::end_of(last), {}, {}};
    const Day rolled = term.roll == Roll::next ? next_workday(last) : previous_workday(last);
    End out{clock::end_of(rolled), unpublished(std::min(rolled, last), std::max(rolled, last)), {}};
    if (rolled != last) out.rolled_from = last;
    return out;
}

End Calendar::end_of_term(Instant start, const Term& term) const {
    if (term.basis == Basis::real || term.basis == Basis::working_time) {
        GX_CHECK(term.time > Duration{0});
        if (term.basis == Basis::real || term.hours == Hours::round_the_clock) return {start + term.time, {}, {}};
        const Instant at = when_worked(worked(start, term.hours) + term.time, term.hours);
        return {at, unpublished(day_of(start), day_of(at)), {}};
    }
    GX_CHECK(term.count >= 1 && term.count <= (term.basis == Basis::month_day ? 31 : kDaysMax));
    if (term.basis != Basis::working_days || term.hours == Hours::round_the_clock) return end_of_days(start, term);
    const Day last = workday_after(day_of(start), term.count);
    return {clock::end_of(last), unpublished(plus_days(day_of(start), 1), last), {}};
}

}  // namespace gx::clock
