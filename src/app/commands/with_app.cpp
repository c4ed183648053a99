#include "app/commands/with_app.hpp"

#include <ostream>

#include "app/admin_socket.hpp"

namespace gx::app {

int with_app(Context& context, const Arguments& arguments, const std::function<int(App&)>& act) {
    if (context.running != nullptr) return act(*context.running);
    const std::string folder = context.path(arguments.data);
    if (!std::filesystem::exists(folder)) {
        context.err << "guixing: there is no data folder " << folder << "; make one with: guixing init --data DIR\n";
        return kRefused;
    }
    DataDir dir(folder);
    if (!dir.initialised()) {
        context.err << "guixing: " << folder << " holds no company; make one with: guixing init --data DIR\n";
        return kRefused;
    }
    if (!dir.lock()) {
        const CommandAnswer answer = AdminSocket::send(dir.admin_socket(), context.words);
        context.out << answer.out;
        context.err << answer.err;
        return answer.code;
    }
    App app(std::move(dir));
    const int code = act(app);
    app.tick();
    return code;
}

int print_refusal(Context& context, const App& app, const Error& error) {
    context.err << app.texts().say(Lang::zh, error.key, error.params) << '\n';
    for (const FieldError& field : error.fields) {
        context.err << "  " << field.path << ": " << app.texts().say(Lang::zh, field.key, field.params) << '\n';
    }
    return kRefused;
}

}  // namespace gx::app
