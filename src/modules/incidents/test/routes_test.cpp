/// The routes through the real router: status, headers, shapes, what stands in the trail, and the demo's records.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "modules/incidents/demo.hpp"
#include "modules/incidents/evidence.hpp"
#include "modules/incidents/face.hpp"
#include "modules/incidents/module.hpp"
#include "modules/incidents/test/world.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/router.hpp"

namespace gx::incidents {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class Routes : public IncidentTest {
  protected:
    void SetUp() override {
        IncidentTest::SetUp();
        if (IsSkipped()) return;
        router = std::make_unique<http::Router>(*services, incidents_module().routes);
    }
    void TearDown() override {
        router.reset();
        IncidentTest::TearDown();
    }
    std::string cookie_of(Id person) {
        if (const auto found = cookies_.find(person); found != cookies_.end()) return found->second;
        static const std::string hash = crypto::hash_password("a long enough password 7");
        const std::string login = "p" + to_string(person);
        must([&](store::Tx& tx) -> Result<Done> {
            GX_TRY(code, org::create_account(tx, keys(), org::Actor::system(company), now(), person, login));
            return org::set_password_hash(tx, company, code.account, hash, /*must_change=*/false);
        });
        auto in = sessions->log_in(now(), login, "a long enough password 7", false, Lang::zh);
        if (!in) throw std::runtime_error("log-in refused: " + in.error().key);
        return cookies_[person] = "gx=" + in->token;
    }
    http::Response ask(Id person, http::Method method, const std::string& target, const std::string& body = "",
                       std::vector<std::pair<std::string_view, std::string_view>> headers = {}) {
        const std::string cookie = cookie_of(person);
        const auto mark = target.find('?');
        const std::string path = target.substr(0, mark);
        const std::string query = mark == std::string::npos ? "" : target.substr(mark + 1);
        http::Request request;
        request.method = method;
        request.path = path;
        request.query = query;
        request.body = body;
        request.id = "test";
        request.remote = "127.0.0.1";
        request.loopback = true;
        headers.insert(headers.end(), {{"host", "localhost"}, {"origin", "http://localhost"}, {"cookie", cookie},
                                       {"sec-fetch-site", "same-origin"}});
        if (!body.empty()) headers.emplace_back("content-type", "application/json");
        request.headers = headers;
        return router->handle_now(request);
    }
    http::Response get(Id person, const std::string& target) { return ask(person, http::Method::get, target); }
    http::Response post(Id person, const std::string& target, const std::string& body, const std::string& key = "",
                        const std::string& rev = "") {
        std::vector<std::pair<std::string_view, std::string_view>> headers;
        if (!key.empty()) headers.emplace_back("idempotency-key", key);
        if (!rev.empty()) headers.emplace_back("if-match", rev);
        return ask(person, http::Method::post, target, body, headers);
    }
    static std::string header(const http::Response& response, std::string_view name) {
        for (const auto& [known, value] : response.headers) {
            if (known == name) return value;
        }
        return "";
    }
    std::string fire() {
        return R"({"kind":"fire","place":"3栋","summary":"配电间冒烟","happened_at":")" + to_rfc3339(now() - minutes{5}) + "\"}";
    }
    std::string id_of(const http::Response& response) {
        const auto tree = json::parse(response.body);
        return std::string(tree->at("id").get_string());
    }

    std::unique_ptr<http::Router> router;

  private:
    std::map<Id, std::string> cookies_;
};
GX_ON_BOTH_ENGINES(Routes);

constexpr std::string_view kFull =
    R"({"time":"九时许","place":"3栋","course":"冒烟","trend":"已控制","measures":"断电","help":"无","details":[{"key":"cause_suspected","value":"待查"}]})";

