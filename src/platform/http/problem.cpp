#include "platform/http/router.hpp"
#include "platform/text/text.hpp"

namespace gx::http {
namespace {

std::string_view phrase(int status) {
    switch (status) {
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 422: return "Unprocessable Content";
        case 428: return "Precondition Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 503: return "Service Unavailable";
        default: return "Internal Server Error";
    }
}

/// A value that begins with '@' is itself the key of a text, so that a refusal made without a language can name
/// things in the reader's.
text::Params spoken(const text::Catalogue& texts, Lang lang, text::Params params) {
    for (auto& [name, content] : params) {
        if (content.starts_with('@') && texts.find(std::string_view(content).substr(1)) != nullptr) {
            content = texts.say(lang, std::string_view(content).substr(1));
        }
    }
    return params;
}

void member(std::string& out, std::string_view name, std::string_view content) {
    out.append(out.back() == '{' ? "\"" : ",\"").append(name).append("\":");
    json::write_text(out, content);
}

}  // namespace

Response problem(const text::Catalogue& texts, const Error& error, Lang lang, std::string_view request_id) {
    Response response;
    response.status = texts.status(error.key);
    response.content_type = "application/problem+json";
    auto params = spoken(texts, lang, error.params);
    if (response.status >= 500) params.emplace_back("request", request_id);
    std::string& out = response.body;
    out.reserve(256);
    out.push_back('{');
    member(out, "type", "about:blank");
    member(out, "title", phrase(response.status));
    out.append(",\"status\":").append(std::to_string(response.status));
    member(out, "code", error.key);
    const Message* row = texts.find(error.key);
    if (row != nullptr && !row->clause.empty()) member(out, "clause", row->clause);
    member(out, "detail", texts.say(lang, error.key, params));
    // Only where we failed: two refusals of the same kind must not differ in one byte.
    if (response.status >= 500) member(out, "request", request_id);
    if (!error.fields.empty()) {
        out.append(",\"errors\":[");
        for (const auto& field : error.fields) {
            out.append(out.back() == '[' ? "{" : ",{");
            member(out, "path", field.path);
            member(out, "code", field.key);
            member(out, "detail", texts.say(lang, field.key, spoken(texts, lang, field.params)));
            out.push_back('}');
        }
        out.push_back(']');
    }
    out.push_back('}');
    return response;
}

Lang language(std::string_view accept_language) {
    // The first of the two languages that the list names; browsers write it in order of preference.
    const auto zh = accept_language.find("zh");
    const auto en = accept_language.find("en");
    return en < zh ? Lang::en : Lang::zh;
}

}  // namespace gx::http
