#include "platform/search/store.hpp"

namespace gx::search::rows {
namespace {

const store::Query kPutTodo{"search.put_todo", R"sql(
    INSERT INTO search_todo (company, object, type, mark) VALUES ($1, $2, $3, $4)
    ON CONFLICT (company, object) DO UPDATE
    SET mark = CASE WHEN excluded.mark > search_todo.mark THEN excluded.mark ELSE search_todo.mark END)sql"};

const store::Query kTodos{"search.todos", R"sql(
    SELECT object, type, mark FROM search_todo WHERE company = $1 ORDER BY company, object LIMIT $2)sql"};

const store::Query kEndTodo{"search.end_todo", R"sql(
    DELETE FROM search_todo WHERE company = $1 AND object = $2 AND mark = $3)sql"};

const store::Query kFind{"search.find", R"sql(
    SELECT number, type, object, level, compartments, scope, author, at, text
    FROM search_document WHERE company = $1 AND object = $2)sql"};

const store::Query kLast{"search.last_number", R"sql(
    SELECT number FROM search_document WHERE company = $1 ORDER BY number DESC LIMIT 1)sql"};

const store::Query kInsert{"search.insert", R"sql(
    INSERT INTO search_document (company, number, type, object, level, compartments, scope, author, at, text)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING)sql"};

const store::Query kUpdate{"search.update", R"sql(
    UPDATE search_document SET level = $1, compartments = $2, scope = $3, author = $4, at = $5, text = $6
    WHERE company = $7 AND number = $8)sql"};

const store::Query kDelete{"search.delete", R"sql(
    DELETE FROM search_document WHERE company = $1 AND number = $2)sql"};

const store::Query kDeleteAll{"search.delete_all", R"sql(
    DELETE FROM search_document WHERE company = $1)sql"};

const store::Query kDeleteLabels{"search.delete_labels", R"sql(
    DELETE FROM search_label WHERE company = $1)sql"};

const store::Query kAddLabel{"search.add_label", R"sql(
    INSERT INTO search_label (company, type, author, level, compartments, scope) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING)sql"};

const store::Query kLabels{"search.labels", R"sql(
    SELECT level, compartments, scope FROM search_label WHERE company = $1 AND author = $2 AND type = $3)sql"};

const store::Query kCompartments{"search.compartments", R"sql(
    SELECT compartments FROM search_label
    WHERE company = $1 AND author = 0 AND type = $2 AND scope = $3 AND level = $4)sql"};

// How far the sixteenth document with the token lies: near where it is common. PostgreSQL joins lists by itself.
const store::Query kSpread{"search.spread", R"sql(
    SELECT count(*), max(rowid) FROM (
        SELECT rowid FROM search_index WHERE search_index MATCH $1 AND rowid > $2 ORDER BY rowid LIMIT 16))sql", R"sql(
    SELECT -1::bigint, $2::bigint + length($1))sql"};

const store::Query kIndex{"search.index", R"sql(
    INSERT INTO search_index (rowid, tokens) VALUES ($1, $2))sql", R"sql(
    INSERT INTO search_index (number, tokens) VALUES ($1, $2))sql"};

const store::Query kUnindex{"search.unindex", R"sql(
    DELETE FROM search_index WHERE rowid = $1)sql", R"sql(
    DELETE FROM search_index WHERE number = $1)sql"};

const store::Query kUnindexAll{"search.unindex_all", R"sql(
    INSERT INTO search_index (search_index) VALUES ('delete-all'))sql", R"sql(
    DELETE FROM search_index)sql"};

// The index gives its rows in order by itself; PostgreSQL's sorts what it found.
const store::Query kWithTokens{"search.with_tokens", R"sql(
    SELECT d.number, d.type, d.object, d.level, d.compartments, d.scope, d.author, d.at, d.text
    FROM search_index CROSS JOIN search_document AS d ON d.company = $1 AND d.number = -search_index.rowid
    WHERE search_index MATCH $2 AND search_index.rowid > $3 ORDER BY search_index.rowid LIMIT $4)sql", R"sql(
    SELECT d.number, d.type, d.object, d.level, d.compartments, d.scope, d.author, d.at, d.text
    FROM search_index AS i JOIN search_document AS d ON d.company = $1 AND d.number = -i.number
    WHERE string_to_array(i.tokens, ' ') @> string_to_array($2, ' ') AND i.number > $3
    ORDER BY i.number LIMIT $4)sql"};

const store::Query kByAuthor{"search.by_author", R"sql(
    SELECT number, type, object, level, compartments, scope, author, at, text FROM search_document
    WHERE company = $1 AND author = $2 AND type = $3 AND scope = $4 AND level = $5 AND compartments = $6 AND number < $7
    ORDER BY number DESC LIMIT $8)sql"};

const store::Query kWalk{"search.walk", R"sql(
    SELECT type, version, after, done FROM search_walk WHERE company = $1 AND type = $2)sql"};

const store::Query kPutWalk{"search.put_walk", R"sql(
    INSERT INTO search_walk (company, type, version, after, done) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (company, type) DO UPDATE SET version = excluded.version, after = excluded.after, done = excluded.done)sql"};

Row row_of(const store::Row& row) {
    Row out;
    out.number = row.i64(0);
    out.type = row.str(1);
    out.object = row.id(2);
    out.label = {static_cast<labels::Level>(row.i64(3)), static_cast<std::uint64_t>(row.i64(4)), row.id(5)};
    out.author = row.id(6);
    out.at = row.at(7);
    out.text = row.blob(8);
    return out;
}

void add_label(store::Tx& tx, Id company, const Row& row, Id author, Id scope) {
    tx.exec(kAddLabel, company, row.type, author, row.label.level, static_cast<std::int64_t>(row.label.compartments), scope);
}

}  // namespace

void put_todo(store::Tx& tx, Id company, const Todo& todo) { tx.exec(kPutTodo, company, todo.object, todo.type, todo.mark); }

std::vector<Todo> todos(store::Tx& tx, Id company, std::size_t count) {
    return tx.all(kTodos, [](const store::Row& row) { return Todo{row.id(0), row.str(1), row.i64(2)}; }, company, count);
}

bool end_todo(store::Tx& tx, Id company, const Todo& todo) { return tx.exec(kEndTodo, company, todo.object, todo.mark) == 1; }

std::optional<Row> find(store::Tx& tx, Id company, Id object) { return tx.one(kFind, row_of, company, object); }

bool put(store::Tx& tx, Id company, Row& row) {
    const auto compartments = static_cast<std::int64_t>(row.label.compartments);
    if (const auto before = find(tx, company, row.object)) {
        row.number = before->number;
        tx.exec(kUpdate, row.label.level, compartments, row.label.scope, row.author, row.at, row.text, company, row.number);
        tx.exec(kUnindex, -row.number);
    } else {
        row.number = tx.one(kLast, [](const store::Row& last) { return last.i64(0); }, company).value_or(0) + 1;
        if (tx.exec(kInsert, company, row.number, row.type, row.object, row.label.level, compartments, row.label.scope,
                    row.author, row.at, row.text) != 1) {
            return false;
        }
    }
    if (row.author) add_label(tx, company, row, row.author, row.label.scope);
    add_label(tx, company, row, Id{}, row.label.scope);
    add_label(tx, company, row, Id{}, Id{});
    return true;
}

void index(store::Tx& tx, std::int64_t number, const std::string& tokens) { tx.exec(kIndex, -number, tokens); }

void remove(store::Tx& tx, Id company, Id object) {
    const auto row = find(tx, company, object);
    if (!row) return;
    tx.exec(kUnindex, -row->number);
    tx.exec(kDelete, company, row->number);
}

void remove_all(store::Tx& tx, Id company) {
    tx.exec(kUnindexAll);
    tx.exec(kDeleteAll, company);
    tx.exec(kDeleteLabels, company);
}

std::vector<Row> with_tokens(store::Tx& tx, Id company, const std::string& tokens, std::int64_t below, std::size_t count) {
    return tx.all(kWithTokens, row_of, company, tokens, -below, count);
}

Spread spread(store::Tx& tx, const std::string& token, std::int64_t below) {
    const auto out = tx.one(kSpread, [](const store::Row& row) { return Spread{row.i64(0), row.i64(1)}; }, token, -below);
    return out.value_or(Spread{});
}

std::vector<std::uint64_t> compartments_of(store::Tx& tx, Id company, std::string_view type, Id scope, labels::Level level) {
    return tx.all(kCompartments, [](const store::Row& row) { return static_cast<std::uint64_t>(row.i64(0)); }, company, type,
                  scope, level);
}

std::vector<Row> by_author(store::Tx& tx, Id company, std::string_view type, Id author, const labels::Label& label,
                           std::int64_t below, std::size_t count) {
    return tx.all(kByAuthor, row_of, company, author, type, label.scope, label.level,
                  static_cast<std::int64_t>(label.compartments), below, count);
}

std::vector<labels::Label> labels_of(store::Tx& tx, Id company, Id author, std::string_view type) {
    return tx.all(kLabels, [](const store::Row& row) {
        return labels::Label{static_cast<labels::Level>(row.i64(0)), static_cast<std::uint64_t>(row.i64(1)), row.id(2)};
    }, company, author, type);
}

std::optional<Walk> walk(store::Tx& tx, Id company, const std::string& type) {
    return tx.one(kWalk, [](const store::Row& row) { return Walk{row.str(0), row.i64(1), row.id(2), row.i64(3) != 0}; },
                  company, type);
}

void put_walk(store::Tx& tx, Id company, const Walk& walk) {
    tx.exec(kPutWalk, company, walk.type, walk.version, walk.after, walk.done);
}

}  // namespace gx::search::rows
