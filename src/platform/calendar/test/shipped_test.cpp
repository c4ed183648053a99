/// The table that comes with the program: every day of it, and the moments that people have worked out by hand.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "platform/calendar/calendar.hpp"
#include "platform/clock/clock.hpp"
#include "worked_days.hpp"

namespace gx::calendar {
namespace {

using namespace std::chrono_literals;
using clock::Basis;
using clock::Hours;
using clock::Roll;
using clock::Term;

const clock::Calendar& shipped() {
    static const Book kBook;
    return *kBook.shipped();
}
Day day(std::string_view iso) { return parse_day(iso).value(); }
Instant at(std::string_view local) { return clock::parse_local(local).value(); }
std::string last_day(std::string_view start, const Term& term) {
    return to_iso(clock::day_of(shipped().end_of_term(at(start), term).at - Duration{1}));
}
Term workdays(int count) { return {Basis::working_days, count, {}, Roll::none, Hours::office}; }
Term natural(int count, Roll roll) { return {Basis::calendar_days, count, {}, roll, Hours::office}; }
Term of_month(int count, Roll roll) { return {Basis::month_day, count, {}, roll, Hours::office}; }
Term office_time(Duration time) { return {Basis::working_time, 0, time, Roll::none, Hours::office}; }

/// Every day of 2007 to 2026, and whether the second table has it worked.
template <class F>
void each_known_day(F&& f) {
    for (std::size_t month = 0; month < kWorkedDays.size(); ++month) {
        const auto year = std::chrono::year{kWorkedFrom + static_cast<int>(month) / 12};
        const auto name = std::chrono::month{static_cast<unsigned>(month % 12 + 1)};
        for (std::size_t i = 0; i < kWorkedDays[month].size(); ++i) {
            f(Day{year / name / std::chrono::day{static_cast<unsigned>(i + 1)}}, kWorkedDays[month][i] == 'w');
        }
    }
}

TEST(Shipped, all_7305_days_are_as_a_second_table_has_them) {
    int days = 0;
    each_known_day([&](Day day, bool worked) {
        ++days;
        EXPECT_EQ(shipped().works(day), worked) << to_iso(day);
        const bool weekend = std::chrono::weekday{std::chrono::sys_days{day}}.iso_encoding() > 5;
        const clock::DayKind kind = shipped().kind(day);
        if (worked && weekend) { EXPECT_EQ(kind, clock::DayKind::moved_workday) << to_iso(day); }
        if (!worked && !weekend) { EXPECT_EQ(kind, clock::DayKind::holiday) << to_iso(day); }
        EXPECT_EQ(shipped().name(day).empty(), kind == clock::DayKind::workday || kind == clock::DayKind::weekend);
    });
    EXPECT_EQ(days, 7'305);
}

TEST(Shipped, from_every_day_of_20_years_working_days_are_as_counted_in_the_second_table) {
    std::vector<std::pair<Day, bool>> all;
    each_known_day([&](Day day, bool worked) { all.emplace_back(day, worked); });
    for (std::size_t from = 0; from < all.size(); ++from) {
        int left = 0;
        for (std::size_t i = from + 1; i < all.size() && left < 15; ++i) {
            if (!all[i].second) continue;
            ++left;
            ASSERT_EQ(shipped().workday_after(all[from].first, left), all[i].first) << to_iso(all[from].first) << " + " << left;
        }
    }
}

TEST(Shipped, the_20_years_are_published_and_no_more) {
    for (int year = 2007; year <= 2026; ++year) EXPECT_TRUE(shipped().published(year)) << year;
    EXPECT_FALSE(shipped().published(2006));
    EXPECT_FALSE(shipped().published(2027));
    EXPECT_EQ(shipped().notices().at(2026).source, "国务院办公厅关于2026年部分节假日安排的通知");
}

TEST(Shipped, moved_days_of_2026) {
    std::string moved;
    for (Day day = parse_day("2026-01-01").value(); day.year() == std::chrono::year{2026}; day = clock::plus_days(day, 1)) {
        if (shipped().kind(day) == clock::DayKind::moved_workday) moved += to_iso(day).substr(5) + " ";
    }
    EXPECT_EQ(moved, "01-04 02-14 02-28 05-09 09-20 10-10 ");
}

TEST(Shipped, golden_working_days) {
    EXPECT_EQ(last_day("2026-02-13 10:00", workdays(3)), "2026-02-25");
    EXPECT_EQ(last_day("2026-09-30 10:00", workdays(3)), "2026-10-10");
    EXPECT_EQ(last_day("2020-01-23 10:00", workdays(3)), "2020-02-05");
    EXPECT_FALSE(shipped().end_of_term(at("2026-09-30 10:00"), workdays(3)).unpublished);
    EXPECT_EQ(shipped().end_of_term(at("2026-12-30 10:00"), workdays(3)).unpublished, 2027);
}

TEST(Shipped, golden_calendar_days_and_days_of_the_month) {
    EXPECT_EQ(last_day("2024-02-08 10:00", natural(3, Roll::next)), "2024-02-18");
    EXPECT_EQ(last_day("2026-04-30 10:00", natural(7, Roll::none)), "2026-05-07");
    EXPECT_EQ(last_day("2026-05-01 10:00", of_month(2, Roll::none)), "2026-05-02");
    EXPECT_EQ(last_day("2026-05-01 10:00", of_month(2, Roll::previous)), "2026-04-30");
    EXPECT_EQ(last_day("2026-05-01 10:00", of_month(2, Roll::next)), "2026-05-06");
    EXPECT_EQ(last_day("2026-01-01 10:00", of_month(2, Roll::previous)), "2025-12-31");
    EXPECT_EQ(last_day("2026-10-01 10:00", of_month(2, Roll::previous)), "2026-09-30");
    EXPECT_EQ(last_day("2026-10-01 10:00", of_month(2, Roll::next)), "2026-10-08");
}

TEST(Shipped, the_2nd_of_the_month_is_free_in_60_of_144_months) {
    int free = 0;
    for (int month = 0; month < 144; ++month) {
        const Day second{std::chrono::year{2015 + month / 12} / std::chrono::month{static_cast<unsigned>(month % 12 + 1)} / 2};
        if (!shipped().works(second)) ++free;
    }
    EXPECT_EQ(free, 60);
}

TEST(Shipped, golden_working_time) {
    const auto end = [](const clock::Calendar& calendar, std::string_view start, Duration time) {
        return clock::to_local(calendar.end_of_term(at(start), office_time(time)).at);
    };
    EXPECT_EQ(end(shipped(), "2026-02-13 16:40", 2h), "2026-02-14 09:40");  // 80 minutes to 18:00, then from 09:00
    EXPECT_EQ(end(shipped(), "2026-02-14 17:00", 4h), "2026-02-24 12:00");  // not 13:30: the close of the morning
    EXPECT_EQ(end(shipped(), "2026-02-15 03:00", 3h), "2026-02-24 12:00");
    std::vector<clock::Notice> notices;
    for (const auto& [year, notice] : shipped().notices()) notices.push_back(notice);
    const clock::Calendar to_half_past_five(notices, {}, {{9 * 60, 12 * 60}, {13 * 60 + 30, 17 * 60 + 30}});
    EXPECT_EQ(end(to_half_past_five, "2026-02-13 16:40", 2h), "2026-02-14 10:10");
    EXPECT_EQ(end(to_half_past_five, "2026-02-14 17:00", 4h), "2026-02-24 14:00");
}

TEST(Shipped, a_post_round_the_clock_knows_no_holiday) {
    const Term four{Basis::working_time, 0, 4h, Roll::none, Hours::round_the_clock};
    EXPECT_EQ(clock::to_local(shipped().end_of_term(at("2026-02-14 23:00"), four).at), "2026-02-15 03:00");
}

RC_GTEST_PROP(ShippedProperty, working_time_of_20_years_is_exact_and_additive, ()) {
    const auto drawn = [] {
        return clock::start_of(day("2007-01-01")) + Duration{*rc::gen::inRange<std::int64_t>(0, Duration(24h * 7305).count())};
    };
    for (int round = 0; round < 200; ++round) {
        const Instant start = drawn();
        const Duration first{*rc::gen::inRange<std::int64_t>(1, Duration(400h).count())};
        const Duration second{*rc::gen::inRange<std::int64_t>(1, Duration(400h).count())};
        const Instant middle = shipped().end_of_term(start, office_time(first)).at;
        const Instant end = shipped().end_of_term(middle, office_time(second)).at;
        RC_ASSERT(shipped().worked(middle, Hours::office) - shipped().worked(start, Hours::office) == first);
        RC_ASSERT(end == shipped().end_of_term(start, office_time(first + second)).at);
        RC_ASSERT(start < middle && middle < end);
    }
}

}  // namespace
}  // namespace gx::calendar
