/// Rows of the organisation's tables; what stands behind directory.hpp, people.hpp and manage.hpp. SQL is in store*.cpp.
#pragma once

#include <limits>

#include "platform/org/directory.hpp"
#include "platform/org/manage.hpp"
#include "platform/org/sessions.hpp"

namespace gx::org::table {

/// valid_to of what has no end yet.
inline constexpr std::int64_t kOpenEnd = std::numeric_limits<std::int64_t>::max();
inline std::int64_t end_millis(const std::optional<Instant>& to) { return to ? to_millis(*to) : kOpenEnd; }
inline std::optional<Instant> end_of(std::int64_t millis) {
    return millis == kOpenEnd ? std::nullopt : std::optional(from_millis(millis));
}

inline std::optional<BytesView> stamp_key(const Stamp& stamp) {
    return stamp.key.empty() ? std::nullopt : std::optional(BytesView(stamp.key));
}
inline std::optional<BytesView> stamp_body(const Stamp& stamp) {
    return stamp.body.empty() ? std::nullopt : std::optional(BytesView(stamp.body));
}

enum class Name : std::uint8_t { compound, building, unit, room, area, department, post, person, holding, account, roster };

/// The record that an earlier create of this key made, and the digest of what it said.
struct Earlier {
    Id id;
    Bytes body;
};
std::optional<Earlier> earlier(store::Tx& tx, Id company, Name name, const Bytes& key);

/// Grows the number that caches of rights and names stand on; returns it.
std::int64_t grow_revision(store::Tx& tx, Id company);
std::int64_t revision(store::Tx& tx, Id company);
void insert_company(store::Tx& tx, Id company, std::string_view name, Instant now);

/// Inserts give false where a row with the same code, name or key came first. Updates compare rev and grow it.
bool insert(store::Tx& tx, Id company, const Compound& row, const Stamp& stamp);
bool update(store::Tx& tx, Id company, const Compound& row);
bool insert(store::Tx& tx, Id company, const Building& row, const Stamp& stamp);
bool insert(store::Tx& tx, Id company, const Unit& row, const Stamp& stamp);
bool insert(store::Tx& tx, Id company, const Room& row, const Stamp& stamp);
bool insert(store::Tx& tx, Id company, const Area& row, const Stamp& stamp);
std::optional<Id> area_by_name(store::Tx& tx, Id company, Id compound, std::string_view name);

bool insert(store::Tx& tx, Id company, const Department& row, const Stamp& stamp);
bool update(store::Tx& tx, Id company, const Department& row);
struct Branch {
    Id id, parent;
};
/// All departments with their parents.
std::vector<Branch> branches(store::Tx& tx, Id company);

bool insert(store::Tx& tx, Id company, const Post& row, const Stamp& stamp);
bool update(store::Tx& tx, Id company, const Post& row);
void map_duty(store::Tx& tx, Id company, std::string_view duty, Id post);
void unmap_duty(store::Tx& tx, Id company, std::string_view duty);
std::vector<Post> leading_posts(store::Tx& tx, Id company, Id department);

/// Sealed columns as they lie in the table.
struct SealedPerson {
    Id id;
    std::string staff_number;
    Bytes name, phone, mail;
    Bytes name_index, phone_index;
    std::optional<Instant> left_at;
    std::int64_t rev = 1;
};
bool insert(store::Tx& tx, Id company, const SealedPerson& row, const Stamp& stamp);
bool update(store::Tx& tx, Id company, const SealedPerson& row);
std::optional<SealedPerson> find_sealed(store::Tx& tx, Id company, Id id);
std::vector<SealedPerson> sealed_after(store::Tx& tx, Id company, std::string_view after, std::size_t limit);
std::vector<SealedPerson> sealed_by_name(store::Tx& tx, Id company, const Bytes& index);
std::vector<SealedPerson> sealed_by_phone(store::Tx& tx, Id company, const Bytes& index);
std::optional<SealedPerson> sealed_by_number(store::Tx& tx, Id company, std::string_view staff_number);

bool insert(store::Tx& tx, Id company, const Holding& row, const Stamp& stamp);
void end_holding(store::Tx& tx, Id company, Id id, Instant at);
void remove_holding(store::Tx& tx, Id company, Id id);
/// The posts behind a person's holdings that end after `now`, with the holding's own times.
struct HeldRow {
    Post post;
    Instant from;
    std::int64_t to = kOpenEnd;
};
std::vector<HeldRow> held(store::Tx& tx, Id company, Id person, Instant now);
std::vector<Id> persons_on(store::Tx& tx, Id company, Id post, Instant now);

struct Secret {
    Account account;
    std::string password;
    Bytes code_hash;
    std::optional<Instant> left_at;  ///< of the person
};
struct Failures {
    std::int64_t count = 0;
    Instant delayed_until{};
};
bool insert(store::Tx& tx, Id company, const Account& row, const Bytes& code_hash, const Stamp& stamp);
std::optional<Secret> secret_by_login(store::Tx& tx, Id company, std::string_view login);
std::optional<Secret> secret_of(store::Tx& tx, Id company, Id person);
void set_password(store::Tx& tx, Id company, Id account, std::string_view hash, bool must_change);
void set_code(store::Tx& tx, Id company, Id account, const Bytes& code_hash, Instant expires);
/// By a key of throttle.hpp.
Failures failures(store::Tx& tx, Id company, BytesView login);
void set_failures(store::Tx& tx, Id company, BytesView login, const Failures& failures, Instant now);
void forget_failures(store::Tx& tx, Id company, BytesView login);
void set_language(store::Tx& tx, Id company, Id person, std::string_view language);
void close_account(store::Tx& tx, Id company, Id person, Instant at);

struct SessionRow {
    Id id, person;
    bool phone = false;
    Instant created_at, last_used_at;
    std::optional<Instant> ended_at;
};
void insert(store::Tx& tx, Id company, const SessionRow& row, BytesView token);
std::optional<SessionRow> session_by_token(store::Tx& tx, Id company, BytesView token);
std::optional<SessionRow> find_session(store::Tx& tx, Id company, Id id);
std::vector<SessionRow> sessions_since(store::Tx& tx, Id company, Id person, Instant since);
void end_session(store::Tx& tx, Id company, Id id, Instant at);
/// All of the person's that are open or end later, but for `keep`.
void end_sessions(store::Tx& tx, Id company, Id person, Id keep, Instant at);
void used_session(store::Tx& tx, Id company, Id id, Instant at);

bool insert(store::Tx& tx, Id company, const RosterRow& row, const Stamp& stamp);
void remove_roster(store::Tx& tx, Id company, Id id);
void end_roster_of(store::Tx& tx, Id company, Id person, Instant at);

}  // namespace gx::org::table
