/// What one quick report writes, counted over every table of the program on SQLite: four new rows, and the rows that
/// move with them. Clause E4.2: a report at the worst moment must be quick and whole.

#include <map>
#include <set>

#include "scenarios/world.hpp"

namespace gx::test {
namespace {

const store::Query kTables{"test.tables", R"sql(
    SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~')sql",
                           store::Query::Unlisted{}};
const store::Query kColumns{"test.columns", R"sql(SELECT name FROM pragma_table_info($1))sql", store::Query::Unlisted{}};

using Rows = std::multiset<std::string>;
using World = std::map<std::string, Rows>;

/// Every row of every table, as text.
World world_of(Company& company) {
    return company.app().db().read([](store::Tx& tx) {
        const auto word = [](const store::Row& row) { return row.str(0); };
        World out;
        for (const std::string& table : tx.all(kTables, word)) {
            std::string row;
            for (const std::string& column : tx.all(kColumns, word, table)) {
                row += (row.empty() ? "quote(\"" : " || ',' || quote(\"") + column + "\")";
            }
            const std::string text = "SELECT " + row + " FROM \"" + table + "\"";
            const store::Query all("test.rows", text, store::Query::Unlisted{});
            for (auto& one : tx.all(all, word)) out[table].insert(std::move(one));
        }
        return out;
    });
}

struct Written {
    std::map<std::string, std::size_t> fresh, changed;  ///< rows by table
};

Written between(const World& before, const World& after) {
    Written out;
    for (const auto& [table, rows] : after) {
        const auto known = before.find(table);
        const Rows& had = known == before.end() ? Rows{} : known->second;
        std::size_t other = 0;
        for (const std::string& row : rows) other += had.contains(row) ? 0U : 1U;
        const std::size_t grown = rows.size() - std::min(rows.size(), had.size());
        if (grown > 0) out.fresh[table] = grown;
        if (other > grown) out.changed[table] = other - grown;
    }
    return out;
}

std::size_t sum(const std::map<std::string, std::size_t>& counts) {
    std::size_t out = 0;
    for (const auto& [table, rows] : counts) out += rows;
    return out;
}

std::string listed(const std::map<std::string, std::size_t>& counts) {
    std::string out;
    for (const auto& [table, rows] : counts) out += table + " " + std::to_string(rows) + "; ";
    return out;
}

TEST(RowsPerAct, E4_2_a_quick_report_writes_four_new_rows_and_moves_the_counters) {
    Company company;
    const std::string body = R"({"kind":"fire","place":"3栋","happened_at":")" + to_rfc3339(company.clock().now()) +
                             R"(","summary":"配电间冒烟,已断电"})";
    // The year's counter and the session are there before the report that is counted.
    ASSERT_EQ(company.call("guard1", "POST", "/api/incidents", body).status, 201);
    company.app().tick();
    const World before = world_of(company);
    ASSERT_GT(before.size(), 20U);
    const Reply reply = company.call("guard1", "POST", "/api/incidents", body);
    ASSERT_EQ(reply.status, 201) << reply.body;
    const Written written = between(before, world_of(company));
    EXPECT_LE(sum(written.fresh), 4U) << listed(written.fresh);
    const std::map<std::string, std::size_t> wanted{{"due", 1}, {"incident", 1}, {"outbox", 1}, {"trail_entry", 1}};
    EXPECT_EQ(written.fresh, wanted) << listed(written.fresh);
    // The number's counter, and the trail's head, which says how many entries there are and their root.
    const std::map<std::string, std::size_t> moved{{"incident_number", 1}, {"trail_head", 1}};
    EXPECT_EQ(written.changed, moved) << listed(written.changed);
}

}  // namespace
}  // namespace gx::test
