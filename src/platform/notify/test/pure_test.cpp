#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "platform/clock/clock.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/notify/address.hpp"
#include "platform/notify/mail.hpp"
#include "platform/notify/notify.hpp"
#include "platform/text/text.hpp"

namespace gx::notify {
namespace {

/// Undoes encoded words by the letter of RFC 2047.
std::string decoded(const std::string& header) {
    std::string out;
    std::size_t at = 0;
    while ((at = header.find("=?UTF-8?B?", at)) != std::string::npos) {
        const auto end = header.find("?=", at + 10);
        const auto bytes = crypto::from_base64(header.substr(at + 10, end - at - 10)).value();
        EXPECT_TRUE(text::is_utf8(as_text(bytes))) << "a character was cut";
        EXPECT_LE(end + 2 - at, 75U);
        out += as_text(bytes);
        at = end + 2;
    }
    return out;
}

TEST(MailText, ChineseSubjectIsEncodedAndFolded) {
    const std::string subject = "【紧急】示例小区发生火灾,请立即处理并在2小时内提交详细书面报告,编号突报〔2026〕1号";
    const std::string words = encoded_words(subject);
    EXPECT_EQ(decoded(words), subject);
    for (std::size_t at = 0; (at = words.find("\r\n", at)) != std::string::npos; ++at) EXPECT_EQ(words[at + 2], ' ');
    EXPECT_EQ(encoded_words("plain"), "plain");
    EXPECT_EQ(encoded_words("two\r\nBcc: other@example.com"), "two  Bcc: other@example.com");
    EXPECT_EQ(decoded(encoded_words("=?UTF-8?B?fake?=")), "=?UTF-8?B?fake?=");
}

RC_GTEST_PROP(MailText, EncodedWordsGiveBackWhatWentIn, (const std::vector<int>& picks)) {
    const std::vector<std::string> kinds = {"a", "é", "火", "𠮷", " ", "=", "。"};
    std::string text;
    for (const int pick : picks) text += kinds[static_cast<std::size_t>(std::abs(pick % 7))];
    text += "火";
    RC_ASSERT(decoded(encoded_words(text)) == text);
}

TEST(MailText, DateAndHeadersAreAsTheStandardSays) {
    EXPECT_EQ(mail_date(clock::parse_local("2026-11-23 16:05:09").value()), "Mon, 23 Nov 2026 16:05:09 +0800");
    EXPECT_EQ(mail_date(clock::parse_local("2027-01-01 00:00").value()), "Fri, 01 Jan 2027 00:00:00 +0800");
    const std::string mime = to_mime({"gx@example.com", "p@example.com", "规行", "题", std::string(400, 'x') + "\n行",
                                      "1@example.com", clock::parse_local("2026-11-23 16:05").value()});
    EXPECT_NE(mime.find("\r\nTo: <p@example.com>\r\n"), std::string::npos);
    EXPECT_NE(mime.find("\r\nMessage-ID: <1@example.com>\r\n"), std::string::npos);
    EXPECT_NE(mime.find("\r\nContent-Transfer-Encoding: base64\r\n\r\n"), std::string::npos);
    std::size_t line = 0;
    for (std::size_t at = 0; at < mime.size(); ++at, ++line) {
        EXPECT_LT(static_cast<unsigned char>(mime[at]), 0x80);
        if (mime[at] == '\n') {
            EXPECT_EQ(mime[at - 1], '\r');
            line = 0;
        }
        EXPECT_LE(line, 79U);
    }
}

TEST(Addresses, OnlySafeOnesPass) {
    for (const auto* good : {"127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"}) EXPECT_TRUE(is_loopback(good)) << good;
    for (const auto* bad : {"10.0.0.1", "127.0.0.1.example.com", "localhost.example.com", "", "::2", "0177.0.0.1"}) {
        EXPECT_FALSE(is_loopback(bad)) << bad;
    }
    for (const auto* good : {"mail.example.com", "10.0.0.2", "fe80::1"}) EXPECT_TRUE(is_host(good)) << good;
    for (const auto* bad : {"", "mail example", "mail/..", "a@b", "-a", "a\r\nb", "a:25"}) EXPECT_FALSE(is_host(bad)) << bad;
    for (const auto* good : {"a@example.com", "a.b+c@x-y.example"}) EXPECT_TRUE(is_mail_address(good)) << good;
    for (const auto* bad : {"", "a", "@b", "a@", "a b@c.d", "a@b\r\nRCPT TO:<x@y>", "a@b@c", "<a@b>", "张@example.com"}) {
        EXPECT_FALSE(is_mail_address(bad)) << bad;
    }
}

TEST(Addresses, WebhooksGoByHttpsOrStayOnTheMachine) {
    for (const auto* good : {"https://example.com/hook", "http://127.0.0.1:8080/x", "http://localhost/", "http://[::1]:1/"}) {
        EXPECT_EQ(check_url(good), UrlFault::none) << good;
    }
    for (const auto* bad : {"http://example.com/", "ftp://example.com/", "file:///etc/passwd", "http://127.0.0.1.example.com/",
                            "http://10.0.0.1/"}) {
        EXPECT_NE(check_url(bad), UrlFault::none) << bad;
    }
    for (const auto* bad : {"", "example", "https://user:pw@example.com/", "https://", "https://a b/"}) {
        EXPECT_EQ(check_url(bad), UrlFault::malformed) << bad;
    }
}

TEST(Webhook, SignatureIsHmacOverTimeAndBody) {
    // Computed by: printf '1700000000.{}' | openssl dgst -sha256 -hmac 0123456789abcdef -binary | base64
    EXPECT_EQ(webhook_signature("0123456789abcdef", "1700000000", "{}"), "5Pji7K4ilbLdsvC1WEyCdeImwOvps7gZ5wFWu2cSLj4=");
}

TEST(Hub, PokesTheStreamsOfOnePerson) {
    Hub hub;
    int one = 0, other = 0;
    const auto ticket = hub.add(Id{1}, Id{11}, [&] { ++one; });
    hub.add(Id{2}, Id{12}, [&] { ++other; });
    hub.poke(Id{1});
    EXPECT_EQ(one, 1);
    EXPECT_EQ(other, 0);
    hub.poke_all();
    EXPECT_EQ(other, 1);
    hub.add(Id{2}, Id{13}, [] {});
    EXPECT_EQ(hub.listeners(), (std::vector<Id>{Id{1}, Id{2}}));
    hub.remove(ticket);
    hub.poke(Id{1});
    EXPECT_EQ(one, 2);
    EXPECT_EQ(hub.size(), 2U);
}

TEST(Sentence, ShowsTimesNumbersAndOtherSentences) {
    const Message rows[] = {{"report", 0, "{kind}编号{number},{at}前上报,共{count}件", "{kind} {number} by {at}, {count}", ""},
                            {"kind.fire", 0, "火灾", "Fire", ""}};
    Part part{};
    part.messages = rows;
    const Part* parts[] = {&part};
    const text::Catalogue texts(parts);
    const auto* params = R"({"kind":"@kind.fire","number":"1号","at":"2026-11-23T08:05:00.000Z","count":3})";
    EXPECT_EQ(sentence(texts, Lang::zh, "report", params), "火灾编号1号,2026-11-23 16:05前上报,共3件");
    EXPECT_EQ(sentence(texts, Lang::en, "report", params), "Fire 1号 by 2026-11-23 16:05, 3");
    EXPECT_EQ(sentence(texts, Lang::zh, "kind.fire", "broken"), "火灾");
}

}  // namespace
}  // namespace gx::notify
