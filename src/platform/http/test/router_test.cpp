#include <future>
#include <thread>

#include "house.hpp"

namespace gx::http {
namespace {

using Entries = std::vector<std::string>;

class RouterTest : public HouseTest {
  protected:
    Response create(std::string_view key, std::string_view body) {
        auto wanted = request(Method::post, "/api/things", body);
        wanted.headers.emplace_back("idempotency-key", key);
        return router->handle_now(wanted);
    }
    static std::string code_of(const Response& response) {
        const auto tree = json::parse(response.body);
        return tree ? std::string(tree->at("code").as_string()) : "no problem";
    }
};
GX_ON_BOTH_ENGINES(RouterTest);

TEST_P(RouterTest, G2_ReadsAnswerAndLeaveWhatWasSeen) {
    const auto got = ask(Method::get, "/api/things/12");
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.body, R"({"id":"12","name":"三号楼"})");
    EXPECT_EQ(got.headers.at(0), (std::pair<std::string, std::string>("ETag", "\"7\"")));
    EXPECT_EQ(got.operation, "things.get");
    EXPECT_EQ(fresh_entries(), Entries{"thing.seen 3"});
    EXPECT_EQ(ask(Method::get, "/api/things?limit=5").body, R"({"items":[{"id":"12","name":"5"}]})");
}

TEST_P(RouterTest, G2_SecretReadsAnswerAfterTheirEntry) {
    EXPECT_EQ(ask(Method::get, "/api/things/11").status, 200);
    const auto kept = db().read([&](store::Tx& tx) { return trail->of_object(tx, Id{11}); });
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].entry.action, "thing.seen");
    EXPECT_EQ(kept[0].entry.level, labels::kTopSecret);
    EXPECT_EQ(kept[0].entry.outcome, trail::Outcome::seen);
}

TEST_P(RouterTest, UnseenAndMissingAnswerTheSameBytes) {
    const auto missing = ask(Method::get, "/api/things/99");
    const auto nowhere = ask(Method::get, "/api/nowhere");
    auto other = request(Method::get, "/api/things/98");
    other.id = "r-2";
    const auto unseen = router->handle_now(other);
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(missing.body, unseen.body);
    EXPECT_EQ(missing.body, nowhere.body);
    EXPECT_EQ(missing.headers, unseen.headers);
    EXPECT_EQ(fresh_entries(), (Entries{"thing.seen 1", "thing.seen 1"}));
}

TEST_P(RouterTest, NobodyGetsInAndLeavesNothing) {
    for (const auto* stolen : {"", "gx=", "gx=abc", "__Host-gx=zzzz"}) {
        auto wanted = request(Method::get, "/api/things/12");
        wanted.headers[1].second = stolen;
        const auto got = router->handle_now(wanted);
        EXPECT_EQ(got.status, 401) << stolen;
        EXPECT_EQ(code_of(got), "not_logged_in");
    }
    EXPECT_TRUE(fresh_entries().empty());
}

TEST_P(RouterTest, G2_ForbiddenNamesWhatIsNeededAndIsTraced) {
    const auto got = ask(Method::get, "/api/things/forbidden");
    EXPECT_EQ(got.status, 403);
    EXPECT_NE(got.body.find("审计员"), std::string::npos) << got.body;
    const auto stored = fresh_stored();
    ASSERT_EQ(stored.size(), 1U);
    EXPECT_EQ(stored[0].entry.action, "thing.forbidden");
    EXPECT_EQ(stored[0].entry.outcome, trail::Outcome::refused);
    EXPECT_EQ(stored[0].entry.actor, person);
    EXPECT_EQ(stored[0].entry.note, R"({"code":"forbidden","route":"things.forbidden"})");
}

TEST_P(RouterTest, CreatesNeedAKeyAndAnswerTheFirstAgain) {
    EXPECT_EQ(code_of(ask(Method::post, "/api/things", R"({"name":"a"})")), "idempotency_key_missing");
    EXPECT_EQ(code_of(create("short", R"({"name":"a"})")), "idempotency_key_malformed");
    EXPECT_EQ(code_of(create("with a blank in", R"({"name":"a"})")), "idempotency_key_malformed");
    fresh_entries();
    const auto first = create("key-00000001", R"({"name":"a"})");
    const auto again = create("key-00000001", R"({"name":"a"})");
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(first.body, again.body);
    EXPECT_EQ(again.headers.at(0).first, "Idempotency-Replayed");
    EXPECT_EQ(code_of(create("key-00000001", R"({"name":"b"})")), "idempotency_mismatch");
    EXPECT_EQ(hands().created, 1);
    EXPECT_EQ(fresh_entries(), (Entries{"thing.created 0", "thing.created 1"}));
}

