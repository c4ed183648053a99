/// The table of due moments and its runner. A row says when to look again; whether something is late is always
/// computed from its own times, never stored here. Each rung fires at most once, also over restarts and stops.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock/working.hpp"
#include "platform/store/db.hpp"

namespace gx::due {

/// How a rung's moment follows from the company's calendar: `percent` of the time from `start` to the term's end, and
/// `shift` more. 0 and 100 percent are the start and the end themselves.
struct Derived {
    Instant start;
    clock::Term term;
    int percent = 100;
    Duration shift{};
    bool operator==(const Derived&) const = default;
};
Instant moment_of(const clock::Calendar& calendar, const Derived& derived);

struct Due {
    Id company;
    std::string kind;  ///< "incident.report_clock"; names the handler
    Id subject;        ///< the record it is about; one row per (kind, subject)
    Instant at;        ///< when the next rung is due
    int rung = 0;      ///< index of that rung
    /// Set where `at` depends on working days: a change of the calendar then moves the row.
    std::optional<Derived> derived{};
};
/// A row whose moment is derived: `at` as the calendar has it now.
Due derive(const clock::Calendar& calendar, Due due, const Derived& derived);

void set(store::Tx& tx, const Due& due);  ///< inserts or moves
void clear(store::Tx& tx, Id company, std::string_view kind, Id subject);
std::optional<Due> find(store::Tx& tx, Id company, std::string_view kind, Id subject);

/// The rows with derived moments above (kind, subject), in that order; at most `limit`.
std::vector<Due> derived_rows(store::Tx& tx, Id company, std::string_view kind, Id subject, std::size_t limit);
/// Moves the row's moment; false if it was moved, cleared or fired meanwhile.
bool move(store::Tx& tx, const Due& row, Instant at);

/// Fires one rung inside a write transaction; returns the next rung (a higher number or a later moment), or nullopt
/// when the ladder is done. If it throws, nothing of it is kept and the rung is tried again (1, 2, 4 .. 300 s).
/// May be called again after a conflict, so it has no outside effects.
/// `due.at` is when it should have fired; `now` is when it does.
using Handler = std::function<std::optional<Due>(store::Tx&, Instant now, const Due&)>;

class Runner {
  public:
    /// `complain` gets a line for the log when a handler or the database fails; may be empty.
    Runner(store::Db& db, std::function<Instant()> now, std::map<std::string, Handler, std::less<>> handlers,
           std::function<void(const std::string&)> complain = {});
    ~Runner();
    /// Own thread that sleeps until the next moment, at most one second (the machine may sleep or jump).
    void start();
    void stop();
    /// Fires everything due at now(), oldest first, on this thread. Number of rungs fired.
    std::size_t run_due();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace gx::due
