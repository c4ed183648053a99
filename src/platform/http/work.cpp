#include <fmt/format.h>

#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"
#include "platform/http/gate.hpp"
#include "platform/http/router_state.hpp"
#include "platform/org/sessions.hpp"

namespace gx::http {
namespace {

/// While a first password must be changed, a person may ask who they are, change it and leave.
bool before_password_change(std::string_view path) {
    return path == "/api/session" || path.starts_with("/api/session/");
}

}  // namespace

Work::Work(const Router::State& the_state, const Request& the_request, const Route& the_route, Params the_params,
           Router::Answer the_answer)
    : state(the_state), request(the_request), route(the_route), params(std::move(the_params)),
      answer(std::move(the_answer)), now(the_state.services.clock.now()), started(steady_micros()),
      lang(language(the_request.header("accept-language"))) {
    for (const auto& [name, content] : params) {
        if (name == "id") object = parse_id(content).value_or(Id{});
    }
}

Work::~Work() {
    if (in_flight) state.in_flight.leave(idempotency->key);
}

Result<Done> Work::identify(store::Tx& tx) {
    const auto token = token_of(request);
    actor = token.empty() ? org::Actor{} : state.services.sessions.actor_of(tx, now, token);
    const bool known = actor.kind != org::Actor::Kind::nobody;
    if (known) lang = actor.lang;
    else actor.lang = lang;
    if (route.access.open) return Done{};
    if (!known) return refuse("not_logged_in");
    if (actor.must_change_password && !before_password_change(route.path)) return refuse("password_change_first");
    if (route.access.permission != nullptr && !actor.may(*route.access.permission)) {
        return refuse("forbidden", "need", org::Actor::need(*route.access.permission, lang));
    }
    return Done{};
}

Result<Done> Work::admit(store::Tx& tx) {
    auto identified = identify(tx);
    // Before the right is judged nobody learns anything; another site's write is refused whatever the right is.
    if (identified || identified.error().key != "not_logged_in") {
        if (request.method != Method::get && !from_same_site(request)) return refuse("other_site");
        if (route.options.loopback_only && !from_this_machine(request)) return refuse("loopback_only");
    }
    return identified;
}

Result<Done> Work::prepare() {
    if (route.options.create) {
        GX_TRY(key, idempotency_of(request, actor.person));
        idempotency = std::move(key);
        if (!state.in_flight.enter(idempotency->key)) return refuse("idempotency_in_flight");
        in_flight = true;
    }
    if (route.options.if_match) {
        GX_TRY(rev, expected_rev_of(request));
        expected_rev = rev;
    }
    GX_TRY(read, route.parse(call(nullptr, {})));
    input = std::move(read);
    return Done{};
}

Call Work::call(store::Tx* tx, Params with) const {
    Call out(state.services, actor, request, now);
    out.tx_or_null = tx;
    out.params = std::move(with);
    out.input = input;
    out.idempotency_ = idempotency;
    out.expected_rev_ = expected_rev;
    out.route = &route;
    return out;
}

trail::Entry Work::entry(trail::Outcome outcome, std::string_view code) const {
    trail::Entry out;
    out.action = route.trace.done.empty() ? route.operation : route.trace.done;
    out.outcome = outcome;
    out.actor = actor.person;
    out.post = route.access.permission == nullptr ? actor.main_post() : actor.post_for(*route.access.permission);
    out.object = object;
    out.clause = route.clause;
    out.request = request.id;
    if (!code.empty()) out.note = fmt::format(R"({{"code":"{}","route":"{}"}})", code, route.operation);
    return out;
}

void Work::finish(Response out) {
    out.operation = route.operation;
    state.metrics.count(row(), out.status, steady_micros() - started);
    if (in_flight) state.in_flight.leave(idempotency->key);
    in_flight = false;
    // Taken out first: the answer may be the last to hold this request.
    const auto say = std::move(answer);
    say(std::move(out));
}

void Work::fail(const std::exception_ptr& why) {
    std::string key = "broken";
    try {
        std::rethrow_exception(why);
    } catch (const Unavailable& unavailable) {
        key = "unavailable";
        state.services.log(fmt::format("request {} {}: {}", request.id, route.operation, unavailable.what()));
    } catch (const std::exception& broken) {
        state.services.log(fmt::format("request {} {}: {}", request.id, route.operation, broken.what()));
    } catch (...) {
        state.services.log(fmt::format("request {} {}: unknown exception", request.id, route.operation));
    }
    finish(refusal(Error{key, {}, {}}));
}

}  // namespace gx::http
