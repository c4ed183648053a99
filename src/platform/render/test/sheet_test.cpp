#include "platform/render/sheet.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include "platform/files/archive.hpp"
#include "platform/files/table.hpp"
#include "platform/render/form.hpp"
#include "platform/render/workbook.hpp"
#include "support/database.hpp"

namespace gx::render {
namespace {

using files::Cell;
using Kind = Column::Kind;

Sheet ledger() {
    Sheet sheet;
    sheet.zh = "突发事件台账";
    sheet.en = "Ledger of incidents";
    sheet.label = {labels::kConfidential, 0, {}};
    sheet.facts = {{"月份", "2026年11月"}};
    sheet.columns = {{"number", "编号", "Number", Kind::text, 16},
                     {"count", "人数", "Persons", Kind::number, 8},
                     {"loss", "损失(元)", "Loss (yuan)", Kind::money, 12},
                     {"at", "时间", "Time", Kind::instant, 18},
                     {"day", "日期", "Day", Kind::day, 12},
                     {"late", "迟报", "Late", Kind::flag, 6}};
    sheet.rows = {{"=1+1", "3", "50000", "2026-11-23T16:30:00.000Z", "2026-11-24", "1"},
                  {"@SUM(A1)\x01 & <b>", "", "-1", "", "1899-01-01", "0"},
                  {"+86", "12345678901234567890", "", "not a time", "", ""}};
    sheet.number = "SJ-2026-11";
    sheet.checkpoint = "guixing\n17\nq83vEg==\n\n— guixing abcdef\n";
    sheet.made_at = test::start_time();
    sheet.made_by = "示例";
    return sheet;
}

files::Sheet read(const Bytes& content) {
    auto sheets = files::read_table(content);
    EXPECT_TRUE(sheets) << (sheets ? "" : sheets.error().key);
    return sheets ? sheets->front() : files::Sheet{};
}

std::string part(const Bytes& content, const std::string& name) {
    const files::Limits limits;
    auto archive = files::Archive::open(content, limits);
    std::string out;
    const auto take = [&](std::string_view piece) {
        out += piece;
        return true;
    };
    EXPECT_TRUE(archive && (*archive)->read(name, take)) << name;
    return out;
}

TEST(Sheets, are_read_back_as_they_were_meant) {
    const files::Sheet sheet = read(to_xlsx(ledger(), Lang::zh));
    EXPECT_EQ(sheet.name, "突发事件台账");
    EXPECT_EQ(sheet.rows[0][0].text, "突发事件台账");
    EXPECT_EQ(sheet.rows[1][1].text, "内部·保密");
    EXPECT_EQ(sheet.rows[2][1].text, "SJ-2026-11");
    EXPECT_EQ(sheet.rows[3][1].text, "2026-11-23 09:00 示例");
    EXPECT_EQ(sheet.rows[4][1].text, "2026年11月");
    EXPECT_EQ(sheet.rows[6][2].text, "损失(元)");
    const auto& first = sheet.rows[7];
    EXPECT_EQ(first[0].kind, Cell::Kind::text) << "never a formula";
    EXPECT_EQ(first[0].text, "=1+1");
    EXPECT_EQ(first[1].kind, Cell::Kind::number);
    EXPECT_EQ(first[1].text, "3");
    EXPECT_EQ(first[2].text, "500");
    EXPECT_EQ(first[3].kind, Cell::Kind::date);
    EXPECT_EQ(first[3].text, "2026-11-24 00:30:00") << "in the company's zone";
    EXPECT_EQ(first[4].text, "2026-11-24");
    EXPECT_EQ(first[5].text, "是");
    const auto& second = sheet.rows[8];
    EXPECT_EQ(second[0].text, "@SUM(A1)\x01 & <b>");
    EXPECT_EQ(second[2].text, "-0.01");
    EXPECT_EQ(second[4].text, "1899-01-01");
    EXPECT_EQ(second[5].text, "否");
    EXPECT_EQ(sheet.rows[9][1].text, "12345678901234567890") << "longer than a spreadsheet's number";
    EXPECT_EQ(sheet.rows[9][3].text, "not a time");
    EXPECT_EQ(sheet.rows[11][0].text, "留痕检查点(扫码可核对)");
    EXPECT_EQ(sheet.rows[12][0].text, "guixing");
}

TEST(Sheets, english_words) {
    const files::Sheet sheet = read(to_xlsx(ledger(), Lang::en));
    EXPECT_EQ(sheet.name, "Ledger of incidents");
    EXPECT_EQ(sheet.rows[6][2].text, "Loss (yuan)");
    EXPECT_EQ(sheet.rows[7][5].text, "yes");
}

TEST(Sheets, page_set_up_label_and_picture) {
    const Bytes content = to_xlsx(ledger(), Lang::zh);
    const std::string xml = part(content, "xl/worksheets/sheet1.xml");
    EXPECT_NE(xml.find("paperSize=\"9\""), std::string::npos);
    EXPECT_NE(xml.find("内部·保密"), std::string::npos);
    EXPECT_NE(xml.find("state=\"frozen\""), std::string::npos);
    EXPECT_EQ(xml.find("<f>"), std::string::npos);
    EXPECT_TRUE(part(content, "xl/media/image1.png").starts_with("\x89PNG"));
    EXPECT_NE(part(content, "docProps/core.xml").find("2026-11-23T01:00:00Z"), std::string::npos);
    Sheet plain = ledger();
    plain.checkpoint.clear();
    plain.number = "A&B";
    EXPECT_NE(part(to_xlsx(plain, Lang::zh), "xl/worksheets/sheet1.xml").find("&amp;RA&amp;&amp;B"),
              std::string::npos);
}

TEST(Sheets, an_archive_program_finds_them_whole) {
    const test::TempDir dir;
    const std::string path = (dir.path() / "ledger.xlsx").string();
    const Bytes content = to_xlsx(ledger(), Lang::zh);
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    EXPECT_EQ(std::system(("python3 -m zipfile -t '" + path + "' >/dev/null 2>&1").c_str()), 0);
}

TEST(Sheets, leave_no_temporary_files) {
    const auto count = [] {
        int found = 0;
        for (const std::string& dir :
             {std::string("/dev/shm"), std::filesystem::temp_directory_path().string()}) {
            std::error_code ignored;
            for (const auto& entry : std::filesystem::directory_iterator(dir, ignored)) {
                found += entry.path().filename().string().starts_with("guixing-sheet-") ? 1 : 0;
            }
        }
        return found;
    };
    const int before = count();
    to_xlsx(ledger(), Lang::zh);
    EXPECT_LE(count(), before + 1) << "another test program may be writing one";
}

TEST(Forms, headings_and_examples) {
    const Bytes content =
        to_form("机构",
                {{"说明", {}, {{"部门", "一行一个部门"}}},
                 {"部门",
                  {{"编码", "唯一", 10, true, {}},
                   {"名称", "", 20, false, {"是", "否"}},
                   {"多", std::string(900, 0x61), 8, false, std::vector<std::string>(40, "很长的选项")}},
                  {{"0012", "示例"}}}},
                test::start_time());
    const auto sheets = files::read_table(content);
    ASSERT_TRUE(sheets);
    ASSERT_EQ(sheets->size(), 2U);
    EXPECT_EQ((*sheets)[1].rows[0][1].text, "名称");
    EXPECT_EQ((*sheets)[1].rows[1][0].text, "0012");
    EXPECT_EQ((*sheets)[1].rows[1][0].kind, Cell::Kind::text);
}

/// What another program writes is read as it stands there.
TEST(ForeignWorkbooks, dates_merges_formulas) {
    Workbook book(test::start_time(), "x");
    lxw_worksheet* sheet = book.add_sheet("数据");
    lxw_format* day = book.add_format();
    format_set_num_format(day, "yyyy/m/d");
    lxw_datetime when{2026, 11, 23, 8, 30, 0};
    worksheet_write_datetime(sheet, 0, 0, &when, day);
    worksheet_write_formula_num(sheet, 0, 1, "=1+1", nullptr, 2);
    worksheet_write_boolean(sheet, 0, 2, 1, nullptr);
    worksheet_merge_range(sheet, 2, 0, 2, 2, "合并", nullptr);
    const files::Sheet read_back = read(book.take());
    EXPECT_EQ(read_back.rows[0][0].kind, Cell::Kind::date);
    EXPECT_EQ(read_back.rows[0][0].text, "2026-11-23 08:30:00");
    EXPECT_EQ(read_back.rows[0][1].kind, Cell::Kind::formula);
    EXPECT_EQ(read_back.rows[0][1].text, "2");
    EXPECT_EQ(read_back.rows[0][2].text, "TRUE");
    EXPECT_TRUE(read_back.rows[2][0].merged);
}

}  // namespace
}  // namespace gx::render
