#include <gtest/gtest.h>

#include "platform/flow/test/sample.hpp"

namespace gx::flow {
namespace {

using org::Duty;
using Verbs = std::vector<std::string>;

CaseState at(std::string state) {
    CaseState out;
    out.state = std::move(state);
    return out;
}

struct World {
    Definition definition = sample::definition();
    org::Actor author = sample::staff(10, {Duty::guard});
    org::Actor affairs = sample::staff(20, {Duty::general_affairs}, Id{});
    org::Actor manager = sample::staff(30, {Duty::branch_manager});
    Tie tie = sample::tie();
    Tie authors() const {
        Tie out = tie;
        out.is_author = true;
        return out;
    }
};

TEST(FlowAdvance, WalksTheReportToItsEnd) {
    const World world;
    auto now = advance(world.definition, at("reported"), "submit", world.author, world.authors(), "");
    ASSERT_TRUE(now);
    EXPECT_EQ(now->state, "full_reported");
    EXPECT_EQ(now->rev, 2);
    now = advance(world.definition, *now, "approve", world.affairs, world.tie, "");
    ASSERT_TRUE(now);
    EXPECT_EQ(now->state, "closed");
    now = advance(world.definition, *now, "reopen", world.affairs, world.tie, "补充材料");
    ASSERT_TRUE(now);
    EXPECT_EQ(now->round, 2);
    EXPECT_EQ(now->rev, 4);
}

TEST(FlowAdvance, StepThatIsNotOpenNamesTheOpenOnes) {
    const World world;
    const auto out = advance(world.definition, at("reported"), "approve", world.affairs, world.tie, "");
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().key, "flow_step_not_allowed");
    EXPECT_EQ(out.error().params[2].second, "提交、作废");
    EXPECT_EQ(advance(world.definition, at("closed"), "void", world.author, world.authors(), "x").error().key,
              "flow_step_not_allowed");
    EXPECT_EQ(advance(world.definition, at("reported"), "dance", world.author, world.authors(), "").error().key,
              "flow_step_not_allowed");
}

TEST(FlowAdvance, OthersAreToldWhoIsNeeded) {
    const World world;
    const auto out = advance(world.definition, at("full_reported"), "approve", world.author, world.authors(), "");
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().key, "flow_not_yours");
    EXPECT_EQ(out.error().params[0].second, "综合部、总经理");
}

TEST(FlowAdvance, DutyCountsOnlyInsideItsScopeAndLevel) {
    const World world;
    const auto elsewhere = sample::staff(31, {Duty::branch_manager}, sample::kElsewhere);
    EXPECT_EQ(advance(world.definition, at("void_requested"), "confirm", elsewhere, world.tie, "").error().key,
              "flow_not_yours");
    const Tie secret = sample::tie(sample::kCompound, labels::kSecret);
    EXPECT_EQ(advance(world.definition, at("void_requested"), "confirm", world.manager, secret, "").error().key,
              "flow_out_of_reach");
    const auto high = sample::staff(32, {Duty::branch_manager}, sample::kCompound, labels::kSecret);
    EXPECT_TRUE(advance(world.definition, at("void_requested"), "confirm", high, secret, ""));
    // Level of one post and duty of another do not add up.
    auto two = world.manager;
    two.posts.push_back(sample::staff(33, {}, sample::kElsewhere, labels::kSecret).posts[0]);
    EXPECT_EQ(advance(world.definition, at("void_requested"), "confirm", two, secret, "").error().key,
              "flow_out_of_reach");
}

TEST(FlowAdvance, ReasonSelfAndSecondPersonAreFixedGuards) {
    World world;
    EXPECT_EQ(advance(world.definition, at("full_reported"), "return", world.affairs, world.tie, " 　").error().key,
              "flow_reason_needed");
    Tie about_me = world.tie;
    about_me.is_subject = true;
    EXPECT_EQ(advance(world.definition, at("full_reported"), "approve", world.affairs, about_me, "").error().key,
              "flow_own_case");
    Tie acted = world.tie;
    acted.acted["void"] = world.manager.person;
    EXPECT_EQ(advance(world.definition, at("void_requested"), "confirm", world.manager, acted, "").error().key,
              "flow_same_person");
    EXPECT_TRUE(advance(world.definition, at("void_requested"), "reject", world.manager, acted, ""));
}

TEST(FlowAdvance, SystemNeverDecides) {
    const World world;
    Tie tie = world.tie;
    tie.is_author = tie.is_leader = true;
    auto machine = org::Actor::system(Id{1});
    EXPECT_EQ(advance(world.definition, at("reported"), "submit", machine, tie, "x").error().key, "flow_not_yours");
    auto left = world.author;
    left.posts.clear();
    EXPECT_EQ(advance(world.definition, at("reported"), "submit", left, tie, "x").error().key, "flow_not_yours");
    EXPECT_TRUE(allowed(world.definition, at("reported"), machine, tie).empty());
}

TEST(FlowAdvance, AllowedIsWhatAdvanceTakes) {
    const World world;
    EXPECT_EQ(allowed(world.definition, at("reported"), world.author, world.authors()), (Verbs{"submit", "void"}));
    EXPECT_EQ(allowed(world.definition, at("full_reported"), world.affairs, world.tie), (Verbs{"approve", "return"}));
    EXPECT_EQ(allowed(world.definition, at("closed"), world.author, world.authors()), Verbs{});
    EXPECT_EQ(allowed(world.definition, at("closed"), world.affairs, world.tie), Verbs{"reopen"});
}

}  // namespace
}  // namespace gx::flow
