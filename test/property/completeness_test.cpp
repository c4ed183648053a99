/// The trail is complete: every route that exists, in success, refusal and failure, leaves exactly the entries that
/// its row promises. Clause G2.

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>

#include "platform/base/check.hpp"
#include "platform/http/router.hpp"
#include "property/samples.hpp"

namespace {
/// How far the machine's wall clock stands off in this program; no clock else is touched.
std::atomic<long> wall_clock_off_seconds{0};
}  // namespace

/// The machine's clocks, so that a test can step the wall clock as a wrong administrator would.
extern "C" int clock_gettime(clockid_t which, timespec* out) noexcept {
    const auto status = static_cast<int>(::syscall(SYS_clock_gettime, which, out));
    if (status == 0 && which == CLOCK_REALTIME) out->tv_sec += wall_clock_off_seconds.load();
    return status;
}

namespace gx::test {
namespace {

using trail::Outcome;

constexpr const char* kUnknownField = R"({"no_such_field":1})";

bool json_body(const http::Route& route) {
    return route.method != http::Method::get && route.method != http::Method::remove &&
           route.options.media_in == "application/json";
}

/// A quiet row has no action of its own: what is refused or fails stands under the operation.
std::string action_of(const http::Route& route) {
    return std::string(route.trace.done.empty() ? route.operation : route.trace.done);
}

bool restricts(const http::Route& route) {
    return !route.access.open && route.access.permission != nullptr && route.access.permission->any_of.size() > 0;
}

bool may(const http::Route& route, const app::DemoAccount& account) {
    const auto& any_of = route.access.permission->any_of;
    return std::any_of(any_of.begin(), any_of.end(),
                       [&](org::Duty duty) { return org::duty_name(duty, Lang::zh) == account.post; });
}

/// Somebody who may call the route, or who may not; "" if there is nobody such.
std::string somebody(Company& company, const http::Route& route, bool allowed) {
    for (const auto& account : company.accounts()) {
        if ((!restricts(route) || may(route, account)) == allowed) return account.login;
    }
    return {};
}

std::string filled(std::string_view path) {
    std::string out;
    for (std::size_t at = 0; at < path.size(); ++at) {
        if (path[at] == '{') {
            at = path.find('}', at);
            out += "123";
        } else {
            out += path[at];
        }
    }
    return out;
}

/// The last call: its answer, and what the trail gained by it.
struct Told {
    Reply reply;
    std::vector<trail::Stored> entries;
};

class Completeness : public ::testing::Test {
  protected:
    Completeness() : desk(company), router(&company.app().router()) {}

    const std::vector<http::Route>& routes() { return company.app().router().routes(); }

    Reply send(const http::Route& route, const Sample& sample) {
        std::map<std::string, std::string> all{{"host", "127.0.0.1"}, {"sec-fetch-site", "same-origin"}};
        if (!sample.login.empty()) all["cookie"] = company.cookie(sample.login);
        if (!sample.body.empty()) all["content-type"] = json_body(route) ? "application/json" : "application/octet-stream";
        if (route.options.create) all["idempotency-key"] = "completeness-" + std::to_string(++keys_);
        for (const auto& [name, value] : sample.headers) all[name] = value;
        last_headers_ = all;
        http::Request request;
        request.method = route.method;
        const auto question = sample.path.find('?');
        request.path = std::string_view(sample.path).substr(0, question);
        if (question != std::string::npos) request.query = std::string_view(sample.path).substr(question + 1);
        request.body = sample.body;
        for (const auto& [name, value] : all) request.headers.emplace_back(name, value);
        request.id = "completeness";
        request.remote = "127.0.0.1";
        request.loopback = true;
        const http::Response response = router->handle_now(request);
        Reply reply{response.status, response.body, response.content_type, {}};
        for (const auto& [name, value] : response.headers) reply.headers[name] = value;
        return reply;
    }

    Told call(const http::Route& route, const Sample& sample) {
        auto& trail = company.app().trail();
        if (!sample.login.empty()) company.cookie(sample.login);
        trail.flush_seen(company.clock().now());
        const std::int64_t before = trail.size();
        Told out{send(route, sample), {}};
        trail.flush_seen(company.clock().now());
        company.app().db().read([&](store::Tx& tx) {
            const auto gained = static_cast<int>(trail.size() - before);
            if (gained > 0) out.entries = trail.page(tx, 0, gained, {});
        });
        return out;
    }

