/// The calendar: what each day is, the import of a year, the company's own days, what follows for running clocks.
#include "modules/system/calendar_sheet.hpp"
#include "modules/system/common.hpp"
#include "modules/system/routes.hpp"
#include "platform/calendar/change.hpp"
#include "platform/clock/clock.hpp"
#include "platform/text/text.hpp"

namespace gx::system {

struct YearQuery {
    std::optional<std::int64_t> year;  ///< this year unless said otherwise
};
BOOST_DESCRIBE_STRUCT(YearQuery, (), (year))

struct CalendarDay {
    Day day;
    clock::DayKind kind;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(CalendarDay, (), (day, kind, name))

struct CalendarView {
    std::int64_t year = 0, rev = 0;
    bool published = false;  ///< false: working days are counted by the plain week, ends are provisional
    std::optional<std::string> source;
    bool imported = false;  ///< by the company; else as it comes with the program
    std::vector<std::int64_t> years;  ///< published ones
    std::vector<std::string> office;  ///< "09:00-12:00"
    std::int64_t workdays = 0;
    std::vector<CalendarDay> days;
};
BOOST_DESCRIBE_STRUCT(CalendarView, (), (year, rev, published, source, imported, years, office, workdays, days))

struct ArrangementQuery {
    std::int64_t year = 0;
    std::string source;
    std::optional<bool> dry_run;      ///< true unless said otherwise
    std::optional<std::int64_t> rev;  ///< of the calendar that the preview was made on
};
BOOST_DESCRIBE_STRUCT(ArrangementQuery, (), (year, source, dry_run, rev))

struct CompanyDayInput {
    Day day;
    std::optional<bool> works;  ///< absent = the company's word is taken back
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(CompanyDayInput, (), (day, works, name))

struct CompanyDaysInput {
    std::vector<CompanyDayInput> days;
    std::optional<bool> dry_run;
    std::optional<std::int64_t> rev;
};
BOOST_DESCRIBE_STRUCT(CompanyDaysInput, (), (days, dry_run, rev))

/// A running clock whose end moves, where the reader may know of it.
struct MovedEnd {
    std::string name;
    Instant before, after;
};
BOOST_DESCRIBE_STRUCT(MovedEnd, (), (name, before, after))

struct ChangeView {
    std::optional<Id> id;
    bool applied = false;
    std::int64_t rev = 0;  ///< of the calendar that this was made or tried on; after a change, its own
    std::optional<Instant> at;
    std::optional<Named> author;
    std::string what;
    std::optional<std::int64_t> year;
    std::optional<std::string> source;
    std::vector<calendar::DayMove> days;
    std::vector<MovedEnd> ends;
};
BOOST_DESCRIBE_STRUCT(ChangeView, (), (id, applied, rev, at, author, what, year, source, days, ends))

struct ChangesQuery {
    std::optional<Id> before;
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(ChangesQuery, (), (before, limit))

struct EndQuery {
    Instant start;
    clock::Basis basis = clock::Basis::working_days;
    std::optional<std::int64_t> count;    ///< days, or the day of the month
    std::optional<std::int64_t> minutes;  ///< of real and working time
    std::optional<clock::Roll> roll;
    std::optional<clock::Hours> hours;
};
BOOST_DESCRIBE_STRUCT(EndQuery, (), (start, basis, count, minutes, roll, hours))

struct EndView {
    Instant end;
    Day last_day;
    std::optional<std::int64_t> unpublished;  ///< the end is provisional: this year's arrangement is not published
    std::optional<Day> rolled_from;
};
BOOST_DESCRIBE_STRUCT(EndView, (), (end, last_day, unpublished, rolled_from))

struct PostHours {
    Id post;
    std::string name;
    clock::Hours hours = clock::Hours::office;
    bool own = false;  ///< the company has said so; else by the post's duties
};
BOOST_DESCRIBE_STRUCT(PostHours, (), (post, name, hours, own))

struct PostHoursInput {
    std::optional<clock::Hours> hours;  ///< absent = by the post's duties
};
BOOST_DESCRIBE_STRUCT(PostHoursInput, (), (hours))

namespace {

constexpr std::string_view kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr int kFirstYear = 2007;
constexpr std::int64_t kMinutesMax = 1'440LL * 366;

Result<int> year_of(const http::Call& call, const std::optional<std::int64_t>& year) {
    const int now = int{clock::day_of(call.now).year()};
    const int last = now + calendar::kYearsAhead;
    if (year && (*year < kFirstYear || *year > last)) {
        return refuse_field("year", "field_range", "min", std::to_string(kFirstYear), "max", std::to_string(last));
    }
    return static_cast<int>(year.value_or(now));
}

std::string span_text(const clock::Span& span) {
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(span.from / 60) + ":" + two(span.from % 60) + "-" + two(span.to / 60) + ":" + two(span.to % 60);
}

Result<CalendarView> get_calendar(http::Call& call, const YearQuery& query) {
    GX_TRY(year, year_of(call, query.year));
    const auto& book = call.services.calendar;
    const calendar::Shared calendar = book.at(call.tx(), call.services.company);
    CalendarView out;
    out.year = year;
    out.rev = book.rev(call.tx(), call.services.company);
    out.published = calendar->published(year);
    if (out.published) out.source = calendar->notices().at(year).source;
    const auto imported = calendar::imported_years(call.tx(), call.services.company);
    out.imported = std::ranges::find(imported, year) != imported.end();
    for (const auto& [known, notice] : calendar->notices()) out.years.push_back(known);
    for (const auto& span : calendar->office()) out.office.push_back(span_text(span));
    for (Day day = std::chrono::year{year} / 1 / 1; int{day.year()} == year; day = clock::plus_days(day, 1)) {
        out.days.push_back({day, calendar->kind(day), std::string(calendar->name(day))});
        if (calendar->works(day)) ++out.workdays;
    }
    return out;
}

Result<clock::Term> term_of(const EndQuery& query) {
    clock::Term out{query.basis, 0, {}, query.roll.value_or(clock::Roll::none), query.hours.value_or(clock::Hours::office)};
    const bool timed = query.basis == clock::Basis::real || query.basis == clock::Basis::working_time;
    const std::int64_t most = timed ? kMinutesMax : query.basis == clock::Basis::month_day ? 31 : 366;
    const std::int64_t amount = (timed ? query.minutes : query.count).value_or(0);
    if (amount < 1 || amount > most) {
        return refuse_field(timed ? "minutes" : "count", "field_range", "min", "1", "max", std::to_string(most));
    }
    if (timed) out.time = std::chrono::minutes{amount};
    else out.count = static_cast<int>(amount);
    return out;
}

Result<EndView> work_out_end(http::Call& call, const EndQuery& query) {
    GX_TRY(term, term_of(query));
    GX_TRY_DONE(year_of(call, int{clock::day_of(query.start).year()}));
    const auto end = call.services.calendar.at(call.tx(), call.services.company)->end_of_term(query.start, term);
    return EndView{end.at, clock::day_of(end.at - Duration{1}), end.unpublished, end.rolled_from};
}

Result<http::File> give_form(http::Call& call, const YearQuery& query) {
    GX_TRY(year, year_of(call, query.year));
    return http::File{std::string(kXlsx),
                      call.services.texts.say(call.lang(), "calendar_file_name", {{"year", std::to_string(year)}}),
                      calendar_form(call.lang(), year, call.now)};
}

std::vector<MovedEnd> visible(const http::Call& call, store::Tx& tx, const std::vector<calendar::EndMove>& ends) {
    std::vector<MovedEnd> out;
    for (const auto& move : ends) {
        const auto subject = call.services.calendar.subject(tx, call.actor, move.kind, move.subject);
        if (subject) out.push_back({subject->name, move.end_before, move.end_after});
    }
    return out;
}

Named author_named(const http::Call& call, store::Tx& tx, Id person) {
    const auto found = org::find_person(tx, call.services.keys, person);
    return {person, found ? found->name : std::string{}};
}

ChangeView view_of(const http::Call& call, store::Tx& tx, const calendar::Made& made, bool with_ends) {
    ChangeView out{made.id, true, made.rev, made.at, author_named(call, tx, made.author), made.what, {}, {}, made.days, {}};
    if (made.year > 0) out.year = made.year;
    if (!made.source.empty()) out.source = made.source;
    if (with_ends) out.ends = visible(call, tx, calendar::moves_of(tx, call.services.company, made.id));
    return out;
}

std::string note_of(std::int64_t rev, std::size_t days, int year) {
    return R"({"calendar":")" + std::to_string(rev) + R"(","days":")" + std::to_string(days) + R"(","year":")" +
           std::to_string(year) + R"("})";
}

Result<ChangeView> try_it(http::Call& call, const calendar::Change& change) {
    const Id company = call.services.company;
    return call.services.db.write([&](store::Tx& tx) -> Result<ChangeView> {
        GX_TRY(effect, calendar::try_change(tx, call.services.calendar, company, call.now, change));
        ChangeView out;
        out.rev = call.services.calendar.rev(tx, company);
        out.what = change.notice ? "notice" : "company_days";
        if (change.notice) {
            out.year = change.notice->year;
            out.source = change.notice->source;
        }
        out.ends = visible(call, tx, effect.ends);
        const int year = change.notice ? change.notice->year : 0;
        call.record(tx, "calendar.tried", "calendar", Id{}, kOrdinaryLabel, note_of(out.rev, effect.days.size(), year));
        out.days = std::move(effect.days);
        return out;
    });
}

Result<ChangeView> make_it(http::Call& call, const calendar::Change& change, const std::optional<std::int64_t>& rev,
                           const std::string& action) {
    if (!rev) return refuse_field("rev", "field_missing");
    const auto& services = call.services;
    const calendar::Stamp stamp{call.idempotency().key, call.idempotency().body};
    return services.db.write([&](store::Tx& tx) -> Result<ChangeView> {
        GX_TRY(made, calendar::make_change(tx, {services.calendar, services.trail, services.company}, call.actor, call.now,
                                           change, *rev, stamp));
        if (made.replayed) call.replayed();
        else call.record(tx, action, "calendar", made.id, kOrdinaryLabel, note_of(made.rev, made.days.size(), made.year));
        return view_of(call, tx, made, true);
    });
}

Result<ChangeView> import_notice(http::Call& call, const ArrangementQuery& query) {
    GX_TRY(year, year_of(call, query.year));
    GX_TRY(days, read_calendar_sheet(as_bytes(call.request.body), call.lang()));
    const std::string source(text::trim(query.source));
    const calendar::Change change{clock::Notice{year, source, std::move(days)}, {}};
    return query.dry_run.value_or(true) ? try_it(call, change) : make_it(call, change, query.rev, "calendar.notice_imported");
}

Result<ChangeView> change_company_days(http::Call& call, const CompanyDaysInput& input) {
    calendar::Change change;
    for (const auto& row : input.days) {
        change.days.push_back({row.day, row.works, std::string(text::trim(row.name.value_or("")))});
    }
    if (change.days.empty()) return refuse_field("days", "field_missing");
    return input.dry_run.value_or(true) ? try_it(call, change) : make_it(call, change, input.rev, "calendar.company_days_changed");
}

Result<List<ChangeView>> list_changes(http::Call& call, const ChangesQuery& query) {
    GX_TRY(limit, page_size(query.limit));
    call.saw("calendar", Id{}, kOrdinaryLabel);
    List<ChangeView> out;
    for (const auto& made : calendar::changes(call.tx(), call.services.company, query.before.value_or(Id{}), limit)) {
        out.items.push_back(view_of(call, call.tx(), made, false));
    }
    return out;
}

Result<ChangeView> get_change(http::Call& call, const json::None&) {
    GX_TRY(id, call.id());
    const auto made = calendar::find_change(call.tx(), call.services.company, id);
    if (!made) return refuse("not_found");
    call.saw("calendar", id, kOrdinaryLabel);
    return view_of(call, call.tx(), *made, true);
}

PostHours hours_view(http::Call& call, Id post, const std::string& name) {
    const Id company = call.services.company;
    return {post, name, call.services.calendar.hours_of(call.tx(), company, post),
            calendar::own_hours(call.tx(), company, post).has_value()};
}

Result<List<PostHours>> list_hours(http::Call& call, const json::None&) {
    List<PostHours> out;
    for (const auto& post : org::posts(call.tx(), call.services.company)) out.items.push_back(hours_view(call, post.id, post.name));
    return out;
}

Result<PostHours> set_hours(http::Call& call, const PostHoursInput& input) {
    GX_TRY(id, call.id());
    const auto post = org::find_post(call.tx(), call.services.company, id);
    if (!post) return refuse("not_found");
    calendar::set_hours(call.tx(), call.services.company, id, input.hours);
    const char* said = !input.hours ? "by_duty" : *input.hours == clock::Hours::office ? "office" : "round_the_clock";
    call.record("calendar.hours_set", "post", id, kOrdinaryLabel, std::string(R"({"hours":")") + said + R"("})");
    return hours_view(call, id, post->name);
}

}  // namespace

std::vector<http::Route> calendar_routes() {
    using namespace http;
    const auto read = holds(kCalendarRead);
    const auto manage = holds(kCalendarManage);
    const Trace open{"", "which days are worked is everybody's to know"};
    return {
        route<&get_calendar>(Method::get, "/api/calendar", Kind::read, read, "G2", "calendar.get", open, "日历", "Calendar of a year"),
        route<&work_out_end>(Method::get, "/api/calendar/end", Kind::read, read, "G2", "calendar.end", open, "推算时限",
                             "Work out when a term ends"),
        route<&give_form>(Method::get, "/api/calendar/form", Kind::heavy, manage, "G2", "calendar.form",
                          {"", "an empty form: no record is read"}, "下载放假安排模板", "Download the form for a year's holidays"),
        route<&import_notice>(Method::post, "/api/calendar/notices", Kind::heavy, manage, "G2", "calendar.import",
                              {"calendar.notice_imported", "", "calendar.tried"}, "预览或导入一年的放假安排",
                              "Preview or import a year's holidays",
                              {.create = true, .body_max = kCalendarBytesMax, .media_in = "*/*"}),
        route<&change_company_days>(Method::post, "/api/calendar/company-days", Kind::heavy, manage, "G2",
                                    "calendar.company_days", {"calendar.company_days_changed", "", "calendar.tried"},
                                    "预览或启用公司自定的日子", "Preview or set the company's own days", {.create = true}),
        route<&list_changes>(Method::get, "/api/calendar/changes", Kind::read, manage, "G2", "calendar.changes",
                             {"calendar.changes_read"}, "日历变更记录", "Journal of the calendar"),
        route<&get_change>(Method::get, "/api/calendar/changes/{id}", Kind::read, manage, "G2", "calendar.change",
                           {"calendar.change_read"}, "一次日历变更", "One change of the calendar"),
        route<&list_hours>(Method::get, "/api/calendar/posts", Kind::read, manage, "G2", "calendar.posts", open, "岗位作息",
                           "Hours of posts"),
        route<&set_hours>(Method::put, "/api/calendar/posts/{id}", Kind::write, manage, "G2", "calendar.set_hours",
                          {"calendar.hours_set"}, "设定岗位作息", "Set the hours of a post"),
    };
}

}  // namespace gx::system
