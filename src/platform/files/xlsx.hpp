/// Reads workbooks of ISO/IEC 29500 (transitional and strict) as sheets of cells.
#pragma once

#include "platform/files/archive.hpp"
#include "platform/files/number_format.hpp"

namespace gx::files {

/// What the cells of one workbook share.
struct Workbook {
    const Limits& limits;
    bool from_1904 = false;
    std::vector<NumberFormat> styles;  ///< by cellXfs index
    std::vector<std::string> strings;  ///< shared strings
    std::size_t cells = 0;             ///< used so far
    std::size_t text_bytes = 0;
};

/// One worksheet part into `sheet`.
Result<Done> read_worksheet(Archive& archive, const std::string& part, Workbook& book, Sheet& sheet);
Result<Done> read_strings(Archive& archive, const std::string& part, Workbook& book);
Result<Done> read_styles(Archive& archive, const std::string& part, Workbook& book);

Result<std::vector<Sheet>> read_xlsx(BytesView content, const Limits& limits);
/// CSV and tab-separated text.
Result<std::vector<Sheet>> read_csv(BytesView content, const Limits& limits);

/// "_x000D_" back to the character it stands for.
std::string unescape(std::string text);
/// Row and column of "C7" from 0; nullopt if it is no cell name or beyond XFD1048576.
std::optional<std::pair<std::size_t, std::size_t>> parse_cell_name(std::string_view name);

}  // namespace gx::files
