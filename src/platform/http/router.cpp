#include "platform/http/router.hpp"

#include <condition_variable>
#include <mutex>

#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"
#include "platform/http/gate.hpp"
#include "platform/http/router_state.hpp"
#include "platform/notify/notify.hpp"
#include "platform/text/text.hpp"

namespace gx::http {
namespace {

std::vector<std::string> names_of(const std::vector<Route>& routes) {
    std::vector<std::string> out;
    for (const Route& route : routes) out.emplace_back(route.operation);
    return out;
}

/// A row that promises nothing would be a hole in the trail.
void check_row(const Route& route) {
    GX_CHECK(route.path.starts_with('/') && !route.operation.empty());
    GX_CHECK(!route.trace.done.empty() || !route.trace.quiet.empty());
    GX_CHECK(!route.options.create || route.method == Method::post);
    GX_CHECK(route.kind != Kind::write || route.method != Method::get);
}

Response plain(std::string content_type, std::string body) {
    Response out;
    out.content_type = std::move(content_type);
    out.body = std::move(body);
    return out;
}

}  // namespace

bool InFlight::enter(const Bytes& key) {
    Shard& at = shard(key);
    const std::lock_guard lock(at.mutex);
    return at.keys.insert(std::string(as_text(key))).second;
}

void InFlight::leave(const Bytes& key) {
    Shard& at = shard(key);
    const std::lock_guard lock(at.mutex);
    at.keys.erase(std::string(as_text(key)));
}

Router::State::State(const Services& the_services, std::vector<Route> the_routes)
    : services(the_services), routes(std::move(the_routes)), openapi(make_openapi(routes)), metrics(names_of(routes)),
      blocking_reads(services.db.engine() == store::Engine::postgres) {
    for (const Route& route : routes) {
        check_row(route);
        tree.add(route);
    }
}

Router::Router(const Services& services, std::vector<Route> routes)
    : state_(std::make_unique<State>(services, std::move(routes))) {}
Router::~Router() = default;

const std::vector<Route>& Router::routes() const { return state_->routes; }
const std::string& Router::openapi() const { return state_->openapi; }
const Services& Router::services() const { return state_->services; }

void Router::handle(const Request& request, const RunHeavy& run_heavy, Answer answer) const {
    auto match = state_->tree.find(request.method, request.path);
    if (match.route == nullptr) {
        const std::int64_t started = steady_micros();
        Response out = outside(request, match.path_known);
        if (match.path_known) out.headers.emplace_back("Allow", match.allow);
        state_->metrics.count(state_->routes.size(), out.status, steady_micros() - started);
        return answer(std::move(out));
    }
    const auto work = std::make_shared<Work>(*state_, request, *match.route, std::move(match.params), std::move(answer));
    if (match.route->kind == Kind::heavy) {
        run_heavy([work] { run_heavy_call(work); });
        return;
    }
    const auto run = match.route->kind == Kind::read ? &run_read : &run_write;
    if (state_->blocking_reads) run_heavy([work, run] { run(work); });
    else run(work);
}

std::size_t Router::body_max(Method method, std::string_view path) const {
    constexpr std::size_t kUnknown = 64 * 1024;
    const Route* route = state_->tree.find(method, path).route;
    return route == nullptr ? kUnknown : route->options.body_max;
}

Response Router::outside(const Request& request, bool path_known) const {
    const auto refusal = [&](std::string_view key) {
        return problem(state_->services.texts, Error{std::string(key), {}, {}}, language(request.header("accept-language")),
                       request.id);
    };
    if (path_known) return refusal("method_not_allowed");
    if (request.method == Method::get) {
        if (request.path == "/healthz") return plain("application/json", R"({"status":"ok"})");
        if (request.path == "/api/openapi.json") return plain("application/json", state_->openapi);
        if (request.path == "/metrics") {
            if (!from_this_machine(request)) return refusal("loopback_only");
            return plain("text/plain; version=0.0.4; charset=utf-8", metrics());
        }
    }
    return refusal("not_found");
}

Response Router::handle_now(const Request& request) const {
    std::mutex mutex;
    std::condition_variable ready;
    std::optional<Response> out;
    handle(request, [](const std::function<void()>& task) { task(); },
           [&](Response response) {
               const std::lock_guard lock(mutex);
               out = std::move(response);
               ready.notify_one();
           });
    std::unique_lock lock(mutex);
    ready.wait(lock, [&] { return out.has_value(); });
    return std::move(*out);
}

std::string Router::metrics() const {
    const Services& services = state_->services;
    std::string out = state_->metrics.text();
    out += metric("guixing_trail_entries_total", "counter", "Numbered entries of the trail.", services.trail.size());
    out += metric("guixing_streams", "gauge", "Open event streams.", static_cast<std::int64_t>(services.hub.size()));
    const auto alarm = services.system_clock == nullptr ? std::nullopt : services.system_clock->alarm();
    out += metric("guixing_clock_off_milliseconds", "gauge", "How far the wall clock is off once it is alarming; 0 = well.",
                  alarm ? alarm->count() : 0);
    return out;
}

}  // namespace gx::http
