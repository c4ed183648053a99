#include "platform/http/wire.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>

namespace gx::http {
namespace {

namespace bh = boost::beast::http;

/// Of these a second one could make two programs read one request differently.
constexpr std::array<std::string_view, 9> kOnce{"host",   "content-type",    "content-length", "cookie",        "origin",
                                                "if-match", "idempotency-key", "sec-fetch-site", "last-event-id"};

constexpr std::string_view kAlways =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
constexpr std::string_view kDataPolicy = "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
constexpr std::string_view kPagePolicy =
    "Content-Security-Policy: default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'\r\n"
    "Permissions-Policy: camera=(self), geolocation=(), microphone=()\r\n";
constexpr std::string_view kNoStore = "Cache-Control: no-store\r\n";

std::string_view reason(int status) {
    const auto text = bh::obsolete_reason(static_cast<bh::status>(status));
    return {text.data(), text.size()};
}

char lower_case(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

WireReader::WireReader(std::size_t header_bytes_max) {
    header_limit(static_cast<std::uint32_t>(header_bytes_max));
    body_limit(boost::none);  // the route decides, once the head is there
    text_.reserve(1024);
    fields_.reserve(16);
}

WireReader::Piece WireReader::keep(string_view text, bool lower) {
    const Piece piece{text_.size(), text.size()};
    text_.append(text.data(), text.size());
    if (lower) std::transform(text_.begin() + static_cast<std::ptrdiff_t>(piece.at), text_.end(),
                              text_.begin() + static_cast<std::ptrdiff_t>(piece.at), lower_case);
    return piece;
}

void WireReader::on_request_impl(bh::verb method, string_view, string_view target, int version, error_code&) {
    target_ = keep(target, false);
    version_ = version;
    switch (method) {
        case bh::verb::get: method_ = Method::get; break;
        case bh::verb::head: method_ = Method::get; head_ = true; break;
        case bh::verb::post: method_ = Method::post; break;
        case bh::verb::put: method_ = Method::put; break;
        case bh::verb::patch: method_ = Method::patch; break;
        case bh::verb::delete_: method_ = Method::remove; break;
        default: verdict_ = 405;
    }
    if (!target.starts_with('/') || target.find('#') != string_view::npos) verdict_ = 400;
}

void WireReader::on_field_impl(bh::field field, string_view name, string_view content, error_code&) {
    const Field row{keep(name, true), keep(content, false)};
    const auto known = view(row.name);
    if (field == bh::field::host) ++hosts_;
    if (field == bh::field::expect) {
        if (boost::beast::iequals(content, "100-continue")) expects_continue_ = true;
        else verdict_ = 400;
    }
    if (std::find(kOnce.begin(), kOnce.end(), known) != kOnce.end()) {
        for (const Field& other : fields_) {
            if (view(other.name) == known) verdict_ = 400;
        }
    }
    fields_.push_back(row);
}

void WireReader::on_header_impl(error_code&) {
    if (version_ >= 11 && hosts_ != 1) verdict_ = 400;
}

void WireReader::on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) {
    if (length) body_.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, body_max_)));
}

std::size_t WireReader::on_body_impl(string_view piece, error_code& error) {
    if (body_.size() + piece.size() > body_max_) {
        error = bh::error::body_limit;
        return 0;
    }
    body_.append(piece.data(), piece.size());
    return piece.size();
}

std::size_t WireReader::on_chunk_body_impl(std::uint64_t, string_view piece, error_code& error) {
    return on_body_impl(piece, error);
}

void WireReader::on_finish_impl(error_code&) {}

void WireReader::fill(Request& request) const {
    const auto target = view(target_);
    const auto question = std::min(target.find('?'), target.size());
    request.method = method_;
    request.path = target.substr(0, question);
    request.query = question < target.size() ? target.substr(question + 1) : std::string_view();
    request.body = body_;
    request.headers.clear();
    for (const Field& field : fields_) request.headers.emplace_back(view(field.name), view(field.content));
}

void write_head(std::string& out, const Response& response, const HeadFacts& facts) {
    out.append("HTTP/1.1 ");
    fmt::format_int status(response.status);
    out.append(status.data(), status.size()).append(" ").append(reason(response.status)).append("\r\n");
    if (!facts.date.empty()) out.append("Date: ").append(facts.date).append("\r\n");
    if (!response.content_type.empty()) out.append("Content-Type: ").append(response.content_type).append("\r\n");
    if (facts.has_length && response.status != 204 && response.status != 304) {
        fmt::format_int length(facts.length);
        out.append("Content-Length: ").append(length.data(), length.size()).append("\r\n");
    }
    bool cached = false;
    for (const auto& [name, content] : response.headers) {
        out.append(name).append(": ");
        // A header's text can come from data (file names): it must not begin a line of its own.
        for (const char c : content) out.push_back(c == '\r' || c == '\n' ? ' ' : c);
        out.append("\r\n");
        cached = cached || name == "Cache-Control";
    }
    if (!cached) out.append(kNoStore);
    out.append(kAlways).append(facts.page ? kPagePolicy : kDataPolicy);
    out.append("X-Request-Id: ").append(facts.request_id).append("\r\n");
    if (!facts.keep_alive) out.append("Connection: close\r\n");
    out.append("\r\n");
}

}  // namespace gx::http
