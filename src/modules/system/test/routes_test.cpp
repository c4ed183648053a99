#include "desk.hpp"

namespace gx::system {
namespace {

using http::Method;
using Entries = std::vector<std::string>;

class SystemRoutes : public Desk {};
GX_ON_BOTH_ENGINES(SystemRoutes);

TEST_P(SystemRoutes, G2_a_session_tells_who_one_is_and_what_one_may) {
    const Answer me = get(admin, "/api/session");
    ASSERT_EQ(me.status, 200) << me.raw;
    EXPECT_EQ(me.text("/person/name"), "示例管理员");
    EXPECT_EQ(me.text("/login"), "admin");
    EXPECT_EQ(me.text("/company/name"), "示例物业");
    EXPECT_EQ(me.text("/posts/0/duties/0"), "system_administrator");
    EXPECT_TRUE(me.at("/reach/whole_company").as_bool());
    std::vector<std::string> held;
    for (const auto& key : me.at("/permissions").as_array()) held.emplace_back(key.as_string());
    EXPECT_EQ(held, (std::vector<std::string>{"accounts.manage", "calendar.manage", "calendar.read", "clauses.read",
                                              "duties.manage", "org.manage", "org.read", "roster.manage",
                                              "settings.manage"}));
    EXPECT_EQ(get({}, "/api/session").status, 401);
    EXPECT_EQ(get({}, "/api/session").text("/code"), "not_logged_in");
}

TEST_P(SystemRoutes, G2_log_in_and_out_leave_their_entries_and_the_cookie_is_strict) {
    Visitor who;
    const Answer in = log_in(who, "admin", kPassword);
    ASSERT_EQ(in.status, 200) << in.raw;
    const std::string cookie = in.header("Set-Cookie");
    EXPECT_NE(cookie.find("; Path=/; HttpOnly; SameSite=Strict"), std::string::npos);
    EXPECT_EQ(cookie.find("gx="), 0U);
    EXPECT_EQ(entries(), Entries{"session.opened"});
    EXPECT_EQ(get(who, "/api/sessions").at("/items").as_array().size(), 2U);
    EXPECT_EQ(ask(who, {Method::remove, "/api/session"}).status, 204);
    EXPECT_EQ(entries(), Entries{"session.ended"});
    EXPECT_EQ(get(who, "/api/session").status, 401);
    Visitor stranger;
    EXPECT_EQ(log_in(stranger, "admin", "not the password").text("/code"), "login_failed");
    EXPECT_EQ(entries(), Entries{"session.refused!"});
    EXPECT_TRUE(stranger.cookie.empty());
}

TEST_P(SystemRoutes, G2_one_ends_only_ones_own_sessions) {
    const Visitor guard = staff(org::Duty::guard, "guard");
    const std::string mine = get(admin, "/api/sessions").text("/items/0/id");
    EXPECT_EQ(ask(guard, {Method::remove, "/api/sessions/" + mine}).status, 404);
    EXPECT_EQ(ask(admin, {Method::remove, "/api/sessions/" + mine}).status, 204);
    EXPECT_EQ(get(admin, "/api/session").status, 401);
    EXPECT_EQ(get(guard, "/api/session").status, 200);
}

TEST_P(SystemRoutes, compounds_are_made_once_changed_with_their_rev_and_listed) {
    const std::string body = R"({"code":"A01","name":"示例花园"})";
    const Answer made = ask(admin, {Method::post, "/api/compounds", body, "", "one-key-for-all"});
    ASSERT_EQ(made.status, 201) << made.raw;
    const Answer again = ask(admin, {Method::post, "/api/compounds", body, "", "one-key-for-all"});
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.text("/id"), made.text("/id"));
    EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
    const Answer other =
        ask(admin, {Method::post, "/api/compounds", R"({"code":"A02","name":"乙"})", "", "one-key-for-all"});
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(other.text("/code"), "idempotency_mismatch");
    EXPECT_EQ(entries(), (Entries{"org.compound_created", "org.compound_created!"}));

