/// What a cell's number means by its format (ISO/IEC 29500-1, 18.8.30): a number, a date, a time.
#pragma once

#include <string>
#include <string_view>

#include "platform/files/table.hpp"

namespace gx::files {

struct NumberFormat {
    bool day = false;   ///< shows year, month or day
    bool time = false;  ///< shows hours, minutes or seconds of the day
    int zeros = 0;      ///< "0000": so many digits, zeros in front; 0 = no such format
    bool operator==(const NumberFormat&) const = default;
};

/// The formats that need no text: 14-22, 45-47 and those of Chinese, Japanese and Korean workbooks.
NumberFormat builtin_format(int id);
NumberFormat parse_format(std::string_view code);

/// Digits as they stand in the file ("4.5E-2") to a cell of kind number, date or error. `from_1904`: the
/// workbook counts days from 1904-01-01. Excel's 1900-02-29, negative days and days past 9999 are errors.
Cell number_cell(std::string_view digits, const NumberFormat& format, bool from_1904);

}  // namespace gx::files
