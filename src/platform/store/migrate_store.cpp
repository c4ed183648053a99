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
    for (const Step& step : pending(parts, applied)) {
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
}

}  // namespace gx::store
