#include "platform/files/table.hpp"

#include <random>

#include <gtest/gtest.h>

#include "platform/files/number_format.hpp"
#include "platform/files/test/workbook.hpp"
#include "platform/files/xlsx.hpp"

namespace gx::files {
namespace {

using testing::data;
using testing::styles;
using testing::workbook;
using testing::zip_of;
using Kind = Cell::Kind;

Sheet only(const Bytes& content, const Limits& limits = {}) {
    auto sheets = read_table(content, limits);
    EXPECT_TRUE(sheets) << (sheets ? "" : sheets.error().key);
    EXPECT_TRUE(!sheets || sheets->size() == 1);
    return sheets && !sheets->empty() ? std::move(sheets->front()) : Sheet{};
}

std::string refusal(BytesView content, const Limits& limits = {}) {
    const auto sheets = read_table(content, limits);
    return sheets ? "read" : sheets.error().key;
}

std::string param(BytesView content) {
    const auto sheets = read_table(content);
    return sheets || sheets.error().params.empty() ? "" : sheets.error().params.front().second;
}

Sheet csv(std::string_view text) { return only(Bytes(as_bytes(text).begin(), as_bytes(text).end())); }

TEST(TableXlsx, reads_every_kind_of_cell) {
    const std::string rows =
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='inlineStr'><is><t>内联</t></is></c>"
        "<c r='C1'><v>13800138000</v></c><c r='D1' t='b'><v>1</v></c><c r='E1' t='e'><v>#N/A</v></c></row>"
        "<row r='3'><c r='B3' t='str'><f>A1&amp;1</f><v>甲1</v></c><c r='C3'><f>1+1</f></c>"
        "<c r='D3' t='d'><v>2026-11-23T08:00:00</v></c><c r='E3' s='4'/></row>";
    const std::string strings =
        "<sst><si><r><t>张</t></r><r><t>三</t></r><rPh sb='0' eb='1'><t>zhang san</t></rPh></si></sst>";
    const Sheet sheet = only(workbook(data(rows), {{"xl/sharedStrings.xml", strings}}));
    EXPECT_EQ(sheet.name, "表一");
    ASSERT_EQ(sheet.rows.size(), 3U);
    ASSERT_EQ(sheet.rows[0].size(), 5U);
    EXPECT_EQ(sheet.rows[0][0].text, "张三");
    EXPECT_EQ(sheet.rows[0][1].text, "内联");
    EXPECT_EQ(sheet.rows[0][2].kind, Kind::number);
    EXPECT_EQ(sheet.rows[0][2].text, "13800138000");
    EXPECT_EQ(sheet.rows[0][3].kind, Kind::boolean);
    EXPECT_EQ(sheet.rows[0][3].text, "TRUE");
    EXPECT_EQ(sheet.rows[0][4].kind, Kind::error);
    EXPECT_TRUE(sheet.rows[1].empty());
    ASSERT_EQ(sheet.rows[2].size(), 4U) << "a cell that has only a format is no content";
    EXPECT_EQ(sheet.rows[2][0].kind, Kind::empty);
    EXPECT_EQ(sheet.rows[2][1].kind, Kind::formula);
    EXPECT_EQ(sheet.rows[2][1].text, "甲1");
    EXPECT_EQ(sheet.rows[2][2].kind, Kind::formula);
    EXPECT_EQ(sheet.rows[2][3].text, "2026-11-23 08:00:00");
}

TEST(TableXlsx, places_need_not_be_written) {
    const Sheet sheet =
        only(workbook(data("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")));
    ASSERT_EQ(sheet.rows.size(), 2U);
    EXPECT_EQ(sheet.rows[0][1].text, "2");
    EXPECT_EQ(sheet.rows[1][0].text, "3");
}

TEST(TableXlsx, prefixed_names_and_escapes) {
    auto parts = testing::parts_of("");
    parts["xl/worksheets/sheet1.xml"] =
        "<x:worksheet "
        "xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><x:sheetData><x:row r='1'>"
        "<x:c r='A1' "
        "t='inlineStr'><x:is><x:t>a_x000D_b_x_y_x00g</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>";
    EXPECT_EQ(only(zip_of(parts)).rows[0][0].text, "a\rb_x_y_x00g");
}

TEST(TableXlsx, merged_ranges_are_flagged) {
    const Sheet sheet = only(workbook(data("<row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>2</v></c></row>"
                                           "<row r='2'><c r='A2'><v>3</v></c><c r='B2'><v>4</v></c></row>") +
                                      "<mergeCells count='1'><mergeCell ref='A1:A1048576'/></mergeCells>"));
    EXPECT_TRUE(sheet.rows[0][0].merged);
    EXPECT_FALSE(sheet.rows[0][1].merged);
    EXPECT_TRUE(sheet.rows[1][0].merged);
}

TEST(TableXlsx, sheets_in_order_without_hidden_ones) {
    auto parts = testing::parts_of(data("<row r='1'><c r='A1'><v>1</v></c></row>"));
    parts["xl/workbook.xml"] =
        "<workbook xmlns:r='x'><sheets><sheet name='乙' sheetId='5' r:id='rId2'/><sheet name='藏' "
        "sheetId='2' state='hidden' "
        "r:id='rId7'/><sheet name='图' sheetId='9' r:id='rId3'/><sheet name='甲' sheetId='1' "
        "r:id='rId7'/></sheets></workbook>";
    parts["xl/_rels/workbook.xml.rels"] =
        "<Relationships><Relationship Id='rId7' Type='http://x/worksheet' Target='worksheets/sheet1.xml'/>"
        "<Relationship Id='rId3' Type='http://x/chartsheet' Target='chart.xml'/>"
        "<Relationship Id='rId2' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet' "
        "Target='../xl/worksheets/second.xml'/></Relationships>";
    parts["xl/worksheets/second.xml"] =
        "<worksheet><sheetData><row r='1'><c r='A1'><v>2</v></c></row></sheetData></worksheet>";
    const auto sheets = read_table(zip_of(parts));
    ASSERT_TRUE(sheets);
    ASSERT_EQ(sheets->size(), 2U);
    EXPECT_EQ((*sheets)[0].name, "乙");
    EXPECT_EQ((*sheets)[0].rows[0][0].text, "2");
    EXPECT_EQ((*sheets)[1].name, "甲");
}

TEST(TableXlsx, dates_by_style) {
    const std::string style =
        styles({0, 14, 22, 164, 165, 21, 46, 166, 31},
               {"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@", "0.00&quot;day&quot;", "000"});
    const std::string rows =
        "<row r='1'><c r='A1' s='1'><v>46349</v></c><c r='B1' s='2'><v>46349.5</v></c><c r='C1' "
        "s='3'><v>46349</v></c>"
        "<c r='D1' s='4'><v>46349</v></c><c r='E1' s='5'><v>0.25</v></c><c r='F1' s='6'><v>1.5</v></c>"
        "<c r='G1' s='7'><v>7</v></c><c r='H1' s='8'><v>46349</v></c></row>";
    const auto cells = only(workbook(data(rows), {{"xl/styles.xml", style}})).rows[0];
    EXPECT_EQ(cells[0].kind, Kind::date);
    EXPECT_EQ(cells[0].text, "2026-11-23");
    EXPECT_EQ(cells[1].text, "2026-11-23 12:00:00");
    EXPECT_EQ(cells[2].text, "2026-11-23");
    EXPECT_EQ(cells[3].kind, Kind::number);
    EXPECT_EQ(cells[4].text, "06:00:00");
    EXPECT_EQ(cells[5].kind, Kind::number) << "36 hours are no day";
    EXPECT_EQ(cells[6].text, "007");
    EXPECT_EQ(cells[7].text, "2026-11-23");
}

TEST(TableXlsx, the_1904_calendar) {
    const std::string rows = "<row r='1'><c r='A1' s='1'><v>44887</v></c><c r='B1' s='1'><v>0</v></c></row>";
    const auto cells =
        only(workbook(data(rows), {{"xl/styles.xml", styles({0, 14})}}, "date1904=\"1\"")).rows[0];
    EXPECT_EQ(cells[0].text, "2026-11-23");
    EXPECT_EQ(cells[1].text, "1904-01-01");
}

TEST(TableNumbers, the_leap_day_that_never_was) {
    const NumberFormat day{true, false, 0};
    EXPECT_EQ(number_cell("1", day, false).text, "1900-01-01");
    EXPECT_EQ(number_cell("59", day, false).text, "1900-02-28");
    EXPECT_EQ(number_cell("60", day, false).kind, Kind::error);
    EXPECT_EQ(number_cell("60", day, false).text, "1900-02-29");
    EXPECT_EQ(number_cell("61", day, false).text, "1900-03-01");
    EXPECT_EQ(number_cell("0", day, false).kind, Kind::error);
    EXPECT_EQ(number_cell("-1", day, false).kind, Kind::error);
    EXPECT_EQ(number_cell("2958465", day, false).text, "9999-12-31");
    EXPECT_EQ(number_cell("2958466", day, false).kind, Kind::error);
    EXPECT_EQ(number_cell("2957004", day, true).kind, Kind::error);
    EXPECT_EQ(number_cell("46349.9999999", NumberFormat{true, true, 0}, false).text, "2026-11-24 00:00:00");
}

TEST(TableNumbers, as_a_reader_sees_them) {
    const auto text = [](std::string_view digits) { return number_cell(digits, {}, false).text; };
    EXPECT_EQ(text("0.1"), "0.1");
    EXPECT_EQ(text("1.1000000000000001"), "1.1");
    EXPECT_EQ(text("3.0"), "3");
    EXPECT_EQ(text("1E+3"), "1000");
    EXPECT_EQ(text("1.1010519491231E+17"), "110105194912310000");
    EXPECT_EQ(text("1.25E-7"), "0.000000125");
    EXPECT_EQ(text("-12.50"), "-12.5");
    EXPECT_EQ(number_cell("12x", {}, false).kind, Kind::error);
    EXPECT_EQ(number_cell("1e999", {}, false).kind, Kind::error);
    EXPECT_EQ(number_cell("nan", {}, false).kind, Kind::error);
}

TEST(TableNumbers, formats) {
    const NumberFormat day{true, false, 0}, time{false, true, 0}, both{true, true, 0}, none{};
    EXPECT_EQ(parse_format("General"), none);
    EXPECT_EQ(parse_format("#,##0.00;[Red]-#,##0.00"), none);
    EXPECT_EQ(parse_format("0.00E+00"), none);
    EXPECT_EQ(parse_format("[$-804]yyyy\"年\"m\"月\"d\"日\""), day);
    EXPECT_EQ(parse_format("[$-804]AM/PM h\"时\"mm\"分\""), time);
    EXPECT_EQ(parse_format("yyyy-mm-dd hh:mm"), both);
    EXPECT_EQ(parse_format("mmm"), day);
    EXPECT_EQ(parse_format("[h]:mm:ss"), time);
    EXPECT_EQ(parse_format("[DBNum1]m/d"), day);
    EXPECT_EQ(parse_format("0\\d\"years\";yyyy"), none);
    EXPECT_EQ(parse_format("@"), none);
    EXPECT_EQ(parse_format("0000").zeros, 4);
    EXPECT_EQ(builtin_format(14), day);
    EXPECT_EQ(builtin_format(31), day);
    EXPECT_EQ(builtin_format(2), none);
}

TEST(TableRefusals, kinds_that_are_no_table) {
    EXPECT_EQ(refusal(as_bytes("")), "table_kind_unknown");
    EXPECT_EQ(refusal(as_bytes("%PDF-1.7 ...")), "table_kind_unknown");
    EXPECT_EQ(refusal(as_bytes("<html><table><tr><td>甲</td></tr></table></html>")), "table_kind_unknown");
    EXPECT_EQ(refusal(as_bytes(std::string_view("a\0b,c\n", 6))), "table_kind_unknown");
    EXPECT_EQ(refusal(zip_of({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}})),
              "table_kind_unknown");
    const std::string ole = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    const auto wide = [](std::string_view word) {
        std::string out;
        for (const char c : word) out += std::string{c, '\0'};
        return out;
    };
    EXPECT_EQ(refusal(as_bytes(ole + wide("Workbook"))), "table_kind_unknown");
    EXPECT_EQ(refusal(as_bytes(ole + wide("EncryptedPackage"))), "table_encrypted");
    EXPECT_EQ(refusal(zip_of(testing::parts_of(data("")), "geheim")), "table_encrypted");
}

TEST(TableRefusals, damage_names_its_place) {
    EXPECT_EQ(refusal(as_bytes("PK\x03\x04 and no more")), "table_damaged");
    Bytes cut = workbook(data("<row r='1'><c r='A1'><v>1</v></c></row>"));
    cut.resize(cut.size() / 2);
    EXPECT_EQ(refusal(cut), "table_damaged");
    EXPECT_EQ(param(workbook("<sheetData>\n<row r='1'><c></row>")), "xl/worksheets/sheet1.xml:2");
    EXPECT_EQ(param(workbook(data("<row r='1'><c r='A1' t='s'><v>7</v></c></row>"))), "表一!A1");
    EXPECT_EQ(refusal(workbook(data("<row r='1'><c r='A0'><v>7</v></c></row>"))), "table_damaged");
    EXPECT_EQ(refusal(workbook(data("<row r='9999999'/>"))), "table_damaged");
}

TEST(TableRefusals, document_types_and_entities) {
    auto parts = testing::parts_of("");
    parts["xl/worksheets/sheet1.xml"] =
        "<!DOCTYPE w [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><worksheet><sheetData><row r='1'><c r='A1' "
        "t='str'><v>&b;</v>"
        "</c></row></sheetData></worksheet>";
    EXPECT_EQ(refusal(zip_of(parts)), "table_damaged");
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "<x>";
    EXPECT_EQ(refusal(workbook(deep)), "table_damaged");
}

TEST(TableRefusals, bombs) {
    Limits small;
    small.part_bytes = 100'000;
    EXPECT_EQ(refusal(workbook(data("<row r='1'><c r='A1' t='str'><v>" + std::string(200'000, 'a') +
                                    "</v></c></row>")),
                      small),
              "table_too_large");
    EXPECT_EQ(refusal(workbook(data("<row r='300000'><c r='A300000'><v>1</v></c></row>"))),
              "table_too_large");
    EXPECT_EQ(refusal(workbook(data("<row r='1'><c r='XFD1'><v>1</v></c></row>"))), "table_too_large");
    EXPECT_EQ(refusal(workbook(
                  data("<row r='1'><c r='A1' t='str'><v>" + std::string(140'000, 'a') + "</v></c></row>"))),
              "table_too_large");
    // One long string used in every cell.
    std::string rows;
    for (int i = 1; i <= 50; ++i) rows += "<row><c t='s'><v>0</v></c></row>";
    Limits text;
    text.text_bytes = 1'000'000;
    EXPECT_EQ(refusal(workbook(data(rows), {{"xl/sharedStrings.xml",
                                             "<sst><si><t>" + std::string(30'000, 'x') + "</t></si></sst>"}}),
                      text),
              "table_too_large");
    Limits few;
    few.cells = 60;
    std::string merges;
    for (int i = 0; i < 30; ++i) merges += "<mergeCell ref='A1:B3'/>";
    EXPECT_EQ(refusal(workbook(data("<row><c><v>1</v></c></row><row><c><v>1</v></c></row>") + merges), few),
              "table_too_large");
    Limits tiny;
    tiny.file_bytes = 10;
    EXPECT_EQ(refusal(workbook(""), tiny), "table_too_large");
}

TEST(TableCsv, separators_quotes_and_line_ends) {
    for (const std::string separator : {",", ";", "\t"}) {
        std::string text = "姓名|电话\r\n\"张|三\"|\"a\"\"b\r\nc\"\r\n\r\n李四|\r\n";
        for (std::size_t at; (at = text.find('|')) != std::string::npos;) text.replace(at, 1, separator);
        const Sheet sheet = csv(text);
        ASSERT_EQ(sheet.rows.size(), 4U) << separator;
        EXPECT_EQ(sheet.rows[0][1].text, "电话");
        EXPECT_EQ(sheet.rows[1][0].text, "张" + separator + "三");
        EXPECT_EQ(sheet.rows[1][1].text, "a\"b\r\nc");
        EXPECT_TRUE(sheet.rows[2].empty());
        EXPECT_EQ(sheet.rows[3].size(), 1U);
    }
    EXPECT_EQ(csv("sep=|\na|b,c\n").rows[0][1].text, "b,c");
    EXPECT_EQ(csv("a\rb\r").rows.size(), 2U);
}

TEST(TableCsv, formulas_and_kept_zeros) {
    const Sheet sheet = csv("=1+1,=\"0012\",a=b\n");
    EXPECT_EQ(sheet.rows[0][0].kind, Kind::formula);
    EXPECT_EQ(sheet.rows[0][1].kind, Kind::text);
    EXPECT_EQ(sheet.rows[0][1].text, "0012");
    EXPECT_EQ(sheet.rows[0][2].kind, Kind::text);
}

TEST(TableCsv, encodings) {
    EXPECT_EQ(csv("\xEF\xBB\xBF姓名,电话\n").rows[0][0].text, "姓名");
    const std::string gb = "\xD0\xD5\xC3\xFB,\xB5\xE7\xBB\xB0\n\xD5\xC5\x95\x8C,1\n";
    EXPECT_EQ(csv(gb).rows[0][0].text, "姓名");
    EXPECT_EQ(csv(gb).rows[0][1].text, "电话");
    EXPECT_EQ(csv("\x90\x30\x81\x30,\xD0\xD5\n").rows[0][0].text, "\xF0\x90\x80\x80")
        << "four bytes of GB18030";
    EXPECT_EQ(csv(std::string_view("\xFF\xFE\x11\x62\x09\x00\x31\x00", 8)).rows[0][0].text, "我");
    EXPECT_EQ(csv(std::string_view("\xFF\xFE\x11\x62\x09\x00\x31\x00", 8)).rows[0][1].text, "1");
}

TEST(TableCsv, wrong_encodings_name_the_line) {
    const std::string broken = "姓名,电话\n张三,1\n李\xE5\x9B,2\n";
    EXPECT_EQ(refusal(as_bytes(broken)), "table_encoding") << "broken UTF-8 must not pass for GB18030";
    EXPECT_EQ(param(as_bytes(broken)), "3");
    EXPECT_EQ(param(as_bytes("\xEF\xBB\xBF\x61\n\xD0\xD5\n")), "2") << "marked as UTF-8 but is not";
    EXPECT_EQ(param(as_bytes("\xD0\xD5\n\xC3\xFB\n\xFF\xFF\n")), "3");
    EXPECT_EQ(param(as_bytes("a\nb\x01\n")), "2");
}

TEST(TableCsv, damage_and_limits) {
    EXPECT_EQ(refusal(as_bytes("a,\"b\nc\n")), "table_damaged");
    EXPECT_EQ(param(as_bytes("a,b\n\"c\"d,e\n")), "2");
    EXPECT_EQ(refusal(as_bytes(std::string(100, ',') + "x\n")), "table_too_large");
    Limits few;
    few.rows = 2;
    EXPECT_EQ(refusal(as_bytes("a\nb\nc\n"), few), "table_too_large");
}

/// Whatever stands in the file, the reader reads or refuses; it never crashes, and never takes long.
TEST(TableTorn, random_damage_is_read_or_refused) {
    std::mt19937 random(20261123);
    const auto any = [&](std::size_t below) {
        return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
    };
    const std::string sheet =
        data(
            "<row r='1'><c r='A1' t='s' s='1'><v>0</v></c><c r='B1' s='1'><v>46349.5</v></c>"
            "<c r='C1' t='inlineStr'><is><t>a_x000D_b</t></is></c></row>") +
        "<mergeCells><mergeCell ref='A1:B2'/></mergeCells>";
    const auto parts = testing::parts_of(sheet, {{"xl/sharedStrings.xml", "<sst><si><t>张三</t></si></sst>"},
                                                 {"xl/styles.xml", styles({0, 14}, {"yyyy"})}});
    const std::string csv_text = "姓名,\"电话\"\"\"\r\n张三;1\n=1+1\t\"x\"\n";
    for (int round = 0; round < 400; ++round) {
        auto torn_parts = parts;
        auto& torn_xml =
            std::next(torn_parts.begin(), static_cast<std::ptrdiff_t>(any(torn_parts.size())))->second;
        for (std::size_t i = 0; i <= any(4); ++i)
            torn_xml[any(torn_xml.size())] = static_cast<char>(any(256));
        (void)read_table(zip_of(torn_parts));
        Bytes torn_zip = zip_of(parts);
        for (std::size_t i = 0; i <= any(4); ++i)
            torn_zip[any(torn_zip.size())] = static_cast<std::uint8_t>(any(256));
        (void)read_table(torn_zip);
        std::string torn_csv = csv_text;
        for (std::size_t i = 0; i <= any(4); ++i)
            torn_csv[any(torn_csv.size())] = static_cast<char>(any(256));
        (void)read_table(as_bytes(torn_csv));
    }
}

TEST(TableNames, cells) {
    EXPECT_EQ(cell_name(6, 2), "C7");
    EXPECT_EQ(cell_name(0, 25), "Z1");
    EXPECT_EQ(cell_name(0, 26), "AA1");
    EXPECT_EQ(cell_name(1'048'575, 16'383), "XFD1048576");
    for (const std::size_t column : {0U, 25U, 26U, 701U, 702U, 16'383U}) {
        EXPECT_EQ(parse_cell_name(cell_name(41, column)), (std::pair<std::size_t, std::size_t>{41, column}));
    }
    EXPECT_FALSE(parse_cell_name("XFE1"));
    EXPECT_FALSE(parse_cell_name("A1048577"));
    EXPECT_FALSE(parse_cell_name("7"));
    EXPECT_FALSE(parse_cell_name("A"));
}

}  // namespace
}  // namespace gx::files
