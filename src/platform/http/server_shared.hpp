/// What the connections of one server share.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

#include "platform/http/certificate_page.hpp"
#include "platform/http/router.hpp"
#include "platform/http/static_files.hpp"

namespace gx::http {

/// Threads for heavy calls, as many as may run at a time.
class Workers {
  public:
    explicit Workers(int count);
    ~Workers() { stop(); }
    void run(std::function<void()> task);
    /// Finishes what is queued.
    void stop();

  private:
    void work();
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

/// Counts open connections, in all and per address.
class Doors {
  public:
    Doors(std::size_t max, std::size_t per_address) : max_(max), per_address_(per_address) {}
    bool enter(const std::string& address);
    void leave(const std::string& address);
    std::size_t open() const { return open_.load(std::memory_order_relaxed); }

  private:
    const std::size_t max_, per_address_;
    std::atomic<std::size_t> open_{0};
    std::mutex mutex_;
    std::unordered_map<std::string, std::size_t> addresses_;
};

struct Shared {
    Shared(const Router& the_router, ServerOptions the_options);

    const Router& router;
    const ServerOptions options;
    const StaticFiles files;
    const CertificatePage certificate;
    const bool blocking_reads;  ///< PostgreSQL: events are looked up by workers
    Workers workers;
    Doors doors;
    std::atomic<bool> draining{false};
    std::atomic<std::int64_t> working{0};  ///< requests that the router has not answered yet
    std::atomic<std::uint64_t> requests{0};
    std::string id_prefix;  ///< of request ids, another one each start

    std::string next_request_id();
};

}  // namespace gx::http
