#include "modules/system/import_book.hpp"

#include <algorithm>

#include "platform/text/text.hpp"

namespace gx::system::import {
namespace {

using files::Cell;
using files::Sheet;

constexpr std::size_t kWrittenMax = 40;  ///< characters of a cell that an error repeats

/// How headings and sheet names are compared: half-width, lower case, without spaces, stars and brackets'
/// remarks.
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text::half_width(text::trim(text))) {
        if (c == '(') break;
        if (c == ' ' || c == '*' || c == '\n' || c == '\r' || c == '\t') continue;
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

bool among(std::string_view list, std::string_view wanted) {
    while (!list.empty()) {
        const std::size_t bar = std::min(list.find('|'), list.size());
        if (plain(list.substr(0, bar)) == wanted) return true;
        list.remove_prefix(std::min(bar + 1, list.size()));
    }
    return false;
}

bool is_named(const Column& column, std::string_view heading) {
    return plain(column.zh) == heading || plain(column.en) == heading || column.key == heading ||
           among(column.aliases, heading);
}

bool is_empty(const std::vector<Cell>& row) {
    return std::all_of(row.begin(), row.end(), [](const Cell& cell) {
        return cell.kind == Cell::Kind::empty ||
               (cell.kind == Cell::Kind::text && text::trim(cell.text).empty());
    });
}

void list(std::string& out, std::string_view name, Lang lang) {
    if (!out.empty()) out += lang == Lang::zh ? "、" : ", ";
    out += name;
}

std::string allowed(const Definition& of, Lang lang) {
    std::string out;
    for (const Column& column : of.columns) list(out, column.name(lang), lang);
    return out;
}

std::string allowed_sheets(Lang lang) {
    std::string out;
    for (const Definition& each : definitions()) list(out, each.name(lang), lang);
    return out;
}

bool is_explanation(std::string_view name) {
    const std::string word = plain(name);
    return word == "说明" || word == "填写说明" || word == "readme" || word == "instructions";
}

/// The definition whose required columns all stand in this row, and that knows most of its headings; none
/// where two know equally many.
const Definition* by_headings(const std::vector<Cell>& row) {
    const Definition* best = nullptr;
    std::size_t most = 0;
    for (const Definition& each : definitions()) {
        std::size_t known = 0, required = 0;
        for (const Column& column : each.columns) {
            const bool there = std::any_of(
                row.begin(), row.end(), [&](const Cell& cell) { return is_named(column, plain(cell.text)); });
            known += there ? 1 : 0;
            required += there || !column.required ? 1 : 0;
        }
        if (required != each.columns.size() || known < most) continue;
        best = known > most ? &each : nullptr;
        most = known;
    }
    return best;
}

/// Examples of the template, left standing by somebody.
bool is_example(std::string_view first_cell) {
    const std::string word = plain(first_cell);
    return word.starts_with("示例") || word.starts_with("example");
}

class SheetReader {
  public:
    SheetReader(const Sheet& sheet, Book& book, Lang lang) : sheet_(sheet), book_(book) {
        table_.lang = lang;
    }

    void read(std::optional<Part> only) {
        std::size_t head = 0;
        while (head < sheet_.rows.size() && is_empty(sheet_.rows[head])) ++head;
        const auto named = part_named(sheet_.name);
        if (head == sheet_.rows.size()) return;  // an empty sheet says nothing
        if (!named && !only && is_explanation(sheet_.name)) return;
        const auto& headings = sheet_.rows[head];
        headings_ = &headings;
        definition_ = only ? &definition(*only) : named ? &definition(*named) : by_headings(headings);
        if (definition_ == nullptr) {
            return add({sheet_.name,
                        head + 1,
                        "",
                        "",
                        "import_sheet_unknown",
                        {{"sheet", sheet_.name}, {"allowed", allowed_sheets(table_.lang)}}});
        }
        table_.part = definition_->part;
        table_.sheet = sheet_.name;
        table_.places.resize(definition_->columns.size());
        table_.headings.resize(definition_->columns.size());
        for (std::size_t i = 0; i < headings.size(); ++i) read_heading(head, i, headings[i]);
        report_missing(head);
        for (std::size_t row = head + 1; row < sheet_.rows.size(); ++row) {
            if (!is_empty(sheet_.rows[row])) read_line(row);
        }
        book_.tables.push_back(std::move(table_));
    }

  private:
    void add(Problem problem) {
        if (book_.problems.size() < kProblemsMax) book_.problems.push_back(std::move(problem));
    }
    Problem at(std::size_t row, std::size_t column, std::string_view heading, std::string code,
               Params params = {}) const {
        return {sheet_.name,     row + 1,          std::string(heading), files::cell_name(row, column),
                std::move(code), std::move(params)};
    }

    void read_heading(std::size_t row, std::size_t column, const Cell& cell) {
        const std::string heading = plain(cell.text);
        if (heading.empty()) return;
        if (cell.merged) return add(at(row, column, cell.text, "import_merged"));
        for (std::size_t i = 0; i < definition_->columns.size(); ++i) {
            if (!is_named(definition_->columns[i], heading)) continue;
            if (table_.places[i]) {
                return add(at(row, column, cell.text, "import_column_doubled", {{"column", cell.text}}));
            }
            table_.places[i] = column;
            table_.headings[i] = std::string(text::trim(cell.text));
            return;
        }
        add(at(row, column, cell.text, "import_column_unknown",
               {{"column", std::string(text::first(cell.text, kWrittenMax))},
                {"allowed", allowed(*definition_, table_.lang)}}));
    }

    void report_missing(std::size_t row) {
        for (std::size_t i = 0; i < definition_->columns.size(); ++i) {
            const Column& column = definition_->columns[i];
            if (!column.required || table_.places[i]) continue;
            const std::string name(column.name(table_.lang));
            add({sheet_.name, row + 1, name, "", "import_column_missing", {{"column", name}}});
        }
    }

    void read_line(std::size_t row) {
        const auto& cells = sheet_.rows[row];
        if (table_.places[0] && *table_.places[0] < cells.size() &&
            is_example(cells[*table_.places[0]].text)) {
            book_.notes.push_back({sheet_.name, row + 1, "", "", "import_example_skipped", {}});
            return;
        }
        if (++book_.rows > kRowsMax) return;
        const std::size_t width = definition_->columns.size();
        Line line{row, std::vector<std::string>(width), std::vector<bool>(width, false)};
        std::vector<bool> known(cells.size(), false);
        for (std::size_t i = 0; i < definition_->columns.size(); ++i) {
            if (!table_.places[i]) continue;
            const std::size_t column = *table_.places[i];
            if (column < cells.size()) {
                known[column] = true;
                const std::size_t before = book_.problems.size();
                line.values[i] = read_cell(row, column, i, cells[column]);
                line.told[i] = book_.problems.size() > before;
            }
        }
        for (std::size_t column = 0; column < cells.size(); ++column) {
            if (known[column] || has_heading(column) || text::trim(cells[column].text).empty()) continue;
            add(at(row, column, "", "import_column_nameless"));
        }
        table_.lines.push_back(std::move(line));
    }

    bool has_heading(std::size_t column) const {
        return column < headings_->size() && !plain((*headings_)[column].text).empty();
    }

    /// The cell as text; a problem and no text where it is of a kind that the column can't have.
    std::string read_cell(std::size_t row, std::size_t column, std::size_t index, const Cell& cell) {
        const Column& wanted = definition_->columns[index];
        const auto wrong = [&](const char* code, Params params = {}) {
            add(at(row, column, table_.headings[index], code, std::move(params)));
            return std::string();
        };
        if (cell.merged) return wrong("import_merged");
        switch (cell.kind) {
            case Cell::Kind::empty:
                return {};
            case Cell::Kind::formula:
                return wrong("import_formula");
            case Cell::Kind::error:
                return wrong("import_cell_error", {{"value", cell.text}});
            case Cell::Kind::date:
                if (wanted.form != Form::date) return wrong("import_date_unexpected", {{"value", cell.text}});
                return cell.text;
            case Cell::Kind::number:
                // Beyond 15 digits a spreadsheet has already put zeros for what was typed.
                if (cell.text.size() > 15 && cell.text.find('.') == std::string::npos)
                    return wrong("import_digits_lost");
                break;
            case Cell::Kind::boolean:
            case Cell::Kind::text:
                break;
        }
        std::string value(text::trim(cell.text));
        const bool invisible = std::any_of(value.begin(), value.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        });
        if (invisible) return wrong("import_characters");
        if (text::length(value) > wanted.max)
            return wrong("import_too_long", {{"max", std::to_string(wanted.max)}});
        return value;
    }

    const Sheet& sheet_;
    Book& book_;
    const std::vector<Cell>* headings_ = nullptr;
    const Definition* definition_ = nullptr;
    Table table_;
};

}  // namespace

