#include "platform/calendar/change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "platform/base/check.hpp"
#include "platform/calendar/store.hpp"
#include "platform/clock/clock.hpp"
#include "platform/due/due.hpp"
#include "platform/text/text.hpp"

namespace gx::calendar {
namespace {

constexpr std::size_t kRowsAtOnce = 500;

using Wrong = std::vector<FieldError>;

void add(Wrong& wrong, Day day, std::string_view key, std::vector<std::pair<std::string, std::string>> params = {}) {
    wrong.push_back({to_iso(day), std::string(key), std::move(params)});
}

bool good_text(std::string_view text, int max) {
    const int length = text::length(text);
    return length >= 1 && length <= max && text == text::trim(text) &&
           std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

/// No arrangement ever left these out; a file without them is half filled in.
void check_whole(const clock::Notice& notice, Wrong& wrong) {
    using namespace std::chrono;
    for (const auto& fixed : {January / 1, May / 1, October / 1}) {
        const Day day = year{notice.year} / fixed;
        const bool off = std::ranges::any_of(notice.days, [&](const auto& row) { return row.day == day && !row.works; });
        if (!off) add(wrong, day, "calendar_holiday_missing");
    }
}

Result<Done> refuse_all(Wrong wrong) {
    if (wrong.empty()) return Done{};
    Error error{"input_invalid", {}, std::move(wrong)};
    return tl::unexpected<Error>(std::move(error));
}

Result<Done> check_notice(const clock::Notice& notice, Day today) {
    const int last = int{today.year()} + kYearsAhead;
    if (notice.year < 2007 || notice.year > last) {
        return refuse_field("year", "field_range", "min", "2007", "max", std::to_string(last));
    }
    if (!good_text(notice.source, kSourceMax)) return refuse_field("source", "calendar_text", "max", std::to_string(kSourceMax));
    Wrong wrong;
    std::set<Day> seen;
    for (const auto& row : notice.days) {
        const int year = int{row.day.year()};
        const bool before = year == notice.year - 1 && row.day.month() == std::chrono::December;
        if (year != notice.year && !before) add(wrong, row.day, "calendar_other_year", {{"year", std::to_string(notice.year)}});
        if (!seen.insert(row.day).second) add(wrong, row.day, "calendar_doubled");
        if (!good_text(row.name, kNameMax)) add(wrong, row.day, "calendar_text", {{"max", std::to_string(kNameMax)}});
    }
    check_whole(notice, wrong);
    return refuse_all(std::move(wrong));
}

Result<std::vector<clock::SpecialDay>> new_company_days(store::Tx& tx, Id company, Day today,
                                                        const std::vector<CompanyDay>& days) {
    if (days.empty() || days.size() > kDaysMax) return refuse_field("days", "field_range", "min", "1", "max", std::to_string(kDaysMax));
    std::map<Day, clock::SpecialDay> all;
    for (auto& known : company_days(tx, company)) all.emplace(known.day, std::move(known));
    Wrong wrong;
    std::set<Day> seen;
    for (const auto& row : days) {
        if (!seen.insert(row.day).second) add(wrong, row.day, "calendar_doubled");
        if (row.day < today) add(wrong, row.day, "calendar_past");
        if (int{row.day.year()} > int{today.year()} + kYearsAhead) {
            add(wrong, row.day, "calendar_far", {{"years", std::to_string(kYearsAhead)}});
        }
        if (!row.works) {
            if (all.erase(row.day) == 0) add(wrong, row.day, "calendar_absent");
        } else if (!good_text(row.name, kNameMax)) {
            add(wrong, row.day, "calendar_text", {{"max", std::to_string(kNameMax)}});
        } else {
            all.insert_or_assign(row.day, clock::SpecialDay{row.day, *row.works, row.name});
        }
    }
    GX_TRY_DONE(refuse_all(std::move(wrong)));
    std::vector<clock::SpecialDay> out;
    for (auto& [day, row] : all) out.push_back(std::move(row));
    return out;
}

/// Every day that the change names or that named nothing any more.
std::set<Day> touched(const clock::Calendar& before, const Change& change) {
    std::set<Day> out;
    for (const auto& row : change.days) out.insert(row.day);
    if (!change.notice) return out;
    for (const auto& row : change.notice->days) out.insert(row.day);
    if (const auto old = before.notices().find(change.notice->year); old != before.notices().end()) {
        for (const auto& row : old->second.days) out.insert(row.day);
    }
    return out;
}

std::vector<DayMove> day_moves(const clock::Calendar& before, const clock::Calendar& after, const Change& change) {
    std::vector<DayMove> out;
    for (const Day day : touched(before, change)) {
        const bool named = before.name(day) != after.name(day);
        if (before.kind(day) == after.kind(day) && !named) continue;
        const std::string_view name = after.name(day).empty() ? before.name(day) : after.name(day);
        out.push_back({day, before.kind(day), after.kind(day), std::string(name)});
    }
    return out;
}

/// What a year published already said of days gone by stays: else lateness could be arranged afterwards.
Result<Done> check_past(const clock::Calendar& before, const std::vector<DayMove>& days, Day today, const Change& change) {
    if (!change.notice || !before.published(change.notice->year)) return Done{};
    Wrong wrong;
    for (const auto& move : days) {
        if (move.day < today && clock::is_workday(move.before) != clock::is_workday(move.after)) add(wrong, move.day, "calendar_past");
    }
    return refuse_all(std::move(wrong));
}

struct Tried {
    Shared before, after;
    std::vector<DayMove> days;
};

Result<Tried> try_days(store::Tx& tx, const Book& book, Id company, Instant now, const Change& change) {
    GX_CHECK(change.notice.has_value() == change.days.empty());
    const Day today = clock::day_of(now);
    Tried out;
    out.before = book.at(tx, company);
    if (change.notice) {
        GX_TRY_DONE(check_notice(*change.notice, today));
        out.after = book.with(tx, company, change.notice, std::nullopt);
    } else {
        GX_TRY(days, new_company_days(tx, company, today, change.days));
        out.after = book.with(tx, company, std::nullopt, std::move(days));
    }
    out.days = day_moves(*out.before, *out.after, change);
    GX_TRY_DONE(check_past(*out.before, out.days, today, change));
    const bool first = change.notice && !out.before->published(change.notice->year);
    if (out.days.empty() && !first) return refuse("calendar_nothing_changes");
    return out;
}

std::optional<EndMove> end_move(const Tried& tried, const due::Due& row) {
    const Instant before = tried.before->end_of_term(row.derived->start, row.derived->term).at;
    const Instant after = tried.after->end_of_term(row.derived->start, row.derived->term).at;
    if (before == after) return std::nullopt;
    return EndMove{row.kind, row.subject, before, after};
}

template <class F>
void each_derived(store::Tx& tx, Id company, F&& f) {
    due::Due last;
    for (;;) {
        const auto rows = due::derived_rows(tx, company, last.kind, last.subject, kRowsAtOnce);
        for (const auto& row : rows) f(row);
        if (rows.size() < kRowsAtOnce) return;
        last = rows.back();
    }
}

/// The rung goes where the new calendar has it; another node may fire one meanwhile, then the next is looked at.
void move_rung(store::Tx& tx, const clock::Calendar& calendar, due::Due row) {
    while (!due::move(tx, row, due::moment_of(calendar, *row.derived))) {
        const auto next = due::find(tx, row.company, row.kind, row.subject);
        if (!next || !next->derived) return;
        row = *next;
    }
}

void leave_entry(store::Tx& tx, const Desk& desk, const org::Actor& actor, const Made& made, const EndMove& move) {
    // Who may not know of the subject may not learn of it here; a subject nobody describes is nobody's to know.
    const auto subject = desk.book.subject(tx, org::Actor::system(desk.company), move.kind, move.subject);
    const labels::Label label = subject ? subject->label : labels::Label{labels::kTopSecret, 0, Id{}};
    trail::Entry entry;
    entry.action = "calendar.end_moved";
    entry.actor = actor.person;
    entry.post = actor.main_post();
    entry.object_type = move.kind;
    entry.object = move.subject;
    entry.level = label.level;
    entry.compartments = label.compartments;
    entry.scope = label.scope;
    entry.clause = "G2";
    entry.note = fmt::format(R"({{"calendar":"{}","before":"{}","after":"{}"}})", made.rev, to_rfc3339(move.end_before),
                             to_rfc3339(move.end_after));
    desk.trail.append(tx, made.at, entry);
}

void write_days(store::Tx& tx, Id company, const Change& change, Id id) {
    if (change.notice) put_notice(tx, company, *change.notice, id);
    for (const auto& row : change.days) {
        if (row.works) put_company_day(tx, company, {row.day, *row.works, row.name});
        else take_company_day(tx, company, row.day);
    }
}

}  // namespace

Result<Effect> try_change(store::Tx& tx, const Book& book, Id company, Instant now, const Change& change) {
    GX_TRY(tried, try_days(tx, book, company, now, change));
    Effect out{std::move(tried.days), {}};
    each_derived(tx, company, [&](const due::Due& row) {
        if (auto move = end_move(tried, row)) out.ends.push_back(*std::move(move));
    });
    return out;
}

Result<Made> make_change(store::Tx& tx, const Desk& desk, const org::Actor& actor, Instant now, const Change& change,
                         std::int64_t rev, const Stamp& stamp) {
    GX_CHECK(!stamp.key.empty());
    if (auto earlier = by_key(tx, desk.company, stamp.key)) {
        if (earlier->body != stamp.body) return refuse("calendar_key_used");
        earlier->made.replayed = true;
        return std::move(earlier->made);
    }
    const State known = state(tx, desk.company);
    if (known.rev != rev) return refuse("calendar_moved_on");
    GX_TRY(tried, try_days(tx, desk.book, desk.company, now, change));
    Made made{new_id(now), rev + 1, now, actor.person, change.notice ? "notice" : "company_days",
              change.notice ? change.notice->year : 0, change.notice ? change.notice->source : std::string{},
              std::move(tried.days)};
    write_days(tx, desk.company, change, made.id);
    set_state(tx, desk.company, {made.rev, made.id});
    put_change(tx, desk.company, made, stamp);
    std::vector<due::Due> rows;  // moved after the walk, so that it does not meet its own writes
    each_derived(tx, desk.company, [&](const due::Due& row) {
        const auto move = end_move(tried, row);
        if (!move) return;
        put_move(tx, desk.company, made.id, *move);
        leave_entry(tx, desk, actor, made, *move);
        rows.push_back(row);
    });
    for (const auto& row : rows) move_rung(tx, *tried.after, row);
    return made;
}

}  // namespace gx::calendar
