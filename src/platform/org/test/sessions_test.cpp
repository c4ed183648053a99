#include <algorithm>
#include <atomic>
#include <thread>

#include "platform/crypto/crypto.hpp"
#include "platform/org/throttle.hpp"
#include "platform/trail/trail.hpp"
#include "world.hpp"

namespace gx::org {
namespace {

constexpr std::string_view kPassword = "correct horse battery";

class Login : public OrgTest {
  protected:
    void SetUp() override {
        OrgTest::SetUp();
        sessions = std::make_unique<Sessions>(db(), company);
    }
    LoggedIn redeem(const IssuedCode& issued) {
        auto result = sessions->first_log_in(now(), issued.login, issued.code, kPassword, false, Lang::zh);
        if (!result) throw std::runtime_error(result.error().key);
        return std::move(*result);
    }
    std::string try_login(std::string_view login, std::string_view password) {
        const auto result = sessions->log_in(now(), login, password, false, Lang::zh);
        if (result) return "";
        return result.error().key;
    }
    Actor who(const std::string& token) {
        return db().read([&](store::Tx& tx) { return sessions->actor_of(tx, now(), token); });
    }
    bool in(const std::string& token) { return who(token).kind == Actor::Kind::staff; }

    std::unique_ptr<Sessions> sessions;
};
GX_ON_BOTH_ENGINES(Login);

TEST_P(Login, a_one_time_code_opens_once_and_within_a_day) {
    const auto wrong = sessions->first_log_in(now(), "admin", "AAAAA-AAAAA", kPassword, false, Lang::zh);
    EXPECT_EQ(wrong.error().key, "login_code_failed");
    const LoggedIn opened = redeem(first);
    EXPECT_EQ(who(opened.token).person, first.person);
    const auto again = sessions->first_log_in(now(), "admin", first.code, kPassword, false, Lang::zh);
    EXPECT_EQ(again.error().key, "login_code_failed");
    EXPECT_EQ(try_login(" ADMIN", kPassword), "");

    const Id mate = person("02");
    hold(mate, admin.main_post());
    const IssuedCode late = account(mate, "mate");
    clock().advance(kFirstCodeLives);
    const auto expired = sessions->first_log_in(now(), "mate", late.code, kPassword, false, Lang::zh);
    EXPECT_EQ(expired.error().key, "login_code_failed");
}

TEST_P(Login, a_repeated_create_shows_the_same_code_and_a_reset_ends_password_and_sessions) {
    const Id mate = person("02");
    hold(mate, admin.main_post());
    const Stamp stamp{Bytes(16, 1), Bytes(16, 2)};
    const auto make = [&] {
        return run([&](store::Tx& tx) { return create_account(tx, keys(), admin, now(), mate, "mate", stamp); });
    };
    const IssuedCode one = make();
    const IssuedCode two = make();
    EXPECT_TRUE(two.replayed);
    EXPECT_EQ(one.code, two.code);
    const LoggedIn opened = redeem(one);
    EXPECT_TRUE(make().code.empty()) << "a spent code is shown no more";
    EXPECT_TRUE(in(opened.token));
    clock().advance(std::chrono::minutes{1});
    const IssuedCode fresh = run([&](store::Tx& tx) { return reset_account(tx, keys(), admin, now(), one.account); });
    EXPECT_FALSE(in(opened.token));
    EXPECT_EQ(try_login("mate", kPassword), "login_failed");
    EXPECT_NE(fresh.code, one.code);
    EXPECT_TRUE(in(redeem(fresh).token));
    EXPECT_EQ(refusal([&](store::Tx& tx) { return reset_account(tx, keys(), admin, now(), first.account); }),
              "org_own_account");
}

TEST_P(Login, failures_delay_and_tell_nothing_about_who_exists) {
    redeem(first);
    for (const char* login : {"admin", "nobody-here"}) {
        EXPECT_EQ(try_login(login, "wrong password"), "login_failed");
        EXPECT_EQ(try_login(login, "wrong password"), "login_failed");
        EXPECT_EQ(try_login(login, "wrong password"), "login_failed");
        const auto rest = sessions->log_in(now(), login, kPassword, false, Lang::zh);
        ASSERT_FALSE(rest);
        EXPECT_EQ(rest.error().key, "login_delayed");
        EXPECT_EQ(rest.error().params.at(0).second, "5");
    }
    clock().advance(std::chrono::seconds{5});
    EXPECT_EQ(try_login("admin", "wrong password"), "login_failed");
    clock().advance(std::chrono::milliseconds{9'999});
    EXPECT_EQ(try_login("admin", kPassword), "login_delayed");
    clock().advance(std::chrono::milliseconds{1});
    EXPECT_EQ(try_login("admin", kPassword), "");
    EXPECT_EQ(try_login("admin", "wrong password"), "login_failed") << "success forgets the failures";
    EXPECT_EQ(try_login("admin", kPassword), "");
}

TEST(LoginDelay, grows_from_the_third_failure_to_a_quarter_of_an_hour) {
    using std::chrono::seconds;
    EXPECT_EQ(login_delay(2), seconds{0});
    EXPECT_EQ(login_delay(3), seconds{5});
    EXPECT_EQ(login_delay(4), seconds{10});
    EXPECT_EQ(login_delay(10), seconds{640});
    EXPECT_EQ(login_delay(11), seconds{900});
    EXPECT_EQ(login_delay(1'000'000), seconds{900});
}

TEST_P(Login, sessions_end_idle_at_their_end_by_log_out_and_with_the_post) {
    const LoggedIn opened = redeem(first);
    clock().advance(kIdleDesk - std::chrono::milliseconds{1});
    EXPECT_TRUE(in(opened.token));
    clock().advance(kIdleDesk - std::chrono::milliseconds{1});
    EXPECT_TRUE(in(opened.token)) << "use moves the idle end";
    sessions->flush_used(now());
    sessions = std::make_unique<Sessions>(db(), company);
    EXPECT_TRUE(in(opened.token)) << "after a restart too";
    clock().advance(kIdleDesk);
    EXPECT_FALSE(in(opened.token));

    const auto next = sessions->log_in(now(), "admin", kPassword, false, Lang::zh);
    ASSERT_TRUE(next);
    for (Duration passed{0}; passed < kSessionAbsolute; passed += std::chrono::minutes{20}) {
        EXPECT_TRUE(in(next->token));
        clock().advance(std::chrono::minutes{20});
    }
    EXPECT_FALSE(in(next->token));

    const auto third = sessions->log_in(now(), "admin", kPassword, true, Lang::zh);
    ASSERT_TRUE(third);
    EXPECT_TRUE(sessions->log_out(now(), who(third->token)));
    EXPECT_FALSE(in(third->token));
    EXPECT_FALSE(in("x"));
    EXPECT_FALSE(in(std::string(43, 'A')));
}

TEST_P(Login, G2_a_leaver_is_out_at_that_minute_without_any_job) {
    const Id mate = person("02");
    hold(mate, post("P", department("D"), ScopeKind::department));
    const LoggedIn opened = redeem(account(mate, "mate"));
    EXPECT_TRUE(in(opened.token));
    run([&](store::Tx& tx) { return leave(tx, admin, now(), mate, now() + std::chrono::minutes{10}); });
    clock().advance(std::chrono::minutes{10} - std::chrono::milliseconds{1});
    EXPECT_TRUE(in(opened.token));
    const auto late = sessions->log_in(now(), "mate", kPassword, false, Lang::zh);
    ASSERT_TRUE(late);
    EXPECT_TRUE(in(late->token));
    clock().advance(std::chrono::milliseconds{1});
    EXPECT_FALSE(in(opened.token));
    EXPECT_FALSE(in(late->token)) << "one opened after the notice ends too";
    EXPECT_EQ(try_login("mate", kPassword), "login_failed");
    db().read([&](store::Tx& tx) {
        EXPECT_EQ(sessions->actor_of_session(tx, now(), late->session).kind, Actor::Kind::nobody);
        EXPECT_TRUE(sessions_of(tx, company, mate, now()).empty());
    });
}

/// Readers keep asking while the person leaves: whoever asks after the answer finds nobody, however the snapshots,
/// the commit and the memory of rights interleave.
TEST_P(Login, G2_no_reader_sees_a_leaver_after_the_leaving_was_answered) {
    const Id what = post("P", department("D"), ScopeKind::department);
    for (int round = 0; round < 5; ++round) {
        const Id mate = person("2" + std::to_string(round));
        hold(mate, what);
        const LoggedIn opened = redeem(account(mate, "mate" + std::to_string(round)));
        std::atomic<bool> left{false};
        std::atomic<bool> stop{false};
        std::atomic<int> ghosts{0};
        std::vector<std::thread> readers;
        for (int i = 0; i < 3; ++i) {
            readers.emplace_back([&] {
                while (!stop) {
                    const bool already = left;
                    if (in(opened.token) && already) ++ghosts;
                }
            });
        }
        run([&](store::Tx& tx) { return leave(tx, admin, now(), mate, now()); });
        left = true;
        for (int i = 0; i < 50; ++i) EXPECT_FALSE(in(opened.token));
        stop = true;
        for (auto& reader : readers) reader.join();
        EXPECT_EQ(ghosts, 0);
        clock().advance(std::chrono::seconds{1});
    }
}

TEST_P(Login, a_code_redeemed_by_many_at_once_opens_one_session) {
    std::atomic<int> opened{0};
    std::vector<std::thread> visitors;
    for (int i = 0; i < 3; ++i) {
        visitors.emplace_back([&] {
            const auto result = sessions->first_log_in(now(), "admin", first.code, kPassword, false, Lang::zh);
            if (result) ++opened;
        });
    }
    for (auto& visitor : visitors) visitor.join();
    EXPECT_EQ(opened, 1);
}

TEST_P(Login, C3_3_a_right_taken_is_gone_with_the_next_request) {
    const Id mate = person("02");
    const Id what = post("P", department("D"), ScopeKind::department);
    const Id held = hold(mate, what);
    const Id other = post("Q", department("E"), ScopeKind::department);
    hold(mate, other);
    map(Duty::auditor, {what});
    const LoggedIn opened = redeem(account(mate, "mate"));
    EXPECT_TRUE(who(opened.token).has(Duty::auditor));
    clock().advance(std::chrono::seconds{1});
    run([&](store::Tx& tx) { return end_holding(tx, admin, now(), held); });
    EXPECT_FALSE(who(opened.token).has(Duty::auditor));
    map(Duty::auditor, {other});
    EXPECT_TRUE(who(opened.token).has(Duty::auditor));
}

TEST_P(Login, a_new_password_ends_the_other_sessions) {
    const LoggedIn one = redeem(first);
    const auto two = sessions->log_in(now(), "admin", kPassword, false, Lang::zh);
    ASSERT_TRUE(two);
    const auto change = [&](std::string_view from, std::string_view to) {
        const auto result = sessions->change_password(now(), who(one.token), from, to);
        if (result) return std::string();
        return result.error().fields.empty() ? result.error().key : result.error().fields.at(0).key;
    };
    EXPECT_EQ(change("not this one", "another good phrase"), "password_wrong");
    EXPECT_EQ(change(kPassword, kPassword), "password_same");
    EXPECT_EQ(change(kPassword, "another good phrase"), "");
    EXPECT_TRUE(in(one.token));
    EXPECT_FALSE(in(two->token));
    EXPECT_EQ(try_login("admin", kPassword), "login_failed");
    EXPECT_EQ(try_login("admin", "another good phrase"), "");
}

TEST_P(Login, nobody_without_a_post_logs_in) {
    const Id mate = person("02");
    const IssuedCode issued = account(mate, "mate");
    const auto result = sessions->first_log_in(now(), "mate", issued.code, kPassword, false, Lang::zh);
    EXPECT_EQ(result.error().key, "login_no_post");
}

TEST_P(Login, G2_a_log_in_leaves_its_entry_in_its_own_transaction) {
    trail::Trail trail(db(), keys(), "test");
    const auto opened = sessions->first_log_in(now(), "admin", first.code, kPassword, false, Lang::zh, {&trail, "r1"});
    ASSERT_TRUE(opened);
    const auto entries = db().read([&](store::Tx& tx) { return trail.of_object(tx, opened->session); });
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].entry.action, "session.opened");
    EXPECT_EQ(entries[0].entry.actor, first.person);
    EXPECT_EQ(entries[0].entry.post, admin.main_post());
}

/// Of the trail's log-in entries, oldest first: "action note".
class LoginTrail : public Login {
  protected:
    void SetUp() override {
        Login::SetUp();
        if (IsSkipped()) return;
        trail = std::make_unique<trail::Trail>(db(), keys(), "test");
        redeem(first);
    }
    std::string attempt(std::string_view login, std::string_view password, const std::string& remote = {}) {
        const auto result = sessions->log_in(now(), login, password, false, Lang::zh, {trail.get(), "r1", remote});
        return result ? "" : result.error().key;
    }
    std::vector<std::string> entries() {
        trail->flush_seen(now());  // numbers the entries on PostgreSQL
        std::vector<std::string> out;
        db().read([&](store::Tx& tx) {
            for (const auto& stored : trail->page(tx, 0, 1'000, {})) {
                out.insert(out.begin(), stored.entry.action + " " + stored.entry.note);
            }
        });
        return out;
    }
    static long counted(const std::vector<std::string>& entries, std::string_view part) {
        return std::count_if(entries.begin(), entries.end(),
                             [&](const auto& entry) { return entry.find(part) != std::string::npos; });
    }
    void fail(int times, const std::string& remote, const std::string& prefix) {
        for (int i = 0; i < times; ++i) EXPECT_EQ(attempt(prefix + std::to_string(i), "wrong password", remote), "login_failed");
    }
    std::unique_ptr<trail::Trail> trail;
};
GX_ON_BOTH_ENGINES(LoginTrail);

TEST_P(LoginTrail, G2_a_rest_leaves_one_entry_at_its_first_attempt_and_one_with_the_number_of_the_others) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(attempt("admin", "wrong password"), "login_failed");
    const Instant until = now() + std::chrono::seconds{5};
    for (int i = 0; i < 7; ++i) EXPECT_EQ(attempt("admin", "wrong password"), "login_delayed");
    auto told = entries();
    EXPECT_EQ(counted(told, R"("code":"login_failed")"), 3);
    EXPECT_EQ(counted(told, R"("code":"login_delayed")"), 1);
    EXPECT_EQ(told.back(), R"(session.refused {"code":"login_delayed","by":"login","until":")" + to_rfc3339(until) + R"("})");
    sessions->tell_held_off(now(), *trail);
    EXPECT_EQ(entries().size(), told.size()) << "the rest is not over";
    clock().advance(std::chrono::seconds{5});
    sessions->tell_held_off(now(), *trail);
    sessions->tell_held_off(now(), *trail);
    told = entries();
    EXPECT_EQ(counted(told, R"("code":"login_delayed")"), 2);
    EXPECT_EQ(counted(told, R"("more":"6")"), 1);
    const auto stored = db().read([&](store::Tx& tx) { return trail->page(tx, 0, 1, {}); });
    EXPECT_EQ(stored.at(0).entry.object, first.account);
    EXPECT_EQ(stored.at(0).entry.outcome, trail::Outcome::refused);
}

TEST_P(LoginTrail, G2_the_next_rest_of_a_name_tells_what_the_one_before_refused) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(attempt("nobody", "wrong password"), "login_failed");
    for (int i = 0; i < 4; ++i) EXPECT_EQ(attempt("nobody", "wrong password"), "login_delayed");
    clock().advance(std::chrono::seconds{5});
    EXPECT_EQ(attempt("nobody", "wrong password"), "login_failed");
    EXPECT_EQ(attempt("nobody", "wrong password"), "login_delayed");
    EXPECT_EQ(counted(entries(), R"("more":"3")"), 1);
    EXPECT_EQ(counted(entries(), R"("code":"login_delayed")"), 3);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(attempt("nobody", "wrong password"), "login_delayed");
    sessions->tell_held_off(now(), *trail, /*every=*/true);
    EXPECT_EQ(counted(entries(), R"("more":"2")"), 1) << "the program ends before the rest does";
}

TEST_P(LoginTrail, G2_a_log_in_over_a_live_session_ends_it_and_says_so) {
    const auto before = sessions->log_in(now(), "admin", kPassword, false, Lang::zh);
    ASSERT_TRUE(before);
    clock().advance(std::chrono::seconds{1});
    const auto after = sessions->log_in(now(), "admin", kPassword, false, Lang::zh, {trail.get(), "r2", "", before->session});
    ASSERT_TRUE(after);
    EXPECT_FALSE(in(before->token));
    EXPECT_TRUE(in(after->token));
    const auto told = db().read([&](store::Tx& tx) { return trail->of_object(tx, before->session); });
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].entry.action, "session.ended");
    EXPECT_EQ(told[0].entry.actor, first.person);
    EXPECT_EQ(told[0].entry.request, "r2");
    EXPECT_EQ(attempt("admin", "wrong password"), "login_failed");
    EXPECT_TRUE(in(after->token)) << "only a log-in ends it";
}

