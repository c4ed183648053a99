/// A sheet is data: one definition gives the page (JSON), the XLSX file (here) and the PDF (pdf.hpp).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "platform/base/types.hpp"
#include "platform/labels/labels.hpp"

namespace gx::render {

struct Column {
    enum class Kind : std::uint8_t { text, number, money, instant, day, flag };
    std::string key;
    std::string zh, en;
    Kind kind = Kind::text;
    int width = 12;  ///< in characters; on paper the share of the page
};

/// A cell already in its kind's form: text; number and money as digits (money in fen); instant RFC 3339; day
/// ISO.
using CellText = std::string;

struct Sheet {
    std::string zh, en;  ///< title
    std::vector<std::pair<std::string, std::string>>
        facts;  ///< head lines: label, value (in the reader's language)
    labels::Label label;
    std::vector<Column> columns;
    std::vector<std::vector<CellText>> rows;
    std::string number;      ///< running number, may be empty
    std::string checkpoint;  ///< trail checkpoint to print as text and QR, may be empty
    Instant made_at;
    std::string made_by;
};

/// The workbook; money as yuan with two decimals, instants in +08:00, freeze panes, A4, label in head and
/// foot. Cells can never be formulas.
Bytes to_xlsx(const Sheet& sheet, Lang lang);

}  // namespace gx::render
