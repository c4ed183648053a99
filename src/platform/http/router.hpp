/// From a request to the use case: who (session), where (row of the table), how (kind), trail, and out again.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/http/module.hpp"

namespace gx::http {

class Router {
  public:
    Router(const Services& services, std::vector<Route> routes);
    ~Router();

    /// Answers once, on any thread. The request must live until then. Heavy and write calls go to `workers`.
    using Answer = std::function<void(Response)>;
    using RunHeavy = std::function<void(std::function<void()>)>;
    void handle(const Request& request, const RunHeavy& run_heavy, Answer answer) const;
    /// Waits for the answer; for tests and the command line.
    Response handle_now(const Request& request) const;

    /// Most bytes that the route of this path takes as a body; 64 KiB where there is no such route.
    std::size_t body_max(Method method, std::string_view path) const;

    const std::vector<Route>& routes() const;
    /// OpenAPI 3.1 of all routes, as JSON.
    const std::string& openapi() const;
    /// Prometheus text: requests by route and status, latencies, writer, trail, clocks, streams.
    std::string metrics() const;

    /// The event stream of a logged-in person: ids and counts after `last_event_id`; 401 without a session.
    struct StreamStart {
        Response refusal;  ///< when status != 200
        Id person, session;
        Id last;  ///< Last-Event-ID, or the newest notice there is: where the stream begins
    };
    StreamStart open_stream(const Request& request) const;
    /// The next chunk for a stream ("id: ..\nevent: ..\ndata: ..\n\n"): one event per notice after `last`, which it
    /// moves, or one of counts. The counts are those that the lists show.
    std::string next_events(Id person, Id& last) const;
    /// False once the person's session has ended: the stream must close.
    bool still_open(const StreamStart& stream) const;

    const Services& services() const;
    struct State;  ///< of the router's own files

  private:
    /// What no row of the table answers: health, OpenAPI, metrics, 404 and 405.
    Response outside(const Request& request, bool path_known) const;
    std::unique_ptr<State> state_;
};

/// application/problem+json of a refusal in the reader's language.
Response problem(const text::Catalogue& texts, const Error& error, Lang lang, std::string_view request_id);
/// From Accept-Language; zh unless English is preferred.
Lang language(std::string_view accept_language);

}  // namespace gx::http