    /// The sample of a route, or a failure of the test.
    std::optional<Sample> sample_of(const http::Route& route) {
        const auto found = samples().find(route.operation);
        if (found == samples().end()) {
            ADD_FAILURE() << "operation " << route.operation << " has no sample in test/property/samples.hpp";
            return std::nullopt;
        }
        try {
            return found->second(desk);
        } catch (const std::exception& error) {
            ADD_FAILURE() << route.operation << " cannot be prepared: " << error.what();
            return std::nullopt;
        }
    }

    static std::string listed(const Told& told) {
        std::string out = std::to_string(told.reply.status) + " " + told.reply.body.substr(0, 400);
        for (const auto& stored : told.entries) {
            out += "\n  " + stored.entry.action + " " + std::to_string(static_cast<int>(stored.entry.outcome)) + " " + stored.entry.note;
        }
        return out;
    }

    /// Exactly one entry: of the row's action, this outcome, the caller and the row's clause.
    void expect_one(const http::Route& route, const Told& told, const std::string& login, Outcome outcome) {
        ASSERT_EQ(told.entries.size(), 1U) << route.operation << " " << listed(told);
        const auto& entry = told.entries.front().entry;
        EXPECT_EQ(entry.action, action_of(route)) << route.operation << " " << listed(told);
        EXPECT_EQ(entry.outcome, outcome) << route.operation << " " << listed(told);
        EXPECT_EQ(entry.request, "completeness") << route.operation;
        EXPECT_FALSE(entry.clause.empty()) << route.operation;
        if (!login.empty()) {
            EXPECT_EQ(to_string(entry.actor), person(login)) << route.operation;
            EXPECT_TRUE(entry.post) << route.operation;
        }
    }

    void expect_refused(const http::Route& route, const Told& told, const std::string& login, int status) {
        EXPECT_EQ(told.reply.status, status) << route.operation << " " << listed(told);
        expect_one(route, told, login, Outcome::refused);
    }

    /// Asked once per login, because some samples end sessions.
    const std::string& person(const std::string& login) {
        auto& known = people_[login];
        if (known.empty()) known = desk.person_of(login);
        return known;
    }

    Company company;
    Desk desk;
    const http::Router* router;
    std::map<std::string, std::string> last_headers_;