    const std::string path = "/api/compounds/" + made.text("/id");
    EXPECT_EQ(ask(admin, {Method::patch, path, R"({"name":"新名"})"}).status, 428);
    const Answer changed = ask(admin, {Method::patch, path, R"({"name":"新名"})", made.header("ETag")});
    ASSERT_EQ(changed.status, 200) << changed.raw;
    EXPECT_EQ(changed.header("ETag"), "\"2\"");
    EXPECT_EQ(changed.text("/code"), "A01");
    EXPECT_EQ(ask(admin, {Method::patch, path, R"({"name":"旧"})", "\"1\""}).text("/code"), "rev_moved");
    EXPECT_EQ(get(admin, "/api/compounds").text("/items/0/name"), "新名");
    EXPECT_EQ(post(admin, "/api/compounds", R"({"code":"A01","name":""})").at("/errors").as_array().size(), 2U);
}

TEST_P(SystemRoutes, places_form_a_tree) {
    const std::string garden = post(admin, "/api/compounds", R"({"code":"A01","name":"示例花园"})").text("/id");
    const std::string building =
        post(admin, "/api/buildings", R"({"compound":")" + garden + R"(","name":"1栋"})").text("/id");
    const std::string unit = post(admin, "/api/units", R"({"building":")" + building + R"(","name":"1单元"})").text("/id");
    ASSERT_EQ(post(admin, "/api/rooms", R"({"unit":")" + unit + R"(","name":"101","floor":1})").status, 201);
    ASSERT_EQ(post(admin, "/api/rooms", R"({"building":")" + building + R"(","name":"水泵房"})").status, 201);
    ASSERT_EQ(post(admin, "/api/areas",
                   R"({"compound":")" + garden + R"(","name":"东区","buildings":[")" + building + R"("]})").status, 201);
    const Answer places = get(admin, "/api/compounds/" + garden + "/places");
    ASSERT_EQ(places.status, 200) << places.raw;
    EXPECT_EQ(places.text("/buildings/0/units/0/rooms/0/name"), "101");
    EXPECT_EQ(places.text("/buildings/0/rooms/0/name"), "水泵房");
    EXPECT_EQ(places.text("/areas/0/buildings/0"), building);
    EXPECT_EQ(get(admin, "/api/compounds/1/places").status, 404);
}

TEST_P(SystemRoutes, C2_5_departments_and_posts_change_field_by_field) {
    const std::string top = post(admin, "/api/departments", R"({"code":"D1","name":"甲部"})").text("/id");
    const Answer below = post(admin, "/api/departments", R"({"code":"D2","name":"乙部","parent":")" + top + R"("})");
    const std::string path = "/api/departments/" + below.text("/id");
    EXPECT_EQ(below.text("/parent"), top);
    const Answer named = ask(admin, {Method::patch, path, R"({"name":"丙部"})", "\"1\""});
    EXPECT_EQ(named.text("/parent"), top);
    const Answer freed = ask(admin, {Method::patch, path, R"({"parent":null})", "\"2\""});
    EXPECT_FALSE(freed.body.as_object().contains("parent"));
    EXPECT_EQ(freed.text("/name"), "丙部");

    const Answer made = post(admin, "/api/posts", R"({"code":"P1","name":"岗","department":")" + top +
                                                      R"(","scope":"department","level":3,"compartments":["finance"]})");
    ASSERT_EQ(made.status, 201) << made.raw;
    EXPECT_EQ(made.text("/compartments/0"), "finance");
    const Answer changed = ask(admin, {Method::patch, "/api/posts/" + made.text("/id"), R"({"level":4})", "\"1\""});
    EXPECT_EQ(changed.at("/level").as_int64(), 4);
    EXPECT_EQ(changed.text("/compartments/0"), "finance");
    EXPECT_EQ(post(admin, "/api/posts", R"({"code":"P2","name":"岗","department":")" + top +
                                            R"(","scope":"company","compartments":["x"]})").text("/errors/0/path"),
              "compartments");
    EXPECT_EQ(ask(admin, {Method::put, "/api/duties/guard", R"({"posts":[")" + made.text("/id") + R"("]})"}).status, 204);
    EXPECT_EQ(ask(admin, {Method::put, "/api/duties/nothing", R"({"posts":[]})"}).status, 404);
    EXPECT_EQ(get(admin, "/api/posts").text("/items/1/duties/0"), "guard");
}

TEST_P(SystemRoutes, G2_people_are_masked_for_all_but_themselves) {
    const Visitor guard = staff(org::Duty::guard, "guard");
    const Answer mine = get(guard, "/api/people?q=guard");
    EXPECT_EQ(mine.text("/items/0/phone"), "13912345678");
    EXPECT_EQ(mine.text("/items/0/account/state"), "active");
    const Answer seen = get(admin, "/api/people?q=guard");
    EXPECT_EQ(seen.text("/items/0/phone_masked"), "139****5678");
    EXPECT_FALSE(seen.at("/items/0").as_object().contains("phone"));
    const Answer boss = get(guard, "/api/people?q=ADMIN");
    EXPECT_FALSE(boss.at("/items/0").as_object().contains("account")) << "log-ins are not everybody's to know";
    EXPECT_EQ(entries(), (Entries{"org.people_listed", "org.people_listed"}));
    const Answer page = get(admin, "/api/people?limit=1");
    EXPECT_EQ(page.text("/items/0/staff_number"), "ADMIN");
    EXPECT_EQ(get(admin, "/api/people?limit=1&cursor=" + page.text("/next")).text("/items/0/staff_number"), "guard");
}

