#include "platform/text/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "platform/base/check.hpp"

namespace gx::text {
namespace {

constexpr Message kMessages[] = {{"late", 409, "晚了 {minutes} 分钟,{minutes} 分钟!", "late by {minutes} minutes", "E4.2"},
                                 {"title", 0, "标题", "Title", ""}};
const Part kPart{"test/text", kMessages, {}, {}, {}, ""};
const Part* const kParts[] = {&kPart};

TEST(Catalogues, SayBothLanguagesWithTheirValues) {
    const Catalogue catalogue(kParts);
    EXPECT_EQ(catalogue.say(Lang::zh, "late", {{"minutes", "5"}}), "晚了 5 分钟,5 分钟!");
    EXPECT_EQ(catalogue.say(Lang::en, "late", {{"minutes", "5"}, {"other", "x"}}), "late by 5 minutes");
    EXPECT_EQ(catalogue.say(Lang::en, "nobody_wrote_this"), "nobody_wrote_this");
    EXPECT_EQ(catalogue.status("late"), 409);
    EXPECT_EQ(catalogue.status("title"), 500);
    EXPECT_EQ(catalogue.status("nobody_wrote_this"), 500);
    EXPECT_EQ(catalogue.find("title")->zh, "标题");
    EXPECT_EQ(catalogue.find("x"), nullptr);
}

TEST(Catalogues, AValueThatLooksLikeAHoleStaysAsItIs) {
    const Catalogue catalogue(kParts);
    EXPECT_EQ(catalogue.say(Lang::en, "late", {{"minutes", "{minutes}"}}), "late by {minutes} minutes");
}

TEST(Catalogues, AKeyThatStandsTwiceIsOurBug) {
    const Part* const twice[] = {&kPart, &kPart};
    EXPECT_THROW(Catalogue catalogue(twice), Bug);
}

TEST(Text, CountsCharactersAndRefusesBrokenEncodings) {
    EXPECT_EQ(length(""), 0);
    EXPECT_EQ(length("abc"), 3);
    EXPECT_EQ(length("规行😀"), 3);
    for (const char* bad : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
                            "\xE8\xA7", "a\xFF", "\xF0\x80\x80\x80", "\xB9\xE6\xD0\xD0"}) {
        EXPECT_EQ(length(bad), -1);
        EXPECT_FALSE(is_utf8(bad));
    }
}

TEST(Text, TrimsSpacesOfBothWidths) {
    EXPECT_EQ(trim(" \t　张三　\r\n"), "张三");
    EXPECT_EQ(trim("　　"), "");
    EXPECT_EQ(trim(""), "");
    EXPECT_EQ(trim("张 三"), "张 三");
}

TEST(Text, MakesFullWidthHalf) {
    EXPECT_EQ(half_width("Ａ１－（三栋）　x"), "A1-(三栋) x");
    EXPECT_EQ(half_width("\xFF"), "\xFF");
}

TEST(Text, CutsAtCharacters) {
    EXPECT_EQ(first("规行系统", 2), "规行");
    EXPECT_EQ(first("规行", 5), "规行");
    EXPECT_EQ(first("规行", 0), "");
}

RC_GTEST_PROP(TextRules, NothingHereEverLeavesItsInput, (std::string any)) {
    const auto count = length(any);
    RC_ASSERT(count >= -1 && count <= static_cast<int>(any.size()));
    RC_ASSERT(any.find(trim(any)) != std::string::npos);
    RC_ASSERT(any.starts_with(first(any, 3)));
    RC_ASSERT(half_width(any).size() <= any.size());
    if (count >= 0) RC_ASSERT(is_utf8(half_width(any)));
}

}  // namespace
}  // namespace gx::text
