#include "platform/json/json.hpp"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include <random>

namespace gx::json {
namespace {

enum class Grade : std::uint8_t { ordinary, major, void_ };
BOOST_DESCRIBE_ENUM(Grade, ordinary, major, void_)

struct Place {
    std::string building;
    std::optional<std::string> room;
    bool operator==(const Place&) const = default;
};
BOOST_DESCRIBE_STRUCT(Place, (), (building, room))

struct Base {
    Id id;
    bool operator==(const Base&) const = default;
};
BOOST_DESCRIBE_STRUCT(Base, (), (id))

struct Report : Base {
    std::int64_t number = 0;
    std::uint8_t level = 4;
    int count = 0;
    bool sensitive = false;
    Grade grade = Grade::ordinary;
    std::string summary;
    Instant at{};
    Day day{};
    Fen loss;
    Bytes key;
    std::optional<Instant> until;
    std::vector<Place> places;
    std::optional<std::vector<std::string>> flags;
    bool operator==(const Report&) const = default;
};
BOOST_DESCRIBE_STRUCT(Report, (Base), (number, level, count, sensitive, grade, summary, at, day, loss, key, until, places, flags))

struct Small {
    int number = 0;
    bool flag = false;
    std::optional<Grade> grade;
    std::optional<std::vector<Grade>> grades;
};
BOOST_DESCRIBE_STRUCT(Small, (), (number, flag, grade, grades))

struct Tree {
    std::string name;
    std::vector<Tree> below;
    bool operator==(const Tree&) const = default;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (name, below))

std::string keys_of(const Error& error) {
    std::string out = error.key;
    for (const auto& field : error.fields) out += " " + field.path + ":" + field.key;
    return out;
}

template <class T>
std::string refusal(std::string_view text) {
    const auto result = read_text<T>(text);
    return result ? "accepted" : keys_of(result.error());
}

Report sample() {
    Report report;
    report.id = Id{4611686018427387905};
    report.number = -7;
    report.level = 3;
    report.count = 12;
    report.sensitive = true;
    report.grade = Grade::void_;
    report.summary = "三号楼 \"起火\"\n\\ \t 完";
    report.at = *parse_rfc3339("2026-11-23T08:05:00.250Z");
    report.day = *parse_day("2026-02-28");
    report.loss = Fen{50'000};
    report.key = {0, 1, 254, 255};
    report.places = {{"3号楼", "1203"}, {"地下车库", std::nullopt}};
    return report;
}

TEST(Json, WritesWhatItReads) {
    const auto text = write(sample());
    EXPECT_NE(text.find(R"("id":"4611686018427387905")"), std::string::npos);
    EXPECT_NE(text.find(R"("grade":"void")"), std::string::npos);
    EXPECT_NE(text.find(R"("at":"2026-11-23T08:05:00.250Z")"), std::string::npos);
    EXPECT_NE(text.find(R"("key":"AAH+/w==")"), std::string::npos);
    EXPECT_EQ(text.find("until"), std::string::npos);
    const auto back = read_text<Report>(text);
    ASSERT_TRUE(back) << keys_of(back.error());
    EXPECT_EQ(*back, sample());
}

TEST(Json, NamesEveryWrongFieldAtOnce) {
    EXPECT_EQ(refusal<Report>(R"({"id":5,"number":1.5,"level":256,"count":"3","sensitive":"true","grade":"huge",
        "summary":null,"at":"yesterday","day":"2026-02-30","loss":0.1,"key":"a===","until":7,
        "places":[{"building":"x"},{"building":1,"wing":2}],"flags":[1],"more":{}})"),
              "input_invalid id:field_type number:field_type level:field_range count:field_type sensitive:field_type "
              "grade:field_choice summary:field_type at:field_format day:field_format loss:field_type "
              "key:field_format until:field_type places[1].building:field_type places[1].wing:json_field_unknown "
              "flags[0]:field_type more:json_field_unknown");
    EXPECT_EQ(refusal<Place>("{}"), "input_invalid building:field_missing");
    EXPECT_EQ(refusal<Place>("[]"), "input_invalid :field_type");
    EXPECT_EQ(refusal<Place>(R"({"building":"x","room":null})"), "accepted");
}

TEST(Json, RefusesHostileTexts) {
    EXPECT_EQ(refusal<Place>(""), "json_malformed");
    EXPECT_EQ(refusal<Place>("{\"building\":\"x\"} {}"), "json_malformed");
    EXPECT_EQ(refusal<Place>("{\"building\":\"x\",}"), "json_malformed");
    EXPECT_EQ(refusal<Place>("{\"building\":\"x\" /* c */}"), "json_malformed");
    EXPECT_EQ(refusal<Place>("{'building':'x'}"), "json_malformed");
    EXPECT_EQ(refusal<Place>("\xEF\xBB\xBF{\"building\":\"x\"}"), "json_malformed");
    EXPECT_EQ(refusal<Place>("{\"building\":\"\xC0\xAF\"}"), "json_not_utf8");
    EXPECT_EQ(refusal<Place>("{\"building\":\"\\ud800\"}"), "json_malformed");
    EXPECT_EQ(refusal<Place>("{\"building\":\"a\nb\"}"), "json_malformed");
    EXPECT_EQ(refusal<Place>(R"({"building":"a\u0000b"})"), "input_invalid building:field_characters");
    EXPECT_EQ(refusal<Place>(R"({"building":"a\rb"})"), "input_invalid building:field_characters");
    EXPECT_EQ(refusal<Place>(R"({"building":"a\n\tb"})"), "accepted");
    EXPECT_EQ(refusal<Place>(R"({"building":"a","building":"b"})"), "json_key_doubled");
    EXPECT_EQ(refusal<Place>(R"({"building":"a","buil\u0064ing":"b"})"), "json_key_doubled");
    EXPECT_EQ(refusal<Place>(R"({"building":"a","x":{"y":1,"y":2}})"), "json_key_doubled");
    EXPECT_EQ(refusal<Place>(std::string(10'000, '[')), "json_too_deep");
    EXPECT_EQ(refusal<Tree>(std::string(33, '[')), "json_too_deep");
    EXPECT_EQ(refusal<Place>("{\"building\":\"" + std::string(kStringBytesMax + 1, 'x') + "\"}"),
              "input_invalid building:field_too_long");
    EXPECT_EQ(refusal<Small>(R"({"number":1e400,"flag":true})"), "input_invalid number:field_type");
    EXPECT_EQ(refusal<Small>(R"({"number":18446744073709551615,"flag":true})"), "input_invalid number:field_range");
    EXPECT_EQ(refusal<Small>(R"({"number":-2147483649,"flag":true})"), "input_invalid number:field_range");
    EXPECT_EQ(refusal<Small>(R"({"number":-2147483648,"flag":true})"), "accepted");
}

TEST(Json, TellsPositionAndStopsCounting) {
    const auto result = parse(R"({"a":1,)");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().key, "json_malformed");
    EXPECT_EQ(result.error().params[0].second, "7");
    std::string many = "{";
    for (int i = 0; i < 500; ++i) many += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":1";
    const auto refused = read_text<Place>(many + "}");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.size(), kErrorsMax);
}

TEST(Json, AForeignNameIsShownShortAndClean) {
    const auto result = read_text<None>("{\"" + std::string(5'000, 'k') + "\":1}");
    EXPECT_FALSE(result);
    EXPECT_LE(refusal<None>("{\"" + std::string(3'000, 'k') + "\":1}").size(), 120U);
    EXPECT_EQ(refusal<None>(R"({"\u0007":1})"), "input_invalid ?:json_field_unknown");
}

TEST(Json, ReadsQueries) {
    const auto tree = parse_query("number=-5&flag=true&grade=&grades=major,void");
    ASSERT_TRUE(tree);
    const auto small = read<Small>(*tree, Source::query);
    ASSERT_TRUE(small) << keys_of(small.error());
    EXPECT_EQ(small->number, -5);
    EXPECT_TRUE(small->flag);
    EXPECT_FALSE(small->grade);
    EXPECT_EQ(small->grades->size(), 2U);
    EXPECT_EQ(keys_of(read<Small>(*parse_query("number=5x&flag=1&q=1"), Source::query).error()),
              "input_invalid number:field_type flag:field_type q:json_field_unknown");
    EXPECT_EQ(parse_query("a=%zz").error().key, "query_malformed");
    EXPECT_EQ(parse_query("a=%4").error().key, "query_malformed");
    EXPECT_EQ(parse_query("a=%c0%af").error().key, "query_malformed");
    EXPECT_EQ(parse_query("a=1&a=2").error().key, "query_doubled");
    EXPECT_EQ(parse_query("q=%E4%B8%89+%2B").value().at("q").as_string(), "三 +");
    EXPECT_TRUE(parse_query("")->as_object().empty());
}

TEST(Json, NamesOfEnums) {
    EXPECT_EQ(enum_name(Grade::void_), "void");
    EXPECT_EQ(parse_enum<Grade>("major"), Grade::major);
    EXPECT_EQ(parse_enum<Grade>("Major"), std::nullopt);
    EXPECT_EQ(enum_name(static_cast<Grade>(77)), "");
}

TEST(Json, SchemasNameTheirParts) {
    SchemaBook book;
    EXPECT_EQ(schema<Report>(book), R"({"$ref":"#/components/schemas/json.Report"})");
    const auto& report = book.components().at("json.Report");
    EXPECT_NE(report.find(R"("until":{"type":["string","null"],"format":"date-time"})"), std::string::npos);
    EXPECT_NE(report.find(R"("required":["id","number","level",)"), std::string::npos);
    EXPECT_EQ(report.find(R"("required":["id","until")"), std::string::npos);
    EXPECT_EQ(book.components().at("json.Grade"), R"({"type":"string","enum":["ordinary","major","void"]})");
    schema<Small>(book);
    EXPECT_NE(book.components().at("json.Small").find(R"({"oneOf":[{"$ref":"#/components/schemas/json.Grade"},{"type":"null"}]})"),
              std::string::npos);
    schema<Tree>(book);
    for (const auto& [name, text] : book.components()) EXPECT_TRUE(parse(text)) << name;
}

/// Any text that can be in a field comes back as it was.
TEST(Json, RandomValuesComeBack) {
    std::mt19937 random(7);
    const auto pick = [&](int max) { return static_cast<int>(random() % static_cast<unsigned>(max)); };
    const std::string pieces[] = {"a", "\"", "\\", "/", "\n", "\t", "中", "𠮷", "é", "{", "}", "[", ",", ":", " "};
    const auto text = [&] {
        std::string out;
        for (int n = pick(20); n > 0; --n) out += pieces[pick(15)];
        return out;
    };
    for (int round = 0; round < 2'000; ++round) {
        Report report;
        report.id = Id{static_cast<std::int64_t>(random()) + 1};
        report.number = static_cast<std::int64_t>((std::uint64_t{random()} << 32) | random());
        report.level = static_cast<std::uint8_t>(random());
        report.count = static_cast<int>(random());
        report.sensitive = pick(2) == 0;
        report.grade = static_cast<Grade>(pick(3));
        report.summary = text();
        report.at = from_millis(static_cast<std::int64_t>(random()) * 500);
        report.day = Day{std::chrono::sys_days{std::chrono::days{pick(40'000)}}};
        report.loss = Fen{static_cast<std::int64_t>(random())};
        for (int n = pick(9); n > 0; --n) report.key.push_back(static_cast<std::uint8_t>(random()));
        if (pick(2) == 0) report.until = report.at;
        for (int n = pick(3); n > 0; --n) report.places.push_back({text(), pick(2) ? std::optional(text()) : std::nullopt});
        if (pick(2) == 0) report.flags = {text(), text()};
        const auto back = read_text<Report>(write(report));
        ASSERT_TRUE(back) << write(report) << keys_of(back.error());
        ASSERT_EQ(*back, report);
    }
}

/// Broken texts are refused or read, never more than that.
TEST(Json, CutAndTurnedTextsDoNoHarm) {
    std::mt19937 random(11);
    const auto whole = write(sample());
    for (int round = 0; round < 20'000; ++round) {
        std::string text = whole.substr(0, random() % whole.size() + 1);
        for (unsigned n = random() % 4; n > 0; --n) text[random() % text.size()] = static_cast<char>(random());
        const auto result = read_text<Report>(text);
        if (result) {
            EXPECT_TRUE(read_text<Report>(write(*result)));
        }
    }
}

}  // namespace
}  // namespace gx::json
