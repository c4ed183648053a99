#include <algorithm>
#include <condition_variable>
#include <thread>

#include "platform/due/store.hpp"
#include "platform/outbox/batch.hpp"

namespace gx::due {
namespace {

constexpr Duration kLongestSleep = std::chrono::seconds{1};

bool same(const Due& a, const Due& b) {
    return a.company == b.company && a.kind == b.kind && a.subject == b.subject;
}

/// One job: fires the oldest rung that is due when it runs, so that order holds also where rungs follow each other.
struct Shot {
    std::optional<Waiting> aimed;  ///< the row it tried; empty = nothing is due
    bool fired = false;
};

}  // namespace

struct Runner::State {
    store::Db& db;
    std::function<Instant()> now;
    std::map<std::string, Handler, std::less<>> handlers;
    std::function<void(const std::string&)> complain;
    std::mutex running{};  ///< the thread and a caller of run_due() take turns
    std::mutex mutex{};
    std::condition_variable wake{};
    bool stopping = false;
    std::thread thread{};

    /// `to_end` = also while the runner is being stopped.
    std::size_t run_due(bool to_end);
    void run();

  private:
    bool stops() {
        const std::lock_guard lock(mutex);
        return stopping;
    }
    std::optional<Waiting> aim(store::Tx& tx, Instant at, const std::vector<Shot>& shots, std::size_t self);
    void fire(store::Tx& tx, Instant at, const Waiting& row, Shot& shot);
    void put_off_failed(Instant at, const std::vector<Shot>& shots, const std::vector<std::exception_ptr>& errors);
};

/// The oldest due row that no earlier shot of this round failed at.
std::optional<Waiting> Runner::State::aim(store::Tx& tx, Instant at, const std::vector<Shot>& shots,
                                          std::size_t self) {
    const auto failed = [&](const Waiting& row) {
        return std::any_of(shots.begin(), shots.begin() + static_cast<std::ptrdiff_t>(self), [&](const Shot& shot) {
            return !shot.fired && shot.aimed && same(shot.aimed->due, row.due);
        });
    };
    const auto missed = std::count_if(shots.begin(), shots.begin() + static_cast<std::ptrdiff_t>(self),
                                      [](const Shot& shot) { return !shot.fired && shot.aimed; });
    for (auto& row : oldest(tx, at, static_cast<std::size_t>(missed) + 1)) {
        if (!failed(row)) return std::move(row);
    }
    return std::nullopt;
}

void Runner::State::fire(store::Tx& tx, Instant at, const Waiting& row, Shot& shot) {
    if (!claim(tx, row.due)) return;  // another node fired it meanwhile
    const auto handler = handlers.find(row.due.kind);
    if (handler == handlers.end()) throw Bug("nobody handles the clock " + row.due.kind);
    const auto next = handler->second(tx, at, row.due);
    if (next) {
        GX_CHECK(same(*next, row.due) && (next->rung > row.due.rung || next->at > row.due.at));
        set(tx, *next);
    } else {
        clear(tx, row.due.company, row.due.kind, row.due.subject);
    }
    shot.fired = true;
}

void Runner::State::put_off_failed(Instant at, const std::vector<Shot>& shots,
                                   const std::vector<std::exception_ptr>& errors) {
    for (std::size_t i = 0; i < shots.size(); ++i) {
        if (!errors[i]) continue;
        if (!shots[i].aimed) std::rethrow_exception(errors[i]);  // the table itself could not be read
        const Waiting& row = *shots[i].aimed;
        if (complain) complain("clock " + row.due.kind + " " + to_string(row.due.subject) + ": " + outbox::what_of(errors[i]));
        (void)db.write([&](store::Tx& tx) -> Result<Done> {
            put_off(tx, row.due, at + outbox::backoff(row.tries));
            return Done{};
        });
    }
}

std::size_t Runner::State::run_due(bool to_end) {
    const std::lock_guard lock(running);
    const Instant at = now();
    std::size_t fired = 0;
    for (bool more = true; more && (to_end || !stops());) {
        if (db.read([&](store::Tx& tx) { return oldest(tx, at, 1).empty(); })) break;
        std::vector<Shot> shots(outbox::batch_size(db));
        std::vector<std::function<void(store::Tx&)>> jobs;
        for (std::size_t i = 0; i < shots.size(); ++i) {
            jobs.emplace_back([this, at, &shots, i](store::Tx& tx) {
                shots[i] = {};  // the store may run a job again
                shots[i].aimed = aim(tx, at, shots, i);
                if (shots[i].aimed) fire(tx, at, *shots[i].aimed, shots[i]);
            });
        }
        const auto errors = outbox::run_all(db, jobs);
        put_off_failed(at, shots, errors);
        for (std::size_t i = 0; i < shots.size(); ++i) {
            if (shots[i].fired && !errors[i]) ++fired;
            more = more && shots[i].aimed;
        }
    }
    return fired;
}

void Runner::State::run() {
    for (;;) {
        Duration sleep = kLongestSleep;
        try {
            run_due(false);
            const auto next = db.read([](store::Tx& tx) { return next_wake(tx); });
            if (next) sleep = std::clamp(*next - now(), Duration{0}, kLongestSleep);
        } catch (const std::exception& why) {
            if (complain) complain(std::string("clocks: ") + why.what());
        }
        std::unique_lock lock(mutex);
        if (wake.wait_for(lock, sleep, [this] { return stopping; })) return;
    }
}

Runner::Runner(store::Db& db, std::function<Instant()> now, std::map<std::string, Handler, std::less<>> handlers,
               std::function<void(const std::string&)> complain)
    : state_(new State{db, std::move(now), std::move(handlers), std::move(complain)}) {}

Runner::~Runner() { stop(); }

void Runner::start() {
    if (state_->thread.joinable()) return;
    state_->stopping = false;
    state_->thread = std::thread([state = state_] { state->run(); });
}

void Runner::stop() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->wake.notify_all();
    if (state_->thread.joinable()) state_->thread.join();
}

std::size_t Runner::run_due() { return state_->run_due(true); }

}  // namespace gx::due
