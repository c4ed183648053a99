/// Commands that make a company: init, demo.

#include <ostream>

#include "app/commands/with_app.hpp"
#include "app/demo.hpp"
#include "platform/base/check.hpp"
#include "platform/json/json.hpp"

namespace gx::app {

BOOST_DESCRIBE_STRUCT(DemoAccount, (), (post, person, login, password))

namespace {

DataDir empty_folder(const Context& context, const Arguments& arguments) {
    DataDir dir(context.path(arguments.data));
    if (!dir.lock()) throw Broken("a server is running in " + dir.root().string());
    if (dir.initialised()) throw Broken(dir.root().string() + " already holds a company");
    return dir;
}

}  // namespace

int init(Context& context, const Arguments& arguments) {
    const DataDir dir = empty_folder(context, arguments);
    const clock::SystemClock clock;
    const App::Created made =
        App::create(dir, arguments.company, arguments.store, arguments.passphrase, clock.now());
    context.out << made.recovery_sheet << "\n登录名 log-in: " << made.administrator_login
                << "\n一次性登录码 one-time code (24 h): " << made.first_code << '\n';
    return kDone;
}

int demo(Context& context, const Arguments& arguments) {
    DataDir dir = empty_folder(context, arguments);
    const clock::SystemClock clock;
    App::create(dir, "示例物业服务有限公司（演示数据）", arguments.store, "", clock.now());
    App app(std::move(dir));
    const auto accounts = fill_demo(app);
    if (arguments.incidents > 0) fill_incidents(app, arguments.incidents);
    std::string text;
    json::write(text, accounts);
    write_private(app.dir().root() / "demo-accounts.json", text);
    context.out << "演示公司已建立,共 " << accounts.size() << " 个账号,密码均为 " << accounts.front().password
                << "\ndemo company made, " << accounts.size() << " accounts in "
                << (app.dir().root() / "demo-accounts.json").string() << "\n例如 for example: guard1, manager1, affairs, gm\n";
    return kDone;
}

}  // namespace gx::app
