#include "modules/system/import.hpp"

#include "modules/system/routes.hpp"
#include "platform/calendar/calendar.hpp"
#include "platform/clock/clock.hpp"
#include "platform/files/files.hpp"
#include "platform/flow/flow.hpp"
#include "platform/http/router.hpp"
#include "platform/notify/notify.hpp"
#include "platform/org/manage.hpp"
#include "platform/org/people.hpp"
#include "platform/org/sessions.hpp"
#include "platform/render/form.hpp"
#include "platform/text/text.hpp"
#include "support/database.hpp"

namespace gx::gen {
extern const Part modules_system;
}

namespace gx::system {
namespace {

using Rows = std::vector<std::vector<std::string>>;

render::FormSheet form(const std::string& name, const std::vector<std::string>& headings, Rows rows) {
    render::FormSheet sheet{name, {}, std::move(rows)};
    for (const auto& heading : headings) sheet.columns.push_back({heading, "", 14, false, {}});
    return sheet;
}

/// A small company: two compounds, a tree of departments, posts, duties, people with log-ins, rooms.
std::vector<render::FormSheet> company_book() {
    return {
        form("房间", {"小区编码", "楼栋", "单元", "房号", "楼层"},
             {{"C1", "1栋", "1单元", "101", "1"},
              {"C1", "1栋", "1单元", "102", "1"},
              {"C1", "1栋", "2单元", "101", "1"},
              {"C1", "1幢", "", "值班室", ""},
              {"C2", "A座", "", "", ""}}),
        form("人员", {"工号", "姓名", "手机", "邮箱", "岗位编码", "任职日期", "登录名"},
             {{"1001", "示例甲", "13800000001", "jia@example.com", "P1、P2", "2026-01-01", "jia"},
              {"1002", "示例乙", "010-12345678", "", "P2", "", "YI"},
              {"1003", "示例丙", "", "", "", "", ""}}),
        form("职责", {"职责", "岗位编码"},
             {{"管理处主任", "P1"}, {"秩序维护员", "P2"}, {"部门负责人", "P1"}}),
        form("岗位",
             {"岗位编码", "岗位名称", "部门编码", "小区编码", "职级", "是否负责人", "知悉密级", "管辖范围"},
             {{"P1", "主任", "D2", "C1", "20", "是", "保密", ""},
              {"P2", "秩序维护员", "D2", "C1", "90", "", "", "小区"}}),
        form("部门", {"部门编码", "部门名称", "上级部门编码", "小区编码"},
             {{"D2", "翠湖管理处", "D1", "C1"}, {"D1", "综合部", "", ""}}),
        form("小区", {"小区编码", "小区名称", "地址"}, {{"C1", "翠湖", "示例路1号"}, {"C2", "云山", ""}}),
    };
}

class Imports : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override {
        return {&gen::platform_keys,  &gen::platform_trail,  &gen::platform_outbox,
                &gen::platform_org,   &gen::platform_due,    &gen::platform_flow,
                &gen::platform_files, &gen::platform_notify, &gen::modules_system};
    }
    void SetUp() override {
        test::OnBothEngines::SetUp();
        if (IsSkipped()) return;
        start();
        const auto code = db().write([&](store::Tx& tx) -> Result<org::IssuedCode> {
            org::found_company(tx, company, "示例物业", now());
            return org::found_administrator(tx, keys(), now(), {"总部", "系统管理员", "示例管理员", "admin"});
        });
        ASSERT_TRUE(code);
        cookie = log_in("admin", code->code);
    }
    void TearDown() override {
        stop();
        test::OnBothEngines::TearDown();
    }
    void start() {
        trail = std::make_unique<trail::Trail>(db(), keys(), "guixing/test");
        sessions = std::make_unique<org::Sessions>(db(), company);
        files = std::make_unique<files::Store>(folder.path(), keys());
        services.reset(new http::Services{company, db(), clock(), keys(), *trail, *sessions, flows, *files,
                                          hub, texts(), calendar});
        router = std::make_unique<http::Router>(*services, import_routes());
    }
    void stop() {
        router.reset();
        services.reset();
        files.reset();
        sessions.reset();
        trail.reset();
    }
    void restart() {
        stop();
        reopen();
        start();
    }
    static const text::Catalogue& texts() {
        static const std::vector<const Part*> parts{&gen::platform_base, &gen::platform_json,
                                                    &gen::platform_org,  &gen::platform_files,
                                                    &gen::platform_http, &gen::modules_system};
        static const text::Catalogue catalogue{parts};
        return catalogue;
    }
    std::string log_in(const std::string& login, const std::string& code) {
        const auto in = sessions->first_log_in(now(), login, code, "three grey herons", false, Lang::zh);
        EXPECT_TRUE(in);
        return in ? "gx=" + in->token : "";
    }

