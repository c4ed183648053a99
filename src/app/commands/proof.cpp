/// Commands that show the proof: the trail and its bundle.

#include <ostream>

#include "app/commands/with_app.hpp"

namespace gx::app {
namespace {

int print(Context& context, const trail::Verdict& verdict) {
    if (verdict.problem.empty()) {
        context.out << "trail intact: " << verdict.entries << " entries";
        if (verdict.unnumbered > 0) context.out << ", " << verdict.unnumbered << " more not yet numbered";
        context.out << '\n';
        return kDone;
    }
    context.err << "trail broken at entry " << verdict.bad_sequence << ": " << verdict.problem << '\n';
    return kRefused;
}

}  // namespace

int clauses(Context& context, const Arguments& arguments) {
    return with_app(context, arguments, [&](App& app) {
        const auto rows = app.db().read([&](store::Tx& tx) {
            return system::clause_rows(tx, app.services(), nullptr, app.now(), Lang::zh);
        });
        context.out << (arguments.json ? system::clauses_json(rows) + "\n" : system::clauses_text(rows, Lang::zh));
        return kDone;
    });
}

int trail_verify(Context& context, const Arguments& arguments) {
    if (!arguments.bundle.empty()) return print(context, trail::verify_bundle(context.path(arguments.bundle)));
    return with_app(context, arguments, [&](App& app) { return print(context, app.trail().verify()); });
}

int trail_export(Context& context, const Arguments& arguments) {
    return with_app(context, arguments, [&](App& app) {
        app.trail().export_bundle(context.path(arguments.out), app.now());
        context.out << "written: " << context.path(arguments.out) << '\n';
        return kDone;
    });
}

}  // namespace gx::app
