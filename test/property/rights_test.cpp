/// Who may call what, generated over all routes that exist and all accounts of the demo company, against a model
/// that knows only the table and each account's duty. And: what a person may not know of answers as if absent.

#include <set>

#include "platform/json/json.hpp"
#include "property/samples.hpp"
#include "scenarios/world.hpp"

namespace gx::test {
namespace {

/// {id} and its like become a number that no record has.
std::string filled(std::string_view path) {
    std::string out;
    for (std::size_t at = 0; at < path.size(); ++at) {
        if (path[at] != '{') {
            out += path[at];
            continue;
        }
        at = path.find('}', at);
        out += "123";
    }
    return out;
}

bool has_body(const http::Route& route) {
    return route.method != http::Method::get && route.method != http::Method::remove &&
           route.options.media_in == "application/json";
}

/// Calls that end the caller's own session, so that a walk over all routes may not make them.
bool ends_own_session(const http::Route& route) {
    return route.path == "/api/session" && route.method == http::Method::remove;
}

Reply call(Company& company, const std::string& login, const http::Route& route) {
    return company.call(login, method_name(route.method), filled(route.path), has_body(route) ? R"({"no_such_field":1})" : "",
                        {{"if-match", "\"1\""}});
}

/// The duty that a demo account's post carries, by the name of the post: the model's only knowledge.
std::optional<org::Duty> duty_of(const app::DemoAccount& account) {
    for (std::size_t i = 0; i < org::kDuties; ++i) {
        const auto duty = static_cast<org::Duty>(i);
        if (org::duty_name(duty, Lang::zh) == account.post) return duty;
    }
    return std::nullopt;
}

bool model_allows(const http::Route& route, org::Duty duty) {
    if (route.access.open || route.access.permission == nullptr) return true;
    const auto& any_of = route.access.permission->any_of;
    return any_of.size() == 0 || std::find(any_of.begin(), any_of.end(), duty) != any_of.end();
}

TEST(Rights, C3_3_every_route_answers_every_post_as_the_table_says) {
    Company company;
    int calls = 0;
    for (const auto& account : company.accounts()) {
        const auto duty = duty_of(account);
        ASSERT_TRUE(duty.has_value()) << account.post;
        for (const http::Route& route : company.app().router().routes()) {
            if (ends_own_session(route)) continue;
            const Reply reply = call(company, account.login, route);
            ++calls;
            ASSERT_NE(reply.status, 401) << account.login << " " << route.operation << reply.body;
            ASSERT_NE(reply.status, 500) << account.login << " " << route.operation << reply.body;
            const bool forbidden = reply.status == 403 && reply.body.find(R"("code":"forbidden")") != std::string::npos;
            ASSERT_EQ(forbidden, !model_allows(route, *duty)) << account.post << " " << route.operation << " " << reply.body;
        }
    }
    EXPECT_GT(calls, 2'000);
}

TEST(Rights, C3_3_without_a_session_only_open_routes_answer) {
    Company company;
    for (const http::Route& route : company.app().router().routes()) {
        const Reply reply = call(company, "", route);
        // An open log-in may itself say 401; it is the only one that may see the body first.
        if (route.access.open) {
            EXPECT_NE(reply.status, 403) << route.operation;
        } else {
            EXPECT_EQ(reply.status, 401) << route.operation << reply.body;
        }
    }
}

TEST(Rights, C3_3_every_route_names_permission_clause_summary_and_trail) {
    Company company;
    std::set<std::string> operations;
    for (const http::Route& route : company.app().router().routes()) {
        EXPECT_FALSE(route.clause.empty()) << route.path;
        EXPECT_FALSE(route.zh.empty() || route.en.empty()) << route.path;
        EXPECT_TRUE(operations.insert(std::string(route.operation)).second) << "doubled " << route.operation;
        EXPECT_TRUE(!route.trace.done.empty() || !route.trace.quiet.empty()) << route.operation << " leaves no trail without a reason";
        EXPECT_TRUE(!route.options.create || route.method == http::Method::post) << route.operation;
    }
}

/// To people out of reach each route below `prefix` says the same of the record and of one that is not there.
void expect_unseen(Company& company, std::string_view prefix, const std::string& id) {
    const std::string missing = std::to_string(std::atoll(id.c_str()) + 999);
    for (const std::string login : {"guard2", "manager2", "butler2", "cashier", "minutes"}) {
        for (const http::Route& route : company.app().router().routes()) {
            if (!route.path.starts_with(prefix)) continue;
            const auto ask = [&](const std::string& wanted) {
                std::string path = filled(route.path);
                path.replace(path.find("123"), 3, wanted);
                return company.call(login, method_name(route.method), path, has_body(route) ? "{}" : "", {{"if-match", "\"1\""}});
            };
            const Reply unseen = ask(id);
            const Reply absent = ask(missing);
            EXPECT_GE(unseen.status, 400) << login << " " << route.operation;
            EXPECT_EQ(unseen.status, absent.status) << login << " " << route.operation;
            EXPECT_EQ(unseen.body, absent.body) << login << " " << route.operation;
        }
    }
}

TEST(Rights, C3_3_an_unseen_incident_answers_byte_for_byte_as_a_missing_one) {
    Company company;
    Desk desk(company);
    expect_unseen(company, "/api/incidents/{id}", desk.incident());
}

TEST(Rights, C3_3_an_unseen_monthly_ledger_answers_byte_for_byte_as_a_missing_one) {
    Company company;
    Desk desk(company);
    for (const bool of_company : {false, true}) expect_unseen(company, "/api/incidents/months/{id}", desk.month(of_company));
}

TEST(Rights, C3_3_a_list_of_the_other_compound_shows_and_counts_nothing) {
    Company company;
    const auto answers = [&] {
        std::vector<std::string> out;
        for (const std::string path : {"/api/incidents", "/api/incidents/clocks", "/api/incidents?kind=fire", "/api/notices",
                                       "/api/tasks", "/api/incidents/ledger?month=2026-11", "/api/incidents?month=2026-11"}) {
            out.push_back(company.call("guard2", "GET", path).body);
        }
        return out;
    };
    const auto before = answers();
    for (int i = 0; i < 3; ++i) {
        const Reply made = company.call("guard1", "POST", "/api/incidents",
                                        R"({"kind":"fire","place":"3栋","happened_at":")" + to_rfc3339(company.clock().now()) +
                                            R"(","summary":"配电间冒烟"})");
        ASSERT_EQ(made.status, 201) << made.body;
    }
    company.app().tick();
    EXPECT_EQ(answers(), before);
}

TEST(Rights, C3_3_rosters_and_places_are_those_within_reach) {
    Company company;
    const auto tree = [&](const std::string& login, const std::string& path) {
        const Reply reply = company.call(login, "GET", path);
        EXPECT_EQ(reply.status, 200) << login << " " << path << reply.body;
        return json::parse(reply.body).value();
    };
    const auto compounds = tree("guard1", "/api/compounds").at("items").as_array();
    ASSERT_EQ(compounds.size(), 2U) << "a report may come from any compound";
    const std::string a = std::string(compounds[0].at("id").as_string());
    const std::string b = std::string(compounds[1].at("id").as_string());
    const std::string person = std::string(tree("guard2", "/api/session").at_pointer("/person/id").as_string());
    const auto shift = [&](const std::string& compound) {
        return R"({"person":")" + person + R"(","duty":"guard",)" + (compound.empty() ? "" : R"("compound":")" + compound + R"(",)") +
               R"("from":")" + to_rfc3339(company.clock().now()) + R"(","to":")" +
               to_rfc3339(company.clock().now() + std::chrono::hours{1}) + R"("})";
    };
    const Reply whole = company.call("affairs", "POST", "/api/rosters", shift(""));
    ASSERT_EQ(whole.status, 201) << whole.body;

    using Seen = std::set<std::string>;
    const auto seen = [&](const std::string& login, const std::string& path) {
        Seen out;
        const auto list = tree(login, path);
        for (const auto& row : list.at("items").as_array()) {
            const auto* compound = row.as_object().if_contains("compound");
            out.insert(compound == nullptr || compound->is_null() ? "" : std::string(compound->as_string()));
        }
        return out;
    };
    const std::map<std::string, Seen> wanted{{"guard1", {"", a}}, {"manager1", {"", a}}, {"butler2", {"", b}},
                                             {"technician", {""}}, {"personnel", {""}},  {"affairs", {"", a, b}},
                                             {"security", {"", a, b}}, {"gm", {"", a, b}}, {"system", {"", a, b}}};
    for (const auto& [login, rows] : wanted) {
        EXPECT_EQ(seen(login, "/api/rosters"), rows) << login;
        EXPECT_EQ(seen(login, "/api/rosters/now"), rows) << login;
    }
    EXPECT_EQ(seen("guard1", "/api/rosters?compound=" + b), Seen{});

    const auto places = [&](const std::string& login, const std::string& id) {
        return company.call(login, "GET", "/api/compounds/" + id + "/places");
    };
    for (const std::string login : {"guard1", "manager1", "gm", "system", "personnel"}) EXPECT_EQ(places(login, a).status, 200) << login;
    for (const std::string login : {"gm", "system", "personnel"}) EXPECT_EQ(places(login, b).status, 200) << login;
    for (const std::string login : {"guard1", "manager1", "technician"}) {
        EXPECT_EQ(places(login, b).body, places(login, "999").body) << login << ": as if it were not there";
        EXPECT_EQ(places(login, b).status, 404) << login;
    }
    const auto plan = [&](const std::string& login, const std::string& compound) {
        return company.call(login, "POST", "/api/rosters", shift(compound)).status;
    };
    EXPECT_EQ(plan("manager1", a), 201);
    EXPECT_EQ(plan("manager1", b), 422);
    EXPECT_EQ(plan("manager1", ""), 422) << "the whole company's duties are for who reaches the whole company";
    const Reply there = company.call("manager2", "POST", "/api/rosters", shift(b));
    ASSERT_EQ(there.status, 201) << there.body;
    const auto remove = [&](const std::string& login, const Reply& row) {
        const std::string id(json::parse(row.body)->at("id").as_string());
        return company.call(login, "DELETE", "/api/rosters/" + id).status;
    };
    EXPECT_EQ(remove("manager1", there), 404);
    EXPECT_EQ(remove("manager1", whole), 403);
    EXPECT_EQ(remove("manager2", there), 204);
}

/// Every named query of the program is valid on both engines, and none sorts or scans in the lists people use.
class EveryQuery : public ::testing::TestWithParam<store::Engine> {};

TEST_P(EveryQuery, G4_compiles_on_this_engine) {
    if (const std::string why = missing(GetParam()); !why.empty()) GTEST_SKIP() << why;
    Company company(GetParam());
    int prepared = 0;
    for (const store::Query* query : store::Query::all()) {
        EXPECT_NO_THROW(company.app().db().prepare(*query)) << query->name();
        ++prepared;
    }
    EXPECT_GT(prepared, 100);
}
INSTANTIATE_TEST_SUITE_P(Engines, EveryQuery, ::testing::Values(store::Engine::sqlite, store::Engine::postgres), engine_name);

}  // namespace
}  // namespace gx::test
