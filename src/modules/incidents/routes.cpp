#include "modules/incidents/routes.hpp"

#include "modules/incidents/service.hpp"
#include "modules/incidents/sheets.hpp"
#include "modules/incidents/store.hpp"
#include "modules/incidents/view.hpp"
#include "platform/clock/clock.hpp"
#include "platform/render/pdf.hpp"

namespace gx::incidents {
namespace {

using http::Call;
using json::None;

IncidentView shown(Call& call, const Incident& incident) {
    call.set_etag(incident.state.rev);
    return view(act_of(call), incident);
}

Result<KindList> get_kinds(Call& call, const None&) { return kind_list(call.lang()); }

Result<DecisionView> post_assessment(Call& call, const AssessmentInput& input) { return assessment(act_of(call), input); }

Result<IncidentView> post_incident(Call& call, const ReportInput& input) {
    GX_TRY(incident, report(act_of(call), input, &call.idempotency()));
    return shown(call, incident);
}

Result<IncidentPage> get_incidents(Call& call, const ListQuery& query) {
    call.saw("incident_list", Id{}, {});
    return list(act_of(call), query);
}

Result<RunningClocks> get_clocks(Call& call, const None&) { return running_clocks(act_of(call)); }

Result<IncidentView> get_incident(Call& call, const None&) {
    GX_TRY(id, call.id());
    GX_TRY(incident, load(act_of(call), id));
    act_of(call).saw(incident);
    return shown(call, incident);
}

Result<Timeline> get_timeline(Call& call, const None&) {
    GX_TRY(id, call.id());
    return timeline(act_of(call), id);
}

Result<IncidentView> post_full_report(Call& call, const FullReportInput& input) {
    GX_TRY(id, call.id());
    GX_TRY(incident, full_report(act_of(call), id, call.expected_rev(), input, &call.idempotency()));
    return shown(call, incident);
}

Result<IncidentView> post_acknowledgement(Call& call, const None&) {
    GX_TRY(id, call.id());
    GX_TRY(incident, acknowledge(act_of(call), id, call.expected_rev()));
    return shown(call, incident);
}

Result<IncidentView> post_follow_up(Call& call, const FollowUpInput& input) {
    GX_TRY(id, call.id());
    GX_TRY(incident, follow_up(act_of(call), id, input, &call.idempotency()));
    return shown(call, incident);
}

Result<IncidentView> post_final_report(Call& call, const FinalReportInput& input) {
    GX_TRY(id, call.id());
    GX_TRY(incident, final_report(act_of(call), id, call.expected_rev(), input));
    return shown(call, incident);
}

Result<IncidentView> post_call(Call& call, const CallInput& input) {
    GX_TRY(id, call.id());
    GX_TRY(incident, record_call(act_of(call), id, input, &call.idempotency()));
    return shown(call, incident);
}

Result<IncidentView> post_call_confirmation(Call& call, const CallAnswerInput& input) {
    GX_TRY(id, call.id());
    GX_TRY(phone_call, call.id("call"));
    GX_TRY(incident, answer_call(act_of(call), id, phone_call, input));
    return shown(call, incident);
}

Result<IncidentView> post_grade(Call& call, const GradeInput& input) {
    GX_TRY(id, call.id());
    GX_TRY(incident, raise_grade(act_of(call), id, input));
    return shown(call, incident);
}

Result<IncidentView> post_knowledge(Call& call, const KnowledgeInput& input) {
    GX_TRY(id, call.id());
    GX_TRY(incident, correct_knowledge(act_of(call), id, input));
    return shown(call, incident);
}

Result<IncidentView> post_void(Call& call, const ReasonInput& input) {
    GX_TRY(id, call.id());
    GX_TRY(incident, ask_void(act_of(call), id, input));
    return shown(call, incident);
}

Result<IncidentView> post_void_confirmation(Call& call, const VoidAnswerInput& input) {
    GX_TRY(id, call.id());
    GX_TRY(incident, answer_void(act_of(call), id, input));
    return shown(call, incident);
}

Result<IncidentView> post_reopening(Call& call, const ReasonInput& input) {
    GX_TRY(id, call.id());
    GX_TRY(incident, reopen(act_of(call), id, input));
    return shown(call, incident);
}

Result<IncidentView> post_photos(Call& call, const PhotosInput& input) {
    GX_TRY(id, call.id());
    GX_TRY_DONE(add_photos(act_of(call), id, input));
    GX_TRY(incident, load(act_of(call), id));
    return shown(call, incident);
}

Result<LedgerPage> get_ledger(Call& call, const LedgerQuery& query) {
    call.saw("incident_ledger", Id{}, {});
    return ledger_page(act_of(call), query);
}

/// One form of the ledger's sheet as a file.
struct Form {
    std::string_view suffix, media_type;
    Result<Bytes> (*make)(const render::Sheet& sheet, Lang lang);
};

/// Built without holding up the writer; answered after the export's trail entry is durable.
Result<http::File> export_as(Call& call, const LedgerQuery& query, const Form& form) {
    const auto month = parse_month(query.month);
    if (!month) return refuse_field("month", "incident_month_format");
    call.services.trail.checkpoint(call.now);  // what is printed proves the trail as of now
    GX_TRY(sheet, call.services.db.read([&](store::Tx& tx) {
        return whole_ledger({call.services, tx, call.actor, call.now, &call}, *month, query.compound);
    }));
    GX_TRY(content, form.make(sheet, call.lang()));
    const std::string note = note_of({{"month", query.month}, {"rows", std::to_string(sheet.rows.size())},
                                      {"form", std::string(form.suffix)}});
    GX_TRY_DONE(call.services.db.write([&](store::Tx& tx) -> Result<Done> {
        add_tally(tx, call.services.company, "exported", 1);
        call.record(tx, "incident.exported", "incident_ledger", query.compound.value_or(Id{}), sheet.label, note);
        return Done{};
    }));
    const std::string name = call.lang() == Lang::zh ? "突发事件台账-" : "incident-ledger-";
    return http::File{std::string(form.media_type), name + query.month + "." + std::string(form.suffix), std::move(content)};
}

Result<http::File> get_ledger_xlsx(Call& call, const LedgerQuery& query) {
    return export_as(call, query, {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                   [](const render::Sheet& sheet, Lang lang) -> Result<Bytes> {
                                       return render::to_xlsx(sheet, lang);
                                   }});
}

Result<http::File> get_ledger_pdf(Call& call, const LedgerQuery& query) {
    return export_as(call, query, {"pdf", "application/pdf", [](const render::Sheet& sheet, Lang lang) {
                                       return render::to_pdf(sheet, lang);
                                   }});
}

constexpr http::Options kCreate{.create = true, .media_in = "application/json"};
constexpr http::Options kChange{.if_match = true, .media_in = "application/json"};
constexpr http::Options kCreateOnRev{.create = true, .if_match = true, .media_in = "application/json"};

std::vector<http::Route> reading() {
    using http::route;
    using http::Method;
    using enum http::Kind;
    const auto read_all = http::holds(kRead);
    return {
        route<&get_kinds>(Method::get, "/api/incident-kinds", read, read_all, "E3.1 E3.2 E3.3 E3.4 E3.5 E3.6",
                          "incidents.kinds",
                          {"", "the form's own table, the same for everybody"}, "事件种类", "Kinds of incidents"),
        route<&post_assessment>(Method::post, "/api/incidents/assessment", read, read_all,
                                "E3.1 E3.2 E3.3 E3.4 E3.5 E3.6 E4.1 E4.2 E4.3", "incidents.assess",
                                {"", "a question about the rules; nothing is kept"}, "判定是否须报", "What the rules would say"),
        route<&get_incidents>(Method::get, "/api/incidents", read, read_all, "E4.4", "incidents.list", {"incident.listed"},
                              "事件列表", "List incidents"),
        route<&get_clocks>(Method::get, "/api/incidents/clocks", read, read_all, "E4.2", "incidents.clocks",
                           {"", "the start page asks again and again; the incidents themselves are traced"},
                           "正在计时的事件", "Running clocks"),
        route<&get_ledger>(Method::get, "/api/incidents/ledger", read, read_all, "E4.4", "incidents.ledger", {"incident.listed"},
                           "月度台账", "The month's ledger"),
        route<&get_ledger_xlsx>(Method::get, "/api/incidents/ledger.xlsx", heavy, http::holds(kExport), "E4.4",
                                "incidents.ledger_xlsx", {"incident.exported"}, "导出台账", "The ledger as XLSX"),
        route<&get_ledger_pdf>(Method::get, "/api/incidents/ledger.pdf", heavy, http::holds(kExport), "E4.4",
                               "incidents.ledger_pdf", {"incident.exported"}, "打印台账", "The ledger as PDF"),
        route<&get_incident>(Method::get, "/api/incidents/{id}", read, read_all, "E4.2", "incidents.get", {"incident.seen"},
                             "查看事件", "Read an incident"),
        route<&get_timeline>(Method::get, "/api/incidents/{id}/timeline", read, read_all, "E4.2", "incidents.timeline",
                             {"incident.seen"}, "事件经过", "The incident's timeline"),
    };
}

std::vector<http::Route> reporting() {
    using http::route;
    using http::Method;
    using enum http::Kind;
    const auto staff = http::holds(kReport);
    return {
        route<&post_incident>(Method::post, "/api/incidents", write, staff, "E4.2", "incidents.report", {"incident.reported"},
                              "首报", "Report an incident", kCreate),
        route<&post_full_report>(Method::post, "/api/incidents/{id}/full-report", write, staff, "E4.2", "incidents.full_report",
                                 {"incident.full_reported"}, "完整报告", "Full report", kCreateOnRev),
        route<&post_acknowledgement>(Method::post, "/api/incidents/{id}/acknowledgement", write, http::holds(kAcknowledge), "E4.2",
                                     "incidents.acknowledge", {"incident.acknowledged"}, "签收", "Acknowledge", kChange),
        route<&post_follow_up>(Method::post, "/api/incidents/{id}/follow-ups", write, staff, "E4.2", "incidents.follow_up",
                               {"incident.followed_up"}, "续报", "Follow-up report", kCreate),
        route<&post_final_report>(Method::post, "/api/incidents/{id}/final-report", write, staff, "E4.2",
                                  "incidents.final_report", {"incident.closed"}, "终报", "Final report", kChange),
        route<&post_photos>(Method::post, "/api/incidents/{id}/photos", write, staff, "E4.2", "incidents.add_photos",
                            {"incident.photo_added"}, "补充照片", "Add photos"),
    };
}

std::vector<http::Route> correcting() {
    using http::route;
    using http::Method;
    using enum http::Kind;
    const auto staff = http::holds(kReport);
    return {
        route<&post_call>(Method::post, "/api/incidents/{id}/calls", write, staff, "E4.2", "incidents.record_call",
                          {"incident.call_recorded"}, "登记电话报告", "Record a telephone report", kCreate),
        route<&post_call_confirmation>(Method::post, "/api/incidents/{id}/calls/{call}/confirmation", write, staff, "E4.2",
                                       "incidents.answer_call", {"incident.call_answered"}, "确认电话报告",
                                       "Confirm or deny a telephone report"),
        route<&post_grade>(Method::post, "/api/incidents/{id}/grade", write, staff, "E4.2", "incidents.raise_grade",
                           {"incident.graded"}, "提高等级", "Raise the grade"),
        route<&post_knowledge>(Method::post, "/api/incidents/{id}/knowledge", write, staff, "E2", "incidents.correct_knowledge",
                               {"incident.learned_earlier"}, "更正知悉时间", "Correct the first knowledge"),
        route<&post_void>(Method::post, "/api/incidents/{id}/void", write, staff, "E2", "incidents.ask_void",
                          {"incident.void_requested"}, "申请撤销误报", "Ask to void a false alarm"),
        route<&post_void_confirmation>(Method::post, "/api/incidents/{id}/void-confirmation", write, staff, "E2",
                                       "incidents.answer_void", {"incident.void_decided"}, "核实误报",
                                       "Confirm or deny a false alarm"),
        route<&post_reopening>(Method::post, "/api/incidents/{id}/reopening", write, http::holds(kLead), "E2", "incidents.reopen",
                               {"incident.reopened"}, "重新办理", "Reopen"),
    };
}

}  // namespace

std::vector<http::Route> routes() {
    auto out = reading();
    for (auto* more : {&reporting, &correcting, &month_routes, &disaster_routes}) {
        for (auto& row : more()) out.push_back(row);
    }
    return out;
}

}  // namespace gx::incidents
