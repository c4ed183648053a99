/// The fields of a kind: what may be given, what must be. Clauses E3.1-E3.6.
#include <algorithm>
#include <charconv>

#include "modules/incidents/rules.hpp"
#include "platform/json/json.hpp"
#include "platform/text/text.hpp"

namespace gx::incidents {
namespace {

constexpr int kTextMax = 2'000;

bool is_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number >= 0;
}

const char* ill_formed(FieldKind kind, const std::string& value) {
    switch (kind) {
        case FieldKind::text: return text::length(value) > kTextMax ? "incident_detail_long" : nullptr;
        case FieldKind::money:
        case FieldKind::number: return is_number(value) ? nullptr : "incident_detail_number";
        case FieldKind::flag: return value == "true" || value == "false" ? nullptr : "incident_detail_flag";
    }
    return nullptr;
}

bool is_fact(std::string_view key) { return key == "loss" || key == "injured" || key == "dead"; }

bool has_fact(std::string_view key, const Facts& facts) {
    if (key == "loss") return facts.loss.has_value();
    return key == "injured" ? facts.injured.has_value() : facts.dead.has_value();
}

bool has_detail(std::string_view key, const std::vector<Detail>& details) {
    return std::any_of(details.begin(), details.end(),
                       [&](const Detail& one) { return one.key == key && !text::trim(one.value).empty(); });
}

/// A detail's own mistakes. Sensitive circumstances may be ticked on every kind.
std::optional<FieldError> wrong(const Kind& kind, const std::vector<Detail>& details, std::size_t index) {
    const Detail& detail = details[index];
    const std::string path = "details[" + std::to_string(index) + "]";
    const Field* field = kind.field(detail.key);
    const bool flag = json::parse_enum<Flag>(detail.key).has_value();
    if (is_fact(detail.key) || (field == nullptr && !flag)) {
        return FieldError{path + ".key", "incident_detail_unknown", {{"key", detail.key}}};
    }
    for (std::size_t i = 0; i < index; ++i) {
        if (details[i].key == detail.key) return FieldError{path + ".key", "incident_detail_doubled", {{"key", detail.key}}};
    }
    const char* key = ill_formed(field != nullptr ? field->kind : FieldKind::flag, detail.value);
    if (key != nullptr) return FieldError{path + ".value", key, {{"max", std::to_string(kTextMax)}}};
    return std::nullopt;
}

}  // namespace

Result<Done> check_each_detail(const Kind& kind, const std::vector<Detail>& details) {
    Error error{"input_invalid", {}, {}};
    for (std::size_t i = 0; i < details.size(); ++i) {
        if (auto found = wrong(kind, details, i)) error.fields.push_back(std::move(*found));
    }
    if (!error.fields.empty()) return tl::unexpected<Error>(std::move(error));
    return Done{};
}

/// Clauses E3.1, E3.2, E3.5: the elements of the kind are required, and a missing one is named.
Result<Done> check_details(const Kind& kind, Stage stage, const std::vector<Detail>& details, const Facts& facts) {
    Error error{"input_invalid", {}, {}};
    if (auto each = check_each_detail(kind, details); !each) error = std::move(each).error();
    for (const Field& field : kind.fields) {
        if (!field.required || field.asked > stage) continue;
        const bool given = is_fact(field.key) ? has_fact(field.key, facts) : has_detail(field.key, details);
        if (given) continue;
        const std::string path = is_fact(field.key) ? field.key : "details." + field.key;
        error.fields.push_back({path, "incident_element_missing", {{"zh", field.zh}, {"en", field.en}, {"clause", kind.clause}}});
    }
    if (!error.fields.empty()) return tl::unexpected<Error>(std::move(error));
    return Done{};
}

std::int64_t flags_of(const std::vector<Detail>& details) {
    std::int64_t out = 0;
    for (const Detail& detail : details) {
        const auto flag = json::parse_enum<Flag>(detail.key);
        if (flag && detail.value == "true") out |= std::int64_t{1} << static_cast<int>(*flag);
    }
    return out;
}

std::vector<Detail> merge_details(std::vector<Detail> earlier, const std::vector<Detail>& later) {
    for (const Detail& detail : later) {
        const auto found = std::find_if(earlier.begin(), earlier.end(), [&](const Detail& one) { return one.key == detail.key; });
        if (found == earlier.end()) earlier.push_back(detail);
        else found->value = detail.value;
    }
    return earlier;
}

}  // namespace gx::incidents
