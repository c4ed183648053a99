/// A mail as bytes (RFC 5322, 2045, 2047). Pure.
#pragma once

#include <string>
#include <string_view>

#include "platform/base/types.hpp"

namespace gx::notify {

struct Letter {
    std::string from, to;  ///< checked addresses
    std::string sender;    ///< display name before `from`, UTF-8
    std::string subject;   ///< UTF-8
    std::string body;      ///< UTF-8, lines end with \n
    std::string message_id;  ///< without < >
    Instant date;
};

/// Headers and base64 body with CRLF line ends.
std::string to_mime(const Letter& letter);
/// UTF-8 as encoded words of at most 75 characters, folded; plain ASCII stays as it is. Control characters vanish.
std::string encoded_words(std::string_view utf8);
/// "Mon, 23 Nov 2026 16:05:00 +0800"
std::string mail_date(Instant at);

}  // namespace gx::notify
