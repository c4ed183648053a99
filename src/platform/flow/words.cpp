#include "platform/flow/words.hpp"

#include <array>
#include <charconv>

namespace gx::flow {
namespace {

constexpr std::string_view kDutyPrefix = "duty:";
constexpr std::int64_t kSecondsMax = 3660LL * 24 * 3600;

/// C++ keywords stand in verbs.def with a trailing underscore.
constexpr std::string_view without_underscore(std::string_view key) {
    return key.ends_with('_') ? key.substr(0, key.size() - 1) : key;
}

constexpr std::array kVerbs = {
#define GX_VERB(key, zh, en, decides) Verb{without_underscore(#key), zh, en, decides},
#include "platform/flow/verbs.def"
#undef GX_VERB
};

/// Reads the number at the start of `rest` and takes it off; nullopt if there is none.
std::optional<std::int64_t> take_number(std::string_view& rest) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error != std::errc{} || number < 0 || number > kSecondsMax || rest.front() == '-') return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return number;
}

std::optional<org::Duty> duty_of(std::string_view word) {
    if (!word.starts_with(kDutyPrefix)) return std::nullopt;
    return org::parse_duty(word.substr(kDutyPrefix.size()));
}

}  // namespace

const Verb* find_verb(std::string_view key) {
    for (const Verb& verb : kVerbs) {
        if (verb.key == key) return &verb;
    }
    return nullptr;
}

std::optional<Duration> parse_duration(std::string_view iso) {
    if (!iso.starts_with('P')) return std::nullopt;
    iso.remove_prefix(1);
    struct Unit {
        char letter;
        std::int64_t seconds;
    };
    constexpr std::array kUnits = {Unit{'D', 86400}, Unit{'T', 0}, Unit{'H', 3600}, Unit{'M', 60}, Unit{'S', 1}};
    std::size_t next = 0;
    std::int64_t seconds = 0;
    bool any = false;
    while (!iso.empty()) {
        if (iso.front() == 'T') {
            if (next > 1 || iso.size() == 1) return std::nullopt;
            next = 2;
            iso.remove_prefix(1);
            continue;
        }
        const auto number = take_number(iso);
        if (!number || iso.empty()) return std::nullopt;
        const std::size_t first = next, last = next == 0 ? 1 : kUnits.size();
        for (next = first; next < last && kUnits[next].letter != iso.front(); ++next) {
        }
        if (next == last) return std::nullopt;
        seconds += *number * kUnits[next++].seconds;
        if (seconds > kSecondsMax) return std::nullopt;
        iso.remove_prefix(1);
        any = true;
    }
    if (!any) return std::nullopt;
    return std::chrono::seconds{seconds};
}

std::optional<int> parse_days(std::string_view iso) {
    if (iso.size() < 3 || iso.front() != 'P' || iso.back() != 'D') return std::nullopt;
    const auto length = parse_duration(iso);
    if (!length || *length < std::chrono::days{1}) return std::nullopt;
    return static_cast<int>(std::chrono::floor<std::chrono::days>(*length).count());
}

bool parse_moment(std::string_view text, Rung& rung) {
    if (text.ends_with('%')) {
        text.remove_suffix(1);
        const auto percent = text.empty() ? std::nullopt : take_number(text);
        if (!percent || !text.empty() || *percent > 100) return false;
        rung.percent = static_cast<int>(*percent);
        return true;
    }
    const bool from_start = text.starts_with("start");
    if (!from_start && !text.starts_with("due")) return false;
    rung.from = from_start ? Rung::From::start : Rung::From::due;
    text.remove_prefix(from_start ? 5 : 3);
    if (text.empty()) return true;
    const char sign = text.front();
    const auto offset = parse_duration(text.substr(1));
    if ((sign != '+' && sign != '-') || !offset || (from_start && sign == '-')) return false;
    rung.offset = sign == '-' ? -*offset : *offset;
    return true;
}

bool is_actor_word(std::string_view word) {
    return word == "staff" || word == "author" || word == "leaders" || duty_of(word).has_value();
}

bool is_notify_word(std::string_view word) {
    return word == "reporter" || word == "leaders" || word == "on_duty" || duty_of(word).has_value();
}

std::string name_of_words(const std::vector<std::string>& words, Lang lang) {
    const bool zh = lang == Lang::zh;
    std::string out;
    for (const std::string& word : words) {
        if (!out.empty()) out += zh ? "、" : ", ";
        if (word == "staff") {
            out += zh ? "在岗员工" : "staff in a post";
        } else if (word == "author") {
            out += zh ? "上报人" : "the author";
        } else if (word == "leaders") {
            out += zh ? "主管领导" : "the responsible leader";
        } else if (const auto duty = duty_of(word)) {
            out += org::duty_name(*duty, lang);
        }
    }
    return out;
}

}  // namespace gx::flow
