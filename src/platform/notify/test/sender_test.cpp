#include <thread>

#include "platform/base/check.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/notify/test/servers.hpp"
#include "platform/notify/test/world.hpp"

namespace gx::notify {
namespace {

using namespace std::chrono_literals;
using test::kCompany;

std::string text_of(const boost::json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::string header_of(const boost::json::object& request, std::string_view name) {
    return text_of(request.at("headers").as_object(), name);
}

/// The decoded body of a mail.
std::string body_of(const std::string& mime) {
    std::string packed = mime.substr(mime.find("\r\n\r\n") + 4);
    std::erase_if(packed, [](char c) { return c == '\r' || c == '\n'; });
    return std::string(as_text(crypto::from_base64(packed).value()));
}

class NotifySender : public NotifyWorld {
  protected:
    Sender sender(std::string ca_file = {}) {
        return Sender(db(), keys(),
                      {[this] { return now(); },
                       [](Lang lang, std::string_view key, std::string_view params) {
                           const bool zh = lang == Lang::zh;
                           if (key == "incident.alarm") return std::string(zh ? "火灾告警" : "Fire alarm");
                           if (key == "notify_mail_alarm") return "【紧急】" + std::string(params);
                           return std::string(key) + (zh ? "·中" : "·en");
                       },
                       "https://gx.example.com", std::move(ca_file)});
    }
    void mail_to(const Server& server, std::string security, std::string login = {}, std::string password = {}) {
        const auto saved = write([&](store::Tx& tx) {
            return save_mail_settings(tx, keys(), {true, "127.0.0.1", server.port(), security, login, password,
                                                   "robot@gx.example.com"});
        });
        ASSERT_TRUE(saved.has_value());
    }
    std::string hook_url(const Server& server, std::string scheme = "http") {
        return scheme + "://127.0.0.1:" + std::to_string(server.port()) + "/hook";
    }
};
GX_ON_BOTH_ENGINES(NotifySender);

TEST_P(NotifySender, E4_2_AlarmGoesByMailInChinese) {
    Server server("smtp_server.py", {"none"});
    mail_to(server, "none");
    tell_one(notice(guard_, Urgency::emergency));
    auto sender = this->sender();
    EXPECT_EQ(sender.send_due(), 1U);
    EXPECT_EQ(sender.send_due(), 0U);
    const auto mail = server.got(1);
    EXPECT_EQ(text_of(mail, "from"), "robot@gx.example.com");
    EXPECT_EQ(mail.at("to").as_array().at(0).as_string(), "guard@example.com");
    const std::string mime = text_of(mail, "data");
    EXPECT_NE(mime.find("Date: Mon, 23 Nov 2026 "), std::string::npos) << mime;
    EXPECT_NE(mime.find("Subject: =?UTF-8?B?"), std::string::npos);
    EXPECT_NE(mime.find("@gx.example.com>\r\n"), std::string::npos);
    const std::string body = body_of(mime);
    EXPECT_NE(body.find("火灾告警\r\nFire alarm\r\n"), std::string::npos) << body;
    EXPECT_NE(body.find("https://gx.example.com/incidents/1\r\n"), std::string::npos);
}

TEST_P(NotifySender, MailGoesEncryptedWithLogIn) {
    const Certificate certificate;
    for (const std::string security : {"starttls", "tls"}) {
        Server server("smtp_server.py", {security, "--login", "robot:geheim", "--cert", certificate.file(), "--key", certificate.key()});
        mail_to(server, security, "robot", "geheim");
        tell_one(notice(guard_, Urgency::emergency));
        auto sender = this->sender(certificate.file());
        EXPECT_EQ(sender.send_due(), 1U) << security;
        const auto mail = server.got(1);
        ASSERT_FALSE(mail.empty());
        EXPECT_TRUE(mail.at("tls").as_bool());
        EXPECT_TRUE(mail.at("login").as_bool());
        clock().advance(1s);
    }
}

TEST_P(NotifySender, UnknownCertificateOrWrongPasswordSendsNothing) {
    const Certificate certificate;
    Server server("smtp_server.py", {"starttls", "--login", "robot:geheim", "--cert", certificate.file(), "--key", certificate.key()});
    mail_to(server, "starttls", "robot", "geheim");
    tell_one(notice(guard_, Urgency::emergency));
    EXPECT_EQ(sender().send_due(), 0U);
    mail_to(server, "starttls", "robot", "wrong");
    clock().advance(10s);
    EXPECT_EQ(sender(certificate.file()).send_due(), 0U);
    EXPECT_EQ(server.count(), 0);
    mail_to(server, "starttls", "robot", "geheim");
    clock().advance(30s);
    EXPECT_EQ(sender(certificate.file()).send_due(), 1U);
}

TEST_P(NotifySender, RefusedMailIsTriedAgainByTheTimetable) {
    Server server("smtp_server.py", {"none", "--refuse", "5"});
    mail_to(server, "none");
    tell_one(notice(guard_, Urgency::emergency));
    auto sender = this->sender();
    EXPECT_EQ(sender.send_due(), 0U);
    for (const Duration wait : {Duration{10s}, Duration{30s}, Duration{2min}, Duration{10min}}) {
        clock().advance(wait - 1ms);
        EXPECT_EQ(sender.send_due(), 0U);
        EXPECT_TRUE(dead().empty());
        clock().advance(1ms);
        EXPECT_EQ(sender.send_due(), 0U);
    }
    clock().advance(1h - 1ms);
    EXPECT_EQ(sender.send_due(), 0U);
    clock().advance(1ms);
    EXPECT_EQ(sender.send_due(), 1U);
}

TEST_P(NotifySender, AfterSixFailuresItIsADeadLetterThatCanBeSentAgain) {
    Server server("hook_server.py", {"503,503,503,503,503,503,200"});
    save_hook(hook_url(server));
    tell_one(notice(guard_, Urgency::emergency));
    auto sender = this->sender();
    for (const Duration wait : {Duration{0s}, Duration{10s}, Duration{30s}, Duration{2min}, Duration{10min}, Duration{1h}}) {
        clock().advance(wait);
        EXPECT_EQ(sender.send_due(), 0U);
    }
    EXPECT_EQ(server.count(), 6);
    const auto letters = dead();
    ASSERT_EQ(letters.size(), 1U);
    EXPECT_EQ(letters[0].problem, "status 503");
    EXPECT_EQ(letters[0].tries, 6);
    clock().advance(48h);
    EXPECT_EQ(sender.send_due(), 0U);
    EXPECT_TRUE(write([&](store::Tx& tx) { return send_again(tx, kCompany, letters[0].id, now()); }));
    EXPECT_EQ(sender.send_due(), 1U);
    EXPECT_TRUE(dead().empty());
}

TEST_P(NotifySender, E4_2_WebhookIsSignedAndComesOncePerEvent) {
    Server server("hook_server.py", {"200"});
    save_hook(hook_url(server));
    save_hook(hook_url(server), false);
    const Id second = person("p2", "");
    const Notice alarm = notice(guard_, Urgency::emergency);
    (void)write([&](store::Tx& tx) {
        tell(tx, keys(), alarm);
        tell(tx, keys(), notice(second, Urgency::emergency));
    });
    auto sender = this->sender();
    EXPECT_EQ(sender.send_due(), 1U);
    const auto request = server.got(1);
    const std::string body = text_of(request, "body");
    const auto event = boost::json::parse(body).as_object();
    EXPECT_EQ(text_of(event, "event"), "incident.alarm");
    EXPECT_EQ(text_of(event, "text"), "火灾告警");
    EXPECT_EQ(text_of(event, "number"), "突报〔2026〕1号");
    EXPECT_EQ(text_of(event, "link"), "https://gx.example.com/incidents/1");
    EXPECT_EQ(text_of(event, "urgency"), "emergency");
    EXPECT_EQ(text_of(event, "at"), to_rfc3339(alarm.at));
    const std::string timestamp = header_of(request, "x-guixing-timestamp");
    EXPECT_EQ(timestamp, std::to_string(to_millis(now()) / 1000));
    EXPECT_EQ(header_of(request, "x-guixing-signature"), webhook_signature("0123456789abcdef", timestamp, body));
    EXPECT_EQ(header_of(request, "x-guixing-delivery"), text_of(event, "id"));
    // The same event raised again later is a new one.
    clock().advance(1h);
    tell_one(notice(guard_, Urgency::emergency));
    EXPECT_EQ(sender.send_due(), 1U);
}

TEST_P(NotifySender, WebhookGoesByHttpsAndFollowsNoRedirect) {
    const Certificate certificate;
    Server safe("hook_server.py", {"200", certificate.file(), certificate.key()});
    Server sly("hook_server.py", {"302"});
    save_hook(hook_url(safe, "https"));
    save_hook(hook_url(sly));
    tell_one(notice(guard_, Urgency::emergency));
    EXPECT_EQ(sender(certificate.file()).send_due(), 1U);
    EXPECT_EQ(safe.count(), 1);
    EXPECT_EQ(sly.count(), 1);
    EXPECT_EQ(text_of(sly.got(1), "path"), "/hook");
}

TEST_P(NotifySender, C2_5_AboveOrdinaryLevelOnlyThatThereIsSomething) {
    Server server("hook_server.py", {"200"});
    save_hook(hook_url(server));
    Notice secret = notice(guard_, Urgency::emergency);
    secret.level = 2;
    tell_one(secret);
    EXPECT_EQ(sender().send_due(), 1U);
    const std::string body = text_of(server.got(1), "body");
    for (const auto* word : {"突报", "incident", "火灾", "/incidents"}) EXPECT_EQ(body.find(word), std::string::npos) << body;
    EXPECT_NE(body.find("notify_something"), std::string::npos);
}

TEST_P(NotifySender, OrdinaryNoticesAndMissingAddressesStayInside) {
    Server server("smtp_server.py", {"none"});
    mail_to(server, "none");
    tell_one(notice(guard_, Urgency::ordinary));
    tell_one(notice(person("p2", ""), Urgency::emergency));
    auto sender = this->sender();
    EXPECT_EQ(sender.send_due(), 0U);
    EXPECT_EQ(server.count(), 0);
    EXPECT_TRUE(dead().empty());
}

TEST_P(NotifySender, DeadServerHoldsUpOnlyItsOwnLane) {
    int gone = 0;
    {
        Server brief("hook_server.py", {"200"});
        gone = brief.port();
    }
    Server server("hook_server.py", {"200"});
    save_hook("http://127.0.0.1:" + std::to_string(gone) + "/");
    save_hook(hook_url(server));
    for (int i = 0; i < 5; ++i) {
        tell_one(notice(guard_, Urgency::emergency));
        clock().advance(1s);
    }
    EXPECT_EQ(sender().send_due(), 5U);
}

TEST_P(NotifySender, SurvivesARestartAndTwoSendersShareTheRows) {
    Server server("hook_server.py", {"200"});
    save_hook(hook_url(server));
    for (int i = 0; i < 20; ++i) {
        tell_one(notice(guard_, Urgency::emergency));
        clock().advance(1s);
    }
    reopen();
    auto one = sender();
    auto two = sender();
    std::size_t there = 0;
    std::thread other([&] { there = two.send_due(); });
    const std::size_t here = one.send_due();
    other.join();
    EXPECT_EQ(here + there, 20U);
    EXPECT_EQ(server.count(), 20);
}

TEST_P(NotifySender, ThreadIsWokenByTheAlarm) {
    Server server("hook_server.py", {"200"});
    save_hook(hook_url(server));
    auto sender = this->sender();
    sender.start();
    for (int i = 1; i <= 3; ++i) {
        tell_one(notice(guard_, Urgency::emergency));
        EXPECT_EQ(server.next_line(), "hook " + std::to_string(i));
        clock().advance(1s);
    }
    sender.stop();
}

}  // namespace
}  // namespace gx::notify
