/// Rows of the disasters and of what is grouped under them.
#include "modules/incidents/disaster.hpp"

namespace gx::incidents {
namespace {

// Every SELECT names its columns in the order of disaster_row.
const store::Query kInsert{"incidents.insert_disaster", R"sql(
    INSERT INTO disaster (company, id, rev, kind, name, started_at, ended_at, author, idem_key, idem_body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (company, idem_key) DO NOTHING)sql"};

const store::Query kEnd{"incidents.end_disaster", R"sql(
    UPDATE disaster SET ended_at = $1, rev = $2 WHERE company = $3 AND id = $4 AND rev = $5)sql"};

const store::Query kFind{"incidents.find_disaster", R"sql(
    SELECT id, rev, kind, name, started_at, ended_at, author, idem_body FROM disaster
    WHERE company = $1 AND id = $2)sql"};

const store::Query kFindByKey{"incidents.find_disaster_by_key", R"sql(
    SELECT id, rev, kind, name, started_at, ended_at, author, idem_body FROM disaster
    WHERE company = $1 AND idem_key = $2)sql"};

const store::Query kPage{"incidents.disaster_page", R"sql(
    SELECT id, rev, kind, name, started_at, ended_at, author, idem_body FROM disaster
    WHERE company = $1 AND id < $2 ORDER BY id DESC LIMIT $3)sql"};

const store::Query kPutUnder{"incidents.put_under", R"sql(
    INSERT INTO incident_disaster (company, id, disaster) VALUES ($1, $2, $3)
    ON CONFLICT (company, id) DO UPDATE SET disaster = excluded.disaster)sql"};

const store::Query kTakeOut{"incidents.take_out", R"sql(
    DELETE FROM incident_disaster WHERE company = $1 AND id = $2)sql"};

const store::Query kDisasterOf{"incidents.disaster_of", R"sql(
    SELECT disaster FROM incident_disaster WHERE company = $1 AND id = $2)sql"};

const store::Query kUnder{"incidents.under", R"sql(
    SELECT id FROM incident_disaster WHERE company = $1 AND disaster = $2 AND id < $3 ORDER BY id DESC LIMIT $4)sql"};

Disaster disaster_row(const store::Row& row) {
    Disaster out;
    out.id = row.id(0);
    out.rev = row.i64(1);
    out.kind = static_cast<DisasterKind>(row.i64(2));
    out.name = row.blob(3);
    out.started_at = row.at(4);
    out.ended_at = row.maybe_at(5);
    out.author = row.id(6);
    if (!row.null(7)) out.idem_body = row.blob(7);
    return out;
}

std::optional<Bytes> maybe_bytes(const Bytes& bytes) { return bytes.empty() ? std::nullopt : std::optional(bytes); }

}  // namespace

bool insert(store::Tx& tx, Id company, const Disaster& it) {
    return tx.exec(kInsert, company, it.id, it.rev, it.kind, it.name, it.started_at, it.ended_at, it.author,
                   maybe_bytes(it.idem_key), maybe_bytes(it.idem_body)) == 1;
}

bool end(store::Tx& tx, Id company, const Disaster& it, std::int64_t expected_rev) {
    return tx.exec(kEnd, it.ended_at, it.rev, company, it.id, expected_rev) == 1;
}

std::optional<Disaster> find_disaster(store::Tx& tx, Id company, Id id) { return tx.one(kFind, disaster_row, company, id); }

std::optional<Disaster> find_disaster_by_key(store::Tx& tx, Id company, BytesView key) {
    return tx.one(kFindByKey, disaster_row, company, key);
}

std::vector<Disaster> disaster_page(store::Tx& tx, Id company, Id below, std::size_t count) {
    return tx.all(kPage, disaster_row, company, below, count);
}

void put_under(store::Tx& tx, Id company, Id incident, Id disaster) { tx.exec(kPutUnder, company, incident, disaster); }

void take_out(store::Tx& tx, Id company, Id incident) { tx.exec(kTakeOut, company, incident); }

std::optional<Id> disaster_id_of(store::Tx& tx, Id company, Id incident) {
    return tx.one(kDisasterOf, [](const store::Row& row) { return row.id(0); }, company, incident);
}

std::vector<Id> incidents_under(store::Tx& tx, Id company, Id disaster, Id below, std::size_t count) {
    return tx.all(kUnder, [](const store::Row& row) { return row.id(0); }, company, disaster, below, count);
}

}  // namespace gx::incidents
