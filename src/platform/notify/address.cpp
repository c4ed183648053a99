#include "platform/notify/address.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <string>

namespace gx::notify {
namespace {

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

std::string part_of(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, 0) != CURLUE_OK || text == nullptr) return {};
    std::string out(text);
    curl_free(text);
    return out;
}

}  // namespace

bool is_loopback(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host == "localhost") return true;
    const std::string text(host);
    in_addr four{};
    if (inet_pton(AF_INET, text.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
    in6_addr six{};
    return inet_pton(AF_INET6, text.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

bool is_host(std::string_view host) {
    constexpr std::size_t kLongest = 253;
    if (host.empty() || host.size() > kLongest) return false;
    in6_addr six{};
    if (inet_pton(AF_INET6, std::string(host).c_str(), &six) == 1) return true;
    return is_plain(host.front()) && is_plain(host.back()) &&
           std::ranges::all_of(host, [](char c) { return is_plain(c) || c == '.' || c == '-'; });
}

bool is_mail_address(std::string_view address) {
    constexpr std::size_t kLongest = 254;
    constexpr std::string_view kSigns = ".!#$%&'*+-/=?^_`{|}~";
    const auto at = address.find('@');
    if (address.size() > kLongest || at == 0 || at == std::string_view::npos) return false;
    const auto name = address.substr(0, at);
    return std::ranges::all_of(name, [&](char c) { return is_plain(c) || kSigns.find(c) != kSigns.npos; }) &&
           is_host(address.substr(at + 1));
}

UrlFault check_url(const char* url) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
    if (curl_url_set(parsed.get(), CURLUPART_URL, url, CURLU_DISALLOW_USER) != CURLUE_OK) return UrlFault::malformed;
    const std::string scheme = part_of(parsed.get(), CURLUPART_SCHEME);
    const std::string host = part_of(parsed.get(), CURLUPART_HOST);
    if (host.empty()) return UrlFault::malformed;
    if (scheme == "https" || (scheme == "http" && is_loopback(host))) return UrlFault::none;
    return UrlFault::not_https;
}

}  // namespace gx::notify
