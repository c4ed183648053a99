#include "platform/search/search.hpp"

#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "platform/search/store.hpp"
#include "platform/search/tokens.hpp"
#include "support/database.hpp"

namespace gx::search {
namespace {

using labels::Label;
using labels::Reach;

const org::Permission kAnybody{"test.read"};
const Id kHome{11}, kOther{12}, kGuard{21}, kClerk{22};

Reach branch(Id scope, labels::Level level = labels::kOrdinary) { return {level, 0, false, {scope}}; }
Reach company_wide(labels::Level level, std::uint64_t compartments = 0) { return {level, compartments, true, {}}; }

/// Records of two kinds in memory; the index in the database.
class Search : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override { return {&gen::platform_keys, &gen::platform_search}; }
    void SetUp() override {
        OnBothEngines::SetUp();
        if (!IsSkipped()) start();
    }
    void TearDown() override {
        indexer_.reset();
        OnBothEngines::TearDown();
    }
    void start() {
        std::vector<Source> sources;
        for (const std::string type : {"incident", "file"}) {
            sources.push_back({type, &kAnybody,
                               [this](store::Tx&, Id object) {
                                   const auto at = records_.find(object);
                                   return at == records_.end() ? std::nullopt : std::optional(at->second);
                               },
                               [this, type](store::Tx&, Id after, std::size_t count) {
                                   std::vector<Id> out;
                                   for (auto at = records_.upper_bound(after); at != records_.end() && out.size() < count; ++at) {
                                       if (at->second.type == type) out.push_back(at->first);
                                   }
                                   return out;
                               }});
        }
        indexer_ = std::make_unique<Indexer>(db(), keys(), std::move(sources));
        indexer_->drain();
    }
    void restart() {
        indexer_.reset();
        reopen();
        start();
    }
    void write(const std::function<void(store::Tx&)>& act) {
        ASSERT_TRUE(db().write([&](store::Tx& tx) -> Result<Done> { return act(tx), Done{}; }));
    }
    Id put(const std::string& text, Label label, Id author = kClerk, const std::string& type = "incident", Id object = {}) {
        if (!object) object = Id{1000 + static_cast<std::int64_t>(++made_)};
        records_[object] = {type, object, label, author, now(), text};
        write([&](store::Tx& tx) { mark(tx, test::kCompany, now(), type, object); });
        return object;
    }
    void drop(Id object) {
        const std::string type = records_.at(object).type;
        records_.erase(object);
        write([&](store::Tx& tx) { mark(tx, test::kCompany, now(), type, object); });
    }
    Result<Found> ask(const std::string& words, const std::vector<Reach>& reaches, Id person = kGuard,
                      std::optional<Id> after = {}, std::size_t limit = 20) {
        return db().read([&](store::Tx& tx) {
            return find(tx, keys(), person, reaches, {words, {"file", "incident"}, after, limit});
        });
    }
    std::vector<Id> ids(const std::string& words, const std::vector<Reach>& reaches, Id person = kGuard) {
        std::vector<Id> out;
        std::optional<Id> after;
        do {
            const auto found = ask(words, reaches, person, after, 3);
            EXPECT_TRUE(found) << words;
            if (!found) break;
            for (const Hit& hit : found->hits) out.push_back(hit.object);
            after = found->next;
        } while (after);
        return out;
    }
    /// All that an answer tells, as text.
    std::string told(const std::string& words, const std::vector<Reach>& reaches, Id person, std::optional<Id> after = {}) {
        const auto found = ask(words, reaches, person, after, 3);
        if (!found) return found.error().key + (found.error().fields.empty() ? "" : found.error().fields.front().key);
        std::string out;
        for (const Hit& hit : found->hits) {
            out += hit.type + to_string(hit.object) + std::to_string(hit.label.level) + json::write(hit.title) + json::write(hit.extract);
        }
        return out + "|" + (found->next ? to_string(*found->next) : "");
    }