    http::Response send(const Bytes& body, std::string_view query, std::string_view key) {
        clock().advance(std::chrono::seconds{1});
        http::Request request;
        request.method = http::Method::post;
        request.path = "/api/imports/organisation";
        request.query = query;
        request.body = as_text(body);
        request.id = "r-1";
        request.loopback = true;
        request.headers = {{"host", "localhost"},
                           {"cookie", cookie},
                           {"sec-fetch-site", "same-origin"},
                           {"idempotency-key", key}};
        return router->handle_now(request);
    }
    ImportAnswer ask(const Bytes& body, std::string_view query, std::string_view key) {
        const auto response = send(body, query, key);
        EXPECT_EQ(response.status, 201) << response.body;
        const auto tree = json::parse(response.body);
        const auto answer = tree ? json::read<ImportAnswer>(*tree) : Result<ImportAnswer>(refuse("x"));
        EXPECT_TRUE(answer) << response.body;
        return answer ? *answer : ImportAnswer{};
    }
    Bytes book(const std::vector<render::FormSheet>& sheets) {
        return render::to_form("test", sheets, now());
    }
    std::string refusal(const Bytes& body, std::string_view query, std::string_view key) {
        const auto tree = json::parse(send(body, query, key).body);
        return tree && tree->as_object().contains("code") ? std::string(tree->at("code").as_string())
                                                          : "none";
    }
    /// Actions in the trail since the last call.
    std::vector<std::string> fresh() {
        trail->flush_seen(now());
        auto page = db().read([&](store::Tx& tx) { return trail->page(tx, 0, 100, {}); });
        std::vector<std::string> out;
        for (const auto& row : page) {
            if (row.id > last)
                out.push_back(row.entry.action + " " + std::to_string(static_cast<int>(row.entry.outcome)));
        }
        for (const auto& row : page) last = std::max(last, row.id);
        return out;
    }
    /// Rows of every table of the organisation, as one number per kind.
    std::vector<std::size_t> sizes() {
        return db().read([&](store::Tx& tx) {
            std::vector<std::size_t> out{org::compounds(tx, company).size(),
                                         org::departments(tx, company).size(), org::posts(tx, company).size(),
                                         org::people(tx, keys(), "", 1000).size()};
            std::size_t rooms = 0, units = 0, buildings = 0;
            for (const auto& compound : org::compounds(tx, company)) {
                buildings += org::buildings(tx, company, compound.id).size();
                units += org::units(tx, company, compound.id).size();
                rooms += org::rooms(tx, company, compound.id).size();
            }
            out.insert(out.end(), {buildings, units, rooms});
            return out;
        });
    }

