#include "platform/notify/test/world.hpp"

namespace gx::notify {
namespace {

using namespace std::chrono_literals;
using test::kCompany;

class Notices : public NotifyWorld {};
GX_ON_BOTH_ENGINES(Notices);

TEST_P(Notices, NewestFirstByKeysetAndSinceForStreams) {
    std::vector<Id> ids;
    for (int i = 0; i < 5; ++i) {
        const Notice next = notice(guard_, Urgency::ordinary);
        ids.push_back(next.id);
        tell_one(next);
        clock().advance(1s);
    }
    tell_one(notice(person("p2", ""), Urgency::ordinary));
    reopen();
    const auto page = read([&](store::Tx& tx) { return notices(tx, kCompany, guard_, Id{}, 2); });
    ASSERT_EQ(page.size(), 2U);
    EXPECT_EQ(page[0].id, ids[4]);
    EXPECT_EQ(page[1].id, ids[3]);
    const auto next = read([&](store::Tx& tx) { return notices(tx, kCompany, guard_, page[1].id, 50); });
    ASSERT_EQ(next.size(), 3U);
    EXPECT_EQ(next[0].id, ids[2]);
    EXPECT_EQ(next[0].key, "incident.alarm");
    EXPECT_EQ(next[0].link, "/incidents/1");
    const auto since = read([&](store::Tx& tx) { return notices_since(tx, kCompany, guard_, ids[2], 50); });
    ASSERT_EQ(since.size(), 2U);
    EXPECT_EQ(since[0].id, ids[3]);
}

TEST_P(Notices, ReadOnceAndOnlyByTheirPerson) {
    const Notice mine = notice(guard_, Urgency::ordinary);
    const Notice other = notice(guard_, Urgency::ordinary);
    tell_one(mine);
    tell_one(other);
    const auto count = [&] { return read([&](store::Tx& tx) { return unread(tx, kCompany, guard_); }); };
    EXPECT_EQ(count(), 2);
    const auto mark = [&](Id person, Id id) {
        return write([&](store::Tx& tx) { return mark_read(tx, kCompany, person, id, now()); });
    };
    EXPECT_EQ(mark(Id{99}, mine.id).error().key, "not_found");
    const Instant first = now();
    EXPECT_TRUE(mark(guard_, mine.id));
    clock().advance(1h);
    EXPECT_TRUE(mark(guard_, mine.id));
    EXPECT_EQ(count(), 1);
    const auto left = read([&](store::Tx& tx) { return notices(tx, kCompany, guard_, Id{}, 9, true); });
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].id, other.id);
    const auto all = read([&](store::Tx& tx) { return notices(tx, kCompany, guard_, Id{}, 9); });
    EXPECT_EQ(all[1].read_at, first);
    (void)write([&](store::Tx& tx) { mark_all_read(tx, kCompany, guard_, now()); });
    EXPECT_EQ(count(), 0);
}

TEST_P(Notices, OpenStreamsArePokedAfterTheCommitOnly) {
    Hub hub;
    int pokes = 0;
    hub.add(guard_, Id{1}, [&] { ++pokes; });
    const auto refused = write([&](store::Tx& tx) -> Result<Done> {
        tell(tx, keys(), notice(guard_, Urgency::ordinary));
        return refuse("forbidden");
    });
    EXPECT_FALSE(refused);
    EXPECT_EQ(pokes, 0);
    tell_one(notice(guard_, Urgency::ordinary));
    EXPECT_EQ(pokes, 1);
    tell_one(notice(Id{99}, Urgency::ordinary));
    EXPECT_EQ(pokes, 1);
}

TEST_P(Notices, ListsNeitherSortNorScan) {
    for (int i = 0; i < 50; ++i) tell_one(notice(guard_, Urgency::ordinary));
    const auto counters = read([&](store::Tx& tx) {
        (void)notices(tx, kCompany, guard_, Id{}, 10);
        (void)notices(tx, kCompany, guard_, Id{}, 10, true);
        (void)notices_since(tx, kCompany, guard_, Id{1}, 10);
        (void)unread(tx, kCompany, guard_);
        return tx.counters();
    });
    EXPECT_EQ(counters.sorts, 0);
    EXPECT_EQ(counters.full_scan_steps, 0);
}

