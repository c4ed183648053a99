#include "platform/render/pdf.hpp"

#include <atomic>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "platform/render/workbook.hpp"
#include "support/database.hpp"

namespace gx::render {
namespace {

using Kind = Column::Kind;

Sheet ledger(int rows, const std::string& course = "配电间冒烟，已断电") {
    Sheet sheet;
    sheet.zh = "突发事件台账";
    sheet.en = "Ledger of incidents";
    sheet.label = {labels::kConfidential, 0, {}};
    sheet.facts = {{"月份", "2026年11月"}};
    sheet.columns = {{"number", "编号", "Number", Kind::text, 16}, {"count", "人数", "Persons", Kind::number, 8},
                     {"loss", "损失(元)", "Loss (yuan)", Kind::money, 12}, {"at", "时间", "Time", Kind::instant, 18},
                     {"late", "迟报", "Late", Kind::flag, 6}, {"course", "简要经过", "Course", Kind::text, 40}};
    for (int i = 1; i <= rows; ++i) {
        sheet.rows.push_back({"突〔2026〕" + std::to_string(i), "3", "123456789", "2026-11-23T16:30:00.000Z", "1", course});
    }
    sheet.number = "台账〔2026〕11";
    sheet.checkpoint = "guixing\n17\nq83vEg==\n\n— guixing abcdef\n";
    sheet.made_at = test::start_time();
    sheet.made_by = "示例";
    return sheet;
}

/// A PDF on the disk, looked at by other people's programs.
class Printed {
  public:
    explicit Printed(const Sheet& sheet, Lang lang = Lang::zh) {
        auto made = to_pdf(sheet, lang);
        EXPECT_TRUE(made) << (made ? "" : made.error().key);
        if (made) content = std::move(*made);
        std::ofstream(path_, std::ios::binary)
            .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    }
    std::string ask(const std::string& command) const {
        const std::string out = (dir_.path() / "answer").string();
        EXPECT_EQ(std::system((command + " > '" + out + "' 2>&1").c_str()), 0) << command;
        std::ifstream file(out);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    std::string text() const { return ask("pdftotext -layout '" + path_ + "' -"); }
    /// All characters without what lays them out: a wrapped cell reads on in its column only.
    std::string letters() const {
        std::string out;
        for (const char c : ask("pdftotext -raw '" + path_ + "' -")) {
            if (c != ' ' && c != '\n' && c != '\f') out += c;
        }
        return out;
    }
    int pages() const {
        const std::string info = ask("pdfinfo '" + path_ + "'");
        const auto at = info.find("Pages:");
        return std::stoi(info.substr(at + 6));
    }
    const std::string& path() const { return path_; }
    Bytes content;

  private:
    test::TempDir dir_;
    std::string path_ = (dir_.path() / "sheet.pdf").string();
};

int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
    return found;
}

TEST(Pdf, E4_4_every_text_of_the_sheet_can_be_searched) {
    const Printed printed(ledger(1));
    const std::string letters = printed.letters();
    for (const char* wanted : {"突发事件台账", "内部·保密", "台账〔2026〕11", "月份2026年11月", "编号", "损失(元)", "简要经过",
                               "突〔2026〕1", "1,234,567.89", "2026-11-24", "00:30", "是", "配电间冒烟，已断电", "第1页,共1页",
                               "制表2026-11-2309:00示例", "留痕检查点", "q83vEg=="}) {
        EXPECT_NE(letters.find(wanted), std::string::npos) << wanted << "\n" << letters;
    }
    EXPECT_NE(printed.ask("qpdf --check '" + printed.path() + "'").find("No syntax or stream encoding errors"), std::string::npos);
}

TEST(Pdf, fonts_are_embedded_in_part_and_are_the_chinese_ones) {
    const Printed printed(ledger(1));
    const std::string listed = printed.ask("pdffonts '" + printed.path() + "'");
    EXPECT_EQ(count(listed, "+NotoSansCJKsc-"), 2) << listed;
    EXPECT_EQ(count(listed, "yes yes yes"), 2) << listed;
    EXPECT_LT(printed.content.size(), 400'000U) << "the whole font would be twenty million";
}

TEST(Pdf, the_head_is_repeated_and_pages_are_counted) {
    const Printed printed(ledger(1000));
    const int pages = printed.pages();
    EXPECT_GT(pages, 20);
    const std::string text = printed.text();
    EXPECT_EQ(count(text, "简要经过"), pages);
    EXPECT_EQ(count(text, "共 " + std::to_string(pages) + " 页"), pages);
    EXPECT_NE(text.find("第 " + std::to_string(pages) + " 页"), std::string::npos);
    EXPECT_EQ(count(text, "内部·保密"), 2 * pages);
    EXPECT_NE(text.find("突〔2026〕1000"), std::string::npos);
}

TEST(Pdf, a_cell_higher_than_a_page_goes_on_and_nothing_is_cut) {
    std::string course;
    for (int i = 1000; i < 2500; ++i) course += "第" + std::to_string(i) + "句话在此。";
    const Printed printed(ledger(2, course));
    EXPECT_GT(printed.pages(), 3);
    const std::string letters = printed.letters();
    for (int i = 1000; i < 2500; ++i) ASSERT_NE(letters.find(std::to_string(i)), std::string::npos) << i;
    EXPECT_EQ(count(letters, "句"), 2 * 1500) << "each sentence of both rows, once";
}

TEST(Pdf, an_empty_sheet_says_so) {
    Sheet sheet = ledger(0);
    EXPECT_NE(Printed(sheet).text().find("本表没有记录"), std::string::npos);
    EXPECT_NE(Printed(sheet, Lang::en).text().find("No entries"), std::string::npos);
    EXPECT_NE(Printed(sheet, Lang::en).text().find("Page 1 of 1"), std::string::npos);
}

TEST(Pdf, wide_tables_lie_across) {
    Sheet wide = ledger(1);
    wide.columns[5].width = 41;
    const Printed across(wide);
    EXPECT_NE(across.ask("pdfinfo '" + across.path() + "'").find("841.89 x 595.276"), std::string::npos);
    Sheet narrow = ledger(1);
    narrow.columns[5].width = 20;
    const Printed standing(narrow);
    EXPECT_NE(standing.ask("pdfinfo '" + standing.path() + "'").find("595.276 x 841.89"), std::string::npos);
}

TEST(Pdf, the_same_sheet_gives_the_same_bytes) {
    EXPECT_EQ(Printed(ledger(30)).content, Printed(ledger(30)).content);
    Sheet later = ledger(30);
    later.made_at += std::chrono::minutes{1};
    EXPECT_NE(Printed(later).content, Printed(ledger(30)).content);
}

TEST(Pdf, odd_texts_are_shown_and_break_nothing) {
    Sheet sheet = ledger(1);
    sheet.rows[0] = {"<b>&amp;\x01\x7F", "9x", "--", "not a time", "", "\xFF\xFE"};
    sheet.rows.push_back({"a\r\nb\tc", "", "-1", "", "0", "é Ω ж 😀 " + std::string(3000, 'w')});
    const Printed printed(sheet);
    const std::string letters = printed.letters();
    for (const char* wanted : {"<b>&amp;", "9x", "--", "not", "-0.01", "否", "é", "Ω"}) {
        EXPECT_NE(letters.find(wanted), std::string::npos) << wanted;
    }
    EXPECT_EQ(count(letters, "w"), 3000);
}

TEST(Pdf, the_code_is_the_checkpoint) {
    const Paper paper = to_paper(ledger(1), Lang::zh);
    ASSERT_FALSE(paper.code.empty());
    EXPECT_EQ(paper.code, qr_rows(ledger(1).checkpoint));
    for (const auto& row : paper.code) EXPECT_EQ(row.size(), paper.code.size());
    Sheet none = ledger(1);
    none.checkpoint.clear();
    EXPECT_TRUE(to_paper(none, Lang::zh).code.empty());
    EXPECT_EQ(count(Printed(none).text(), "留痕检查点"), 0);
}

TEST(Pdf, what_is_too_much_is_refused) {
    Sheet sheet = ledger(1);
    sheet.rows.resize(kPdfRowsMax + 1, sheet.rows[0]);
    const auto too_long = to_pdf(sheet, Lang::zh);
    ASSERT_FALSE(too_long);
    EXPECT_EQ(too_long.error().key, "pdf_too_long");
    ChildLimits tight;
    tight.output = 1000;
    EXPECT_EQ(to_pdf(ledger(1), Lang::zh, tight).error().key, "pdf_failed");
}

TEST(Pdf, many_at_once) {
    const Bytes alone = Printed(ledger(5)).content;
    std::vector<std::thread> threads;
    std::atomic<int> same{0};
    for (int i = 0; i < 6; ++i) {
        threads.emplace_back([&] {
            const auto made = to_pdf(ledger(5), Lang::zh);
            if (made && *made == alone) ++same;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(same, 6);
}

// The process itself, with other programs in the printer's place.

ChildAnswer shell(const std::string& script, const ChildLimits& limits = {}, const std::string& input = {}) {
    return run_child("/bin/sh", {"-c", script}, as_bytes(input), limits);
}

TEST(Child, takes_input_and_gives_output) {
    const std::string much(3'000'000, 'x');
    const ChildAnswer answer = run_child("/bin/cat", {}, as_bytes(much), {});
    EXPECT_EQ(answer.exit_code, 0);
    EXPECT_EQ(as_text(answer.output), much);
    EXPECT_EQ(shell("exit 3", {}, much).exit_code, 3) << "one that does not listen";
    EXPECT_EQ(run_child("/nowhere/printer", {}, {}, {}).exit_code, std::nullopt);
}

TEST(Child, gets_no_environment_and_no_descriptor) {
    ::setenv("GX_SECRET", "secret", 1);
    const ChildAnswer environment = run_child("/usr/bin/env", {}, {}, {});
    EXPECT_EQ(environment.exit_code, 0);
    EXPECT_EQ(as_text(environment.output), "");
    const std::ofstream held("/dev/null");
    const ChildAnswer open = run_child("/bin/ls", {"/proc/self/fd"}, {}, {});
    EXPECT_EQ(as_text(open.output), "0\n1\n2\n3\n") << "3 is the folder that ls reads";
}

TEST(Child, crash_flood_greed_and_delay_end_it_alone) {
    EXPECT_EQ(shell("kill -SEGV $$").exit_code, std::nullopt);
    ChildLimits limits;
    limits.output = 100'000;
    EXPECT_EQ(run_child("/usr/bin/yes", {}, {}, limits).exit_code, std::nullopt);
    limits.time = Duration{200};
    EXPECT_EQ(run_child("/bin/sleep", {"600"}, {}, limits).exit_code, std::nullopt);
    EXPECT_EQ(shell("exec <&- >&-; sleep 600").exit_code, std::nullopt) << "one that closes its pipes and stays";
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    limits = {};
    limits.memory = std::size_t{300} << 20U;
    const ChildAnswer greedy = run_child("/usr/bin/python3", {"-c", "b'x' * (400 << 20)"}, {}, limits);
    EXPECT_NE(greedy.exit_code, 0);
#endif
}

}  // namespace
}  // namespace gx::render
