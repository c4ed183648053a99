/// Lists against a slow model on random worlds, the work the database does for them, and what a create writes.
#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <algorithm>
#include <limits>
#include <set>

#include "modules/incidents/test/world.hpp"

namespace gx::incidents {
namespace {

class Lists : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override { return needed_parts(); }

    Incident row(Instant at, Id scope, labels::Level level, std::uint64_t compartments, Id author) {
        Incident it;
        it.id = new_id(at);
        it.state = {1, "reported", 1, 1};
        it.label = {level, compartments, scope};
        it.author = author;
        it.year = 2026;
        it.number = ++number_;
        it.kind = "fire";
        it.compound = scope;
        it.department = Id{9};
        it.happened_at = at - std::chrono::minutes{10};
        it.learned = {it.happened_at, LearnedBasis::happened};
        it.entered_at = at;
        it.clock = ClockId::two_hours;
        it.running_due = it.happened_at + std::chrono::hours{2};
        it.narrative = {1, 2, 3};
        return it;
    }
    void put(const std::vector<Incident>& rows) {
        const auto done = db().write([&](store::Tx& tx) -> Result<Done> {
            for (const Incident& it : rows) {
                if (!insert(tx, test::kCompany, it)) return refuse("conflict");
            }
            return Done{};
        });
        ASSERT_TRUE(done);
    }

