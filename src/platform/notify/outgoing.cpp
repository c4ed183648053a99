#include "platform/notify/outgoing.hpp"

#include "platform/crypto/crypto.hpp"
#include "platform/json/json.hpp"
#include "platform/labels/labels.hpp"

namespace gx::notify {
namespace {

constexpr std::string_view kSomething = "notify_something";

std::string number_in(std::string_view params) {
    const auto tree = json::parse(params.empty() ? "{}" : params);
    if (!tree || !tree->is_object()) return {};
    const auto* number = tree->get_object().if_contains("number");
    return number != nullptr && number->is_string() ? std::string(number->get_string()) : std::string();
}

std::string as_params(std::string_view text) {
    std::string out = "{\"text\":";
    json::write_text(out, text);
    return out + "}";
}

/// Names in JSON as receivers know them.
struct HookBody {
    std::string id, event, text, text_en;
    std::optional<std::string> number;
    std::string link;
    Instant at;
    std::string urgency;
};
BOOST_DESCRIBE_STRUCT(HookBody, (), (id, event, text, text_en, number, link, at, urgency))

}  // namespace

Outgoing outgoing(const Delivery& delivery, const Sender::Needs& needs) {
    const Notice& notice = delivery.notice;
    Outgoing out{to_string(delivery.id), notice.key, {}, {}, {}, needs.public_url, notice.at, notice.urgency};
    if (notice.level == labels::kOrdinary) {
        out.zh = needs.say(Lang::zh, notice.key, notice.params);
        out.en = needs.say(Lang::en, notice.key, notice.params);
        out.number = number_in(notice.params);
        out.link += notice.link;
    } else {
        out.event = kSomething;
        out.zh = needs.say(Lang::zh, kSomething, "{}");
        out.en = needs.say(Lang::en, kSomething, "{}");
    }
    return out;
}

Letter letter(const Outgoing& event, const Sender::Needs& needs, const std::string& from, const std::string& to) {
    Letter out;
    out.from = from;
    out.to = to;
    out.sender = needs.say(Lang::zh, "notify_mail_sender", "{}");
    out.subject = needs.say(Lang::zh, event.urgency == Urgency::emergency ? "notify_mail_alarm" : "notify_mail_subject",
                            as_params(event.zh));
    out.body = event.zh + "\n" + event.en + "\n\n" + event.link + "\n\n" +
               needs.say(Lang::zh, "notify_mail_foot", "{}") + "\n" + needs.say(Lang::en, "notify_mail_foot", "{}") + "\n";
    out.message_id = event.id + from.substr(from.find('@'));
    out.date = needs.now();
    return out;
}

std::string webhook_body(const Outgoing& event) {
    HookBody body{event.id, event.event, event.zh, event.en, std::nullopt, event.link, event.at,
                  event.urgency == Urgency::emergency ? "emergency" : "ordinary"};
    if (!event.number.empty()) body.number = event.number;
    return json::write(body);
}

std::string webhook_signature(std::string_view secret, std::string_view timestamp, std::string_view body) {
    const std::string signed_text = std::string(timestamp) + "." + std::string(body);
    return crypto::to_base64(crypto::hmac_sha256(as_bytes(secret), as_bytes(signed_text)));
}

}  // namespace gx::notify
