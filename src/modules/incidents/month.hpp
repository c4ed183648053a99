/// The month's ledger handed in: one per compound and per department outside of compounds, an empty one too, by the 2nd
/// of the next month; general affairs merge them for the general manager. What was handed in never changes: later news
/// of a line stands beside it as a correction. Clause E4.4.
#pragma once

#include "modules/incidents/act.hpp"
#include "modules/incidents/api.hpp"
#include "platform/due/obligation.hpp"
#include "platform/render/sheet.hpp"

namespace gx::incidents {

inline constexpr std::string_view kMonthClock = "incident.month";

struct Month {
    Id id;
    flow::CaseState state;
    labels::Label label;
    int month = 0;  ///< 202611
    Id compound;    ///< Id{} = a department's or the company's
    Id department;  ///< Id{} = a compound's or the company's
    Instant opened_at;
    std::optional<Instant> first_submitted_at;
    std::optional<Instant> submitted_at;
    Id submitted_by;
    std::int64_t lines = 0;
    Bytes sheet;

    bool of_company() const { return !label.scope; }
};

/// A line as it was handed in, in both languages; cells in the order of the ledger's columns.
struct FrozenLine {
    std::vector<std::string> zh, en;
};
BOOST_DESCRIBE_STRUCT(FrozenLine, (), (zh, en))
struct Frozen {
    std::vector<FrozenLine> lines;
    std::vector<Id> missing;  ///< scopes that had handed in nothing when the company's was merged
};
BOOST_DESCRIBE_STRUCT(Frozen, (), (lines, missing))

enum class HandIn : std::uint8_t { waiting, overdue, in_time, late };
BOOST_DESCRIBE_ENUM(HandIn, waiting, overdue, in_time, late)

struct MonthQuery {
    std::string month;
    std::optional<std::int64_t> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(MonthQuery, (), (month, limit, cursor))

struct MonthRow {
    Id id;
    std::string month, name;  ///< "2026-11", "云栖花园"
    bool of_company = false;
    std::string state, state_name;
    Instant due;
    HandIn hand_in = HandIn::waiting;
    std::optional<Instant> submitted_at;
    std::optional<Named> submitted_by;
    std::int64_t lines = 0;  ///< as handed in
};
BOOST_DESCRIBE_STRUCT(MonthRow, (), (id, month, name, of_company, state, state_name, due, hand_in, submitted_at,
                                     submitted_by, lines))
using MonthPage = http::Page<MonthRow>;

/// One cell that says something else now than when it was handed in.
struct CorrectionView {
    std::int64_t column = 0;
    std::string now;
};
BOOST_DESCRIBE_STRUCT(CorrectionView, (), (column, now))
struct LineView {
    std::vector<std::string> cells;
    std::vector<CorrectionView> corrections;
    bool added = false;  ///< reported after the hand-in
};
BOOST_DESCRIBE_STRUCT(LineView, (), (cells, corrections, added))
struct MonthView {
    MonthRow row;
    std::int64_t rev = 1;
    LabelView label;
    std::vector<LedgerColumn> columns;
    std::vector<LineView> lines;
    std::vector<Named> missing;
    std::vector<std::string> actions;
};
BOOST_DESCRIBE_STRUCT(MonthView, (), (row, rev, label, columns, lines, missing, actions))

/// 24:00 of the day by which the ledger of this month has to be in.
Instant month_due(int month);
HandIn judge_hand_in(int month, const std::optional<Instant>& first_submitted_at, Instant now);

/// A case for each compound in use, each department of its own, and the company; those there already stay.
void open_months(const Act& act, const due::Period& period);
/// Opens them when a month is over.
due::Obligation month_obligation(const http::Services& services);
std::optional<due::Due> fire_month(const http::Services& services, store::Tx& tx, Instant now, const due::Due& due);

Result<MonthPage> months(const Act& act, const MonthQuery& query);
Result<Month> load_month(const Act& act, Id id);
Result<MonthView> month_view(const Act& act, const Month& month);
Result<render::Sheet> month_sheet(const Act& act, const Month& month);

Result<Month> submit_month(const Act& act, Id id, std::int64_t rev);
Result<Month> return_month(const Act& act, Id id, std::int64_t rev, std::string_view reason);
Result<Month> acknowledge_month(const Act& act, Id id, std::int64_t rev);

// -- storage: month_store.cpp ------------------------------------------------------------------------------------

/// False if the scope's month stands already.
bool insert(store::Tx& tx, Id company, const Month& month);
bool update(store::Tx& tx, Id company, const Month& month, std::int64_t expected_rev);
std::optional<Month> find_month(store::Tx& tx, Id company, Id id);
std::optional<Month> find_month_of(store::Tx& tx, Id company, Id scope, int month);
/// Of one scope, or (whole) of all, after `after`, in order of id.
std::vector<Month> month_page(store::Tx& tx, Id company, bool whole, Id scope, int month, Id after, std::size_t count);

}  // namespace gx::incidents
