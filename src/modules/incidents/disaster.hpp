/// One disaster, many reports: a typhoon's damage in ten compounds is one thing for the company. Clause E3.4.
#pragma once

#include "modules/incidents/act.hpp"
#include "modules/incidents/api.hpp"

namespace gx::incidents {

enum class DisasterKind : std::uint8_t { typhoon, rainstorm, flood, snow, heat, earthquake, other };
BOOST_DESCRIBE_ENUM(DisasterKind, typhoon, rainstorm, flood, snow, heat, earthquake, other)

inline constexpr int kDisasterNameMax = 60;            ///< characters
inline constexpr std::size_t kDisasterReports = 2'000;  ///< reports of one disaster that its totals count

struct Disaster {
    Id id;
    std::int64_t rev = 1;
    DisasterKind kind = DisasterKind::other;
    Bytes name;  ///< sealed
    Instant started_at;
    std::optional<Instant> ended_at;
    Id author;
    Bytes idem_key;
    Bytes idem_body;
};

struct DisasterInput {
    DisasterKind kind = DisasterKind::other;
    std::string name;
    Instant started_at;
};
BOOST_DESCRIBE_STRUCT(DisasterInput, (), (kind, name, started_at))
struct DisasterEndInput {
    Instant ended_at;
};
BOOST_DESCRIBE_STRUCT(DisasterEndInput, (), (ended_at))
/// `disaster` absent = the incident belongs to none.
struct GroupInput {
    std::optional<Id> disaster;
};
BOOST_DESCRIBE_STRUCT(GroupInput, (), (disaster))

struct DisasterRow {
    Id id;
    std::int64_t rev = 1;
    DisasterKind kind = DisasterKind::other;
    std::string kind_name, name;
    Instant started_at;
    std::optional<Instant> ended_at;
    Named author;
};
BOOST_DESCRIBE_STRUCT(DisasterRow, (), (id, rev, kind, kind_name, name, started_at, ended_at, author))
using DisasterPage = http::Page<DisasterRow>;
struct DisasterQuery {
    std::optional<std::int64_t> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(DisasterQuery, (), (limit, cursor))

/// Totals over the reports within the reader's reach, false alarms left out.
struct DisasterView {
    DisasterRow row;
    std::int64_t incidents = 0, compounds = 0, injured = 0, dead = 0;
    Fen loss;
    std::vector<IncidentRow> items;  ///< newest first
    bool may_change = false;
};
BOOST_DESCRIBE_STRUCT(DisasterView, (), (row, incidents, compounds, injured, dead, loss, items, may_change))

Result<Disaster> open_disaster(const Act& act, const DisasterInput& input, const http::Idempotency* key);
Result<Disaster> end_disaster(const Act& act, Id id, std::int64_t rev, const DisasterEndInput& input);
Result<DisasterPage> disasters(const Act& act, const DisasterQuery& query);
Result<DisasterView> disaster_view(const Act& act, Id id);
/// Nothing if the incident is under none.
std::optional<Named> disaster_of(const Act& act, const Incident& incident);

/// The author, who leads there, general affairs, the general manager.
Result<Incident> group(const Act& act, Id incident, std::int64_t rev, const GroupInput& input);
/// The incident's row is the caller's to save; refuses a disaster that is not there.
Result<Done> put_under(const Act& act, Incident& incident, Id disaster);

// -- storage: disaster_store.cpp ---------------------------------------------------------------------------------

bool insert(store::Tx& tx, Id company, const Disaster& disaster);
bool end(store::Tx& tx, Id company, const Disaster& disaster, std::int64_t expected_rev);
std::optional<Disaster> find_disaster(store::Tx& tx, Id company, Id id);
std::optional<Disaster> find_disaster_by_key(store::Tx& tx, Id company, BytesView key);
std::vector<Disaster> disaster_page(store::Tx& tx, Id company, Id below, std::size_t count);
void put_under(store::Tx& tx, Id company, Id incident, Id disaster);
void take_out(store::Tx& tx, Id company, Id incident);
std::optional<Id> disaster_id_of(store::Tx& tx, Id company, Id incident);
/// Newest first, below `below`.
std::vector<Id> incidents_under(store::Tx& tx, Id company, Id disaster, Id below, std::size_t count);

}  // namespace gx::incidents
