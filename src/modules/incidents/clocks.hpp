/// The ladder of an incident's clock, and what follows from the acts after their commit.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "modules/incidents/act.hpp"
#include "platform/due/due.hpp"
#include "platform/outbox/outbox.hpp"

namespace gx::incidents {

inline constexpr std::string_view kClockKind = "incident.report_clock";

/// When a rung fires, from the clock's own start and due moments.
Instant rung_at(const flow::Rung& rung, Instant start, Instant due);
/// The first rung worth firing for a clock armed at `now`: a reminder whose time is over reminds of nothing, but a
/// breach and what follows it are never left out. nullopt if the ladder is over.
std::optional<std::size_t> first_rung(const std::vector<flow::Rung>& ladder, Instant start, Instant due, Instant now);

/// Sets, moves or clears the due row. Rungs that have fired stay fired, unless the ladder is another one.
void arm(const Act& act, const Incident& incident, bool new_ladder);

/// What the outbox carries after an act; ids and codes only.
struct Changed {
    Id incident;
    std::string what;
    std::optional<Id> person;
    std::optional<Id> call;
    std::optional<bool> quiet{};  ///< count it, open its tasks, tell nobody
};
BOOST_DESCRIBE_STRUCT(Changed, (), (incident, what, person, call, quiet))
void announce(const Act& act, const Changed& changed);

std::map<std::string, outbox::Handler, std::less<>> outbox_handlers(const http::Services& services);
std::map<std::string, due::Handler, std::less<>> due_handlers(const http::Services& services);

}  // namespace gx::incidents
