#include "platform/http/server.hpp"

#include <atomic>
#include <mutex>
#include <thread>

#include "house.hpp"
#include "platform/base/check.hpp"
#include "socket.hpp"

namespace gx::http {
namespace {

class ServerTest : public HouseTest {
  protected:
    void TearDown() override {
        server.reset();
        HouseTest::TearDown();
    }
    void serve(ServerOptions options = {}) {
        options.listen = "127.0.0.1:0";
        options.io_threads = 2;
        options.workers = 2;
        server = std::make_unique<Server>(*router, std::move(options));
    }
    std::string head(std::string_view line, std::string_view more = {}) const {
        return std::string(line) + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie + "\r\n" + std::string(more) + "\r\n";
    }
    /// Sends the bytes on a connection of their own; the status, after which the connection must be closed.
    int refused(const std::string& bytes) {
        RawClient client(server->port());
        client.send(bytes);
        const auto got = client.answer();
        client.rest();
        EXPECT_TRUE(client.closed());
        EXPECT_EQ(got.header("Connection"), "close");
        return got.status;
    }
    std::unique_ptr<Server> server;
};
INSTANTIATE_TEST_SUITE_P(Engines, ServerTest, ::testing::Values(store::Engine::sqlite, store::Engine::postgres),
                         test::engine_name);

class WallTest : public ServerTest {};
INSTANTIATE_TEST_SUITE_P(Engines, WallTest, ::testing::Values(store::Engine::sqlite), test::engine_name);

TEST_P(ServerTest, AnswersManyRequestsOnOneConnectionInOrder) {
    serve();
    RawClient client(server->port());
    client.send(head("GET /api/things/12") + head("GET /api/things/99") + head("HEAD /api/things/12") + head("GET /healthz"));
    const auto first = client.answer();
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.body, R"({"id":"12","name":"三号楼"})");
    EXPECT_EQ(first.header("ETag"), "\"7\"");
    EXPECT_EQ(first.header("Cache-Control"), "no-store");
    EXPECT_EQ(first.header("X-Content-Type-Options"), "nosniff");
    EXPECT_FALSE(first.header("X-Request-Id").empty());
    EXPECT_EQ(client.answer().status, 404);
    const auto head_only = client.answer(false);
    EXPECT_EQ(head_only.header("Content-Length"), std::to_string(first.body.size()));
    EXPECT_EQ(client.answer().body, R"({"status":"ok"})");
}

TEST_P(ServerTest, CreatesOverTheWire) {
    serve();
    RawClient client(server->port());
    const std::string body = R"({"name":"a"})";
    for (const bool in_pieces : {false, true}) {
        const std::string bytes = head("POST /api/things", "Content-Type: application/json\r\nIdempotency-Key: key-000000" +
                                                               std::string(in_pieces ? "11" : "12") + "\r\nContent-Length: " +
                                                               std::to_string(body.size()) + "\r\n") + body;
        if (!in_pieces) client.send(bytes);
        else for (const char c : bytes) client.send(std::string_view(&c, 1));
        EXPECT_EQ(client.answer().status, 201);
    }
    client.send(head("POST /api/things", "Content-Type: application/json\r\nIdempotency-Key: key-00000013\r\n"
                                         "Transfer-Encoding: chunked\r\n") + "5\r\n{\"nam\r\n7\r\ne\":\"a\"}\r\n0\r\n\r\n");
    EXPECT_EQ(client.answer().status, 201);
    client.send(head("POST /api/things/recorded"));
    EXPECT_EQ(client.answer().status, 204);
}

TEST_P(WallTest, RefusesWhatIsNoRequest) {
    serve();
    EXPECT_EQ(refused("GARBAGE\r\n\r\n"), 400);
    EXPECT_EQ(refused("GET / HTTP/1.1\r\n\r\n"), 400);
    EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
    EXPECT_EQ(refused("GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: a\r\nCookie: gx=a\r\nCookie: gx=b\r\n\r\n"), 400);
    EXPECT_EQ(refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"), 400);
    EXPECT_EQ(refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
    EXPECT_EQ(refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"), 400);
    EXPECT_EQ(refused("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), 400);
    EXPECT_EQ(refused(std::string("GET / HTTP/1.1\r\nHost: a\r\nX: a") + '\0' + "b\r\n\r\n"), 400);
    EXPECT_EQ(refused("GET / HTTP/9.9\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(refused("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"), 405);
    EXPECT_EQ(refused("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(refused(std::string(40'000, 'y')), 431);
    EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'y') + "\r\n\r\n"), 431);
    EXPECT_EQ(refused("GET /" + std::string(20'000, 'y') + " HTTP/1.1\r\nHost: a\r\n\r\n"), 431);
    EXPECT_TRUE(fresh_entries().empty());
}

TEST_P(WallTest, RefusesTooMuchBeforeItHasCome) {
    serve();
    EXPECT_EQ(refused(head("POST /api/things", "Content-Type: application/json\r\nContent-Length: 10485760\r\n") + "{"), 413);
    EXPECT_EQ(refused(head("POST /api/things/upload", "Content-Length: 1048577\r\n")), 413);
    EXPECT_EQ(refused(head("POST /api/nowhere", "Content-Length: 70000\r\n")), 413);
    std::string chunks;
    for (int i = 0; i < 300; ++i) chunks += "400\r\n" + std::string(1024, ' ') + "\r\n";
    EXPECT_EQ(refused(head("POST /api/things", "Transfer-Encoding: chunked\r\n") + chunks), 413);
    // A client that sends all of it nevertheless gets the answer, not a reset.
    RawClient stubborn(server->port());
    stubborn.send(head("POST /api/things", "Content-Length: 2000000\r\n"));
    stubborn.send(std::string(2'000'000, ' '));
    EXPECT_EQ(stubborn.answer().status, 413);
}

TEST_P(WallTest, AsksForTheBodyThatWasAnnounced) {
    serve();
    RawClient client(server->port());
    client.send(head("POST /api/things/upload", "Content-Length: 3\r\nExpect: 100-continue\r\nIdempotency-Key: key-00000014\r\n"));
    EXPECT_EQ(client.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("abc");
    EXPECT_EQ(client.answer().body, R"({"id":"12","name":"3/0"})");
}

TEST_P(WallTest, GivesUpOnTheSlow) {
    ServerOptions options;
    options.header_timeout = std::chrono::seconds{1};
    options.body_timeout = std::chrono::seconds{1};
    options.idle_timeout = std::chrono::seconds{1};
    serve(std::move(options));
    RawClient slow_head(server->port());
    RawClient slow_body(server->port());
    RawClient silent(server->port());
    RawClient idle(server->port());
    slow_head.send("GET / HTTP/1.1\r\nHo");
    slow_body.send(head("POST /api/things/recorded", "Content-Length: 5\r\n") + "{");
    idle.send(head("GET /healthz"));
    EXPECT_EQ(idle.answer().status, 200);
    EXPECT_EQ(slow_head.answer().status, 408);
    EXPECT_EQ(slow_body.answer().status, 408);
    for (RawClient* client : {&slow_head, &slow_body, &silent, &idle}) {
        EXPECT_EQ(client->rest(), "");
        EXPECT_TRUE(client->closed());
    }
}

TEST_P(WallTest, LetsInOnlySoMany) {
    ServerOptions options;
    options.connections_per_address_max = 3;
    serve(std::move(options));
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 3; ++i) {
        auto& client = clients.emplace_back(std::make_unique<RawClient>(server->port()));
        client->send(head("GET /healthz"));
        EXPECT_EQ(client->answer().status, 200);
    }
    RawClient fourth(server->port());
    fourth.send(head("GET /healthz"));
    EXPECT_EQ(fourth.rest(), "");
    EXPECT_TRUE(fourth.closed());
}

TEST_P(WallTest, StaysOnLoopbackWithoutTls) {
    ServerOptions options;
    options.listen = "0.0.0.0:0";
    EXPECT_THROW(Server(*router, options), Broken);
    for (const auto* listen : {"", "8080", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:99999", "nonsense:80"}) {
        options.listen = listen;
        EXPECT_THROW(Server(*router, options), Broken) << listen;
    }
}

TEST_P(WallTest, FindsASecondInstance) {
    serve();
    ServerOptions options;
    options.listen = "127.0.0.1:" + std::to_string(server->port());
    EXPECT_THROW(Server(*router, options), Broken);
}

TEST_P(WallTest, LogsOneLinePerRequestWithoutPersons) {
    std::mutex mutex;
    std::vector<std::string> lines;
    ServerOptions options;
    options.log = [&](std::string_view line) {
        const std::lock_guard lock(mutex);
        lines.emplace_back(line);
    };
    serve(std::move(options));
    RawClient client(server->port());
    client.send(head("GET /api/things/12?"));
    client.answer();
    const std::lock_guard lock(mutex);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NE(lines[0].find(" things.get 200 "), std::string::npos) << lines[0];
}

TEST_P(ServerTest, StreamsEventsAndEndsThemWhenItDrains) {
    serve();
    RawClient nobody(server->port());
    nobody.send("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(nobody.answer().status, 401);

    RawClient client(server->port());
    client.send(head("GET /api/events"));
    const auto start = client.until("\r\n\r\n");
    EXPECT_NE(start.find("Content-Type: text/event-stream"), std::string::npos) << start;
    EXPECT_EQ(client.until("\n\n"), "retry: 3000\n\n");
    EXPECT_EQ(client.until("\n\n"), "event: counts\ndata: {\"unread\":0,\"tasks\":0}\n\n");
    EXPECT_EQ(hub.size(), 1U);
    const auto told = db().write([&](store::Tx& tx) -> Result<Done> {
        notify::tell(tx, keys(), {new_id(now()), company, person, "not_found", "{}", "/things/12",
                                  notify::Urgency::emergency, "thing", Id{12}, 4, now(), std::nullopt});
        return Done{};
    });
    ASSERT_TRUE(told);
    hub.poke(person);
    EXPECT_NE(client.until("\n\n").find("\"urgency\":\"emergency\""), std::string::npos);
    server->drain();
    client.rest();
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(hub.size(), 0U);
}

TEST_P(ServerTest, DrainsWhatIsAtWork) {
    serve();
    RawClient idle(server->port());
    idle.send(head("GET /healthz"));
    EXPECT_EQ(idle.answer().status, 200);
    server->drain();
    EXPECT_EQ(idle.rest(), "");
    EXPECT_TRUE(idle.closed());
    RawClient late(server->port());
    EXPECT_FALSE(late.connected());
}

/// Many people at once, each on a connection of their own, reading and writing in turn.
TEST_P(WallTest, ServesManyAtOnce) {
    constexpr int kClients = 8;
    constexpr int kRounds = 25;
    serve();
    std::atomic<int> good{0};
    std::vector<std::thread> people;
    for (int who = 0; who < kClients; ++who) {
        people.emplace_back([this, who, &good] {
            RawClient client(server->port());
            for (int round = 0; round < kRounds; ++round) {
                const std::string body = R"({"name":"a"})";
                client.send(head("POST /api/things", "Content-Type: application/json\r\nContent-Length: 12\r\nIdempotency-Key: many-" +
                                                         std::to_string(who) + "-" + std::to_string(round + 100) + "\r\n") + body);
                good += client.answer().status == 201 ? 1 : 0;
                client.send(head("GET /api/things/11") + head("GET /api/things/12") + head("GET /api/things/export"));
                for (int i = 0; i < 3; ++i) good += client.answer().status == 200 ? 1 : 0;
            }
        });
    }
    for (auto& each : people) each.join();
    EXPECT_EQ(good, kClients * kRounds * 4);
    EXPECT_EQ(hands().created, kClients * kRounds);
    server->drain();
    EXPECT_EQ(trail->verify().problem, "");
}

class PagesTest : public ServerTest {
  protected:
    RawClient::Answer get(std::string_view path, std::string_view more = {}) {
        RawClient client(server->port());
        client.send(head("GET " + std::string(path), more));
        return client.answer();
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, PagesTest, ::testing::Values(store::Engine::sqlite), test::engine_name);

// "<p>hello</p>" packed by the two tools.
constexpr std::uint8_t kBrotli[] = {0x8f, 0x05, 0x80, 0x3c, 0x70, 0x3e, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0x3c, 0x2f, 0x70, 0x3e, 0x03};
constexpr std::uint8_t kGzip[] = {0x1f, 0x8b, 0x08, 0x00};

TEST_P(PagesTest, ComeFromTheProgram) {
    const StaticFile packed[] = {
        {"/index.html", "text/html; charset=utf-8", "abc", kBrotli, kGzip, false},
        {"/assets/app-12345678.js", "text/javascript", "def", kBrotli, kGzip, true},
    };
    ServerOptions options;
    options.files = packed;
    serve(std::move(options));

    const auto brotli = get("/index.html", "Accept-Encoding: gzip, br\r\n");
    EXPECT_EQ(brotli.status, 200);
    EXPECT_EQ(brotli.header("Content-Encoding"), "br");
    EXPECT_EQ(brotli.body.size(), sizeof kBrotli);
    EXPECT_EQ(brotli.header("Cache-Control"), "no-cache");
    EXPECT_EQ(brotli.header("Vary"), "Accept-Encoding");
    EXPECT_NE(brotli.header("Content-Security-Policy").find("default-src 'self'"), std::string::npos);
    EXPECT_EQ(brotli.header("Content-Security-Policy").find("unsafe"), std::string::npos);
    EXPECT_EQ(get("/index.html", "Accept-Encoding: gzip, br;q=0\r\n").header("Content-Encoding"), "gzip");
    const auto plain = get("/index.html");
    EXPECT_EQ(plain.header("Content-Encoding"), "");
    EXPECT_EQ(plain.body, "<p>hello</p>");
    EXPECT_EQ(get("/index.html", "Accept-Encoding: br\r\nIf-None-Match: \"abc-br\"\r\n").status, 304);
    EXPECT_EQ(get("/index.html", "Accept-Encoding: gzip\r\nIf-None-Match: \"abc-br\"\r\n").status, 200);
    EXPECT_NE(get("/assets/app-12345678.js").header("Cache-Control").find("immutable"), std::string::npos);
    EXPECT_EQ(get("/").status, 200);
    EXPECT_EQ(get("/incidents/12").body, "<p>hello</p>");
    EXPECT_EQ(get("/assets/missing.js").status, 404);
    EXPECT_EQ(get("/api/missing").status, 404);
    EXPECT_EQ(get("/api").status, 404);
}

}  // namespace
}  // namespace gx::http
