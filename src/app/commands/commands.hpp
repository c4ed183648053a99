/// The command line: every command of `guixing`, with --help. Exit codes 0 done, 1 refused, 2 usage.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <vector>

namespace gx::http {
struct StaticFile;
}

namespace gx::app {

class App;

inline constexpr int kDone = 0;
inline constexpr int kRefused = 1;
inline constexpr int kUsage = 2;

/// `pages`: the web files inside the binary (app/pages.hpp).
int run(int argc, char** argv, std::span<const http::StaticFile> pages);

/// What the words of a command line mean; only the members of the chosen command are set.
struct Arguments {
    std::string command;  ///< "serve", "trail verify", ...
    std::string data = "data";
    std::string listen = "127.0.0.1:8080";
    std::string tls_cert, tls_key, public_url, ca_file;
    std::string company = "示例物业公司", store, passphrase;
    int incidents = 0;
    bool json = false, dry_run = false;
    std::string bundle, out, from, recovery, file, month, compound, login, staff_number;
};

/// Where a command runs and speaks. `running` is the open program when the command came over DIR/admin.sock.
struct Context {
    std::string folder;  ///< relative names on the command line start here
    std::vector<std::string> words;
    App* running = nullptr;
    std::ostream& out;
    std::ostream& err;
    std::span<const http::StaticFile> pages{};

    std::string path(const std::string& name) const;
};

/// Parses and carries out; never throws for a user's mistake.
int dispatch(Context& context);

int serve(Context& context, const Arguments& arguments);
int init(Context& context, const Arguments& arguments);
int demo(Context& context, const Arguments& arguments);
int clauses(Context& context, const Arguments& arguments);
int trail_verify(Context& context, const Arguments& arguments);
int trail_export(Context& context, const Arguments& arguments);
int backup_command(Context& context, const Arguments& arguments);
int restore_command(Context& context, const Arguments& arguments);
int check(Context& context, const Arguments& arguments);
int user_list(Context& context, const Arguments& arguments);
int user_add(Context& context, const Arguments& arguments);
int user_reset(Context& context, const Arguments& arguments);
int import_command(Context& context, const Arguments& arguments);
int export_ledger(Context& context, const Arguments& arguments);
int clock_confirm(Context& context, const Arguments& arguments);
int search_rebuild(Context& context, const Arguments& arguments);

}  // namespace gx::app
