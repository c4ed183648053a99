#include "modules/incidents/rules.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"

namespace gx::incidents {
namespace {

Instant at(const char* local) {
    const auto parsed = clock::parse_local(local);
    if (!parsed) throw std::runtime_error(local);
    return *parsed;
}

Decision decide(const char* kind, const Facts& facts = {}) {
    return assess(*kinds().find(kind), facts, Parameters{}, kinds().gradings);
}

bool has_reason(const Decision& decision, const char* clause, const char* key) {
    for (const Reason& reason : decision.reasons) {
        if (reason.clause == clause && reason.key == key) return true;
    }
    return false;
}

Facts with_loss(std::int64_t fen) {
    Facts facts;
    facts.loss = Fen{fen};
    return facts;
}

Judged two_hours(const char* learned, std::optional<Instant> stopped, const char* now) {
    ClockFacts facts{ClockId::two_hours, at(learned), at(learned), at(learned), stopped, std::nullopt};
    return judge(facts, Parameters{}, at(now));
}

TEST(Rules, E3_3_a_loss_of_499_99_is_not_reportable_500_00_is) {
    const Decision below = decide("equipment_damage", with_loss(49'999));
    EXPECT_FALSE(below.reportable);
    EXPECT_EQ(below.clock, ClockId::none);
    EXPECT_TRUE(has_reason(below, "E3.3", "incident.why.loss_below"));
    EXPECT_TRUE(has_reason(below, "E4.4", "incident.why.ledger_only"));
    const Decision reached = decide("equipment_damage", with_loss(50'000));
    EXPECT_TRUE(reached.reportable);
    EXPECT_EQ(reached.clock, ClockId::two_days);
    EXPECT_TRUE(has_reason(reached, "E3.3", "incident.why.loss_reached"));
}

TEST(Rules, E3_3_an_unknown_loss_counts_as_reportable) {
    EXPECT_TRUE(decide("equipment_damage").reportable);
    EXPECT_TRUE(has_reason(decide("equipment_damage"), "E3.3", "incident.why.loss_unknown"));
}

TEST(Rules, E3_6_a_reporters_visit_without_loss_starts_the_two_hours) {
    const Decision decision = decide("media_visit", with_loss(0));
    EXPECT_EQ(decision.clock, ClockId::two_hours);
    EXPECT_TRUE(has_reason(decision, "E3.6", "incident.why.sensitive_kind"));
}

TEST(Rules, E3_6_a_sensitive_circumstance_starts_the_two_hours_on_any_kind) {
    for (const Kind& kind : kinds().kinds) {
        Facts facts = with_loss(0);
        facts.flags = std::int64_t{1} << static_cast<int>(Flag::special_person);
        EXPECT_EQ(assess(kind, facts, Parameters{}, kinds().gradings).clock, ClockId::two_hours) << kind.key;
    }
}

TEST(Rules, E3_2_a_fight_is_reportable_once_somebody_is_injured) {
    Facts facts;
    facts.injured = 0;
    EXPECT_FALSE(decide("staff_fight", facts).reportable);
    facts.injured = 1;
    EXPECT_TRUE(decide("staff_fight", facts).reportable);
}

TEST(Rules, E3_4_a_disaster_is_reportable_with_loss_or_injury) {
    EXPECT_FALSE(decide("disaster", with_loss(0)).reportable);
    EXPECT_TRUE(decide("disaster", with_loss(1)).reportable);
    Facts facts = with_loss(0);
    facts.injured = 1;
    EXPECT_TRUE(decide("disaster", facts).reportable);
}

TEST(Rules, E4_2_a_fire_is_major_and_tells_leaders_general_affairs_and_who_is_on_duty) {
    const Decision decision = decide("fire");
    EXPECT_EQ(decision.grade, Grade::major);
    EXPECT_EQ(decision.clock, ClockId::two_hours);
    EXPECT_EQ(decision.receivers.size(), 4U);
}

TEST(Rules, E4_2_the_table_grades_by_loss_injured_dead_and_flags) {
    EXPECT_EQ(decide("theft_company", with_loss(499'999)).grade, Grade::ordinary);
    EXPECT_EQ(decide("theft_company", with_loss(500'000)).grade, Grade::major);
    EXPECT_EQ(decide("theft_company", with_loss(5'000'000)).grade, Grade::urgent);
    Facts facts;
    facts.dead = 1;
    EXPECT_EQ(decide("vehicle_accident", facts).grade, Grade::urgent);
}

TEST(Rules, E4_2_a_reporter_may_raise_a_grade_never_lower_it) {
    Facts facts = with_loss(100);
    facts.claimed = Grade::urgent;
    EXPECT_EQ(decide("theft_company", facts).grade, Grade::urgent);
    EXPECT_EQ(decide("theft_company", facts).clock, ClockId::two_hours);
    facts.claimed = Grade::ordinary;
    EXPECT_EQ(decide("fire", facts).grade, Grade::major);
}

TEST(Rules, E4_1_news_has_two_days_and_needs_five_elements) {
    EXPECT_EQ(decide("news").clock, ClockId::news);
    const Kind& news = *kinds().find("news");
    const auto missing = check_details(news, Stage::quick, {{"person", "示例"}}, {});
    ASSERT_FALSE(missing);
    ASSERT_EQ(missing.error().fields.size(), 1U);
    EXPECT_EQ(missing.error().fields[0].path, "details.result");
    EXPECT_EQ(missing.error().fields[0].key, "incident_element_missing");
    EXPECT_TRUE(check_details(news, Stage::quick, {{"person", "示例"}, {"result", "好"}}, {}));
}

TEST(Rules, E3_1_old_news_is_accepted_marked_late_and_not_published) {
    const Kind& news = *kinds().find("news");
    ClockFacts facts{ClockId::news, at("2026-11-20 09:00"), at("2026-11-20 09:00"), at("2026-11-22 23:59"),
                     at("2026-11-22 23:59"), std::nullopt};
    EXPECT_TRUE(published_as_news(news, judge(facts, Parameters{}, at("2026-11-25 00:00"))));
    facts.stopped_at = at("2026-11-23 00:01");
    const Judged late = judge(facts, Parameters{}, at("2026-11-23 00:01"));
    EXPECT_EQ(late.state, ClockState::late);
    EXPECT_FALSE(published_as_news(news, late));
}

TEST(Rules, E3_5_the_catch_all_needs_a_reasoned_assessment) {
    const Kind& other = *kinds().find("other_sudden");
    const auto refused = check_details(other, Stage::quick, {{"assessed_loss", "约五千元"}}, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.size(), 2U);
}

TEST(Rules, E3_2_details_are_checked_by_the_fields_of_their_kind) {
    const Kind& fire = *kinds().find("fire");
    const auto refused = check_details(fire, Stage::quick, {{"colour", "red"}, {"trapped", "maybe"}, {"trapped", "true"},
                                                            {"loss", "1"}}, {});
    ASSERT_FALSE(refused);
    ASSERT_EQ(refused.error().fields.size(), 4U);
    EXPECT_EQ(refused.error().fields[0].key, "incident_detail_unknown");
    EXPECT_EQ(refused.error().fields[1].key, "incident_detail_flag");
    EXPECT_EQ(refused.error().fields[2].key, "incident_detail_doubled");
    EXPECT_EQ(refused.error().fields[3].key, "incident_detail_unknown");
}

TEST(Rules, E4_2_a_quick_report_of_a_fire_needs_no_detail) {
    EXPECT_TRUE(check_details(*kinds().find("fire"), Stage::quick, {}, {}));
    EXPECT_FALSE(check_details(*kinds().find("fire"), Stage::full, {}, {}));
}

TEST(Rules, E4_2_two_hours_to_the_second) {
    EXPECT_EQ(two_hours("2026-11-23 23:40", std::nullopt, "2026-11-24 01:40").state, ClockState::running);
    EXPECT_EQ(two_hours("2026-11-23 23:40", at("2026-11-24 01:40"), "2026-11-25 00:00").state, ClockState::met);
    const Judged late = two_hours("2026-11-23 23:40", at("2026-11-24 01:40") + std::chrono::milliseconds{1}, "2026-11-25 00:00");
    EXPECT_EQ(late.state, ClockState::late);
    EXPECT_EQ(late.late_by, std::chrono::milliseconds{1});
}

TEST(Rules, E4_2_found_2340_entered_0205_is_late_at_once_and_met_with_a_call_of_0010) {
    ClockFacts facts{ClockId::two_hours, at("2026-11-23 23:40"), at("2026-11-23 23:40"), at("2026-11-24 02:05"),
                     std::nullopt, std::nullopt};
    EXPECT_EQ(judge(facts, Parameters{}, at("2026-11-24 02:05")).state, ClockState::late);
    facts.stopped_at = at("2026-11-24 00:10");
    EXPECT_EQ(judge(facts, Parameters{}, at("2026-11-24 02:20")).state, ClockState::met);
}

TEST(Rules, E4_3_two_days_exclude_the_first_and_end_at_24) {
    ClockFacts facts{ClockId::two_days, at("2026-11-20 08:00"), at("2026-11-20 18:00"), at("2026-11-20 18:30"),
                     std::nullopt, std::nullopt};
    const Judged judged = judge(facts, Parameters{}, at("2026-11-22 12:00"));
    EXPECT_EQ(judged.start, at("2026-11-20 08:00"));
    EXPECT_EQ(judged.due, at("2026-11-23 00:00"));
    EXPECT_EQ(judged.state, ClockState::running);
    EXPECT_EQ(judge(facts, Parameters{}, at("2026-11-23 00:01")).state, ClockState::late);
}

TEST(Rules, E4_2_a_call_stops_the_two_hours_only_with_all_points_heard_by_an_entitled_receiver) {
    EXPECT_TRUE(call_stops(ClockId::two_hours, kAllPoints, true));
    EXPECT_FALSE(call_stops(ClockId::two_hours, kAllPoints, false));
    EXPECT_FALSE(call_stops(ClockId::two_days, kAllPoints, true));
    for (std::int64_t points = 0; points < kAllPoints; ++points) EXPECT_FALSE(call_stops(ClockId::two_hours, points, true));
}

TEST(Rules, E4_2_times_in_the_future_or_out_of_order_are_refused) {
    const Instant now = at("2026-11-23 12:00");
    EXPECT_TRUE(check_times(now + kDeviceAhead, std::nullopt, now));
    EXPECT_FALSE(check_times(now + kDeviceAhead + Duration{1}, std::nullopt, now));
    const auto both = check_times(now, now - std::chrono::minutes{1}, now);
    ASSERT_FALSE(both);
    EXPECT_EQ(both.error().fields[0].key, "incident_learned_before_happened");
}

TEST(Rules, E2_a_false_alarm_that_was_late_before_stays_late) {
    ClockFacts facts{ClockId::two_hours, at("2026-11-23 08:00"), at("2026-11-23 08:00"), at("2026-11-23 08:05"),
                     std::nullopt, at("2026-11-23 11:00")};
    EXPECT_EQ(judge(facts, Parameters{}, at("2026-12-01 00:00")).state, ClockState::late);
    facts.voided_at = at("2026-11-23 09:00");
    EXPECT_EQ(judge(facts, Parameters{}, at("2026-12-01 00:00")).state, ClockState::met);
}

TEST(Rules, E4_4_numbers_months_and_money_as_people_write_them) {
    EXPECT_EQ(number_text(2026, 17), "突报〔2026〕17号");
    EXPECT_EQ(month_of(at("2026-11-30 23:59")), 202611);
    EXPECT_EQ(month_of(at("2026-12-01 00:00")), 202612);
    EXPECT_EQ(parse_month("2026-11"), 202611);
    EXPECT_FALSE(parse_month("2026-13"));
    EXPECT_FALSE(parse_month("2026-1"));
    EXPECT_EQ(month_start(202612), at("2026-12-01 00:00"));
    EXPECT_EQ(yuan_text(Fen{49'999}), "499.99");
    EXPECT_EQ(yuan_text(Fen{-5}), "-0.05");
}

TEST(Rules, E3_2_every_kind_of_the_catalogue_has_a_form_in_both_languages) {
    EXPECT_GE(kinds().kinds.size(), 15U);
    for (const char* clause : {"E3.1", "E3.2", "E3.3", "E3.4", "E3.5", "E3.6"}) {
        const bool found = std::any_of(kinds().kinds.begin(), kinds().kinds.end(),
                                       [&](const Kind& kind) { return kind.clause == clause; });
        EXPECT_TRUE(found) << clause;
    }
    EXPECT_THROW(parse_kinds("[[kind]]\nkey = \"x\"\n"), Bug);
    EXPECT_THROW(parse_kinds("not toml"), Bug);
}

// -- properties -----------------------------------------------------------------------------------------------------

rc::Gen<Instant> any_instant() {
    return rc::gen::map(rc::gen::inRange<std::int64_t>(1'700'000'000'000, 1'900'000'000'000), from_millis);
}
rc::Gen<Duration> any_delay() {
    return rc::gen::map(rc::gen::inRange<std::int64_t>(0, 5 * 86'400'000), [](std::int64_t ms) { return Duration{ms}; });
}

ClockFacts any_facts() {
    ClockFacts facts;
    facts.clock = *rc::gen::element(ClockId::news, ClockId::two_days, ClockId::two_hours);
    facts.happened_at = *any_instant();
    facts.learned_at = facts.happened_at + *any_delay();
    facts.entered_at = facts.learned_at + *any_delay();
    if (*rc::gen::arbitrary<bool>()) facts.stopped_at = facts.entered_at + *any_delay();
    return facts;
}

RC_GTEST_PROP(RulesProperty, E2_lateness_never_improves_by_moving_first_knowledge, ()) {
    ClockFacts facts = any_facts();
    const Instant now = facts.entered_at + *any_delay();
    const Judged before = judge(facts, Parameters{}, now);
    const Learned moved = learned_earlier({facts.learned_at, LearnedBasis::declared}, facts.happened_at,
                                          *any_instant(), LearnedBasis::record);
    RC_ASSERT(moved.at <= facts.learned_at);
    RC_ASSERT(moved.at >= facts.happened_at);
    facts.learned_at = moved.at;
    const Judged after = judge(facts, Parameters{}, now);
    RC_ASSERT(after.late_by >= before.late_by);
    RC_ASSERT(!(before.state == ClockState::late && after.state != ClockState::late));
}

RC_GTEST_PROP(RulesProperty, E2_time_alone_never_makes_a_late_report_good, ()) {
    const ClockFacts facts = any_facts();
    const Instant now = facts.entered_at + *any_delay();
    const Judged before = judge(facts, Parameters{}, now);
    const Judged later = judge(facts, Parameters{}, now + *any_delay());
    if (before.state == ClockState::late) RC_ASSERT(later.state == ClockState::late);
    RC_ASSERT(later.late_by >= before.late_by);
    RC_ASSERT(before.due == later.due);
}

RC_GTEST_PROP(RulesProperty, E4_2_more_facts_never_make_an_incident_milder, ()) {
    const auto& kind = *rc::gen::elementOf(kinds().kinds);
    Facts facts;
    facts.loss = Fen{*rc::gen::inRange<std::int64_t>(0, 10'000'000)};
    facts.injured = *rc::gen::inRange<std::int64_t>(0, 5);
    Facts more = facts;
    more.loss = Fen{facts.loss->value + *rc::gen::inRange<std::int64_t>(0, 10'000'000)};
    more.injured = *facts.injured + *rc::gen::inRange<std::int64_t>(0, 3);
    more.dead = *rc::gen::inRange<std::int64_t>(0, 2);
    more.flags = *rc::gen::inRange<std::int64_t>(0, 64);
    const Decision a = assess(kind, facts, Parameters{}, kinds().gradings);
    const Decision b = assess(kind, more, Parameters{}, kinds().gradings);
    RC_ASSERT(b.grade >= a.grade);
    RC_ASSERT(b.clock >= a.clock || kind.category == Category::news);
    RC_ASSERT(!b.reasons.empty());
    for (const Reason& reason : b.reasons) RC_ASSERT(!reason.clause.empty() && !reason.key.empty());
}

RC_GTEST_PROP(RulesProperty, E4_3_a_calendar_clock_ends_at_midnight_two_days_after, ()) {
    const Instant start = *any_instant();
    const Instant due = clock_due(ClockId::two_days, start, Parameters{});
    RC_ASSERT(clock::minute_of_day(due) == 0);
    RC_ASSERT(clock::day_of(due) == clock::plus_days(clock::day_of(start), 3));
}

}  // namespace
}  // namespace gx::incidents
