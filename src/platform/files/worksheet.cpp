#include <algorithm>

#include "platform/files/xlsx.hpp"
#include "platform/files/xml.hpp"

namespace gx::files {
namespace {

constexpr std::size_t kColumnsOfExcel = 16'384;
constexpr std::size_t kRowsOfExcel = 1'048'576;

Error too_large(const std::string& limit) { return {"table_too_large", {{"limit", limit}}, {}}; }

std::optional<std::size_t> parse_number(std::string_view text) {
    std::size_t value = 0;
    if (text.empty() || text.size() > 9) return std::nullopt;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<std::size_t>(c - '0');
    }
    return value;
}

struct Range {
    std::pair<std::size_t, std::size_t> first, last;
};

/// One pass over a sheet. Cells that only carry a format do not count as content.
class SheetHandler final : public XmlHandler {
  public:
    SheetHandler(Workbook& book, Sheet& sheet) : book_(book), sheet_(sheet) {}

    void start(std::string_view name, const Attributes& attributes) override {
        if (name == "c") return start_cell(attributes);
        if (name == "row") return start_row(attributes);
        if (name == "v") {
            take_ = in_cell_;
        } else if (name == "t") {
            take_ = in_cell_ && in_inline_ && phonetic_ == 0;
        } else if (name == "f") {
            formula_ = in_cell_;
        } else if (name == "is") {
            in_inline_ = true;
        } else if (name == "rPh") {
            ++phonetic_;
        } else if (name == "mergeCell") {
            add_range(attributes.get("ref"));
        }
    }

    void text(std::string_view piece) override {
        if (!take_) return;
        if (value_.size() + piece.size() > book_.limits.cell_bytes)
            return fail(too_large(cell_name(row_, column_)));
        value_ += piece;
    }

    void end(std::string_view name) override {
        if (name == "v" || name == "t") {
            take_ = false;
        } else if (name == "c") {
            end_cell();
        } else if (name == "row") {
            ++row_;
        } else if (name == "is") {
            in_inline_ = false;
        } else if (name == "rPh") {
            --phonetic_;
        }
    }

    /// Flags what the merged ranges cover, as far as there are cells.
    void flag_merged() {
        for (const Range& range : ranges_) {
            const std::size_t last_row = std::min(range.last.first + 1, sheet_.rows.size());
            for (std::size_t row = range.first.first; row < last_row; ++row) {
                auto& cells = sheet_.rows[row];
                const std::size_t end = std::min(range.last.second + 1, cells.size());
                for (std::size_t column = range.first.second; column < end; ++column)
                    cells[column].merged = true;
                // Overlapping ranges must not cost more than the sheet itself.
                book_.cells += 1 + end;
                if (book_.cells > book_.limits.cells) return fail(cells_over());
            }
        }
    }

  private:
    Error cells_over() const { return too_large(std::to_string(book_.limits.cells) + " cells"); }
    void damaged(const std::string& place) {
        fail({"table_damaged", {{"place", sheet_.name + "!" + place}}, {}});
    }

    void start_row(const Attributes& attributes) {
        const std::string_view number = attributes.get("r");
        column_ = 0;
        if (number.empty()) return;
        const auto row = parse_number(number);
        if (!row || *row == 0 || *row > kRowsOfExcel) return damaged(std::string(number.substr(0, 20)));
        row_ = *row - 1;
    }

    void start_cell(const Attributes& attributes) {
        in_cell_ = true;
        formula_ = false;
        value_.clear();
        type_ = attributes.get("t");
        style_ = parse_number(attributes.get("s")).value_or(0);
        const std::string_view name = attributes.get("r");
        if (name.empty()) return;
        const auto place = parse_cell_name(name);
        if (!place) return damaged(std::string(name.substr(0, 20)));
        row_ = place->first;
        column_ = place->second;
    }

    void end_cell() {
        in_cell_ = false;
        if (!value_.empty() || formula_) store(make_cell());
        ++column_;
    }

