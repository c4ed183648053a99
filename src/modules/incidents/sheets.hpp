/// The month's ledger as a sheet: the same definition gives the page, the workbook and the PDF. Clause E4.4.
#pragma once

#include "modules/incidents/act.hpp"
#include "modules/incidents/api.hpp"
#include "platform/render/sheet.hpp"

namespace gx::incidents {

struct LedgerPart {
    std::vector<Incident> rows;
    std::optional<Id> next;  ///< go on after this one
};

/// The incidents that happened in the month (+08:00), in the order of their reports, as far as the actor may read.
/// With `scope` those of one compound, or of one department outside of compounds.
LedgerPart ledger_part(const Act& act, int month, std::optional<Id> scope, Id after, std::size_t limit);
/// All parts; refused beyond 20,000 rows.
Result<std::vector<Incident>> ledger_rows(const Act& act, int month, std::optional<Id> scope);
const std::vector<render::Column>& ledger_columns();
/// One line in the language of `act`.
std::vector<render::CellText> ledger_cells(const Act& act, const Incident& incident);
/// The cursors of a ledger: one per scope in reach, whatever the level; each row is checked when it is read.
std::vector<labels::Stream> ledger_streams(const org::Actor& actor, std::optional<Id> scope);
LedgerColumn column_view(const render::Column& column, Lang lang);
/// "2026-11" of 202611.
std::string month_text(int month);
/// `whole` = these are all rows of the month, so that the head can count them.
render::Sheet ledger_sheet(const Act& act, int month, std::optional<Id> compound, const std::vector<Incident>& rows,
                           bool whole);
/// All parts of a month in one sheet; refused beyond 20,000 rows.
Result<render::Sheet> whole_ledger(const Act& act, int month, std::optional<Id> compound);

Result<LedgerPage> ledger_page(const Act& act, const LedgerQuery& query);

}  // namespace gx::incidents
