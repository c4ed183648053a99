#include "modules/system/import_apply.hpp"
#include "modules/system/permissions.hpp"

namespace gx::system::import {

World look(const Context& context, const Book& book) {
    store::Tx& tx = context.tx;
    const Id company = context.actor.company;
    World world;
    for (auto& row : org::compounds(tx, company)) world.compounds.emplace(row.code, std::move(row));
    for (auto& row : org::departments(tx, company)) {
        // A department that is closed can't be built on.
        if (!row.to || *row.to > context.now) world.departments.emplace(row.code, std::move(row));
    }
    for (auto& row : org::posts(tx, company)) world.posts.emplace(row.code, std::move(row));
    const bool system = context.actor.kind == org::Actor::Kind::system;
    world.may_make_accounts = system || context.actor.may(kAccountsManage);
    world.may_map_duties = system || context.actor.may(kDutiesManage);
    const Definition& people = definition(Part::people);
    const std::size_t number_at = people.index("staff_number"), login_at = people.index("login");
    for (const Table& table : book.tables) {
        if (table.part != Part::people) continue;
        for (const Line& line : table.lines) {
            const std::string login = org::normal_login(line.values[login_at]);
            if (login.empty()) continue;
            if (const auto account = org::account_by_login(tx, company, login)) {
                const auto person = org::find_person(tx, context.keys, account->person);
                world.logins.emplace(login, person ? person->staff_number : "");
            }
            const auto person = org::person_by_staff_number(tx, company, line.values[number_at]);
            if (person && org::account_of(tx, company, *person))
                world.with_account.insert(line.values[number_at]);
        }
    }
    return world;
}

}  // namespace gx::system::import
