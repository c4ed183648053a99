/// The third form of a sheet. Drawn by the program guixing-printer, which gets the finished texts through a pipe: no
/// keys, no database, bounded time and memory.
#pragma once

#include "platform/base/result.hpp"
#include "platform/render/child.hpp"
#include "platform/render/paper.hpp"
#include "platform/render/sheet.hpp"

namespace gx::render {

inline constexpr std::size_t kPdfRowsMax = 5'000;

/// What will stand on the paper: label word, number, page n of m, facts, values, checkpoint with its code. Clause E4.4.
Paper to_paper(const Sheet& sheet, Lang lang);

/// A4, upright or across by the table's width; the font is embedded, every text can be searched; the same sheet gives
/// the same bytes. Refusals: pdf_too_long (more than kPdfRowsMax rows), pdf_printer_missing, pdf_font_missing,
/// pdf_failed (crashed, or time or memory ran out).
Result<Bytes> to_pdf(const Sheet& sheet, Lang lang, const ChildLimits& limits = {});

}  // namespace gx::render
