/// The server: opens the folder, listens, waits for SIGTERM, drains.

#include <csignal>
#include <ostream>
#include <sstream>

#include "app/admin_socket.hpp"
#include "app/commands/with_app.hpp"
#include "platform/base/check.hpp"

namespace gx::app {
namespace {

bool on_loopback(std::string_view listen) {
    return listen.starts_with("127.") || listen.starts_with("localhost:") || listen.starts_with("[::1]");
}

/// Off loopback a certificate is needed: the given one, or the company CA's.
http::ServerOptions server_options(const App& app, const Arguments& arguments,
                                   std::span<const http::StaticFile> pages) {
    http::ServerOptions options;
    options.listen = arguments.listen;
    options.tls_cert = arguments.tls_cert;
    options.tls_key = arguments.tls_key;
    options.files = pages;
    if (options.tls_cert.empty() && !on_loopback(arguments.listen)) {
        const std::string host = arguments.listen.substr(0, arguments.listen.rfind(':'));
        const http::Certificate made = http::company_certificate(app.dir().keys().string(), {host, "localhost"}, app.now());
        options.tls_cert = made.cert_file;
        options.tls_key = made.key_file;
        options.ca_file = made.ca_file;
        options.ca_fingerprint = made.ca_fingerprint;
    }
    return options;
}

int wait_for_end(const sigset_t& signals) {
    int signal = 0;
    ::sigwait(&signals, &signal);
    return signal;
}

}  // namespace

int serve(Context& context, const Arguments& arguments) {
    DataDir dir(context.path(arguments.data));
    if (!dir.initialised()) {
        throw Broken(dir.root().string() + " holds no company; make one with: guixing init --data DIR, or guixing demo");
    }
    if (!dir.lock()) throw Broken("another server is running in " + dir.root().string());
    // Blocked before any thread starts, so that only this one takes them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    App app(std::move(dir));
    app.set_public_url(arguments.public_url);
    app.set_ca_file(arguments.ca_file.empty() ? "" : context.path(arguments.ca_file));
    app.start();
    const http::ServerOptions options = server_options(app, arguments, context.pages);
    http::Server server(app.router(), options);
    AdminSocket admin(app.dir().admin_socket(), [&](const std::string& folder, const std::vector<std::string>& words) {
        std::ostringstream out;
        std::ostringstream err;
        Context inner{folder, words, &app, out, err};
        const int code = dispatch(inner);
        return CommandAnswer{code, out.str(), err.str()};
    });
    const std::string host = arguments.listen.substr(0, arguments.listen.rfind(':'));
    context.out << "规行 Guixing " << kVersion << " " << (options.tls_cert.empty() ? "http" : "https") << "://" << host
                << ":" << server.port() << "\n" << std::flush;
    for (const system::Warning& warning : app.warnings()) {
        context.err << app.texts().say(Lang::zh, warning.key, warning.params) << '\n';
    }
    wait_for_end(signals);
    server.drain();
    app.stop();
    return kDone;
}

}  // namespace gx::app
