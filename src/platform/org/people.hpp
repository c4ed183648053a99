/// What flows and rules ask of the organisation: who holds which duty for which scope, who leads whom, who is on
/// duty now, what things are called. Reads only; use cases that change the organisation are in manage.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/keys/keys.hpp"
#include "platform/org/actor.hpp"
#include "platform/store/db.hpp"

namespace gx::org {

/// Persons who hold, at `now`, a post mapped to the duty whose reach holds `scope` (Id{} = any scope).
std::vector<Id> holders(store::Tx& tx, Id company, Duty duty, Id scope, Instant now);
/// Heads of a department now; of its parent where nobody leads it, and so on up.
std::vector<Id> heads_of(store::Tx& tx, Id company, Id department, Instant now);
/// The responsible leaders of a report from this scope (主管领导): the branch manager of the compound, else the
/// heads of the reporting department, else the general manager.
std::vector<Id> responsible_leaders(store::Tx& tx, Id company, Id compound, Id department, Instant now);
/// Is the actor among the responsible leaders? Asks the database only where the posts held do not tell.
bool leads(store::Tx& tx, const Actor& actor, Id compound, Id department, Instant now);
/// Persons on duty by the roster at `now`: of this compound, and company-wide ones.
std::vector<Id> on_duty(store::Tx& tx, Id company, Id compound, Instant now);
/// The person's actor at `now`, without a session; nobody if the person holds no post.
Actor actor_of(store::Tx& tx, Id company, Id person, Instant now);
/// What the posts held now let the person reach; less than actor_of asks for.
std::vector<labels::Reach> reaches_of(store::Tx& tx, Id company, Id person, Instant now);
/// Staff whose reach covers the label at `now` (for badges and streams); bounded by `limit`.
std::vector<Id> readers(store::Tx& tx, Id company, const labels::Label& label, Instant now, std::size_t limit);

/// Names for the screen; empty if erased or unknown. Person names are opened with the person's key (cached).
std::string person_name(store::Tx& tx, const keys::Keyring& keys, Id person);
std::string post_name(store::Tx& tx, Id company, Id post);
std::string department_name(store::Tx& tx, Id company, Id department);
std::string compound_name(store::Tx& tx, Id company, Id compound);
bool compound_exists(store::Tx& tx, Id company, Id compound);

/// Where mail goes for a person; empty if none is registered.
std::string mail_of(store::Tx& tx, const keys::Keyring& keys, Id person);

}  // namespace gx::org
