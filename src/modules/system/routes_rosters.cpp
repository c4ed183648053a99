/// The duty roster: who answers, now and planned.
#include "modules/system/common.hpp"
#include "modules/system/routes.hpp"
#include "platform/clock/clock.hpp"

namespace gx::system {

/// [from, to): the current week's days by default, 62 days at most.
struct RosterQuery {
    std::optional<Id> compound;
    std::optional<Instant> from, to;
};
BOOST_DESCRIBE_STRUCT(RosterQuery, (), (compound, from, to))

struct Shift {
    Id id;
    std::optional<Id> compound;
    Named person;
    Instant from, to;
    std::string duty;  ///< "leader" or "guard"
};
BOOST_DESCRIBE_STRUCT(Shift, (), (id, compound, person, from, to, duty))

struct NewShift {
    std::optional<Id> compound;
    Id person;
    Instant from, to;
    std::string duty;
};
BOOST_DESCRIBE_STRUCT(NewShift, (), (compound, person, from, to, duty))

namespace {

constexpr auto kSpanMax = std::chrono::days{62};
constexpr auto kSpanUsual = std::chrono::days{14};

Shift view_of(const http::Call& call, const org::RosterRow& row) {
    return {row.id, maybe(row.compound), person_named(call, row.person), row.from, row.to, row.duty};
}

List<Shift> view_of(const http::Call& call, const std::vector<org::RosterRow>& rows) {
    List<Shift> out;
    for (const auto& row : rows) {
        if (org::may_see_duty(call.actor, row)) out.items.push_back(view_of(call, row));
    }
    return out;
}

Result<List<Shift>> list_rosters(http::Call& call, const RosterQuery& query) {
    const Instant from = query.from.value_or(clock::start_of(clock::day_of(call.now)));
    const Instant to = query.to.value_or(from + kSpanUsual);
    if (to <= from || to - from > kSpanMax) {
        return refuse_field("to", "system_span_wrong", "days", std::to_string(kSpanMax.count()));
    }
    return view_of(call, org::roster(call.tx(), call.services.company, query.compound, from, to));
}

Result<List<Shift>> roster_now(http::Call& call, const json::None&) {
    return view_of(call, org::roster_now(call.tx(), call.services.company, call.now));
}

Result<Shift> create_roster(http::Call& call, const NewShift& input) {
    const org::RosterInput row{input.compound.value_or(Id{}), input.person, input.duty, input.from, input.to};
    GX_TRY(made, org::create_roster(call.tx(), call.actor, call.now, row, stamp_of(call)));
    record_created(call, "roster", made);
    const auto found = org::find_roster(call.tx(), call.services.company, made.id);
    if (!found) return refuse("not_found");
    return view_of(call, *found);
}

Result<Done> remove_roster(http::Call& call, const json::None&) {
    GX_TRY(id, call.id());
    GX_TRY_DONE(org::remove_roster(call.tx(), call.actor, call.now, id));
    call.record("org.roster_removed", "roster", id, kOrdinaryLabel);
    return Done{};
}

}  // namespace

std::vector<http::Route> roster_routes() {
    using http::Kind;
    using http::Method;
    const auto read = http::holds(kOrgRead);
    const auto manage = http::holds(kRosterManage);
    return {
        http::route<&list_rosters>(Method::get, "/api/rosters", Kind::read, read, "E4.1", "rosters.list",
                                   {"", "who is on duty within one's reach is one's to know"}, "值班表", "Duty roster"),
        http::route<&roster_now>(Method::get, "/api/rosters/now", Kind::read, read, "E4.1", "rosters.now",
                                 {"", "who is on duty within one's reach is one's to know"}, "当前值班", "On duty now"),
        http::route<&create_roster>(Method::post, "/api/rosters", Kind::write, manage, "E4.1", "rosters.create",
                                    {"org.roster_created"}, "安排值班", "Plan a duty", {.create = true}),
        http::route<&remove_roster>(Method::remove, "/api/rosters/{id}", Kind::write, manage, "E4.1", "rosters.remove",
                                    {"org.roster_removed"}, "取消值班", "Remove a planned duty"),
    };
}

}  // namespace gx::system