TEST_P(SystemRoutes, C3_3_hiring_holding_and_leaving) {
    const Answer made = post(admin, "/api/people", R"({"staff_number":"7","name":"示例七","phone":"13800138000"})");
    ASSERT_EQ(made.status, 201) << made.raw;
    const std::string who = "/api/people/" + made.text("/id");
    const std::string top = post(admin, "/api/departments", R"({"code":"D1","name":"甲部"})").text("/id");
    const std::string what =
        post(admin, "/api/posts", R"({"code":"P1","name":"岗","department":")" + top + R"(","scope":"company"})").text("/id");
    const Answer held = post(admin, who + "/posts", R"({"post":")" + what + R"("})");
    ASSERT_EQ(held.status, 201) << held.raw;
    EXPECT_EQ(post(admin, who + "/posts", R"({"post":")" + what + R"("})").text("/code"), "org_post_held");
    const Answer account = post(admin, "/api/accounts", R"({"person":")" + made.text("/id") + R"(","login":"seven"})");
    ASSERT_EQ(account.status, 201) << account.raw;
    EXPECT_FALSE(account.text("/code").empty());
    clock().advance(std::chrono::minutes{1});
    const Answer reset = ask(admin, {Method::post, "/api/accounts/" + account.text("/id") + "/reset", "{}"});
    ASSERT_EQ(reset.status, 200) << reset.raw;
    EXPECT_NE(reset.text("/code"), account.text("/code"));
    EXPECT_EQ(ask(admin, {Method::post, who + "/leave", R"({"at":")" + to_rfc3339(now()) + R"("})"}).status, 204);
    const Answer gone = get(admin, "/api/people?q=7");
    EXPECT_EQ(gone.text("/items/0/account/state"), "closed");
    EXPECT_TRUE(gone.at("/items/0/posts").as_array().empty());
    EXPECT_EQ(ask(admin, {Method::remove, "/api/holdings/" + held.text("/holding")}).status, 404);
}

TEST_P(SystemRoutes, G2_the_trail_shows_what_happened_to_its_auditors_only) {
    const Visitor auditor = staff(org::Duty::auditor, "auditor");
    EXPECT_EQ(get(admin, "/api/trail").status, 403);
    ASSERT_EQ(post(admin, "/api/compounds", R"({"code":"A01","name":"示例花园"})").status, 201);
    (void)entries();  // PostgreSQL numbers them within the second, as flush_seen does here
    const Answer page = get(auditor, "/api/trail?action=org.compound_created");
    ASSERT_EQ(page.status, 200) << page.raw;
    EXPECT_EQ(page.text("/items/0/actor/name"), "示例管理员");
    EXPECT_EQ(page.text("/items/0/outcome"), "done");
    const Answer first = get(auditor, "/api/trail?limit=2");
    EXPECT_EQ(first.at("/items").as_array().size(), 2U);
    std::size_t walked = 2;
    for (Answer next = first; next.body.as_object().contains("next");) {
        next = get(auditor, "/api/trail?limit=2&cursor=" + next.text("/next"));
        ASSERT_EQ(next.status, 200) << next.raw;
        walked += next.at("/items").as_array().size();
    }
    EXPECT_EQ(walked, get(auditor, "/api/trail?limit=100").at("/items").as_array().size());
    const Answer verdict = ask(auditor, {Method::post, "/api/trail/verification", "{}"});
    ASSERT_EQ(verdict.status, 200) << verdict.raw;
    EXPECT_FALSE(verdict.body.as_object().contains("problem")) << verdict.raw;
    EXPECT_GT(verdict.at("/entries").as_int64(), 2);
    const Answer checkpoint = get(auditor, "/api/trail/checkpoint");
    EXPECT_GT(checkpoint.at("/size").as_int64(), 0);
    EXPECT_TRUE(checkpoint.at("/qr").as_string().starts_with("iVBORw0KGgo")) << "a PNG";  // \x89PNG\r\n\x1a\n
    EXPECT_FALSE(checkpoint.at("/at").as_string().empty());
    EXPECT_EQ(get(auditor, "/api/trail/bundle").status, 200);
    EXPECT_EQ(ask(auditor, {Method::post, "/api/trail/verification", "{}"}).status, 200);
}

