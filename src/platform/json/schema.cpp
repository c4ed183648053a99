#include <limits>

#include "platform/base/check.hpp"
#include "platform/json/json.hpp"

namespace gx::json {
namespace {

using detail::Kind;
using detail::Type;

/// "gx::incidents::{anonymous}::Report" -> "incidents.Report"; "gx::http::Page<gx::incidents::Row>" -> "incidents.RowPage".
std::string component_name(std::string_view full) {
    const auto open = full.find('<');
    if (open != std::string_view::npos) {
        const auto inner = full.substr(open + 1, full.rfind('>') - open - 1);
        auto outer = full.substr(0, open);
        outer.remove_prefix(outer.rfind(':') + 1);
        return component_name(inner).append(outer);
    }
    std::vector<std::string_view> parts;
    while (!full.empty()) {
        const auto end = std::min(full.find("::"), full.size());
        const auto part = full.substr(0, end);
        if (!part.empty() && part.front() != '{' && part.front() != '(') parts.push_back(part);
        full.remove_prefix(std::min(end + 2, full.size()));
    }
    std::string out;
    if (parts.size() > 1) out.append(parts[parts.size() - 2]).append(".");
    return out.append(parts.back());
}

std::string integer(const Type& type) {
    if (type.size == 8) return R"({"type":"integer","format":"int64"})";
    const int bits = type.size * 8 - (type.is_signed ? 1 : 0);
    const std::int64_t max = (std::int64_t{1} << bits) - 1;
    const std::int64_t min = type.is_signed ? -max - 1 : 0;
    return R"({"type":"integer","minimum":)" + std::to_string(min) + R"(,"maximum":)" + std::to_string(max) + "}";
}

std::string choice(const Type& type) {
    std::string out = R"({"type":"string","enum":[)";
    for (std::size_t i = 0; i < type.choices.size(); ++i) {
        if (i > 0) out.push_back(',');
        write_text(out, type.choices[i].name);
    }
    return out + "]}";
}

std::string nullable(const std::string& inner) {
    constexpr std::string_view kType = R"({"type":")";
    if (!inner.starts_with(kType)) return R"({"oneOf":[)" + inner + R"(,{"type":"null"}]})";
    const auto end = inner.find('"', kType.size());
    const auto name = inner.substr(kType.size(), end - kType.size());
    return R"({"type":[")" + name + R"(","null"])" + inner.substr(end + 1);
}

}  // namespace

std::string SchemaBook::schema(const Type& type) {
    switch (type.kind) {
        case Kind::flag: return R"({"type":"boolean"})";
        case Kind::integer: return integer(type);
        case Kind::text: return R"({"type":"string"})";
        case Kind::id: return R"({"type":"string","pattern":"^[1-9][0-9]{0,18}$","description":"id"})";
        case Kind::instant: return R"({"type":"string","format":"date-time"})";
        case Kind::day: return R"({"type":"string","format":"date"})";
        case Kind::fen: return R"({"type":"integer","format":"int64","description":"fen, 1/100 yuan"})";
        case Kind::bytes: return R"({"type":"string","contentEncoding":"base64"})";
        case Kind::raw: return "{}";
        case Kind::maybe: return nullable(schema(type.item()));
        case Kind::list: return R"({"type":"array","items":)" + schema(type.item()) + "}";
        case Kind::choice:
        case Kind::structure: break;
    }
    const std::string name = component_name(type.name);
    const auto [owner, fresh] = owners_.emplace(name, type.name);
    GX_CHECK(owner->second == type.name);  // two types of one name: rename one, clients see the name
    if (fresh) {
        std::string text = type.kind == Kind::choice ? choice(type) : structure(type);
        components_.emplace(name, std::move(text));
    }
    return R"({"$ref":"#/components/schemas/)" + name + R"("})";
}

std::string SchemaBook::structure(const Type& type) {
    std::string properties;
    std::string required;
    for (const auto& member : type.members) {
        if (!properties.empty()) properties.push_back(',');
        write_text(properties, member.name);
        properties.append(":").append(schema(member.type()));
        if (member.type().kind == Kind::maybe) continue;
        if (!required.empty()) required.push_back(',');
        write_text(required, member.name);
    }
    return R"({"type":"object","properties":{)" + properties + R"(},"required":[)" + required +
           R"(],"additionalProperties":false})";
}

}  // namespace gx::json
