#include "platform/search/words.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace gx::search {
namespace {

std::vector<std::u32string> terms(const std::string& question) {
    auto out = terms_of(question);
    EXPECT_TRUE(out) << question;
    return out ? *out : std::vector<std::u32string>{};
}

bool holds(const std::string& text, const std::string& question) { return holds_all(letters_of(text), terms(question)); }

std::string marked(const std::vector<Piece>& pieces) {
    std::string out;
    for (const Piece& piece : pieces) out += piece.hit ? "[" + piece.text + "]" : piece.text;
    return out;
}

TEST(Words, any_piece_of_the_text_is_found_at_any_length) {
    const std::string text = "突报〔2026〕7号\n3栋负一层配电间冒烟,已断电\nＡＢ阀 PVC管";
    for (const char* wanted : {"烟", "配电", "配电间", "负一层配电间冒烟", "〔2026〕7", "pvc", "Pvc管", "ab阀", "ＰＶＣ", "断电 冒烟", "　烟　"}) {
        EXPECT_TRUE(holds(text, wanted)) << wanted;
    }
    for (const char* not_there : {"水", "电配", "间冒火", "号3栋", "烟 水", "pvd"}) EXPECT_FALSE(holds(text, not_there)) << not_there;
}

TEST(Words, a_question_has_its_limits) {
    EXPECT_EQ(terms_of("").error().fields.front().key, "search_question_empty");
    EXPECT_EQ(terms_of(" \n　").error().fields.front().key, "search_question_empty");
    std::string hundred;
    for (int i = 0; i < 100; ++i) hundred += "电";
    EXPECT_TRUE(terms_of(hundred));
    EXPECT_EQ(terms_of(hundred + "电").error().fields.front().key, "search_question_long");
    EXPECT_TRUE(terms_of("1 2 3 4 5 6 7 8 8 8"));
    EXPECT_EQ(terms_of("1 2 3 4 5 6 7 8 9").error().fields.front().key, "search_question_words");
}

TEST(Words, grams_are_single_characters_and_pairs_within_a_line) {
    EXPECT_EQ(grams_of(U"电梯 电梯"), (std::vector<std::u32string>{U"梯", U"电", U"电梯"}));
    EXPECT_EQ(grams_of(std::vector<std::u32string>{U"电", U"配电间"}), (std::vector<std::u32string>{U"电", U"电间", U"配电"}));
}

TEST(Words, the_extract_shows_the_hit_below_the_title) {
    const std::string filler = "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸";
    const Letters document = letters_of("突报7号 火灾\n3栋\n" + filler + "水泵<b>漏水</b>," + filler + filler + filler);
    EXPECT_EQ(marked(title(document, terms("火灾"))), "突报7号 [火灾]");
    const std::string shown = marked(extract(document, terms("漏水 火灾")));
    EXPECT_NE(shown.find("水泵<b>[漏水]</b>"), std::string::npos) << shown;
    EXPECT_EQ(shown.find("突报"), std::string::npos);
    EXPECT_EQ(shown.find("3栋"), std::string::npos) << "begins near the hit";
    EXPECT_EQ(marked(extract(document, terms("突报"))).substr(0, 8), "3栋 甲") << "no hit below the title: the beginning";
    EXPECT_EQ(letters_of(shown).shown.size(), 82U);
    EXPECT_EQ(marked(extract(letters_of("题"), terms("题"))), "");
    EXPECT_EQ(marked(extract(letters_of("题\nＡＢ Ab"), terms("ab"))), "[ＡＢ] [Ab]") << "shown as it was written";
}

TEST(Words, utf8_goes_through_unharmed) {
    const std::string text = "aé漢😀 ";
    EXPECT_EQ(to_utf8(letters_of(text).shown), text);
    EXPECT_EQ(to_utf8(letters_of("ok\xFF no").shown), "ok");
}

}  // namespace
}  // namespace gx::search