    std::map<Id, Document> records_;
    std::unique_ptr<Indexer> indexer_;
    int made_ = 0;
};
GX_ON_BOTH_ENGINES(Search);

TEST_P(Search, any_words_of_a_record_find_it_over_a_restart) {
    const Id fire = put("突报〔2026〕1号\n3栋负一层配电间冒烟", {4, 0, kHome});
    const Id flood = put("突报〔2026〕2号\n地下车库漏水,水泵故障", {4, 0, kHome});
    EXPECT_TRUE(ids("冒烟", {branch(kHome)}).empty()) << "not read yet";
    EXPECT_EQ(indexer_->drain(), 2U);
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(ids("烟", {branch(kHome)}), std::vector{fire});
        EXPECT_EQ(ids("水泵", {branch(kHome)}), std::vector{flood});
        EXPECT_EQ(ids("地下车库漏水", {branch(kHome)}), std::vector{flood});
        EXPECT_EQ(ids("2026", {branch(kHome)}), (std::vector{flood, fire})) << "newest first";
        EXPECT_EQ(ids("号 配电间", {branch(kHome)}), std::vector{fire});
        EXPECT_TRUE(ids("车库电", {branch(kHome)}).empty());
        EXPECT_TRUE(ids("库水漏", {branch(kHome)}).empty()) << "all pairs there, in another order";
        restart();
        EXPECT_EQ(indexer_->drain(), 0U) << "nothing is read twice";
    }
}

TEST_P(Search, a_changed_record_is_found_by_its_new_text_alone_and_a_gone_one_not_at_all) {
    const Id first = put("1号\n漏水", {4, 0, kHome});
    put("2号\n停电", {4, 0, kHome});
    indexer_->drain();
    put("1号\n渗漏,已修复", {4, 0, kHome}, kClerk, "incident", first);
    indexer_->drain();
    EXPECT_TRUE(ids("漏水", {branch(kHome)}).empty());
    EXPECT_EQ(ids("渗漏", {branch(kHome)}), std::vector{first});
    EXPECT_EQ(ids("号", {branch(kHome)}).back(), first) << "it keeps its place";
    drop(first);
    indexer_->drain();
    EXPECT_TRUE(ids("渗漏", {branch(kHome)}).empty());
}

TEST_P(Search, C2_1_only_what_is_in_reach_is_found) {
    const Id here = put("甲\n电梯困人", {4, 0, kHome});
    const Id there = put("乙\n电梯困人", {4, 0, kOther});
    const Id secret = put("丙\n电梯困人", {2, 0, kHome});
    const Id money = put("丁\n电梯困人", {4, static_cast<std::uint64_t>(labels::Compartment::finance), kHome});
    const Id own = put("戊\n电梯困人", {2, 0, kOther}, kGuard);
    indexer_->drain();
    EXPECT_EQ(ids("困人", {branch(kHome)}), (std::vector{own, here})) << "and what the reader wrote";
    EXPECT_EQ(ids("困人", {branch(kHome)}, kClerk), (std::vector{money, secret, there, here})) << "the clerk wrote these";
    EXPECT_EQ(ids("困人", {branch(kHome, labels::kSecret)}), (std::vector{own, secret, here}));
    EXPECT_EQ(ids("困人", {company_wide(labels::kOrdinary)}, Id{99}), (std::vector{there, here}));
    const auto finance = static_cast<std::uint64_t>(labels::Compartment::finance);
    EXPECT_EQ(ids("困人", {company_wide(labels::kOrdinary, finance)}, Id{99}), (std::vector{money, there, here}));
    EXPECT_EQ(ids("困人", {{labels::kOrdinary, finance, false, {kHome}}}, Id{99}), (std::vector{money, here}));
    EXPECT_TRUE(ids("困人", {}, Id{99}).empty());
}

TEST_P(Search, a_kind_without_permission_is_not_asked) {
    put("1号\n电梯", {4, 0, kHome});
    const Id file = put("照片.jpg\n电梯", {4, 0, kHome}, kClerk, "file");
    indexer_->drain();
    const auto found = db().read([&](store::Tx& tx) {
        return find(tx, keys(), kClerk, {branch(kHome)}, {"电梯", {"file"}, {}, 20});
    });
    ASSERT_TRUE(found);
    ASSERT_EQ(found->hits.size(), 1U);
    EXPECT_EQ(found->hits[0].object, file);
    EXPECT_EQ(found->hits[0].title[0].text, "照片.jpg");
}

TEST_P(Search, a_place_in_the_list_that_is_unseen_is_as_one_that_is_missing) {
    const Id hidden = put("1号\n电梯", {4, 0, kOther});
    indexer_->drain();
    const auto unseen = ask("电梯", {branch(kHome)}, kGuard, hidden);
    const auto missing = ask("电梯", {branch(kHome)}, kGuard, Id{77});
    ASSERT_FALSE(unseen);
    ASSERT_FALSE(missing);
    EXPECT_EQ(unseen.error().fields.front().key, "search_cursor_unknown");
    EXPECT_EQ(missing.error().fields.front().key, "search_cursor_unknown");
}

