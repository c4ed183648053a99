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
/// Gives the row its number if it has none; false if another node was faster.
bool put(store::Tx& tx, Id company, Row& row, const std::string& tokens);
void remove(store::Tx& tx, Id company, Id object);
void remove_all(store::Tx& tx, Id company);

/// Documents with all the tokens below `number`, the newest first.
std::vector<Row> with_tokens(store::Tx& tx, Id company, const std::string& tokens, std::int64_t below, std::size_t count);
/// What this author wrote under this label.
std::vector<Row> by_author(store::Tx& tx, Id company, std::string_view type, Id author, const labels::Label& label,
                           std::int64_t below, std::size_t count);
/// Labels of one author's documents; author Id{}: labels with compartments, with scope and (scope 0) for the whole.
std::vector<labels::Label> labels_of(store::Tx& tx, Id company, Id author, std::string_view type);

std::optional<Walk> walk(store::Tx& tx, Id company, const std::string& type);
void put_walk(store::Tx& tx, Id company, const Walk& walk);

}  // namespace gx::search::rows