TEST_P(Routes, E4_2_the_way_of_one_report_over_http) {
    const auto made = post(guard_a, "/api/incidents", fire(), "key-0001");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(header(made, "ETag"), "\"1\"");
    EXPECT_THAT(made.body, HasSubstr(R"("state":"reported")"));
    EXPECT_THAT(made.body, HasSubstr(R"("number":"突报〔2026〕1号")"));
    const std::string path = "/api/incidents/" + id_of(made);
    const auto again = post(guard_a, "/api/incidents", fire(), "key-0001");
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(header(again, "Idempotency-Replayed"), "true");
    EXPECT_EQ(id_of(again), id_of(made));
    const auto other = R"({"kind":"fire","place":"9栋","summary":"另一件事","happened_at":")" + to_rfc3339(now()) + "\"}";
    EXPECT_EQ(post(guard_a, "/api/incidents", other, "key-0001").status, 422);
    EXPECT_EQ(post(guard_a, "/api/incidents", fire()).status, 400);
    EXPECT_EQ(post(guard_a, path + "/full-report", std::string(kFull), "key-0002").status, 428);
    EXPECT_EQ(post(guard_a, path + "/full-report", std::string(kFull), "key-0002", "\"7\"").status, 412);
    EXPECT_EQ(post(guard_a, path + "/full-report", std::string(kFull), "key-0002", "\"1\"").status, 201);
    const auto replay = post(guard_a, path + "/full-report", std::string(kFull), "key-0002", "\"1\"");
    EXPECT_EQ(replay.status, 201) << "the repeat of a change that went through is no stale rev";
    EXPECT_EQ(header(replay, "Idempotency-Replayed"), "true");
    EXPECT_EQ(post(guard_a, path + "/acknowledgement", "{}", "", "\"2\"").status, 403);
    EXPECT_EQ(post(affairs, path + "/acknowledgement", "{}", "", "\"2\"").status, 200);
    EXPECT_EQ(post(guard_a, path + "/follow-ups", R"({"text":"已到场"})", "key-0003").status, 201);
    const auto closed = post(manager_a, path + "/final-report", R"({"result":"恢复","cause":"老化","measures":"更换"})", "", "\"4\"");
    EXPECT_EQ(closed.status, 200) << closed.body;
    EXPECT_THAT(closed.body, HasSubstr(R"("state":"closed")"));
    settle_down();
    EXPECT_EQ(actions_in_trail(*parse_id(id_of(made))),
              (std::vector<std::string>{"incident.reported", "incident.full_reported", "incident.acknowledged",
                                        "incident.followed_up", "incident.closed"}));
}

TEST_P(Routes, E4_2_lists_clocks_timeline_and_what_others_may_not_see) {
    const auto made = post(guard_a, "/api/incidents", fire(), "key-0001");
    const std::string id = id_of(made);
    for (const Id reader : {guard_a, manager_a, affairs, director}) {
        EXPECT_THAT(get(reader, "/api/incidents").body, HasSubstr(id));
        EXPECT_THAT(get(reader, "/api/incidents/clocks").body, HasSubstr(id));
    }
    EXPECT_EQ(get(manager_b, "/api/incidents").body, R"({"items":[]})");
    EXPECT_EQ(get(manager_b, "/api/incidents/clocks").body, R"({"items":[]})");
    const auto unseen = get(manager_b, "/api/incidents/" + id);
    const auto missing = get(manager_b, "/api/incidents/4611686018427387904");
    EXPECT_EQ(unseen.status, 404);
    EXPECT_EQ(unseen.body, missing.body);
    EXPECT_EQ(get(manager_b, "/api/incidents/" + id + "/timeline").status, 404);
    EXPECT_THAT(get(manager_a, "/api/incidents/" + id + "/timeline").body, HasSubstr("incident.reported"));
    EXPECT_EQ(get(manager_a, "/api/incidents?state=nowhere").status, 422);
    EXPECT_EQ(get(manager_a, "/api/incidents?colour=red").status, 422);
    EXPECT_EQ(get(manager_a, "/api/incidents?limit=0").status, 422);
    EXPECT_THAT(get(manager_a, "/api/incidents?late=false&kind=fire&month=2026-11&sort=-reported_at").body, HasSubstr(id));
    EXPECT_EQ(get(manager_a, "/api/incidents?late=true").body, R"({"items":[]})");
    EXPECT_THAT(get(affairs, "/api/incidents?compound=" + to_string(compound_a)).body, HasSubstr(id));
    EXPECT_EQ(get(affairs, "/api/incidents?compound=" + to_string(compound_b)).body, R"({"items":[]})");
}

