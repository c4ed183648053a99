/// What the files of the router share; nobody else includes it.
#pragma once

#include <array>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "platform/http/metrics.hpp"
#include "platform/http/path_tree.hpp"
#include "platform/http/router.hpp"

namespace gx::http {

/// Creates that are being worked on now, so that a doubled request is told to wait (409).
class InFlight {
  public:
    /// False if the same key is under way.
    bool enter(const Bytes& key);
    void leave(const Bytes& key);

  private:
    struct Shard {
        std::mutex mutex;
        std::unordered_set<std::string> keys;
    };
    Shard& shard(const Bytes& key) { return shards_[key[0] % shards_.size()]; }
    std::array<Shard, 16> shards_;
};

struct Router::State {
    State(const Services& the_services, std::vector<Route> the_routes);

    const Services& services;
    std::vector<Route> routes;
    PathTree tree;
    std::string openapi;
    mutable Metrics metrics;
    mutable InFlight in_flight;
    bool blocking_reads;  ///< PostgreSQL: a read waits for the network, so it leaves the I/O thread
};

std::string make_openapi(const std::vector<Route>& routes);

/// One request on its way. Lives on the heap, because writes and heavy calls end on other threads.
struct Work {
    Work(const Router::State& the_state, const Request& the_request, const Route& the_route, Params the_params,
         Router::Answer the_answer);
    ~Work();
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;

    const Router::State& state;
    const Request& request;
    const Route& route;
    Params params;
    Router::Answer answer;
    Id object;  ///< {id} of the path, for entries
    Instant now;
    std::int64_t started;
    Lang lang;

    org::Actor actor;
    std::shared_ptr<const void> input;
    std::optional<Idempotency> idempotency;
    std::optional<std::int64_t> expected_rev;
    bool in_flight = false;
    Response response;
    std::vector<trail::Entry> entries;  ///< to be committed before the answer

    /// Who, and may they: fills actor and lang. The order is that of the design's "way of a request".
    Result<Done> admit(store::Tx& tx);
    /// Session, right and password only; again inside the write.
    Result<Done> identify(store::Tx& tx);
    /// Headers and input, without any transaction.
    Result<Done> prepare();
    Call call(store::Tx* tx, Params with) const;
    trail::Entry entry(trail::Outcome outcome, std::string_view code) const;
    Response refusal(const Error& error) const { return problem(state.services.texts, error, lang, request.id); }
    /// Answers once; counts it.
    /// Where the metrics count this route.
    std::size_t row() const { return static_cast<std::size_t>(&route - state.routes.data()); }
    void finish(Response out);
    void fail(const std::exception_ptr& why);
};

void run_read(const std::shared_ptr<Work>& work);
void run_write(const std::shared_ptr<Work>& work);
void run_heavy_call(const std::shared_ptr<Work>& work);

}  // namespace gx::http
