#include <algorithm>

#include "platform/org/table.hpp"

namespace gx::org {
namespace {

using store::Query;

const Query kCompany{"org.company", "SELECT company, name, created_at FROM company LIMIT 1"};
const Query kInsertCompany{"org.insert_company",
                           "INSERT INTO company (company, name, created_at, rights_revision) VALUES ($1, $2, $3, 1)"};
const Query kRevision{"org.revision", "SELECT rights_revision FROM company WHERE company = $1"};
const Query kGrowRevision{"org.grow_revision",
                          "UPDATE company SET rights_revision = rights_revision + 1 WHERE company = $1 "
                          "RETURNING rights_revision"};

const Query kEarlierCompound{"org.earlier_compound",
                             "SELECT id, idem_body FROM compound WHERE company = $1 AND idem_key = $2"};
const Query kEarlierBuilding{"org.earlier_building",
                             "SELECT id, idem_body FROM building WHERE company = $1 AND idem_key = $2"};
const Query kEarlierUnit{"org.earlier_unit", "SELECT id, idem_body FROM unit WHERE company = $1 AND idem_key = $2"};
const Query kEarlierRoom{"org.earlier_room", "SELECT id, idem_body FROM room WHERE company = $1 AND idem_key = $2"};
const Query kEarlierArea{"org.earlier_area", "SELECT id, idem_body FROM area WHERE company = $1 AND idem_key = $2"};
const Query kEarlierDepartment{"org.earlier_department",
                               "SELECT id, idem_body FROM department WHERE company = $1 AND idem_key = $2"};
const Query kEarlierPost{"org.earlier_post", "SELECT id, idem_body FROM post WHERE company = $1 AND idem_key = $2"};
const Query kEarlierPerson{"org.earlier_person",
                           "SELECT id, idem_body FROM person WHERE company = $1 AND idem_key = $2"};
const Query kEarlierHolding{"org.earlier_holding",
                            "SELECT id, idem_body FROM holding WHERE company = $1 AND idem_key = $2"};
const Query kEarlierAccount{"org.earlier_account",
                            "SELECT id, idem_body FROM account WHERE company = $1 AND idem_key = $2"};
const Query kEarlierRoster{"org.earlier_roster",
                           "SELECT id, idem_body FROM roster WHERE company = $1 AND idem_key = $2"};

const Query kCompounds{"org.compounds",
                       "SELECT id, code, name, address, active, rev FROM compound WHERE company = $1 ORDER BY code"};
const Query kCompoundRow{"org.compound",
                         "SELECT id, code, name, address, active, rev FROM compound WHERE company = $1 AND id = $2"};
const Query kCompoundByCode{"org.compound_by_code", "SELECT id FROM compound WHERE company = $1 AND code = $2"};
const Query kInsertCompound{"org.insert_compound", R"sql(
    INSERT INTO compound (company, id, code, name, address, active, rev, idem_key, idem_body)
    VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8) ON CONFLICT DO NOTHING)sql"};
const Query kUpdateCompound{"org.update_compound", R"sql(
    UPDATE compound SET code = $1, name = $2, address = $3, active = $4, rev = rev + 1
    WHERE company = $5 AND id = $6 AND rev = $7)sql"};

const Query kBuildings{"org.buildings", "SELECT id, compound, name FROM building WHERE company = $1 AND compound = $2"};
const Query kBuildingRow{"org.building", "SELECT id, compound, name FROM building WHERE company = $1 AND id = $2"};
const Query kBuildingByName{"org.building_by_name",
                            "SELECT id FROM building WHERE company = $1 AND compound = $2 AND name = $3"};
const Query kInsertBuilding{"org.insert_building", R"sql(
    INSERT INTO building (company, id, compound, name, idem_key, idem_body)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING)sql"};

const Query kUnits{"org.units", "SELECT id, compound, building, name FROM unit WHERE company = $1 AND compound = $2"};
const Query kUnitRow{"org.unit", "SELECT id, compound, building, name FROM unit WHERE company = $1 AND id = $2"};
const Query kUnitByName{"org.unit_by_name",
                        "SELECT id FROM unit WHERE company = $1 AND building = $2 AND name = $3"};
const Query kInsertUnit{"org.insert_unit", R"sql(
    INSERT INTO unit (company, id, compound, building, name, idem_key, idem_body)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING)sql"};

const Query kRooms{"org.rooms", R"sql(
    SELECT id, compound, building, unit, name, floor_number FROM room WHERE company = $1 AND compound = $2)sql"};
const Query kRoomRow{"org.room", R"sql(
    SELECT id, compound, building, unit, name, floor_number FROM room WHERE company = $1 AND id = $2)sql"};
const Query kRoomByName{"org.room_by_name",
                        "SELECT id FROM room WHERE company = $1 AND building = $2 AND unit = $3 AND name = $4"};
const Query kInsertRoom{"org.insert_room", R"sql(
    INSERT INTO room (company, id, compound, building, unit, name, floor_number, idem_key, idem_body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING)sql"};

const Query kAreas{"org.areas", "SELECT id, compound, name FROM area WHERE company = $1 AND compound = $2"};
const Query kAreaByName{"org.area_by_name",
                        "SELECT id FROM area WHERE company = $1 AND compound = $2 AND name = $3"};
const Query kAreaBuildings{"org.area_buildings",
                           "SELECT building FROM area_building WHERE company = $1 AND area = $2"};
const Query kInsertArea{"org.insert_area", R"sql(
    INSERT INTO area (company, id, compound, name, idem_key, idem_body)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING)sql"};
const Query kInsertAreaBuilding{"org.insert_area_building",
                                "INSERT INTO area_building (company, area, building) VALUES ($1, $2, $3)"};

Id first_id(const store::Row& row) { return row.id(0); }

Compound to_compound(const store::Row& row) {
    return {row.id(0), row.str(1), row.str(2), row.str(3), row.i64(4) != 0, row.i64(5)};
}
Building to_building(const store::Row& row) { return {row.id(0), row.id(1), row.str(2)}; }
Unit to_unit(const store::Row& row) { return {row.id(0), row.id(1), row.id(2), row.str(3)}; }
Room to_room(const store::Row& row) {
    return {row.id(0), row.id(1), row.id(2), row.id(3), row.str(4), row.maybe_i64(5)};
}

/// 2栋 before 10栋: runs of digits count as numbers.
bool natural(std::string_view a, std::string_view b) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (digit(a[i]) && digit(b[j])) {
            std::size_t i_end = i;
            std::size_t j_end = j;
            while (i_end < a.size() && digit(a[i_end])) ++i_end;
            while (j_end < b.size() && digit(b[j_end])) ++j_end;
            const std::string_view x = a.substr(i, i_end - i);
            const std::string_view y = b.substr(j, j_end - j);
            if (x.size() != y.size()) return x.size() < y.size();
            if (x != y) return x < y;
            i = i_end;
            j = j_end;
        } else {
            if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
            ++i;
            ++j;
        }
    }
    return a.size() - i < b.size() - j;
}