TEST_P(Routes, E4_4_pages_follow_each_other_without_gaps_or_doubles) {
    for (int i = 0; i < 7; ++i) {
        clock().advance(minutes{1});
        ASSERT_EQ(post(i % 2 == 0 ? guard_a : guard_b, "/api/incidents", fire(), "key-000" + std::to_string(i)).status, 201);
    }
    std::vector<std::string> ids;
    std::string cursor;
    for (int pages = 0; pages < 10; ++pages) {
        const auto tree = json::parse(get(affairs, "/api/incidents?limit=2" + cursor).body);
        for (const auto& item : tree->at("items").get_array()) ids.emplace_back(item.at("id").get_string());
        if (!tree->get_object().contains("next")) break;
        cursor = "&cursor=" + std::string(tree->at("next").get_string());
    }
    EXPECT_EQ(ids.size(), 7U);
    EXPECT_TRUE(std::is_sorted(ids.rbegin(), ids.rend()));
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 7U);
}

TEST_P(Routes, E3_1_E3_2_E3_3_E3_4_E3_5_E3_6_the_form_and_the_decision_without_a_record) {
    const auto kinds_answer = get(guard_a, "/api/incident-kinds");
    EXPECT_EQ(kinds_answer.status, 200);
    for (const char* key : {"news", "fire", "work_injury", "disaster", "other_sudden", "media_visit"}) {
        EXPECT_THAT(kinds_answer.body, HasSubstr("\"key\":\"" + std::string(key) + "\""));
    }
    const auto ask_rules = [&](const char* body) { return post(guard_a, "/api/incidents/assessment", body).body; };
    EXPECT_THAT(ask_rules(R"({"kind":"equipment_damage","loss":49999})"), HasSubstr(R"("reportable":false)"));
    EXPECT_THAT(ask_rules(R"({"kind":"equipment_damage","loss":50000})"), HasSubstr(R"("clock":"two_days")"));
    EXPECT_THAT(ask_rules(R"({"kind":"equipment_damage","loss":0,"sensitive":true})"), HasSubstr(R"("clock":"two_hours")"));
    EXPECT_THAT(ask_rules(R"({"kind":"fire"})"), Not(HasSubstr("{kind}")));
    EXPECT_THAT(get(guard_a, "/api/incidents").body, HasSubstr(R"("items":[])"));
}

TEST_P(Routes, E4_4_the_workbook_is_an_export_with_its_trail_entry) {
    ASSERT_EQ(post(guard_a, "/api/incidents", fire(), "key-0001").status, 201);
    EXPECT_THAT(get(manager_a, "/api/incidents/ledger?month=2026-11").body, HasSubstr("突报〔2026〕1号"));
    EXPECT_EQ(get(manager_a, "/api/incidents/ledger?month=2026-13").status, 422);
    EXPECT_EQ(get(guard_a, "/api/incidents/ledger.xlsx?month=2026-11").status, 403);
    const auto book = get(manager_a, "/api/incidents/ledger.xlsx?month=2026-11");
    ASSERT_EQ(book.status, 200) << book.body;
    EXPECT_EQ(book.body.substr(0, 2), "PK");
    EXPECT_THAT(actions_in_trail(Id{}), Contains("incident.exported"));
    EXPECT_EQ(get(guard_a, "/api/incidents/ledger.pdf?month=2026-11").status, 403);
    EXPECT_EQ(get(manager_a, "/api/incidents/ledger.pdf?month=2026-13").status, 422);
    const auto paper = get(manager_a, "/api/incidents/ledger.pdf?month=2026-11");
    ASSERT_EQ(paper.status, 200) << paper.body;
    EXPECT_EQ(paper.content_type, "application/pdf");
    EXPECT_EQ(paper.body.substr(0, 5), "%PDF-");
    const auto figures = db().read([&](store::Tx& tx) { return evidence(tx, *services, "E4.4"); });
    EXPECT_EQ(figures.back().value, 2) << "what was refused is no export";
}

TEST_P(Routes, E4_2_the_demo_fills_a_month_of_cases_without_alarming_anybody_about_the_past) {
    fill_demo(*services);
    settle_down();
    const auto tree = json::parse(get(affairs, "/api/incidents?limit=100").body);
    EXPECT_GE(tree->at("items").get_array().size(), 12U);
    const auto running_now = json::parse(get(affairs, "/api/incidents/clocks").body);
    EXPECT_EQ(running_now->at("items").get_array().size(), 1U);
    EXPECT_EQ(notices(affairs).size(), 1U) << "only the running one";
    EXPECT_TRUE(trail->verify().problem.empty());
    const auto figures = db().read([&](store::Tx& tx) { return evidence(tx, *services, "E3.2"); });
    ASSERT_EQ(figures.size(), 1U);
    EXPECT_GE(figures[0].value, 5);
}

}  // namespace
}  // namespace gx::incidents
