/// Use cases that change the organisation. Each is one transaction; who may call is the route's permission, what
/// nobody may do is checked here. Trail entries are the caller's. Clauses C2.5, C3.3, G2.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/keys/keys.hpp"
#include "platform/org/actor.hpp"
#include "platform/org/directory.hpp"
#include "platform/store/db.hpp"

namespace gx::org {

inline constexpr int kCodeMax = 32;       ///< characters of codes, staff numbers and log-ins
inline constexpr int kNameMax = 60;       ///< characters of names
inline constexpr int kAddressMax = 200;   ///< characters of addresses and mail addresses
inline constexpr int kDepthMax = 16;      ///< departments below each other
inline constexpr auto kRosterMax = std::chrono::days{31};  ///< longest row of the roster

/// The key of a create and the digest of what it said; both empty where there is none (imports, init).
struct Stamp {
    Bytes key, body;
};

/// What a create made; replayed = the same key came before, and nothing was done.
struct Created {
    Id id;
    bool replayed = false;
};

struct CompoundInput {
    std::string code, name, address;
    bool active = true;
};
Result<Created> create_compound(store::Tx& tx, const Actor& actor, Instant now, const CompoundInput& input,
                                const Stamp& stamp = {});
/// Changes return the new rev; `rev` is the one the caller saw (refusal rev_moved).
Result<std::int64_t> change_compound(store::Tx& tx, const Actor& actor, Instant now, Id id, std::int64_t rev,
                                     const CompoundInput& input);

struct BuildingInput {
    Id compound;
    std::string name;
};
struct UnitInput {
    Id building;
    std::string name;
};
struct RoomInput {
    Id building;
    Id unit;  ///< Id{} = directly in the building
    std::string name;
    std::optional<std::int64_t> floor;  ///< -20..200
};
struct AreaInput {
    Id compound;
    std::string name;
    std::vector<Id> buildings;
};
Result<Created> create_building(store::Tx& tx, const Actor& actor, Instant now, const BuildingInput& input,
                                const Stamp& stamp = {});
Result<Created> create_unit(store::Tx& tx, const Actor& actor, Instant now, const UnitInput& input,
                            const Stamp& stamp = {});
Result<Created> create_room(store::Tx& tx, const Actor& actor, Instant now, const RoomInput& input,
                            const Stamp& stamp = {});
Result<Created> create_area(store::Tx& tx, const Actor& actor, Instant now, const AreaInput& input,
                            const Stamp& stamp = {});

struct DepartmentInput {
    std::string code, name;
    Id parent, compound;
    std::optional<Instant> to;  ///< closes the department; only changes
};
Result<Created> create_department(store::Tx& tx, const Actor& actor, Instant now, const DepartmentInput& input,
                                  const Stamp& stamp = {});
Result<std::int64_t> change_department(store::Tx& tx, const Actor& actor, Instant now, Id id, std::int64_t rev,
                                       const DepartmentInput& input);

struct PostInput {
    std::string code, name;
    Id department, compound;
    std::int64_t rank = 100;  ///< 1..999
    bool leads = false;
    labels::Level level = labels::kOrdinary;
    std::uint64_t compartments = 0;
    ScopeKind scope = ScopeKind::department;
};
Result<Created> create_post(store::Tx& tx, const Actor& actor, Instant now, const PostInput& input,
                            const Stamp& stamp = {});
Result<std::int64_t> change_post(store::Tx& tx, const Actor& actor, Instant now, Id id, std::int64_t rev,
                                 const PostInput& input);
/// The posts that carry the duty from now on.
Result<Done> map_duty(store::Tx& tx, const Actor& actor, Instant now, Duty duty, const std::vector<Id>& posts);

struct PersonInput {
    std::string staff_number, name, phone, mail;
};
Result<Created> create_person(store::Tx& tx, const keys::Keyring& keys, const Actor& actor, Instant now,
                              const PersonInput& input, const Stamp& stamp = {});
Result<std::int64_t> change_person(store::Tx& tx, const keys::Keyring& keys, const Actor& actor, Instant now, Id id,
                                   std::int64_t rev, const PersonInput& input);
/// At `at` (not before now; the minute it lies in) holdings, sessions, roster rows and the account end.
Result<Done> leave(store::Tx& tx, const Actor& actor, Instant now, Id person, Instant at);

struct HoldingInput {
    Id person, post;
    Instant from;
    std::optional<Instant> to;
};
Result<Created> hold_post(store::Tx& tx, const Actor& actor, Instant now, const HoldingInput& input,
                          const Stamp& stamp = {});
/// Ends it now; one that has not begun is removed. Returns the person.
Result<Id> end_holding(store::Tx& tx, const Actor& actor, Instant now, Id holding);

/// A one-time code, shown once, good for kFirstCodeLives.
struct IssuedCode {
    Id account, person;
    std::string login;
    std::string code;  ///< empty in a replay after it was spent
    Instant expires_at;
    bool replayed = false;
};
Result<IssuedCode> create_account(store::Tx& tx, const keys::Keyring& keys, const Actor& actor, Instant now, Id person,
                                  std::string_view login, const Stamp& stamp = {});
/// A new code instead of the password; ends the person's sessions.
Result<IssuedCode> reset_account(store::Tx& tx, const keys::Keyring& keys, const Actor& actor, Instant now, Id account);
/// For the demo company and the command line: sets a hash that crypto::hash_password made.
Result<Done> set_password_hash(store::Tx& tx, Id company, Id account, std::string_view hash, bool must_change);
Result<Done> set_language(store::Tx& tx, const Actor& actor, Lang lang);

struct RosterInput {
    Id compound;  ///< Id{} = the whole company
    Id person;
    std::string duty;  ///< "leader" or "guard"
    Instant from, to;
};
/// Who answers is for those to know who may have to call them (clause E4.2): the duties of the whole company for all
/// staff, a compound's for those whose reach holds it, one's own wherever they are. Also seen: by a system administrator.
bool may_see_duty(const Actor& actor, const RosterRow& row);
/// Refusals of a row outside the actor's reach: org_roster_out_of_reach; not_found where it may not even be seen.
Result<Created> create_roster(store::Tx& tx, const Actor& actor, Instant now, const RosterInput& input,
                              const Stamp& stamp = {});
Result<Done> remove_roster(store::Tx& tx, const Actor& actor, Instant now, Id id);

/// An empty company: its row. Then the keys are made (keys::Keyring::create), then its first administrator:
/// a department, a post with the duty system_administrator, a person and an account with a one-time code.
void found_company(store::Tx& tx, Id company, std::string_view name, Instant now);
struct FirstAdministrator {
    std::string department, post, person, login;
};
Result<IssuedCode> found_administrator(store::Tx& tx, const keys::Keyring& keys, Instant now,
                                       const FirstAdministrator& input);

/// Lower case, half-width, without spaces around: how log-ins are compared.
std::string normal_login(std::string_view login);
/// Digits of a telephone number without +86; how phones are compared.
std::string normal_phone(std::string_view phone);

/// Grows the rights revision; every change of posts, holdings, duties, departments, accounts or names calls it.
void touch_rights(store::Tx& tx, Id company);

}  // namespace gx::org
