#include "modules/system/manual.hpp"

#include <cmark.h>

#include <memory>

#include "platform/base/check.hpp"
#include "platform/text/text.hpp"

namespace gx::system {
namespace {

struct FreeNode {
    void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeWalk {
    void operator()(cmark_iter* walk) const { cmark_iter_free(walk); }
};
struct FreeText {
    void operator()(char* text) const { cmark_get_default_mem_allocator()->free(text); }
};

std::vector<std::string> words(std::string_view list) {
    std::vector<std::string> out;
    while (!list.empty()) {
        const auto end = std::min(list.find_first_of(", "), list.size());
        if (end > 0) out.emplace_back(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return out;
}

void take_field(ManualText& out, std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = text::trim(line.substr(colon + 1));
    if (name == "title") out.title = value;
    if (name == "owner") out.owner = value;
    if (name == "clauses") out.clauses = words(value);
}

/// "incidents.md" -> "#help-incidents"; other links stay.
void lead_inside(cmark_node* link) {
    const char* target = cmark_node_get_url(link);
    const std::string_view url = target == nullptr ? std::string_view() : target;
    if (!url.ends_with(".md") || url.find('/') != std::string_view::npos) return;
    const std::string inside = "#help-" + std::string(url.substr(0, url.size() - 3));
    cmark_node_set_url(link, inside.c_str());
}

}  // namespace

ManualText read_page(std::string_view text) {
    ManualText out;
    constexpr std::string_view kMark = "---\n";
    const auto end = text.starts_with(kMark) ? text.find("\n---\n", kMark.size() - 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
        out.body = text;
        return out;
    }
    std::string_view head = text.substr(kMark.size(), end + 1 - kMark.size());
    out.body = text.substr(end + 5);
    while (!head.empty()) {
        const auto line_end = std::min(head.find('\n'), head.size());
        take_field(out, head.substr(0, line_end));
        head.remove_prefix(std::min(line_end + 1, head.size()));
    }
    return out;
}

std::string to_html(std::string_view markdown) {
    const std::unique_ptr<cmark_node, FreeNode> page(cmark_parse_document(markdown.data(), markdown.size(), CMARK_OPT_DEFAULT));
    GX_CHECK(page != nullptr);
    const std::unique_ptr<cmark_iter, FreeWalk> walk(cmark_iter_new(page.get()));
    for (auto event = cmark_iter_next(walk.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(walk.get())) {
        cmark_node* node = cmark_iter_get_node(walk.get());
        if (event == CMARK_EVENT_ENTER && cmark_node_get_type(node) == CMARK_NODE_LINK) lead_inside(node);
    }
    const std::unique_ptr<char, FreeText> html(cmark_render_html(page.get(), CMARK_OPT_DEFAULT));
    return html.get();
}

}  // namespace gx::system
