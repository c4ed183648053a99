/// One XLSX file under way: libxlsxwriter with constant memory, its temporary files in a folder that only we
/// read.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <xlsxwriter.h>

#include "platform/base/types.hpp"

namespace gx::render {

class Workbook {
  public:
    explicit Workbook(Instant made_at, const std::string& title);
    ~Workbook();
    Workbook(const Workbook&) = delete;
    Workbook& operator=(const Workbook&) = delete;

    /// The name is cut and cleaned as Excel wants it.
    lxw_worksheet* add_sheet(std::string_view name);
    lxw_format* add_format();
    /// Closes and gives the file; once. Throws Broken.
    Bytes take();

  private:
    std::filesystem::path dir_;
    lxw_workbook* book_ = nullptr;
};

/// Always a text, never a formula; cut at what a cell holds.
void write_text(lxw_worksheet* sheet, std::size_t row, std::size_t column, std::string_view text,
                lxw_format* format);
/// Throws Broken unless libxlsxwriter took it.
void expect(lxw_error error);

/// The QR code of this text (level M), a row of '0' and '1' for each row of modules; empty if the text is too long for one.
std::vector<std::string> qr_rows(const std::string& text);
/// A PNG of the QR code of this text, 3 pixels a module; empty if the text is too long for one.
Bytes qr_png(const std::string& text);

}  // namespace gx::render
