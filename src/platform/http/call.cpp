#include "platform/http/call.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "platform/base/check.hpp"
#include "platform/http/route_detail.hpp"

namespace gx::http {

void log_line(std::string_view line) {
    fmt::print(stderr, "{}\n", line);
    std::fflush(stderr);
}

std::string_view Request::header(std::string_view lower_name) const {
    for (const auto& [name, content] : headers) {
        if (name == lower_name) return content;
    }
    return {};
}

std::string_view Request::cookie(std::string_view name) const {
    std::string_view rest = header("cookie");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(';'), rest.size());
        auto pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
            return pair.substr(name.size() + 1);
        }
    }
    return {};
}

store::Tx& Call::tx() const {
    GX_CHECK(tx_or_null != nullptr);
    return *tx_or_null;
}

std::string_view Call::param(std::string_view name) const {
    for (const auto& [known, content] : params) {
        if (known == name) return content;
    }
    return {};
}

Result<Id> Call::id(std::string_view name) const {
    const auto found = parse_id(param(name));
    if (!found) return refuse("not_found");
    return *found;
}

const Idempotency& Call::idempotency() const {
    GX_CHECK(idempotency_.has_value());
    return *idempotency_;
}

std::int64_t Call::expected_rev() const {
    GX_CHECK(expected_rev_.has_value());
    return *expected_rev_;
}

void Call::saw(std::string_view object_type, Id object, const labels::Label& label) {
    seen.push_back({std::string(object_type), object, label});
}

void Call::record(std::string action, std::string_view object_type, Id object, const labels::Label& label,
                  std::string note, std::string content) {
    if (tx_or_null != nullptr) {
        return record(*tx_or_null, std::move(action), object_type, object, label, std::move(note), std::move(content));
    }
    const auto kept = services.db.write([&](store::Tx& own) -> Result<Done> {
        record(own, action, object_type, object, label, note, content);
        return Done{};
    });
    GX_CHECK(kept.has_value());
}

void Call::record(store::Tx& in, std::string action, std::string_view object_type, Id object,
                  const labels::Label& label, std::string note, std::string content) {
    const auto promised = [&](std::string_view wanted) { return !wanted.empty() && action == wanted; };
    recorded_ = recorded_ || (route != nullptr && (promised(route->trace.done) || promised(route->trace.also)));
    trail::Entry entry;
    entry.action = std::move(action);
    entry.actor = actor.person;
    const auto* permission = route == nullptr ? nullptr : route->access.permission;
    entry.post = permission == nullptr ? actor.main_post() : actor.post_for(*permission);
    entry.object_type = object_type;
    entry.object = object;
    entry.level = label.level;
    entry.compartments = label.compartments;
    entry.scope = label.scope;
    if (route != nullptr) entry.clause = route->clause;
    entry.note = std::move(note);
    entry.content = std::move(content);
    entry.request = request.id;
    services.trail.append(in, now, entry);
}

namespace detail {
namespace {

/// A file name for old and new readers (RFC 6266, RFC 8187).
std::string disposition(std::string_view name) {
    if (name.empty()) return "inline";
    std::string plain;
    std::string encoded;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
                            c == '-' || c == '_';
        plain.push_back(letter ? c : '_');
        if (letter) encoded.push_back(c);
        else encoded += fmt::format("%{:02X}", byte);
    }
    return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain, encoded);
}

void add_call_headers(const Call& call, Response& response) {
    if (call.etag_) response.headers.emplace_back("ETag", fmt::format("\"{}\"", *call.etag_));
    if (call.replayed_) response.headers.emplace_back("Idempotency-Replayed", "true");
    response.headers.insert(response.headers.end(), call.headers_.begin(), call.headers_.end());
}

}  // namespace

Result<json::value> input_tree(const Call& call, json::Source& source) {
    const Request& request = call.request;
    const bool body_expected = request.method != Method::get && request.method != Method::remove &&
                               call.route->options.media_in == "application/json";
    if (!body_expected) {
        source = json::Source::query;
        return json::parse_query(request.query);
    }
    if (!request.query.empty()) {
        // No route takes both; the reader names each stray parameter.
        GX_TRY(stray, json::parse_query(request.query));
        GX_TRY_DONE(json::read<json::None>(stray));
    }
    if (request.body.empty()) return json::parse("{}");
    auto media = request.header("content-type");
    media = media.substr(0, media.find(';'));
    while (media.ends_with(' ')) media.remove_suffix(1);
    if (media != "application/json") return refuse("media_type_wrong", "expected", "application/json");
    return json::parse(request.body);
}

Response json_answer(const Call& call, std::string body) {
    Response response;
    if (call.route != nullptr && call.route->options.create) response.status = 201;
    response.body = std::move(body);
    add_call_headers(call, response);
    return response;
}

Response empty_answer(const Call& call) {
    Response response;
    response.status = 204;
    response.content_type.clear();
    add_call_headers(call, response);
    return response;
}

Response file_answer(const Call& call, const File& file) {
    Response response;
    response.content_type = file.media_type;
    response.body.assign(as_text(file.content));
    response.headers.emplace_back("Content-Disposition", disposition(file.name));
    add_call_headers(call, response);
    return response;
}

Response raw_answer(const Call& call, Response response) {
    add_call_headers(call, response);
    return response;
}

}  // namespace detail
}  // namespace gx::http
