#include "platform/render/workbook.hpp"

#include <array>
#include <fstream>
#include <memory>

#include <gd.h>
#include <qrencode.h>
#include <unistd.h>

#include "platform/base/check.hpp"
#include "platform/text/text.hpp"

namespace gx::render {
namespace {

constexpr int kSheetNameMax = 31;
constexpr int kCellMax = 32'767;

/// Memory rather than disk where the system offers it: rows hold personal data.
std::filesystem::path make_folder() {
    for (const std::string& parent :
         {std::string("/dev/shm"), std::filesystem::temp_directory_path().string()}) {
        std::string name = parent + "/guixing-sheet-XXXXXX";
        if (::mkdtemp(name.data()) != nullptr) return name;
    }
    throw Broken("render: cannot make a temporary folder");
}

}  // namespace

void expect(lxw_error error) {
    if (error != LXW_NO_ERROR) throw Broken(std::string("render: ") + lxw_strerror(error));
}

Workbook::Workbook(Instant made_at, const std::string& title) : dir_(make_folder()) {
    std::string folder = dir_.string();
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = folder.data();
    book_ = workbook_new_opt((dir_ / "book.xlsx").c_str(), &options);
    if (book_ == nullptr) throw Broken("render: cannot begin a workbook");
    lxw_doc_properties properties{};
    std::string title_copy = title;
    properties.title = title_copy.data();
    properties.created = static_cast<time_t>(to_millis(made_at) / 1000);
    expect(workbook_set_properties(book_, &properties));
}

Workbook::~Workbook() {
    if (book_ != nullptr) lxw_workbook_free(book_);
    std::error_code ignored;
    std::filesystem::remove_all(dir_, ignored);
}

lxw_worksheet* Workbook::add_sheet(std::string_view name) {
    std::string clean;
    for (const char c : name)
        clean += std::string_view("[]:*?/\\'").find(c) == std::string_view::npos ? c : ' ';
    clean = std::string(text::trim(text::first(clean, kSheetNameMax)));
    lxw_worksheet* sheet = workbook_add_worksheet(book_, clean.empty() ? nullptr : clean.c_str());
    if (sheet == nullptr) throw Broken("render: cannot add a sheet");
    return sheet;
}

lxw_format* Workbook::add_format() { return workbook_add_format(book_); }

Bytes Workbook::take() {
    const lxw_error error = workbook_close(book_);  // frees it, whatever comes out
    book_ = nullptr;
    expect(error);
    std::ifstream file(dir_ / "book.xlsx", std::ios::binary);
    Bytes out{std::istreambuf_iterator<char>(file), {}};
    if (!file || out.empty()) throw Broken("render: cannot read the workbook back");
    return out;
}

void write_text(lxw_worksheet* sheet, std::size_t row, std::size_t column, std::string_view text,
                lxw_format* format) {
    const std::string cell(text::is_utf8(text) ? text::first(text, kCellMax) : std::string_view("\uFFFD"));
    const auto at_row = static_cast<lxw_row_t>(row);
    const auto at_column = static_cast<lxw_col_t>(column);
    if (cell.empty()) {
        if (format != nullptr) expect(worksheet_write_blank(sheet, at_row, at_column, format));
        return;
    }
    expect(worksheet_write_string(sheet, at_row, at_column, cell.c_str(), format));
}

std::vector<std::string> qr_rows(const std::string& text) {
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
        QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
    std::vector<std::string> out;
    for (int y = 0; code && y < code->width; ++y) {
        std::string& row = out.emplace_back();
        for (int x = 0; x < code->width; ++x) row += (code->data[y * code->width + x] & 1) != 0 ? '1' : '0';
    }
    return out;
}

Bytes qr_png(const std::string& text) {
    constexpr int kModule = 3, kQuiet = 4;  // pixels; modules of the quiet zone (ISO/IEC 18004)
    const std::vector<std::string> rows = qr_rows(text);
    if (rows.empty()) return {};
    const int width = static_cast<int>(rows.size());
    const int side = (width + 2 * kQuiet) * kModule;
    const std::unique_ptr<gdImage, void (*)(gdImagePtr)> image(gdImageCreatePalette(side, side),
                                                               &gdImageDestroy);
    if (!image) throw std::bad_alloc();
    gdImageColorAllocate(image.get(), 255, 255, 255);
    const int black = gdImageColorAllocate(image.get(), 0, 0, 0);
    for (int y = 0; y < width; ++y) {
        for (int x = 0; x < width; ++x) {
            if (rows[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] == '0') continue;
            const int left = (x + kQuiet) * kModule, top = (y + kQuiet) * kModule;
            gdImageFilledRectangle(image.get(), left, top, left + kModule - 1, top + kModule - 1, black);
        }
    }
    int size = 0;
    const std::unique_ptr<void, void (*)(void*)> data(gdImagePngPtr(image.get(), &size), &gdFree);
    if (!data) throw std::bad_alloc();
    const auto* bytes = static_cast<const std::uint8_t*>(data.get());
    return {bytes, bytes + size};
}

}  // namespace gx::render
