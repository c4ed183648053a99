/// Commands on accounts: list, add, reset. A password is never shown; what is printed is a one-time code.

#include <ostream>

#include "app/commands/with_app.hpp"
#include "platform/org/directory.hpp"
#include "platform/org/manage.hpp"

namespace gx::app {
namespace {

constexpr std::size_t kListAtOnce = 500;

int print_code(Context& context, App& app, const Result<org::IssuedCode>& code) {
    if (!code) return print_refusal(context, app, code.error());
    context.out << "登录名 log-in: " << code->login << "\n一次性登录码 one-time code: " << code->code
                << "\n有效至 good until: " << clock::to_local(code->expires_at) << '\n';
    return kDone;
}

void leave_entry(App& app, store::Tx& tx, std::string action, Id account) {
    trail::Entry entry;
    entry.action = std::move(action);
    entry.object_type = "account";
    entry.object = account;
    entry.clause = "I2.4";
    entry.note = R"({"by":"command line"})";
    app.trail().append(tx, app.now(), entry);
}

}  // namespace

int user_list(Context& context, const Arguments& arguments) {
    return with_app(context, arguments, [&](App& app) {
        std::string after;
        for (;;) {
            const auto rows = app.db().read([&](store::Tx& tx) { return org::people(tx, app.keys(), after, kListAtOnce); });
            for (const org::Person& person : rows) {
                const auto account =
                    app.db().read([&](store::Tx& tx) { return org::account_of(tx, app.company(), person.id); });
                context.out << person.staff_number << '\t' << (account ? account->login : "-") << '\t'
                            << (!account ? "none" : !account->open(app.now()) ? "closed"
                                                : account->has_password       ? "active"
                                                                              : "no password")
                            << '\n';
            }
            if (rows.size() < kListAtOnce) return kDone;
            after = rows.back().staff_number;
        }
    });
}

int user_add(Context& context, const Arguments& arguments) {
    return with_app(context, arguments, [&](App& app) {
        const auto code = app.db().write([&](store::Tx& tx) -> Result<org::IssuedCode> {
            const auto person = org::person_by_staff_number(tx, app.company(), arguments.staff_number);
            if (!person) return refuse("not_found");
            GX_TRY(issued, org::create_account(tx, app.keys(), org::Actor::system(app.company()), app.now(), *person,
                                               arguments.login));
            leave_entry(app, tx, "account.created", issued.account);
            return issued;
        });
        return print_code(context, app, code);
    });
}

int user_reset(Context& context, const Arguments& arguments) {
    return with_app(context, arguments, [&](App& app) {
        const auto code = app.db().write([&](store::Tx& tx) -> Result<org::IssuedCode> {
            const auto account = org::account_by_login(tx, app.company(), org::normal_login(arguments.login));
            if (!account) return refuse("not_found");
            GX_TRY(issued, org::reset_account(tx, app.keys(), org::Actor::system(app.company()), app.now(), account->id));
            leave_entry(app, tx, "account.code_issued", issued.account);
            return issued;
        });
        return print_code(context, app, code);
    });
}

}  // namespace gx::app
