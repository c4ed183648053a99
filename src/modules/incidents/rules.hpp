/// What the regulations say about reporting an incident, as pure functions of values and `now`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/incidents/kinds.hpp"
#include "modules/incidents/types.hpp"
#include "platform/base/result.hpp"

namespace gx::incidents {

/// A device's clock may run ahead of the server's by this much.
inline constexpr auto kDeviceAhead = std::chrono::minutes{2};

/// The version in force on the day something happened; versions in falling order of `from`.
const Parameters& parameters_at(Instant happened_at);

/// Is it reportable, how grave is it, which clock runs, who is told, and why. Clauses E3.1-E3.6, E4.1-E4.4.
Decision assess(const Kind& kind, const Facts& facts, const Parameters& parameters, const std::vector<Grading>& table);

/// Times in the future or out of order; every wrong one is named. `path_*` as in the report's JSON.
Result<Done> check_times(Instant happened_at, std::optional<Instant> learned_at, Instant now);

/// When the clock of E4.2 starts: the happening, unless a later first knowledge was declared with a reason.
Learned first_known(Instant happened_at, std::optional<Instant> declared);
/// A call, a record or a correction that shows earlier knowledge. Never later than before, never before the happening.
Learned learned_earlier(const Learned& current, Instant happened_at, Instant shown, LearnedBasis basis);

/// Lateness, the one place. Clauses E2, E4.1-E4.3.
Judged judge(const ClockFacts& facts, const Parameters& parameters, Instant now);
Instant clock_start(ClockId clock, Instant happened_at, Instant learned_at);
Instant clock_due(ClockId clock, Instant start, const Parameters& parameters);
/// Clause of a clock: E4.1, E4.2, E4.3; E4.4 for none.
std::string_view clause_of(ClockId clock);
/// The stricter of two, for corrections.
ClockId stricter(ClockId a, ClockId b);

/// Does a confirmed telephone report stop the two hours? Only with all points, heard by who must get the report.
bool call_stops(ClockId clock, std::int64_t confirmed_points, bool receiver_is_entitled);

/// News is published only when it came in time; it is kept either way.
bool published_as_news(const Kind& kind, const Judged& judged);

/// A detail of a report as given: key and text.
struct Detail {
    std::string key;
    std::string value;
};
BOOST_DESCRIBE_STRUCT(Detail, (), (key, value))

/// Unknown, doubled or ill-formed details, each named.
Result<Done> check_each_detail(const Kind& kind, const std::vector<Detail>& details);
/// The same, and required ones that are missing, each named.
/// `facts` stands for the numbers that are fields of the kind but not details (loss, injured, dead).
Result<Done> check_details(const Kind& kind, Stage stage, const std::vector<Detail>& details, const Facts& facts);
/// Bits of Flag among the details.
std::int64_t flags_of(const std::vector<Detail>& details);
/// Later details over earlier ones.
std::vector<Detail> merge_details(std::vector<Detail> earlier, const std::vector<Detail>& later);
/// Later facts over earlier ones: a number replaces, a grade or a flag only adds.
Facts merge_facts(const Facts& earlier, const Facts& later);

/// "突报〔2026〕17号".
std::string number_text(int year, std::int64_t number);
/// 202611 for the company's month of an instant, and back from "2026-11".
int month_of(Instant at);
std::optional<int> parse_month(std::string_view text);
/// First instant of a month given as 202611.
Instant month_start(int month);
/// "1234.50" for fen.
std::string yuan_text(Fen fen);

}  // namespace gx::incidents
