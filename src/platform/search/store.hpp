/// Queries of the part. `tokens`: words of [a-z2-7], apart by blanks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/labels/labels.hpp"
#include "platform/store/db.hpp"

namespace gx::search::rows {

struct Row {
    std::int64_t number = 0;
    std::string type;
    Id object;
    labels::Label label;
    Id author;
    Instant at;
    Bytes text;  ///< sealed
};

struct Todo {
    Id object;
    std::string type;
    std::int64_t mark = 0;
};

struct Walk {
    std::string type;
    std::int64_t version = 0;
    Id after;
    bool done = false;
};

void put_todo(store::Tx& tx, Id company, const Todo& todo);
std::vector<Todo> todos(store::Tx& tx, Id company, std::size_t count);
/// False if a newer change has marked the record since.
bool end_todo(store::Tx& tx, Id company, const Todo& todo);

std::optional<Row> find(store::Tx& tx, Id company, Id object);
/// Gives the row its number if it has none; false if another node was faster. index() then takes its tokens: several
/// rows by falling number, for SQLite writes out its index whenever a number goes against the order.
bool put(store::Tx& tx, Id company, Row& row);
void index(store::Tx& tx, std::int64_t number, const std::string& tokens);
void remove(store::Tx& tx, Id company, Id object);
void remove_all(store::Tx& tx, Id company);

/// Documents with all the tokens below `number`, the newest first.
std::vector<Row> with_tokens(store::Tx& tx, Id company, const std::string& tokens, std::int64_t below, std::size_t count);
/// What this author wrote under this label.
std::vector<Row> by_author(store::Tx& tx, Id company, std::string_view type, Id author, const labels::Label& label,
                           std::int64_t below, std::size_t count);
/// The nearest documents below `number` with the token: how many, at most 16, and how far the last lies. found -1: the
/// engine does not tell.
struct Spread {
    std::int64_t found = 0;
    std::int64_t last = 0;
};
Spread spread(store::Tx& tx, const std::string& token, std::int64_t below);
/// Sets of compartments that occur under a level in a scope; scope Id{} = in the whole company.
std::vector<std::uint64_t> compartments_of(store::Tx& tx, Id company, std::string_view type, Id scope, labels::Level level);
/// Labels of one author's documents.
std::vector<labels::Label> labels_of(store::Tx& tx, Id company, Id author, std::string_view type);

std::optional<Walk> walk(store::Tx& tx, Id company, const std::string& type);
void put_walk(store::Tx& tx, Id company, const Walk& walk);

}  // namespace gx::search::rows
