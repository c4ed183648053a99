#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "platform/clock/clock.hpp"

namespace gx::clock {
namespace {

using namespace std::chrono_literals;

Instant at(std::string_view local) { return parse_local(local).value(); }

TEST(Calendar, TheDayTurnsAtMidnightOfTheCompany) {
    EXPECT_EQ(to_iso(day_of(*parse_rfc3339("2026-11-22T15:59:59.999Z"))), "2026-11-22");
    EXPECT_EQ(to_iso(day_of(*parse_rfc3339("2026-11-22T16:00:00.000Z"))), "2026-11-23");
    EXPECT_EQ(to_rfc3339(start_of(*parse_day("2026-11-23"))), "2026-11-22T16:00:00.000Z");
    EXPECT_EQ(to_rfc3339(end_of(*parse_day("2026-12-31"))), "2026-12-31T16:00:00.000Z");
    EXPECT_EQ(minute_of_day(at("2026-11-23 00:00")), 0);
    EXPECT_EQ(minute_of_day(at("2026-11-23 23:59:59")), 1439);
}

TEST(Calendar, LocalTextIsReadAndWritten) {
    EXPECT_EQ(to_local(at("2026-11-23 16:05")), "2026-11-23 16:05");
    EXPECT_EQ(to_rfc3339(at("2026-11-23 16:05:07")), "2026-11-23T08:05:07.000Z");
    for (const auto* wrong : {"", "2026-11-23", "2026-11-23 24:00", "2026-02-29 10:00", "2026-11-23 1:00",
                              "2026-11-23 10:60", "2026-11-23 10:00:60", "2026-11-23 10-00", "2026-11-23 10:00 07"}) {
        EXPECT_FALSE(parse_local(wrong)) << wrong;
    }
}

TEST(Calendar, MonthsEndWhereTheyEnd) {
    using namespace std::chrono;
    EXPECT_EQ(to_iso(last_of_month(year{2028} / February)), "2028-02-29");
    EXPECT_EQ(to_iso(last_of_month(year{2026} / December)), "2026-12-31");
    EXPECT_EQ(to_iso(plus_days(year{2026} / December / 31, 1)), "2027-01-01");
    EXPECT_EQ(to_iso(plus_days(year{2026} / March / 1, -1)), "2026-02-28");
}

TEST(E4_2_TwoHours, RunThroughMidnightAndYear) {
    EXPECT_EQ(due_real(at("2026-12-31 23:40"), 2h), at("2027-01-01 01:40"));
}

TEST(E4_1_TwoDays, LeaveOutTheStartingDayAndEndAtMidnight) {
    EXPECT_EQ(to_local(due_calendar_days(at("2026-11-23 00:00"), 2)), "2026-11-26 00:00");
    EXPECT_EQ(to_local(due_calendar_days(at("2026-11-23 23:59:59"), 2)), "2026-11-26 00:00");
    // No roll: a holiday at the end changes nothing.
    EXPECT_EQ(due_calendar_days(at("2026-04-30 09:00"), 7), end_of(*parse_day("2026-05-07")));
}

RC_GTEST_PROP(Calendar, EveryInstantLiesInItsDay, ()) {
    const Instant time = from_millis(*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000));
    const Day day = day_of(time);
    RC_ASSERT(start_of(day) <= time);
    RC_ASSERT(time < end_of(day));
    RC_ASSERT(start_of(day) + std::chrono::minutes{minute_of_day(time)} <= time);
    RC_ASSERT(parse_local(to_local(time)).value() <= time);
    RC_ASSERT(time - parse_local(to_local(time)).value() < 1min);
}

RC_GTEST_PROP(Calendar, DaysGiveAtLeastWhatTheySay, ()) {
    const Instant start = from_millis(*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000));
    const int days = *rc::gen::inRange(0, 400);
    const Instant due = due_calendar_days(start, days);
    RC_ASSERT(due - start > std::chrono::days{days});
    RC_ASSERT(due - start <= std::chrono::days{days + 1});
    RC_ASSERT(minute_of_day(due) == 0);
}

}  // namespace
}  // namespace gx::clock
