/// Every query of the module, one function each. Lists run along an index, newest first, and never sort.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "modules/incidents/record.hpp"
#include "platform/labels/merge.hpp"
#include "platform/store/db.hpp"

namespace gx::incidents {

/// Level of the stream that gives what a person wrote, whatever the person may reach now; scope is the person.
inline constexpr labels::Level kAuthorStream = 0;

/// The next number of the year; rolled back with the transaction, so the series has no gaps.
std::int64_t next_number(store::Tx& tx, Id company, int year);
/// False if the idempotency key stands already.
bool insert(store::Tx& tx, Id company, const Incident& incident);
std::optional<Incident> find(store::Tx& tx, Id company, Id id);
std::optional<Incident> find_by_key(store::Tx& tx, Id company, BytesView key);
/// Writes what may change, rev included; false if the row's rev is no longer `expected`.
bool update(store::Tx& tx, Id company, const Incident& incident, std::int64_t expected_rev);

/// What an index narrows a page to: a month (0 = any) or else a kind (empty = any).
struct Narrowed {
    int month = 0;
    std::string kind;
};
/// Ids of one stream below `below`, newest first, out of an index alone. A month leaves the kind open, and an author's
/// stream the month: the caller's filter decides.
std::vector<Id> page(store::Tx& tx, Id company, const labels::Stream& stream, const Narrowed& to, Id below,
                     std::size_t count);
/// All ids above `after`, rising.
std::vector<Id> above(store::Tx& tx, Id company, Id after, std::size_t count);
/// Running clocks of one stream after (due, id), nearest due first.
std::vector<Incident> running(store::Tx& tx, Id company, const labels::Stream& stream, Instant due, Id after,
                              std::size_t count);
/// All rows of a month in order of report after `after`; scope Id{} = the whole company.
std::vector<Incident> month_rows(store::Tx& tx, Id company, Id scope, int month, Id after, std::size_t count);

bool insert(store::Tx& tx, Id company, const Report& report);
std::optional<Report> find_report_by_key(store::Tx& tx, Id company, BytesView key);
std::vector<Report> reports_of(store::Tx& tx, Id company, Id incident);

bool insert(store::Tx& tx, Id company, const PhoneCall& call);
std::optional<PhoneCall> find_call(store::Tx& tx, Id company, Id id);
std::optional<PhoneCall> find_call_by_key(store::Tx& tx, Id company, BytesView key);
std::vector<PhoneCall> calls_of(store::Tx& tx, Id company, Id incident);
/// Answers an open call; false if it is answered already.
bool answer(store::Tx& tx, Id company, const PhoneCall& call);

void insert(store::Tx& tx, Id company, const CaseAct& act);
std::vector<CaseAct> acts_of(store::Tx& tx, Id company, Id incident);

void add_tally(store::Tx& tx, Id company, const std::string& what, std::int64_t by);
std::map<std::string, std::int64_t> tallies(store::Tx& tx, Id company);
/// Running clocks that are due before `due`.
std::int64_t count_running(store::Tx& tx, Id company, Instant due);

}  // namespace gx::incidents
