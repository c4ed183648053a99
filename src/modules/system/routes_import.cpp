/// The organisation workbook: its empty form, and its import.
#include "modules/system/common.hpp"
#include "modules/system/import.hpp"
#include "modules/system/import_template.hpp"
#include "modules/system/routes.hpp"
#include "modules/system/store_imports.hpp"

namespace gx::system {

struct ImportQuery {
    std::optional<bool> dry_run;        ///< true unless said otherwise
    std::optional<import::Part> sheet;  ///< what a CSV file holds
};
BOOST_DESCRIBE_STRUCT(ImportQuery, (), (dry_run, sheet))

struct TemplateQuery {
    std::optional<Lang> lang;
};
BOOST_DESCRIBE_STRUCT(TemplateQuery, (), (lang))

namespace {

constexpr std::string_view kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

keys::Place answer_place(Id run) { return {"import_run", run, "answer"}; }

/// The first answer to this key, if it was put into effect.
Result<std::optional<ImportAnswer>> earlier_answer(http::Call& call) {
    const auto run = call.services.db.read(
        [&](store::Tx& tx) { return imports::by_key(tx, call.services.company, call.idempotency().key); });
    if (!run) return std::optional<ImportAnswer>{};
    if (run->body != call.idempotency().body) return refuse("idempotency_mismatch");
    GX_TRY(tree, json::parse(call.services.keys.open(answer_place(run->id), run->answer)));
    GX_TRY(answer, json::read<ImportAnswer>(tree));
    call.replayed();
    return std::optional(std::move(answer));
}

void keep(http::Call& call, store::Tx& tx, const ImportAnswer& answer) {
    const Id run = new_id(call.now);
    std::string text;
    json::write(text, answer);
    imports::insert(tx, call.services.company,
                    {run, call.services.keys.seal(answer_place(run), text), call.idempotency().body},
                    call.actor.person, call.now, call.idempotency().key);
    call.record(tx, "org.imported", "import", run, kOrdinaryLabel, import_note(answer));
}

Result<ImportAnswer> import_workbook(http::Call& call, const ImportQuery& query) {
    GX_TRY(earlier, earlier_answer(call));
    if (earlier) return *std::move(earlier);
    const ImportInput input{as_bytes(call.request.body), query.dry_run.value_or(true), query.sheet,
                            call.lang()};
    GX_TRY(answer, import_organisation(call.services, call.actor, call.now, input,
                                       [&](store::Tx& tx, const ImportAnswer& now_known) {
                                           if (now_known.applied) return keep(call, tx, now_known);
                                           call.record(tx, "org.import_checked", "import", Id{},
                                                       kOrdinaryLabel, import_note(now_known));
                                       }));
    return std::move(answer);
}

Result<http::File> give_template(http::Call& call, const TemplateQuery& query) {
    const Lang lang = query.lang.value_or(call.lang());
    return http::File{std::string(kXlsx), lang == Lang::zh ? "机构导入模板.xlsx" : "organisation.xlsx",
                      import::template_workbook(lang, call.now)};
}

}  // namespace

std::vector<http::Route> import_routes() {
    using namespace http;
    return {
        route<&import_workbook>(Method::post, "/api/imports/organisation", Kind::heavy, holds(kOrgManage),
                                "C3.3", "imports.organisation", {"org.imported", "", "org.import_checked"}, "导入或试导入机构工作簿",
                                "Import the organisation workbook, or try it",
                                {.create = true, .body_max = kImportBytesMax, .media_in = "*/*"}),
        route<&give_template>(Method::get, "/api/imports/organisation/template", Kind::heavy,
                              holds(kOrgManage), "C3.3", "imports.organisation_template",
                              {"", "an empty form: no record is read"}, "下载机构导入模板",
                              "Download the empty organisation workbook"),
    };
}

}  // namespace gx::system