TEST_P(RouterTest, ADoubledCreateWaitsForTheFirst) {
    std::promise<Response> second;
    std::thread other;
    hands().inside = [&] {
        other = std::thread([&] {
            static Request wanted;
            wanted = request(Method::post, "/api/things", R"({"name":"a"})");
            wanted.headers.emplace_back("idempotency-key", "key-00000002");
            router->handle(wanted, [](const std::function<void()>& task) { task(); },
                           [&](Response response) { second.set_value(std::move(response)); });
        });
        if (db().engine() == store::Engine::sqlite) other.join();
        else second.get_future().wait();
    };
    EXPECT_EQ(create("key-00000002", R"({"name":"a"})").status, 201);
    if (other.joinable()) other.join();
    if (db().engine() == store::Engine::sqlite) {
        EXPECT_EQ(code_of(second.get_future().get()), "idempotency_in_flight");
    }
    EXPECT_EQ(hands().created, 1);
}

TEST_P(RouterTest, ChangesNeedTheRevTheyAreBasedOn) {
    EXPECT_EQ(ask(Method::patch, "/api/things/12", R"({"name":"a"})").status, 428);
    const auto change = [&](std::string_view tag) {
        auto wanted = request(Method::patch, "/api/things/12", R"({"name":"a"})");
        wanted.headers.emplace_back("if-match", tag);
        return router->handle_now(wanted).status;
    };
    EXPECT_EQ(change("7"), 400);
    EXPECT_EQ(change("\"x\""), 400);
    EXPECT_EQ(change("W/\"7\""), 400);
    EXPECT_EQ(change("\"6\""), 412);
    EXPECT_EQ(change("\"7\""), 204);
}

TEST_P(RouterTest, WrongFieldsAreNamedInTheReadersLanguage) {
    const auto got = create("key-00000003", R"({"name":5,"loss":"1","more":1})");
    EXPECT_EQ(got.status, 422);
    const auto tree = json::parse(got.body);
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->at("errors").as_array().size(), 3U);
    EXPECT_EQ(tree->at("errors").as_array()[0].at("path").as_string(), "name");
    EXPECT_EQ(tree->at("errors").as_array()[0].at("detail").as_string(), "此项应填文字。");
    EXPECT_EQ(ask(Method::get, "/api/things?limit=x").status, 422);
    EXPECT_EQ(ask(Method::get, "/api/things?colour=1").status, 422);
    EXPECT_EQ(create("key-00000004", "{\"name\":\"a\"").status, 400);
    auto with_query = request(Method::post, "/api/things?x=1", R"({"name":"a"})");
    with_query.headers.emplace_back("idempotency-key", "key-00000005");
    EXPECT_EQ(router->handle_now(with_query).status, 422);
    auto form = request(Method::post, "/api/things", R"({"name":"a"})");
    form.headers.back().second = "text/plain";
    form.headers.emplace_back("idempotency-key", "key-00000006");
    EXPECT_EQ(router->handle_now(form).status, 415);
}

TEST_P(RouterTest, G2_AnActWithoutItsEntryIsUndone) {
    const auto got = create("key-00000007", R"({"name":"silent"})");
    EXPECT_EQ(got.status, 500);
    EXPECT_NE(got.body.find("r-1"), std::string::npos);
    EXPECT_EQ(fresh_entries(), Entries{"thing.created 2"});
    ASSERT_EQ(logged.size(), 1U);
    EXPECT_NE(logged[0].find("left no trail entry"), std::string::npos);
}

TEST_P(RouterTest, G2_RefusedAndBrokenActsLeaveOneEntry) {
    EXPECT_EQ(create("key-00000008", R"({"name":"refuse"})").status, 409);
    EXPECT_EQ(fresh_entries(), Entries{"thing.created 1"});
    EXPECT_EQ(create("key-00000009", R"({"name":"throw"})").status, 500);
    EXPECT_EQ(fresh_entries(), Entries{"thing.created 2"});
    EXPECT_EQ(ask(Method::post, "/api/things/broken", "{}").status, 500);
    EXPECT_EQ(fresh_entries(), Entries{"thing.broken 2"});
    // The key of a failed create is free again.
    EXPECT_EQ(create("key-00000009", R"({"name":"a"})").status, 201);
}

