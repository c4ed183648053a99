/// One finite-state engine for every case. Definitions are TOML beside a module's code; the state of a case lies
/// in the module's own row (the columns of CaseState); its history is the trail. This engine has states,
/// single tasks, void and reopen; the tables already carry round, step and task set.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/org/actor.hpp"
#include "platform/store/db.hpp"

namespace gx::flow {

/// A rung of a clock's ladder: when, whom it tells, what it marks.
struct Rung {
    enum class From : std::uint8_t { start, due };
    /// "50%" of the budget, "due-PT6H", "due", "due+PT30M".
    int percent = -1;  ///< >= 0: share of the time from start to due
    From from = From::due;
    Duration offset{};  ///< from `from`, may be negative
    std::vector<std::string> notify;  ///< "reporter", "leaders", "on_duty", "duty:general_affairs"
    bool breach = false;
    bool emergency = false;  ///< by every channel, at any hour
};

struct ClockRule {
    std::string id;     ///< "two_hours"
    std::string basis;  ///< "real" | "calendar"
    Duration budget{};  ///< real
    int days = 0;       ///< calendar
    std::string clause;
    std::string zh, en;
    std::vector<Rung> ladder;
    Instant due(Instant start) const;
    Instant rung_at(std::size_t rung, Instant start) const;
};

struct Transition {
    std::string from;  ///< a state, or "*" for every state that is not final
    std::string to;
    std::string verb;  ///< one of verbs.def: submit approve reject return withdraw acknowledge confirm execute close ..
    std::vector<std::string> by;  ///< "duty:general_affairs", "author", "leaders", "staff"
    bool reason = false;          ///< a reason must be given
    std::vector<std::string> distinct_from;  ///< steps whose actor may not act here (two different people)
    std::string clause;
};

struct State {
    std::string id;
    std::string zh, en;
    bool initial = false;
    bool final = false;
    std::string clause;
    /// Who has something to do here: "duty:..", "leaders", "author"; empty = nobody. Opens a single task.
    std::vector<std::string> task_for;
    std::string task_zh, task_en;
};

struct Definition {
    std::string key;
    int version = 1;
    std::string zh, en;
    std::string clause;
    std::vector<State> states;
    std::vector<Transition> transitions;
    std::vector<ClockRule> clocks;

    const State& state(std::string_view id) const;
    const ClockRule& clock(std::string_view id) const;
    const State& initial() const;
};

/// Reads and checks: one initial state, every state reachable, no dead end, ladders in order, known verbs.
Result<Definition> parse(std::string_view toml);

/// The columns that every case row carries: flow_version, state, round, rev.
struct CaseState {
    int version = 1;
    std::string state;
    int round = 1;
    std::int64_t rev = 1;  ///< optimistic lock and ETag
};

/// What the engine must know of the actor's tie to the case; all computed from the posts held now.
struct Tie {
    bool is_author = false;
    bool is_leader = false;   ///< a responsible leader of the case
    bool is_subject = false;  ///< the case is about this person: fixed guard, may not decide
    Id scope;                 ///< scope of the case, for duties
    labels::Label label;      ///< fixed guard: reach must cover it
    std::map<std::string, Id, std::less<>> acted;  ///< who took which step in this round (step = verb)
};

/// The state after the act, rev + 1 (and a new round after return or reopen); refusals flow_step_not_allowed,
/// flow_not_yours, flow_out_of_reach, flow_reason_needed, flow_own_case, flow_same_person name what would be needed. A timeout never decides: system actors are refused.
Result<CaseState> advance(const Definition& definition, const CaseState& from, std::string_view verb,
                          const org::Actor& actor, const Tie& tie, std::string_view reason);
/// The same question where no state changes: does one of the words ("author", "leaders", "duty:..") mean the actor, and
/// does the actor reach the case in that role? Refusals flow_not_yours, flow_out_of_reach.
Result<Done> may_act(const std::vector<std::string>& words, const org::Actor& actor, const Tie& tie);
/// Verbs the actor could use now (for the buttons).
std::vector<std::string> allowed(const Definition& definition, const CaseState& from, const org::Actor& actor,
                                 const Tie& tie);

/// A to-do in somebody's inbox. Assigned to a person, or to a duty within the scope of its label.
struct Task {
    Id id;
    Id company;
    std::string flow;
    Id case_id;
    std::string case_number;  ///< what people call the case, for the to-do list; may be empty
    std::string step;         ///< the state that asks
    int round = 1;
    std::string mode = "single";  ///< single now; any, all, ratio, sequence later
    std::string assigned_duty;
    Id assigned_person;
    labels::Label label;
    Instant opened_at;
    std::optional<Instant> due_at;
    std::string status = "open";  ///< open, done, void
};
void open_task(store::Tx& tx, const Task& task);
/// Ends all open tasks of a case (done by `person`, or void when person is Id{}).
void end_tasks(store::Tx& tx, Id company, Id case_id, Id person, Instant now);
/// Open tasks of a case, in no order.
std::vector<Task> tasks_of_case(store::Tx& tx, Id company, Id case_id);
/// Open tasks of this actor, most urgent first, by keyset (due, id); at most `limit`.
std::vector<Task> inbox(store::Tx& tx, const org::Actor& actor, std::size_t limit);

/// All definitions of the program by key, from the flows/*.toml of all parts; parse errors are Bugs.
class Registry {
  public:
    explicit Registry(std::span<const Part* const> parts);
    const Definition& get(std::string_view key) const;
    std::vector<const Definition*> all() const;

  private:
    std::map<std::string, Definition, std::less<>> definitions_;
};

}  // namespace gx::flow
