#include "desk.hpp"

#include <algorithm>

namespace gx::system {

std::string Answer::header(std::string_view name) const {
    for (const auto& [known, content] : headers) {
        if (known == name) return content;
    }
    return {};
}

const boost::json::value& Answer::at(std::string_view pointer) const {
    boost::system::error_code error;
    const auto* found = body.find_pointer(pointer, error);
    if (found == nullptr) throw std::runtime_error("no " + std::string(pointer) + " in " + raw);
    return *found;
}

std::string Answer::text(std::string_view pointer) const { return std::string(at(pointer).as_string()); }

std::vector<const Part*> Desk::parts() {
    return {&gen::platform_keys, &gen::platform_trail, &gen::platform_outbox, &gen::platform_org, &gen::platform_due,
            &gen::platform_calendar, &gen::platform_flow, &gen::platform_files, &gen::platform_notify, &gen::modules_system};
}

const std::vector<const Part*>& Desk::catalogue_parts() {
    static const std::vector<const Part*> parts{&gen::platform_base,   &gen::platform_json, &gen::platform_org,
                                                &gen::platform_files,  &gen::platform_flow, &gen::platform_notify,
                                                &gen::platform_labels, &gen::platform_calendar, &gen::platform_http,
                                                &gen::modules_system};
    return parts;
}

void Desk::SetUp() {
    test::OnBothEngines::SetUp();
    (void)keys();
    trail = std::make_unique<trail::Trail>(db(), keys(), "test");
    sessions = std::make_unique<org::Sessions>(db(), company);
    files_ = std::make_unique<files::Store>(folder_.path(), keys());
    http::Module module = system_module();
    program.version = "1.2.3";
    program.started_at = now();
    program.permissions = permissions_of(module.routes);
    services.reset(new http::Services{company, db(), clock(), keys(), *trail, *sessions, flows_, *files_, hub_, texts,
                                      book, nullptr, &program});
    router = std::make_unique<http::Router>(*services, std::move(module.routes));
    const auto code = db().write([&](store::Tx& tx) -> Result<org::IssuedCode> {
        org::found_company(tx, company, "示例物业", now());
        return org::found_administrator(tx, keys(), now(), {"总部", "系统管理员", "示例管理员", "admin"});
    });
    ASSERT_TRUE(code);
    admin_person = code->person;
    const std::string body =
        boost::json::serialize(boost::json::object{{"login", "admin"}, {"code", code->code}, {"new_password", kPassword}});
    const Answer opened = ask(admin, {http::Method::post, "/api/session/first", body});
    ASSERT_EQ(opened.status, 200) << opened.raw;
    const std::string cookie = opened.header("Set-Cookie");
    admin.cookie = cookie.substr(0, cookie.find(';'));
    (void)entries();
}

void Desk::TearDown() {
    router.reset();
    services.reset();
    test::OnBothEngines::TearDown();
}

Answer Desk::ask(const Visitor& who, const Ask& ask) {
    http::Request request;
    request.method = ask.method;
    const auto mark = ask.path.find('?');
    request.path = std::string_view(ask.path).substr(0, mark);
    if (mark != std::string::npos) request.query = std::string_view(ask.path).substr(mark + 1);
    request.body = ask.body;
    request.id = "r" + std::to_string(++keys_made_);
    request.loopback = true;
    request.headers = {{"content-type", "application/json"}, {"sec-fetch-site", "same-origin"}};
    if (!who.cookie.empty()) request.headers.emplace_back("cookie", who.cookie);
    if (!ask.if_match.empty()) request.headers.emplace_back("if-match", ask.if_match);
    if (!ask.key.empty()) request.headers.emplace_back("idempotency-key", ask.key);
    const http::Response response = router->handle_now(request);
    Answer out{response.status, {}, response.body, response.headers};
    if (!response.body.empty() && response.body[0] == '{') out.body = boost::json::parse(response.body);
    return out;
}

Answer Desk::post(const Visitor& who, const std::string& path, const std::string& body) {
    return ask(who, {http::Method::post, path, body, "", "test-key-" + std::to_string(++keys_made_)});
}

Answer Desk::log_in(Visitor& who, const std::string& login, std::string_view password) {
    const std::string body = boost::json::serialize(boost::json::object{{"login", login}, {"password", password}});
    Answer answer = ask(who, {http::Method::post, "/api/session", body});
    const std::string cookie = answer.header("Set-Cookie");
    if (!cookie.empty()) who.cookie = cookie.substr(0, cookie.find(';'));
    return answer;
}

Visitor Desk::staff(org::Duty duty, const std::string& name) {
    const auto system = org::Actor::system(company);
    const auto code = db().write([&](store::Tx& tx) -> Result<org::IssuedCode> {
        const Id department = *org::department_by_code(tx, company, "ADMIN");
        org::PostInput input;
        input.code = name;
        input.name = "岗位" + name;
        input.department = department;
        input.scope = org::ScopeKind::company;
        GX_TRY(post, org::create_post(tx, system, now(), input));
        GX_TRY_DONE(org::map_duty(tx, system, now(), duty, {post.id}));
        GX_TRY(person, org::create_person(tx, keys(), system, now(), {name, "示例" + name, "13912345678", ""}));
        GX_TRY_DONE(org::hold_post(tx, system, now(), {person.id, post.id, now(), {}}));
        return org::create_account(tx, keys(), system, now(), person.id, name);
    });
    if (!code) throw std::runtime_error(code.error().key);
    Visitor who;
    const std::string body =
        boost::json::serialize(boost::json::object{{"login", name}, {"code", code->code}, {"new_password", kPassword}});
    const Answer opened = ask(who, {http::Method::post, "/api/session/first", body});
    if (opened.status != 200) throw std::runtime_error(opened.raw);
    const std::string cookie = opened.header("Set-Cookie");
    who.cookie = cookie.substr(0, cookie.find(';'));
    (void)entries();
    return who;
}

std::vector<std::string> Desk::entries() {
    trail->flush_seen(now());
    std::vector<std::string> out;
    Id newest = last_entry_;
    db().read([&](store::Tx& tx) {
        for (const auto& stored : trail->page(tx, 0, 200, {})) {
            if (stored.id <= last_entry_) continue;
            newest = std::max(newest, stored.id);
            const auto outcome = stored.entry.outcome;
            const bool well = outcome == trail::Outcome::done || outcome == trail::Outcome::seen;
            out.push_back(stored.entry.action + (well ? "" : "!"));
        }
    });
    last_entry_ = newest;
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace gx::system
