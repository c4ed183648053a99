/// The clause catalogue: every duty of the regulations, which of them are built, and the live proof of each.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/system/clause_table.hpp"
#include "platform/base/part.hpp"
#include "platform/http/module.hpp"
#include "platform/org/actor.hpp"

namespace gx::system {

enum class ClauseState : std::uint8_t { built, part, not_built, red };
BOOST_DESCRIBE_ENUM(ClauseState, built, part, not_built, red)

/// A sentence in both languages.
struct Both {
    std::string zh, en;
    const std::string& in(Lang lang) const { return lang == Lang::en ? en : zh; }
};

/// One clause as the catalogue and the module that claims it say. `state` is never `red` here.
struct Clause {
    std::string id;      ///< "E4.2"
    std::string part;    ///< "E"
    std::string source;  ///< chapter and article: "1-4-2"
    Both title, must, shows, reason;
    ClauseState state = ClauseState::not_built;
    std::vector<org::Duty> duties;  ///< without a holder of each, nobody can carry it out
    std::vector<std::string> rules, tests, pages, routes;
};

/// What applies where clauses meet.
struct Meeting {
    std::string of;
    Both rule;
};

/// Immutable after construction. Wrong texts are Bugs: they stand in our own files.
class ClauseBook {
  public:
    ClauseBook() = default;
    /// The catalogue is data/clauses.toml of modules/system; claims are the clauses.toml of each part.
    ClauseBook(std::span<const Part* const> parts, std::span<const CarriedOut> carried_out);

    const std::vector<Clause>& all() const { return clauses_; }
    const Clause* find(std::string_view id) const;
    const Both& part_name(std::string_view part) const;
    const std::vector<Meeting>& meetings() const { return meetings_; }
    /// Ids of the claimed clauses that need the duty, in the catalogue's order.
    std::vector<std::string> of_duty(org::Duty duty) const;

  private:
    std::vector<Clause> clauses_;
    std::vector<Meeting> meetings_;
    std::map<std::string, Both, std::less<>> parts_;
};

struct Evidence {
    std::string key;
    std::string label;
    std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(Evidence, (), (key, label, value))

/// One clause as shown on the page 制度执行 and by `guixing clauses`.
struct ClauseRow {
    std::string id, part, part_name, source, title;
    std::optional<std::string> title_en;
    std::string must, shows;
    ClauseState state = ClauseState::not_built;
    std::optional<std::string> reason;
    std::vector<std::string> rules, tests, pages, routes, meetings;
    std::vector<Evidence> evidence;
};
BOOST_DESCRIBE_STRUCT(ClauseRow, (), (id, part, part_name, source, title, title_en, must, shows, state, reason, rules, tests,
                                      pages, routes, meetings, evidence))

/// The row with live figures. A claimed clause whose duty nobody holds at `now` is red, and says which.
/// Figures are given to an actor whose reach is the whole company; `actor` nullptr = the command line, which may.
ClauseRow clause_row(store::Tx& tx, const http::Services& services, const org::Actor* actor, Instant now, Lang lang,
                     const Clause& clause);
std::vector<ClauseRow> clause_rows(store::Tx& tx, const http::Services& services, const org::Actor* actor, Instant now,
                                   Lang lang);

/// For the command line: a JSON list of rows, or a table that a person reads.
std::string clauses_json(const std::vector<ClauseRow>& rows);
std::string clauses_text(const std::vector<ClauseRow>& rows, Lang lang);

}  // namespace gx::system
