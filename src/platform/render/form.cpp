#include "platform/render/form.hpp"

#include "platform/render/workbook.hpp"
#include "platform/text/text.hpp"

namespace gx::render {
namespace {

constexpr lxw_row_t kRowsPrepared = 5'000;
constexpr int kValidationMax = 255;
constexpr int kTitleMax = 32;

struct Formats {
    lxw_format *head, *required, *text, *example, *plain;
};

Formats make_formats(Workbook& book) {
    Formats formats{};
    for (lxw_format** format :
         {&formats.head, &formats.required, &formats.text, &formats.example, &formats.plain}) {
        *format = book.add_format();
    }
    for (lxw_format* format : {formats.head, formats.required}) {
        format_set_bold(format);
        format_set_bottom(format, LXW_BORDER_THIN);
        format_set_bg_color(format, 0xE8EEF4);
    }
    format_set_font_color(formats.required, 0xB00020);
    for (lxw_format* format : {formats.text, formats.example}) format_set_num_format(format, "@");
    format_set_font_color(formats.example, 0x707070);
    format_set_text_wrap(formats.plain);
    return formats;
}

void add_validation(lxw_worksheet* sheet, lxw_col_t column, const FormColumn& definition) {
    std::vector<char*> list;  // the library takes char*, and only reads
    std::size_t size = 0;
    for (const std::string& choice : definition.choices) {
        list.push_back(const_cast<char*>(choice.c_str()));
        // The library counts characters but keeps bytes: a longer list would write past its buffer.
        size += choice.size() + 1;
    }
    list.push_back(nullptr);
    const bool offered = !definition.choices.empty() && size <= static_cast<std::size_t>(kValidationMax);
    std::string title(text::first(definition.name, kTitleMax));
    std::string help(text::first(definition.help, kValidationMax));
    if (help.empty() && !offered) return;
    lxw_data_validation rule{};
    rule.validate = offered ? LXW_VALIDATION_TYPE_LIST : LXW_VALIDATION_TYPE_ANY;
    rule.value_list = offered ? list.data() : nullptr;
    rule.input_title = title.data();
    rule.input_message = help.data();
    rule.show_input = LXW_VALIDATION_ON;
    // A hint, no gate: what is wrong is said by the import, line by line.
    rule.error_type = LXW_VALIDATION_ERROR_TYPE_INFORMATION;
    expect(worksheet_data_validation_range(sheet, 1, column, kRowsPrepared, column, &rule));
}

void write_sheet(Workbook& book, const Formats& formats, const FormSheet& form) {
    lxw_worksheet* sheet = book.add_sheet(form.name);
    std::size_t row = 0;
    if (form.columns.empty()) {
        expect(worksheet_set_column(sheet, 0, 0, 28, formats.plain));
        expect(worksheet_set_column(sheet, 1, 1, 80, formats.plain));
    } else {
        for (std::size_t i = 0; i < form.columns.size(); ++i) {
            const auto column = static_cast<lxw_col_t>(i);
            expect(worksheet_set_column(sheet, column, column, form.columns[i].width, formats.text));
            add_validation(sheet, column, form.columns[i]);
        }
        worksheet_freeze_panes(sheet, 1, 0);
        for (std::size_t i = 0; i < form.columns.size(); ++i) {
            write_text(sheet, 0, i, form.columns[i].name,
                       form.columns[i].required ? formats.required : formats.head);
        }
        ++row;
    }
    worksheet_set_paper(sheet, 9);  // A4
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    for (const auto& line : form.rows) {
        lxw_format* format = form.columns.empty() ? formats.plain : formats.example;
        for (std::size_t i = 0; i < line.size(); ++i) write_text(sheet, row, i, line[i], format);
        ++row;
    }
}

}  // namespace

Bytes to_form(const std::string& title, const std::vector<FormSheet>& sheets, Instant made_at) {
    Workbook book(made_at, title);
    const Formats formats = make_formats(book);
    for (const FormSheet& sheet : sheets) write_sheet(book, formats, sheet);
    return book.take();
}

}  // namespace gx::render
