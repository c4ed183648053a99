/// A sheet ready to be drawn: every text in the reader's language, every value as it will stand on the page. This is all
/// that the drawing program gets, as JSON through a pipe.
#pragma once

#include <string>
#include <vector>

#include "platform/json/json.hpp"

namespace gx::render {

/// left: text, may be broken anywhere. solid: moments, days, flags; broken only at blanks. right: amounts, likewise.
enum class Align : std::uint8_t { left, solid, right };
BOOST_DESCRIBE_ENUM(Align, left, solid, right)

struct PaperColumn {
    std::string name;
    std::int64_t weight = 1;  ///< share of the page's width, in characters
    Align align = Align::left;
};
BOOST_DESCRIBE_STRUCT(PaperColumn, (), (name, weight, align))

struct Paper {
    std::string language;  ///< "zh-CN" or "en": which forms of the characters
    std::string title, label, number, made;
    std::string page;   ///< "{page}" and "{pages}" are replaced
    std::string empty;  ///< stands in place of the rows where there are none
    std::vector<std::string> facts;
    std::vector<PaperColumn> columns;
    std::vector<std::vector<std::string>> rows;
    std::string checkpoint_name, checkpoint;
    std::vector<std::string> code;  ///< QR code of the checkpoint, a row of '0' and '1' each; without quiet zone
    Instant made_at{};
};
BOOST_DESCRIBE_STRUCT(Paper, (), (language, title, label, number, made, page, empty, facts, columns, rows,
                                  checkpoint_name, checkpoint, code, made_at))

/// Exit codes of the drawing program beside 0.
inline constexpr int kPrinterBadInput = 2;
inline constexpr int kPrinterNoFont = 3;
inline constexpr int kPrinterNoSandbox = 4;
/// Widest table, in characters, that stands upright on A4; wider ones lie across, on paper and in the workbook.
inline constexpr std::int64_t kPortraitCharacters = 90;

}  // namespace gx::render
