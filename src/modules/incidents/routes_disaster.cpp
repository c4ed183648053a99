#include "modules/incidents/disaster.hpp"
#include "modules/incidents/routes.hpp"
#include "modules/incidents/view.hpp"

namespace gx::incidents {
namespace {

using http::Call;
using json::None;

Result<DisasterPage> get_disasters(Call& call, const DisasterQuery& query) {
    call.saw("disaster", Id{}, {});
    return disasters(act_of(call), query);
}

Result<DisasterView> shown(Call& call, const Act& act, Id id) {
    GX_TRY(view, disaster_view(act, id));
    view.may_change = call.actor.may(kLead);
    call.set_etag(view.row.rev);
    return std::move(view);
}

/// Totals over up to 2,000 reports: off the I/O thread.
Result<DisasterView> get_disaster(Call& call, const None&) {
    GX_TRY(id, call.id());
    call.saw("disaster", id, {});
    return call.services.db.read([&](store::Tx& tx) {
        return shown(call, {call.services, tx, call.actor, call.now, &call}, id);
    });
}

Result<DisasterView> post_disaster(Call& call, const DisasterInput& input) {
    GX_TRY(made, open_disaster(act_of(call), input, &call.idempotency()));
    return shown(call, act_of(call), made.id);
}

Result<DisasterView> post_disaster_end(Call& call, const DisasterEndInput& input) {
    GX_TRY(id, call.id());
    GX_TRY(ended, end_disaster(act_of(call), id, call.expected_rev(), input));
    return shown(call, act_of(call), ended.id);
}

Result<IncidentView> post_grouping(Call& call, const GroupInput& input) {
    GX_TRY(id, call.id());
    GX_TRY(incident, group(act_of(call), id, call.expected_rev(), input));
    call.set_etag(incident.state.rev);
    return view(act_of(call), incident);
}

}  // namespace

std::vector<http::Route> disaster_routes() {
    using http::route;
    using http::Method;
    using enum http::Kind;
    constexpr http::Options create{.create = true, .media_in = "application/json"};
    constexpr http::Options change{.if_match = true, .media_in = "application/json"};
    return {
        route<&get_disasters>(Method::get, "/api/disasters", read, http::holds(kRead), "E3.4", "disasters.list",
                              {"incident.listed"}, "灾害列表", "Disasters"),
        route<&post_disaster>(Method::post, "/api/disasters", write, http::holds(kLead), "E3.4", "disasters.open",
                              {"incident.disaster_opened"}, "登记灾害", "Record a disaster", create),
        route<&get_disaster>(Method::get, "/api/disasters/{id}", heavy, http::holds(kRead), "E3.4", "disasters.get",
                             {"incident.seen"}, "一次灾害的全部报告", "A disaster with its reports"),
        route<&post_disaster_end>(Method::post, "/api/disasters/{id}/end", write, http::holds(kLead), "E3.4", "disasters.end",
                                  {"incident.disaster_ended"}, "灾害结束", "End a disaster", change),
        route<&post_grouping>(Method::post, "/api/incidents/{id}/disaster", write, http::holds(kReport), "E3.4",
                              "incidents.group", {"incident.grouped"}, "归入灾害", "Put under a disaster", change),
    };
}

}  // namespace gx::incidents
