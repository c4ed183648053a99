/// The organisation workbook: which sheets and columns there are, and what people wrote into them. Pure:
/// texts in, lines and problems out; nothing here knows what the company already has.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/files/table.hpp"

namespace gx::system::import {

/// In the order in which they are put into effect: each may name what stands before it.
enum class Part : std::uint8_t { compounds, departments, posts, duties, people, rooms };
inline constexpr std::size_t kParts = 6;

/// What a column's cells must be.
enum class Form : std::uint8_t {
    text,
    code,
    codes,
    number,
    flag,
    date,
    level,
    scope,
    compartments,
    duty,
    phone,
    mail
};

struct Column {
    std::string_view key;  ///< the field's name in the API
    std::string_view zh, en;
    Form form = Form::text;
    bool required = false;
    int max = 60;                ///< characters
    std::string_view aliases{};  ///< further headings, parted by '|'
    std::string_view help_zh{}, help_en{};

    std::string_view name(Lang lang) const { return lang == Lang::zh ? zh : en; }
};

struct Definition {
    Part part;
    std::string_view key, zh, en;
    std::string_view aliases;  ///< further sheet names, parted by '|'
    std::span<const Column> columns;

    std::string_view name(Lang lang) const { return lang == Lang::zh ? zh : en; }
    /// Index of the column with this key; there must be one.
    std::size_t index(std::string_view column_key) const;
};

std::span<const Definition> definitions();
const Definition& definition(Part part);
/// "Departments", "部门" or an alias; nullopt if it is none.
std::optional<Part> part_named(std::string_view name);

using Params = std::vector<std::pair<std::string, std::string>>;

/// One wrong place. Rows count from 1 as people see them; 0 and empty texts where it is not about one.
struct Problem {
    std::string sheet;
    std::size_t row = 0;
    std::string column;  ///< heading as it stands in the sheet
    std::string cell;    ///< "C7"
    std::string code;    ///< message key: rule and remedy
    Params params;
};

struct Line {
    std::size_t row = 0;              ///< from 0
    std::vector<std::string> values;  ///< by column of the definition; trimmed, empty where nothing stands
    std::vector<bool> told;           ///< by column: the cell could not be read, which is a problem already
};

struct Table {
    Part part = Part::compounds;
    Lang lang = Lang::zh;  ///< in which a missing heading is named
    std::string sheet;
    std::vector<std::optional<std::size_t>> places;  ///< by column of the definition: column of the sheet
    std::vector<std::string> headings;               ///< by column of the definition, as in the sheet
    std::vector<Line> lines;

    /// A problem of this column (by index in the definition) and line.
    Problem problem(const Line& line, std::size_t column, std::string code, Params params = {}) const;
};

struct Book {
    std::vector<Table> tables;
    std::vector<Problem> problems;
    std::vector<Problem> notes;  ///< lines left out, and why
    std::size_t rows = 0;        ///< lines read, without headings, empty lines and examples
};

inline constexpr std::size_t kRowsMax = 50'000;  ///< lines of one import
inline constexpr std::size_t kProblemsMax =
    2'000;  ///< kept; what comes after them is not looked at by people

/// `only` is what a table without sheet name (CSV) holds; otherwise its headings tell. Names of sheets and
/// columns in the problems are in `lang`.
Book read_book(const std::vector<files::Sheet>& sheets, std::optional<Part> only, Lang lang);

}  // namespace gx::system::import
