/// The catalogue as shipped, claims, red duties, and the manual's pages.
#include "modules/system/clauses.hpp"

#include <gtest/gtest.h>

#include <set>

#include "modules/system/manual.hpp"

namespace gx::gen {
extern const Part modules_system;
}

namespace gx::system {
namespace {

ClauseBook shipped() {
    const Part* const parts[] = {&gen::modules_system};
    return {parts, carried_out()};
}

/// The shipped catalogue with the claims of one made-up module.
ClauseBook claimed(std::string_view claims) {
    static Part part;
    part = {"modules/made_up", {}, {}, {}, {}, claims};
    const Part* const parts[] = {&gen::modules_system, &part};
    return {parts, {}};
}

TEST(ClauseBook, C5_the_whole_catalogue_is_there_in_both_languages) {
    const ClauseBook book = shipped();
    EXPECT_EQ(book.all().size(), 92U);
    std::set<std::string> ids;
    for (const Clause& clause : book.all()) {
        EXPECT_TRUE(ids.insert(clause.id).second) << clause.id << " stands twice";
        for (const Both* both : {&clause.title, &clause.must, &clause.shows, &book.part_name(clause.part)}) {
            EXPECT_FALSE(both->zh.empty()) << clause.id;
            EXPECT_FALSE(both->en.empty()) << clause.id;
        }
    }
    EXPECT_EQ(book.find("E4.2")->source, "1-4-2");
    EXPECT_EQ(book.find("E9.9"), nullptr);
}

TEST(ClauseBook, C5_what_nobody_claims_is_not_built) {
    const ClauseBook book = claimed("");
    EXPECT_EQ(book.find("F2.1")->state, ClauseState::not_built);
}

TEST(ClauseBook, C5_claims_give_state_reason_and_duties) {
    const ClauseBook book = claimed(
        "[[clause]]\nid = \"F2.1\"\nstate = \"part\"\nzh_reason = \"缺季报。\"\nen_reason = \"No quarter.\"\n"
        "duties = [\"cashier\", \"finance_manager\"]\n");
    const Clause& clause = *book.find("F2.1");
    EXPECT_EQ(clause.state, ClauseState::part);
    EXPECT_EQ(clause.reason.in(Lang::en), "No quarter.");
    EXPECT_EQ(book.of_duty(org::Duty::cashier), std::vector<std::string>{"F2.1"});
    EXPECT_TRUE(book.of_duty(org::Duty::guard).empty());
}

TEST(ClauseBook, C5_a_meeting_reaches_over_spans_of_ids) {
    const ClauseBook book = shipped();
    EXPECT_EQ(book.meetings().size(), 11U);
}

TEST(ClauseText, C5_json_is_a_list_and_text_ends_with_figures) {
    ClauseRow row;
    row.id = "E4.2";
    row.part = "E";
    row.state = ClauseState::red;
    row.reason = "nobody";
    row.evidence = {{"k", "Reports", 3}};
    const std::string json = clauses_json({row});
    EXPECT_EQ(json.front(), '[');
    EXPECT_NE(json.find(R"("state":"red")"), std::string::npos) << json;
    EXPECT_NE(json.find(R"("evidence":[{"key":"k","label":"Reports","value":3}])"), std::string::npos) << json;
    const std::string text = clauses_text({row}, Lang::en);
    EXPECT_NE(text.find("0 built, 0 part, 0 not built, 1 red"), std::string::npos) << text;
}

TEST(Manual, A4_5_head_names_clauses_and_owner) {
    const ManualText page = read_page("---\ntitle: 首页\nclauses: A4.1, E4.2\nowner: 综合部\n---\n# 首页\n");
    EXPECT_EQ(page.title, "首页");
    EXPECT_EQ(page.owner, "综合部");
    EXPECT_EQ(page.clauses, (std::vector<std::string>{"A4.1", "E4.2"}));
    EXPECT_EQ(page.body, "# 首页\n");
}

TEST(Manual, A4_5_page_without_head_is_all_body) { EXPECT_EQ(read_page("text\n").body, "text\n"); }

TEST(Manual, A4_5_nothing_active_passes) {
    const std::string html = to_html("<script>alert(1)</script>\n\n[a](javascript:alert(1)) **b** [c](incidents.md)\n");
    EXPECT_EQ(html.find("<script"), std::string::npos) << html;
    EXPECT_EQ(html.find("javascript:"), std::string::npos) << html;
    EXPECT_NE(html.find("<strong>b</strong>"), std::string::npos) << html;
    EXPECT_NE(html.find("href=\"#help-incidents\""), std::string::npos) << html;
}

TEST(Manual, P1_every_page_is_there_in_both_languages_and_renders) {
    std::set<std::string> zh, en;
    for (const ManualPage& page : manual_pages()) {
        (page.language == "zh" ? zh : en).emplace(page.name);
        const ManualText text = read_page(page.text);
        EXPECT_FALSE(text.title.empty()) << page.name;
        EXPECT_FALSE(text.owner.empty()) << page.name;
        EXPECT_NE(to_html(text.body).find("<h"), std::string::npos) << page.name;
    }
    EXPECT_EQ(zh, en);
    EXPECT_GE(zh.size(), 18U);
}

}  // namespace
}  // namespace gx::system
