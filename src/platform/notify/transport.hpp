/// The two ways out of the program. Only this part speaks to libcurl.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "platform/notify/notify.hpp"

namespace gx::notify {

/// How a try ended. `problem` is a code without addresses: "connect", "tls", "login", "timeout", "status 503"...
struct Sent {
    bool arrived = false;
    bool reached = false;  ///< false: the server itself could not be reached, so its other letters would fail too
    std::string problem;
};

Sent send_mail(const MailSettings& settings, const std::string& ca_file, const std::string& to, const std::string& mime);

/// POST of JSON, no redirects, no proxy, 5 s to connect, 15 s in all; arrived = a 2xx status.
Sent post_json(const std::string& url, const std::string& ca_file, const std::string& body,
               const std::vector<std::pair<std::string, std::string>>& headers);

}  // namespace gx::notify
