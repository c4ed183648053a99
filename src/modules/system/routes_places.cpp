/// Compounds and what stands in them.
#include "modules/system/common.hpp"
#include "modules/system/routes.hpp"
#include "platform/base/check.hpp"

namespace gx::system {

struct CompoundView {
    Id id;
    std::string code, name;
    std::int64_t rev = 1;
    std::string address;
    bool active = true;
};
BOOST_DESCRIBE_STRUCT(CompoundView, (), (id, code, name, rev, address, active))

struct NewCompound {
    std::string code, name;
    std::optional<std::string> address;
};
BOOST_DESCRIBE_STRUCT(NewCompound, (), (code, name, address))

struct CompoundChange {
    std::optional<std::string> code, name, address;
    std::optional<bool> active;
};
BOOST_DESCRIBE_STRUCT(CompoundChange, (), (code, name, address, active))

struct RoomView {
    Id id;
    std::string name;
    std::optional<std::int64_t> floor;
};
BOOST_DESCRIBE_STRUCT(RoomView, (), (id, name, floor))

struct UnitView {
    Id id;
    std::string name;
    std::vector<RoomView> rooms;
};
BOOST_DESCRIBE_STRUCT(UnitView, (), (id, name, rooms))

/// `rooms`: those directly in the building.
struct BuildingView {
    Id id;
    std::string name;
    std::vector<UnitView> units;
    std::vector<RoomView> rooms;
};
BOOST_DESCRIBE_STRUCT(BuildingView, (), (id, name, units, rooms))

struct AreaView {
    Id id;
    std::string name;
    std::vector<Id> buildings;
};
BOOST_DESCRIBE_STRUCT(AreaView, (), (id, name, buildings))

struct Places {
    std::vector<BuildingView> buildings;
    std::vector<AreaView> areas;
};
BOOST_DESCRIBE_STRUCT(Places, (), (buildings, areas))

struct NewBuilding {
    Id compound;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(NewBuilding, (), (compound, name))

struct NewUnit {
    Id building;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(NewUnit, (), (building, name))

struct NewRoom {
    std::optional<Id> building, unit;
    std::string name;
    std::optional<std::int64_t> floor;
};
BOOST_DESCRIBE_STRUCT(NewRoom, (), (building, unit, name, floor))

struct NewArea {
    Id compound;
    std::string name;
    std::vector<Id> buildings;
};
BOOST_DESCRIBE_STRUCT(NewArea, (), (compound, name, buildings))

namespace {

CompoundView view_of(const org::Compound& row) { return {row.id, row.code, row.name, row.rev, row.address, row.active}; }

Result<CompoundView> get(http::Call& call, Id id) {
    const auto row = org::find_compound(call.tx(), call.services.company, id);
    GX_CHECK(row.has_value());
    call.set_etag(row->rev);
    return view_of(*row);
}

Result<List<CompoundView>> list_compounds(http::Call& call, const json::None&) {
    List<CompoundView> out;
    for (const auto& row : org::compounds(call.tx(), call.services.company)) out.items.push_back(view_of(row));
    return out;
}

Result<CompoundView> create_compound(http::Call& call, const NewCompound& input) {
    GX_TRY(made, org::create_compound(call.tx(), call.actor, call.now,
                                      {input.code, input.name, input.address.value_or(""), true}, stamp_of(call)));
    record_created(call, "compound", made);
    return get(call, made.id);
}

Result<CompoundView> change_compound(http::Call& call, const CompoundChange& input) {
    GX_TRY(id, call.id());
    const auto row = org::find_compound(call.tx(), call.services.company, id);
    if (!row) return refuse("not_found");
    org::CompoundInput changed{input.code.value_or(row->code), input.name.value_or(row->name),
                               input.address.value_or(row->address), input.active.value_or(row->active)};
    GX_TRY_DONE(org::change_compound(call.tx(), call.actor, call.now, id, call.expected_rev(), changed));
    call.record("org.compound_changed", "compound", id, kOrdinaryLabel);
    return get(call, id);
}

/// Buildings, units and rooms are for those who work there (clause C3.3), and for those who keep the organisation. The
/// names of all compounds are everybody's: an incident may be reported from any (clause E4.2).
bool may_see_places(const org::Actor& actor, Id compound) {
    return actor.reaches_scope(compound) || actor.may(kOrgManage);
}

Result<Places> list_places(http::Call& call, const json::None&) {
    GX_TRY(id, call.id());
    auto& tx = call.tx();
    const Id company = call.services.company;
    if (!may_see_places(call.actor, id) || !org::find_compound(tx, company, id)) return refuse("not_found");
    Places out;
    std::map<Id, std::size_t> buildings;
    for (const auto& row : org::buildings(tx, company, id)) {
        buildings[row.id] = out.buildings.size();
        out.buildings.push_back({row.id, row.name, {}, {}});
    }
    std::map<Id, std::pair<std::size_t, std::size_t>> units;
    for (const auto& row : org::units(tx, company, id)) {
        auto& building = out.buildings.at(buildings.at(row.building));
        units[row.id] = {buildings.at(row.building), building.units.size()};
        building.units.push_back({row.id, row.name, {}});
    }
    for (const auto& row : org::rooms(tx, company, id)) {
        const RoomView room{row.id, row.name, row.floor};
        if (row.unit) {
            const auto [building, unit] = units.at(row.unit);
            out.buildings[building].units[unit].rooms.push_back(room);
        } else {
            out.buildings.at(buildings.at(row.building)).rooms.push_back(room);
        }
    }
    for (const auto& row : org::areas(tx, company, id)) out.areas.push_back({row.id, row.name, row.buildings});
    return out;
}

Result<Made> create_building(http::Call& call, const NewBuilding& input) {
    GX_TRY(made, org::create_building(call.tx(), call.actor, call.now, {input.compound, input.name}, stamp_of(call)));
    record_created(call, "building", made);
    return Made{made.id};
}

Result<Made> create_unit(http::Call& call, const NewUnit& input) {
    GX_TRY(made, org::create_unit(call.tx(), call.actor, call.now, {input.building, input.name}, stamp_of(call)));
    record_created(call, "unit", made);
    return Made{made.id};
}

Result<Made> create_room(http::Call& call, const NewRoom& input) {
    const org::RoomInput room{input.building.value_or(Id{}), input.unit.value_or(Id{}), input.name, input.floor};
    GX_TRY(made, org::create_room(call.tx(), call.actor, call.now, room, stamp_of(call)));
    record_created(call, "room", made);
    return Made{made.id};
}

Result<Made> create_area(http::Call& call, const NewArea& input) {
    GX_TRY(made, org::create_area(call.tx(), call.actor, call.now, {input.compound, input.name, input.buildings},
                                  stamp_of(call)));
    record_created(call, "area", made);
    return Made{made.id};
}

}  // namespace

std::vector<http::Route> place_routes() {
    using http::Kind;
    using http::Method;
    const auto manage = http::holds(kOrgManage);
    const http::Options create{.create = true};
    return {
        http::route<&list_compounds>(Method::get, "/api/compounds", Kind::read, http::holds(kOrgRead), "G2",
                                     "compounds.list", {"", "names of places, which a report from any of them needs"}, "小区列表", "Compounds"),
        http::route<&create_compound>(Method::post, "/api/compounds", Kind::write, manage, "G2", "compounds.create",
                                      {"org.compound_created"}, "新增小区", "Add a compound", create),
        http::route<&change_compound>(Method::patch, "/api/compounds/{id}", Kind::write, manage, "G2",
                                      "compounds.change", {"org.compound_changed"}, "修改小区", "Change a compound",
                                      {.if_match = true}),
        http::route<&list_places>(Method::get, "/api/compounds/{id}/places", Kind::read, http::holds(kOrgRead), "G2",
                                  "compounds.places", {"", "names of places within one's reach"}, "楼栋、单元和房间",
                                  "Buildings, units and rooms"),
        http::route<&create_building>(Method::post, "/api/buildings", Kind::write, manage, "G2", "buildings.create",
                                      {"org.building_created"}, "新增楼栋", "Add a building", create),
        http::route<&create_unit>(Method::post, "/api/units", Kind::write, manage, "G2", "units.create",
                                  {"org.unit_created"}, "新增单元", "Add a unit", create),
        http::route<&create_room>(Method::post, "/api/rooms", Kind::write, manage, "G2", "rooms.create",
                                  {"org.room_created"}, "新增房间", "Add a room", create),
        http::route<&create_area>(Method::post, "/api/areas", Kind::write, manage, "G2", "areas.create",
                                  {"org.area_created"}, "新增片区", "Add an area", create),
    };
}

}  // namespace gx::system
