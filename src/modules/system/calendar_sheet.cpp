#include "modules/system/calendar_sheet.hpp"

#include <algorithm>
#include <array>

#include "modules/system/import_values.hpp"
#include "platform/clock/clock.hpp"
#include "platform/files/table.hpp"
#include "platform/render/form.hpp"
#include "platform/text/text.hpp"

namespace gx::system {
namespace {

enum Column : std::uint8_t { from, to, what, name };
constexpr std::size_t kColumns = 4;

/// Headings that are understood; the first two are those of the form, in Chinese and English.
constexpr std::array<std::array<std::string_view, 5>, kColumns> kHeadings{{
    {"开始日期", "first day", "日期", "开始", "day"},
    {"结束日期", "last day", "结束", "截止日期", "to"},
    {"安排", "arrangement", "类型", "放假/上班", "kind"},
    {"节日", "holiday", "名称", "节假日", "name"},
}};
constexpr std::array<std::string_view, 7> kHolidaysZh{"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"};
constexpr std::array<std::string_view, 7> kHolidaysEn{"New Year's Day", "Spring Festival", "Tomb-sweeping Day", "Labour Day",
                                                      "Dragon Boat Festival", "Mid-Autumn Festival", "National Day"};

std::string_view heading(Column column, Lang lang) { return kHeadings[column][lang == Lang::zh ? 0 : 1]; }

std::optional<Column> column_named(std::string_view text) {
    std::string lower;
    for (const char c : text::trim(text)) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    for (std::size_t i = 0; i < kColumns; ++i) {
        if (std::ranges::find(kHeadings[i], lower) != kHeadings[i].end()) return static_cast<Column>(i);
    }
    return std::nullopt;
}

/// 放假 or 上班; nullopt for anything else.
std::optional<bool> parse_works(std::string_view text) {
    constexpr std::array<std::string_view, 5> kOff{"放假", "休息", "调休", "off", "holiday"};
    constexpr std::array<std::string_view, 5> kWork{"上班", "工作", "补班", "work", "working"};
    if (std::ranges::find(kOff, text) != kOff.end()) return false;
    if (std::ranges::find(kWork, text) != kWork.end()) return true;
    return std::nullopt;
}

class Reader {
  public:
    Reader(const files::Sheet& sheet, Lang lang) : sheet_(sheet), lang_(lang) {}

    void read() {
        if (sheet_.rows.empty() || !read_headings()) return;
        for (std::size_t row = 1; row < sheet_.rows.size(); ++row) read_line(row);
    }
    std::vector<clock::SpecialDay> days;
    std::vector<FieldError> wrong;

  private:
    bool read_headings() {
        const auto& first = sheet_.rows.front();
        for (std::size_t i = 0; i < first.size(); ++i) {
            if (const auto column = column_named(first[i].text)) places_[*column] = i;
        }
        for (const Column column : {from, what, name}) {
            const std::string missing(heading(column, lang_));
            if (!places_[column]) wrong.push_back({missing, "import_column_missing", {{"column", missing}}});
        }
        return wrong.empty();
    }

    std::string text(std::size_t row, Column column) const {
        const auto& cells = sheet_.rows[row];
        if (!places_[column] || *places_[column] >= cells.size()) return {};
        return std::string(text::trim(cells[*places_[column]].text));
    }

    void say(std::size_t row, Column column, std::string_view key, std::vector<std::pair<std::string, std::string>> params = {}) {
        wrong.push_back({files::cell_name(row, places_[column].value_or(0)), std::string(key), std::move(params)});
    }

    std::optional<Day> date(std::size_t row, Column column) {
        const std::string written = text(row, column);
        auto day = import::parse_date(written);
        if (!day) say(row, column, "import_date_wrong", {{"value", written}});
        return day;
    }

    void read_line(std::size_t row) {
        const std::string called = text(row, name);
        // A line of the form that was left without a date arranges nothing.
        if (text(row, from).empty() && text(row, to).empty()) return;
        if (called.starts_with("示例") || called.starts_with("EXAMPLE")) return;
        const auto works = parse_works(text(row, what));
        if (!works) say(row, what, "calendar_arrangement_wrong");
        if (called.empty()) say(row, name, "import_cell_missing");
        const auto first = date(row, from);
        const auto last = text(row, to).empty() ? first : date(row, to);
        if (!first || !last || !works || called.empty()) return;
        const auto length = std::chrono::sys_days{*last} - std::chrono::sys_days{*first};
        if (length.count() < 0 || length.count() >= kRunMax) {
            return say(row, places_[to] ? to : from, "calendar_run_wrong", {{"max", std::to_string(kRunMax)}});
        }
        for (Day day = *first; day <= *last; day = clock::plus_days(day, 1)) days.push_back({day, *works, called});
    }