TEST_P(LoginTrail, G2_an_address_rests_after_twenty_failures_whatever_the_names) {
    fail(19, "10.1.2.3", "a");
    EXPECT_EQ(attempt("admin", kPassword, "10.1.2.3"), "") << "an office may mistype";
    fail(1, "10.1.2.3", "b");
    EXPECT_EQ(attempt("admin", kPassword, "10.1.2.3"), "login_delayed") << "the right password forgave no failure";
    EXPECT_EQ(attempt("fresh", "wrong password", "10.1.2.3"), "login_delayed");
    EXPECT_EQ(attempt("admin", kPassword, "::ffff:10.1.2.3"), "login_delayed") << "the same address in IPv6";
    EXPECT_EQ(attempt("admin", kPassword, "10.1.2.4"), "");
    EXPECT_EQ(counted(entries(), R"("code":"login_delayed","by":"address")"), 1);
    EXPECT_EQ(counted(entries(), "10.1.2.3"), 0) << "an address is personal data";
    clock().advance(std::chrono::seconds{5});
    EXPECT_EQ(attempt("admin", kPassword, "10.1.2.3"), "");
    fail(1, "10.1.2.3", "c");
    clock().advance(std::chrono::seconds{9});
    EXPECT_EQ(attempt("admin", kPassword, "10.1.2.3"), "login_delayed");
    clock().advance(kAddressWindow);
    fail(19, "10.1.2.3", "d");
    EXPECT_EQ(attempt("admin", kPassword, "10.1.2.3"), "") << "a new window counts anew";
}

