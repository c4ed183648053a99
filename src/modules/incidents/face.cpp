#include "modules/incidents/face.hpp"

#include "modules/incidents/service.hpp"
#include "modules/incidents/sheets.hpp"
#include "modules/incidents/store.hpp"
#include "platform/trail/trail.hpp"

namespace gx::incidents {

Result<Id> report_quickly(store::Tx& tx, const http::Services& services, const org::Actor& actor, Instant now,
                          const QuickReport& quick) {
    ReportInput input;
    input.kind = quick.kind;
    input.place = quick.place;
    input.happened_at = quick.happened_at;
    input.summary = quick.summary;
    input.loss = quick.loss;
    input.injured = quick.injured;
    GX_TRY(incident, report({services, tx, actor, now, nullptr}, input, nullptr));
    return incident.id;
}

Result<render::Sheet> export_ledger(store::Tx& tx, const http::Services& services, const org::Actor& actor, Instant now,
                                    std::string_view month_text, std::optional<Id> compound) {
    const auto month = parse_month(month_text);
    if (!month) return refuse_field("month", "incident_month_format");
    GX_TRY(sheet, whole_ledger({services, tx, actor, now, nullptr}, *month, compound));
    trail::Entry entry;
    entry.action = "incident.exported";
    entry.actor = actor.person;
    entry.post = actor.main_post();
    entry.object_type = "incident_ledger";
    entry.object = compound.value_or(Id{});
    entry.level = sheet.label.level;
    entry.compartments = sheet.label.compartments;
    entry.scope = sheet.label.scope;
    entry.clause = "E4.4";
    entry.note = note_of({{"month", std::string(month_text)}, {"rows", std::to_string(sheet.rows.size())}});
    services.trail.append(tx, now, entry);
    add_tally(tx, services.company, "exported", 1);
    return sheet;
}

}  // namespace gx::incidents