    const Id company = test::kCompany;
    std::string cookie;
    notify::Hub hub;
    calendar::Book calendar;
    flow::Registry flows{std::span<const Part* const>{}};
    test::TempDir folder;
    std::unique_ptr<trail::Trail> trail;
    std::unique_ptr<org::Sessions> sessions;
    std::unique_ptr<files::Store> files;
    std::unique_ptr<http::Services> services;
    std::unique_ptr<http::Router> router;
    Id last;
};
GX_ON_BOTH_ENGINES(Imports);

TEST_P(Imports, a_try_counts_everything_and_keeps_nothing) {
    fresh();
    const auto before = sizes();
    const auto answer = ask(book(company_book()), "dry_run=true", "key-0001");
    EXPECT_TRUE(answer.errors.empty());
    EXPECT_FALSE(answer.applied);
    EXPECT_EQ(answer.rows, 17);
    EXPECT_EQ(answer.created.compounds, 2);
    EXPECT_EQ(answer.created.departments, 2);
    EXPECT_EQ(answer.created.posts, 2);
    EXPECT_EQ(answer.created.duties, 3);
    EXPECT_EQ(answer.created.people, 3);
    EXPECT_EQ(answer.created.holdings, 3);
    EXPECT_EQ(answer.created.accounts, 2);
    EXPECT_EQ(answer.created.buildings, 2);
    EXPECT_EQ(answer.created.units, 2);
    EXPECT_EQ(answer.created.rooms, 4);
    EXPECT_TRUE(answer.codes.empty()) << "codes of accounts that are not there";
    EXPECT_EQ(sizes(), before);
    EXPECT_EQ(fresh(), (std::vector<std::string>{"org.import_checked 0"}));
}

TEST_P(Imports, are_put_into_effect_once) {
    fresh();
    const auto first = ask(book(company_book()), "dry_run=false", "key-0001");
    EXPECT_TRUE(first.applied);
    EXPECT_EQ(fresh(), (std::vector<std::string>{"org.imported 0"}));
    ASSERT_EQ(first.codes.size(), 2U);
    EXPECT_EQ(first.codes[0].staff_number, "1001");
    EXPECT_EQ(first.codes[1].login, "yi");
    const auto after = sizes();
    restart();
    const auto second = ask(book(company_book()), "dry_run=false", "key-0002");
    EXPECT_TRUE(second.applied);
    EXPECT_EQ(second.unchanged, second.rows) << "nothing twice";
    EXPECT_EQ(second.changed, 0);
    EXPECT_TRUE(second.codes.empty());
    EXPECT_EQ(sizes(), after);
    db().read([&](store::Tx& tx) {
        const auto person = org::person_by_staff_number(tx, company, "1001");
        ASSERT_TRUE(person);
        const org::Actor actor = org::actor_of(tx, company, *person, now());
        EXPECT_TRUE(actor.has(org::Duty::branch_manager));
        EXPECT_EQ(actor.posts.size(), 2U);
        const auto post = org::find_post(tx, company, *org::post_by_code(tx, company, "P1"));
        EXPECT_EQ(post->scope, org::ScopeKind::compound) << "a post with a compound reaches the compound";
        EXPECT_EQ(post->level, labels::kConfidential);
        EXPECT_TRUE(post->leads);
        const auto held = org::holdings_of(tx, company, *person, now());
        EXPECT_EQ(to_iso(clock::day_of(held.front().from)), "2026-01-01");
        EXPECT_EQ(org::find_person(tx, keys(), *person)->phone, "13800000001");
    });
    EXPECT_NE(log_in("jia", first.codes[0].code), "");
}

TEST_P(Imports, changes_are_told_and_empty_cells_keep_what_is_there) {
    ask(book(company_book()), "dry_run=false", "key-0001");
    const auto answer = ask(
        book({form("小区", {"小区编码", "小区名称", "地址"}, {{"C1", "翠湖花园", ""}, {"C2", "云山", ""}}),
              form("部门", {"部门编码", "部门名称"}, {{"D2", "管理处"}}),
              form("岗位", {"岗位编码", "岗位名称", "部门编码"}, {{"P1", "主任", "D1"}}),
              form("人员", {"工号", "姓名", "手机"},
                   {{"1001", "示例甲", "13900000009"}, {"1002", "示例乙", ""}})}),
        "dry_run=false", "key-0002");
    EXPECT_EQ(answer.changed, 4);
    EXPECT_EQ(answer.unchanged, 2);
    db().read([&](store::Tx& tx) {
        const auto compound = org::find_compound(tx, company, *org::compound_by_code(tx, company, "C1"));
        EXPECT_EQ(compound->name, "翠湖花园");
        EXPECT_EQ(compound->address, "示例路1号");
        const auto post = org::find_post(tx, company, *org::post_by_code(tx, company, "P1"));
        EXPECT_EQ(post->rank, 20);
        EXPECT_EQ(post->department, org::department_by_code(tx, company, "D1"));
        const auto person = org::find_person(tx, keys(), *org::person_by_staff_number(tx, company, "1001"));
        EXPECT_EQ(person->phone, "13900000009");
        EXPECT_EQ(person->mail, "jia@example.com");
    });
}

TEST_P(Imports, one_wrong_line_and_nothing_is_written) {
    fresh();
    const auto before = sizes();
    auto sheets = company_book();
    sheets[0].rows.push_back({"C1", "01栋", "1", "101室", ""});
    sheets[1].rows[1][2] = "1380013800";
    sheets[1].rows[1][4] = "P9";
    sheets[5].columns[2].name = "备注";
    const auto answer = ask(book(sheets), "dry_run=false", "key-0001");
    EXPECT_FALSE(answer.applied);
    EXPECT_EQ(answer.errors_total, 4);
    ASSERT_EQ(answer.errors.size(), 4U);
    EXPECT_EQ(answer.errors[0].sheet, "房间");
    EXPECT_EQ(answer.errors[0].row, 7);
    EXPECT_EQ(answer.errors[0].column, "房号");
    EXPECT_EQ(answer.errors[0].cell, "D7");
    EXPECT_EQ(answer.errors[0].detail, "“01栋 1 101室”与“房间”第 2 行重复,请删去一行或更正。");
    EXPECT_EQ(answer.errors[1].code, "import_phone_wrong");
    EXPECT_EQ(answer.errors[2].code, "import_post_unknown");
    EXPECT_EQ(answer.errors[3].code, "import_column_unknown");
    EXPECT_EQ(sizes(), before);
    EXPECT_EQ(answer.created.people, 0);
    EXPECT_EQ(fresh(), (std::vector<std::string>{"org.import_checked 0"}));
    const auto turned = db().write([&](store::Tx& tx) {
        const auto account = org::account_by_login(tx, company, "admin");
        return org::set_language(tx, org::actor_of(tx, company, account->person, now()), Lang::en);
    });
    ASSERT_TRUE(turned);
    const auto english = ask(book(sheets), "", "key-0002");
    EXPECT_EQ(english.errors[2].detail,
              "There is no post with the code \"P9\". Add it to the sheet of posts, or correct the code.");
}

TEST_P(Imports, what_only_the_organisation_knows_is_found_by_the_try) {
    ask(book(company_book()), "dry_run=false", "key-0001");
    const auto left = db().write([&](store::Tx& tx) -> Result<Done> {
        const auto person = org::person_by_staff_number(tx, company, "1002");
        return org::leave(tx, org::Actor::system(company), now(), *person, now());
    });
    ASSERT_TRUE(left);
    clock().advance(std::chrono::minutes{2});
    const auto before = sizes();
    const auto answer = ask(book({form("小区", {"小区编码", "小区名称"}, {{"C7", "新区"}}),
                                  form("人员", {"工号", "姓名", "岗位编码"}, {{"1002", "示例乙", "P1"}})}),
                            "dry_run=true", "key-0002");
    ASSERT_EQ(answer.errors.size(), 1U);
    EXPECT_EQ(answer.errors[0].code, "org_person_left");
    EXPECT_EQ(answer.errors[0].row, 2);
    EXPECT_EQ(sizes(), before);
}

TEST_P(Imports, a_repeated_request_gets_the_first_answer) {
    const Bytes content = book(company_book());
    const auto first = send(content, "dry_run=false", "key-0001");
    const auto after = sizes();
    const auto again = send(content, "dry_run=false", "key-0001");
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body) << "with the one-time codes";
    EXPECT_EQ(sizes(), after);
    EXPECT_EQ(refusal(book({form("小区", {"小区编码", "小区名称"}, {{"C9", "别的"}})}), "dry_run=false",
                      "key-0001"),
              "idempotency_mismatch");
}