TEST_P(Search, a_rebuilding_finds_the_same_and_goes_on_where_it_was) {
    std::vector<Id> all;
    for (int i = 0; i < 40; ++i) all.insert(all.begin(), put(std::to_string(i) + "号\n巡查", {4, 0, kHome}));
    indexer_->drain();
    EXPECT_EQ(ids("巡查", {branch(kHome)}), all);
    indexer_->rebuild();
    EXPECT_TRUE(ids("巡查", {branch(kHome)}).empty());
    restart();
    EXPECT_EQ(ids("巡查", {branch(kHome)}), all);
}

TEST_P(Search, a_change_while_the_text_is_read_is_not_lost) {
    const Id one = put("1号\n旧", {4, 0, kHome});
    indexer_->drain();
    put("1号\n新", {4, 0, kHome}, kClerk, "incident", one);
    const auto waiting = db().read([&](store::Tx& tx) { return rows::todos(tx, test::kCompany, 10); });
    ASSERT_EQ(waiting.size(), 1U);
    write([&](store::Tx& tx) { mark(tx, test::kCompany, now(), "incident", one); });
    write([&](store::Tx& tx) { EXPECT_FALSE(rows::end_todo(tx, test::kCompany, waiting[0])); });
    EXPECT_EQ(indexer_->drain(), 1U);
    write([&](store::Tx& tx) { forget(tx, test::kCompany, one); });
    EXPECT_TRUE(ids("新", {branch(kHome)}).empty());
}