    std::int64_t number_ = 0;
};
GX_ON_BOTH_ENGINES(Lists);

/// What the list must show, by looking at every row.
std::vector<Id> slow_list(const std::vector<Incident>& rows, const std::vector<labels::Reach>& reaches, Id person) {
    std::vector<Id> out;
    for (const Incident& it : rows) {
        if (labels::may_read(reaches, person, it.label_facts())) out.push_back(it.id);
    }
    std::sort(out.rbegin(), out.rend());
    return out;
}

std::vector<Id> fast_list(store::Tx& tx, const std::vector<labels::Reach>& reaches, Id person, std::size_t limit) {
    auto streams = labels::streams(reaches);
    streams.push_back({false, person, kAuthorStream, ~std::uint64_t{0}});
    const auto fetch = [&](const labels::Stream& stream, labels::Keyset from, std::size_t count) {
        return page(tx, test::kCompany, stream, {}, Id{from.sort}, count);
    };
    const auto key = [](Id id) { return labels::Keyset{id.value, 0}; };
    std::vector<Id> out;
    std::optional<labels::Keyset> below = labels::Keyset{};
    while (below) {
        const auto merged = labels::merge<Id>(streams, *below, limit, fetch, key, [](Id) { return true; });
        out.insert(out.end(), merged.rows.begin(), merged.rows.end());
        below = merged.next;
    }
    return out;
}

TEST_P(Lists, E4_4_a_list_is_what_the_slow_model_shows_on_random_worlds) {
    std::vector<Incident> rows;
    Instant at = now();
    const auto pick = [](std::int64_t below) { return *rc::gen::resize(100, rc::gen::inRange<std::int64_t>(0, below)); };
    const bool good = rc::check("a world of rows, then readers", [&] {
        std::vector<Incident> fresh;
        for (int i = 0; i < 20; ++i) {
            at += std::chrono::minutes{1};
            fresh.push_back(row(at, Id{1 + pick(4)}, static_cast<labels::Level>(1 + pick(4)), static_cast<std::uint64_t>(pick(4)), Id{50 + pick(3)}));
        }
        put(fresh);
        rows.insert(rows.end(), fresh.begin(), fresh.end());
        std::vector<labels::Reach> reaches;
        for (std::int64_t i = 0, n = 1 + pick(3); i < n; ++i) {
            labels::Reach reach{static_cast<labels::Level>(1 + pick(4)), static_cast<std::uint64_t>(pick(4)), pick(4) == 0, {}};
            std::set<Id> scopes;
            for (std::int64_t k = 0, m = pick(4); k < m; ++k) scopes.insert(Id{1 + pick(4)});
            reach.scopes.assign(scopes.begin(), scopes.end());
            reaches.push_back(reach);
        }
        const Id person{50 + pick(4)};
        const auto limit = static_cast<std::size_t>(1 + pick(30));
        const auto shown = db().read([&](store::Tx& tx) { return fast_list(tx, reaches, person, limit); });
        RC_ASSERT(shown == slow_list(rows, reaches, person));
    });
    EXPECT_TRUE(good);
}

TEST_P(Lists, E4_4_no_list_sorts_or_scans) {
    std::vector<Incident> rows;
    for (int i = 0; i < 3000; ++i) rows.push_back(row(now() + std::chrono::minutes{i}, Id{1 + i % 5}, 4, 0, Id{50 + i % 7}));
    put(rows);
    const labels::Stream scope{false, Id{2}, 4, 0};
    const labels::Stream whole{true, Id{}, 4, 0};
    const labels::Stream author{false, Id{51}, kAuthorStream, 0};
    const Id end{std::numeric_limits<std::int64_t>::max()};
    const int month = month_of(now());
    db().read([&](store::Tx& tx) {
        for (const auto& stream : {scope, whole, author}) {
            EXPECT_EQ(page(tx, test::kCompany, stream, {}, end, 50).size(), 50U);
            EXPECT_EQ(page(tx, test::kCompany, stream, {0, "fire"}, end, 50).size(), 50U);
            EXPECT_EQ(page(tx, test::kCompany, stream, {month, ""}, end, 50).size(), 50U);
        }
        for (const auto& stream : {scope, whole}) EXPECT_EQ(running(tx, test::kCompany, stream, now(), Id{}, 50).size(), 50U);
        EXPECT_EQ(month_rows(tx, test::kCompany, Id{}, month, Id{}, 50).size(), 50U);
        EXPECT_EQ(month_rows(tx, test::kCompany, Id{2}, month, Id{}, 50).size(), 50U);
        EXPECT_TRUE(find(tx, test::kCompany, rows[7].id));
        const auto counters = tx.counters();
        EXPECT_EQ(counters.sorts, 0);
        EXPECT_EQ(counters.full_scan_steps, 0);
    });
}

TEST_P(Lists, E4_4_a_page_costs_the_same_whatever_lies_behind_it) {
    std::vector<Incident> rows;
    const auto cost = [&](int month) {
        return db().read([&](store::Tx& tx) {
            const auto before = tx.counters().vm_steps;
            const labels::Stream scope{false, Id{2}, 4, 0};
            EXPECT_EQ(page(tx, test::kCompany, scope, {month, ""}, Id{std::numeric_limits<std::int64_t>::max()}, 20).size(), 20U);
            return tx.counters().vm_steps - before;
        });
    };
    const auto grow = [&](int from, int to) {
        rows.clear();
        for (int i = from; i < to; ++i) rows.push_back(row(now() + std::chrono::hours{i}, Id{1 + i % 5}, 4, 0, Id{50}));
        put(rows);
    };
    grow(0, 500);
    const int month = month_of(now() + std::chrono::hours{24});
    const auto few = cost(0);
    const auto few_month = cost(month);
    grow(500, 5000);
    EXPECT_EQ(cost(0), few);
    EXPECT_EQ(cost(month), few_month) << "a month far back is not walked to";
}

TEST_P(Lists, E4_2_a_row_comes_back_as_it_was_written_also_after_a_restart) {
    Incident it = row(now(), Id{3}, 3, 5, Id{50});
    it.learned = {now() - std::chrono::minutes{3}, LearnedBasis::declared};
    it.device_time = now() - std::chrono::minutes{1};
    it.offline = true;
    it.loss = Fen{49'999};
    it.injured = 2;
    it.flags = 5;
    it.photos = 3;
    it.add(Has::photos);
    it.idem_key = Bytes(16, 7);
    it.idem_body = Bytes(16, 8);
    put({it});
    reopen();
    const auto back = db().read([&](store::Tx& tx) { return find_by_key(tx, test::kCompany, it.idem_key); });
    ASSERT_TRUE(back);
    EXPECT_EQ(back->id, it.id);
    EXPECT_EQ(back->label, it.label);
    EXPECT_EQ(back->learned, it.learned);
    EXPECT_EQ(back->device_time, it.device_time);
    EXPECT_EQ(back->running_due, it.running_due);
    EXPECT_EQ(back->loss, it.loss);
    EXPECT_EQ(back->injured, it.injured);
    EXPECT_FALSE(back->dead);
    EXPECT_TRUE(back->offline);
    EXPECT_EQ(back->flags, 5);
    EXPECT_TRUE(back->has(Has::photos));
    EXPECT_FALSE(back->has(Has::calls));
    EXPECT_EQ(back->narrative, it.narrative);
    EXPECT_EQ(back->idem_body, it.idem_body);
    const auto doubled = db().write([&](store::Tx& tx) -> Result<bool> {
        Incident second = it;
        second.id = new_id(now());
        return insert(tx, test::kCompany, second);
    });
    EXPECT_FALSE(doubled.value()) << "one key, one incident";
}

TEST_P(Lists, E4_2_an_update_on_an_old_rev_changes_nothing) {
    Incident it = row(now(), Id{3}, 4, 0, Id{50});
    put({it});
    it.state.state = "full_reported";
    it.state.rev = 2;
    const auto change = [&](std::int64_t rev) {
        return db().write([&](store::Tx& tx) -> Result<bool> { return update(tx, test::kCompany, it, rev); }).value();
    };
    EXPECT_FALSE(change(7));
    EXPECT_TRUE(change(1));
    EXPECT_FALSE(change(1));
}

TEST_P(Lists, E4_2_numbers_run_per_year_without_gaps_also_when_a_create_is_refused) {
    const auto next = [&](int year, bool keep) {
        std::int64_t number = 0;
        const auto done = db().write([&](store::Tx& tx) -> Result<Done> {
            number = next_number(tx, test::kCompany, year);
            if (!keep) return refuse("conflict");
            return Done{};
        });
        EXPECT_EQ(done.has_value(), keep);
        return number;
    };
    EXPECT_EQ(next(2026, true), 1);
    EXPECT_EQ(next(2026, false), 2);
    EXPECT_EQ(next(2026, true), 2);
    EXPECT_EQ(next(2027, true), 1);
}

}  // namespace
}  // namespace gx::incidents
