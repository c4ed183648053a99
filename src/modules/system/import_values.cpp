#include "modules/system/import_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "platform/org/manage.hpp"
#include "platform/text/text.hpp"

namespace gx::system::import {
namespace {

std::string lower(std::string_view text) {
    std::string out;
    for (const char c : text::half_width(text::trim(text))) {
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

std::string without_spaces(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\t'; });
    return text;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

template <class T>
struct Word {
    std::string_view word;
    T value;
};

template <class T, std::size_t N>
std::optional<T> among(const std::array<Word<T>, N>& words, std::string_view text) {
    const std::string wanted = lower(text);
    for (const auto& [word, value] : words) {
        if (word == wanted) return value;
    }
    return std::nullopt;
}

std::string strip(std::string name, std::initializer_list<std::string_view> endings) {
    for (const std::string_view ending : endings) {
        if (name.size() > ending.size() && name.ends_with(ending)) {
            name.resize(name.size() - ending.size());
            break;
        }
    }
    return name;
}

/// "01" is "1"; what holds anything but digits stays.
std::string without_zeros(std::string name) {
    if (all_digits(name)) name.erase(0, std::min(name.find_first_not_of('0'), name.size() - 1));
    return name;
}

int to_int(std::string_view digits) {
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

}  // namespace

std::optional<bool> parse_flag(std::string_view text) {
    constexpr std::array<Word<bool>, 13> kWords{{{"是", true},
                                                 {"否", false},
                                                 {"yes", true},
                                                 {"no", false},
                                                 {"y", true},
                                                 {"n", false},
                                                 {"true", true},
                                                 {"false", false},
                                                 {"1", true},
                                                 {"0", false},
                                                 {"√", true},
                                                 {"有", true},
                                                 {"无", false}}};
    return among(kWords, text);
}

std::optional<std::int64_t> parse_number(std::string_view text) {
    const std::string plain = lower(text);
    std::int64_t value = 0;
    const auto read = std::from_chars(plain.data(), plain.data() + plain.size(), value);
    if (read.ec != std::errc() || read.ptr != plain.data() + plain.size()) return std::nullopt;
    return value;
}

std::optional<labels::Level> parse_level(std::string_view text) {
    constexpr std::array<Word<labels::Level>, 12> kWords{{{"绝密", labels::kTopSecret},
                                                          {"机密", labels::kSecret},
                                                          {"保密", labels::kConfidential},
                                                          {"普通", labels::kOrdinary},
                                                          {"top secret", labels::kTopSecret},
                                                          {"secret", labels::kSecret},
                                                          {"confidential", labels::kConfidential},
                                                          {"ordinary", labels::kOrdinary},
                                                          {"1", labels::kTopSecret},
                                                          {"2", labels::kSecret},
                                                          {"3", labels::kConfidential},
                                                          {"4", labels::kOrdinary}}};
    std::string plain = lower(text);
    replace_all(plain, "内部", "");
    replace_all(plain, "·", "");
    return among(kWords, plain);
}

std::optional<org::ScopeKind> parse_scope(std::string_view text) {
    using org::ScopeKind;
    constexpr std::array<Word<ScopeKind>, 8> kWords{{{"小区", ScopeKind::compound},
                                                     {"本小区", ScopeKind::compound},
                                                     {"部门", ScopeKind::department},
                                                     {"本部门", ScopeKind::department},
                                                     {"公司", ScopeKind::company},
                                                     {"compound", ScopeKind::compound},
                                                     {"department", ScopeKind::department},
                                                     {"company", ScopeKind::company}}};
    const auto found = among(kWords, text);
    return found ? found : lower(text) == "全公司" ? std::optional(ScopeKind::company) : std::nullopt;
}

std::optional<std::uint64_t> parse_compartments(std::string_view text) {
    using labels::Compartment;
    constexpr std::array<Word<Compartment>, 16> kWords{{{"业主信息", Compartment::owner_pii},
                                                        {"owner_pii", Compartment::owner_pii},
                                                        {"员工信息", Compartment::staff_pii},
                                                        {"staff_pii", Compartment::staff_pii},
                                                        {"财务", Compartment::finance},
                                                        {"finance", Compartment::finance},
                                                        {"申诉", Compartment::grievance},
                                                        {"grievance", Compartment::grievance},
                                                        {"人事", Compartment::personnel},
                                                        {"personnel", Compartment::personnel},
                                                        {"信息安全", Compartment::it_security},
                                                        {"it_security", Compartment::it_security},
                                                        {"印章", Compartment::seal},
                                                        {"seal", Compartment::seal},
                                                        {"审计", Compartment::audit},
                                                        {"audit", Compartment::audit}}};
    std::uint64_t bits = 0;
    for (const std::string& word : split(text)) {
        const auto found = among(kWords, word);
        if (!found) return std::nullopt;
        bits |= static_cast<std::uint64_t>(*found);
    }
    return bits;
}

std::optional<org::Duty> parse_duty_name(std::string_view text) {
    const std::string wanted = lower(text);
    for (std::size_t i = 0; i < org::kDuties; ++i) {
        const auto duty = static_cast<org::Duty>(i);
        if (lower(org::duty_name(duty, Lang::zh)) == wanted ||
            lower(org::duty_name(duty, Lang::en)) == wanted || org::duty_key(duty) == wanted) {
            return duty;
        }
    }
    return std::nullopt;
}

std::optional<Day> parse_date(std::string_view text) {
    std::string plain = lower(text);
    replace_all(plain, "年", "-");
    replace_all(plain, "月", "-");
    replace_all(plain, "日", "");
    // A time of day after a space or T.
    plain.resize(std::min(plain.find_first_of(" t"), plain.size()));
    std::replace(plain.begin(), plain.end(), '/', '-');
    std::replace(plain.begin(), plain.end(), '.', '-');
    if (all_digits(plain) && plain.size() == 8) plain.insert(6, "-").insert(4, "-");
    const std::size_t first = plain.find('-');
    const std::size_t second = first == std::string::npos ? first : plain.find('-', first + 1);
    if (first != 4 || second == std::string::npos) return std::nullopt;
    const std::string month = plain.substr(first + 1, second - first - 1), day = plain.substr(second + 1);
    if (!all_digits(plain.substr(0, 4)) || !all_digits(month) || !all_digits(day)) return std::nullopt;
    if (month.size() > 2 || day.size() > 2) return std::nullopt;
    const Day found{std::chrono::year{to_int(plain.substr(0, 4))},
                    std::chrono::month{static_cast<unsigned>(to_int(month))},
                    std::chrono::day{static_cast<unsigned>(to_int(day))}};
    const bool sensible =
        found.ok() && found.year() >= std::chrono::year{1950} && found.year() <= std::chrono::year{2100};
    return sensible ? std::optional(found) : std::nullopt;
}

bool is_phone(std::string_view text) {
    std::string plain = without_spaces(lower(text));
    replace_all(plain, "转", "-");
    replace_all(plain, "(", "");
    replace_all(plain, ")", "-");
    if (plain.starts_with("+86")) plain.erase(0, plain.starts_with("+86-") ? 4 : 3);
    std::vector<std::string> parts(1);
    for (const char c : plain) {
        if (c == '-') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    if (!std::all_of(parts.begin(), parts.end(), all_digits)) return false;
    // "010-12345678-801": the extension is no part of the number.
    const bool area = parts.front().front() == '0' && parts.front().size() <= 4;
    std::string number = parts.front();
    std::size_t next = 1;
    if (area && parts.size() > 1) number += parts[next++];
    const bool spaced_mobile = parts.front().size() == 3 && parts.size() == 3 && parts[1].size() == 4;
    if (spaced_mobile) {
        number = parts[0] + parts[1] + parts[2];
        next = 3;
    }
    if (parts.size() > next + 1 || (parts.size() == next + 1 && parts.back().size() > 6)) return false;
    if (number.front() == '0') return number.size() >= 10 && number.size() <= 12;
    if (number.size() == 11) return number[0] == '1' && number[1] >= '3';
    if (number.size() == 10) return number.starts_with("400") || number.starts_with("800");
    return number.size() >= 3 && number.size() <= 8;
}

bool is_mail(std::string_view mail) {
    const std::size_t at = mail.find('@');
    return at != std::string_view::npos && at > 0 && mail.find('@', at + 1) == mail.npos &&
           mail.find('.', at) != mail.npos && mail.back() != '.' && mail[at + 1] != '.' &&
           mail.find_first_of(" ,;<>\"\\()[]") == mail.npos;
}

bool is_code(std::string_view text) {
    return !text.empty() && text.size() <= static_cast<std::size_t>(org::kCodeMax) &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.' || c == '/';
           });
}

std::vector<std::string> split(std::string_view text) {
    std::string plain = text::half_width(text);
    replace_all(plain, "、", ",");
    std::vector<std::string> out(1);
    for (const char c : plain) {
        if (c == ',' || c == ';' || c == ' ' || c == '\n') {
            out.emplace_back();
        } else {
            out.back() += c;
        }
    }
    std::erase_if(out, [](const std::string& part) { return part.empty(); });
    return out;
}

std::string building_key(std::string_view name) {
    return without_zeros(strip(without_spaces(lower(name)), {"号楼", "栋", "幢", "座", "楼"}));
}

std::string unit_key(std::string_view name) {
    return without_zeros(strip(without_spaces(lower(name)), {"单元"}));
}

std::string room_key(std::string_view name) { return strip(without_spaces(lower(name)), {"室", "号", "房"}); }

}  // namespace gx::system::import