template <class T>
std::vector<T> by_name(std::vector<T> rows) {
    std::sort(rows.begin(), rows.end(), [](const T& a, const T& b) { return natural(a.name, b.name); });
    return rows;
}

}  // namespace

std::optional<Company> the_company(store::Tx& tx) {
    return tx.one(kCompany, [](const store::Row& row) { return Company{row.id(0), row.str(1), row.at(2)}; });
}

std::vector<Compound> compounds(store::Tx& tx, Id company) { return tx.all(kCompounds, to_compound, company); }
std::optional<Compound> find_compound(store::Tx& tx, Id company, Id id) {
    return tx.one(kCompoundRow, to_compound, company, id);
}
std::optional<Id> compound_by_code(store::Tx& tx, Id company, std::string_view code) {
    return tx.one(kCompoundByCode, first_id, company, code);
}

std::vector<Building> buildings(store::Tx& tx, Id company, Id compound) {
    return by_name(tx.all(kBuildings, to_building, company, compound));
}
std::vector<Unit> units(store::Tx& tx, Id company, Id compound) {
    return by_name(tx.all(kUnits, to_unit, company, compound));
}
std::vector<Room> rooms(store::Tx& tx, Id company, Id compound) {
    return by_name(tx.all(kRooms, to_room, company, compound));
}
std::vector<Area> areas(store::Tx& tx, Id company, Id compound) {
    auto rows = by_name(tx.all(
        kAreas, [](const store::Row& row) { return Area{row.id(0), row.id(1), row.str(2), {}}; }, company, compound));
    for (Area& area : rows) area.buildings = tx.all(kAreaBuildings, first_id, company, area.id);
    return rows;
}
std::optional<Building> find_building(store::Tx& tx, Id company, Id id) {
    return tx.one(kBuildingRow, to_building, company, id);
}
std::optional<Unit> find_unit(store::Tx& tx, Id company, Id id) { return tx.one(kUnitRow, to_unit, company, id); }
std::optional<Room> find_room(store::Tx& tx, Id company, Id id) { return tx.one(kRoomRow, to_room, company, id); }
std::optional<Id> building_by_name(store::Tx& tx, Id company, Id compound, std::string_view name) {
    return tx.one(kBuildingByName, first_id, company, compound, name);
}
std::optional<Id> unit_by_name(store::Tx& tx, Id company, Id building, std::string_view name) {
    return tx.one(kUnitByName, first_id, company, building, name);
}
std::optional<Id> room_by_name(store::Tx& tx, Id company, Id building, Id unit, std::string_view name) {
    return tx.one(kRoomByName, first_id, company, building, unit, name);
}

