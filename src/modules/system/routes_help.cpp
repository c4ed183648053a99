#include <algorithm>

#include "modules/system/clause_table.hpp"
#include "modules/system/manual.hpp"
#include "modules/system/routes_clauses.hpp"

namespace gx::system {

struct HelpInput {
    std::optional<std::string> lang;
};
BOOST_DESCRIBE_STRUCT(HelpInput, (), (lang))

struct Help {
    std::string page, title, html;
    std::vector<std::string> clauses;
    std::string owner;
};
BOOST_DESCRIBE_STRUCT(Help, (), (page, title, html, clauses, owner))

namespace {

Result<Help> get_help(http::Call& call, const HelpInput& input) {
    const std::string_view own = call.lang() == Lang::en ? "en" : "zh";
    const std::string_view lang = input.lang ? std::string_view(*input.lang) : own;
    if (lang != "zh" && lang != "en") return refuse_field("lang", "help_language_unknown");
    const auto found = std::ranges::find_if(
        manual_pages(), [&](const ManualPage& page) { return page.name == call.param("page") && page.language == lang; });
    if (found == manual_pages().end()) return refuse("not_found");
    ManualText text = read_page(found->text);
    return Help{std::string(found->name), std::move(text.title), to_html(text.body), std::move(text.clauses),
                std::move(text.owner)};
}

}  // namespace

/// Clause A4.5: help on each page with its clauses and the department that answers for it. It holds nothing of the
/// company, so that the log-in page can show it too.
std::vector<http::Route> help_routes() {
    return {http::route<&get_help>(http::Method::get, "/api/help/{page}", http::Kind::read, http::kOpen, "A4.5", "help.get",
                                   {"", "the manual is everybody's to read"}, "操作手册", "A page of the manual")};
}

}  // namespace gx::system
