#include "platform/render/pdf.hpp"

#include <algorithm>

#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"
#include "platform/render/values.hpp"
#include "platform/render/workbook.hpp"
#include "platform/text/text.hpp"

namespace gx::render {
namespace {

Align align_of(Column::Kind kind) {
    switch (kind) {
        case Column::Kind::text: return Align::left;
        case Column::Kind::number:
        case Column::Kind::money: return Align::right;
        case Column::Kind::instant:
        case Column::Kind::day:
        case Column::Kind::flag: return Align::solid;
    }
    GX_CHECK(false);
}

/// "-1" -> "-0.01"; thousands are kept apart as in the workbook.
std::string yuan(std::string_view fen) {
    const bool negative = fen.starts_with('-');
    std::string digits(negative ? fen.substr(1) : fen);
    if (digits.size() < 3) digits.insert(0, 3 - digits.size(), '0');
    std::string out = digits.substr(0, digits.size() - 2);
    for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, ",");
    return (negative ? "-" : "") + out + "." + digits.substr(digits.size() - 2);
}

/// A value as it stands on paper; what is not of its column's kind stays the text it is.
std::string on_paper(Column::Kind kind, const CellText& value, Lang lang) {
    using Kind = Column::Kind;
    if (kind == Kind::flag && !value.empty()) return say_flag(value, lang);
    if (kind == Kind::money && is_number(value) && value.find('.') == std::string::npos) return yuan(value);
    if (kind == Kind::instant) {
        const auto at = parse_rfc3339(value);
        if (at) return clock::to_local(*at);
    }
    return value;
}

/// What cannot be drawn is shown as such, never dropped: control characters, and what is no UTF-8.
std::string drawable(std::string_view value) {
    if (!text::is_utf8(value)) return "\uFFFD";
    std::string out;
    for (const char c : value) {
        if (c == '\r') continue;
        const bool control = (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
        if (control) out += "\uFFFD";
        else out += c;
    }
    return out;
}

std::vector<PaperColumn> columns_of(const Sheet& sheet, Lang lang) {
    std::vector<PaperColumn> out;
    for (const Column& column : sheet.columns) {
        out.push_back({lang == Lang::zh ? column.zh : column.en, std::max(1, column.width), align_of(column.kind)});
    }
    return out;
}

}  // namespace

Paper to_paper(const Sheet& sheet, Lang lang) {
    const auto say = [&](std::string_view key, const text::Params& params = {}) { return words().say(lang, key, params); };
    Paper out;
    out.language = lang == Lang::zh ? "zh-CN" : "en";
    out.title = drawable(lang == Lang::zh ? sheet.zh : sheet.en);
    out.label = say(labels::level_key(sheet.label.level));
    out.number = drawable(sheet.number);
    out.made = say("sheet.made") + " " + clock::to_local(sheet.made_at) + " " + drawable(sheet.made_by);
    out.page = say("sheet.page", {{"page", "{page}"}, {"pages", "{pages}"}});
    out.empty = say("sheet.empty");
    for (const auto& [name, value] : sheet.facts) out.facts.push_back(drawable(name) + " " + drawable(value));
    out.columns = columns_of(sheet, lang);
    for (const auto& row : sheet.rows) {
        GX_CHECK(row.size() == sheet.columns.size());
        auto& cells = out.rows.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i) {
            cells.push_back(drawable(on_paper(sheet.columns[i].kind, row[i], lang)));
        }
    }
    if (!sheet.checkpoint.empty()) {
        out.checkpoint_name = say("sheet.checkpoint");
        out.checkpoint = drawable(sheet.checkpoint);
        out.code = qr_rows(sheet.checkpoint);
    }
    out.made_at = sheet.made_at;
    return out;
}

Result<Bytes> to_pdf(const Sheet& sheet, Lang lang, const ChildLimits& limits) {
    if (sheet.rows.size() > kPdfRowsMax) return refuse("pdf_too_long", "max", std::to_string(kPdfRowsMax));
    // It is built and installed beside the program itself, and never looked for on a search path.
    const auto program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "guixing-printer";
    if (!std::filesystem::exists(program)) return refuse("pdf_printer_missing");
    const std::string input = json::write(to_paper(sheet, lang));
    ChildAnswer answer = run_child(program, {}, as_bytes(input), limits);
    if (answer.exit_code == kPrinterNoFont) return refuse("pdf_font_missing");
    if (answer.exit_code != 0) return refuse("pdf_failed");
    return std::move(answer.output);
}

}  // namespace gx::render
