/// Log-in, who I am, my password, language and open sessions.
#include "modules/system/common.hpp"
#include "modules/system/program.hpp"
#include "modules/system/routes.hpp"
#include "platform/clock/clock.hpp"
#include "platform/http/gate.hpp"
#include "platform/notify/notify.hpp"
#include "platform/org/people.hpp"
#include "platform/org/sessions.hpp"

namespace gx::system {

struct LoginInput {
    std::string login, password;
};
BOOST_DESCRIBE_STRUCT(LoginInput, (), (login, password))

struct FirstLoginInput {
    std::string login, code, new_password;
};
BOOST_DESCRIBE_STRUCT(FirstLoginInput, (), (login, code, new_password))

struct PasswordInput {
    std::string old_password, new_password;
};
BOOST_DESCRIBE_STRUCT(PasswordInput, (), (old_password, new_password))

struct LanguageInput {
    Lang language = Lang::zh;
};
BOOST_DESCRIBE_STRUCT(LanguageInput, (), (language))

struct SessionPost {
    Id id;
    std::string name;
    Named department;
    std::optional<Named> compound;
    bool leads = false;
    std::vector<std::string> duties;
};
BOOST_DESCRIBE_STRUCT(SessionPost, (), (id, name, department, compound, leads, duties))

struct SessionReach {
    std::int64_t level = labels::kOrdinary;
    bool whole_company = false;
    std::vector<Named> compounds;
};
BOOST_DESCRIBE_STRUCT(SessionReach, (), (level, whole_company, compounds))

struct SessionView {
    Named person;
    std::string login;
    Lang language = Lang::zh;
    bool must_change_password = false;
    std::vector<SessionPost> posts;
    SessionReach reach;
    std::vector<std::string> permissions;
    Named company;
    Instant server_time;
    std::int64_t notices_unread = 0;
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (person, login, language, must_change_password, posts, reach, permissions, company,
                                        server_time, notices_unread))

struct OpenSessionView {
    Id id;
    Instant created_at, last_used_at;
    bool phone = false;
    bool current = false;
};
BOOST_DESCRIBE_STRUCT(OpenSessionView, (), (id, created_at, last_used_at, phone, current))

namespace {

SessionPost view_of(store::Tx& tx, const http::Services& services, const org::HeldPost& held) {
    SessionPost out;
    out.id = held.post;
    out.name = org::post_name(tx, services.company, held.post);
    out.department = {held.department, org::department_name(tx, services.company, held.department)};
    if (held.compound) out.compound = Named{held.compound, org::compound_name(tx, services.company, held.compound)};
    out.leads = held.leads;
    for (std::size_t i = 0; i < org::kDuties; ++i) {
        if (held.duties.test(i)) out.duties.emplace_back(org::duty_key(static_cast<org::Duty>(i)));
    }
    return out;
}

/// All posts together: the most secret level, and every compound that some post reaches.
SessionReach reach_of(store::Tx& tx, const http::Services& services, const org::Actor& actor) {
    SessionReach out;
    for (const org::HeldPost& held : actor.posts) {
        if (!labels::at_least_as_secret(static_cast<labels::Level>(out.level), held.reach.level)) {
            out.level = held.reach.level;
        }
        out.whole_company = out.whole_company || held.reach.whole_company;
    }
    for (const org::Compound& compound : org::compounds(tx, services.company)) {
        bool reached = out.whole_company;
        for (const org::HeldPost& held : actor.posts) {
            reached = reached || std::binary_search(held.reach.scopes.begin(), held.reach.scopes.end(), compound.id);
        }
        if (reached && compound.active) out.compounds.push_back({compound.id, compound.name});
    }
    return out;
}

SessionView session_view(store::Tx& tx, const http::Services& services, const org::Actor& actor, Instant now) {
    SessionView out;
    out.person = {actor.person, org::person_name(tx, services.keys, actor.person)};
    if (const auto account = org::account_of(tx, services.company, actor.person)) out.login = account->login;
    out.language = actor.lang;
    out.must_change_password = actor.must_change_password;
    for (const org::HeldPost& held : actor.posts) out.posts.push_back(view_of(tx, services, held));
    out.reach = reach_of(tx, services, actor);
    if (const Program* program = program_of(services)) {
        for (const org::Permission* permission : program->permissions) {
            if (actor.may(*permission)) out.permissions.emplace_back(permission->key);
        }
    }
    if (const auto company = org::the_company(tx)) out.company = {company->id, company->name};
    out.server_time = now;
    out.notices_unread = notify::unread(tx, services.company, actor.person);
    return out;
}

std::string cookie(const http::Request& request, std::string_view token) {
    std::string out(http::cookie_name(request.tls));
    out += "=";
    out += token;
    out += "; Path=/; HttpOnly; SameSite=Strict";
    if (request.tls) out += "; Secure";
    if (token.empty()) out += "; Max-Age=0";
    return out;
}

bool is_phone(const http::Request& request) {
    const std::string_view hint = request.header("sec-ch-ua-mobile");
    if (!hint.empty()) return hint == "?1";
    return request.header("user-agent").find("Mobile") != std::string_view::npos;
}

Result<SessionView> opened(http::Call& call, const org::LoggedIn& in) {
    call.traced();
    call.add_header("Set-Cookie", cookie(call.request, in.token));
    return call.services.db.read([&](store::Tx& tx) -> Result<SessionView> {
        const org::Actor actor = call.services.sessions.actor_of(tx, call.now, in.token);
        if (actor.kind != org::Actor::Kind::staff) return refuse("not_logged_in");
        return session_view(tx, call.services, actor, call.now);
    });
}

/// Of a log-in: the session that the browser still has ends with it.
org::Traced traced(const http::Call& call) {
    const bool staff = call.actor.kind == org::Actor::Kind::staff;
    return {&call.services.trail, call.request.id, call.request.remote, staff ? call.actor.session : Id{}};
}

Result<SessionView> log_in(http::Call& call, const LoginInput& input) {
    GX_TRY(in, call.services.sessions.log_in(call.now, input.login, input.password, is_phone(call.request),
                                             call.actor.lang, traced(call)));
    return opened(call, in);
}

Result<SessionView> first_log_in(http::Call& call, const FirstLoginInput& input) {
    GX_TRY(in, call.services.sessions.first_log_in(call.now, input.login, input.code, input.new_password,
                                                   is_phone(call.request), call.actor.lang, traced(call)));
    return opened(call, in);
}

Result<SessionView> who_am_i(http::Call& call, const json::None&) {
    return session_view(call.tx(), call.services, call.actor, call.now);
}

Result<Done> log_out(http::Call& call, const json::None&) {
    GX_TRY_DONE(org::end_session(call.tx(), call.actor, call.now, call.actor.session));
    call.add_header("Set-Cookie", cookie(call.request, {}));
    call.record("session.ended", "session", call.actor.session, kOrdinaryLabel);
    return Done{};
}

Result<Done> change_password(http::Call& call, const PasswordInput& input) {
    GX_TRY_DONE(call.services.sessions.change_password(call.now, call.actor, input.old_password, input.new_password,
                                                       traced(call)));
    call.traced();
    return Done{};
}

Result<Done> put_language(http::Call& call, const LanguageInput& input) {
    GX_TRY_DONE(org::set_language(call.tx(), call.actor, input.language));
    return Done{};
}

Result<List<OpenSessionView>> my_sessions(http::Call& call, const json::None&) {
    List<OpenSessionView> out;
    for (const auto& row : org::sessions_of(call.tx(), call.services.company, call.actor.person, call.now)) {
        out.items.push_back({row.id, row.created_at, row.last_used_at, row.phone, row.id == call.actor.session});
    }
    return out;
}

Result<Done> end_mine(http::Call& call, const json::None&) {
    GX_TRY(id, call.id());
    GX_TRY_DONE(org::end_session(call.tx(), call.actor, call.now, id));
    call.record("session.ended", "session", id, kOrdinaryLabel);
    return Done{};
}

}  // namespace

std::vector<http::Route> session_routes() {
    using http::Kind;
    using http::Method;
    return {
        http::route<&log_in>(Method::post, "/api/session", Kind::heavy, http::kOpen, "G2", "session.open",
                             {"session.opened", "", "session.ended"}, "登录", "Log in"),
        http::route<&first_log_in>(Method::post, "/api/session/first", Kind::heavy, http::kOpen, "G2",
                                   "session.open_first", {"session.opened", "", "session.ended"}, "用一次性码首次登录并设置密码",
                                   "First log-in with a one-time code"),
        http::route<&who_am_i>(Method::get, "/api/session", Kind::read, http::kLoggedIn, "G2", "session.get",
                               {"", "one's own data"}, "我是谁", "Who am I"),
        http::route<&log_out>(Method::remove, "/api/session", Kind::write, http::kLoggedIn, "G2", "session.close",
                              {"session.ended"}, "退出登录", "Log out"),
        http::route<&change_password>(Method::post, "/api/session/password", Kind::heavy, http::kLoggedIn, "G2",
                                      "session.change_password", {"session.password_changed"}, "修改密码",
                                      "Change the password"),
        http::route<&put_language>(Method::put, "/api/session/language", Kind::write, http::kLoggedIn, "G2",
                                   "session.set_language", {"", "a choice of display"}, "选择语言", "Choose the language"),
        http::route<&my_sessions>(Method::get, "/api/sessions", Kind::read, http::kLoggedIn, "G2", "session.list",
                                  {"", "one's own data"}, "我的登录", "My open sessions"),
        http::route<&end_mine>(Method::remove, "/api/sessions/{id}", Kind::write, http::kLoggedIn, "G2", "session.end",
                               {"session.ended"}, "结束一个登录", "End one of my sessions"),
    };
}

}  // namespace gx::system
