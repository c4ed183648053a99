/// Mail and webhooks. What was once typed in as a secret never comes out again.
#include "modules/system/common.hpp"
#include "modules/system/routes.hpp"
#include "platform/notify/notify.hpp"

namespace gx::system {

struct MailView {
    bool enabled = false;
    std::string host;
    std::int64_t port = 25;
    std::string security, login, from;
    bool password_set = false;
};
BOOST_DESCRIBE_STRUCT(MailView, (), (enabled, host, port, security, login, from, password_set))

/// An absent password keeps the stored one while the login stays.
struct MailChange {
    bool enabled = false;
    std::string host;
    std::int64_t port = 25;
    std::string security, login;
    std::optional<std::string> password;
    std::string from;
};
BOOST_DESCRIBE_STRUCT(MailChange, (), (enabled, host, port, security, login, password, from))

struct WebhookView {
    Id id;
    std::string name, url;
    bool enabled = true;
};
BOOST_DESCRIBE_STRUCT(WebhookView, (), (id, name, url, enabled))

struct NewWebhook {
    std::string name, url, secret;
    std::optional<bool> enabled;
};
BOOST_DESCRIBE_STRUCT(NewWebhook, (), (name, url, secret, enabled))

namespace {

Result<MailView> get_mail(http::Call& call, const json::None&) {
    const auto mail = notify::mail_settings(call.tx(), call.services.keys);
    call.saw("settings", Id{}, kOrdinaryLabel);
    return MailView{mail.enabled, mail.host, mail.port, mail.security, mail.login, mail.from, !mail.password.empty()};
}

Result<Done> put_mail(http::Call& call, const MailChange& input) {
    if (input.port < 1 || input.port > 65'535) return refuse_field("port", "field_range", "min", "1", "max", "65535");
    notify::MailSettings mail;
    mail.enabled = input.enabled;
    mail.host = input.host;
    mail.port = static_cast<int>(input.port);
    mail.security = input.security;
    mail.login = input.login;
    mail.password = input.password.value_or("");
    mail.from = input.from;
    GX_TRY_DONE(notify::save_mail_settings(call.tx(), call.services.keys, mail));
    call.record("settings.mail_changed", "settings", Id{}, kOrdinaryLabel,
                std::string(R"({"enabled":)") + (mail.enabled ? "true" : "false") + R"(,"port":)" +
                    std::to_string(mail.port) + "}");
    return Done{};
}

WebhookView view_of(const notify::WebhookSettings& hook) { return {hook.id, hook.name, hook.url, hook.enabled}; }

Result<List<WebhookView>> list_webhooks(http::Call& call, const json::None&) {
    call.saw("settings", Id{}, kOrdinaryLabel);
    List<WebhookView> out;
    for (const auto& hook : notify::webhooks(call.tx(), call.services.keys)) out.items.push_back(view_of(hook));
    return out;
}

/// The id is made from the create's key, so that a repeat meets the first record.
Id id_of(const http::Idempotency& idempotency) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < 8; ++i) out = out << 8 | idempotency.key[i];
    return Id{static_cast<std::int64_t>(out >> 1) | 1};
}

Result<WebhookView> create_webhook(http::Call& call, const NewWebhook& input) {
    const notify::WebhookSettings hook{id_of(call.idempotency()), input.name, input.url, input.secret,
                                       input.enabled.value_or(true)};
    for (const auto& known : notify::webhooks(call.tx(), call.services.keys)) {
        if (known.id != hook.id) continue;
        const bool same = known.name == hook.name && known.url == hook.url && known.secret == hook.secret;
        if (!same) return refuse("idempotency_mismatch");
        call.replayed();
        return view_of(known);
    }
    GX_TRY_DONE(notify::save_webhook(call.tx(), call.services.keys, hook));
    call.record("settings.webhook_created", "webhook", hook.id, kOrdinaryLabel);
    return view_of(hook);
}

Result<Done> remove_webhook(http::Call& call, const json::None&) {
    GX_TRY(id, call.id());
    GX_TRY_DONE(notify::remove_webhook(call.tx(), call.services.company, id));
    call.record("settings.webhook_removed", "webhook", id, kOrdinaryLabel);
    return Done{};
}

}  // namespace

std::vector<http::Route> settings_routes() {
    using http::Kind;
    using http::Method;
    const auto manage = http::holds(kSettingsManage);
    return {
        http::route<&get_mail>(Method::get, "/api/settings/mail", Kind::read, manage, "G2", "settings.mail",
                               {"settings.mail_read"}, "邮件设置", "Mail settings"),
        http::route<&put_mail>(Method::put, "/api/settings/mail", Kind::write, manage, "G2", "settings.mail_put",
                               {"settings.mail_changed"}, "修改邮件设置", "Change the mail settings"),
        http::route<&list_webhooks>(Method::get, "/api/settings/webhooks", Kind::read, manage, "G2",
                                    "settings.webhooks", {"settings.webhooks_read"}, "推送地址", "Webhooks"),
        http::route<&create_webhook>(Method::post, "/api/settings/webhooks", Kind::write, manage, "G2",
                                     "settings.webhook_create", {"settings.webhook_created"}, "新增推送地址",
                                     "Add a webhook", {.create = true}),
        http::route<&remove_webhook>(Method::remove, "/api/settings/webhooks/{id}", Kind::write, manage, "G2",
                                     "settings.webhook_remove", {"settings.webhook_removed"}, "删除推送地址",
                                     "Remove a webhook"),
    };
}

}  // namespace gx::system