namespace table {

std::optional<Earlier> earlier(store::Tx& tx, Id company, Name name, const Bytes& key) {
    static const Query* const kQueries[] = {&kEarlierCompound, &kEarlierBuilding, &kEarlierUnit,  &kEarlierRoom,
                                            &kEarlierArea,     &kEarlierDepartment, &kEarlierPost, &kEarlierPerson,
                                            &kEarlierHolding,  &kEarlierAccount,  &kEarlierRoster};
    return tx.one(
        *kQueries[static_cast<std::size_t>(name)],
        [](const store::Row& row) { return Earlier{row.id(0), row.blob(1)}; }, company, key);
}

std::int64_t grow_revision(store::Tx& tx, Id company) {
    return tx.one(kGrowRevision, [](const store::Row& row) { return row.i64(0); }, company).value_or(0);
}
std::int64_t revision(store::Tx& tx, Id company) {
    return tx.one(kRevision, [](const store::Row& row) { return row.i64(0); }, company).value_or(0);
}
void insert_company(store::Tx& tx, Id company, std::string_view name, Instant now) {
    tx.exec(kInsertCompany, company, name, now);
}

bool insert(store::Tx& tx, Id company, const Compound& row, const Stamp& stamp) {
    return tx.exec(kInsertCompound, company, row.id, row.code, row.name, row.address, row.active, stamp_key(stamp),
                   stamp_body(stamp)) == 1;
}
bool update(store::Tx& tx, Id company, const Compound& row) {
    return tx.exec(kUpdateCompound, row.code, row.name, row.address, row.active, company, row.id, row.rev) == 1;
}
bool insert(store::Tx& tx, Id company, const Building& row, const Stamp& stamp) {
    return tx.exec(kInsertBuilding, company, row.id, row.compound, row.name, stamp_key(stamp), stamp_body(stamp)) == 1;
}
bool insert(store::Tx& tx, Id company, const Unit& row, const Stamp& stamp) {
    return tx.exec(kInsertUnit, company, row.id, row.compound, row.building, row.name, stamp_key(stamp),
                   stamp_body(stamp)) == 1;
}
bool insert(store::Tx& tx, Id company, const Room& row, const Stamp& stamp) {
    return tx.exec(kInsertRoom, company, row.id, row.compound, row.building, row.unit, row.name, row.floor,
                   stamp_key(stamp), stamp_body(stamp)) == 1;
}
bool insert(store::Tx& tx, Id company, const Area& row, const Stamp& stamp) {
    if (tx.exec(kInsertArea, company, row.id, row.compound, row.name, stamp_key(stamp), stamp_body(stamp)) != 1) {
        return false;
    }
    for (const Id building : row.buildings) tx.exec(kInsertAreaBuilding, company, row.id, building);
    return true;
}
std::optional<Id> area_by_name(store::Tx& tx, Id company, Id compound, std::string_view name) {
    return tx.one(kAreaByName, first_id, company, compound, name);
}

}  // namespace table
}  // namespace gx::org
