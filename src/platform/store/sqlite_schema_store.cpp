#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "platform/store/sqlite_schema.hpp"

namespace gx::store::sqlite {
namespace {

// Not among the registered ones: PostgreSQL has no such catalogue.
const Query kTables{"store.sqlite_tables", R"sql(
    SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name)sql",
                    Query::Unlisted{}};
const Query kObjects{"store.sqlite_objects", R"sql(
    SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~')sql",
                     Query::Unlisted{}};

/// Rows of a pragma as lines, columns joined by spaces; from sqlite_schema's table-valued twins of the pragmas.
std::vector<std::string> lines_of(Connection& connection, const std::string& sql, int columns) {
    const Query query("store.catalogue", sql, Query::Unlisted{});
    std::vector<std::string> out;
    Tx::Counters counters;
    connection.each(query, {}, [&](const Row& row) {
        std::string line;
        for (int i = 0; i < columns; ++i) line += fmt::format("{} ", row.null(i) ? "-" : row.text(i));
        out.push_back(line);
        return true;
    }, counters);
    return out;
}

/// The CHECK clauses of a CREATE TABLE: the only part of it that no pragma shows.
void add_checks(const std::string& table, std::string_view sql, std::vector<std::string>& out) {
    for (std::size_t at = sql.find("CHECK"); at != std::string_view::npos; at = sql.find("CHECK", at + 5)) {
        std::size_t from = sql.find('(', at);
        if (from == std::string_view::npos) return;
        int depth = 0;
        std::string clause;
        for (std::size_t i = from; i < sql.size(); ++i) {
            depth += sql[i] == '(' ? 1 : sql[i] == ')' ? -1 : 0;
            if (std::isspace(static_cast<unsigned char>(sql[i])) == 0) clause += sql[i];
            if (depth == 0) break;
        }
        out.push_back(fmt::format("table {} check {}", table, clause));
    }
}

std::string without_spaces(std::string_view sql) {
    std::string out;
    for (const char c : sql) {
        if (std::isspace(static_cast<unsigned char>(c)) == 0) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    return out;
}

}  // namespace

std::vector<std::string> table_names(Connection& connection) {
    std::vector<std::string> out;
    Tx::Counters counters;
    connection.each(kTables, {}, [&](const Row& row) { return out.push_back(row.str(0)), true; }, counters);
    return out;
}

std::string describe(Connection& connection) {
    std::vector<std::string> out;
    struct Object {
        std::string type, name, table, sql;
    };
    std::vector<Object> objects;
    Tx::Counters counters;
    connection.each(kObjects, {}, [&](const Row& row) {
        objects.push_back({row.str(0), row.str(1), row.str(2), row.str(3)});
        return true;
    }, counters);
    const auto add = [&](const std::string& name, std::string_view kind, const std::string& sql, int columns) {
        for (auto& line : lines_of(connection, sql, columns)) out.push_back(fmt::format("table {} {} {}", name, kind, line));
    };
    for (const Object& object : objects) {
        if (object.type != "table") {
            out.push_back(fmt::format("{} {} on {}: {}", object.type, object.name, object.table,
                                      without_spaces(object.sql)));
            continue;
        }
        add(object.name, "kind", fmt::format("SELECT type, wr, strict FROM pragma_table_list('{}')", object.name), 3);
        add(object.name, "column",
            fmt::format("SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo('{}')",
                        object.name), 6);
        add(object.name, "refers",
            fmt::format("SELECT \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list('{}')",
                        object.name), 5);
        add(object.name, "key",
            fmt::format("SELECT l.\"unique\", l.origin, group_concat(x.name) FROM pragma_index_list('{}') l, "
                        "pragma_index_info(l.name) x GROUP BY l.seq", object.name), 3);
        add_checks(object.name, object.sql, out);
    }
    std::sort(out.begin(), out.end());
    std::string text;
    for (const std::string& line : out) text += line + "\n";
    return text;
}

std::string find_damage(Connection& connection) {
    std::string out;
    try {
        const std::string pages = connection.ask("PRAGMA integrity_check(1)");
        if (pages != "ok") out = pages;
        for (const auto& line : lines_of(connection, "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check", 3)) {
            out += "\nbroken reference: " + line;
        }
    } catch (const Broken& why) {
        out = why.what();
    }
    return out;
}

}  // namespace gx::store::sqlite
