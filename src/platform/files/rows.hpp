/// Rows of the table `file`; the SQL is in store.cpp. Names go in and out sealed.
#pragma once

#include "platform/files/files.hpp"

namespace gx::files::rows {

struct Row {
    Meta meta;  ///< without name
    Bytes sealed_name;
    Bytes idempotency_body;
};

void insert(store::Tx& tx, Id company, const Meta& meta, const Bytes& sealed_name, BytesView key,
            BytesView body);
std::optional<Row> find(store::Tx& tx, Id company, Id id);
std::optional<Row> by_key(store::Tx& tx, Id company, BytesView key);
std::vector<Row> of(store::Tx& tx, Id company, Id owner);
/// By id, above `after`.
std::vector<Row> above(store::Tx& tx, Id company, Id after, std::int64_t limit);
/// False if the file is not the author's or not loose.
bool attach(store::Tx& tx, Id company, Id author, Id file, std::string_view owner_type, Id owner,
            const labels::Label& label);
bool names_digest(store::Tx& tx, Id company, const Bytes& digest);

}  // namespace gx::files::rows