    const files::Sheet& sheet_;
    const Lang lang_;
    std::array<std::optional<std::size_t>, kColumns> places_{};
};

/// Beside the table there may be sheets of explanations that happen to name a column.
std::ptrdiff_t headings_in(const files::Sheet& sheet) {
    if (sheet.rows.empty()) return 0;
    return std::ranges::count_if(sheet.rows.front(), [](const files::Cell& cell) { return column_named(cell.text).has_value(); });
}

std::vector<std::vector<std::string>> explanation(bool zh) {
    if (zh) {
        return {{"放假安排", "按国务院办公厅的通知逐行填写:一段连续的放假写一行,每个调休上班日写一行。"},
                {"开始日期、结束日期", "写成 2026-10-01、2026/10/1 或 2026年10月1日;只有一天时结束日期可以不填。"},
                {"安排", "放假或上班。周末连着放假的,周末也写进放假的日期里。"},
                {"没有日期的行", "导入时跳过,可以留着不管。"},
                {"导入", "在“日历”页选年份、写通知标题、上传本文件,先看预览,确认后启用。"}};
    }
    return {{"Arrangement", "Line by line as the State Council's notice says: one line per run of free days, one per day worked in exchange."},
            {"First day, last day", "Written as 2026-10-01 or 2026/10/1; a single day needs no last day."},
            {"Arrangement", "off or work. Weekends that belong to the holiday are part of the run."},
            {"Lines without date", "are left out."},
            {"Import", "On the page Calendar choose the year, give the notice's title and upload this file; look at the preview, then confirm."}};
}

}  // namespace

Result<std::vector<clock::SpecialDay>> read_calendar_sheet(BytesView content, Lang lang) {
    files::Limits limits;
    limits.file_bytes = kCalendarBytesMax;
    limits.part_bytes = 8U << 20;
    limits.rows = 1'000;
    GX_TRY(sheets, files::read_table(content, limits));
    const auto sheet = std::ranges::max_element(sheets, {}, headings_in);
    const std::string allowed = std::string(heading(from, lang)) + ", " + std::string(heading(what, lang)) + ", " + std::string(heading(name, lang));
    if (sheet == sheets.end() || headings_in(*sheet) == 0) return refuse_field("file", "calendar_no_table", "columns", allowed);
    Reader reader(*sheet, lang);
    reader.read();
    if (!reader.wrong.empty()) {
        Error error{"input_invalid", {}, std::move(reader.wrong)};
        return tl::unexpected<Error>(std::move(error));
    }
    if (reader.days.empty()) return refuse_field("file", "calendar_no_table", "columns", allowed);
    return std::move(reader.days);
}

Bytes calendar_form(Lang lang, int year, Instant now) {
    const bool zh = lang == Lang::zh;
    render::FormSheet sheet{zh ? "放假安排" : "Arrangement", {}, {}};
    const std::vector<std::string> choices = zh ? std::vector<std::string>{"放假", "上班"} : std::vector<std::string>{"off", "work"};
    for (const Column column : {from, to, what, name}) {
        sheet.columns.push_back({std::string(heading(column, lang)), "", 16, column != to, column == what ? choices : std::vector<std::string>{}});
    }
    const std::string y = std::to_string(year);
    sheet.rows.push_back({y + "-10-01", y + "-10-07", choices[0], zh ? "示例:国庆节" : "EXAMPLE National Day"});
    sheet.rows.push_back({y + "-10-10", "", choices[1], zh ? "示例:国庆节" : "EXAMPLE National Day"});
    for (const std::string_view holiday : zh ? kHolidaysZh : kHolidaysEn) {
        sheet.rows.push_back({"", "", choices[0], std::string(holiday)});
        sheet.rows.push_back({"", "", choices[1], std::string(holiday)});
    }
    return render::to_form(zh ? "放假安排" : "Arrangement of holidays", {{zh ? "说明" : "Instructions", {}, explanation(zh)}, sheet}, now);
}

}  // namespace gx::system