TEST_P(LoginTrail, G2_first_codes_are_guessed_no_faster_and_loopback_and_ipv6_networks_count_too) {
    for (int i = 0; i < 20; ++i) {
        const auto guess = sessions->first_log_in(now(), "a" + std::to_string(i), "AAAA-AAAA-AAAA-AAAA", kPassword, false,
                                                  Lang::zh, {trail.get(), "r1", "2001:db8:1:2::" + std::to_string(i)});
        ASSERT_EQ(guess.error().key, "login_code_failed");
    }
    EXPECT_EQ(attempt("admin", kPassword, "2001:db8:1:2:ffff::1"), "login_delayed");
    EXPECT_EQ(attempt("admin", kPassword, "2001:db8:1:3::1"), "");
    fail(20, "127.0.0.1", "b");
    EXPECT_EQ(attempt("admin", kPassword, "127.0.0.1"), "login_delayed");
}

TEST(AddressDelay, grows_from_the_twentieth_failure_to_a_minute) {
    using std::chrono::seconds;
    EXPECT_EQ(address_delay(19), seconds{0});
    EXPECT_EQ(address_delay(20), seconds{5});
    EXPECT_EQ(address_delay(21), seconds{10});
    EXPECT_EQ(address_delay(24), seconds{60});
    EXPECT_EQ(address_delay(1'000'000), seconds{60});
}

