#include "platform/trail/store.hpp"

#include <algorithm>

#include "platform/base/check.hpp"

namespace gx::trail {
namespace {

const store::Query kInsert{"trail.insert", R"sql(
    INSERT INTO trail_entry (company, id, sequence, at, canonical, leaf, mac, object, level, compartments, scope)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql"};

const store::Query kUnnumbered{"trail.unnumbered", R"sql(
    SELECT sequence, id, at, canonical, leaf, mac FROM trail_entry
    WHERE company = $1 AND sequence IS NULL ORDER BY id LIMIT $2)sql"};

const store::Query kCountUnnumbered{"trail.count_unnumbered", R"sql(
    SELECT count(*) FROM trail_entry WHERE company = $1 AND sequence IS NULL)sql"};

const store::Query kNumber{"trail.number", R"sql(
    UPDATE trail_entry SET sequence = $1, mac = $2 WHERE company = $3 AND id = $4)sql"};

const store::Query kHead{"trail.head", R"sql(
    SELECT frontier, last_at, mac FROM trail_head WHERE company = $1)sql"};

const store::Query kLockHead{"trail.lock_head", R"sql(
    SELECT frontier, last_at, mac FROM trail_head WHERE company = $1)sql", R"sql(
    SELECT frontier, last_at, mac FROM trail_head WHERE company = $1 FOR UPDATE)sql"};

const store::Query kSaveHead{"trail.save_head", R"sql(
    INSERT INTO trail_head (company, size, last_at, frontier, mac) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (company) DO UPDATE SET size = excluded.size, last_at = excluded.last_at,
        frontier = excluded.frontier, mac = excluded.mac)sql"};

const store::Query kWalk{"trail.walk", R"sql(
    SELECT sequence, id, at, canonical, leaf, mac FROM trail_entry
    WHERE company = $1 AND sequence >= 0 ORDER BY sequence)sql"};

const store::Query kBelow{"trail.below", R"sql(
    SELECT sequence, id, at, canonical, leaf, mac FROM trail_entry
    WHERE company = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3)sql"};

const store::Query kOfObject{"trail.of_object", R"sql(
    SELECT sequence, id, at, canonical, leaf, mac FROM trail_entry
    WHERE company = $1 AND object = $2 ORDER BY id)sql"};

const store::Query kInsertCheckpoint{"trail.insert_checkpoint", R"sql(
    INSERT INTO trail_checkpoint (company, size, at, note) VALUES ($1, $2, $3, $4)
    ON CONFLICT (company, size) DO NOTHING)sql"};

const store::Query kCheckpoints{"trail.checkpoints", R"sql(
    SELECT note FROM trail_checkpoint WHERE company = $1 ORDER BY size)sql"};

const store::Query kLastCheckpoint{"trail.last_checkpoint", R"sql(
    SELECT note FROM trail_checkpoint WHERE company = $1 ORDER BY size DESC LIMIT 1)sql"};

Hash to_hash(BytesView bytes) {
    Hash out{};
    if (bytes.size() == out.size()) std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

EntryRow entry_row(const store::Row& row) {
    return {row.maybe_i64(0).value_or(-1), row.id(1), row.at(2), row.str(3), to_hash(row.bytes(4)), row.blob(5)};
}

Head head_row(const store::Row& row) { return {Frontier::load(row.bytes(0)), row.at(1), row.blob(2)}; }

}  // namespace

void insert_entry(store::Tx& tx, const store::JournalEntry& entry, const Hash& leaf, std::int64_t sequence,
                  const Bytes& mac) {
    const auto number = sequence < 0 ? std::optional<std::int64_t>{} : std::optional{sequence};
    const auto keyed = sequence < 0 ? std::optional<Bytes>{} : std::optional{mac};
    tx.exec(kInsert, entry.company, entry.id, number, entry.at, entry.canonical, BytesView(leaf), keyed, entry.object,
            entry.level, static_cast<std::int64_t>(entry.compartments), entry.scope);
}

std::vector<EntryRow> unnumbered(store::Tx& tx, Id company, std::int64_t limit) {
    return tx.all(kUnnumbered, entry_row, company, limit);
}

std::int64_t count_unnumbered(store::Tx& tx, Id company) {
    return tx.one(kCountUnnumbered, [](const store::Row& row) { return row.i64(0); }, company).value_or(0);
}

void number_entry(store::Tx& tx, Id company, Id id, std::int64_t sequence, const Bytes& mac) {
    tx.exec(kNumber, sequence, mac, company, id);
}

std::optional<Head> load_head(store::Tx& tx, Id company) { return tx.one(kHead, head_row, company); }

std::optional<Head> lock_head(store::Tx& tx, Id company) { return tx.one(kLockHead, head_row, company); }

void save_head(store::Tx& tx, Id company, const Head& head) {
    tx.exec(kSaveHead, company, head.frontier.size(), head.last_at, head.frontier.save(), head.mac);
}

void walk(store::Tx& tx, Id company, const std::function<bool(const EntryRow&)>& f) {
    tx.each(kWalk, [&](const store::Row& row) -> bool { return f(entry_row(row)); }, company);
}

std::vector<EntryRow> below(store::Tx& tx, Id company, std::int64_t before, std::int64_t limit) {
    return tx.all(kBelow, entry_row, company, before, limit);
}

std::vector<EntryRow> of_object(store::Tx& tx, Id company, Id object) {
    return tx.all(kOfObject, entry_row, company, object);
}

void insert_checkpoint(store::Tx& tx, Id company, const Checkpoint& checkpoint, Instant now) {
    tx.exec(kInsertCheckpoint, company, checkpoint.size, now, checkpoint.note);
}

std::vector<std::string> checkpoint_notes(store::Tx& tx, Id company) {
    return tx.all(kCheckpoints, [](const store::Row& row) { return row.str(0); }, company);
}

std::optional<std::string> last_note(store::Tx& tx, Id company) {
    return tx.one(kLastCheckpoint, [](const store::Row& row) { return row.str(0); }, company);
}

}  // namespace gx::trail
