#include <algorithm>

#include "platform/org/checks.hpp"
#include "platform/org/manage.hpp"

namespace gx::org {
namespace {

using table::Name;

Result<Done> checked(store::Tx& tx, Id company, CompoundInput& input, Id self) {
    Fields fields;
    fields.code("code", input.code);
    fields.text("name", input.name, kNameMax);
    fields.text("address", input.address, kAddressMax, false);
    if (const auto other = compound_by_code(tx, company, input.code); other && *other != self) {
        fields.wrong("code", "org_code_taken", {{"code", input.code}});
    }
    return fields.done();
}

}  // namespace

Result<Created> create_compound(store::Tx& tx, const Actor& actor, Instant now, const CompoundInput& given,
                                const Stamp& stamp) {
    GX_TRY(before, replay(tx, actor.company, Name::compound, stamp));
    if (before) return *before;
    CompoundInput input = given;
    GX_TRY_DONE(checked(tx, actor.company, input, Id{}));
    const Compound row{new_id(now), input.code, input.name, input.address, input.active, 1};
    if (!table::insert(tx, actor.company, row, stamp)) return refuse("conflict");
    return Created{row.id};
}

Result<std::int64_t> change_compound(store::Tx& tx, const Actor& actor, Instant, Id id, std::int64_t rev,
                                     const CompoundInput& given) {
    const auto row = find_compound(tx, actor.company, id);
    if (!row) return refuse("not_found");
    CompoundInput input = given;
    GX_TRY_DONE(checked(tx, actor.company, input, id));
    const Compound changed{id, input.code, input.name, input.address, input.active, rev};
    if (!table::update(tx, actor.company, changed)) return refuse("rev_moved");
    touch_rights(tx, actor.company);
    return rev + 1;
}

Result<Created> create_building(store::Tx& tx, const Actor& actor, Instant now, const BuildingInput& given,
                                const Stamp& stamp) {
    GX_TRY(before, replay(tx, actor.company, Name::building, stamp));
    if (before) return *before;
    BuildingInput input = given;
    Fields fields;
    fields.text("name", input.name, kNameMax);
    if (!find_compound(tx, actor.company, input.compound)) {
        fields.wrong("compound", "org_compound_unknown");
    } else if (building_by_name(tx, actor.company, input.compound, input.name)) {
        fields.wrong("name", "org_name_taken", {{"name", input.name}});
    }
    GX_TRY_DONE(fields.done());
    const Building row{new_id(now), input.compound, input.name};
    if (!table::insert(tx, actor.company, row, stamp)) return refuse("conflict");
    return Created{row.id};
}

Result<Created> create_unit(store::Tx& tx, const Actor& actor, Instant now, const UnitInput& given,
                            const Stamp& stamp) {
    GX_TRY(before, replay(tx, actor.company, Name::unit, stamp));
    if (before) return *before;
    UnitInput input = given;
    Fields fields;
    fields.text("name", input.name, kNameMax);
    const auto building = find_building(tx, actor.company, input.building);
    if (!building) {
        fields.wrong("building", "org_building_unknown");
    } else if (unit_by_name(tx, actor.company, input.building, input.name)) {
        fields.wrong("name", "org_name_taken", {{"name", input.name}});
    }
    GX_TRY_DONE(fields.done());
    const Unit row{new_id(now), building->compound, input.building, input.name};
    if (!table::insert(tx, actor.company, row, stamp)) return refuse("conflict");
    return Created{row.id};
}

Result<Created> create_room(store::Tx& tx, const Actor& actor, Instant now, const RoomInput& given,
                            const Stamp& stamp) {
    GX_TRY(before, replay(tx, actor.company, Name::room, stamp));
    if (before) return *before;
    RoomInput input = given;
    Fields fields;
    fields.text("name", input.name, kNameMax);
    if (input.floor) fields.number("floor", *input.floor, -20, 200);
    const auto unit = input.unit ? find_unit(tx, actor.company, input.unit) : std::nullopt;
    if (input.unit && !unit) {
        fields.wrong("unit", "org_unit_unknown");
    } else if (unit && input.building && input.building != unit->building) {
        fields.wrong("unit", "org_unit_elsewhere");
    }
    if (unit) input.building = unit->building;
    const auto building = find_building(tx, actor.company, input.building);
    if (!building && (!input.unit || unit)) {
        fields.wrong("building", "org_building_unknown");
    } else if (building && room_by_name(tx, actor.company, input.building, input.unit, input.name)) {
        fields.wrong("name", "org_name_taken", {{"name", input.name}});
    }
    GX_TRY_DONE(fields.done());
    const Room row{new_id(now), building->compound, input.building, input.unit, input.name, input.floor};
    if (!table::insert(tx, actor.company, row, stamp)) return refuse("conflict");
    return Created{row.id};
}

Result<Created> create_area(store::Tx& tx, const Actor& actor, Instant now, const AreaInput& given,
                            const Stamp& stamp) {
    GX_TRY(before, replay(tx, actor.company, Name::area, stamp));
    if (before) return *before;
    AreaInput input = given;
    Fields fields;
    fields.text("name", input.name, kNameMax);
    if (!find_compound(tx, actor.company, input.compound)) {
        fields.wrong("compound", "org_compound_unknown");
    } else if (table::area_by_name(tx, actor.company, input.compound, input.name)) {
        fields.wrong("name", "org_name_taken", {{"name", input.name}});
    }
    std::sort(input.buildings.begin(), input.buildings.end());
    input.buildings.erase(std::unique(input.buildings.begin(), input.buildings.end()), input.buildings.end());
    for (const Id id : input.buildings) {
        const auto building = find_building(tx, actor.company, id);
        if (!building || building->compound != input.compound) fields.wrong("buildings", "org_building_unknown");
    }
    GX_TRY_DONE(fields.done());
    const Area row{new_id(now), input.compound, input.name, input.buildings};
    if (!table::insert(tx, actor.company, row, stamp)) return refuse("conflict");
    return Created{row.id};
}

}  // namespace gx::org
