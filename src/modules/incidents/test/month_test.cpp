#include <gtest/gtest.h>

#include "modules/incidents/month.hpp"
#include "modules/incidents/test/world.hpp"
#include "platform/clock/clock.hpp"

namespace gx::incidents {
namespace {

Instant at(std::string_view local) { return clock::parse_local(local).value(); }

TEST(HandInRule, E4_4_in_time_until_24_of_the_second) {
    EXPECT_EQ(month_due(202611), at("2026-12-03 00:00"));
    EXPECT_EQ(month_due(202612), at("2027-01-03 00:00"));
    EXPECT_EQ(month_due(202801), at("2028-02-03 00:00"));
    const Instant due = month_due(202611);
    const Duration tick{1};
    EXPECT_EQ(judge_hand_in(202611, {}, due), HandIn::waiting);
    EXPECT_EQ(judge_hand_in(202611, {}, due + tick), HandIn::overdue);
    EXPECT_EQ(judge_hand_in(202611, due, due + hours{99}), HandIn::in_time);
    EXPECT_EQ(judge_hand_in(202611, due + tick, due + hours{99}), HandIn::late);
}

class Months : public IncidentTest {
  protected:
    /// The cases of last month that this person sees, by name of scope.
    std::map<std::string, MonthRow> seen(Id person) {
        std::map<std::string, MonthRow> out;
        const auto page = must_as(person, [&](const Act& act) { return months(act, {"2026-11", {}, {}}); });
        for (const MonthRow& row : page.items) out[row.name] = row;
        return out;
    }
    Month submitted(Id person, Id month) {
        return must_as(person, [&](const Act& act) -> Result<Month> {
            GX_TRY(found, load_month(act, month));
            return submit_month(act, month, found.state.rev);
        });
    }
    void end_month() {
        db().write([&](store::Tx& tx) -> Result<Done> {
            const org::Actor system = org::Actor::system(company);
            open_months({*services, tx, system, now(), nullptr}, due::period_of(due::Every::month, parse_day("2026-11-10").value()));
            return Done{};
        }).value();
    }
};
GX_ON_BOTH_ENGINES(Months);

TEST_P(Months, E4_4_opened_once_and_seen_by_reach) {
    end_month();
    const auto all = seen(affairs);
    end_month();
    EXPECT_EQ(seen(affairs).size(), all.size()) << "a second time opens nothing";
    const auto mine = seen(manager_a);
    ASSERT_EQ(mine.size(), 1U);
    const Id other = seen(manager_b).begin()->second.id;
    EXPECT_EQ(refusal(manager_a, [&](const Act& act) { return load_month(act, other); }), "not_found");
    EXPECT_EQ(refusal(manager_a, [&](const Act& act) { return submit_month(act, other, 1); }), "not_found");
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return submit_month(act, mine.begin()->second.id, 1); }), "flow_not_yours");
    EXPECT_EQ(refusal(affairs, [&](const Act& act) { return submit_month(act, mine.begin()->second.id, 1); }), "flow_not_yours");
}

TEST_P(Months, E4_4_what_was_handed_in_survives_a_restart_and_never_changes) {
    const Incident fire = reported(guard_a, quick());
    end_month();
    const Id id = seen(manager_a).begin()->second.id;
    const Month before = submitted(manager_a, id);
    EXPECT_EQ(before.lines, 1);
    restart();
    must_as(guard_a, [&](const Act& act) { return ask_void(act, fire.id, {"误报"}); });
    must_as(affairs, [&](const Act& act) { return answer_void(act, fire.id, {true}); });
    const auto view = must_as(manager_a, [&](const Act& act) -> Result<MonthView> {
        GX_TRY(found, load_month(act, id));
        EXPECT_EQ(found.sheet, before.sheet);
        return month_view(act, found);
    });
    ASSERT_EQ(view.lines.size(), 1U);
    EXPECT_EQ(view.lines[0].cells.back(), "已首报");
    ASSERT_FALSE(view.lines[0].corrections.empty());
    EXPECT_EQ(view.lines[0].corrections.back().now, "已撤销(误报)");
    EXPECT_EQ(refusal(manager_a, [&](const Act& act) { return submit_month(act, id, before.state.rev); }), "flow_step_not_allowed");
    EXPECT_TRUE(trail->verify().problem.empty());
}

}  // namespace
}  // namespace gx::incidents
