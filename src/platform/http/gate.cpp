#include "platform/http/gate.hpp"

#include <charconv>

#include "platform/crypto/crypto.hpp"

namespace gx::http {
namespace {

constexpr std::size_t kKeyMin = 8;
constexpr std::size_t kKeyMax = 128;
constexpr std::size_t kHashBytes = 16;

Bytes shortened(const crypto::Hash& hash) { return {hash.begin(), hash.begin() + kHashBytes}; }

bool by_proxy(std::string_view header) {
    return header == "via" || header == "forwarded" || header == "x-real-ip" || header.starts_with("x-forwarded-");
}

/// Of a Host header: "[::1]:8080" -> "[::1]", "LocalHost:80" -> "localhost". A port that is no number stays.
std::string host_name(std::string_view host) {
    if (host == "::1") return "[::1]";
    const auto colon = host.rfind(':');
    const bool in_brackets = colon != std::string_view::npos && host.find(']', colon) != std::string_view::npos;
    if (colon != std::string_view::npos && !in_brackets &&
        host.find_first_not_of("0123456789", colon + 1) == std::string_view::npos) {
        host = host.substr(0, colon);
    }
    std::string out(host);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

}  // namespace

bool from_this_machine(const Request& request) {
    if (!request.loopback) return false;
    int hosts = 0;
    for (const auto& [name, content] : request.headers) {
        if (by_proxy(name)) return false;
        hosts += name == "host" ? 1 : 0;
    }
    const std::string host = host_name(request.header("host"));
    return hosts == 1 && (host == "127.0.0.1" || host == "[::1]" || host == "localhost");
}

bool from_same_site(const Request& request) {
    const auto site = request.header("sec-fetch-site");
    if (!site.empty()) return site == "same-origin" || site == "none";
    auto origin = request.header("origin");
    if (origin.empty()) return true;
    const std::string_view scheme = request.tls ? "https://" : "http://";
    if (!origin.starts_with(scheme)) return false;
    origin.remove_prefix(scheme.size());
    return origin == request.header("host");
}

Result<Idempotency> idempotency_of(const Request& request, Id person) {
    const auto key = request.header("idempotency-key");
    if (key.empty()) return refuse("idempotency_key_missing");
    bool printable = true;
    for (const char c : key) printable = printable && c > 0x20 && c < 0x7F;
    if (!printable || key.size() < kKeyMin || key.size() > kKeyMax) return refuse("idempotency_key_malformed");
    const std::string who = to_string(person) + "\n";
    return Idempotency{shortened(crypto::sha256({as_bytes(who), as_bytes(key)})),
                       shortened(crypto::sha256({as_bytes(request.path), as_bytes("\n"), as_bytes(request.query),
                                                 as_bytes("\n"), as_bytes(request.body)}))};
}

Result<std::int64_t> expected_rev_of(const Request& request) {
    auto tag = request.header("if-match");
    if (tag.empty()) return refuse("if_match_missing");
    if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return refuse("if_match_malformed");
    tag = tag.substr(1, tag.size() - 2);
    std::int64_t rev = 0;
    const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), rev);
    if (error != std::errc{} || end != tag.data() + tag.size() || rev < 1) return refuse("if_match_malformed");
    return rev;
}

std::string_view cookie_name(bool tls) { return tls ? "__Host-gx" : "gx"; }

std::string_view token_of(const Request& request) { return request.cookie(cookie_name(request.tls)); }

}  // namespace gx::http