  private:
    std::map<std::string, std::string> people_;
    int keys_ = 0;
};

/// The wall clock stepped by an hour, and the program's own clock over it.
class SteppedClock {
  public:
    SteppedClock() { wall_clock_off_seconds = 3'600; }
    ~SteppedClock() { wall_clock_off_seconds = 0; }
    clock::SystemClock clock;
};

TEST_F(Completeness, G2_success_leaves_exactly_the_entry_of_the_row) {
    SteppedClock stepped;
    http::Services services = company.app().services();
    services.system_clock = &stepped.clock;
    const http::Router own(services, routes());
    router = &own;
    for (const http::Route& route : routes()) {
        const auto sample = sample_of(route);
        if (!sample) continue;
        if (!sample->login.empty()) person(sample->login);
        const Told told = call(route, *sample);
        EXPECT_TRUE(told.reply.status >= 200 && told.reply.status < 300) << route.operation << " " << listed(told);
        if (route.trace.done.empty()) {
            EXPECT_TRUE(told.entries.empty()) << "quiet " << route.operation << " " << listed(told);
            continue;
        }
        expect_one(route, told, sample->login, route.kind == http::Kind::read ? Outcome::seen : Outcome::done);
    }
}

TEST_F(Completeness, G2_a_create_sent_twice_leaves_one_entry) {
    for (const http::Route& route : routes()) {
        if (!route.options.create) continue;
        auto sample = sample_of(route);
        if (!sample) continue;
        const Told first = call(route, *sample);
        sample->headers = last_headers_;
        const Told again = call(route, *sample);
        EXPECT_EQ(again.reply.status, 201) << route.operation << " " << listed(again);
        EXPECT_EQ(again.reply.headers.count("Idempotency-Replayed"), 1U) << route.operation << " " << listed(again);
        EXPECT_EQ(first.entries.size(), 1U) << route.operation << " " << listed(first);
        EXPECT_TRUE(again.entries.empty()) << route.operation << " " << listed(again);
    }
}

TEST_F(Completeness, G2_who_may_not_is_told_of) {
    int calls = 0;
    for (const http::Route& route : routes()) {
        if (!restricts(route)) continue;
        const std::string login = somebody(company, route, false);
        ASSERT_FALSE(login.empty()) << route.operation;
        person(login);
        const Told told = call(route, {login, filled(route.path), json_body(route) ? "{}" : "", {}});
        expect_refused(route, told, login, 403);
        ++calls;
    }
    EXPECT_GT(calls, 20);
}

TEST_F(Completeness, G2_unknown_input_is_refused_and_told_of) {
    for (const http::Route& route : routes()) {
        const std::string login = somebody(company, route, true);
        ASSERT_FALSE(login.empty()) << route.operation;
        person(login);
        const bool body = json_body(route);
        const Told told = call(route, {login, filled(route.path) + (body ? "" : "?no_such_field=1"), body ? kUnknownField : "",
                                       {{"if-match", "\"1\""}}});
        if (route.access.open) {
            EXPECT_EQ(told.reply.status, 422) << route.operation << listed(told);
            EXPECT_TRUE(told.entries.empty()) << "strangers could fill the trail: " << route.operation << listed(told);
        } else {
            expect_refused(route, told, login, 422);
        }
    }
}

TEST_F(Completeness, G2_another_sites_write_is_refused_and_told_of) {
    for (const http::Route& route : routes()) {
        if (route.method == http::Method::get) continue;
        const std::string login = somebody(company, route, true);
        person(login);
        const Told told = call(route, {login, filled(route.path), "", {{"sec-fetch-site", "cross-site"}}});
        if (route.access.open) {
            EXPECT_EQ(told.reply.status, 403) << route.operation << listed(told);
            EXPECT_TRUE(told.entries.empty()) << route.operation << listed(told);
        } else {
            expect_refused(route, told, login, 403);
        }
    }
}

TEST_F(Completeness, G2_a_stranger_leaves_nothing) {
    for (const http::Route& route : routes()) {
        if (route.access.open) continue;
        const Told told = call(route, {"", filled(route.path), json_body(route) ? "{}" : "", {}});
        EXPECT_EQ(told.reply.status, 401) << route.operation << listed(told);
        EXPECT_TRUE(told.entries.empty()) << route.operation << listed(told);
    }
}

TEST_F(Completeness, G2_what_the_use_case_refuses_leaves_the_refusal_alone) {
    int calls = 0;
    for (const http::Route& route : routes()) {
        if (route.access.open || route.path.find('{') == std::string_view::npos) continue;
        auto sample = sample_of(route);
        if (!sample) continue;
        person(sample->login);
        sample->path = filled(route.path);
        const Told told = call(route, *sample);
        expect_refused(route, told, sample->login, 404);
        ++calls;
    }
    EXPECT_GT(calls, 20);
}

/// The second action of a row: beside the first, or in its place.
TEST_F(Completeness, G2_a_second_entry_is_the_one_its_row_declares) {
    std::map<std::string, const http::Route*, std::less<>> also;
    for (const http::Route& route : routes()) {
        if (!route.trace.also.empty()) also[std::string(route.operation)] = &route;
    }
    ASSERT_GE(also.size(), 3U);
    const http::Route& import = *also.at("imports.organisation");
    person("system");
    const Told tried = call(import, {"system", "/api/imports/organisation?sheet=departments", "编码;名称\nTRIED;试导部\n", {}});
    EXPECT_EQ(tried.reply.status, 201) << listed(tried);
    ASSERT_EQ(tried.entries.size(), 1U) << listed(tried);
    EXPECT_EQ(tried.entries[0].entry.action, import.trace.also);
    person("guard1");
    const Told again = call(*also.at("session.open"), {"guard1", "/api/session", R"({"login":"guard1","password":")" +
                                                       desk.password() + R"("})", {}});
    EXPECT_EQ(again.reply.status, 200) << listed(again);
    ASSERT_EQ(again.entries.size(), 2U) << listed(again);  // newest first
    EXPECT_EQ(again.entries[0].entry.action, "session.opened");
    EXPECT_EQ(again.entries[1].entry.action, also.at("session.open")->trace.also);
    EXPECT_EQ(to_string(again.entries[1].entry.actor), person("guard1"));
    EXPECT_TRUE(also.contains("session.open_first"));
}

/// Beyond the delays a stranger's tries cost nothing, and must not fill the trail.
TEST_F(Completeness, G2_refusals_during_a_rest_leave_one_entry) {
    const http::Route* open = nullptr;
    for (const http::Route& route : routes()) {
        if (route.operation == "session.open") open = &route;
    }
    ASSERT_TRUE(open != nullptr);
    const std::string body = R"({"login":"cashier","password":"not-the-password"})";
    std::size_t entries = 0;
    for (int i = 0; i < 10; ++i) {
        const Told told = call(*open, {"", "/api/session", body, {}});
        EXPECT_EQ(told.reply.status, i < 3 ? 401 : 429) << listed(told);
        entries += told.entries.size();
    }
    EXPECT_EQ(entries, 4U) << "three failures and the first refusal of the rest";
}

TEST_F(Completeness, G2_a_wrong_password_leaves_one_entry) {
    const http::Route* open = nullptr;
    const http::Route* change = nullptr;
    for (const http::Route& route : routes()) {
        if (route.operation == "session.open") open = &route;
        if (route.operation == "session.change_password") change = &route;
    }
    ASSERT_TRUE(open != nullptr && change != nullptr);
    const std::string body = R"({"login":"cashier","password":"not-the-password"})";
    // A stranger, and somebody who is logged in already.
    for (const std::string login : {"", "guard1"}) {
        const Told told = call(*open, {login, "/api/session", body, {}});
        EXPECT_EQ(told.reply.status, 401) << listed(told);
        ASSERT_EQ(told.entries.size(), 1U) << listed(told);
        EXPECT_EQ(told.entries[0].entry.action, "session.refused");
        EXPECT_EQ(told.entries[0].entry.outcome, Outcome::refused);
    }
    const Told told = call(*change, {"cashier", "/api/session/password",
                                     R"({"old_password":"not-the-password","new_password":"red-boat-on-the-lake"})", {}});
    expect_refused(*change, told, "cashier", 422);
}

/// What a broken disk or a bug says; the caller must never read it.
constexpr const char* kSecret = "pages of the disk are gone";

Result<http::Response> breaks(http::Call&) { throw Broken(kSecret); }

/// Does all the row promises, then breaks: the entry of success must go with the act.
Result<http::Response> breaks_after_the_act(http::Call& call) {
    call.record(std::string(call.route->trace.done), "thing", Id{}, {});
    throw Broken(kSecret);
}

/// Succeeds without having told the trail.
Result<http::Response> forgets(http::Call&) { return http::Response{}; }

class Failing : public Completeness {
  protected:
    /// Calls every route that `wanted` names with this handler in place of its own.
    void walk(Result<http::Response> (*handler)(http::Call&), const std::function<bool(const http::Route&)>& wanted) {
        auto copies = routes();
        for (auto& route : copies) route.handler = handler;
        http::Services services = company.app().services();
        services.log = [&](std::string_view line) { log_ += line; };
        const http::Router own(services, copies);
        router = &own;
        for (const http::Route& route : own.routes()) {
            if (!wanted(route)) continue;
            const auto sample = sample_of(route);
            if (!sample) continue;
            if (!sample->login.empty()) person(sample->login);
            const Told told = call(route, *sample);
            EXPECT_EQ(told.reply.status, 500) << route.operation << listed(told);
            EXPECT_EQ(told.reply.body.find(kSecret), std::string::npos) << route.operation;
            EXPECT_EQ(told.reply.body.find("trail"), std::string::npos) << route.operation << told.reply.body;
            if (route.access.open && route.trace.done.empty()) {
                EXPECT_TRUE(told.entries.empty()) << route.operation << listed(told);
            } else {
                expect_one(route, told, sample->login, Outcome::failed);
            }
        }
    }
    std::string log_;
};

TEST_F(Failing, G2_a_failure_leaves_one_entry_and_tells_the_caller_nothing) {
    walk(&breaks, [](const http::Route&) { return true; });
    EXPECT_NE(log_.find(kSecret), std::string::npos) << "the operators read it";
}

TEST_F(Failing, G2_a_failure_after_the_act_takes_the_acts_entry_along) {
    walk(&breaks_after_the_act,
         [](const http::Route& route) { return route.kind == http::Kind::write && !route.trace.done.empty(); });
}

TEST_F(Failing, G2_an_act_that_forgets_its_entry_does_not_happen) {
    walk(&forgets, [](const http::Route& route) { return route.kind == http::Kind::write && !route.trace.done.empty(); });
}

}  // namespace
}  // namespace gx::test
