/// What every use case of the module needs: the transaction, who acts, when; and the small steps all of them share.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "modules/incidents/record.hpp"
#include "platform/http/call.hpp"

namespace gx::incidents {

/// One act in one transaction. `call` is null for clocks, the outbox and the demo.
struct Act {
    const http::Services& services;
    store::Tx& tx;
    const org::Actor& actor;
    Instant now;
    http::Call* call = nullptr;
    bool quiet = false;  ///< the demo's past: nobody is told of it now

    Id company() const { return services.company; }
    Lang lang() const { return actor.lang; }
    /// The act's trail entry. `note` holds codes and numbers, `content` what people wrote (only committed to).
    void record(std::string_view action, std::string_view clause, const Incident& incident, std::string note,
                std::string content = {}) const;
    /// The same of any object of this module.
    void record(std::string_view action, std::string_view clause, std::string_view type, Id object,
                const labels::Label& label, std::string note, std::string content = {}) const;
    void saw(const Incident& incident) const {
        if (call != nullptr) call->saw("incident", incident.id, incident.label);
    }
};

inline Act act_of(http::Call& call) { return {call.services, call.tx(), call.actor, call.now, &call}; }

/// {"a":"1","b":"x"}; values are texts.
std::string note_of(std::initializer_list<std::pair<std::string_view, std::string>> values);

/// The incident if this actor may know of it, else not_found, the same as for one that is not there.
Result<Incident> load(const Act& act, Id id);
/// The same for a change: refuses with rev_moved (412) when the row is newer than the reader's.
Result<Incident> load_for_change(const Act& act, Id id, std::int64_t expected_rev);

/// What the actor is to this case, from the posts held now.
flow::Tie tie_of(const Act& act, const Incident& incident);
/// Who may correct what was reported: its author, who leads there, general affairs, the general manager. Reach and the
/// right to report are not enough: grade and first knowledge decide the clock. Clauses E2, E4.2.
Result<Done> may_correct(const Act& act, const flow::Tie& tie);
const flow::Definition& flow_of(const http::Services& services);

/// Saves the change under the rev the incident was loaded with; refuses with conflict if somebody was faster.
Result<Done> save(const Act& act, Incident& incident, std::int64_t loaded_rev);

Narrative open_narrative(const http::Services& services, const Incident& incident);
Bytes seal_narrative(const http::Services& services, Id incident, const Narrative& narrative);
std::string open_text(const http::Services& services, std::string_view table, Id row, std::string_view column,
                      const Bytes& sealed);
Bytes seal_text(const http::Services& services, std::string_view table, Id row, std::string_view column,
                std::string_view plain);

Judged judge_at(const Incident& incident, Instant now);
/// Stops the clock with the earliest of what proves a report, and keeps `running_due` in step.
void settle(const Act& act, Incident& incident);
std::string number_of(const Incident& incident);

/// Collects the wrong fields of an input and refuses with all of them.
class Checker {
  public:
    /// Code points of the trimmed text within [min, max].
    void text(std::string_view path, std::string_view value, int min, int max);
    void number(std::string_view path, std::optional<std::int64_t> value, std::int64_t max);
    void add(std::string_view path, std::string_view key, std::vector<std::pair<std::string, std::string>> params = {});
    /// Takes over the fields of another refusal.
    void take(const Result<Done>& other);
    Result<Done> result() const;

  private:
    Error error_{"input_invalid", {}, {}};
};

}  // namespace gx::incidents