TEST_P(RouterTest, G2_HeavyCallsLeaveTheirEntryBeforeTheAnswer) {
    const auto file = ask(Method::get, "/api/things/export");
    EXPECT_EQ(file.status, 200);
    EXPECT_EQ(file.content_type, "text/csv");
    EXPECT_EQ(file.headers.at(0).second, "attachment; filename=\"______.csv\"; filename*=UTF-8''%E4%BA%8B%E4%BB%B6.csv");
    EXPECT_EQ(ask(Method::post, "/api/things/recorded").status, 204);
    const auto stored = fresh_stored();
    ASSERT_EQ(stored.size(), 2U);
    EXPECT_EQ(stored[0].entry.action, "thing.exported");
    EXPECT_EQ(stored[0].entry.outcome, trail::Outcome::done);
    EXPECT_EQ(stored[0].entry.level, labels::kConfidential);
    EXPECT_EQ(stored[1].entry.action, "thing.recorded");
}

TEST_P(RouterTest, AnotherSitesWriteIsRefused) {
    const auto from = [&](std::vector<std::pair<std::string_view, std::string_view>> headers) {
        auto wanted = request(Method::post, "/api/things/recorded");
        wanted.headers.pop_back();
        wanted.headers.insert(wanted.headers.end(), headers.begin(), headers.end());
        return router->handle_now(wanted).status;
    };
    EXPECT_EQ(from({{"sec-fetch-site", "cross-site"}}), 403);
    EXPECT_EQ(from({{"sec-fetch-site", "same-site"}}), 403);
    EXPECT_EQ(from({{"origin", "http://evil.example"}}), 403);
    EXPECT_EQ(from({{"origin", "null"}}), 403);
    EXPECT_EQ(from({{"origin", "https://localhost"}}), 403);
    EXPECT_EQ(fresh_entries(), Entries(5, "thing.recorded 1"));
    EXPECT_EQ(from({{"origin", "http://localhost"}}), 204);
    EXPECT_EQ(from({{"sec-fetch-site", "none"}}), 204);
    EXPECT_EQ(from({}), 204);
}

TEST_P(RouterTest, UploadsReadTheirInputFromTheQuery) {
    auto wanted = request(Method::post, "/api/things/upload?limit=3", "raw bytes");
    wanted.headers.back().second = "image/jpeg";
    wanted.headers.emplace_back("idempotency-key", "key-00000010");
    EXPECT_EQ(router->handle_now(wanted).body, R"({"id":"12","name":"9/3"})");
    EXPECT_EQ(router->body_max(Method::post, "/api/things/upload"), 1024U * 1024U);
    EXPECT_EQ(router->body_max(Method::post, "/api/nowhere"), 64U * 1024U);
}

TEST_P(RouterTest, ASessionEndsWithItsTimeAndItsRights) {
    EXPECT_EQ(ask(Method::get, "/api/things/12").status, 200);
    const auto stream = router->open_stream(request(Method::get, "/api/events"));
    EXPECT_EQ(stream.refusal.status, 200);
    EXPECT_EQ(stream.person, person);
    EXPECT_TRUE(router->still_open(stream));
    clock().advance(std::chrono::hours{1});
    EXPECT_EQ(ask(Method::get, "/api/things/12").status, 401);
    EXPECT_FALSE(router->still_open(stream));
    EXPECT_EQ(router->open_stream(request(Method::get, "/api/events")).refusal.status, 401);
}

TEST_P(RouterTest, NothingAnswersBeforeTheFirstPasswordIsChanged) {
    const auto set = db().write([&](store::Tx& tx) {
        return org::set_password_hash(tx, company, account, "$argon2id$", true);
    });
    ASSERT_TRUE(set);
    sessions->rights_changed();
    EXPECT_EQ(code_of(ask(Method::get, "/api/things/12")), "password_change_first");
    EXPECT_EQ(code_of(create("key-00000020", R"({"name":"a"})")), "password_change_first");
    EXPECT_EQ(router->open_stream(request(Method::get, "/api/events")).refusal.status, 403);
    EXPECT_EQ(ask(Method::get, "/api/nowhere").status, 404);
    EXPECT_EQ(fresh_entries(), (Entries{"thing.seen 1", "thing.created 1"}));
}

