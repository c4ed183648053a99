#include <gtest/gtest.h>

#include "platform/flow/test/sample.hpp"
#include "platform/flow/words.hpp"

namespace gx::flow {
namespace {

using namespace std::chrono_literals;

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), with);
}

/// Key of the refusal that the sample gives once `what` stands as `with`.
std::string refusal(std::string_view what, std::string_view with) {
    const auto out = parse(replaced(sample::kText, what, with));
    return out ? "accepted" : out.error().key;
}

TEST(FlowParse, ReadsEveryField) {
    const Definition definition = sample::definition();
    EXPECT_EQ(definition.key, "sample.report");
    EXPECT_EQ(definition.states.size(), 5U);
    EXPECT_EQ(definition.initial().id, "reported");
    EXPECT_EQ(definition.state("full_reported").task_for, std::vector<std::string>{"duty:general_affairs"});
    EXPECT_EQ(definition.state("closed").clause, "E4.2");
    EXPECT_TRUE(definition.state("closed").final);
    EXPECT_TRUE(definition.transitions[2].reason);
    EXPECT_EQ(definition.clock("two_days").clause, "E4.1");
    EXPECT_TRUE(definition.clock("two_hours").ladder[2].breach);
    EXPECT_TRUE(definition.clock("two_hours").ladder[1].emergency);
}

TEST(E4_2_Ladder, StandsAtTheMinute) {
    const Definition definition = sample::definition();
    const ClockRule& rule = definition.clock("two_hours");
    const Instant start = clock::parse_local("2026-11-23 23:40").value();
    EXPECT_EQ(clock::to_local(rule.due(start)), "2026-11-24 01:40");
    EXPECT_EQ(clock::to_local(rule.rung_at(0, start)), "2026-11-24 00:40");
    EXPECT_EQ(clock::to_local(rule.rung_at(1, start)), "2026-11-24 01:25");
    EXPECT_EQ(clock::to_local(rule.rung_at(2, start)), "2026-11-24 01:40");
    EXPECT_EQ(clock::to_local(rule.rung_at(3, start)), "2026-11-24 02:10");
}

TEST(E4_1_Ladder, EndsWithTheSecondDay) {
    const Definition definition = sample::definition();
    const ClockRule& rule = definition.clock("two_days");
    const Instant start = clock::parse_local("2026-11-23 08:00").value();
    EXPECT_EQ(clock::to_local(rule.due(start)), "2026-11-26 00:00");
    EXPECT_EQ(clock::to_local(rule.rung_at(0, start)), "2026-11-25 18:00");
}

TEST(FlowParse, RefusesWrongStructure) {
    EXPECT_EQ(refusal("[flow]", "[flow"), "flow_not_toml");
    EXPECT_EQ(refusal("version = 1\n", ""), "flow_field_missing");
    EXPECT_EQ(refusal("version = 1\n", "version = \"1\"\n"), "flow_field_wrong");
    EXPECT_EQ(refusal("version = 1\n", "version = 0\n"), "flow_field_wrong");
    EXPECT_EQ(refusal("version = 1\n", "version = 1\nscript = \"x\"\n"), "flow_field_unknown");
    EXPECT_EQ(refusal("reason = true", "reason = 1"), "flow_field_wrong");
    EXPECT_EQ(refusal("kind = \"final\"", "kind = \"last\""), "flow_field_wrong");
    EXPECT_EQ(refusal("by = [\"author\", \"leaders\"]", "by = \"author\""), "flow_field_wrong");
    EXPECT_EQ(refusal("key = \"sample.report\"", "key = \"Sample\""), "flow_name_wrong");
    EXPECT_EQ(parse("").error().key, "flow_field_missing");
    EXPECT_EQ(parse("flow = 1\nstate = 2\ntransition = 3").error().key, "flow_field_wrong");
    EXPECT_EQ(parse("\xff\xfe").error().key, "flow_not_toml");
}

TEST(FlowParse, RefusesWrongStates) {
    EXPECT_EQ(refusal("kind = \"initial\"\n", ""), "flow_initial_not_one");
    EXPECT_EQ(refusal("id = \"full_reported\"\n", "id = \"full_reported\"\nkind = \"initial\"\n"),
              "flow_initial_not_one");
    EXPECT_EQ(refusal("id = \"voided\"", "id = \"closed\""), "flow_state_doubled");
    EXPECT_EQ(refusal("to = \"voided\"", "to = \"nowhere\""), "flow_state_unknown");
    EXPECT_EQ(refusal("to = \"voided\"", "to = \"closed\""), "flow_unreachable");
    EXPECT_EQ(refusal("task_for = [\"author\", \"leaders\"]\n", ""), "flow_task_unnamed");
    EXPECT_EQ(refusal("task_for = [\"author\", \"leaders\"]", "task_for = [\"staff\"]"), "flow_word_unknown");
    EXPECT_EQ(refusal("from = \"closed\"\nto = \"full_reported\"\nverb = \"reopen\"",
                      "from = \"closed\"\nto = \"full_reported\"\nverb = \"submit\""),
              "flow_final_left");
}