TEST_P(Search, nothing_readable_stands_in_the_index_and_shelves_have_nothing_in_common) {
    const Tokens tokens(keys());
    const auto grams = grams_of(U"配电间冒烟");
    const auto home = tokens.of({"incident", false, {4, 0, kHome}}, grams);
    for (const Shelf& other : {Shelf{"incident", false, {4, 0, kOther}}, Shelf{"incident", false, {3, 0, kHome}},
                               Shelf{"incident", false, {4, 1, kHome}}, Shelf{"incident", true, {4, 0, kHome}},
                               Shelf{"file", false, {4, 0, kHome}}}) {
        for (const std::string& word : tokens.of(other, grams)) EXPECT_EQ(std::count(home.begin(), home.end(), word), 0);
    }
    const std::string document = tokens.of_document("incident", {4, 0, kHome}, grams);
    EXPECT_EQ(document.size(), grams.size() * 2 * 9 - 1);
    EXPECT_EQ(document.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567 "), std::string::npos);
    put("1号\n配电间冒烟", {4, 0, kHome});
    indexer_->drain();
    const auto row = db().read([&](store::Tx& tx) { return rows::find(tx, test::kCompany, Id{1001}); });
    ASSERT_TRUE(row);
    EXPECT_EQ(as_text(row->text).find("配电"), std::string_view::npos);
}

// Against a slow reference on random worlds.

struct Reader {
    Id person;
    std::vector<Reach> reaches;
};

std::string random_text(std::mt19937& lots, std::size_t most) {
    static const std::vector<std::string> kLetters{"电", "梯", "水", "漏", "a", "B", "1", "Ａ", " ", "\n", "😀"};
    std::string out;
    for (std::size_t i = lots() % most + 1; i > 0; --i) out += kLetters[lots() % kLetters.size()];
    return out;
}

Label random_label(std::mt19937& lots) {
    const Id scopes[] = {kHome, kOther, Id{}};
    return {static_cast<labels::Level>(2 + lots() % 3), lots() % 4 == 0 ? 1U + lots() % 3 : 0U, scopes[lots() % 3]};
}

std::vector<Reader> readers() {
    return {{kGuard, {branch(kHome)}},
            {kClerk, {branch(kOther, labels::kSecret), {labels::kOrdinary, 3, false, {kHome}}}},
            {Id{31}, {company_wide(labels::kOrdinary)}},
            {Id{32}, {company_wide(labels::kSecret, 1), branch(kHome)}},
            {Id{33}, {}}};
}

TEST_P(Search, C2_1_agrees_with_a_slow_reference_on_random_worlds) {
    const unsigned seeds = GetParam() == store::Engine::sqlite ? 12 : 2;
    for (unsigned seed = 1; seed <= seeds; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 lots(seed);
        const int until = made_ + 60;
        while (made_ < until) {
            put(random_text(lots, 30), random_label(lots), lots() % 2 == 0 ? kGuard : kClerk, lots() % 3 == 0 ? "file" : "incident");
        }
        indexer_->drain();
        for (int change = 0; change < 10; ++change) {
            const auto at = std::next(records_.begin(), static_cast<long>(lots() % records_.size()));
            if (lots() % 3 == 0) drop(at->first);
            else put(random_text(lots, 30), random_label(lots), at->second.author, at->second.type, at->first);
        }
        indexer_->drain();
        for (const Reader& reader : readers()) {
            for (int i = 0; i < 25; ++i) {
                const std::string question = random_text(lots, 4);
                const auto terms = terms_of(question);
                if (!terms) continue;
                std::vector<Id> expected;
                for (const auto& [id, record] : records_) {
                    const bool seen = labels::may_read(reader.reaches, reader.person, {record.label, record.author, false, false, false});
                    if (seen && holds_all(letters_of(record.text), *terms)) expected.insert(expected.begin(), id);
                }
                ASSERT_EQ(ids(question, reader.reaches, reader.person), expected) << question << " " << to_string(reader.person);
            }
        }
    }
}

TEST_P(Search, C2_1_worlds_that_differ_only_in_unseen_records_answer_byte_for_byte_alike) {
    for (const Reader& reader : readers()) {
        for (unsigned seed = 1; seed <= 2; ++seed) {
            SCOPED_TRACE(to_string(reader.person) + " " + std::to_string(seed));
            const auto world = [&](bool with_unseen) {
                TearDown();
                records_.clear();
                SetUp();
                std::mt19937 lots(seed), more(seed + 100);
                for (int i = 0; i < 40; ++i) {
                    const Label label = random_label(lots);
                    const std::string text = random_text(lots, 30);
                    const bool seen = labels::may_read(reader.reaches, reader.person, {label, Id{9}, false, false, false});
                    if (seen || with_unseen) put(text, label, Id{9}, "incident", Id{5000 + i});
                    if (with_unseen && !seen) put(random_text(more, 30), label, Id{9}, "file", Id{9000 + i});
                }
                indexer_->drain();
                std::string out;
                std::mt19937 asked(seed + 200);
                for (int i = 0; i < 40; ++i) {
                    const std::string question = random_text(asked, 4);
                    const std::string first = told(question, reader.reaches, reader.person);
                    out += question + "=" + first + "\n";
                    const auto cut = first.rfind('|');
                    if (cut != std::string::npos && cut + 1 < first.size()) {
                        out += told(question, reader.reaches, reader.person, parse_id(first.substr(cut + 1))) + "\n";
                    }
                }
                return out;
            };
            const std::string alone = world(false), among = world(true);
            const auto differ = std::mismatch(alone.begin(), alone.end(), among.begin(), among.end());
            const auto at = static_cast<std::size_t>(differ.first - alone.begin());
            ASSERT_EQ(alone, among) << "from " << alone.substr(at < 80 ? 0 : at - 80, 160) << "\nand " << among.substr(at < 80 ? 0 : at - 80, 160);
        }
    }
}

TEST_P(Search, newest_first_needs_no_sort_and_no_walk_over_what_is_unseen) {
    if (GetParam() != store::Engine::sqlite) GTEST_SKIP() << "statement counters are SQLite's";
    const auto steps = [&] {
        return db().read([&](store::Tx& tx) {
            EXPECT_TRUE(find(tx, keys(), kGuard, {branch(kHome)}, {"电梯", {"incident"}, {}, 20}));
            EXPECT_EQ(tx.counters().sorts, 0);
            EXPECT_EQ(tx.counters().full_scan_steps, 0);
            return tx.counters().vm_steps;
        });
    };
    for (int i = 0; i < 30; ++i) put("1号\n电梯", {4, 0, kHome});
    indexer_->drain();
    steps();
    const auto alone = steps();
    for (int i = 0; i < 300; ++i) put("1号\n电梯", {4, 0, kOther});
    indexer_->drain();
    steps();
    EXPECT_EQ(steps(), alone);
}

}  // namespace
}  // namespace gx::search
