#include <fmt/format.h>

#include <map>
#include <utility>

#include "platform/store/engine.hpp"

namespace gx::store {
namespace {

const Query kApplied{"store.applied", R"sql(
    SELECT part, number, name, checksum FROM schema_migration ORDER BY part, number)sql"};
const Query kRecord{"store.record_migration", R"sql(
    INSERT INTO schema_migration (part, number, name, checksum) VALUES ($1, $2, $3, $4))sql"};
constexpr std::string_view kTable = R"sql(
    CREATE TABLE IF NOT EXISTS schema_migration (
        part {text} NOT NULL, number {i64} NOT NULL, name {text} NOT NULL, checksum {text} NOT NULL,
        PRIMARY KEY (part, number)) {end};)sql";

/// Tells SQLite's planner what every table of ours is like: millions of rows of one company, and each further column
/// of an index cuts a thousandfold. Without figures it takes `company` itself for selective and walks whole tables by
/// their primary key; with measured ones plans would change as the data grows.
constexpr std::string_view kSizes = R"sql(
    ANALYZE schema_migration;
    DELETE FROM sqlite_stat1;
    INSERT INTO sqlite_stat1 (tbl, idx, stat)
    SELECT t.name, CASE WHEN l.origin = 'pk' AND t.wr = 1 THEN t.name ELSE l.name END,
        CASE l.partial WHEN 1 THEN '1000000' ELSE '10000000' END ||
        CASE WHEN c.columns = 1 AND l."unique" = 1 THEN '' WHEN c.first = 'company' THEN
            CASE l.partial WHEN 1 THEN ' 1000000' ELSE ' 10000000' END ELSE ' 10000' END ||
        substr(' 10000 00010 00002 00002 00002 00002 00002 00002', 1, 6 * (c.columns - 1 - l."unique")) ||
        CASE l."unique" WHEN 1 THEN ' 1' ELSE '' END || ' noskipscan'
    FROM pragma_table_list AS t
    JOIN pragma_index_list(t.name) AS l
    JOIN (SELECT m.name AS tbl, i.name AS idx, count(*) AS columns, min(CASE k.seqno WHEN 0 THEN k.name END) AS first
          FROM sqlite_schema AS m JOIN pragma_index_list(m.name) AS i JOIN pragma_index_info(i.name) AS k
          WHERE m.type = 'table' GROUP BY m.name, i.name) AS c ON c.tbl = t.name AND c.idx = l.name
    WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite~_%' ESCAPE '~';
    ANALYZE sqlite_schema;)sql";

// Not among the registered ones: PostgreSQL has no such catalogue.
const Query kStated{"store.sqlite_stated", "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'",
                    Query::Unlisted{}};

std::string replace_words(std::string_view sql, Engine engine) {
    const bool sqlite = engine == Engine::sqlite;
    const std::pair<std::string_view, std::string_view> words[] = {
        {"{i64}", sqlite ? "INTEGER" : "BIGINT"},
        {"{bytes}", sqlite ? "BLOB" : "BYTEA"},
        {"{text}", sqlite ? "TEXT" : "TEXT COLLATE \"C\""},
        {"{end}", sqlite ? "STRICT, WITHOUT ROWID" : ""},
        {"{rows}", sqlite ? "STRICT" : ""},
    };
    std::string out(sql);
    for (const auto& [word, meaning] : words) {
        for (std::size_t at = out.find(word); at != std::string::npos; at = out.find(word, at + meaning.size())) {
            out.replace(at, word.size(), meaning);
        }
    }
    return out;
}

void check_known(const Part* part, const Migration* ours, const Applied& row) {
    if (part == nullptr || ours == nullptr) {
        throw Broken(fmt::format("This database was written by a newer version of the program (it has migration {} "
                                 "{:04}_{}, which this version does not know). Start the newer version; an older one "
                                 "must not write here.",
                                 row.part, row.number, row.name));
    }
    if (row.checksum != ours->checksum) {
        throw Broken(fmt::format("Migration {} {:04}_{} is not the one this database was made with (checksum {} "
                                 "there, {} here). A migration is never changed after a release; install the "
                                 "released program again.",
                                 row.part, row.number, row.name, row.checksum.substr(0, 12),
                                 ours->checksum.substr(0, 12)));
    }
}

}  // namespace

std::string dialect(const Migration& migration, Engine engine) {
    const bool own = engine == Engine::postgres && !migration.postgres.empty();
    return replace_words(own ? migration.postgres : migration.sql, engine);
}

std::vector<Step> pending(std::span<const Part* const> parts, const std::vector<Applied>& applied) {
    std::map<std::pair<std::string_view, int>, const Applied*> done;
    std::map<std::string_view, int> last;
    for (const Applied& row : applied) {
        const Part* part = nullptr;
        const Migration* ours = nullptr;
        for (const Part* candidate : parts) {
            if (candidate->path == row.part) part = candidate;
        }
        if (part != nullptr) {
            for (const Migration& migration : part->migrations) {
                if (migration.number == row.number) ours = &migration;
            }
        }
        check_known(part, ours, row);
        done[{row.part, row.number}] = &row;
        last[row.part] = std::max(last[row.part], row.number);
    }
    std::vector<Step> steps;
    for (const Part* part : parts) {
        int before = 0;
        for (const Migration& migration : part->migrations) {
            GX_CHECK(migration.number > before);  // two files with one number, or not in order
            before = migration.number;
            if (done.contains({part->path, migration.number})) continue;
            if (migration.number < last[part->path]) {
                throw Broken(fmt::format("Migration {} {:04}_{} was skipped although later ones have run; install the "
                                         "released program again.",
                                         part->path, migration.number, migration.name));
            }
            steps.push_back({part, &migration});
        }
    }
    return steps;
}

void EngineDb::migrate(std::span<const Part* const> parts) {
    using Nothing = Result<Done>;
    (void)write([&](Tx& tx) -> Nothing {
        script(tx, replace_words(kTable, engine()));
        return Done{};
    });
    const auto applied = read([](Tx& tx) {
        return tx.all(kApplied, [](const Row& row) {
            return Applied{row.str(0), static_cast<int>(row.i64(1)), row.str(2), row.str(3)};
        });
    });
    const auto steps = pending(parts, applied);
    for (const Step& step : steps) {
        const Migration& migration = *step.migration;
        try {
            (void)write([&](Tx& tx) -> Nothing {
                script(tx, dialect(migration, engine()));
                tx.exec(kRecord, step.part->path, migration.number, migration.name, migration.checksum);
                return Done{};
            });
        } catch (const Broken& why) {
            throw Broken(fmt::format("Migration {} {:04}_{} failed, nothing of it was kept: {}", step.part->path,
                                     migration.number, migration.name, why.what()));
        }
    }
    if (engine() != Engine::sqlite) return;
    const bool stated = read([](Tx& tx) { return tx.one(kStated, [](const Row& row) { return row.i64(0) > 0; }).value_or(false); });
    if (stated && steps.empty()) return;
    (void)write([&](Tx& tx) -> Nothing {
        script(tx, kSizes);
        return Done{};
    });
}

}  // namespace gx::store
