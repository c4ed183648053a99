#include <thread>

#include "platform/outbox/batch.hpp"
#include "platform/outbox/bell.hpp"
#include "platform/outbox/store.hpp"

namespace gx::outbox {
namespace {

constexpr std::size_t kRead = 256;
constexpr std::chrono::seconds kLongestSleep{1};

/// One for the process: whoever puts a row does not know the pump.
Bell& bell() {
    static Bell bell;
    return bell;
}

}  // namespace

void put(store::Tx& tx, Id company, Instant now, std::string_view topic, std::string_view payload) {
    insert(tx, {new_id(now), company, std::string(topic), std::string(payload), now});
    tx.after_commit([] { bell().ring(); });
}

struct Pump::State {
    store::Db& db;
    std::function<Instant()> now;
    std::map<std::string, Handler, std::less<>> handlers;
    std::function<void(const std::string&)> complain;
    std::mutex draining{};  ///< the thread and a caller of drain() take turns
    std::mutex mutex{};
    bool stopping = false;
    std::thread thread{};

    bool stops() {
        const std::lock_guard lock(mutex);
        return stopping;
    }
    void handle(store::Tx& tx, Instant at, const Waiting& row) {
        if (!take(tx, row)) return;  // another node has it
        const auto handler = handlers.find(row.event.topic);
        if (handler == handlers.end()) throw Bug("nobody handles the topic " + row.event.topic);
        handler->second(tx, at, row.event);
    }
    std::size_t handle_all(const std::vector<Waiting>& rows, Instant at);
    /// `to_end` = also while the pump is being stopped.
    std::size_t drain_fresh(Instant at, bool to_end);
    void run();
};

std::size_t Pump::State::handle_all(const std::vector<Waiting>& rows, Instant at) {
    std::size_t done = 0;
    const std::size_t step = batch_size(db);
    for (std::size_t first = 0; first < rows.size(); first += step) {
        std::vector<std::function<void(store::Tx&)>> jobs;
        for (std::size_t i = first; i < std::min(first + step, rows.size()); ++i) {
            jobs.emplace_back([this, at, &row = rows[i]](store::Tx& tx) { handle(tx, at, row); });
        }
        const auto errors = run_all(db, jobs);
        for (std::size_t i = 0; i < errors.size(); ++i) {
            if (!errors[i]) {
                ++done;
                continue;
            }
            const Waiting& row = rows[first + i];
            const std::string why = what_of(errors[i]);
            if (complain) complain("outbox " + row.event.topic + " " + to_string(row.event.id) + ": " + why);
            (void)db.write([&](store::Tx& tx) -> Result<Done> {
                put_off(tx, row, at + backoff(row.tries), why);
                return Done{};
            });
        }
    }
    return done;
}

std::size_t Pump::State::drain_fresh(Instant at, bool to_end) {
    std::size_t done = 0;
    Id company, after;
    while (to_end || !stops()) {
        const auto rows = db.read([&](store::Tx& tx) { return fresh(tx, company, after, kRead); });
        if (rows.empty()) break;
        done += handle_all(rows, at);
        company = rows.back().event.company;
        after = rows.back().event.id;
    }
    return done;
}

void Pump::State::run() {
    std::uint64_t heard = bell().rings();
    while (!stops()) {
        try {
            const std::lock_guard lock(draining);
            const Instant at = now();
            drain_fresh(at, false);
            handle_all(db.read([&](store::Tx& tx) { return to_retry(tx, at, kRead); }), at);
        } catch (const std::exception& why) {
            if (complain) complain(std::string("outbox: ") + why.what());
        }
        if (!stops()) bell().wait(heard, kLongestSleep);
    }
}

Pump::Pump(store::Db& db, std::function<Instant()> now, std::map<std::string, Handler, std::less<>> handlers,
           std::function<void(const std::string&)> complain)
    : state_(new State{db, std::move(now), std::move(handlers), std::move(complain)}) {}

Pump::~Pump() { stop(); }

void Pump::start() {
    if (state_->thread.joinable()) return;
    state_->stopping = false;
    state_->thread = std::thread([state = state_] { state->run(); });
}

void Pump::stop() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    bell().ring();
    if (state_->thread.joinable()) state_->thread.join();
}

void Pump::wake() { bell().ring(); }

std::size_t Pump::drain() {
    const std::lock_guard lock(state_->draining);
    const Instant at = state_->now();
    std::size_t done = state_->drain_fresh(at, true);
    for (;;) {
        const auto rows = state_->db.read([&](store::Tx& tx) { return to_retry(tx, at, kRead); });
        if (rows.empty()) break;
        done += state_->handle_all(rows, at);
        done += state_->drain_fresh(at, true);  // what the handlers themselves have put
    }
    return done;
}

}  // namespace gx::outbox
