/// A company with keys, one administrator and hands to build on; for the tests of this part.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "platform/org/manage.hpp"
#include "platform/org/people.hpp"
#include "platform/org/sessions.hpp"
#include "support/database.hpp"

namespace gx::org {

class OrgTest : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override { return {&gen::platform_keys, &gen::platform_trail, &gen::platform_org}; }

    /// The value of a use case that must go well.
    template <class F>
    auto run(F&& f) {
        auto result = db().write(f);
        if (!result) {
            for (const auto& field : result.error().fields) ADD_FAILURE() << field.path << ": " << field.key;
            throw std::runtime_error("refused: " + result.error().key);
        }
        return std::move(*result);
    }
    void SetUp() override {
        test::OnBothEngines::SetUp();
        (void)keys();  // made in a write of its own
        run([&](store::Tx& tx) {
            found_company(tx, company, "示例物业", now());
            return Result<Done>(Done{});
        });
        first = run([&](store::Tx& tx) {
            return found_administrator(tx, keys(), now(), {"总部", "系统管理员", "示例管理员", "admin"});
        });
        admin = actor(first.person);
    }

    /// The refusal of one that must not: its key, or "path: key" of its first field.
    template <class F>
    std::string refusal(F&& f) {
        auto result = db().write(f);
        if (result) return "";
        const Error& error = result.error();
        return error.fields.empty() ? error.key : error.fields[0].path + ": " + error.fields[0].key;
    }
    Actor actor(Id person) {
        return db().read([&](store::Tx& tx) { return actor_of(tx, company, person, now()); });
    }
    Id compound(const std::string& code) {
        return run([&](store::Tx& tx) { return create_compound(tx, admin, now(), {code, "小区" + code, "", true}); }).id;
    }
    Id department(const std::string& code, Id parent = {}) {
        return run([&](store::Tx& tx) {
                   return create_department(tx, admin, now(), {code, "部门" + code, parent, Id{}, std::nullopt});
               }).id;
    }
    Id post(const std::string& code, Id in, ScopeKind scope, Id of = {}, bool leads = false) {
        PostInput input;
        input.code = code;
        input.name = "岗位" + code;
        input.department = in;
        input.compound = of;
        input.scope = scope;
        input.leads = leads;
        return run([&](store::Tx& tx) { return create_post(tx, admin, now(), input); }).id;
    }
    Id person(const std::string& number) {
        return run([&](store::Tx& tx) {
                   return create_person(tx, keys(), admin, now(), {number, "示例" + number, "138001380" + number, ""});
               }).id;
    }
    Id hold(Id who, Id what, std::optional<Instant> to = std::nullopt) {
        return run([&](store::Tx& tx) { return hold_post(tx, admin, now(), {who, what, now(), to}); }).id;
    }
    void map(Duty duty, std::vector<Id> to) {
        run([&](store::Tx& tx) { return map_duty(tx, admin, now(), duty, to); });
    }
    IssuedCode account(Id who, const std::string& login) {
        return run([&](store::Tx& tx) { return create_account(tx, keys(), admin, now(), who, login); });
    }

    const Id company = test::kCompany;
    IssuedCode first;
    Actor admin;
};

}  // namespace gx::org