TEST(FlowParse, RefusesWrongSteps) {
    EXPECT_EQ(refusal("verb = \"submit\"", "verb = \"send\""), "flow_verb_unknown");
    EXPECT_EQ(refusal("by = [\"duty:branch_manager\"]", "by = [\"duty:emperor\"]"), "flow_word_unknown");
    EXPECT_EQ(refusal("by = [\"duty:branch_manager\"]", "by = []"), "flow_nobody");
    EXPECT_EQ(refusal("distinct_from = [\"void\"]", "distinct_from = [\"execute\"]"), "flow_distinct_unknown");
    EXPECT_EQ(refusal("verb = \"reject\"", "verb = \"confirm\""), "flow_ambiguous");
    EXPECT_EQ(refusal("verb = \"return\"", "verb = \"execute\""), "flow_no_way_back");
}

TEST(FlowParse, DeadEndIsFound) {
    const auto out = parse(R"toml(
flow = { key = "loop", version = 1, zh = "环", en = "Loop", clause = "X" }
state = [ { id = "a", kind = "initial", zh = "a", en = "a" }, { id = "b", zh = "b", en = "b" },
          { id = "z", kind = "final", zh = "z", en = "z" } ]
transition = [ { from = "a", to = "b", verb = "submit", by = ["staff"] },
               { from = "b", to = "b", verb = "execute", by = ["staff"] },
               { from = "a", to = "z", verb = "close", by = ["staff"] } ]
)toml");
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().key, "flow_dead_end");
    EXPECT_EQ(out.error().params[0].second, "b");
}

TEST(FlowParse, RefusesWrongClocks) {
    EXPECT_EQ(refusal("budget = \"PT2H\"", "budget = \"2h\""), "flow_field_wrong");
    EXPECT_EQ(refusal("budget = \"P2D\"", "budget = \"PT48H\""), "flow_field_wrong");
    EXPECT_EQ(refusal("basis = \"real\"", "basis = \"working\""), "flow_field_wrong");
    EXPECT_EQ(refusal("at = \"50%\"", "at = \"half\""), "flow_field_wrong");
    EXPECT_EQ(refusal("at = \"50%\"", "at = \"95%\""), "flow_ladder_order");
    EXPECT_EQ(refusal("at = \"50%\"", "at = \"due-PT3H\""), "flow_ladder_before_start");
    EXPECT_EQ(refusal("at = \"due-PT6H\"", "at = \"due\""), "flow_ladder_order");
    EXPECT_EQ(refusal("{ at = \"50%\", notify = [\"reporter\"] }", "{ at = \"50%\", notify = [\"reporter\"], breach = true }"),
              "flow_breach_early");
    EXPECT_EQ(refusal("id = \"two_days\"", "id = \"two_hours\""), "flow_clock_doubled");
    EXPECT_EQ(refusal("\"on_duty\"", "\"everyone\""), "flow_word_unknown");
}

TEST(FlowWords, DurationsAreIso) {
    EXPECT_EQ(parse_duration("PT2H"), Duration{2h});
    EXPECT_EQ(parse_duration("PT30M"), Duration{30min});
    EXPECT_EQ(parse_duration("P2D"), Duration{48h});
    EXPECT_EQ(parse_duration("P1DT6H30M5S"), Duration{30h + 30min + 5s});
    EXPECT_EQ(parse_days("P14D"), 14);
    for (const auto* wrong : {"", "P", "PT", "2H", "PT2", "P2H", "PT2D", "PT1M2H", "P1D1D", "PT-2H", "P2DT", "PT1HT1M",
                              "PT99999999999999999999H", "P4000D", "PTH", "pt2h", "PT2H "}) {
        EXPECT_FALSE(parse_duration(wrong)) << wrong;
    }
    for (const auto* wrong : {"P0D", "PT24H", "P1DT1H", "D", "PD"}) EXPECT_FALSE(parse_days(wrong)) << wrong;
}

TEST(FlowWords, MomentsAreRead) {
    Rung rung;
    EXPECT_TRUE(parse_moment("start+PT10M", rung));
    EXPECT_EQ(rung.from, Rung::From::start);
    EXPECT_EQ(rung.offset, Duration{10min});
    for (const auto* wrong : {"", "%", "101%", "-5%", "5%%", "due+", "due*PT1H", "start-PT1H", "dueP1D", "later"}) {
        Rung other;
        EXPECT_FALSE(parse_moment(wrong, other)) << wrong;
    }
}

}  // namespace
}  // namespace gx::flow
