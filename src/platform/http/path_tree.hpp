/// Finds the route of a path: segments in a tree, literal names before {parameters}.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/http/route.hpp"

namespace gx::http {

using Params = std::vector<std::pair<std::string, std::string>>;

class PathTree {
  public:
    /// Two routes of the same method and path are a Bug.
    void add(const Route& route);

    struct Match {
        const Route* route = nullptr;
        Params params;
        bool path_known = false;  ///< with another method
        std::string allow;        ///< those methods, for 405
    };
    Match find(Method method, std::string_view path) const;

  private:
    struct Node {
        std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
        std::unique_ptr<Node> parameter;
        std::array<const Route*, 5> routes{};
    };
    static const Node* walk(const Node& node, std::string_view rest, std::vector<std::string_view>& found);
    Node root_;
};

std::string_view method_name(Method method);
/// %XX decoded; false for broken escapes, "/", NUL and control characters, and what is not UTF-8.
bool decode_segment(std::string_view segment, std::string& out);

}  // namespace gx::http