class NotifySettings : public NotifyWorld {
  protected:
    std::string mail_fault(const MailSettings& settings) {
        const auto out = write([&](store::Tx& tx) { return save_mail_settings(tx, keys(), settings); });
        return out ? "" : out.error().fields.at(0).key;
    }
    std::string hook_fault(const WebhookSettings& hook) {
        const auto out = write([&](store::Tx& tx) { return save_webhook(tx, keys(), hook); });
        return out ? "" : out.error().fields.at(0).key;
    }
    MailSettings mail() {
        return read([&](store::Tx& tx) { return mail_settings(tx, keys()); });
    }
};
GX_ON_BOTH_ENGINES(NotifySettings);

TEST_P(NotifySettings, MailIsKeptSealedAndItsPasswordNeedNotBeSentAgain) {
    EXPECT_FALSE(mail().enabled);
    MailSettings wanted{true, "mail.example.com", 465, "tls", "robot", "secret", "gx@example.com"};
    EXPECT_EQ(mail_fault(wanted), "");
    wanted.password.clear();
    wanted.port = 587;
    EXPECT_EQ(mail_fault(wanted), "");
    reopen();
    EXPECT_EQ(mail().password, "secret");
    EXPECT_EQ(mail().port, 587);
    EXPECT_TRUE(mail().enabled);
    wanted.login = "other";
    EXPECT_EQ(mail_fault(wanted), "");
    EXPECT_EQ(mail().password, "");
    EXPECT_EQ(mail_fault({}), "");
    EXPECT_FALSE(mail().enabled);
}

TEST_P(NotifySettings, WrongMailSettingsAreNamed) {
    const MailSettings good{true, "mail.example.com", 465, "tls", "", "", "gx@example.com"};
    const auto with = [&](auto change) {
        MailSettings out = good;
        change(out);
        return mail_fault(out);
    };
    EXPECT_EQ(with([](auto& s) { s.host = "mail.example.com/x"; }), "notify_host_wrong");
    EXPECT_EQ(with([](auto& s) { s.port = 70000; }), "notify_port_wrong");
    EXPECT_EQ(with([](auto& s) { s.security = "ssl"; }), "notify_security_wrong");
    EXPECT_EQ(with([](auto& s) { s.security = "none"; }), "notify_plain_mail_not_local");
    EXPECT_EQ(with([](auto& s) { s.from = "gx@example.com\r\nBcc: x@y"; }), "notify_address_wrong");
    EXPECT_EQ(with([](auto& s) { s.login = "a\nb"; }), "notify_login_wrong");
}

TEST_P(NotifySettings, WebhooksAreKeptChangedAndRemoved) {
    const Id id = save_hook("https://hooks.example.com/1");
    EXPECT_EQ(hook_fault({id, "改名", "https://hooks.example.com/2", "", false}), "");
    auto all = read([&](store::Tx& tx) { return webhooks(tx, keys()); });
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].secret, "0123456789abcdef");
    EXPECT_EQ(all[0].name, "改名");
    EXPECT_FALSE(all[0].enabled);
    const Id fresh = new_id(now());
    EXPECT_EQ(hook_fault({fresh, "", "https://a.example/", "0123456789abcdef", true}), "notify_name_wrong");
    EXPECT_EQ(hook_fault({fresh, "a", "nonsense", "0123456789abcdef", true}), "notify_url_wrong");
    EXPECT_EQ(hook_fault({fresh, "a", "http://a.example/", "0123456789abcdef", true}), "notify_url_not_https");
    EXPECT_EQ(hook_fault({fresh, "a", "https://a.example/", "short", true}), "notify_secret_short");
    EXPECT_EQ(hook_fault({fresh, "a", "https://a.example/", "", true}), "notify_secret_short");
    EXPECT_TRUE(write([&](store::Tx& tx) { return remove_webhook(tx, kCompany, id); }));
    EXPECT_EQ(write([&](store::Tx& tx) { return remove_webhook(tx, kCompany, id); }).error().key, "not_found");
}

}  // namespace
}  // namespace gx::notify
