#include <toml++/toml.h>

#include <algorithm>

#include "platform/base/check.hpp"
#include "platform/base/part.hpp"
#include "platform/calendar/store.hpp"
#include "platform/org/directory.hpp"

namespace gx::gen {
extern const Part platform_calendar;
}

namespace gx::calendar {
namespace {

[[noreturn]] void wrong(const std::string& why) { throw Bug("calendar data: " + why); }

toml::table read_data(std::string_view name) {
    for (const NamedText& file : gen::platform_calendar.data) {
        if (file.name != name) continue;
        try {
            return toml::parse(file.text);
        } catch (const toml::parse_error& error) {
            wrong(std::string(name) + ": " + error.what());
        }
    }
    wrong("no file " + std::string(name));
}

const toml::array& list_of(const toml::table& table, std::string_view key) {
    const toml::array* list = table[key].as_array();
    if (list == nullptr) wrong("no list " + std::string(key));
    return *list;
}

std::string text_at(const toml::node& row, std::size_t index) {
    const toml::array* list = row.as_array();
    const auto text = list == nullptr || list->size() <= index ? std::nullopt : (*list)[index].value<std::string>();
    if (!text) wrong("a row is too short");
    return *text;
}

Day day_at(const toml::node& row, std::size_t index) {
    const auto day = parse_day(text_at(row, index));
    if (!day) wrong("no such day: " + text_at(row, index));
    return *day;
}

clock::Notice read_notice(const toml::table& table) {
    clock::Notice out;
    out.year = static_cast<int>(table["year"].value_or<std::int64_t>(0));
    out.source = table["source"].value_or(std::string());
    if (out.year == 0 || out.source.empty()) wrong("a notice without year or source");
    for (const toml::node& row : list_of(table, "off")) {
        const std::chrono::sys_days last{day_at(row, 1)};
        for (std::chrono::sys_days day{day_at(row, 0)}; day <= last; day += std::chrono::days{1}) {
            out.days.push_back({Day{day}, false, text_at(row, 2)});
        }
    }
    for (const toml::node& row : list_of(table, "work")) out.days.push_back({day_at(row, 0), true, text_at(row, 1)});
    return out;
}

/// "13:30"; 24:00 is the end of the day.
int read_minute(const std::string& text) {
    if (text.size() != 5 || text[2] != ':') wrong("no time of day: " + text);
    const int minute = ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
    if (minute < 0 || minute > 1440) wrong("no time of day: " + text);
    return minute;
}

}  // namespace

Book::Book() {
    const toml::table years = read_data("state-council.toml");
    for (const toml::node& row : list_of(years, "notice")) {
        if (!row.is_table()) wrong("a notice is no table");
        shipped_.push_back(read_notice(*row.as_table()));
    }
    const toml::table hours = read_data("hours.toml");
    for (const toml::node& row : list_of(hours, "office")) {
        office_.push_back({read_minute(text_at(row, 0)), read_minute(text_at(row, 1))});
    }
    for (const toml::node& row : list_of(hours, "round_the_clock")) {
        const auto duty = org::parse_duty(row.value_or(std::string()));
        if (!duty) wrong("no such duty");
        round_the_clock_.set(static_cast<std::size_t>(*duty));
    }
    plain_ = std::make_shared<const clock::Calendar>(shipped_, std::vector<clock::SpecialDay>{}, office_);
}

std::int64_t Book::rev(store::Tx& tx, Id company) const { return state(tx, company).rev; }

Shared Book::with(store::Tx& tx, Id company, const std::optional<clock::Notice>& notice,
                  const std::optional<std::vector<clock::SpecialDay>>& days) const {
    std::vector<clock::Notice> notices = shipped_;
    std::ranges::move(imported(tx, company), std::back_inserter(notices));
    if (notice) notices.push_back(*notice);
    return std::make_shared<const clock::Calendar>(std::move(notices), days ? *days : company_days(tx, company), office_);
}

Shared Book::at(store::Tx& tx, Id company) const {
    const Id change = state(tx, company).change;
    if (!change) return plain_;
    {
        const std::lock_guard lock(mutex_);
        const auto kept = kept_.find(company);
        if (kept != kept_.end() && kept->second.change == change) return kept->second.calendar;
    }
    Shared made = with(tx, company, std::nullopt, std::nullopt);
    // Inside the changing transaction more rows may follow under the same change; it makes its own each time.
    if (tx.writable()) return made;
    const std::lock_guard lock(mutex_);
    auto& kept = kept_[company];
    if (kept.change < change) kept = {change, made};
    return made;
}

clock::Hours Book::hours_of(store::Tx& tx, Id company, Id post) const {
    if (const auto own = own_hours(tx, company, post)) return *own;
    const auto duties = org::duties_of(tx, company, post);
    const bool always = std::ranges::any_of(duties, [this](org::Duty duty) { return round_the_clock(duty); });
    return always ? clock::Hours::round_the_clock : clock::Hours::office;
}

void Book::describe(std::string kind, Describe describe) {
    const bool fresh = describers_.emplace(std::move(kind), std::move(describe)).second;
    GX_CHECK(fresh);
}

std::optional<Subject> Book::subject(store::Tx& tx, const org::Actor& actor, std::string_view kind, Id subject) const {
    const auto found = describers_.find(kind);
    return found == describers_.end() ? std::nullopt : found->second(tx, actor, subject);
}

}  // namespace gx::calendar
