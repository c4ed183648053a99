#include "platform/render/sheet.hpp"

#include <charconv>

#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"
#include "platform/render/paper.hpp"
#include "platform/render/values.hpp"
#include "platform/render/workbook.hpp"
#include "platform/text/text.hpp"

namespace gx::render {
namespace {

constexpr std::size_t kHeadMax = 200;  // bytes; the format allows 255 characters with our marks

/// Spreadsheets keep every number as a binary double; nowhere else does the house.
double to_double(std::string_view digits) {
    double value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

/// Days since 1899-12-30, as spreadsheets count from March 1900 on; nullopt before that.
std::optional<std::int64_t> serial_day(Day day) {
    constexpr Day kFirst{std::chrono::year{1899}, std::chrono::month{12}, std::chrono::day{30}};
    const auto days = (std::chrono::sys_days{day} - std::chrono::sys_days{kFirst}).count();
    return days > 60 ? std::optional<std::int64_t>(days) : std::nullopt;
}

/// Header and footer use & for commands.
std::string escape_head(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::string_view character = text::first(text, 1);
        if (out.size() + character.size() > kHeadMax) break;
        out += character == "&" ? "&&" : character;
        text.remove_prefix(character.size());
    }
    return out;
}

class SheetWriter {
  public:
    SheetWriter(const Sheet& sheet, Lang lang) : sheet_(sheet), lang_(lang), book_(sheet.made_at, title()) {
        out_ = book_.add_sheet(title());
        title_ = book_.add_format();
        format_set_bold(title_);
        format_set_font_size(title_, 16);
        head_ = book_.add_format();
        format_set_bold(head_);
        format_set_bg_color(head_, 0xE8EEF4);
        format_set_text_wrap(head_);
        text_ = cell_format("@");
        format_set_text_wrap(text_);
        number_ = cell_format("General");
        money_ = cell_format("#,##0.00");
        instant_ = cell_format("yyyy-mm-dd hh:mm");
        day_ = cell_format("yyyy-mm-dd");
        for (lxw_format* format : {head_, text_, number_, money_, instant_, day_}) {
            format_set_border(format, LXW_BORDER_THIN);
            format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
        }
    }

    Bytes write() {
        set_page();
        write_facts();
        for (std::size_t i = 0; i < sheet_.columns.size(); ++i) {
            const Column& column = sheet_.columns[i];
            write_text(out_, row_, i, lang_ == Lang::zh ? column.zh : column.en, head_);
        }
        ++row_;
        for (const auto& row : sheet_.rows) {
            GX_CHECK(row.size() == sheet_.columns.size());
            for (std::size_t i = 0; i < row.size(); ++i) write_cell(i, sheet_.columns[i].kind, row[i]);
            ++row_;
        }
        write_checkpoint();
        return book_.take();
    }

  private:
    std::string title() const { return lang_ == Lang::zh ? sheet_.zh : sheet_.en; }
    std::string say(std::string_view key, const text::Params& params = {}) const {
        return words().say(lang_, key, params);
    }
    std::string label() const { return say(labels::level_key(sheet_.label.level)); }

    lxw_format* cell_format(const char* number_format) {
        lxw_format* format = book_.add_format();
        format_set_num_format(format, number_format);
        return format;
    }

    /// Title, label, number, maker, facts, empty row, headings: known before the first row is written.
    std::size_t heading_row() const {
        return 3 + (sheet_.number.empty() ? 0U : 1U) + sheet_.facts.size() + 1;
    }

