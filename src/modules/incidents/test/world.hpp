/// A small company with two compounds, its clock, its outbox and its ladder runner; for the tests of this module.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "modules/incidents/clocks.hpp"
#include "modules/incidents/service.hpp"
#include "modules/incidents/store.hpp"
#include "modules/incidents/view.hpp"
#include "platform/calendar/calendar.hpp"
#include "platform/files/files.hpp"
#include "platform/flow/flow.hpp"
#include "platform/notify/notify.hpp"
#include "platform/org/manage.hpp"
#include "platform/org/people.hpp"
#include "platform/org/sessions.hpp"
#include "platform/trail/trail.hpp"
#include "support/database.hpp"

namespace gx::gen {
extern const Part modules_incidents;
}

namespace gx::incidents {

using std::chrono::hours;
using std::chrono::minutes;

/// Parts whose tables and texts the module needs.
inline const std::vector<const Part*>& needed_parts() {
    static const std::vector<const Part*> parts{
        &gen::platform_base, &gen::platform_json, &gen::platform_keys, &gen::platform_trail, &gen::platform_outbox,
        &gen::platform_labels, &gen::platform_org, &gen::platform_due, &gen::platform_flow, &gen::platform_files,
        &gen::platform_search, &gen::platform_notify, &gen::platform_http, &gen::modules_incidents};
    return parts;
}

class IncidentTest : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override { return needed_parts(); }

    template <class F>
    auto must(F&& f) {
        auto result = db().write(f);
        if (!result) {
            for (const auto& field : result.error().fields) ADD_FAILURE() << field.path << ": " << field.key;
            throw std::runtime_error("refused: " + result.error().key);
        }
        return std::move(*result);
    }
    void SetUp() override {
        test::OnBothEngines::SetUp();
        if (IsSkipped()) return;
        (void)keys();
        must([&](store::Tx& tx) -> Result<Done> {
            org::found_company(tx, company, "示例物业", now());
            return Done{};
        });
        open();
        people();
    }
    void TearDown() override {
        close();
        test::OnBothEngines::TearDown();
    }

    /// The machinery over the database; made again after a restart.
    void open() {
        trail = std::make_unique<trail::Trail>(db(), keys(), "test");
        sessions = std::make_unique<org::Sessions>(db(), company);
        files = std::make_unique<files::Store>(folder.path(), keys());
        services = std::make_unique<http::Services>(http::Services{company, db(), clock(), keys(), *trail, *sessions,
                                                                   flows, *files, hub, texts, calendar});
        pump = std::make_unique<outbox::Pump>(db(), [this] { return now(); }, outbox_handlers(*services));
        runner = std::make_unique<due::Runner>(db(), [this] { return now(); }, due_handlers(*services));
    }
    void close() {
        runner.reset();
        pump.reset();
        services.reset();
        files.reset();
        sessions.reset();
        trail.reset();
    }
    void restart() {
        close();
        reopen();
        open();
    }
    /// Time passes; what the outbox and the ladders owe is done.
    void pass(Duration time) {
        clock().advance(time);
        settle_down();
    }
    void settle_down() {
        pump->drain();
        runner->run_due();
        pump->drain();
    }

    /// A use case by a person: f(const Act&) -> Result<T>.
    template <class F>
    auto as(Id person, F&& f) {
        const auto actor = actor_of(person);
        return db().write([&](store::Tx& tx) { return f(Act{*services, tx, actor, now(), nullptr}); });
    }
    template <class F>
    auto must_as(Id person, F&& f) {
        auto result = as(person, std::forward<F>(f));
        if (!result) {
            for (const auto& field : result.error().fields) ADD_FAILURE() << field.path << ": " << field.key;
            throw std::runtime_error("refused: " + result.error().key);
        }
        return std::move(*result);
    }
    /// The refusal: its key, or "path: key" of its first field; empty if there was none.
    template <class F>
    std::string refusal(Id person, F&& f) {
        auto result = as(person, std::forward<F>(f));
        if (result) return "";
        const Error& error = result.error();
        return error.fields.empty() ? error.key : error.fields[0].path + ": " + error.fields[0].key;
    }
    org::Actor actor_of(Id person) {
        return db().read([&](store::Tx& tx) { return org::actor_of(tx, company, person, now()); });
    }
    IncidentView seen_by(Id person, Id incident) {
        return must_as(person, [&](const Act& act) -> Result<IncidentView> {
            GX_TRY(found, load(act, incident));
            return view(act, found);
        });
    }
    std::vector<notify::Notice> notices(Id person) {
        return db().read([&](store::Tx& tx) { return notify::notices(tx, company, person, Id{}, 100); });
    }
    std::vector<std::string> notice_keys(Id person) {
        std::vector<std::string> out;
        for (const auto& notice : notices(person)) out.push_back(notice.key);
        return out;
    }
    std::vector<std::string> actions_in_trail(Id incident) {
        return db().read([&](store::Tx& tx) {
            std::vector<std::string> out;
            for (const auto& stored : trail->of_object(tx, incident)) {
                if (stored.entry.outcome == trail::Outcome::done) out.push_back(stored.entry.action);
            }
            return out;
        });
    }

