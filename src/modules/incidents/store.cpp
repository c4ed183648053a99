#include "modules/incidents/store.hpp"

#include "platform/base/check.hpp"

namespace gx::incidents {
namespace {

// Every SELECT names its columns in the order of incident_row.
const store::Query kNextNumber{"incidents.next_number", R"sql(
    INSERT INTO incident_number (company, year, last) VALUES ($1, $2, 1)
    ON CONFLICT (company, year) DO UPDATE SET last = incident_number.last + 1 RETURNING last)sql"};

const store::Query kInsert{"incidents.insert", R"sql(
    INSERT INTO incident (company, id, flow_version, state, round, rev, level, compartments, scope, author, year,
        number, kind, grade, compound, department, happened_at, month, learned_at, learned_basis, entered_at,
        device_time, offline, clock, stopped_at, stopped_by, running_due, full_reported_at, voided_at, loss, injured,
        dead, flags, photos, parts, narrative, idem_key, idem_body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
        $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38)
    ON CONFLICT (company, idem_key) DO NOTHING)sql"};

const store::Query kUpdate{"incidents.update", R"sql(
    UPDATE incident SET flow_version = $1, state = $2, round = $3, rev = $4, grade = $5, learned_at = $6,
        learned_basis = $7, clock = $8, stopped_at = $9, stopped_by = $10, running_due = $11, full_reported_at = $12,
        voided_at = $13, loss = $14, injured = $15, dead = $16, flags = $17, photos = $18, parts = $19,
        narrative = $20
    WHERE company = $21 AND id = $22 AND rev = $23)sql"};

const store::Query kFind{"incidents.find", R"sql(
    SELECT id, flow_version, state, round, rev, level, compartments, scope, author, year, number, kind, grade,
        compound, department, happened_at, learned_at, learned_basis, entered_at, device_time, offline, clock,
        stopped_at, stopped_by, running_due, full_reported_at, voided_at, loss, injured, dead, flags, photos,
        parts, narrative
    FROM incident WHERE company = $1 AND id = $2)sql"};

const store::Query kFindByKey{"incidents.find_by_key", R"sql(
    SELECT id, flow_version, state, round, rev, level, compartments, scope, author, year, number, kind, grade,
        compound, department, happened_at, learned_at, learned_basis, entered_at, device_time, offline, clock,
        stopped_at, stopped_by, running_due, full_reported_at, voided_at, loss, injured, dead, flags, photos,
        parts, narrative, idem_body
    FROM incident WHERE company = $1 AND idem_key = $2)sql"};

// Pages give ids out of the index alone; the row is read once it stands on top of the merge.
const store::Query kScopePage{"incidents.scope_page", R"sql(
    SELECT id FROM incident
    WHERE company = $1 AND scope = $2 AND level = $3 AND id < $4 AND (compartments & $5) = 0
    ORDER BY id DESC LIMIT $6)sql"};

const store::Query kScopeKindPage{"incidents.scope_kind_page", R"sql(
    SELECT id FROM incident
    WHERE company = $1 AND scope = $2 AND level = $3 AND kind = $4 AND id < $5 AND (compartments & $6) = 0
    ORDER BY id DESC LIMIT $7)sql"};

const store::Query kWholePage{"incidents.whole_page", R"sql(
    SELECT id FROM incident
    WHERE company = $1 AND level = $2 AND id < $3 AND (compartments & $4) = 0 ORDER BY id DESC LIMIT $5)sql"};

const store::Query kWholeKindPage{"incidents.whole_kind_page", R"sql(
    SELECT id FROM incident
    WHERE company = $1 AND level = $2 AND kind = $3 AND id < $4 AND (compartments & $5) = 0
    ORDER BY id DESC LIMIT $6)sql"};

const store::Query kAuthorPage{"incidents.author_page", R"sql(
    SELECT id FROM incident WHERE company = $1 AND author = $2 AND id < $3 ORDER BY id DESC LIMIT $4)sql"};

const store::Query kAuthorKindPage{"incidents.author_kind_page", R"sql(
    SELECT id FROM incident WHERE company = $1 AND author = $2 AND kind = $3 AND id < $4 ORDER BY id DESC LIMIT $5)sql"};

// A plus sign keeps SQLite on the month's index.
const store::Query kScopeMonthPage{"incidents.scope_month_page", R"sql(
    SELECT id FROM incident
    WHERE company = $1 AND scope = $2 AND month = $3 AND id < $4 AND +level = $5 AND (compartments & $6) = 0
    ORDER BY id DESC LIMIT $7)sql"};

const store::Query kWholeMonthPage{"incidents.whole_month_page", R"sql(
    SELECT id FROM incident
    WHERE company = $1 AND month = $2 AND id < $3 AND +level = $4 AND (compartments & $5) = 0
    ORDER BY id DESC LIMIT $6)sql"};

const store::Query kScopeRunning{"incidents.scope_running", R"sql(
    SELECT id, flow_version, state, round, rev, level, compartments, scope, author, year, number, kind, grade,
        compound, department, happened_at, learned_at, learned_basis, entered_at, device_time, offline, clock,
        stopped_at, stopped_by, running_due, full_reported_at, voided_at, loss, injured, dead, flags, photos,
        parts, narrative
    FROM incident
    WHERE company = $1 AND scope = $2 AND level = $3 AND running_due IS NOT NULL AND (running_due, id) > ($4, $5)
        AND (compartments & $6) = 0
    ORDER BY running_due, id LIMIT $7)sql"};

const store::Query kWholeRunning{"incidents.whole_running", R"sql(
    SELECT id, flow_version, state, round, rev, level, compartments, scope, author, year, number, kind, grade,
        compound, department, happened_at, learned_at, learned_basis, entered_at, device_time, offline, clock,
        stopped_at, stopped_by, running_due, full_reported_at, voided_at, loss, injured, dead, flags, photos,
        parts, narrative
    FROM incident
    WHERE company = $1 AND level = $2 AND running_due IS NOT NULL AND (running_due, id) > ($3, $4)
        AND (compartments & $5) = 0
    ORDER BY running_due, id LIMIT $6)sql"};

const store::Query kScopeMonthRows{"incidents.scope_month_rows", R"sql(
    SELECT id, flow_version, state, round, rev, level, compartments, scope, author, year, number, kind, grade,
        compound, department, happened_at, learned_at, learned_basis, entered_at, device_time, offline, clock,
        stopped_at, stopped_by, running_due, full_reported_at, voided_at, loss, injured, dead, flags, photos,
        parts, narrative
    FROM incident
    WHERE company = $1 AND scope = $2 AND month = $3 AND id > $4 ORDER BY id LIMIT $5)sql"};

const store::Query kWholeMonthRows{"incidents.whole_month_rows", R"sql(
    SELECT id, flow_version, state, round, rev, level, compartments, scope, author, year, number, kind, grade,
        compound, department, happened_at, learned_at, learned_basis, entered_at, device_time, offline, clock,
        stopped_at, stopped_by, running_due, full_reported_at, voided_at, loss, injured, dead, flags, photos,
        parts, narrative
    FROM incident
    WHERE company = $1 AND month = $2 AND id > $3 ORDER BY id LIMIT $4)sql"};

const store::Query kAbove{"incidents.above", R"sql(
    SELECT id FROM incident WHERE company = $1 AND id > $2 ORDER BY id LIMIT $3)sql"};

std::optional<Fen> maybe_fen(const store::Row& row, int column) {
    return row.null(column) ? std::nullopt : std::optional(Fen{row.i64(column)});
}

Incident incident_row(const store::Row& row) {
    Incident out;
    out.id = row.id(0);
    out.state = {static_cast<int>(row.i64(1)), row.str(2), static_cast<int>(row.i64(3)), row.i64(4)};
    out.label = {static_cast<labels::Level>(row.i64(5)), static_cast<std::uint64_t>(row.i64(6)), row.id(7)};
    out.author = row.id(8);
    out.year = static_cast<int>(row.i64(9));
    out.number = row.i64(10);
    out.kind = row.str(11);
    out.grade = static_cast<Grade>(row.i64(12));
    out.compound = row.id(13);
    out.department = row.id(14);
    out.happened_at = row.at(15);
    out.learned = {row.at(16), static_cast<LearnedBasis>(row.i64(17))};
    out.entered_at = row.at(18);
    out.device_time = row.maybe_at(19);
    out.offline = row.i64(20) != 0;
    out.clock = static_cast<ClockId>(row.i64(21));
    out.stopped_at = row.maybe_at(22);
    out.stopped_by = static_cast<StoppedBy>(row.i64(23));
    out.running_due = row.maybe_at(24);
    out.full_reported_at = row.maybe_at(25);
    out.voided_at = row.maybe_at(26);
    out.loss = maybe_fen(row, 27);
    out.injured = row.maybe_i64(28);
    out.dead = row.maybe_i64(29);
    out.flags = row.i64(30);
    out.photos = row.i64(31);
    out.parts = row.i64(32);
    out.narrative = row.blob(33);
    return out;
}

std::optional<Bytes> maybe_bytes(const Bytes& bytes) { return bytes.empty() ? std::nullopt : std::optional(bytes); }

/// Compartments that the reader does not hold; a row with any of them is skipped.
std::int64_t missing(const labels::Stream& stream) { return static_cast<std::int64_t>(~stream.compartments); }

}  // namespace

std::int64_t next_number(store::Tx& tx, Id company, int year) {
    const auto number = tx.one(kNextNumber, [](const store::Row& row) { return row.i64(0); }, company, year);
    GX_CHECK(number);
    return *number;
}

bool insert(store::Tx& tx, Id company, const Incident& it) {
    return tx.exec(kInsert, company, it.id, it.state.version, it.state.state, it.state.round, it.state.rev, it.label.level,
                   static_cast<std::int64_t>(it.label.compartments), it.label.scope, it.author, it.year, it.number,
                   it.kind, it.grade, it.compound, it.department, it.happened_at, month_of(it.happened_at),
                   it.learned.at, it.learned.basis, it.entered_at, it.device_time, it.offline, it.clock, it.stopped_at,
                   it.stopped_by, it.running_due, it.full_reported_at, it.voided_at, it.loss, it.injured, it.dead,
                   it.flags, it.photos, it.parts, it.narrative, maybe_bytes(it.idem_key), maybe_bytes(it.idem_body)) == 1;
}

std::optional<Incident> find(store::Tx& tx, Id company, Id id) { return tx.one(kFind, incident_row, company, id); }

std::optional<Incident> find_by_key(store::Tx& tx, Id company, BytesView key) {
    const auto map = [](const store::Row& row) {
        Incident out = incident_row(row);
        out.idem_body = row.blob(34);
        return out;
    };
    return tx.one(kFindByKey, map, company, key);
}

bool update(store::Tx& tx, Id company, const Incident& it, std::int64_t expected_rev) {
    return tx.exec(kUpdate, it.state.version, it.state.state, it.state.round, it.state.rev, it.grade, it.learned.at,
                   it.learned.basis, it.clock, it.stopped_at, it.stopped_by, it.running_due, it.full_reported_at,
                   it.voided_at, it.loss, it.injured, it.dead, it.flags, it.photos, it.parts, it.narrative, company,
                   it.id, expected_rev) == 1;
}

std::vector<Id> page(store::Tx& tx, Id company, const labels::Stream& stream, const Narrowed& to, Id below,
                     std::size_t count) {
    const auto row = [](const store::Row& from) { return from.id(0); };
    const std::int64_t bars = missing(stream);
    if (stream.level == kAuthorStream) {
        if (to.kind.empty()) return tx.all(kAuthorPage, row, company, stream.scope, below, count);
        return tx.all(kAuthorKindPage, row, company, stream.scope, to.kind, below, count);
    }
    if (to.month != 0) {
        if (stream.whole) return tx.all(kWholeMonthPage, row, company, to.month, below, stream.level, bars, count);
        return tx.all(kScopeMonthPage, row, company, stream.scope, to.month, below, stream.level, bars, count);
    }
    if (!to.kind.empty()) {
        if (stream.whole) return tx.all(kWholeKindPage, row, company, stream.level, to.kind, below, bars, count);
        return tx.all(kScopeKindPage, row, company, stream.scope, stream.level, to.kind, below, bars, count);
    }
    if (stream.whole) return tx.all(kWholePage, row, company, stream.level, below, bars, count);
    return tx.all(kScopePage, row, company, stream.scope, stream.level, below, bars, count);
}

std::vector<Id> above(store::Tx& tx, Id company, Id after, std::size_t count) {
    return tx.all(kAbove, [](const store::Row& row) { return row.id(0); }, company, after, count);
}

std::vector<Incident> running(store::Tx& tx, Id company, const labels::Stream& stream, Instant due, Id after,
                              std::size_t count) {
    if (stream.whole) {
        return tx.all(kWholeRunning, incident_row, company, stream.level, due, after, missing(stream), count);
    }
    return tx.all(kScopeRunning, incident_row, company, stream.scope, stream.level, due, after, missing(stream), count);
}

std::vector<Incident> month_rows(store::Tx& tx, Id company, Id scope, int month, Id after, std::size_t count) {
    if (!scope) return tx.all(kWholeMonthRows, incident_row, company, month, after, count);
    return tx.all(kScopeMonthRows, incident_row, company, scope, month, after, count);
}

}  // namespace gx::incidents
