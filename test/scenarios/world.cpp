#include "scenarios/world.hpp"

#include "platform/base/check.hpp"
#include "platform/json/json.hpp"

namespace gx::test {
namespace {

constexpr Duration kStep = std::chrono::minutes{1};
constexpr Duration kIdle = std::chrono::minutes{25};

http::Method method_of(const std::string& name) {
    if (name == "GET") return http::Method::get;
    if (name == "POST") return http::Method::post;
    if (name == "PUT") return http::Method::put;
    if (name == "PATCH") return http::Method::patch;
    GX_CHECK(name == "DELETE");
    return http::Method::remove;
}

}  // namespace

Company::Company(store::Engine engine) {
    if (engine == store::Engine::postgres) {
        postgres_ = std::make_unique<Database>(engine);
        postgres_->close();
    }
    app::DataDir dir(folder_.path() / "data");
    GX_CHECK(dir.lock());
    app::App::create(dir, "示例物业公司", postgres_ ? postgres_->options().url : std::string{}, "", clock_.now());
    app_ = std::make_unique<app::App>(std::move(dir), &clock_);
    accounts_ = app::fill_demo(*app_);
}

Company::~Company() = default;

void Company::restart() {
    app_.reset();
    app::DataDir dir(folder_.path() / "data");
    GX_CHECK(dir.lock());
    app_ = std::make_unique<app::App>(std::move(dir), &clock_);
}

void Company::advance(Duration by) {
    for (; by > kStep; by -= kStep) {
        clock_.advance(kStep);
        app_->tick();
    }
    clock_.advance(by);
    app_->tick();
}

const std::string& Company::cookie(const std::string& login) {
    auto& [cookie, used] = sessions_[login];
    if (!cookie.empty() && clock_.now() - used < kIdle) {
        used = clock_.now();
        return cookie;
    }
    used = clock_.now();
    for (const auto& account : accounts_) {
        if (account.login != login) continue;
        std::string body = R"({"login":)";
        json::write_text(body, login);
        body += R"(,"password":)";
        json::write_text(body, account.password);
        const Reply reply = call("", "POST", "/api/session", body + "}");
        GX_CHECK(reply.status == 200);
        const std::string& set = reply.headers.at("Set-Cookie");
        cookie = set.substr(0, set.find(';'));
    }
    GX_CHECK(!cookie.empty());
    return cookie;
}

Reply Company::call(const std::string& login, const std::string& method, const std::string& path,
                    const std::string& body, const std::map<std::string, std::string>& headers) {
    std::map<std::string, std::string> all{{"host", "127.0.0.1"}, {"sec-fetch-site", "same-origin"}};
    if (!login.empty()) all["cookie"] = cookie(login);
    if (!body.empty()) all["content-type"] = "application/json";
    if (method == "POST") all["idempotency-key"] = "scenario-key-" + std::to_string(++keys_);
    for (const auto& [name, value] : headers) all[name] = value;
    http::Request request;
    request.method = method_of(method);
    const auto question = path.find('?');
    request.path = std::string_view(path).substr(0, question);
    if (question != std::string::npos) request.query = std::string_view(path).substr(question + 1);
    request.body = body;
    for (const auto& [name, value] : all) request.headers.emplace_back(name, value);
    request.id = "test";
    request.remote = "127.0.0.1";
    request.loopback = true;
    const http::Response response = app_->router().handle_now(request);
    Reply reply{response.status, response.body, response.content_type, {}};
    for (const auto& [name, value] : response.headers) reply.headers[name] = value;
    return reply;
}

}  // namespace gx::test
