#include "platform/notify/transport.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "platform/notify/address.hpp"

namespace gx::notify {
namespace {

constexpr long kConnectSeconds = 5;
constexpr long kMailSeconds = 30;
constexpr long kPostSeconds = 15;

struct Handle {
    Handle() {
        static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
        curl = ready == CURLE_OK ? curl_easy_init() : nullptr;
        if (curl == nullptr) throw Broken("libcurl does not start");
    }
    ~Handle() {
        curl_slist_free_all(list);
        curl_easy_cleanup(curl);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    template <class T>
    void set(CURLoption option, T value) {
        if (curl_easy_setopt(curl, option, value) != CURLE_OK) throw Broken("libcurl lacks an option we need");
    }
    void add(const std::string& line) {
        curl_slist* longer = curl_slist_append(list, line.c_str());
        if (longer == nullptr) throw Broken("out of memory");
        list = longer;
    }

    CURL* curl = nullptr;
    curl_slist* list = nullptr;
};

struct Unread {
    std::string_view rest;
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* from) {
    auto& unread = *static_cast<Unread*>(from);
    const std::size_t taken = std::min(size * count, unread.rest.size());
    std::memcpy(to, unread.rest.data(), taken);
    unread.rest.remove_prefix(taken);
    return taken;
}

std::size_t drop(char*, std::size_t size, std::size_t count, void*) { return size * count; }

std::string problem_of(CURLcode code, long status) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST: return "name not found";
        case CURLE_COULDNT_CONNECT: return "connect";
        case CURLE_OPERATION_TIMEDOUT: return "timeout";
        case CURLE_LOGIN_DENIED: return "login";
        case CURLE_PEER_FAILED_VERIFICATION: return "certificate";
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_USE_SSL_FAILED: return "tls";
        default: break;
    }
    if (status != 0) return "status " + std::to_string(status);
    return curl_easy_strerror(code);  // fixed sentences without addresses
}

Sent perform(Handle& handle, bool http) {
    const CURLcode code = curl_easy_perform(handle.curl);
    long status = 0;
    curl_easy_getinfo(handle.curl, CURLINFO_RESPONSE_CODE, &status);
    const bool arrived = code == CURLE_OK && (!http || (status >= 200 && status < 300));
    if (arrived) return {true, true, {}};
    return {false, status != 0 && code != CURLE_LOGIN_DENIED, problem_of(code, status)};
}

void set_common(Handle& handle, const std::string& ca_file, long seconds) {
    handle.set(CURLOPT_NOSIGNAL, 1L);
    handle.set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    handle.set(CURLOPT_TIMEOUT, seconds);
    handle.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    // What the environment says about proxies is not the administrator's word.
    handle.set(CURLOPT_PROXY, "");
    handle.set(CURLOPT_WRITEFUNCTION, drop);
    if (!ca_file.empty()) handle.set(CURLOPT_CAINFO, ca_file.c_str());
}

}  // namespace

Sent send_mail(const MailSettings& settings, const std::string& ca_file, const std::string& to, const std::string& mime) {
    if (settings.security == "none" && !is_loopback(settings.host)) return {false, false, "tls"};
    if (!is_mail_address(to)) return {false, true, "address"};
    Handle handle;
    set_common(handle, ca_file, kMailSeconds);
    const std::string host = settings.host.find(':') == std::string::npos ? settings.host : "[" + settings.host + "]";
    const std::string url = (settings.security == "tls" ? "smtps://" : "smtp://") + host + ":" + std::to_string(settings.port);
    handle.set(CURLOPT_URL, url.c_str());
    handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    if (settings.security == "starttls") handle.set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    if (!settings.login.empty()) {
        handle.set(CURLOPT_USERNAME, settings.login.c_str());
        handle.set(CURLOPT_PASSWORD, settings.password.c_str());
    }
    const std::string from = "<" + settings.from + ">";
    handle.set(CURLOPT_MAIL_FROM, from.c_str());
    handle.add("<" + to + ">");
    handle.set(CURLOPT_MAIL_RCPT, handle.list);
    Unread unread{mime};
    handle.set(CURLOPT_UPLOAD, 1L);
    handle.set(CURLOPT_READFUNCTION, give);
    handle.set(CURLOPT_READDATA, &unread);
    return perform(handle, false);
}

Sent post_json(const std::string& url, const std::string& ca_file, const std::string& body,
               const std::vector<std::pair<std::string, std::string>>& headers) {
    if (check_url(url.c_str()) != UrlFault::none) return {false, false, "address"};
    Handle handle;
    set_common(handle, ca_file, kPostSeconds);
    handle.set(CURLOPT_URL, url.c_str());
    handle.set(CURLOPT_PROTOCOLS_STR, "http,https");
    handle.set(CURLOPT_FOLLOWLOCATION, 0L);
    handle.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    handle.set(CURLOPT_POSTFIELDS, body.c_str());
    handle.add("Content-Type: application/json");
    handle.add("Expect:");
    for (const auto& [name, value] : headers) handle.add(name + ": " + value);
    handle.set(CURLOPT_HTTPHEADER, handle.list);
    return perform(handle, true);
}

}  // namespace gx::notify
