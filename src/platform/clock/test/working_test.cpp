#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "platform/clock/clock.hpp"
#include "platform/clock/working.hpp"

namespace gx::clock {
namespace {

using namespace std::chrono_literals;

const std::vector<Span> kOffice{{9 * 60, 12 * 60}, {13 * 60 + 30, 18 * 60}};

Day day(std::string_view iso) { return parse_day(iso).value(); }
Instant at(std::string_view local) { return parse_local(local).value(); }

/// A run of free days from Thursday to Sunday, worked for on the Saturday before and after.
Calendar small() {
    return Calendar({{2026, "示例安排", {{day("2026-04-30"), false, "示例节"}, {day("2026-05-01"), false, "示例节"},
                                         {day("2026-04-25"), true, "示例节"}, {day("2026-05-09"), true, "示例节"}}}},
                    {{day("2026-05-06"), false, "年会"}, {day("2026-05-10"), true, "盘点"}}, kOffice);
}

TEST(Working, the_company_counts_over_the_notice_and_the_notice_over_the_week) {
    const Calendar calendar = small();
    EXPECT_EQ(calendar.kind(day("2026-04-29")), DayKind::workday);
    EXPECT_EQ(calendar.kind(day("2026-04-26")), DayKind::weekend);
    EXPECT_EQ(calendar.kind(day("2026-04-25")), DayKind::moved_workday);
    EXPECT_EQ(calendar.kind(day("2026-05-01")), DayKind::holiday);
    EXPECT_EQ(calendar.kind(day("2026-05-06")), DayKind::company_closed);
    EXPECT_EQ(calendar.kind(day("2026-05-10")), DayKind::company_workday);
    EXPECT_EQ(calendar.name(day("2026-05-10")), "盘点");
    EXPECT_EQ(calendar.name(day("2026-05-11")), "");
    const Calendar over({{2026, "示例安排", {{day("2026-05-01"), false, "示例节"}}}}, {{day("2026-05-01"), true, "值守"}}, kOffice);
    EXPECT_EQ(over.kind(day("2026-05-01")), DayKind::company_workday);
}

TEST(Working, a_later_notice_goes_before_an_earlier_one) {
    const Calendar calendar({{2026, "一", {{day("2026-12-31"), true, "元旦"}}}, {2027, "二", {{day("2026-12-31"), false, "元旦"}}}}, {},
                            kOffice);
    EXPECT_EQ(calendar.kind(day("2026-12-31")), DayKind::holiday);
}

TEST(Working, working_days_leave_out_the_starting_day_and_end_at_midnight) {
    const Calendar calendar = small();
    const Term two{Basis::working_days, 2, {}, Roll::none, Hours::office};
    EXPECT_EQ(to_local(calendar.end_of_term(at("2026-04-29 00:00"), two).at), "2026-05-06 00:00");  // 4 and 5 May
    EXPECT_EQ(to_local(calendar.end_of_term(at("2026-04-29 23:59:59"), two).at), "2026-05-06 00:00");
    EXPECT_EQ(to_local(calendar.end_of_term(at("2026-05-02 10:00"), two).at), "2026-05-06 00:00");
    const Term always{Basis::working_days, 2, {}, Roll::none, Hours::round_the_clock};
    EXPECT_EQ(to_local(calendar.end_of_term(at("2026-04-29 10:00"), always).at), "2026-05-02 00:00");
}

TEST(Working, a_last_day_moves_only_where_the_clause_says_so) {
    const Calendar calendar = small();
    const auto end = [&](Roll roll) {
        return calendar.end_of_term(at("2026-04-28 10:00"), {Basis::calendar_days, 3, {}, roll, Hours::office});
    };
    EXPECT_EQ(to_local(end(Roll::none).at), "2026-05-02 00:00");
    EXPECT_FALSE(end(Roll::none).rolled_from);
    EXPECT_EQ(to_local(end(Roll::next).at), "2026-05-05 00:00");
    EXPECT_EQ(end(Roll::next).rolled_from, day("2026-05-01"));
    EXPECT_EQ(to_local(end(Roll::previous).at), "2026-04-30 00:00");
}

TEST(Working, a_day_of_the_month_is_its_last_where_it_is_shorter) {
    const Calendar calendar = small();
    const Term last{Basis::month_day, 31, {}, Roll::none, Hours::office};
    EXPECT_EQ(calendar.end_of_term(at("2026-02-10 10:00"), last).at, end_of(day("2026-02-28")));
    EXPECT_EQ(calendar.end_of_term(at("2026-05-10 10:00"), last).at, end_of(day("2026-05-31")));
}

TEST(Working, full_time_ends_at_the_close_not_the_next_morning) {
    const Calendar calendar = small();
    const Instant nine = at("2026-05-04 09:00");
    const auto after = [&](Duration time) {
        return to_local(calendar.end_of_term(nine, {Basis::working_time, 0, time, Roll::none, Hours::office}).at);
    };
    EXPECT_EQ(after(3h), "2026-05-04 12:00");
    EXPECT_EQ(after(3h + 1min), "2026-05-04 13:31");
    EXPECT_EQ(after(7h + 30min), "2026-05-04 18:00");
    EXPECT_EQ(after(8h), "2026-05-05 09:30");
}

TEST(Working, what_is_not_published_is_provisional) {
    const Calendar calendar = small();
    EXPECT_FALSE(calendar.unpublished(day("2026-01-01"), day("2026-12-28")));
    EXPECT_EQ(calendar.unpublished(day("2026-12-01"), day("2026-12-29")), 2027);  // the next notice may hold it
    EXPECT_EQ(calendar.unpublished(day("2026-12-30"), day("2027-01-05")), 2027);
    EXPECT_EQ(calendar.unpublished(day("2025-12-30"), day("2026-01-05")), 2025);
    const Term days{Basis::calendar_days, 30, {}, Roll::none, Hours::office};
    EXPECT_FALSE(calendar.end_of_term(at("2026-12-20 10:00"), days).unpublished) << "no roll, no need to know";
}

TEST(Working, terms_are_kept_as_text) {
    EXPECT_EQ(to_text({Basis::working_days, 3, {}, Roll::none, Hours::office}), "working_days 3 none office");
    EXPECT_EQ(to_text({Basis::month_day, 2, {}, Roll::previous, Hours::office}), "month_day 2 previous office");
    for (const auto* wrong : {"", "working_days", "working_days 0 none office", "working_days 3 none office x", "days 3 none office",
                              "working_days 3x none office", "month_day 32 none office", "working_days 3651 none office",
                              "working_days 3 none night", "real -5 none office"}) {
        EXPECT_FALSE(parse_term(wrong)) << wrong;
    }
}

/// A calendar with random special days around 2026, dense enough that runs and gaps meet.
rc::Gen<std::vector<SpecialDay>> special_days() {
    return rc::gen::container<std::vector<SpecialDay>>(rc::gen::map(
        rc::gen::pair(rc::gen::inRange(0, 500), rc::gen::arbitrary<bool>()),
        [](const std::pair<int, bool>& row) { return SpecialDay{plus_days(day("2026-01-01"), row.first), row.second, "x"}; }));
}
Calendar drawn() {
    std::vector<Span> office;
    int from = 0;
    for (int left = *rc::gen::inRange(1, 5); left > 0; --left) {
        from += *rc::gen::inRange(0, 60);
        office.push_back({from, from + *rc::gen::inRange(1, 280)});
        from = office.back().to;
    }
    return Calendar({{2026, "x", *special_days()}}, *special_days(), std::move(office));
}
Instant drawn_moment() {
    return start_of(day("2025-11-01")) + Duration{*rc::gen::inRange<std::int64_t>(0, Duration(24h * 700).count())};
}

RC_GTEST_PROP(WorkingProperty, days_are_counted_as_one_walks_them, ()) {
    const Calendar calendar = drawn();
    const Day start = day_of(drawn_moment());
    const int count = *rc::gen::inRange(1, 60);
    Day walked = start;
    for (int left = count; left > 0;) {
        walked = plus_days(walked, 1);
        if (calendar.works(walked)) --left;
    }
    RC_ASSERT(calendar.workday_after(start, count) == walked);
    RC_ASSERT(calendar.workdays_before(plus_days(walked, 1)) - calendar.workdays_before(plus_days(start, 1)) == count);
    RC_ASSERT(calendar.next_workday(walked) == walked);
    RC_ASSERT(calendar.previous_workday(walked) == walked);
}

RC_GTEST_PROP(WorkingProperty, a_roll_ends_on_the_nearest_working_day_of_its_side, ()) {
    const Calendar calendar = drawn();
    const Day from = day_of(drawn_moment());
    const Day next = calendar.next_workday(from), previous = calendar.previous_workday(from);
    RC_ASSERT(calendar.works(next) && calendar.works(previous) && previous <= from && from <= next);
    for (Day between = plus_days(previous, 1); between < next; between = plus_days(between, 1)) {
        RC_ASSERT(between == from || !calendar.works(between));
    }
}

RC_GTEST_PROP(WorkingProperty, worked_time_never_falls_and_never_outruns_the_clock, ()) {
    const Calendar calendar = drawn();
    const auto hours = *rc::gen::element(Hours::office, Hours::round_the_clock);
    Instant a = drawn_moment(), b = drawn_moment();
    if (b < a) std::swap(a, b);
    const Duration between = calendar.worked(b, hours) - calendar.worked(a, hours);
    RC_ASSERT(between >= Duration{0});
    RC_ASSERT(between <= b - a);
}

RC_GTEST_PROP(WorkingProperty, worked_time_is_what_minutes_add_up_to, ()) {
    const Calendar calendar = drawn();
    const Instant from = start_of(day_of(drawn_moment()));
    const int minutes = *rc::gen::inRange(1, 3 * 1440);
    Duration counted{0};
    for (int minute = 0; minute < minutes; ++minute) {
        const Instant at = from + std::chrono::minutes{minute};
        const bool open = std::ranges::any_of(calendar.office(), [&](const Span& span) {
            return minute_of_day(at) >= span.from && minute_of_day(at) < span.to;
        });
        if (open && calendar.works(day_of(at))) counted += 1min;
    }
    RC_ASSERT(calendar.worked(from + std::chrono::minutes{minutes}, Hours::office) - calendar.worked(from, Hours::office) == counted);
}

RC_GTEST_PROP(WorkingProperty, the_inverse_is_exact_and_the_earliest, ()) {
    const Calendar calendar = drawn();
    const auto hours = *rc::gen::element(Hours::office, Hours::round_the_clock);
    const Duration time{*rc::gen::inRange<std::int64_t>(1, Duration(300h).count())};
    const Instant start = drawn_moment();
    const Duration wanted = calendar.worked(start, hours) + time;
    const Instant at = calendar.when_worked(wanted, hours);
    RC_ASSERT(calendar.worked(at, hours) == wanted);
    RC_ASSERT(calendar.worked(at - Duration{1}, hours) == wanted - Duration{1});
    RC_ASSERT(at > start);
}

RC_GTEST_PROP(WorkingProperty, a_pause_between_two_parts_changes_nothing, ()) {
    const Calendar calendar = drawn();
    const auto term = [](Duration time) { return Term{Basis::working_time, 0, time, Roll::none, Hours::office}; };
    const Duration first{*rc::gen::inRange<std::int64_t>(1, Duration(100h).count())};
    const Duration second{*rc::gen::inRange<std::int64_t>(1, Duration(100h).count())};
    const Instant start = drawn_moment();
    const Instant middle = calendar.end_of_term(start, term(first)).at;
    RC_ASSERT(calendar.end_of_term(middle, term(second)).at == calendar.end_of_term(start, term(first + second)).at);
}

RC_GTEST_PROP(WorkingProperty, a_later_start_never_ends_earlier, ()) {
    const Calendar calendar = drawn();
    const Term term{*rc::gen::element(Basis::real, Basis::calendar_days, Basis::working_days, Basis::working_time),
                    *rc::gen::inRange(1, 40), Duration{*rc::gen::inRange<std::int64_t>(1, Duration(200h).count())},
                    *rc::gen::element(Roll::none, Roll::next, Roll::previous), Hours::office};
    Instant a = drawn_moment(), b = drawn_moment();
    if (b < a) std::swap(a, b);
    RC_ASSERT(calendar.end_of_term(a, term).at <= calendar.end_of_term(b, term).at);
}

RC_GTEST_PROP(WorkingProperty, a_term_comes_back_from_its_text, ()) {
    Term term{*rc::gen::element(Basis::real, Basis::calendar_days, Basis::working_days, Basis::working_time, Basis::month_day), 0, {},
              *rc::gen::element(Roll::none, Roll::next, Roll::previous), *rc::gen::element(Hours::office, Hours::round_the_clock)};
    if (term.basis == Basis::real || term.basis == Basis::working_time) term.time = Duration{*rc::gen::inRange<std::int64_t>(1, 1'000'000'000)};
    else term.count = *rc::gen::inRange(1, 32);
    RC_ASSERT(parse_term(to_text(term)) == term);
}

}  // namespace
}  // namespace gx::clock
