#include "platform/files/rows.hpp"

namespace gx::files::rows {
namespace {

using store::Query;

const Query kInsert{
    "files.insert",
    "INSERT INTO file (company, id, name, media_type, size, digest, level, compartments, scope, author, "
    "at, width, height, owner_type, owner, idempotency_key, idempotency_body) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"};
const Query kFind{
    "files.find",
    "SELECT id, name, media_type, size, digest, level, compartments, scope, author, at, width, height, "
    "owner_type, owner, idempotency_body FROM file WHERE company = $1 AND id = $2"};
const Query kByKey{
    "files.by_key",
    "SELECT id, name, media_type, size, digest, level, compartments, scope, author, at, width, height, "
    "owner_type, owner, idempotency_body FROM file WHERE company = $1 AND idempotency_key = $2"};
const Query kOf{
    "files.of",
    "SELECT id, name, media_type, size, digest, level, compartments, scope, author, at, width, height, "
    "owner_type, owner, idempotency_body FROM file WHERE company = $1 AND owner = $2 ORDER BY id"};
const Query kAbove{
    "files.above",
    "SELECT id, name, media_type, size, digest, level, compartments, scope, author, at, width, height, "
    "owner_type, owner, idempotency_body FROM file WHERE company = $1 AND id > $2 ORDER BY id LIMIT $3"};
const Query kAttach{"files.attach",
                    "UPDATE file SET owner_type = $1, owner = $2, level = $3, compartments = $4, scope = $5 "
                    "WHERE company = $6 AND id = $7 AND author = $8 AND owner = 0"};
const Query kNames{"files.names_digest", "SELECT id FROM file WHERE company = $1 AND digest = $2 LIMIT 1"};

std::optional<BytesView> maybe(BytesView bytes) {
    return bytes.empty() ? std::nullopt : std::optional(bytes);
}

Row row_of(const store::Row& row) {
    Row out;
    out.meta.id = row.id(0);
    out.sealed_name = row.blob(1);
    out.meta.media_type = row.str(2);
    out.meta.size = row.i64(3);
    out.meta.digest = row.blob(4);
    out.meta.label = {static_cast<labels::Level>(row.i64(5)), static_cast<std::uint64_t>(row.i64(6)),
                      row.id(7)};
    out.meta.author = row.id(8);
    out.meta.at = row.at(9);
    out.meta.width = static_cast<int>(row.i64(10));
    out.meta.height = static_cast<int>(row.i64(11));
    out.meta.owner_type = row.str(12);
    out.meta.owner = row.id(13);
    if (!row.null(14)) out.idempotency_body = row.blob(14);
    return out;
}

}  // namespace

void insert(store::Tx& tx, Id company, const Meta& meta, const Bytes& sealed_name, BytesView key,
            BytesView body) {
    tx.exec(kInsert, company, meta.id, sealed_name, meta.media_type, meta.size, meta.digest, meta.label.level,
            meta.label.compartments, meta.label.scope, meta.author, meta.at, meta.width, meta.height,
            meta.owner_type, meta.owner, maybe(key), maybe(body));
}

std::optional<Row> find(store::Tx& tx, Id company, Id id) { return tx.one(kFind, row_of, company, id); }

std::optional<Row> by_key(store::Tx& tx, Id company, BytesView key) {
    return tx.one(kByKey, row_of, company, key);
}

std::vector<Row> of(store::Tx& tx, Id company, Id owner) { return tx.all(kOf, row_of, company, owner); }

std::vector<Row> above(store::Tx& tx, Id company, Id after, std::int64_t limit) {
    return tx.all(kAbove, row_of, company, after, limit);
}

bool attach(store::Tx& tx, Id company, Id author, Id file, std::string_view owner_type, Id owner,
            const labels::Label& label) {
    return tx.exec(kAttach, owner_type, owner, label.level, label.compartments, label.scope, company, file,
                   author) == 1;
}

bool names_digest(store::Tx& tx, Id company, const Bytes& digest) {
    return tx
        .one(
            kNames, [](const store::Row& row) { return row.id(0); }, company, digest)
        .has_value();
}

}  // namespace gx::files::rows
