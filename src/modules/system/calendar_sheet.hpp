/// The arrangement of a year as a clerk fills it in: an XLSX or CSV with one line per run of days, as the State Council's
/// notice names them. Pure: a file in, days or every wrong cell out.
#pragma once

#include "platform/base/result.hpp"
#include "platform/clock/working.hpp"

namespace gx::system {

inline constexpr std::size_t kCalendarBytesMax = 1U << 20;
inline constexpr int kRunMax = 31;  ///< days of one line

/// Refusals: of the file as a whole (files::read_table, import_nothing); else input_invalid with a field per wrong cell
/// ("B7") or missing column.
Result<std::vector<clock::SpecialDay>> read_calendar_sheet(BytesView content, Lang lang);
/// The form to fill in, with the holidays named and one example.
Bytes calendar_form(Lang lang, int year, Instant now);

}  // namespace gx::system