    Cell make_cell() {
        using Kind = Cell::Kind;
        Cell cell;
        if (type_ == "s") {
            const auto index = parse_number(value_);
            if (!index || *index >= book_.strings.size()) {
                damaged(cell_name(row_, column_));
                return cell;
            }
            cell = {Kind::text, book_.strings[*index], false};
        } else if (type_ == "inlineStr" || type_ == "str") {
            cell = {Kind::text, unescape(value_), false};
        } else if (type_ == "b") {
            cell = {Kind::boolean, value_ == "1" || value_ == "true" ? "TRUE" : "FALSE", false};
        } else if (type_ == "e") {
            cell = {Kind::error, value_, false};
        } else if (type_ == "d") {
            cell = {Kind::date, value_, false};
            std::replace(cell.text.begin(), cell.text.end(), 'T', ' ');
        } else {
            const NumberFormat format = style_ < book_.styles.size() ? book_.styles[style_] : NumberFormat{};
            cell = number_cell(value_, format, book_.from_1904);
        }
        if (cell.kind == Kind::text && cell.text.empty()) cell.kind = Kind::empty;
        if (formula_) cell.kind = Kind::formula;
        return cell;
    }

    void store(Cell cell) {
        if (cell.kind == Cell::Kind::empty) return;
        if (row_ >= book_.limits.rows) return fail(too_large(std::to_string(book_.limits.rows) + " rows"));
        if (column_ >= book_.limits.columns)
            return fail(too_large(std::to_string(book_.limits.columns) + " columns"));
        auto& rows = sheet_.rows;
        if (row_ >= rows.size()) rows.resize(row_ + 1);
        auto& cells = rows[row_];
        if (column_ >= cells.size()) {
            // Empty cells in between take memory too.
            book_.cells += column_ + 1 - cells.size();
            if (cells.capacity() == 0 && row_ > 0) cells.reserve(rows[row_ - 1].size());
            cells.resize(column_ + 1);
        }
        book_.text_bytes += cell.text.size();
        if (book_.cells > book_.limits.cells) return fail(cells_over());
        if (book_.text_bytes > book_.limits.text_bytes) {
            return fail(too_large(std::to_string(book_.limits.text_bytes >> 20) + " MiB"));
        }
        cells[column_] = std::move(cell);
    }

    void add_range(std::string_view ref) {
        const std::size_t colon = ref.find(':');
        const auto first = parse_cell_name(ref.substr(0, colon));
        const auto last = colon == std::string_view::npos ? first : parse_cell_name(ref.substr(colon + 1));
        if (!first || !last) return damaged(std::string(ref.substr(0, 40)));
        if (ranges_.size() >= book_.limits.rows) return fail(too_large("merged cells"));
        ranges_.push_back({*first, *last});
    }

    Workbook& book_;
    Sheet& sheet_;
    std::vector<Range> ranges_;
    std::size_t row_ = 0, column_ = 0, style_ = 0;
    std::string type_, value_;
    bool in_cell_ = false, in_inline_ = false, take_ = false, formula_ = false;
    int phonetic_ = 0;
};

}  // namespace

std::optional<std::pair<std::size_t, std::size_t>> parse_cell_name(std::string_view name) {
    std::size_t column = 0, at = 0;
    for (; at < name.size() && at < 4; ++at) {
        const char c = name[at];
        const int letter = c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' : -1;
        if (letter < 0) break;
        column = column * 26 + static_cast<std::size_t>(letter) + 1;
    }
    const auto row = parse_number(name.substr(at));
    if (column == 0 || column > kColumnsOfExcel || !row || *row == 0 || *row > kRowsOfExcel)
        return std::nullopt;
    return std::pair{*row - 1, column - 1};
}

Result<Done> read_worksheet(Archive& archive, const std::string& part, Workbook& book, Sheet& sheet) {
    SheetHandler handler(book, sheet);
    GX_TRY_DONE(read_xml(archive, part, handler));
    handler.flag_merged();
    if (handler.failed()) return tl::unexpected<Error>(*handler.failed());
    return Done{};
}

}  // namespace gx::files