TEST(AddressDelay, no_log_in_name_counts_as_an_address_and_no_word_is_one) {
    const Instant at = from_millis(1'900'000'000'000);
    EXPECT_FALSE(address_key("", at));
    EXPECT_FALSE(address_key("localhost", at));
    EXPECT_EQ(address_key("fe80::1%eth0", at), address_key("fe80::2", at));
    EXPECT_NE(address_key("127.0.0.1", at), address_key("127.0.0.1", address_window_end(at)));
    EXPECT_NE(address_key("10.0.0.1", at), address_key("::a00:1", at)) << "not mapped: a /64 of its own";
}

TEST(Passwords, common_short_long_and_telling_ones_are_refused) {
    const auto key = [](std::string_view password) {
        const auto result = check_new_password(password, "zhangsan", {"示例物业"});
        return result ? std::string() : result.error().fields.at(0).key;
    };
    EXPECT_EQ(key("short12"), "password_short");
    EXPECT_EQ(key("八个字也够长了啊"), "");
    EXPECT_EQ(key(std::string(129, 'x')), "password_long");
    EXPECT_EQ(key("woaini1314"), "password_common");
    EXPECT_EQ(key("PassWord123"), "password_common");
    EXPECT_EQ(key("ababababababab"), "password_common");
    EXPECT_EQ(key("my-ZhangSan-2026"), "password_context");
    EXPECT_EQ(key("Guixing#77"), "password_context");
    EXPECT_EQ(key("示例物业真好啊啊"), "password_context");
    EXPECT_EQ(key("correct horse battery"), "");
}

TEST(Passwords, the_hash_of_nobody_costs_what_a_real_one_costs) {
    const std::string real = crypto::hash_password("x");
    EXPECT_EQ(real.substr(0, real.find("p=1$")), "$argon2id$v=19$m=65536,t=2,");
}

}  // namespace
}  // namespace gx::org
