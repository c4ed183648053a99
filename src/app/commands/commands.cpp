#include "app/commands/commands.hpp"

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <map>

#include "app/app.hpp"
#include "platform/base/check.hpp"

namespace gx::app {
namespace {

using Carry = int (*)(Context&, const Arguments&);

const std::map<std::string, Carry>& table() {
    static const std::map<std::string, Carry> commands{
        {"serve", serve},
        {"init", init},
        {"demo", demo},
        {"clauses", clauses},
        {"trail verify", trail_verify},
        {"trail export", trail_export},
        {"backup", backup_command},
        {"restore", restore_command},
        {"check", check},
        {"search rebuild", search_rebuild},
        {"user list", user_list},
        {"user add", user_add},
        {"user reset", user_reset},
        {"import", import_command},
        {"export ledger", export_ledger},
        {"clock confirm", clock_confirm},
    };
    return commands;
}

CLI::App* add(CLI::App& parent, const std::string& name, const std::string& help, Arguments& arguments,
              const std::string& command) {
    CLI::App* out = parent.add_subcommand(name, help);
    out->add_option("--data", arguments.data, "data folder")->capture_default_str();
    out->callback([&arguments, command] { arguments.command = command; });
    return out;
}

void add_company_commands(CLI::App& cli, Arguments& arguments) {
    auto* run_server = add(cli, "serve", "run the server until SIGTERM", arguments, "serve");
    run_server->add_option("--listen", arguments.listen, "address:port; off loopback TLS is used")->capture_default_str();
    run_server->add_option("--tls-cert", arguments.tls_cert, "certificate chain, PEM");
    run_server->add_option("--tls-key", arguments.tls_key, "private key, PEM");
    run_server->add_option("--public-url", arguments.public_url, "address that notices link to");
    run_server->add_option("--ca-file", arguments.ca_file,
                           "certificates, PEM, to trust mail servers and webhooks by, instead of the machine's");
    auto* fresh = add(cli, "init", "make an empty company; prints a one-time code and the recovery sheet", arguments, "init");
    fresh->add_option("--name", arguments.company, "the company's name")->capture_default_str();
    fresh->add_option("--store", arguments.store, "postgres://... instead of the embedded database");
    fresh->add_option("--passphrase", arguments.passphrase, "seals the root key; asked again at every start");
    auto* show = add(cli, "demo", "make the demo company with accounts in DIR/demo-accounts.json", arguments, "demo");
    show->add_option("--store", arguments.store, "postgres://... instead of the embedded database");
    show->add_option("--incidents", arguments.incidents, "that many generated incidents, for measuring");
}

void add_proof_commands(CLI::App& cli, Arguments& arguments) {
    add(cli, "clauses", "every clause with its rules, tests, pages, routes and live figures", arguments, "clauses")
        ->add_flag("--json", arguments.json, "as JSON");
    CLI::App* trail = cli.add_subcommand("trail", "the record of who did what")->require_subcommand(1);
    add(*trail, "verify", "check every entry; names the first bad one", arguments, "trail verify")
        ->add_option("--bundle", arguments.bundle, "check this exported file alone");
    add(*trail, "export", "write a bundle that can be checked on another machine", arguments, "trail export")
        ->add_option("--out", arguments.out, "file to write")->required();
    CLI::App* time = cli.add_subcommand("clock", "running time")->require_subcommand(1);
    add(*time, "confirm", "the machine's clock is right: follow it", arguments, "clock confirm");
}

void add_care_commands(CLI::App& cli, Arguments& arguments) {
    add(cli, "backup", "encrypted copy of database and files, while the server runs", arguments, "backup")
        ->add_option("--out", arguments.out, "file to write")->required();
    auto* back = add(cli, "restore", "a backup into an empty folder, then check and verify it", arguments, "restore");
    back->add_option("--from", arguments.from, "backup file")->required();
    back->add_option("--recovery", arguments.recovery, "the recovery sheet's code, or - to read it from standard input");
    back->add_option("--store", arguments.store, "postgres://... of an empty database, for a backup of PostgreSQL");
    add(cli, "check", "database, files, trail and keys", arguments, "check");
    CLI::App* search = cli.add_subcommand("search", "full text over the records")->require_subcommand(1);
    add(*search, "rebuild", "empty the index and read every record again", arguments, "search rebuild");
    CLI::App* user = cli.add_subcommand("user", "accounts")->require_subcommand(1);
    add(*user, "list", "all accounts", arguments, "user list");
    auto* fresh = add(*user, "add", "an account for a person; prints a one-time code", arguments, "user add");
    fresh->add_option("staff-number", arguments.staff_number, "the person's staff number")->required();
    fresh->add_option("login", arguments.login, "log-in name")->required();
    add(*user, "reset", "ends the sessions and prints a new one-time code", arguments, "user reset")
        ->add_option("login", arguments.login, "log-in name")->required();
    auto* in = add(cli, "import", "the organisation workbook (XLSX or CSV)", arguments, "import");
    in->add_option("file", arguments.file, "workbook")->required();
    in->add_flag("--dry-run", arguments.dry_run, "check only");
    CLI::App* out = cli.add_subcommand("export", "files for people")->require_subcommand(1);
    auto* ledger = add(*out, "ledger", "a month's incident ledger as XLSX, or as PDF where the file is named so", arguments, "export ledger");
    ledger->add_option("--month", arguments.month, "YYYY-MM")->required();
    ledger->add_option("--compound", arguments.compound, "code of one compound");
    ledger->add_option("--out", arguments.out, "file to write")->required();
}

}  // namespace

std::string Context::path(const std::string& name) const {
    const std::filesystem::path given(name);
    return given.is_absolute() ? name : (std::filesystem::path(folder) / given).lexically_normal().string();
}

int dispatch(Context& context) {
    Arguments arguments;
    CLI::App cli{"规行 Guixing: carries out a property company's information regulations", "guixing"};
    cli.set_version_flag("--version", std::string(kVersion));
    cli.require_subcommand(1);
    add_company_commands(cli, arguments);
    add_proof_commands(cli, arguments);
    add_care_commands(cli, arguments);
    try {
        std::vector<std::string> reversed(context.words.rbegin(), context.words.rend());
        cli.parse(reversed);
    } catch (const CLI::ParseError& wrong) {
        return cli.exit(wrong, context.out, context.err) == 0 ? kDone : kUsage;
    }
    try {
        return table().at(arguments.command)(context, arguments);
    } catch (const std::exception& broken) {
        context.err << "guixing: " << broken.what() << '\n';
        return kRefused;
    }
}

int run(int argc, char** argv, std::span<const http::StaticFile> pages) {
    // What the program writes is its owner's alone: DIR, backups, exports.
    ::umask(S_IRWXG | S_IRWXO);
    crypto::start();
    Context context{std::filesystem::current_path().string(), {argv + 1, argv + argc}, nullptr, std::cout, std::cerr,
                    pages};
    return dispatch(context);
}

}  // namespace gx::app