    ReportInput quick(const char* kind = "fire") {
        ReportInput input;
        input.kind = kind;
        input.place = "3栋负一层";
        input.happened_at = now() - minutes{10};
        input.summary = "配电间冒烟,已断电";
        return input;
    }
    Incident reported(Id by, const ReportInput& input) {
        return must_as(by, [&](const Act& act) { return report(act, input, nullptr); });
    }
    static FullReportInput whole() {
        FullReportInput input;
        input.time = "九时许";
        input.place = "3栋负一层配电间";
        input.course = "电缆接头过热冒烟";
        input.trend = "已控制";
        input.measures = "断电、通风、值守";
        input.help = "请供电部门检修";
        return input;
    }
    FullReportInput whole_for(const char* kind) {
        FullReportInput input = whole();
        input.details.emplace();
        for (const Field& field : kinds().find(kind)->fields) {
            if (!field.required || field.asked != Stage::full) continue;
            if (field.key == "loss") input.loss = Fen{0};
            else input.details->push_back({field.key, "待查"});
        }
        return input;
    }
    Incident fully(Id by, Id incident) {
        return must_as(by, [&](const Act& act) -> Result<Incident> {
            GX_TRY(found, load(act, incident));
            return full_report(act, incident, found.state.rev, whole_for(found.kind.c_str()), nullptr);
        });
    }
    Incident acknowledged(Id by, Id incident) {
        return must_as(by, [&](const Act& act) -> Result<Incident> {
            GX_TRY(found, load(act, incident));
            return acknowledge(act, incident, found.state.rev);
        });
    }

    const Id company = test::kCompany;
    Id compound_a, compound_b, branch_a, branch_b, office, engineering;
    Id guard_a, second_a, manager_a, guard_b, manager_b, affairs, director, technician, engineer;
    notify::Hub hub;
    calendar::Book calendar;
    flow::Registry flows{needed_parts()};
    text::Catalogue texts{needed_parts()};
    test::TempDir folder;
    std::unique_ptr<trail::Trail> trail;
    std::unique_ptr<org::Sessions> sessions;
    std::unique_ptr<files::Store> files;
    std::unique_ptr<http::Services> services;
    std::unique_ptr<outbox::Pump> pump;
    std::unique_ptr<due::Runner> runner;

  private:
    Id person(store::Tx& tx, const std::string& login, Id department, Id compound, org::ScopeKind scope,
              std::optional<org::Duty> duty, bool leads, labels::Level level) {
        const auto system = org::Actor::system(company);
        org::PostInput post;
        post.code = login;
        post.name = "岗位" + login;
        post.department = department;
        post.compound = compound;
        post.scope = scope;
        post.leads = leads;
        post.level = level;
        const auto created = org::create_post(tx, system, now(), post);
        if (!created) throw std::runtime_error("post refused");
        const Id made = created->id;
        if (duty) duties_[*duty].push_back(made);
        const std::string digits = std::to_string(10'000'000 + ++people_).substr(1);
        const auto who = org::create_person(tx, keys(), system, now(), {login, "示例" + login, "1390000" + digits.substr(3), ""});
        if (!who) throw std::runtime_error("person refused");
        if (!org::hold_post(tx, system, now(), {who->id, made, now() - hours{24 * 365}, {}})) throw std::runtime_error("holding refused");
        return who->id;
    }
    Id department(store::Tx& tx, const char* code, Id compound) {
        auto made = org::create_department(tx, org::Actor::system(company), now(), {code, std::string("部门") + code, Id{}, compound, {}});
        if (!made) throw std::runtime_error("department refused");
        return made->id;
    }
    void people() {
        using enum org::Duty;
        using org::ScopeKind;
        must([&](store::Tx& tx) -> Result<Done> {
            const auto system = org::Actor::system(company);
            compound_a = org::create_compound(tx, system, now(), {"A", "翠湖(示例)", "", true})->id;
            compound_b = org::create_compound(tx, system, now(), {"B", "锦绣(示例)", "", true})->id;
            branch_a = department(tx, "GLCA", compound_a);
            branch_b = department(tx, "GLCB", compound_b);
            office = department(tx, "ZHB", Id{});
            engineering = department(tx, "GCB", Id{});
            guard_a = person(tx, "guarda", branch_a, compound_a, ScopeKind::compound, guard, false, 4);
            second_a = person(tx, "seconda", branch_a, compound_a, ScopeKind::compound, guard, false, 4);
            manager_a = person(tx, "managera", branch_a, compound_a, ScopeKind::compound, branch_manager, true, 2);
            guard_b = person(tx, "guardb", branch_b, compound_b, ScopeKind::compound, guard, false, 4);
            manager_b = person(tx, "managerb", branch_b, compound_b, ScopeKind::compound, branch_manager, true, 2);
            affairs = person(tx, "affairs", office, Id{}, ScopeKind::company, general_affairs, true, 3);
            director = person(tx, "director", office, Id{}, ScopeKind::company, general_manager, false, 1);
            this->technician = person(tx, "tech", engineering, Id{}, ScopeKind::department, org::Duty::technician, false, 4);
            engineer = person(tx, "engineer", engineering, Id{}, ScopeKind::department, engineering_head, true, 2);
            for (const auto& [duty, posts] : duties_) {
                if (!org::map_duty(tx, system, now(), duty, posts)) throw std::runtime_error("duty refused");
            }
            if (!org::create_roster(tx, system, now(), {compound_a, second_a, "guard", now(), now() + hours{24 * 20}})) {
                throw std::runtime_error("roster refused");
            }
            return Done{};
        });
    }
    std::map<org::Duty, std::vector<Id>> duties_;
    int people_ = 0;
};

}  // namespace gx::incidents