std::optional<Part> part_named(std::string_view name) {
    const std::string word = plain(name);
    if (word.empty()) return std::nullopt;
    for (const Definition& each : definitions()) {
        if (plain(each.zh) == word || plain(each.en) == word || each.key == word ||
            among(each.aliases, word)) {
            return each.part;
        }
    }
    return std::nullopt;
}

Problem Table::problem(const Line& line, std::size_t column, std::string code, Params params) const {
    Problem out{sheet, line.row + 1, "", "", std::move(code), std::move(params)};
    out.column = headings[column].empty() ? std::string(definition(part).columns[column].name(lang))
                                          : headings[column];
    if (places[column]) out.cell = files::cell_name(line.row, *places[column]);
    return out;
}

Book read_book(const std::vector<files::Sheet>& sheets, std::optional<Part> only, Lang lang) {
    Book book;
    for (const Sheet& sheet : sheets) {
        // A sheet without name comes from a CSV file: only there does the caller say what it holds.
        SheetReader(sheet, book, lang).read(sheet.name.empty() ? only : std::nullopt);
    }
    if (book.rows > kRowsMax) {
        book.problems.push_back({"", 0, "", "", "import_rows_many", {{"max", std::to_string(kRowsMax)}}});
    }
    if (book.tables.empty() && book.problems.empty()) {
        book.problems.push_back({"", 0, "", "", "import_nothing", {{"allowed", allowed_sheets(lang)}}});
    }
    return book;
}

}  // namespace gx::system::import
