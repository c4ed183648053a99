#include <algorithm>

#include "platform/base/check.hpp"
#include "platform/json/json.hpp"
#include "platform/notify/address.hpp"
#include "platform/notify/store.hpp"

namespace gx::notify {
namespace {

constexpr int kNameMost = 40;
constexpr std::size_t kSecretLeast = 16;
constexpr std::size_t kSecretMost = 256;
constexpr std::size_t kUrlMost = 2000;

/// What lies sealed in the tables.
struct MailText {
    std::string host;
    std::int64_t port = 25;
    std::string security, login, password, from;
};
BOOST_DESCRIBE_STRUCT(MailText, (), (host, port, security, login, password, from))

struct HookText {
    std::string name, url, secret;
};
BOOST_DESCRIBE_STRUCT(HookText, (), (name, url, secret))

template <class T>
T opened(const keys::Keyring& keys, const keys::Place& place, const Bytes& sealed) {
    auto out = json::read_text<T>(keys.open(place, sealed));
    GX_CHECK(out.has_value());  // written by this file
    return std::move(*out);
}

bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

Result<Done> check_mail(const MailSettings& settings) {
    if (!settings.enabled && settings.host.empty()) return Done{};
    if (!is_host(settings.host)) return refuse_field("host", "notify_host_wrong");
    if (settings.port < 1 || settings.port > 65535) return refuse_field("port", "notify_port_wrong");
    const bool plain = settings.security == "none";
    if (!plain && settings.security != "starttls" && settings.security != "tls") {
        return refuse_field("security", "notify_security_wrong");
    }
    if (plain && !is_loopback(settings.host)) return refuse_field("security", "notify_plain_mail_not_local");
    if (!is_mail_address(settings.from)) return refuse_field("from", "notify_address_wrong");
    if (has_control(settings.login) || has_control(settings.password)) return refuse_field("login", "notify_login_wrong");
    return Done{};
}

Result<Done> check_hook(const WebhookSettings& hook) {
    const int name = text::length(text::trim(hook.name));
    if (name < 1 || name > kNameMost || has_control(hook.name)) return refuse_field("name", "notify_name_wrong");
    const auto fault = hook.url.size() > kUrlMost || has_control(hook.url) ? UrlFault::malformed
                                                                           : check_url(hook.url.c_str());
    if (fault == UrlFault::malformed) return refuse_field("url", "notify_url_wrong");
    if (fault == UrlFault::not_https) return refuse_field("url", "notify_url_not_https");
    if (hook.secret.size() < kSecretLeast || hook.secret.size() > kSecretMost) {
        return refuse_field("secret", "notify_secret_short");
    }
    return Done{};
}

}  // namespace

MailSettings mail_settings(store::Tx& tx, const keys::Keyring& keys) {
    const Id company = keys.company();
    const Bytes sealed = sealed_mail(tx, company);
    if (sealed.empty()) return {};
    const auto text = opened<MailText>(keys, {"notify_mail", company, "sealed"}, sealed);
    return {mail_enabled(tx, company), text.host,  static_cast<int>(text.port), text.security,
            text.login,                text.password, text.from};
}

Result<Done> save_mail_settings(store::Tx& tx, const keys::Keyring& keys, const MailSettings& settings) {
    GX_TRY_DONE(check_mail(settings));
    const Id company = keys.company();
    MailText text{settings.host,  settings.port,     settings.security,
                  settings.login, settings.password, settings.from};
    if (text.password.empty() && !text.login.empty()) {
        const MailSettings before = mail_settings(tx, keys);
        if (before.login == text.login) text.password = before.password;
    }
    save_sealed_mail(tx, company, settings.enabled, keys.seal({"notify_mail", company, "sealed"}, json::write(text)));
    return Done{};
}

std::vector<WebhookSettings> webhooks(store::Tx& tx, const keys::Keyring& keys) {
    std::vector<WebhookSettings> out;
    for (const SealedHook& row : sealed_webhooks(tx, keys.company())) {
        auto text = opened<HookText>(keys, {"notify_webhook", row.id, "sealed"}, row.sealed);
        out.push_back({row.id, std::move(text.name), std::move(text.url), std::move(text.secret), row.enabled});
    }
    return out;
}

Result<Done> save_webhook(store::Tx& tx, const keys::Keyring& keys, const WebhookSettings& hook) {
    GX_CHECK(hook.id);
    WebhookSettings wanted = hook;
    if (wanted.secret.empty()) {
        for (auto& before : webhooks(tx, keys)) {
            if (before.id == hook.id) wanted.secret = std::move(before.secret);
        }
    }
    GX_TRY_DONE(check_hook(wanted));
    const HookText text{std::string(text::trim(wanted.name)), wanted.url, wanted.secret};
    save_sealed_webhook(tx, keys.company(),
                        {wanted.id, wanted.enabled, keys.seal({"notify_webhook", wanted.id, "sealed"}, json::write(text))});
    return Done{};
}

}  // namespace gx::notify
