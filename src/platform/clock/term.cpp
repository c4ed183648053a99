#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "platform/clock/working.hpp"

namespace gx::clock {
namespace {

constexpr std::array<std::string_view, 5> kBases{"real", "calendar_days", "working_days", "working_time", "month_day"};
constexpr std::array<std::string_view, 3> kRolls{"none", "next", "previous"};
constexpr std::array<std::string_view, 2> kHours{"office", "round_the_clock"};

bool in_time(Basis basis) { return basis == Basis::real || basis == Basis::working_time; }

/// Up to the next blank, which is taken off too.
std::string_view take_word(std::string_view& text) {
    const auto end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

template <class Enum, std::size_t N>
std::optional<Enum> find_word(const std::array<std::string_view, N>& words, std::string_view word) {
    const auto at = std::ranges::find(words, word);
    if (at == words.end()) return std::nullopt;
    return static_cast<Enum>(at - words.begin());
}

}  // namespace

std::string to_text(const Term& term) {
    return fmt::format("{} {} {} {}", kBases.at(static_cast<std::size_t>(term.basis)),
                       in_time(term.basis) ? term.time.count() : term.count,
                       kRolls.at(static_cast<std::size_t>(term.roll)), kHours.at(static_cast<std::size_t>(term.hours)));
}

std::optional<Term> parse_term(std::string_view text) {
    const auto basis = find_word<Basis>(kBases, take_word(text));
    const std::string_view digits = take_word(text);
    const auto roll = find_word<Roll>(kRolls, take_word(text));
    const auto hours = find_word<Hours>(kHours, take_word(text));
    std::int64_t amount = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), amount);
    if (error != std::errc{} || end != digits.data() + digits.size() || amount < 1) return std::nullopt;
    if (!basis || !roll || !hours || !text.empty()) return std::nullopt;
    Term out{*basis, 0, {}, *roll, *hours};
    if (in_time(*basis)) out.time = Duration{amount};
    else if (amount <= (*basis == Basis::month_day ? 31 : 3650)) out.count = static_cast<int>(amount);
    else return std::nullopt;
    return out;
}

}  // namespace gx::clock
