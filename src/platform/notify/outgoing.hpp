/// What of an event may leave the program, and in which words. Pure but for `say`.
#pragma once

#include "platform/notify/mail.hpp"
#include "platform/notify/store.hpp"

namespace gx::notify {

/// The event as outsiders see it. Above ordinary level nothing of it but that there is something.
struct Outgoing {
    std::string id;     ///< of the delivery; the same at each try, so that a receiver can drop a double
    std::string event;  ///< message key, or "notify_something"
    std::string zh, en;
    std::string number;  ///< the case's number, if `params` has one
    std::string link;    ///< absolute
    Instant at;
    Urgency urgency = Urgency::ordinary;
};
Outgoing outgoing(const Delivery& delivery, const Sender::Needs& needs);

Letter letter(const Outgoing& event, const Sender::Needs& needs, const std::string& from, const std::string& to);
std::string webhook_body(const Outgoing& event);

}  // namespace gx::notify
