/// The trail on both engines: what is written, what a change of any entry does, what a bundle proves alone.

#include "platform/trail/trail.hpp"

#include <fstream>
#include <functional>

#include "platform/trail/note.hpp"
#include "support/database.hpp"

namespace gx::trail {
namespace {

const store::Query kForge{"trail_test.forge", R"sql(
    UPDATE trail_entry SET canonical = $1, leaf = $2 WHERE company = $3 AND sequence = $4)sql"};
const store::Query kMove{"trail_test.move", R"sql(
    UPDATE trail_entry SET sequence = $1 WHERE company = $2 AND sequence = $3)sql"};
const store::Query kShift{"trail_test.shift", R"sql(
    UPDATE trail_entry SET sequence = sequence + $1 WHERE company = $2 AND sequence >= $3)sql"};
const store::Query kDelete{"trail_test.delete", R"sql(
    DELETE FROM trail_entry WHERE company = $1 AND sequence = $2)sql"};
const store::Query kTake{"trail_test.take", R"sql(
    SELECT id, at, canonical, leaf, mac, object, level, compartments, scope FROM trail_entry
    WHERE company = $1 AND sequence = $2)sql"};
const store::Query kPut{"trail_test.put", R"sql(
    INSERT INTO trail_entry (company, id, sequence, at, canonical, leaf, mac, object, level, compartments, scope)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql"};
const store::Query kHead{"trail_test.head", "UPDATE trail_head SET size = $1, frontier = $2 WHERE company = $3"};

constexpr std::int64_t kEntries = 1'000;
constexpr std::int64_t kFar = 1'000'000;
// Release runs tamper with each entry in turn; sanitizers look at the same code a few dozen times.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::int64_t kStride = 40;
#else
constexpr std::int64_t kStride = 1;
#endif

struct Taken {
    Id id;
    Instant at;
    std::string canonical;
    Bytes leaf, mac;
    Id object;
    std::int64_t level, compartments;
    Id scope;
};

class TrailOnBoth : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override { return {&gen::platform_keys, &gen::platform_trail}; }

    Trail& trail() {
        if (!trail_) trail_.emplace(db(), keys(), "guixing/test");
        return *trail_;
    }
    void forget() { trail_.reset(); }

    Entry entry(std::int64_t number) const {
        Entry out;
        out.action = "incident.reported";
        out.actor = Id{7};
        out.object_type = "incident";
        out.object = Id{number + 1};
        out.clause = "E4.2";
        out.note = R"({"number":)" + std::to_string(number) + "}";
        out.content = "内容 " + std::to_string(number);
        return out;
    }
    void write(std::int64_t from, std::int64_t to) {
        Trail& open = trail();
        change([&](store::Tx& tx) {
            for (std::int64_t i = from; i < to; ++i) open.append(tx, now(), entry(i));
        });
    }
    void change(const std::function<void(store::Tx&)>& act) {
        const auto done = db().write([&](store::Tx& tx) -> Result<Done> {
            act(tx);
            return Done{};
        });
        ASSERT_TRUE(done.has_value());
    }
    Taken take(store::Tx& tx, std::int64_t sequence) {
        return tx.one(kTake, [](const store::Row& row) {
            return Taken{row.id(0), row.at(1), row.str(2), row.blob(3), row.blob(4), row.id(5), row.i64(6), row.i64(7), row.id(8)};
        }, test::kCompany, sequence).value();
    }
    void put(store::Tx& tx, const Taken& row, std::int64_t sequence) {
        tx.exec(kPut, test::kCompany, row.id, sequence, row.at, row.canonical, row.leaf, row.mac, row.object, row.level,
                row.compartments, row.scope);
    }
    std::int64_t stride() const { return GetParam() == store::Engine::sqlite ? kStride : 50; }
    /// Tampers with every entry in turn, expects to be told which, and mends it again.
    void each(const std::function<void(store::Tx&, std::int64_t)>& tamper,
              const std::function<void(store::Tx&, std::int64_t)>& mend, std::int64_t last) {
        for (std::int64_t at = 0; at < last; at += stride()) {
            change([&](store::Tx& tx) { tamper(tx, at); });
            const Verdict verdict = trail().verify();
            ASSERT_FALSE(verdict.problem.empty()) << at;
            ASSERT_EQ(verdict.bad_sequence, at);
            change([&](store::Tx& tx) { mend(tx, at); });
        }
        ASSERT_EQ(trail().verify().problem, "");
    }

    void SetUp() override {
        OnBothEngines::SetUp();
        if (IsSkipped()) return;
        write(0, kEntries);
        trail().flush_seen(now());
        trail().checkpoint(now());
    }
    void TearDown() override {
        forget();
        OnBothEngines::TearDown();
    }

  private:
    std::optional<Trail> trail_;
};
GX_ON_BOTH_ENGINES(TrailOnBoth);

TEST_P(TrailOnBoth, G2_every_entry_is_numbered_and_the_whole_is_intact_also_after_a_restart) {
    const Verdict before = trail().verify();
    EXPECT_EQ(before.problem, "");
    EXPECT_EQ(before.entries, kEntries);
    EXPECT_EQ(before.unnumbered, 0);
    forget();
    reopen();
    write(kEntries, kEntries + 10);
    trail().flush_seen(now());
    const Verdict after = trail().verify();
    EXPECT_EQ(after.problem, "");
    EXPECT_EQ(after.entries, kEntries + 10);
    EXPECT_EQ(trail().size(), kEntries + 10);
}

TEST_P(TrailOnBoth, G2_a_rolled_back_act_leaves_no_entry_and_no_gap) {
    const auto refused = db().write([&](store::Tx& tx) -> Result<Done> {
        trail().append(tx, now(), entry(5));
        return refuse("not_found");
    });
    EXPECT_FALSE(refused.has_value());
    write(kEntries, kEntries + 1);
    trail().flush_seen(now());
    EXPECT_EQ(trail().verify().entries, kEntries + 1);
    EXPECT_EQ(trail().verify().problem, "");
}

TEST_P(TrailOnBoth, G2_a_changed_entry_is_named_even_with_its_hash_made_right) {
    std::string old_text;
    Bytes old_leaf;
    each([&](store::Tx& tx, std::int64_t at) {
             const Taken row = take(tx, at);
             old_text = row.canonical;
             old_leaf = row.leaf;
             std::string forged = old_text;
             forged.replace(forged.find("reported"), 8, "deported");
             tx.exec(kForge, forged, BytesView(leaf_hash(as_bytes(forged))), test::kCompany, at);
         },
         [&](store::Tx& tx, std::int64_t at) { tx.exec(kForge, old_text, old_leaf, test::kCompany, at); }, kEntries);
}

TEST_P(TrailOnBoth, G2_a_dropped_entry_is_named) {
    std::optional<Taken> dropped;
    each([&](store::Tx& tx, std::int64_t at) {
             dropped = take(tx, at);
             tx.exec(kDelete, test::kCompany, at);
         },
         [&](store::Tx& tx, std::int64_t at) { put(tx, *dropped, at); }, kEntries);
}

TEST_P(TrailOnBoth, G2_reordered_entries_are_named) {
    const auto swap = [&](store::Tx& tx, std::int64_t at) {
        tx.exec(kMove, kFar, test::kCompany, at);
        tx.exec(kMove, at, test::kCompany, at + 1);
        tx.exec(kMove, at + 1, test::kCompany, kFar);
    };
    each(swap, swap, kEntries - 1);
}

TEST_P(TrailOnBoth, G2_an_inserted_entry_is_named) {
    each([&](store::Tx& tx, std::int64_t at) {
             Taken forged = take(tx, at);
             forged.id = Id{forged.id.value + 1'000'000'000};
             tx.exec(kShift, kFar, test::kCompany, at);
             tx.exec(kShift, 1 - kFar, test::kCompany, kFar);
             put(tx, forged, at);
             // the forged row carries the old number's keyed hash, so the next one is the first that is wrong
             tx.exec(kForge, forged.canonical + " ", forged.leaf, test::kCompany, at);
         },
         [&](store::Tx& tx, std::int64_t at) {
             tx.exec(kDelete, test::kCompany, at);
             tx.exec(kShift, kFar, test::kCompany, at);
             tx.exec(kShift, -1 - kFar, test::kCompany, kFar);
         },
         GetParam() == store::Engine::sqlite ? kEntries : kEntries / 2);
}

TEST_P(TrailOnBoth, G2_a_cut_off_end_is_noticed_even_with_the_head_set_back) {
    change([&](store::Tx& tx) { tx.exec(kDelete, test::kCompany, kEntries - 1); });
    EXPECT_NE(trail().verify().problem, "");
    change([&](store::Tx& tx) {
        Frontier shorter;
        for (std::int64_t i = 0; i < kEntries - 1; ++i) {
            Hash leaf{};
            const Bytes stored = take(tx, i).leaf;
            std::copy(stored.begin(), stored.end(), leaf.begin());
            shorter.append(leaf);
        }
        tx.exec(kHead, kEntries - 1, shorter.save(), test::kCompany);
    });
    EXPECT_NE(trail().verify().problem, "");
    forget();
    EXPECT_THROW(trail(), Broken);
}

TEST_P(TrailOnBoth, G2_what_an_entry_says_comes_back_and_its_content_is_only_committed_to) {
    const auto rows = db().read([&](store::Tx& tx) { return trail().of_object(tx, Id{42}); });
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].entry.action, "incident.reported");
    EXPECT_EQ(rows[0].entry.note, R"({"number":41})");
    EXPECT_EQ(rows[0].at, now());
    EXPECT_TRUE(trail().commits_to(rows[0], "内容 41"));
    EXPECT_FALSE(trail().commits_to(rows[0], "内容 40"));
    const auto page = db().read([&](store::Tx& tx) { return trail().page(tx, 0, 3, {}); });
    ASSERT_EQ(page.size(), 3U);
    EXPECT_EQ(page[0].sequence, kEntries - 1);
}

TEST_P(TrailOnBoth, G2_reads_are_joined_into_one_entry_a_person) {
    for (int i = 0; i < 5; ++i) {
        Entry seen = entry(i);
        seen.action = "incident.seen";
        trail().saw(now(), seen);
    }
    trail().flush_seen(now());
    const auto page = db().read([&](store::Tx& tx) { return trail().page(tx, 0, 1, {"incident.seen", Id{}, Id{}}); });
    ASSERT_EQ(page.size(), 1U);
    EXPECT_EQ(page[0].entry.outcome, Outcome::seen);
    EXPECT_EQ(page[0].entry.note, R"({"objects":["1","2","3","4","5"]})");
}

class Bundle : public TrailOnBoth {
  protected:
    void SetUp() override {
        TrailOnBoth::SetUp();
        if (IsSkipped()) return;
        file_ = (folder_.path() / "trail.bundle").string();
        trail().export_bundle(file_, now());
        std::ifstream in(file_);
        for (std::string line; std::getline(in, line);) {
            (first_ == 0 ? head_ : entries_).push_back(line);
            if (line == "entries") first_ = 1;
        }
    }
    Verdict verify(const std::vector<std::string>& entries) {
        std::ofstream out(file_);
        for (const auto& line : head_) out << line << '\n';
        for (const auto& line : entries) out << line << '\n';
        out.close();
        return verify_bundle(file_);
    }
    std::string file_;
    std::vector<std::string> head_, entries_;

