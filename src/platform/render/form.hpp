/// Workbooks to be filled in by people: sheets with headings, explanations and example lines.
#pragma once

#include <string>
#include <vector>

#include "platform/base/types.hpp"

namespace gx::render {

struct FormColumn {
    std::string name;
    std::string help;                  ///< shown while a cell of the column is chosen; at most 255 characters
    int width = 14;                    ///< in characters
    bool required = false;             ///< the heading is marked
    std::vector<std::string> choices;  ///< offered as a list; together at most 255 bytes, else left out
};

struct FormSheet {
    std::string name;
    std::vector<FormColumn> columns;
    std::vector<std::vector<std::string>> rows;  ///< examples, or the lines of a text sheet (without columns)
};

/// Every cell is text and formatted as text, so that what is typed keeps its zeros.
Bytes to_form(const std::string& title, const std::vector<FormSheet>& sheets, Instant made_at);

}  // namespace gx::render
