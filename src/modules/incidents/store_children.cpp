/// Reports, calls, acts and totals of incidents.
#include "modules/incidents/store.hpp"

namespace gx::incidents {
namespace {

const store::Query kInsertReport{"incidents.insert_report", R"sql(
    INSERT INTO incident_report (company, id, incident, kind, author, at, loss, narrative, idem_key, idem_body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (company, idem_key) DO NOTHING)sql"};

const store::Query kReportByKey{"incidents.report_by_key", R"sql(
    SELECT id, incident, kind, author, at, loss, narrative, idem_body FROM incident_report
    WHERE company = $1 AND idem_key = $2)sql"};

const store::Query kReportsOf{"incidents.reports_of", R"sql(
    SELECT id, incident, kind, author, at, loss, narrative, idem_body FROM incident_report
    WHERE company = $1 AND incident = $2 ORDER BY id)sql"};

const store::Query kInsertCall{"incidents.insert_call", R"sql(
    INSERT INTO incident_call (company, id, incident, caller, receiver, said_at, points, state, heard_at, heard_points,
        entitled, confirmed_at, idem_key, idem_body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    ON CONFLICT (company, idem_key) DO NOTHING)sql"};

const store::Query kFindCall{"incidents.find_call", R"sql(
    SELECT id, incident, caller, receiver, said_at, points, state, heard_at, heard_points, entitled, confirmed_at,
        idem_body
    FROM incident_call WHERE company = $1 AND id = $2)sql"};

const store::Query kCallByKey{"incidents.call_by_key", R"sql(
    SELECT id, incident, caller, receiver, said_at, points, state, heard_at, heard_points, entitled, confirmed_at,
        idem_body
    FROM incident_call WHERE company = $1 AND idem_key = $2)sql"};

const store::Query kCallsOf{"incidents.calls_of", R"sql(
    SELECT id, incident, caller, receiver, said_at, points, state, heard_at, heard_points, entitled, confirmed_at,
        idem_body
    FROM incident_call WHERE company = $1 AND incident = $2 ORDER BY id)sql"};

const store::Query kAnswer{"incidents.answer_call", R"sql(
    UPDATE incident_call SET state = $1, heard_at = $2, heard_points = $3, entitled = $4, confirmed_at = $5
    WHERE company = $6 AND id = $7 AND state = 0)sql"};

const store::Query kInsertAct{"incidents.insert_act", R"sql(
    INSERT INTO incident_act (company, id, incident, kind, person, at, role, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql"};

const store::Query kActsOf{"incidents.acts_of", R"sql(
    SELECT id, incident, kind, person, at, role, reason FROM incident_act
    WHERE company = $1 AND incident = $2 ORDER BY id)sql"};

const store::Query kAddTally{"incidents.add_tally", R"sql(
    INSERT INTO incident_tally (company, what, total) VALUES ($1, $2, $3)
    ON CONFLICT (company, what) DO UPDATE SET total = incident_tally.total + excluded.total)sql"};

const store::Query kTallies{"incidents.tallies", R"sql(
    SELECT what, total FROM incident_tally WHERE company = $1)sql"};

const store::Query kCountRunning{"incidents.count_running", R"sql(
    SELECT count(*) FROM incident WHERE company = $1 AND running_due IS NOT NULL AND running_due < $2)sql"};

Report report_row(const store::Row& row) {
    Report out;
    out.id = row.id(0);
    out.incident = row.id(1);
    out.kind = static_cast<ReportKind>(row.i64(2));
    out.author = row.id(3);
    out.at = row.at(4);
    if (!row.null(5)) out.loss = Fen{row.i64(5)};
    out.narrative = row.blob(6);
    out.idem_body = row.blob(7);
    return out;
}

PhoneCall call_row(const store::Row& row) {
    PhoneCall out;
    out.id = row.id(0);
    out.incident = row.id(1);
    out.caller = row.id(2);
    out.receiver = row.id(3);
    out.said_at = row.at(4);
    out.points = row.i64(5);
    out.state = static_cast<CallState>(row.i64(6));
    out.heard_at = row.maybe_at(7);
    out.heard_points = row.i64(8);
    out.entitled = row.i64(9) != 0;
    out.confirmed_at = row.maybe_at(10);
    out.idem_body = row.blob(11);
    return out;
}

CaseAct act_row(const store::Row& row) {
    return {row.id(0), row.id(1), static_cast<ActKind>(row.i64(2)), row.id(3), row.at(4), row.str(5), row.blob(6)};
}

std::optional<Bytes> maybe_bytes(const Bytes& bytes) { return bytes.empty() ? std::nullopt : std::optional(bytes); }

}  // namespace

bool insert(store::Tx& tx, Id company, const Report& it) {
    return tx.exec(kInsertReport, company, it.id, it.incident, it.kind, it.author, it.at, it.loss, it.narrative,
                   maybe_bytes(it.idem_key), maybe_bytes(it.idem_body)) == 1;
}

std::optional<Report> find_report_by_key(store::Tx& tx, Id company, BytesView key) {
    return tx.one(kReportByKey, report_row, company, key);
}

std::vector<Report> reports_of(store::Tx& tx, Id company, Id incident) {
    return tx.all(kReportsOf, report_row, company, incident);
}

bool insert(store::Tx& tx, Id company, const PhoneCall& it) {
    return tx.exec(kInsertCall, company, it.id, it.incident, it.caller, it.receiver, it.said_at, it.points, it.state,
                   it.heard_at, it.heard_points, it.entitled, it.confirmed_at, maybe_bytes(it.idem_key),
                   maybe_bytes(it.idem_body)) == 1;
}

std::optional<PhoneCall> find_call(store::Tx& tx, Id company, Id id) { return tx.one(kFindCall, call_row, company, id); }

std::optional<PhoneCall> find_call_by_key(store::Tx& tx, Id company, BytesView key) {
    return tx.one(kCallByKey, call_row, company, key);
}

std::vector<PhoneCall> calls_of(store::Tx& tx, Id company, Id incident) {
    return tx.all(kCallsOf, call_row, company, incident);
}

bool answer(store::Tx& tx, Id company, const PhoneCall& it) {
    return tx.exec(kAnswer, it.state, it.heard_at, it.heard_points, it.entitled, it.confirmed_at, company, it.id) == 1;
}

void insert(store::Tx& tx, Id company, const CaseAct& it) {
    tx.exec(kInsertAct, company, it.id, it.incident, it.kind, it.person, it.at, it.role, maybe_bytes(it.reason));
}

std::vector<CaseAct> acts_of(store::Tx& tx, Id company, Id incident) {
    return tx.all(kActsOf, act_row, company, incident);
}

void add_tally(store::Tx& tx, Id company, const std::string& what, std::int64_t by) {
    tx.exec(kAddTally, company, what, by);
}

std::map<std::string, std::int64_t> tallies(store::Tx& tx, Id company) {
    std::map<std::string, std::int64_t> out;
    tx.each(kTallies, [&](const store::Row& row) { out[row.str(0)] = row.i64(1); }, company);
    return out;
}

std::int64_t count_running(store::Tx& tx, Id company, Instant due) {
    return tx.one(kCountRunning, [](const store::Row& row) { return row.i64(0); }, company, due).value_or(0);
}

}  // namespace gx::incidents
