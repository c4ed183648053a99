/// The import of the organisation workbook, XLSX or CSV: try it, then all or nothing in one transaction.
#pragma once

#include <functional>

#include "modules/system/import_book.hpp"
#include "platform/http/route.hpp"

namespace gx::system {

namespace import {
BOOST_DESCRIBE_ENUM(Part, compounds, departments, posts, duties, people, rooms)
}  // namespace import

struct ImportCounts {
    std::int64_t compounds = 0, departments = 0, posts = 0, duties = 0, people = 0, holdings = 0,
                 accounts = 0;
    std::int64_t buildings = 0, units = 0, rooms = 0;
};
BOOST_DESCRIBE_STRUCT(ImportCounts, (),
                      (compounds, departments, posts, duties, people, holdings, accounts, buildings, units,
                       rooms))

/// One place with its rule and remedy, in the reader's language.
struct ImportProblem {
    std::string sheet;
    std::optional<std::int64_t> row;  ///< from 1
    std::optional<std::string> column, cell;
    std::string code, detail;
};
BOOST_DESCRIBE_STRUCT(ImportProblem, (), (sheet, row, column, cell, code, detail))

/// A one-time log-in code, shown this once.
struct ImportCode {
    std::string staff_number, login, code;
    Instant expires_at;
};
BOOST_DESCRIBE_STRUCT(ImportCode, (), (staff_number, login, code, expires_at))

struct ImportAnswer {
    std::int64_t rows = 0;  ///< lines read, without headings and examples
    ImportCounts created;
    std::int64_t changed = 0, unchanged = 0;
    std::vector<ImportProblem> errors;  ///< the first kImportErrorsMax, in the order of the workbook
    std::int64_t errors_total = 0;
    std::vector<ImportProblem> notes;
    bool applied = false;
    std::vector<ImportCode> codes;
};
BOOST_DESCRIBE_STRUCT(ImportAnswer, (),
                      (rows, created, changed, unchanged, errors, errors_total, notes, applied, codes))

inline constexpr std::size_t kImportErrorsMax = 500;
inline constexpr std::size_t kImportBytesMax = 16U << 20;

struct ImportInput {
    BytesView content;
    bool dry_run = true;
    std::optional<import::Part> only;  ///< what a CSV file holds; its headings tell where it is not said
    Lang lang = Lang::zh;
};

/// Refusals are of the file as a whole (files::read_table). Wrong lines are in the answer; then, and in a dry
/// run, nothing is kept. `trace` runs in the transaction of what happens: with `applied` beside the changes,
/// otherwise in the one that only leaves the trail.
Result<ImportAnswer> import_organisation(const http::Services& services, const org::Actor& actor, Instant now,
                                         const ImportInput& input,
                                         const std::function<void(store::Tx&, const ImportAnswer&)>& trace);
/// Counts for the trail's note, as JSON.
std::string import_note(const ImportAnswer& answer);

}  // namespace gx::system
