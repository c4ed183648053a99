#include "platform/base/types.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <thread>
#include <unordered_set>

#include "platform/base/check.hpp"
#include "platform/base/result.hpp"

namespace gx {
namespace {

constexpr std::int64_t kYear3000 = 32'503'680'000'000;

TEST(Ids, AreDistinctAndInTimeOrder) {
    const Instant now = from_millis(1'795'395'600'000);
    std::vector<std::vector<Id>> made(4);
    std::vector<std::thread> threads;
    for (auto& list : made) {
        threads.emplace_back([&list, now] {
            for (int i = 0; i < 5000; ++i) list.push_back(new_id(now));
        });
    }
    for (auto& thread : threads) thread.join();
    std::unordered_set<Id> all;
    for (const auto& list : made) {
        EXPECT_TRUE(std::is_sorted(list.begin(), list.end()));
        all.insert(list.begin(), list.end());
    }
    EXPECT_EQ(all.size(), 20'000U);
    const Id later = new_id(now + Duration{1000});
    for (const auto& list : made) EXPECT_GT(later, list.back());
    EXPECT_GT(new_id(now), later);  // a clock that went back gives no smaller id
}

TEST(Ids, AreReadStrictly) {
    EXPECT_EQ(parse_id("9223372036854775807"), Id{INT64_MAX});
    for (const char* bad : {"", "0", "-1", "+1", "01", " 1", "1 ", "1.0", "1e3", "9223372036854775808", "１", "abc"}) {
        EXPECT_FALSE(parse_id(bad)) << bad;
    }
}

RC_GTEST_PROP(Types, IdsAndBytesComeBackFromText, (std::vector<std::uint8_t> bytes)) {
    RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
    const Id id{*rc::gen::positive<std::int64_t>()};
    RC_ASSERT(parse_id(to_string(id)) == id);
}

RC_GTEST_PROP(Types, InstantsComeBackFromText, ()) {
    const Instant at = from_millis(*rc::gen::inRange<std::int64_t>(-2'208'988'800'000, kYear3000));
    RC_ASSERT(parse_rfc3339(to_rfc3339(at)) == at);
    const Day day{std::chrono::floor<std::chrono::days>(at)};
    RC_ASSERT(parse_day(to_iso(day)) == day);
}

TEST(Instants, TakeAnyOffsetAndRefuseNonsense) {
    const auto utc = parse_rfc3339("2026-11-23T08:05:00Z");
    ASSERT_TRUE(utc);
    EXPECT_EQ(to_rfc3339(*utc), "2026-11-23T08:05:00.000Z");
    EXPECT_EQ(parse_rfc3339("2026-11-23T16:05:00+08:00"), utc);
    EXPECT_EQ(parse_rfc3339("2026-11-23T08:05:00.0000Z"), utc);
    EXPECT_EQ(parse_rfc3339("2026-11-23T02:35:00-05:30"), utc);
    for (const char* bad : {"", "2026-11-23", "2026-11-23T08:05:00", "2026-02-30T08:05:00Z", "2026-11-23T24:00:00Z",
                            "2026-11-23T08:60:00Z", "2026-11-23T08:05:60Z", "2026-11-23T08:05:00.Z",
                            "2026-11-23T08:05:00+8:00", "2026-11-23T08:05:00+24:00", "2026-11-23T08:05:00ZZ",
                            "20261123T080500Z", "2026-11-23T08:05:00.0000000000Z"}) {
        EXPECT_FALSE(parse_rfc3339(bad)) << bad;
    }
}

TEST(Days, ExistOrAreRefused) {
    EXPECT_TRUE(parse_day("2028-02-29"));
    for (const char* bad : {"2027-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "0000-01-01", "2026-11-31", "2026/11/23"}) {
        EXPECT_FALSE(parse_day(bad)) << bad;
    }
}

TEST(Hex, IsReadStrictly) {
    EXPECT_EQ(from_hex("00ff"), (Bytes{0, 255}));
    EXPECT_EQ(from_hex(""), Bytes{});
    for (const char* bad : {"0", "0g", "-1", " 0", "0x"}) EXPECT_FALSE(from_hex(bad)) << bad;
}

Result<int> half(int value) {
    if (value % 2 != 0) return refuse_field("value", "odd", "given", std::to_string(value));
    return value / 2;
}

Result<int> quarter(int value) {
    GX_TRY(once, half(value));
    GX_TRY_DONE(half(once));
    return once / 2;
}

TEST(Results, CarryTheRefusalThrough) {
    EXPECT_EQ(*quarter(8), 2);
    const auto refused = quarter(6);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().key, "input_invalid");
    ASSERT_EQ(refused.error().fields.size(), 1U);
    EXPECT_EQ(refused.error().fields[0].path, "value");
    EXPECT_EQ(refused.error().fields[0].key, "odd");
    EXPECT_EQ(refused.error().fields[0].params[0].second, "3");
}

TEST(Checks, NameFileLineAndExpression) {
    try {
        GX_CHECK(1 + 1 == 3);
        FAIL();
    } catch (const Bug& bug) {
        const std::string text = bug.what();
        EXPECT_NE(text.find("types_test.cpp:"), std::string::npos);
        EXPECT_NE(text.find("1 + 1 == 3"), std::string::npos);
    }
}

}  // namespace
}  // namespace gx
