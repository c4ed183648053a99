/// Commands that take data in and hand it out; both go through the same routes as the pages, as the system itself.

#include <fstream>
#include <ostream>

#include "app/commands/with_app.hpp"
#include "modules/incidents/face.hpp"
#include "modules/system/import.hpp"
#include "platform/base/check.hpp"
#include "platform/org/directory.hpp"
#include "platform/render/pdf.hpp"

namespace gx::app {

int import_command(Context& context, const Arguments& arguments) {
    return with_app(context, arguments, [&](App& app) {
        const std::string content = read_text(context.path(arguments.file));
        const system::ImportInput input{as_bytes(content), arguments.dry_run, {}, Lang::zh};
        const auto trace = [&](store::Tx& tx, const system::ImportAnswer& answer) {
            trail::Entry entry;
            entry.action = answer.applied ? "org.imported" : "org.import_checked";
            entry.object_type = "organisation";
            entry.clause = "O9";
            entry.note = system::import_note(answer);
            app.trail().append(tx, app.now(), entry);
        };
        const auto answer = system::import_organisation(app.services(), org::Actor::system(app.company()), app.now(),
                                                        input, trace);
        if (!answer) return print_refusal(context, app, answer.error());
        for (const auto& error : answer->errors) {
            context.err << error.sheet << "!" << error.cell.value_or("") << ": " << error.detail << '\n';
        }
        for (const auto& code : answer->codes) {
            context.out << code.staff_number << '\t' << code.login << '\t' << code.code << '\n';
        }
        context.out << (answer->applied ? "imported: " : "not imported: ") << answer->rows << " rows, "
                    << answer->errors_total << " errors\n";
        return answer->errors.empty() ? kDone : kRefused;
    });
}

int export_ledger(Context& context, const Arguments& arguments) {
    return with_app(context, arguments, [&](App& app) {
        std::optional<Id> compound;
        if (!arguments.compound.empty()) {
            compound = app.db().read([&](store::Tx& tx) { return org::compound_by_code(tx, app.company(), arguments.compound); });
            if (!compound) return print_refusal(context, app, Error{"not_found", {}, {}});
        }
        const org::Actor actor = org::Actor::system(app.company());
        app.trail().checkpoint(app.now());
        const auto sheet = app.db().write([&](store::Tx& tx) {
            return incidents::export_ledger(tx, app.services(), actor, app.now(), arguments.month, compound);
        });
        if (!sheet) return print_refusal(context, app, sheet.error());
        const bool pdf = arguments.out.ends_with(".pdf");
        const Result<Bytes> file = pdf ? render::to_pdf(*sheet, Lang::zh) : render::to_xlsx(*sheet, Lang::zh);
        if (!file) return print_refusal(context, app, file.error());
        std::ofstream out(context.path(arguments.out), std::ios::binary | std::ios::trunc);
        out.write(reinterpret_cast<const char*>(file->data()), static_cast<std::streamsize>(file->size()));
        out.flush();
        if (!out) throw Broken("cannot write " + context.path(arguments.out));
        context.out << "written: " << context.path(arguments.out) << '\n';
        return kDone;
    });
}

}  // namespace gx::app