  private:
    test::TempDir folder_;
    int first_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Engines, Bundle, ::testing::Values(store::Engine::sqlite), test::engine_name);

TEST_P(Bundle, G2_proves_itself_with_the_public_key_alone) {
    const Verdict verdict = verify_bundle(file_);
    EXPECT_EQ(verdict.problem, "");
    EXPECT_EQ(verdict.entries, kEntries);
}

TEST_P(Bundle, G2_each_changed_dropped_inserted_or_moved_line_is_caught) {
    for (std::size_t at = 0; at < entries_.size(); at += static_cast<std::size_t>(kStride)) {
        auto changed = entries_;
        changed[at].replace(changed[at].find("reported"), 8, "deported");
        ASSERT_EQ(verify(changed).bad_sequence, static_cast<std::int64_t>(at));
        auto forged = changed;
        const std::string canonical = forged[at].substr(65);
        forged[at] = to_hex(BytesView(leaf_hash(as_bytes(canonical)))) + " " + canonical;
        ASSERT_NE(verify(forged).problem, "") << at;
        auto dropped = entries_;
        dropped.erase(dropped.begin() + static_cast<std::ptrdiff_t>(at));
        ASSERT_NE(verify(dropped).problem, "") << at;
        auto inserted = entries_;
        inserted.insert(inserted.begin() + static_cast<std::ptrdiff_t>(at), entries_[at]);
        ASSERT_NE(verify(inserted).problem, "") << at;
        if (at == 0) continue;
        auto moved = entries_;
        std::swap(moved[at], moved[at - 1]);
        ASSERT_NE(verify(moved).problem, "") << at;
    }
    EXPECT_EQ(verify(entries_).problem, "");
}

TEST_P(Bundle, G2_a_checkpoint_signed_by_another_key_is_refused) {
    const auto seed = crypto::Key::random();
    head_[3] = "guixing/other";
    EXPECT_NE(verify(entries_).problem, "");
}

TEST(TrailTree, G2_hashes_are_those_of_the_standard) {
    // RFC 6962 2.1: the hash of an empty tree, and of a tree of one empty leaf.
    EXPECT_EQ(to_hex(BytesView(Frontier{}.root())), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    Frontier one;
    one.append(leaf_hash({}));
    EXPECT_EQ(to_hex(BytesView(one.root())), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

/// The definition of RFC 6962 2.1 word for word, as a slow second opinion.
Hash slow_root(const std::vector<Hash>& leaves, std::size_t from, std::size_t to) {
    if (to - from == 1) return leaves[from];
    std::size_t split = 1;
    while (split * 2 < to - from) split *= 2;
    return node_hash(slow_root(leaves, from, from + split), slow_root(leaves, from + split, to));
}

TEST(TrailTree, G2_the_frontier_equals_the_definition_at_every_size_and_survives_saving) {
    std::vector<Hash> leaves;
    Frontier frontier;
    for (int size = 1; size <= 300; ++size) {
        leaves.push_back(leaf_hash(as_bytes(std::to_string(size))));
        frontier.append(leaves.back());
        ASSERT_EQ(frontier.root(), slow_root(leaves, 0, leaves.size())) << size;
        frontier = Frontier::load(frontier.save());
        ASSERT_EQ(frontier.size(), size);
    }
}

}  // namespace
}  // namespace gx::trail