TEST_P(Imports, csv_in_either_encoding) {
    const std::string gb =
        "\xD0\xA1\xC7\xF8\xB1\xE0\xC2\xEB,\xD0\xA1\xC7\xF8\xC3\xFB\xB3\xC6\r\nC1,\xB4\xE4\xBA\xFE\r\n";
    const auto bytes = [](std::string_view text) {
        return Bytes(as_bytes(text).begin(), as_bytes(text).end());
    };
    const auto answer = ask(bytes(gb), "dry_run=false", "key-0001");
    EXPECT_EQ(answer.created.compounds, 1);
    const auto named =
        ask(bytes("\xEF\xBB\xBF编码;名称\nD1;综合部\n"), "dry_run=false&sheet=departments", "key-0002");
    EXPECT_EQ(named.created.departments, 1);
    db().read([&](store::Tx& tx) {
        EXPECT_EQ(org::find_compound(tx, company, *org::compound_by_code(tx, company, "C1"))->name, "翠湖");
    });
}

TEST_P(Imports, files_that_are_no_tables) {
    const auto bytes = [](std::string_view text) {
        return Bytes(as_bytes(text).begin(), as_bytes(text).end());
    };
    EXPECT_EQ(refusal(bytes("%PDF-1.7"), "dry_run=true", "key-0001"), "table_kind_unknown");
    EXPECT_EQ(refusal(bytes("PK\x03\x04 broken"), "dry_run=true", "key-0002"), "table_damaged");
    EXPECT_EQ(refusal(bytes("姓名\n李\xE5\x9B\n"), "dry_run=true", "key-0003"), "table_encoding");
    EXPECT_EQ(refusal({}, "dry_run=true", "key-0004"), "table_kind_unknown");
    EXPECT_EQ(refusal(bytes("a,b\n"), "sheet=owners", "key-0005"), "input_invalid");
}

TEST_P(Imports, the_template_is_given) {
    http::Request request;
    request.path = "/api/imports/organisation/template";
    request.id = "r-1";
    request.loopback = true;
    request.headers = {{"host", "localhost"}, {"cookie", cookie}};
    const auto response = router->handle_now(request);
    EXPECT_EQ(response.status, 200);
    const auto answer = ask(Bytes(response.body.begin(), response.body.end()), "dry_run=false", "key-0001");
    EXPECT_EQ(answer.rows, 0);
    EXPECT_EQ(answer.notes.size(), 12U);
}

}  // namespace
}  // namespace gx::system
