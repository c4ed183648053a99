#include "platform/labels/labels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "platform/labels/merge.hpp"

namespace gx::labels {
namespace {

Facts ordinary(Id scope) { return {{kOrdinary, 0, scope}, Id{}, false, false, false}; }

TEST(Labels, C2_5_a_post_reads_its_own_scope_at_its_level_and_below) {
    const Reach guard{kOrdinary, 0, false, {Id{10}}};
    EXPECT_TRUE(may_read(guard, Id{1}, ordinary(Id{10})));
    EXPECT_FALSE(may_read(guard, Id{1}, ordinary(Id{11})));
    Facts confidential = ordinary(Id{10});
    confidential.label.level = kConfidential;
    EXPECT_FALSE(may_read(guard, Id{1}, confidential));
}

TEST(Labels, C2_1_levels_count_downwards_one_is_the_most_secret) {
    const Reach head{kTopSecret, 0, true, {}};
    for (Level level = kTopSecret; level <= kOrdinary; ++level) {
        EXPECT_TRUE(may_read(head, Id{1}, {{level, 0, Id{5}}, Id{}, false, false, false}));
    }
    EXPECT_TRUE(at_least_as_secret(kTopSecret, kSecret));
    EXPECT_FALSE(at_least_as_secret(kOrdinary, kConfidential));
}

TEST(Labels, C2_5_level_of_one_post_never_joins_scope_of_another) {
    const std::vector<Reach> two{{kSecret, 0, false, {Id{10}}}, {kOrdinary, 0, true, {}}};
    EXPECT_FALSE(may_read(two, Id{1}, {{kSecret, 0, Id{11}}, Id{}, false, false, false}));
    EXPECT_TRUE(may_read(two, Id{1}, {{kSecret, 0, Id{10}}, Id{}, false, false, false}));
    EXPECT_TRUE(may_read(two, Id{1}, ordinary(Id{11})));
}

TEST(Labels, C3_3_barred_wins_over_authorship_and_recipients_over_reach) {
    const Reach head{kTopSecret, ~std::uint64_t{0}, true, {}};
    Facts facts = ordinary(Id{10});
    facts.author = Id{1};
    EXPECT_TRUE(may_read({kOrdinary, 0, false, {}}, Id{1}, facts));
    facts.barred = true;
    EXPECT_FALSE(may_read(head, Id{1}, facts));
    Facts listed = ordinary(Id{10});
    listed.has_recipients = true;
    EXPECT_FALSE(may_read(head, Id{2}, listed));
    listed.is_recipient = true;
    EXPECT_TRUE(may_read(head, Id{2}, listed));
}

TEST(Labels, C2_1_join_is_a_least_upper_bound_on_the_whole_small_universe) {
    std::vector<Label> universe;
    for (Level level = 1; level <= 4; ++level) {
        for (std::uint64_t set = 0; set < 16; ++set) universe.push_back({level, set, Id{}});
    }
    const auto below = [](const Label& a, const Label& b) {
        return a.level >= b.level && (a.compartments & ~b.compartments) == 0;
    };
    for (const Label& a : universe) {
        for (const Label& b : universe) {
            const Label up = join(a, b);
            ASSERT_TRUE(below(a, up) && below(b, up));
            ASSERT_EQ(up, join(b, a));
            for (const Label& other : universe) {
                const bool bounds_both = below(a, other) && below(b, other);
                ASSERT_TRUE(!bounds_both || below(up, other));
            }
        }
    }
}

/// The slow model: says for one reach and one object what the regulation says, in its own words.
bool model_allows(const std::vector<Reach>& reaches, Id person, const Facts& facts) {
    if (facts.barred) return false;
    if (facts.author == person) return true;
    if (facts.has_recipients && !facts.is_recipient) return false;
    for (const Reach& reach : reaches) {
        bool allowed = reach.level <= facts.label.level;
        for (int bit = 0; bit < 64; ++bit) {
            const std::uint64_t one = std::uint64_t{1} << bit;
            if ((facts.label.compartments & one) != 0 && (reach.compartments & one) == 0) allowed = false;
        }
        bool in_scope = reach.whole_company;
        for (const Id scope : reach.scopes) in_scope = in_scope || scope == facts.label.scope;
        if (allowed && in_scope) return true;
    }
    return false;
}

struct Item {
    Keyset key;
    Label label;
};

std::vector<Reach> random_reaches(std::mt19937_64& random) {
    std::vector<Reach> reaches(1 + random() % 3);
    for (Reach& reach : reaches) {
        reach.level = static_cast<Level>(1 + random() % 4);
        reach.compartments = random() % 8;
        reach.whole_company = random() % 5 == 0;
        for (std::int64_t scope = 1; scope <= 6; ++scope) {
            if (random() % 3 == 0) reach.scopes.push_back(Id{scope});
        }
    }
    return reaches;
}

std::vector<Item> random_items(std::mt19937_64& random) {
    std::vector<Item> items(random() % 60);
    std::int64_t id = 0;
    for (Item& item : items) {
        item.key = {static_cast<std::int64_t>(random() % 10), ++id};
        item.label = {static_cast<Level>(1 + random() % 4), random() % 8, Id{static_cast<std::int64_t>(random() % 7)}};
    }
    std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.key > b.key; });
    return items;
}

std::vector<Item> fetch(const std::vector<Item>& items, const Stream& stream, Keyset below, std::size_t count) {
    std::vector<Item> out;
    for (const Item& item : items) {
        if (item.key >= below || item.label.level != stream.level) continue;
        if (!stream.whole && item.label.scope != stream.scope) continue;
        out.push_back(item);
        if (out.size() == count) break;
    }
    return out;
}

TEST(Labels, C3_3_merged_streams_and_the_check_equal_the_slow_model_on_random_worlds) {
    std::mt19937_64 random{20261123};
    for (int world = 0; world < 20'000; ++world) {
        const auto reaches = random_reaches(random);
        const auto items = random_items(random);
        std::vector<Keyset> expected;
        for (const Item& item : items) {
            const Facts facts{item.label, Id{}, false, false, false};
            ASSERT_EQ(may_read(reaches, Id{99}, facts), model_allows(reaches, Id{99}, facts));
            if (model_allows(reaches, Id{99}, facts)) expected.push_back(item.key);
        }
        std::vector<Keyset> got;
        Keyset below;
        for (;;) {
            const auto page = merge<Item>(
                streams(reaches), below, 7,
                [&](const Stream& stream, Keyset from, std::size_t count) {
                    auto rows = fetch(items, stream, from, count);
                    return rows;
                },
                [](const Item& item) { return item.key; },
                [&](const Item& item) { return may_read(reaches, Id{99}, {item.label, Id{}, false, false, false}); });
            for (const Item& item : page.rows) got.push_back(item.key);
            if (!page.next) break;
            below = *page.next;
        }
        ASSERT_EQ(got, expected) << "world " << world;
    }
}

}  // namespace
}  // namespace gx::labels