TEST_P(SystemRoutes, G2_secrets_of_settings_never_come_out) {
    const Answer put = ask(admin, {Method::put, "/api/settings/mail",
                                   R"({"enabled":true,"host":"127.0.0.1","port":2525,"security":"none",)"
                                   R"("login":"","from":"gx@example.com"})"});
    ASSERT_EQ(put.status, 204) << put.raw;
    EXPECT_FALSE(get(admin, "/api/settings/mail").at("/password_set").as_bool());
    const std::string hook = R"({"name":"网关","url":"https://example.com/hook","secret":"0123456789abcdef-secret"})";
    const Answer made = ask(admin, {Method::post, "/api/settings/webhooks", hook, "", "the-same-key"});
    ASSERT_EQ(made.status, 201) << made.raw;
    const Answer again = ask(admin, {Method::post, "/api/settings/webhooks", hook, "", "the-same-key"});
    EXPECT_EQ(again.text("/id"), made.text("/id"));
    const Answer list = get(admin, "/api/settings/webhooks");
    EXPECT_EQ(list.at("/items").as_array().size(), 1U);
    EXPECT_EQ(list.raw.find("secret"), std::string::npos);
    EXPECT_EQ(ask(admin, {Method::remove, "/api/settings/webhooks/" + made.text("/id")}).status, 204);
}

TEST_P(SystemRoutes, the_status_tells_the_administrator_what_is_wrong) {
    const Answer status = get(admin, "/api/status");
    ASSERT_EQ(status.status, 200) << status.raw;
    EXPECT_EQ(status.text("/version"), "1.2.3");
    EXPECT_EQ(status.text("/warnings/0/code"), "status.duties_vacant");
    const Visitor guard = staff(org::Duty::guard, "guard");
    EXPECT_TRUE(get(guard, "/api/status").at("/warnings").as_array().empty());
    EXPECT_EQ(ask(admin, {Method::post, "/api/clock/confirmation", "{}"}).text("/code"), "system_clock_no_alarm");
}

TEST_P(SystemRoutes, E4_1_the_roster_is_planned_and_shown) {
    const std::string person = to_string(admin_person);
    const std::string from = to_rfc3339(now());
    const std::string to = to_rfc3339(now() + std::chrono::hours{8});
    const Answer made = post(admin, "/api/rosters", R"({"person":")" + person + R"(","from":")" + from + R"(","to":")" + to +
                                                        R"(","duty":"leader"})");
    ASSERT_EQ(made.status, 201) << made.raw;
    EXPECT_EQ(get(admin, "/api/rosters/now").text("/items/0/person/name"), "示例管理员");
    EXPECT_EQ(get(admin, "/api/rosters").at("/items").as_array().size(), 1U);
    EXPECT_EQ(ask(admin, {Method::remove, "/api/rosters/" + made.text("/id")}).status, 204);
    EXPECT_TRUE(get(admin, "/api/rosters/now").at("/items").as_array().empty());
}

TEST_P(SystemRoutes, notices_and_tasks_are_empty_at_first_and_languages_change) {
    EXPECT_TRUE(get(admin, "/api/notices").at("/items").as_array().empty());
    EXPECT_TRUE(get(admin, "/api/tasks").at("/items").as_array().empty());
    EXPECT_EQ(ask(admin, {Method::post, "/api/notices/read-all", "{}"}).status, 204);
    EXPECT_EQ(ask(admin, {Method::post, "/api/notices/5/read", "{}"}).status, 404);
    EXPECT_EQ(ask(admin, {Method::put, "/api/session/language", R"({"language":"en"})"}).status, 204);
    EXPECT_EQ(get(admin, "/api/session").text("/language"), "en");
    EXPECT_EQ(get(admin, "/api/trail").text("/detail").find("Your post does not allow this"), 0U);
}

TEST_P(SystemRoutes, G2_a_file_is_its_authors_until_it_belongs_to_a_record) {
    const std::string png =
        std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9c\x63\xf8\xcf"
                    "\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99\x3d\x1d\0\0\0\0IEND\xae\x42\x60\x82", 70);
    const Answer made = post(admin, "/api/files?name=photo.png", png);
    ASSERT_EQ(made.status, 201) << made.raw;
    EXPECT_EQ(made.text("/media_type"), "image/png");
    EXPECT_EQ(entries(), Entries{"file.uploaded"});
    const std::string path = "/api/files/" + made.text("/id");
    EXPECT_EQ(get(admin, path).raw.size(), png.size());
    EXPECT_EQ(get(admin, path + "/preview").status, 200);
    const Visitor guard = staff(org::Duty::guard, "guard");
    EXPECT_EQ(get(guard, path).raw.find("\"code\":\"not_found\"") != std::string::npos, true);
    EXPECT_EQ(post(admin, "/api/files?name=x.png", "no picture").status, 422);
}

}  // namespace
}  // namespace gx::system
