#include "modules/system/store_imports.hpp"

namespace gx::system::imports {
namespace {

using store::Query;

const Query kInsert{
    "system.insert_import",
    "INSERT INTO import_run (company, id, at, author, answer, idempotency_key, idempotency_body) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
const Query kByKey{
    "system.import_by_key",
    "SELECT id, answer, idempotency_body FROM import_run WHERE company = $1 AND idempotency_key = $2"};

}  // namespace

void insert(store::Tx& tx, Id company, const Run& run, Id author, Instant now, BytesView key) {
    tx.exec(kInsert, company, run.id, now, author, run.answer, key, run.body);
}

std::optional<Run> by_key(store::Tx& tx, Id company, BytesView key) {
    return tx.one(
        kByKey,
        [](const store::Row& row) {
            return Run{row.id(0), row.blob(1), row.blob(2)};
        },
        company, key);
}

}  // namespace gx::system::imports
