/// The closed vocabulary of definitions: verbs, ISO durations, words for people and moments.
#pragma once

#include <optional>
#include <string_view>

#include "platform/flow/flow.hpp"

namespace gx::flow {

struct Verb {
    std::string_view key, zh, en;
    bool decides = false;
};
/// nullptr for a word that is no verb.
const Verb* find_verb(std::string_view key);

/// "PT2H", "PT30M", "P2D", "P1DT6H"; a day is 24 hours. nullopt if malformed or over ten years.
std::optional<Duration> parse_duration(std::string_view iso);
/// "P2D" alone: whole days, 1 or more.
std::optional<int> parse_days(std::string_view iso);

/// "50%", "start", "start+PT10M", "due-PT6H", "due", "due+PT30M" into percent, from and offset of `rung`.
bool parse_moment(std::string_view text, Rung& rung);

/// "staff", "author", "leaders", "duty:KEY" with a duty that exists.
bool is_actor_word(std::string_view word);
/// "reporter", "leaders", "on_duty", "duty:KEY".
bool is_notify_word(std::string_view word);
/// What such words mean to a reader: "综合部、总经理".
std::string name_of_words(const std::vector<std::string>& words, Lang lang);

}  // namespace gx::flow