TEST_P(RouterTest, StreamsTellCountsAndReplayNotices) {
    auto stream = router->open_stream(request(Method::get, "/api/events"));
    EXPECT_EQ(router->next_events(person, stream.last), "event: counts\ndata: {\"unread\":0,\"tasks\":0}\n\n");
    const Id notice = new_id(now());
    const auto told = db().write([&](store::Tx& tx) -> Result<Done> {
        notify::tell(tx, keys(), {notice, company, person, "not_found", "{}", "/things/12", notify::Urgency::ordinary, "thing",
                                  Id{12}, 4, now(), std::nullopt});
        return Done{};
    });
    ASSERT_TRUE(told);
    const auto text = router->next_events(person, stream.last);
    EXPECT_EQ(text, "id: " + to_string(notice) + "\nevent: notice\ndata: {\"unread\":1,\"tasks\":0,\"notice\":\"" +
                        to_string(notice) + "\",\"link\":\"/things/12\",\"urgency\":\"ordinary\"}\n\n");
    EXPECT_EQ(stream.last, notice);
    auto back = request(Method::get, "/api/events");
    back.headers.emplace_back("last-event-id", "1");
    auto replay = router->open_stream(back);
    EXPECT_NE(router->next_events(person, replay.last).find("event: notice"), std::string::npos);
}

TEST_P(RouterTest, WhatNoRowAnswers) {
    EXPECT_EQ(ask(Method::get, "/healthz").body, R"({"status":"ok"})");
    const auto wrong = ask(Method::remove, "/api/things/12");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.headers.back().second, "GET, PATCH");
    EXPECT_EQ(ask(Method::get, "/api/things/%2e%2e%2f").status, 404);
    EXPECT_EQ(ask(Method::get, "/api/things/%00").status, 404);
    EXPECT_EQ(ask(Method::get, "/api/things/12/").status, 404);
    EXPECT_EQ(ask(Method::get, "/api//things").status, 404);
    EXPECT_TRUE(json::parse(ask(Method::get, "/api/openapi.json").body));

    auto scrape = request(Method::get, "/metrics");
    const auto text = router->handle_now(scrape);
    EXPECT_EQ(text.status, 200);
    EXPECT_NE(text.body.find("guixing_requests_total{route=\"none\",status=\"404\"} 4"), std::string::npos) << text.body;
    scrape.loopback = false;
    EXPECT_EQ(router->handle_now(scrape).status, 403);
    scrape.loopback = true;
    for (const auto* name : {"via", "forwarded", "x-forwarded-for", "x-forwarded-proto", "x-real-ip"}) {
        auto forwarded = scrape;
        forwarded.headers.emplace_back(name, "203.0.113.7");
        EXPECT_EQ(router->handle_now(forwarded).status, 403) << name;
    }
    const auto called = [&](const char* host) {
        auto named = scrape;
        std::erase_if(named.headers, [](const auto& header) { return header.first == "host"; });
        if (*host != '\0') named.headers.emplace_back("host", host);
        return router->handle_now(named).status;
    };
    for (const char* own : {"127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:443", "::1", "localhost", "LOCALHOST:9"}) {
        EXPECT_EQ(called(own), 200) << own;
    }
    for (const char* other : {"", "gx.example.com", "gx.example.com:8080", "127.0.0.1.example.com", "localhost.example",
                              "[::2]:8080", "10.0.0.1", "127.0.0.1:x", "127.0.0.1@example.com"}) {
        EXPECT_EQ(called(other), 403) << other;
    }
    auto twice = scrape;
    twice.headers.emplace_back("host", "gx.example.com");
    EXPECT_EQ(router->handle_now(twice).status, 403);
}

TEST_P(RouterTest, DescribesItsRows) {
    const auto tree = json::parse(router->openapi());
    ASSERT_TRUE(tree);
    const auto& paths = tree->at("paths").as_object();
    const auto& create = paths.at("/api/things").at("post");
    EXPECT_EQ(create.at("operationId").as_string(), "things.create");
    EXPECT_EQ(create.at("requestBody").at("content").at("application/json").at("schema").at("$ref").as_string(),
              "#/components/schemas/http.ThingInput");
    EXPECT_EQ(create.at("parameters").as_array()[0].at("name").as_string(), "Idempotency-Key");
    EXPECT_TRUE(create.at("responses").as_object().contains("201"));
    const auto& list = paths.at("/api/things").at("get");
    EXPECT_EQ(list.at("parameters").as_array().size(), 2U);
    EXPECT_EQ(list.at("responses").at("200").at("content").at("application/json").at("schema").at("$ref").as_string(),
              "#/components/schemas/http.ThingPage");
    EXPECT_TRUE(paths.at("/api/things/{id}").at("patch").at("responses").as_object().contains("204"));
}

TEST(Language, IsChineseUnlessEnglishComesFirst) {
    EXPECT_EQ(language(""), Lang::zh);
    EXPECT_EQ(language("zh-CN,zh;q=0.9,en;q=0.8"), Lang::zh);
    EXPECT_EQ(language("en-GB,en;q=0.9,zh;q=0.8"), Lang::en);
    EXPECT_EQ(language("fr"), Lang::zh);
}

}  // namespace
}  // namespace gx::http
