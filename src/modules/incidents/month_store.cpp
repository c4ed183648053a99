/// Rows of the months handed in.
#include "modules/incidents/month.hpp"

namespace gx::incidents {
namespace {

// Every SELECT names its columns in the order of month_row.
const store::Query kInsert{"incidents.insert_month", R"sql(
    INSERT INTO incident_ledger (company, id, flow_version, state, round, rev, level, compartments, scope, month,
        compound, department, opened_at, first_submitted_at, submitted_at, submitted_by, lines, sheet)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
    ON CONFLICT (company, scope, month) DO NOTHING)sql"};

const store::Query kUpdate{"incidents.update_month", R"sql(
    UPDATE incident_ledger SET flow_version = $1, state = $2, round = $3, rev = $4, level = $5, compartments = $6,
        first_submitted_at = $7, submitted_at = $8, submitted_by = $9, lines = $10, sheet = $11
    WHERE company = $12 AND id = $13 AND rev = $14)sql"};

const store::Query kFind{"incidents.find_month", R"sql(
    SELECT id, flow_version, state, round, rev, level, compartments, scope, month, compound, department, opened_at,
        first_submitted_at, submitted_at, submitted_by, lines, sheet
    FROM incident_ledger WHERE company = $1 AND id = $2)sql"};

const store::Query kFindOf{"incidents.find_month_of", R"sql(
    SELECT id, flow_version, state, round, rev, level, compartments, scope, month, compound, department, opened_at,
        first_submitted_at, submitted_at, submitted_by, lines, sheet
    FROM incident_ledger WHERE company = $1 AND scope = $2 AND month = $3)sql"};

const store::Query kWhole{"incidents.whole_month_cases", R"sql(
    SELECT id, flow_version, state, round, rev, level, compartments, scope, month, compound, department, opened_at,
        first_submitted_at, submitted_at, submitted_by, lines, sheet
    FROM incident_ledger WHERE company = $1 AND month = $2 AND id > $3 ORDER BY id LIMIT $4)sql"};

Month month_row(const store::Row& row) {
    Month out;
    out.id = row.id(0);
    out.state = {static_cast<int>(row.i64(1)), row.str(2), static_cast<int>(row.i64(3)), row.i64(4)};
    out.label = {static_cast<labels::Level>(row.i64(5)), static_cast<std::uint64_t>(row.i64(6)), row.id(7)};
    out.month = static_cast<int>(row.i64(8));
    out.compound = row.id(9);
    out.department = row.id(10);
    out.opened_at = row.at(11);
    out.first_submitted_at = row.maybe_at(12);
    out.submitted_at = row.maybe_at(13);
    out.submitted_by = row.id(14);
    out.lines = row.i64(15);
    out.sheet = row.blob(16);
    return out;
}

}  // namespace

bool insert(store::Tx& tx, Id company, const Month& it) {
    return tx.exec(kInsert, company, it.id, it.state.version, it.state.state, it.state.round, it.state.rev, it.label.level,
                   static_cast<std::int64_t>(it.label.compartments), it.label.scope, it.month, it.compound, it.department,
                   it.opened_at, it.first_submitted_at, it.submitted_at, it.submitted_by, it.lines, it.sheet) == 1;
}

bool update(store::Tx& tx, Id company, const Month& it, std::int64_t expected_rev) {
    return tx.exec(kUpdate, it.state.version, it.state.state, it.state.round, it.state.rev, it.label.level,
                   static_cast<std::int64_t>(it.label.compartments), it.first_submitted_at, it.submitted_at,
                   it.submitted_by, it.lines, it.sheet, company, it.id, expected_rev) == 1;
}

std::optional<Month> find_month(store::Tx& tx, Id company, Id id) { return tx.one(kFind, month_row, company, id); }

std::optional<Month> find_month_of(store::Tx& tx, Id company, Id scope, int month) {
    return tx.one(kFindOf, month_row, company, scope, month);
}

std::vector<Month> month_page(store::Tx& tx, Id company, bool whole, Id scope, int month, Id after, std::size_t count) {
    if (whole) return tx.all(kWhole, month_row, company, month, after, count);
    auto only = find_month_of(tx, company, scope, month);
    std::vector<Month> out;
    if (only && only->id > after && count > 0) out.push_back(std::move(*only));
    return out;
}

}  // namespace gx::incidents
