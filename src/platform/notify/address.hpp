/// Which addresses mail and webhooks may have. Pure.
#pragma once

#include <string_view>

namespace gx::notify {

/// "127.0.0.1" (all of 127/8), "::1", "[::1]", "localhost".
bool is_loopback(std::string_view host);
/// A host name or IP address without anything around it.
bool is_host(std::string_view host);
/// One mail address in ASCII, safe to put into a header and an SMTP command.
bool is_mail_address(std::string_view address);

enum class UrlFault { none, malformed, not_https };
/// https anywhere, http only to this machine; no credentials in it.
UrlFault check_url(const char* url);

}  // namespace gx::notify
