/// What workbook and paper share: the words of a sheet and what counts as a number.
#pragma once

#include <string>
#include <string_view>

#include "platform/text/text.hpp"

namespace gx::render {

/// Texts of labels and of sheets.
const text::Catalogue& words();
/// Digits with sign and at most one point, few enough to stay exact in a spreadsheet.
bool is_number(std::string_view digits);
/// "1" and "true" are yes.
std::string say_flag(std::string_view value, Lang lang);

}  // namespace gx::render
