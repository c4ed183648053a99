#include "modules/incidents/month.hpp"
#include "modules/incidents/month_tell.hpp"
#include "modules/incidents/routes.hpp"
#include "modules/incidents/sheets.hpp"
#include "modules/incidents/store.hpp"

namespace gx::incidents {
namespace {

using http::Call;
using json::None;

struct ReturnInput {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReturnInput, (), (reason))

Result<MonthPage> get_months(Call& call, const MonthQuery& query) {
    call.saw("incident_month", Id{}, {});
    return months(act_of(call), query);
}

/// A month and what is shown of it, in one transaction off the I/O thread: it may have thousands of lines.
template <class F>
auto read_month(Call& call, F&& f) {
    return call.services.db.read([&](store::Tx& tx) -> std::invoke_result_t<F, const Act&, const Month&> {
        const Act act{call.services, tx, call.actor, call.now, &call};
        GX_TRY(id, call.id());
        GX_TRY(month, load_month(act, id));
        return f(act, month);
    });
}

Result<MonthView> get_month(Call& call, const None&) {
    return read_month(call, [&](const Act& act, const Month& month) -> Result<MonthView> {
        call.saw("incident_month", month.id, month.label);
        call.set_etag(month.state.rev);
        return month_view(act, month);
    });
}

Result<http::File> get_month_xlsx(Call& call, const None&) {
    labels::Label label;
    Id id;
    std::string name;
    GX_TRY(sheet, read_month(call, [&](const Act& act, const Month& month) -> Result<render::Sheet> {
        label = month.label;
        id = month.id;
        name = month_text(month.month) + "-" + month_name(act, month);
        return month_sheet(act, month);
    }));
    const std::string note = note_of({{"rows", std::to_string(sheet.rows.size())}});
    GX_TRY_DONE(call.services.db.write([&](store::Tx& tx) -> Result<Done> {
        add_tally(tx, call.services.company, "exported", 1);
        call.record(tx, "incident.exported", "incident_month", id, label, note);
        return Done{};
    }));
    return http::File{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                      (call.lang() == Lang::zh ? "突发事件台账-" : "incident-ledger-") + name + ".xlsx",
                      render::to_xlsx(sheet, call.lang())};
}

Result<MonthView> shown(Call& call, const Month& month) {
    call.set_etag(month.state.rev);
    return month_view(act_of(call), month);
}

Result<MonthView> post_submission(Call& call, const None&) {
    GX_TRY(id, call.id());
    GX_TRY(month, submit_month(act_of(call), id, call.expected_rev()));
    return shown(call, month);
}

Result<MonthView> post_return(Call& call, const ReturnInput& input) {
    GX_TRY(id, call.id());
    GX_TRY(month, return_month(act_of(call), id, call.expected_rev(), input.reason));
    return shown(call, month);
}

Result<MonthView> post_month_acknowledgement(Call& call, const None&) {
    GX_TRY(id, call.id());
    GX_TRY(month, acknowledge_month(act_of(call), id, call.expected_rev()));
    return shown(call, month);
}

constexpr http::Options kChange{.if_match = true, .media_in = "application/json"};

}  // namespace

std::vector<http::Route> month_routes() {
    using http::route;
    using http::Method;
    using enum http::Kind;
    return {
        route<&get_months>(Method::get, "/api/incidents/months", read, http::holds(kRead), "E4.4", "incidents.months",
                           {"incident.listed"}, "台账报送情况", "Which ledgers are in"),
        route<&get_month>(Method::get, "/api/incidents/months/{id}", heavy, http::holds(kRead), "E4.4", "incidents.month",
                          {"incident.seen"}, "一个月的台账", "A month's ledger as handed in"),
        route<&get_month_xlsx>(Method::get, "/api/incidents/months/{id}/sheet.xlsx", heavy, http::holds(kExport), "E4.4",
                               "incidents.month_xlsx", {"incident.exported"}, "导出一个月的台账", "A month's ledger as XLSX"),
        route<&post_submission>(Method::post, "/api/incidents/months/{id}/submission", write, http::holds(kReport), "E4.4",
                                "incidents.submit_month", {"incident.month_submitted"}, "报送台账", "Hand in the ledger", kChange),
        route<&post_return>(Method::post, "/api/incidents/months/{id}/return", write, http::holds(kAcknowledge), "E4.4",
                            "incidents.return_month", {"incident.month_returned"}, "退回台账", "Return the ledger", kChange),
        route<&post_month_acknowledgement>(Method::post, "/api/incidents/months/{id}/acknowledgement", write,
                                           http::holds(kAcknowledge), "E4.4", "incidents.acknowledge_month",
                                           {"incident.month_acknowledged"}, "审阅公司台账", "The general manager has read it",
                                           kChange),
    };
}

}  // namespace gx::incidents
