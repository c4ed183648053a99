/// OpenAPI 3.1 of the route table. What the table does not say is not in the document.
#include <set>

#include "platform/base/check.hpp"
#include "platform/http/path_tree.hpp"
#include "platform/http/router_state.hpp"

namespace gx::http {
namespace {

constexpr std::string_view kProblem =
    R"({"type":"object","properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},)"
    R"("code":{"type":"string"},"clause":{"type":"string"},"detail":{"type":"string"},"request":{"type":"string"},)"
    R"("errors":{"type":"array","items":{"type":"object","properties":{"path":{"type":"string"},"code":{"type":"string"},)"
    R"("detail":{"type":"string"}},"required":["path","code","detail"]}}},"required":["type","title","status","code","detail"]})";

void text_member(std::string& out, std::string_view name, std::string_view content) {
    json::write_text(out, name);
    out.push_back(':');
    json::write_text(out, content);
}

std::string header_parameter(std::string_view name, std::string_view description, bool required) {
    std::string out = R"({"in":"header","name":")" + std::string(name) + R"(","required":)" + (required ? "true" : "false") +
                      R"(,"schema":{"type":"string"},)";
    text_member(out, "description", description);
    return out + "}";
}

void path_parameters(std::string_view path, std::vector<std::string>& out) {
    for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1)) {
        const auto name = path.substr(open + 1, path.find('}', open) - open - 1);
        std::string row = R"({"in":"path","required":true,"schema":{"type":"string"},)";
        text_member(row, "name", name);
        out.push_back(row + "}");
    }
}

/// The members of a component, as query parameters.
void query_parameters(const SchemaBook& book, const std::string& input, std::vector<std::string>& out) {
    constexpr std::string_view kRef = R"({"$ref":"#/components/schemas/)";
    GX_CHECK(std::string_view(input).starts_with(kRef));
    const auto name = input.substr(kRef.size(), input.size() - kRef.size() - 2);
    const auto component = book.components().find(name);
    GX_CHECK(component != book.components().end());
    const auto tree = json::parse(component->second);
    GX_CHECK(tree.has_value());
    std::set<std::string_view> required;
    const auto& object = tree->get_object();
    for (const auto& row : object.at("required").get_array()) required.insert({row.get_string().data(), row.get_string().size()});
    for (const auto& row : object.at("properties").get_object()) {
        const std::string_view key(row.key().data(), row.key().size());
        std::string line = R"({"in":"query",)";
        text_member(line, "name", key);
        line += R"(,"required":)" + std::string(required.contains(key) ? "true" : "false") + R"(,"schema":)";
        line += json::read<json::Raw>(row.value())->text;
        out.push_back(line + "}");
    }
}

std::string joined(const std::vector<std::string>& rows) {
    std::string out;
    for (const auto& row : rows) out.append(out.empty() ? "" : ",").append(row);
    return out;
}

std::string responses(const Route& route, const std::string& answer) {
    const std::string_view status = answer.empty() ? "204" : route.options.create ? "201" : "200";
    std::string out = R"("responses":{")" + std::string(status) + R"(":{"description":"done")";
    if (answer == "file") out += R"(,"content":{"application/octet-stream":{"schema":{"type":"string","format":"binary"}}})";
    else if (!answer.empty()) out += R"(,"content":{"application/json":{"schema":)" + answer + "}}";
    return out + R"(},"default":{"$ref":"#/components/responses/Problem"}})";
}

std::string operation(const Route& route, SchemaBook& book) {
    std::string input;
    std::string answer;
    route.describe(book, input, answer);
    std::vector<std::string> parameters;
    path_parameters(route.path, parameters);
    const bool raw = route.options.media_in != "application/json";
    const bool in_query = raw || route.method == Method::get || route.method == Method::remove;
    if (in_query && !input.empty()) query_parameters(book, input, parameters);
    if (route.options.create) parameters.push_back(header_parameter("Idempotency-Key", "8..128 visible ASCII characters", true));
    if (route.options.if_match) parameters.push_back(header_parameter("If-Match", "the record's rev in quotes", true));
    std::string out = "{";
    text_member(out, "operationId", route.operation);
    out.append(",");
    text_member(out, "summary", route.zh);
    out.append(",");
    text_member(out, "description", std::string(route.en) + ". Clause " + std::string(route.clause) + ".");
    out += R"(,"tags":[)";
    json::write_text(out, route.operation.substr(0, route.operation.find('.')));
    out += R"(],"security":)" + std::string(route.access.open ? "[]" : R"([{"session":[]}])");
    if (!parameters.empty()) out += R"(,"parameters":[)" + joined(parameters) + "]";
    if (raw) out += R"(,"requestBody":{"required":true,"content":{"*/*":{"schema":{"type":"string","format":"binary"}}}})";
    else if (!in_query && !input.empty()) {
        out += R"(,"requestBody":{"required":true,"content":{"application/json":{"schema":)" + input + "}}}";
    }
    return out + "," + responses(route, answer) + "}";
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return out;
}

}  // namespace

std::string make_openapi(const std::vector<Route>& routes) {
    SchemaBook book;
    std::map<std::string_view, std::vector<std::string>> paths;
    std::set<std::string_view> operations;
    for (const Route& route : routes) {
        GX_CHECK(operations.insert(route.operation).second);
        if (route.options.hidden) continue;
        paths[route.path].push_back("\"" + lower(method_name(route.method)) + "\":" + operation(route, book));
    }
    std::string out = R"({"openapi":"3.1.0","info":{"title":"Guixing","version":"1"},"paths":{)";
    for (const auto& [path, methods] : paths) {
        if (out.back() != '{') out.push_back(',');
        json::write_text(out, path);
        out.append(":{").append(joined(methods)).append("}");
    }
    out += R"(},"components":{"schemas":{"Problem":)" + std::string(kProblem);
    for (const auto& [name, schema] : book.components()) {
        out.push_back(',');
        json::write_text(out, name);
        out.append(":").append(schema);
    }
    out += R"(},"responses":{"Problem":{"description":"refused or failed","content":{"application/problem+json":)"
           R"({"schema":{"$ref":"#/components/schemas/Problem"}}}}},"securitySchemes":{"session":{"type":"apiKey",)"
           R"("in":"cookie","name":"__Host-gx"}}}})";
    return out;
}

}  // namespace gx::http
