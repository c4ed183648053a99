/// The manual's pages: head and text as written, text as HTML that may be put into a page.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/types.hpp"

namespace gx::system {

struct ManualText {
    std::string title, owner, body;
    std::vector<std::string> clauses;
};

/// Head (between two lines of ---) and body. Clauses A4.5, P1.
ManualText read_page(std::string_view text);
/// CommonMark to HTML; raw HTML and unsafe links do not pass. Links to other pages (x.md) become #help-x.
std::string to_html(std::string_view markdown);

}  // namespace gx::system
