#include "modules/system/import_book.hpp"

#include <gtest/gtest.h>

#include "modules/system/import_check.hpp"
#include "modules/system/import_template.hpp"
#include "modules/system/import_values.hpp"

namespace gx::system::import {
namespace {

using files::Cell;
using Kind = Cell::Kind;

Cell cell(std::string text, Kind kind = Kind::text) {
    if (text.empty()) return {};
    return {kind, std::move(text), false};
}

files::Sheet sheet(std::string name, const std::vector<std::vector<std::string>>& rows) {
    files::Sheet out{std::move(name), {}};
    for (const auto& row : rows) {
        auto& cells = out.rows.emplace_back();
        for (const auto& text : row) cells.push_back(cell(text));
    }
    return out;
}

/// "sheet!cell code" of everything that is wrong, in the order of the book.
std::vector<std::string> wrong(const std::vector<files::Sheet>& sheets, const World& world = {},
                               std::optional<Part> only = {}) {
    const Book book = read_book(sheets, only, Lang::zh);
    std::vector<Problem> problems = book.problems;
    (void)check(book, world, problems);
    std::vector<std::string> out;
    for (const Problem& each : problems) {
        out.push_back(each.sheet + "!" + (each.cell.empty() ? std::to_string(each.row) : each.cell) + " " +
                      each.code);
    }
    return out;
}

using Wrong = std::vector<std::string>;

files::Sheet compounds(const std::vector<std::vector<std::string>>& more = {}) {
    std::vector<std::vector<std::string>> rows = {{"小区编码", "小区名称"}, {"C1", "翠湖"}};
    rows.insert(rows.end(), more.begin(), more.end());
    return sheet("小区", rows);
}

TEST(ImportBook, headings_in_any_order_with_aliases) {
    const Book book =
        read_book({sheet("人员", {{"*姓名", "联系电话(手机)", " 工 号 "}, {"张三", "13800138000", "1001"}}),
                   sheet("Rooms", {{"Room", "Building", "Compound code"}, {"101", "1栋", "C1"}})},
                  std::nullopt, Lang::zh);
    EXPECT_TRUE(book.problems.empty());
    ASSERT_EQ(book.tables.size(), 2U);
    const Definition& people = definition(Part::people);
    EXPECT_EQ(book.tables[0].lines[0].values[people.index("staff_number")], "1001");
    EXPECT_EQ(book.tables[0].lines[0].values[people.index("phone")], "13800138000");
    EXPECT_EQ(book.tables[1].part, Part::rooms);
    EXPECT_EQ(book.rows, 2U);
}

TEST(ImportBook, unknown_doubled_missing_and_nameless_columns) {
    EXPECT_EQ(wrong({sheet("小区", {{"小区编码", "备注", "小区编码"}, {"C1", "x", "", "多余"}})}),
              (Wrong{"小区!B1 import_column_unknown", "小区!C1 import_column_doubled",
                     "小区!1 import_column_missing", "小区!D2 import_column_nameless"}));
}

TEST(ImportBook, sheets_are_known_by_name_or_headings) {
    EXPECT_EQ(wrong({sheet("翠湖房间", {{"小区编码", "楼栋", "房号"}, {"C1", "1", "101"}}), compounds()}),
              Wrong{});
    EXPECT_EQ(wrong({sheet("Sheet3", {{"甲", "乙"}, {"1", "2"}})}), (Wrong{"Sheet3!1 import_sheet_unknown"}));
    EXPECT_EQ(wrong({sheet("Sheet1", {})}), (Wrong{"!0 import_nothing"}));
    EXPECT_EQ(wrong({sheet("", {{"编码", "名称"}, {"C1", "翠湖"}})}), (Wrong{"!1 import_sheet_unknown"}))
        << "compounds and departments look alike";
    EXPECT_EQ(wrong({sheet("", {{"编码", "名称"}, {"C1", "翠湖"}})}, {}, Part::compounds), Wrong{});
}

TEST(ImportBook, cells_that_cannot_be_taken) {
    files::Sheet people = sheet("人员", {{"工号", "姓名", "手机", "任职日期"},
                                         {"", "张三", "", ""},
                                         {"1002", "", "", ""},
                                         {"1003", "王\n五", "", ""},
                                         {"1004", std::string(70, 'a'), "", ""}});
    people.rows[1][0] = cell("1001", Kind::formula);
    people.rows[2][1] = {Kind::text, "李四", true};
    people.rows[1][2] = cell("1.1010519491231E+17", Kind::error);
    people.rows[2][2] = cell("110105194912310000", Kind::number);
    people.rows[3][2] = cell("2026-01-02", Kind::date);
    people.rows[4][3] = cell("1900-02-29", Kind::error);
    EXPECT_EQ(wrong({people}), (Wrong{"人员!A2 import_formula", "人员!C2 import_cell_error",
                                      "人员!B3 import_merged", "人员!C3 import_digits_lost",
                                      "人员!B4 import_characters", "人员!C4 import_date_unexpected",
                                      "人员!B5 import_too_long", "人员!D5 import_cell_error"}));
}

TEST(ImportBook, too_many_lines) {
    files::Sheet sheet = compounds();
    sheet.rows.resize(kRowsMax + 10, sheet.rows[1]);
    const Book book = read_book({sheet}, std::nullopt, Lang::zh);
    ASSERT_FALSE(book.problems.empty());
    EXPECT_EQ(book.problems.back().code, "import_rows_many");
}

TEST(ImportBook, the_template_is_right_and_its_examples_are_left_out) {
    for (const Lang lang : {Lang::zh, Lang::en}) {
        const auto sheets = files::read_table(template_workbook(lang, Instant{}));
        ASSERT_TRUE(sheets);
        EXPECT_EQ(sheets->size(), kParts + 1);
        const Book book = read_book(*sheets, std::nullopt, lang);
        EXPECT_TRUE(book.problems.empty());
        EXPECT_EQ(book.tables.size(), kParts);
        EXPECT_EQ(book.rows, 0U);
        EXPECT_EQ(book.notes.size(), 2 * kParts);
    }
}

/// The examples themselves must be what the import takes.
TEST(ImportBook, the_examples_are_good_lines) {
    for (const Lang lang : {Lang::zh, Lang::en}) {
        auto sheets = files::read_table(template_workbook(lang, Instant{}));
        ASSERT_TRUE(sheets);
        for (auto& each : *sheets) {
            if (!part_named(each.name)) continue;
            for (auto& row : each.rows) {
                for (auto& one : row) {
                    for (const std::string mark : {"示例-", "EXAMPLE-"}) {
                        if (one.text.starts_with(mark)) one.text.erase(0, mark.size());
                    }
                }
            }
        }
        EXPECT_EQ(wrong(*sheets), Wrong{});
    }
}

TEST(ImportCheck, doubles_name_the_first_line) {
    const auto rooms = sheet("房间", {{"小区编码", "楼栋", "单元", "房号"},
                                      {"C1", "1栋", "1单元", "101"},
                                      {"C1", "01幢", "1", "101室"},
                                      {"C1", "1号楼", "", "101"}});
    EXPECT_EQ(wrong({compounds({{"C1", "又一个"}}), rooms}),
              (Wrong{"小区!A3 import_doubled", "房间!D3 import_doubled"}));
    const auto people = sheet("人员", {{"工号", "姓名", "登录名"}, {"1", "甲", "abc"}, {"1", "乙", "ABC"}});
    EXPECT_EQ(wrong({people}), (Wrong{"人员!A3 import_doubled", "人员!C3 import_doubled"}));
}

TEST(ImportCheck, references_may_lead_into_the_workbook_or_the_company) {
    World world;
    world.departments["D0"] = {};
    const auto departments = sheet("部门", {{"部门编码", "部门名称", "上级部门编码", "小区编码"},
                                            {"D2", "保安部", "D1", ""},
                                            {"D1", "综合部", "D0", "C1"},
                                            {"D3", "工程部", "D9", "C9"}});
    EXPECT_EQ(wrong({departments, compounds()}, world),
              (Wrong{"部门!C4 import_department_unknown", "部门!D4 import_compound_unknown"}));
    const auto posts = sheet("岗位", {{"岗位编码", "岗位名称", "部门编码"}, {"P1", "主任", "D7"}});
    const auto people = sheet("人员", {{"工号", "姓名", "岗位编码"}, {"1", "甲", "P1、P2"}});
    const auto duties = sheet("职责", {{"岗位编码", "职责"}, {"P3", "总经理"}, {"P1", "没有的职责"}});
    EXPECT_EQ(wrong({posts, people, duties}),
              (Wrong{"职责!B3 import_duty_unknown", "岗位!C2 import_department_unknown",
                     "职责!A2 import_post_unknown", "人员!C2 import_post_unknown"}));
}

TEST(ImportCheck, departments_are_sorted_and_circles_refused) {
    const Book book = read_book({sheet("部门", {{"部门编码", "部门名称", "上级部门编码"},
                                                {"C", "丙", "B"},
                                                {"B", "乙", "A"},
                                                {"A", "甲", ""},
                                                {"X", "丁", "Y"},
                                                {"Y", "戊", "X"}})},
                                std::nullopt, Lang::zh);
    std::vector<Problem> problems;
    const Plan plan = check(book, {}, problems);
    ASSERT_EQ(plan.departments.size(), 3U);
    EXPECT_EQ(plan.departments[0].code, "A");
    EXPECT_EQ(plan.departments[2].code, "C");
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_EQ(problems[0].code, "org_department_cycle");
    EXPECT_EQ(problems[0].cell, "C5");
}

TEST(ImportCheck, every_wrong_value_is_named_in_one_pass) {
    World world;
    world.departments["D1"] = {};
    const auto posts = sheet("岗位", {{"岗位编码", "岗位名称", "部门编码", "职级", "是否负责人", "知悉密级",
                                       "管辖范围", "专项知悉范围"},
                                      {"P 1", "主任", "D1", "1000", "也许", "高", "全国", "财务、魔法"},
                                      {"P2", "", "D1", "1", "是", "机密", "小区", ""}});
    EXPECT_EQ(
        wrong({posts}, world),
        (Wrong{"岗位!A2 import_code_wrong", "岗位!D2 import_number_wrong", "岗位!E2 import_flag_wrong",
               "岗位!F2 import_level_wrong", "岗位!H2 import_compartment_wrong", "岗位!G2 import_scope_wrong",
               "岗位!B3 import_cell_missing", "岗位!3 org_post_compound_missing"}));
    const auto people = sheet("人员", {{"工号", "姓名", "手机", "邮箱", "任职日期", "登录名"},
                                       {"1001", "张三", "1380013800", "zhang", "11/23/2026", "张"}});
    EXPECT_EQ(wrong({people}), (Wrong{"人员!C2 import_phone_wrong", "人员!D2 import_mail_wrong",
                                      "人员!E2 import_date_wrong", "人员!F2 import_code_wrong"}));
}

TEST(ImportCheck, rights_to_accounts_and_duties) {
    World world;
    world.may_make_accounts = false;
    world.may_map_duties = false;
    world.posts["P1"] = {};
    world.logins["old"] = "1";
    world.with_account = {"1", "3"};
    const auto people = sheet("人员", {{"工号", "姓名", "登录名"},
                                       {"1", "甲", "OLD"},
                                       {"2", "乙", "new"},
                                       {"3", "丙", "another"},
                                       {"4", "丁", "old"}});
    const auto duties = sheet("职责", {{"岗位编码", "职责"}, {"P1", "guard"}});
    EXPECT_EQ(wrong({people, duties}, world),
              (Wrong{"职责!B2 import_duties_forbidden", "人员!C3 import_accounts_forbidden",
                     "人员!C4 import_login_other", "人员!C5 org_login_taken", "人员!C5 import_doubled"}));
}

TEST(ImportValues, dates_in_good_forms_only) {
    const Day day{std::chrono::year{2026}, std::chrono::month{1}, std::chrono::day{5}};
    for (const char* good : {"2026-01-05", "2026/1/5", "2026.01.05", "2026年1月5日", "20260105",
                             "2026-01-05 08:00:00", "2026-1-5"}) {
        EXPECT_EQ(parse_date(good), day) << good;
    }
    for (const char* bad : {"5/1/2026", "01-05", "26-1-5", "2026-13-01", "2026-02-30", "明天", "46027",
                            "2026-1", "", "1900-02-29", "2026--1-5", "2026-001-05"}) {
        EXPECT_FALSE(parse_date(bad)) << bad;
    }
}

TEST(ImportValues, phones) {
    for (const char* good :
         {"13800138000", "+8613800138000", "+86 138 0013 8000", "138-0013-8000", "010-12345678",
          "0755-1234567", "01012345678", "(010)12345678", "010-12345678-801", "010-12345678转801",
          "4008001234", "95588", "8012", "13800138000"}) {
        EXPECT_TRUE(is_phone(good)) << good;
    }
    for (const char* bad : {"1380013800", "138001380000", "12800138000", "电话", "13800138000/13900139000",
                            "1.38E+10", "12", "010-123", "138a0013800", "--", "1-2-3-4"}) {
        EXPECT_FALSE(is_phone(bad)) << bad;
    }
}

TEST(ImportValues, words) {
    EXPECT_EQ(parse_level("内部·绝密"), labels::kTopSecret);
    EXPECT_EQ(parse_level("4"), labels::kOrdinary);
    EXPECT_EQ(parse_flag("是"), true);
    EXPECT_EQ(parse_flag("FALSE"), false);
    EXPECT_EQ(parse_scope("公司"), org::ScopeKind::company);
    EXPECT_EQ(parse_compartments("业主信息、finance"), 5U);
    EXPECT_EQ(parse_duty_name("总经理"), org::Duty::general_manager);
    EXPECT_EQ(parse_duty_name("General Manager"), org::Duty::general_manager);
    EXPECT_EQ(split("P1、P2,P3; P4"), (std::vector<std::string>{"P1", "P2", "P3", "P4"}));
    EXPECT_EQ(building_key("01栋"), building_key("1号楼"));
    EXPECT_NE(building_key("10栋"), building_key("1栋"));
    EXPECT_EQ(building_key("栋"), "栋");
    EXPECT_EQ(unit_key("2单元"), "2");
    EXPECT_EQ(room_key("A301室"), "a301");
}

}  // namespace
}  // namespace gx::system::import
