/// What follows from an act: one row in the act's transaction, fanned out after the commit into notices, tasks
/// and deliveries, each handler in a transaction of its own that also removes the row. Nothing is lost or doubled.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "platform/store/db.hpp"

namespace gx::outbox {

struct Event {
    Id id;
    Id company;
    std::string topic;    ///< "incident.reported"
    std::string payload;  ///< JSON of ids and codes; never personal data
    Instant at;
};

/// Wakes the pumps of this process after the commit.
void put(store::Tx& tx, Id company, Instant now, std::string_view topic, std::string_view payload);

/// Runs inside a write transaction; may be called again after a conflict, so it has no outside effects.
using Handler = std::function<void(store::Tx&, Instant now, const Event&)>;

/// Rows that wait, and rows that failed and wait for their next try; counted up to 1000 each. For the health page.
struct Backlog {
    std::int64_t fresh = 0;
    std::int64_t failed = 0;
};
Backlog backlog(store::Tx& tx);

/// Takes rows oldest first. Own thread in the server (start/stop), by hand in tests (drain).
class Pump {
  public:
    /// `complain` gets a line for the log when a handler or the database fails; may be empty.
    Pump(store::Db& db, std::function<Instant()> now, std::map<std::string, Handler, std::less<>> handlers,
         std::function<void(const std::string&)> complain = {});
    ~Pump();
    void start();
    void stop();
    void wake();
    /// Handles everything that waits, on this thread. A handler that throws leaves its row, counts its tries and
    /// lets the others go on; the row is tried again later (1, 2, 4 .. 300 s).
    std::size_t drain();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace gx::outbox
