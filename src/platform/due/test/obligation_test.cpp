#include <gtest/gtest.h>

#include "platform/clock/clock.hpp"
#include "platform/due/obligation.hpp"
#include "support/database.hpp"

namespace gx::due {
namespace {

using namespace std::chrono_literals;
using test::kCompany;

Day day(std::string_view iso) { return parse_day(iso).value(); }
Instant at(std::string_view local) { return clock::parse_local(local).value(); }
Period days(std::string_view first, std::string_view last) { return {day(first), day(last)}; }

TEST(Periods, of_weeks_months_quarters_and_years) {
    EXPECT_EQ(period_of(Every::week, day("2026-11-23")), days("2026-11-23", "2026-11-29"));  // a Monday
    EXPECT_EQ(period_of(Every::week, day("2026-11-29")), days("2026-11-23", "2026-11-29"));
    EXPECT_EQ(period_of(Every::week, day("2027-01-01")), days("2026-12-28", "2027-01-03"));
    EXPECT_EQ(period_of(Every::month, day("2028-02-29")), days("2028-02-01", "2028-02-29"));
    EXPECT_EQ(period_of(Every::quarter, day("2026-05-31")), days("2026-04-01", "2026-06-30"));
    EXPECT_EQ(period_of(Every::quarter, day("2026-12-31")), days("2026-10-01", "2026-12-31"));
    EXPECT_EQ(period_of(Every::year, day("2026-06-15")), days("2026-01-01", "2026-12-31"));
}

/// Every day lies in its own period, and periods touch without gap or overlap.
TEST(Periods, follow_each_other) {
    for (const Every every : {Every::week, Every::month, Every::quarter, Every::year}) {
        for (Day one = day("2023-12-20"); one < day("2029-01-10"); one = clock::plus_days(one, 1)) {
            const Period now = period_of(every, one);
            ASSERT_LE(now.first, one);
            ASSERT_GE(now.last, one);
            ASSERT_EQ(period_of(every, now.last), now);
            ASSERT_EQ(period_of(every, clock::plus_days(now.last, 1)).first, clock::plus_days(now.last, 1));
        }
    }
}

class Obligations : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override { return {&gen::platform_due}; }
    Obligation monthly() {
        return {"sample", Every::month, [this](store::Tx& tx, Instant now, const Period& period) {
                    if (fails) throw Broken("planted");
                    tx.after_commit([this, now, period] { opened.push_back({period.first, clock::to_local(now)}); });
                }};
    }
    void arm_now() {
        ASSERT_TRUE(db().write([&](store::Tx& tx) -> Result<Done> { return arm(tx, kCompany, monthly(), now()), Done{}; }));
    }
    std::size_t run() {
        const Obligation one = monthly();
        return Runner(db(), [this] { return now(); }, {{kind_of(one), handler_of(one)}}).run_due();
    }
    struct Opened {
        Day first;
        std::string at;
        bool operator==(const Opened&) const = default;
    };
    std::vector<Opened> opened;
    bool fails = false;
};
GX_ON_BOTH_ENGINES(Obligations);

TEST_P(Obligations, E4_4_a_month_is_opened_once_at_its_end) {
    clock().set(at("2026-11-24 10:00"));
    arm_now();
    clock().set(at("2026-12-01 00:00") - 1ms);
    EXPECT_EQ(run(), 0U);
    clock().advance(1ms);
    EXPECT_EQ(run(), 1U);
    EXPECT_EQ(run(), 0U);
    EXPECT_EQ(opened, (std::vector<Opened>{{day("2026-11-01"), "2026-12-01 00:00"}}));
}

TEST_P(Obligations, E4_4_months_that_ended_while_the_server_stood_still_are_opened_in_order) {
    clock().set(at("2026-11-24 10:00"));
    arm_now();
    reopen();
    clock().set(at("2027-02-03 08:30"));
    arm_now();  // a start moves nothing
    EXPECT_EQ(run(), 3U);
    EXPECT_EQ(opened, (std::vector<Opened>{{day("2026-11-01"), "2027-02-03 08:30"},
                                           {day("2026-12-01"), "2027-02-03 08:30"},
                                           {day("2027-01-01"), "2027-02-03 08:30"}}));
}

TEST_P(Obligations, E4_4_what_fails_is_tried_again_and_not_skipped) {
    clock().set(at("2026-11-24 10:00"));
    arm_now();
    clock().set(at("2026-12-01 00:00"));
    fails = true;
    EXPECT_EQ(run(), 0U);
    EXPECT_TRUE(opened.empty());
    fails = false;
    clock().advance(10min);
    EXPECT_EQ(run(), 1U);
    EXPECT_EQ(opened.size(), 1U);
}

}  // namespace
}  // namespace gx::due
