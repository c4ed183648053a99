/// Commands that care for the data: backup, restore, check, the clock.

#include <iostream>
#include <ostream>

#include "app/archive.hpp"
#include "app/commands/with_app.hpp"
#include "platform/base/check.hpp"

namespace gx::app {
namespace {

/// The root key of a folder that is to be restored: already there, or from the recovery sheet.
crypto::Key key_for_restore(const Context& context, const Arguments& arguments, const DataDir& dir) {
    if (arguments.recovery.empty()) return keys::load_root(dir.keys());
    std::string typed = arguments.recovery;
    if (typed == "-") {
        typed.clear();
        for (std::string line; std::getline(std::cin, line);) typed += line + "\n";
    }
    auto key = keys::from_recovery(typed);
    if (!key) {
        std::string which;
        for (const auto& [name, value] : key.error().params) which += " " + name + " " + value;
        throw Broken("the recovery code is not right:" + which);
    }
    (void)context;
    keys::save_root(dir.keys(), *key);
    return std::move(*key);
}

}  // namespace

int backup_command(Context& context, const Arguments& arguments) {
    return with_app(context, arguments, [&](App& app) {
        const BackupFacts facts = backup(app, context.path(arguments.out));
        context.out << "written: " << context.path(arguments.out) << " (" << facts.files << " files, trail of "
                    << facts.trail_size << " entries)\n";
        return kDone;
    });
}

int restore_command(Context& context, const Arguments& arguments) {
    DataDir dir(context.path(arguments.data));
    if (!dir.lock()) throw Broken("a server is running in " + dir.root().string());
    dir.remember_store(arguments.store);
    const crypto::Key root = key_for_restore(context, arguments, dir);
    const BackupFacts facts = restore(dir, root, context.path(arguments.from));
    App app(std::move(dir));
    const std::string damage = app.db().check();
    const trail::Verdict verdict = app.trail().verify();
    if (!damage.empty()) throw Broken("the restored database is damaged: " + damage);
    if (!verdict.problem.empty()) throw Broken("the restored trail is broken: " + verdict.problem);
    if (verdict.entries < facts.trail_size) throw Broken("the restored trail is shorter than the manifest states");
    context.out << "restored and verified: state of " << facts.made_at << ", trail of " << verdict.entries
                << " entries\n";
    return kDone;
}

int check(Context& context, const Arguments& arguments) {
    return with_app(context, arguments, [&](App& app) {
        const std::string damage = app.db().check();
        const trail::Verdict verdict = app.trail().verify();
        context.out << "database: " << (damage.empty() ? "sound" : damage) << '\n';
        context.out << "trail: " << (verdict.problem.empty() ? "intact" : verdict.problem) << ", " << verdict.entries
                    << " entries\n";
        const auto files = app.check_files();
        context.out << "files: " << files.good << " sound, " << files.bad.size() << " damaged or missing\n";
        for (const std::string& name : files.bad) context.out << "  " << name << '\n';
        for (const system::Warning& warning : app.warnings()) {
            context.out << "warning: " << app.texts().say(Lang::en, warning.key, warning.params) << '\n';
        }
        return damage.empty() && verdict.problem.empty() && files.bad.empty() ? kDone : kRefused;
    });
}

int search_rebuild(Context& context, const Arguments& arguments) {
    return with_app(context, arguments, [&](App& app) {
        app.indexer().rebuild();
        context.out << "read again: " << app.indexer().drain() << " records\n";
        return kDone;
    });
}

int clock_confirm(Context& context, const Arguments& arguments) {
    return with_app(context, arguments, [&](App& app) {
        app.confirm_clock();
        context.out << "the machine's clock is followed: " << clock::to_local(app.now()) << '\n';
        return kDone;
    });
}

}  // namespace gx::app
