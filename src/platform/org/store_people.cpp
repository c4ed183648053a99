#include "platform/org/table.hpp"

namespace gx::org {
namespace {

using store::Query;

const Query kInsertPerson{"org.insert_person", R"sql(
    INSERT INTO person (company, id, staff_number, name, phone, mail, name_index, phone_index, left_at, rev, idem_key,
                        idem_body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11) ON CONFLICT DO NOTHING)sql"};
const Query kUpdatePerson{"org.update_person", R"sql(
    UPDATE person SET staff_number = $1, name = $2, phone = $3, mail = $4, name_index = $5, phone_index = $6,
                      left_at = $7, rev = rev + 1
    WHERE company = $8 AND id = $9 AND rev = $10)sql"};
const Query kPersonRow{"org.person", R"sql(
    SELECT id, staff_number, name, phone, mail, name_index, phone_index, left_at, rev FROM person
    WHERE company = $1 AND id = $2)sql"};
const Query kPeopleAfter{"org.people_after", R"sql(
    SELECT id, staff_number, name, phone, mail, name_index, phone_index, left_at, rev FROM person
    WHERE company = $1 AND staff_number > $2 ORDER BY staff_number LIMIT $3)sql"};
const Query kPeopleByName{"org.people_by_name", R"sql(
    SELECT id, staff_number, name, phone, mail, name_index, phone_index, left_at, rev FROM person
    WHERE company = $1 AND name_index = $2 LIMIT 50)sql"};
const Query kPeopleByPhone{"org.people_by_phone", R"sql(
    SELECT id, staff_number, name, phone, mail, name_index, phone_index, left_at, rev FROM person
    WHERE company = $1 AND phone_index = $2 LIMIT 50)sql"};
const Query kPersonByNumber{"org.person_by_number", R"sql(
    SELECT id, staff_number, name, phone, mail, name_index, phone_index, left_at, rev FROM person
    WHERE company = $1 AND staff_number = $2)sql"};

const Query kInsertRoster{"org.insert_roster", R"sql(
    INSERT INTO roster (company, id, compound, person, duty, valid_from, valid_to, idem_key, idem_body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING)sql"};
const Query kRosterRow{"org.roster_row", R"sql(
    SELECT id, compound, person, duty, valid_from, valid_to FROM roster WHERE company = $1 AND id = $2)sql"};
const Query kRosterAll{"org.roster_all", R"sql(
    SELECT id, compound, person, duty, valid_from, valid_to FROM roster
    WHERE company = $1 AND valid_from > $2 AND valid_from < $3 AND valid_to > $4 ORDER BY valid_from, id LIMIT 2000)sql"};
const Query kRosterOf{"org.roster_of", R"sql(
    SELECT id, compound, person, duty, valid_from, valid_to FROM roster
    WHERE company = $1 AND compound = $2 AND valid_from > $3 AND valid_from < $4 AND valid_to > $5
    ORDER BY valid_from LIMIT 2000)sql"};
const Query kRosterOfPerson{"org.roster_of_person", R"sql(
    SELECT id, compound, person, duty, valid_from, valid_to FROM roster
    WHERE company = $1 AND person = $2 AND valid_from > $3 AND valid_to > $4)sql"};
const Query kRemoveRoster{"org.remove_roster", "DELETE FROM roster WHERE company = $1 AND id = $2"};
const Query kEndRoster{"org.end_roster", "UPDATE roster SET valid_to = $1 WHERE company = $2 AND id = $3"};

table::SealedPerson to_sealed(const store::Row& row) {
    return {row.id(0),   row.str(1),  row.blob(2),     row.blob(3), row.blob(4),
            row.blob(5), row.blob(6), row.maybe_at(7), row.i64(8)};
}

RosterRow to_roster(const store::Row& row) {
    return {row.id(0), row.id(1), row.id(2), row.str(3), row.at(4), row.at(5)};
}

std::optional<BytesView> or_null(const Bytes& bytes) {
    return bytes.empty() ? std::nullopt : std::optional(BytesView(bytes));
}

}  // namespace

std::optional<Id> person_by_staff_number(store::Tx& tx, Id company, std::string_view staff_number) {
    return tx.one(kPersonByNumber, [](const store::Row& row) { return row.id(0); }, company, staff_number);
}

std::vector<RosterRow> roster(store::Tx& tx, Id company, std::optional<Id> compound, Instant from, Instant to) {
    const Instant earliest = from - kRosterMax;
    if (compound) return tx.all(kRosterOf, to_roster, company, *compound, earliest, to, from);
    return tx.all(kRosterAll, to_roster, company, earliest, to, from);
}
std::vector<RosterRow> roster_now(store::Tx& tx, Id company, Instant now) {
    return roster(tx, company, std::nullopt, now, now + Duration{1});
}
std::optional<RosterRow> find_roster(store::Tx& tx, Id company, Id id) {
    return tx.one(kRosterRow, to_roster, company, id);
}

namespace table {

bool insert(store::Tx& tx, Id company, const SealedPerson& row, const Stamp& stamp) {
    return tx.exec(kInsertPerson, company, row.id, row.staff_number, row.name, or_null(row.phone), or_null(row.mail),
                   row.name_index, or_null(row.phone_index), row.left_at, stamp_key(stamp), stamp_body(stamp)) == 1;
}
bool update(store::Tx& tx, Id company, const SealedPerson& row) {
    return tx.exec(kUpdatePerson, row.staff_number, row.name, or_null(row.phone), or_null(row.mail), row.name_index,
                   or_null(row.phone_index), row.left_at, company, row.id, row.rev) == 1;
}
std::optional<SealedPerson> find_sealed(store::Tx& tx, Id company, Id id) {
    return tx.one(kPersonRow, to_sealed, company, id);
}
std::vector<SealedPerson> sealed_after(store::Tx& tx, Id company, std::string_view after, std::size_t limit) {
    return tx.all(kPeopleAfter, to_sealed, company, after, limit);
}
std::vector<SealedPerson> sealed_by_name(store::Tx& tx, Id company, const Bytes& index) {
    return tx.all(kPeopleByName, to_sealed, company, index);
}
std::vector<SealedPerson> sealed_by_phone(store::Tx& tx, Id company, const Bytes& index) {
    return tx.all(kPeopleByPhone, to_sealed, company, index);
}
std::optional<SealedPerson> sealed_by_number(store::Tx& tx, Id company, std::string_view staff_number) {
    return tx.one(kPersonByNumber, to_sealed, company, staff_number);
}

bool insert(store::Tx& tx, Id company, const RosterRow& row, const Stamp& stamp) {
    return tx.exec(kInsertRoster, company, row.id, row.compound, row.person, row.duty, row.from, row.to,
                   stamp_key(stamp), stamp_body(stamp)) == 1;
}
void remove_roster(store::Tx& tx, Id company, Id id) { tx.exec(kRemoveRoster, company, id); }
void end_roster_of(store::Tx& tx, Id company, Id person, Instant at) {
    const auto rows = tx.all(kRosterOfPerson, to_roster, company, person, at - kRosterMax, at);
    for (const RosterRow& row : rows) {
        if (row.from >= at) {
            remove_roster(tx, company, row.id);
        } else {
            tx.exec(kEndRoster, at, company, row.id);
        }
    }
}

}  // namespace table
}  // namespace gx::org
