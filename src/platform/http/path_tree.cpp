#include "platform/http/path_tree.hpp"

#include <charconv>

#include "platform/base/check.hpp"
#include "platform/text/text.hpp"

namespace gx::http {
namespace {

/// Takes "/segment" off the front; false at the end or if the path goes on without a slash.
bool take_segment(std::string_view& rest, std::string_view& segment) {
    if (!rest.starts_with('/')) return false;
    rest.remove_prefix(1);
    segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    return true;
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }

}  // namespace

std::string_view method_name(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::patch: return "PATCH";
        case Method::remove: return "DELETE";
    }
    return "";
}

bool decode_segment(std::string_view segment, std::string& out) {
    out.clear();
    for (std::size_t i = 0; i < segment.size(); ++i) {
        char c = segment[i];
        if (c == '%') {
            if (i + 2 >= segment.size()) return false;
            unsigned value = 0;
            const char* from = segment.data() + i + 1;
            const auto [end, error] = std::from_chars(from, from + 2, value, 16);
            if (error != std::errc{} || end != from + 2) return false;
            c = static_cast<char>(value);
            i += 2;
        }
        if (static_cast<unsigned char>(c) < 0x20 || c == '/' || c == 0x7F) return false;
        out.push_back(c);
    }
    return text::is_utf8(out);
}

void PathTree::add(const Route& route) {
    Node* node = &root_;
    std::string_view rest = route.path;
    std::string_view segment;
    while (take_segment(rest, segment)) {
        std::unique_ptr<Node>* next = nullptr;
        if (is_parameter(segment)) {
            next = &node->parameter;
        } else {
            for (auto& [name, below] : node->literals) {
                if (name == segment) next = &below;
            }
            if (next == nullptr) next = &node->literals.emplace_back(std::string(segment), nullptr).second;
        }
        if (*next == nullptr) *next = std::make_unique<Node>();
        node = next->get();
    }
    const Route*& place = node->routes[static_cast<std::size_t>(route.method)];
    GX_CHECK(rest.empty() && place == nullptr);
    place = &route;
}

const PathTree::Node* PathTree::walk(const Node& node, std::string_view rest, std::vector<std::string_view>& found) {
    std::string_view segment;
    if (!take_segment(rest, segment)) return rest.empty() ? &node : nullptr;
    for (const auto& [name, below] : node.literals) {
        if (name != segment) continue;
        if (const Node* end = walk(*below, rest, found)) return end;
    }
    if (node.parameter == nullptr || segment.empty()) return nullptr;
    found.push_back(segment);
    const Node* end = walk(*node.parameter, rest, found);
    if (end == nullptr) found.pop_back();
    return end;
}

PathTree::Match PathTree::find(Method method, std::string_view path) const {
    Match match;
    std::vector<std::string_view> found;
    const Node* node = walk(root_, path, found);
    if (node == nullptr) return match;
    match.route = node->routes[static_cast<std::size_t>(method)];
    if (match.route == nullptr) {
        for (const Route* other : node->routes) {
            if (other == nullptr) continue;
            match.path_known = true;
            match.allow.append(match.allow.empty() ? "" : ", ").append(method_name(other->method));
        }
        return match;
    }
    // The names come from the route's own path: two methods may call the same place differently.
    std::string_view rest = match.route->path;
    std::string_view segment;
    match.params.reserve(found.size());
    for (std::size_t at = 0; at < found.size() && take_segment(rest, segment);) {
        if (!is_parameter(segment)) continue;
        auto& [name, content] = match.params.emplace_back(segment.substr(1, segment.size() - 2), std::string());
        if (!decode_segment(found[at++], content)) return {};
    }
    return match;
}

}  // namespace gx::http
