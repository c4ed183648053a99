#include <fmt/format.h>

#include "platform/store/postgres_schema.hpp"

namespace gx::store::postgres {
namespace {

constexpr std::string_view kTables = R"sql(
    SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename)sql";
constexpr std::string_view kSchema = R"sql(
    SELECT line FROM (
        SELECT 'table ' || c.relname || ' column ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) ||
               ' notnull ' || a.attnotnull || ' collation ' || coalesce(l.collname, '-') ||
               ' default ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '-') AS line
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
        UNION ALL
        SELECT 'table ' || k.conrelid::regclass || ' constraint ' || pg_get_constraintdef(k.oid)
        FROM pg_constraint k WHERE k.connamespace = current_schema()::regnamespace AND k.conrelid <> 0
        UNION ALL
        SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = current_schema()
        UNION ALL
        SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
    ) lines ORDER BY line COLLATE "C")sql";

}  // namespace

std::vector<std::string> table_names(Connection& connection) {
    std::vector<std::string> out;
    const Query query("store.postgres_tables", kTables, Query::Unlisted{});
    connection.each(query, {}, [&](const Row& row) { return out.push_back(row.str(0)), true; });
    return out;
}

std::string describe(Connection& connection) {
    std::string out;
    const Query query("store.postgres_schema", kSchema, Query::Unlisted{});
    connection.each(query, {}, [&](const Row& row) { return out += row.str(0) + "\n", true; });
    return out;
}

std::string find_damage(Connection& connection) {
    std::string out;
    for (const std::string& table : table_names(connection)) {
        try {
            connection.script(fmt::format("SELECT count(t::text) FROM \"{}\" t", table));
        } catch (const Lost&) {
            throw;
        } catch (const Broken& why) {
            return fmt::format("{}: {}", table, why.what());  // the transaction is over with the first damage
        }
    }
    return out;
}

}  // namespace gx::store::postgres
