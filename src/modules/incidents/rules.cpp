#include "modules/incidents/rules.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"

namespace gx::incidents {

const Parameters& parameters_at(Instant) {
    static const Parameters first{};
    return first;
}

/// Clause E4.2: the two hours run from the first knowledge; clauses E4.1, E4.3: the days run from the event.
Instant clock_start(ClockId clock, Instant happened_at, Instant learned_at) {
    return clock == ClockId::two_hours ? learned_at : happened_at;
}

/// Clause E4.2: two hours are two hours, day and night. Clauses E4.1, E4.3: the starting day is not counted, the
/// last day ends at 24:00.
Instant clock_due(ClockId clock, Instant start, const Parameters& parameters) {
    switch (clock) {
        case ClockId::two_hours: return clock::due_real(start, parameters.full_report_within);
        case ClockId::two_days: return clock::due_calendar_days(start, parameters.report_within_days);
        case ClockId::news: return clock::due_calendar_days(start, parameters.news_within_days);
        case ClockId::none: return start;
    }
    GX_CHECK(false);
}

std::string_view clause_of(ClockId clock) {
    switch (clock) {
        case ClockId::two_hours: return "E4.2";
        case ClockId::two_days: return "E4.3";
        case ClockId::news: return "E4.1";
        case ClockId::none: return "E4.4";
    }
    GX_CHECK(false);
}

ClockId stricter(ClockId a, ClockId b) { return std::max(a, b); }

/// Clause E4.2: the happening counts, unless a later first knowledge in the department is shown.
Learned first_known(Instant happened_at, std::optional<Instant> declared) {
    if (!declared || *declared <= happened_at) return {happened_at, LearnedBasis::happened};
    return {*declared, LearnedBasis::declared};
}

/// Clause E2: what shows earlier knowledge moves the start back; nothing ever moves it on.
Learned learned_earlier(const Learned& current, Instant happened_at, Instant shown, LearnedBasis basis) {
    const Instant at = std::max(shown, happened_at);
    return at < current.at ? Learned{at, basis} : current;
}

/// Clause E2: lateness is computed from the times alone; it cannot be typed, stored or edited away.
Judged judge(const ClockFacts& facts, const Parameters& parameters, Instant now) {
    Judged out;
    out.clock = facts.clock;
    out.start = clock_start(facts.clock, facts.happened_at, facts.learned_at);
    if (facts.clock == ClockId::none) {
        out.due = facts.entered_at;
        out.stopped_at = facts.entered_at;
        out.state = ClockState::met;
        return out;
    }
    out.due = clock_due(facts.clock, out.start, parameters);
    out.stopped_at = facts.stopped_at;
    // A confirmed false alarm asks for no report any more, but what was late before stays late.
    const Instant judged_at = facts.stopped_at ? *facts.stopped_at : facts.voided_at.value_or(now);
    if (judged_at > out.due) {
        out.state = ClockState::late;
        out.late_by = judged_at - out.due;
    } else {
        out.state = facts.stopped_at || facts.voided_at ? ClockState::met : ClockState::running;
    }
    return out;
}

/// Clause E4.2: a telephone report counts with its own time, but for the two hours only if it held every point and
/// was heard by the general affairs department or the general manager.
bool call_stops(ClockId clock, std::int64_t confirmed_points, bool receiver_is_entitled) {
    return clock == ClockId::two_hours && confirmed_points == kAllPoints && receiver_is_entitled;
}

/// Clause E3.1: older news is kept and marked, not published; refusing it would teach people to conceal.
bool published_as_news(const Kind& kind, const Judged& judged) {
    return kind.category == Category::news && judged.clock == ClockId::news && judged.state != ClockState::late;
}

Result<Done> check_times(Instant happened_at, std::optional<Instant> learned_at, Instant now) {
    Error error{"input_invalid", {}, {}};
    if (happened_at > now + kDeviceAhead) error.fields.push_back({"happened_at", "incident_in_future", {}});
    if (learned_at && *learned_at > now + kDeviceAhead) error.fields.push_back({"learned_at", "incident_in_future", {}});
    if (learned_at && *learned_at < happened_at) {
        error.fields.push_back({"learned_at", "incident_learned_before_happened", {}});
    }
    if (!error.fields.empty()) return tl::unexpected<Error>(std::move(error));
    return Done{};
}

Facts merge_facts(const Facts& earlier, const Facts& later) {
    Facts out = earlier;
    out.claimed = std::max(earlier.claimed, later.claimed);
    if (later.loss) out.loss = later.loss;
    if (later.injured) out.injured = later.injured;
    if (later.dead) out.dead = later.dead;
    out.flags |= later.flags;
    return out;
}

std::string number_text(int year, std::int64_t number) { return fmt::format("突报〔{}〕{}号", year, number); }

int month_of(Instant at) {
    const Day day = clock::day_of(at);
    return static_cast<int>(day.year()) * 100 + static_cast<int>(static_cast<unsigned>(day.month()));
}

std::optional<int> parse_month(std::string_view text) {
    const auto first = parse_day(std::string(text) + "-01");
    if (!first || text.size() != 7) return std::nullopt;
    return static_cast<int>(first->year()) * 100 + static_cast<int>(static_cast<unsigned>(first->month()));
}

Instant month_start(int month) {
    return clock::start_of(Day{std::chrono::year{month / 100}, std::chrono::month{static_cast<unsigned>(month % 100)},
                               std::chrono::day{1}});
}

std::string yuan_text(Fen fen) {
    const char* sign = fen.value < 0 ? "-" : "";
    const auto size = fen.value < 0 ? 0 - static_cast<std::uint64_t>(fen.value) : static_cast<std::uint64_t>(fen.value);
    return fmt::format("{}{}.{:02}", sign, size / 100, size % 100);
}

}  // namespace gx::incidents
