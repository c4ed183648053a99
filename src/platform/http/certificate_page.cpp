#include "platform/http/certificate_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "platform/base/check.hpp"
#include "platform/render/workbook.hpp"
#include "platform/text/text.hpp"

namespace gx::http {
namespace {

constexpr std::size_t kHostMax = 200;

/// The host as the client wrote it, if it is one: it goes into the code and nowhere else.
bool is_host(std::string_view host) {
    return !host.empty() && host.size() <= kHostMax && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == ':' ||
               c == '[' || c == ']';
    });
}

/// "ab:cd:..", as systems show it.
std::string with_colons(std::string_view hex) {
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) out.append(i == 0 ? "" : ":").append(hex.substr(i, 2));
    return out;
}

}  // namespace

CertificatePage::CertificatePage(const std::string& ca_file, std::string fingerprint) : fingerprint_(std::move(fingerprint)) {
    if (ca_file.empty()) return;
    std::ifstream file(ca_file);
    pem_.assign(std::istreambuf_iterator<char>(file), {});
    if (!file || pem_.empty()) throw Broken("cannot read the company CA " + ca_file);
}

std::optional<Response> CertificatePage::find(const Request& request, const text::Catalogue& texts) const {
    if (pem_.empty()) return std::nullopt;
    if (request.path == "/certificate") return page(texts);
    Response out;
    if (request.path == "/certificate.pem") {
        out.content_type = "application/x-x509-ca-cert";
        out.body = pem_;
        out.headers.emplace_back("Content-Disposition", "attachment; filename=\"guixing-ca.pem\"");
        return out;
    }
    const auto host = request.header("host");
    if (request.path != "/certificate.png" || !is_host(host)) return std::nullopt;
    const Bytes picture = render::qr_png(fmt::format("https://{}/certificate.pem", host));
    out.content_type = "image/png";
    out.body.assign(as_text(picture));
    return out;
}

/// Both languages below each other: nobody is logged in, and whoever reads it may use any device.
Response CertificatePage::page(const text::Catalogue& texts) const {
    Response out;
    out.content_type = "text/html; charset=utf-8";
    out.body = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">"
               "<meta name=\"viewport\" content=\"width=device-width\"><title>Guixing</title>";
    for (const Lang lang : {Lang::zh, Lang::en}) {
        out.body += fmt::format("<section lang=\"{}\"><h1>{}</h1><p>{}</p><p>{}</p></section>", lang == Lang::zh ? "zh-CN" : "en",
                                texts.say(lang, "certificate_title"), texts.say(lang, "certificate_install"),
                                texts.say(lang, "certificate_compare"));
    }
    out.body += fmt::format("<p><code>SHA-256 {}</code></p><p><img src=\"/certificate.png\" alt=\"QR\"></p>"
                            "<p><a href=\"/certificate.pem\" download>guixing-ca.pem</a></p></html>",
                            with_colons(fingerprint_));
    return out;
}

}  // namespace gx::http
