/// Reads tables that people made: XLSX (own SAX reader over libzip and expat) and CSV (UTF-8 with or without
/// BOM, GB18030). Every cell comes as what it is, with its place, so that an error can name row and column.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/base/types.hpp"

namespace gx::files {

struct Cell {
    enum class Kind : std::uint8_t { empty, text, number, date, boolean, formula, error };
    Kind kind = Kind::empty;
    /// As text: numbers to 15 digits without needless decimals or exponent; dates "YYYY-MM-DD[ HH:MM:SS]",
    /// times of day alone "HH:MM:SS"; booleans "TRUE" or "FALSE"; errors the sheet's word ("#N/A") or the
    /// impossible date; formulas their cached value.
    std::string text;
    bool merged = false;  ///< part of a merged range
};

struct Sheet {
    std::string name;
    std::vector<std::vector<Cell>> rows;  ///< [row][column], both from 0
};

struct Limits {
    std::size_t file_bytes = 32U << 20;
    std::size_t part_bytes = 256U << 20;  ///< one unpacked part (zip bombs)
    std::size_t rows = 200'000;
    std::size_t columns = 64;
    std::size_t cell_bytes = 131'072;     ///< 32,767 characters of up to four bytes
    std::size_t cells = 4'000'000;        ///< of all sheets, merged ones counted twice
    std::size_t text_bytes = 256U << 20;  ///< of all cells: one shared string may stand in millions
    std::size_t sheets = 64;
};

/// Sheets in the workbook's order, without hidden ones and charts; a CSV file is one sheet without a name.
/// Refusals: table_kind_unknown, table_damaged {place}, table_too_large {limit}, table_encrypted,
/// table_encoding {line}.
Result<std::vector<Sheet>> read_table(BytesView content, const Limits& limits = {});

/// "C7" for row index 6, column index 2.
std::string cell_name(std::size_t row, std::size_t column);

}  // namespace gx::files