    void set_page() {
        int width = 0;
        for (std::size_t i = 0; i < sheet_.columns.size(); ++i) {
            const auto column = static_cast<lxw_col_t>(i);
            expect(worksheet_set_column(out_, column, column, sheet_.columns[i].width, nullptr));
            width += sheet_.columns[i].width;
        }
        const auto heading = static_cast<lxw_row_t>(heading_row());
        worksheet_freeze_panes(out_, heading + 1, 0);
        expect(worksheet_repeat_rows(out_, heading, heading));
        worksheet_set_paper(out_, 9);  // A4
        if (width > kPortraitCharacters) worksheet_set_landscape(out_);
        worksheet_fit_to_pages(out_, 1, 0);
        const std::string header = "&L" + escape_head(label()) + "&R" + escape_head(sheet_.number);
        const std::string footer =
            "&L" + escape_head(label()) + "&C" + say("sheet.page", {{"page", "&P"}, {"pages", "&N"}});
        expect(worksheet_set_header(out_, header.c_str()));
        expect(worksheet_set_footer(out_, footer.c_str()));
    }

    void write_fact(std::string_view name, std::string_view value) {
        write_text(out_, row_, 0, name, nullptr);
        write_text(out_, row_, 1, value, nullptr);
        ++row_;
    }

    void write_facts() {
        write_text(out_, row_++, 0, title(), title_);
        write_fact(say("sheet.label"), label());
        if (!sheet_.number.empty()) write_fact(say("sheet.number"), sheet_.number);
        write_fact(say("sheet.made"),
                   clock::to_local(sheet_.made_at) + (sheet_.made_by.empty() ? "" : " " + sheet_.made_by));
        for (const auto& [name, value] : sheet_.facts) write_fact(name, value);
        ++row_;
        GX_CHECK(row_ == heading_row());
    }

    void write_number(std::size_t column, double value, lxw_format* format) {
        expect(worksheet_write_number(out_, static_cast<lxw_row_t>(row_), static_cast<lxw_col_t>(column),
                                      value, format));
    }

    void write_cell(std::size_t column, Column::Kind kind, const CellText& value) {
        using Kind = Column::Kind;
        if (kind == Kind::flag && !value.empty()) {
            return write_text(out_, row_, column, say_flag(value, lang_), text_);
        }
        if (kind == Kind::number && is_number(value)) return write_number(column, to_double(value), number_);
        if (kind == Kind::money && is_number(value))
            return write_number(column, to_double(value) / 100, money_);
        if (kind == Kind::instant || kind == Kind::day) return write_moment(column, kind, value);
        write_text(out_, row_, column, value, text_);
    }

    /// What is no moment, or too old for a spreadsheet, stays the text it is.
    void write_moment(std::size_t column, Column::Kind kind, const CellText& value) {
        const auto at = kind == Column::Kind::instant ? parse_rfc3339(value) : std::nullopt;
        const auto day = kind == Column::Kind::day ? parse_day(value)
                         : at                      ? std::optional(clock::day_of(*at))
                                                   : std::nullopt;
        const auto serial = day ? serial_day(*day) : std::nullopt;
        if (!serial) return write_text(out_, row_, column, value, text_);
        const int minute = at ? clock::minute_of_day(*at) : 0;
        write_number(column, static_cast<double>(*serial) + static_cast<double>(minute) / 1440,
                     at ? instant_ : day_);
    }

    void write_checkpoint() {
        if (sheet_.checkpoint.empty()) return;
        ++row_;
        write_text(out_, row_++, 0, say("sheet.checkpoint"), nullptr);
        std::string_view rest = sheet_.checkpoint;
        while (!rest.empty()) {
            const std::size_t end = rest.find('\n');
            write_text(out_, row_++, 0, rest.substr(0, end), nullptr);
            rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        }
        const Bytes png = qr_png(sheet_.checkpoint);
        if (png.empty()) return;
        expect(worksheet_insert_image_buffer(out_, static_cast<lxw_row_t>(row_), 0, png.data(), png.size()));
    }

    const Sheet& sheet_;
    Lang lang_;
    Workbook book_;
    lxw_worksheet* out_ = nullptr;
    lxw_format *title_, *head_, *text_, *number_, *money_, *instant_, *day_;
    std::size_t row_ = 0;
};

}  // namespace

Bytes to_xlsx(const Sheet& sheet, Lang lang) { return SheetWriter(sheet, lang).write(); }

}  // namespace gx::render
