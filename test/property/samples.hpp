/// A valid call of every operation in the demo company: what must be there first is made through the same routes.
/// An operation without a sample fails the tests that walk over all routes.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <map>
#include <string>

#include "platform/clock/clock.hpp"
#include "platform/json/json.hpp"
#include "scenarios/world.hpp"

namespace gx::test {

/// `login` empty = a stranger. `path` with the query.
struct Sample {
    std::string login, path, body;
    std::map<std::string, std::string> headers;
};

inline std::string method_name(http::Method method) {
    switch (method) {
        case http::Method::get: return "GET";
        case http::Method::post: return "POST";
        case http::Method::put: return "PUT";
        case http::Method::patch: return "PATCH";
        case http::Method::remove: return "DELETE";
    }
    return {};
}

/// Makes what a sample needs. Every call must succeed.
class Desk {
  public:
    explicit Desk(Company& company) : company_(company) {}

    boost::json::value ask(const std::string& login, const std::string& method, const std::string& path,
                           const std::string& body = {}, const std::map<std::string, std::string>& headers = {}) {
        const Reply reply = company_.call(login, method, path, body, headers);
        if (reply.status >= 300) throw Bug(method + " " + path + ": " + reply.body);
        if (reply.body.empty()) return nullptr;
        auto tree = json::parse(reply.body);
        GX_CHECK(tree.has_value());
        return *tree;
    }
    /// `pointer` "/person/id" of the answer.
    std::string get(const std::string& login, const std::string& path, const std::string& pointer) {
        return word(ask(login, "GET", path), pointer);
    }
    std::string made(const std::string& path, const std::string& body, const std::string& login = "system") {
        return word(ask(login, "POST", path, body), "/id");
    }
    static std::string word(const boost::json::value& tree, const std::string& pointer) {
        const auto& found = tree.at_pointer(pointer);
        return found.is_string() ? std::string(found.as_string()) : boost::json::serialize(found);
    }

    /// "S7": codes and names that nobody has yet.
    std::string fresh() { return "S" + std::to_string(++count_); }
    std::string when(Duration from_now) { return to_rfc3339(company_.clock().now() + from_now); }
    std::string person_of(const std::string& login) { return get(login, "/api/session", "/person/id"); }
    std::string password() const { return company_.accounts().front().password; }
    Company& company() { return company_; }

    std::string compound() { return get("system", "/api/compounds", "/items/0/id"); }
    std::string building() {
        return made("/api/buildings", R"({"compound":")" + compound() + R"(","name":")" + fresh() + R"("})");
    }
    std::string department() { return made("/api/departments", coded()); }
    std::string post() { return made("/api/posts", post_body()); }
    std::string post_body() {
        return R"({"code":")" + fresh() + R"(","name":"岗位","department":")" + department() + R"(","scope":"department"})";
    }
    std::string person() { return made("/api/people", person_body()); }
    std::string person_body() { return R"({"staff_number":")" + fresh() + R"(","name":"新人（示例）"})"; }
    std::string holding(const std::string& person) {
        return word(ask("system", "POST", "/api/people/" + person + "/posts", R"({"post":")" + post() + R"("})"), "/holding");
    }
    boost::json::value account(const std::string& person) {
        return ask("system", "POST", "/api/accounts", R"({"person":")" + person + R"(","login":"user)" + fresh() + R"("})");
    }
    std::string coded() { return R"({"code":")" + fresh() + R"(","name":")" + fresh() + R"("})"; }
    std::string shift(const std::string& person) {
        return R"({"compound":")" + compound() + R"(","person":")" + person + R"(","duty":"guard","from":")" +
               when(std::chrono::hours{24 * 40}) + R"(","to":")" + when(std::chrono::hours{24 * 41}) + R"("})";
    }
    static std::string picture() {
        return {"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9c\x63\xf8\xcf"
                "\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99\x3d\x1d\0\0\0\0IEND\xae\x42\x60\x82", 70};
    }
    std::string photo(const std::string& login) { return made("/api/files?name=a.png", picture(), login); }

    std::string report_body() {
        return R"({"kind":"fire","place":"3栋","happened_at":")" + when(-std::chrono::hours{1}) + R"(","learned_at":")" +
               when(-std::chrono::minutes{10}) + R"(","learned_reason":"巡查时发现冒烟","summary":"配电间冒烟，已断电"})";
    }
    std::string incident() { return made("/api/incidents", report_body(), "guard1"); }
    std::map<std::string, std::string> on_rev(const std::string& incident) {
        return {{"if-match", "\"" + get("affairs", "/api/incidents/" + incident, "/rev") + "\""}};
    }
    static std::string full_report() {
        return R"({"time":"9时","place":"3栋","course":"接头过热","trend":"已控制","measures":"断电","help":"检修",)"
               R"("details":[{"key":"cause_suspected","value":"接头过热"}]})";
    }
    static std::string final_report() { return R"({"result":"已修复","cause":"接头过热","measures":"更换接头"})"; }
    std::string full_reported() {
        const std::string id = incident();
        ask("guard1", "POST", "/api/incidents/" + id + "/full-report", full_report(), on_rev(id));
        return id;
    }
    std::string acknowledged() {
        const std::string id = full_reported();
        ask("affairs", "POST", "/api/incidents/" + id + "/acknowledgement", "{}", on_rev(id));
        return id;
    }
    std::string closed() {
        const std::string id = acknowledged();
        ask("affairs", "POST", "/api/incidents/" + id + "/final-report", final_report(), on_rev(id));
        return id;
    }
    /// The next month ends; the case of the first compound, or of the company, is there and open.
    std::string month(bool of_company) {
        const Day today = clock::day_of(company_.clock().now());
        const std::string ended = to_rfc3339(clock::start_of(today) + std::chrono::hours{12}).substr(0, 7);
        company_.clock().set(clock::start_of(Day{(today.year() / today.month() + std::chrono::months{1}) / 1}));
        company_.app().tick();
        const auto all = ask(of_company ? "affairs" : "manager1", "GET", "/api/incidents/months?month=" + ended);
        const auto& items = all.at("items").as_array();
        return word(items[of_company ? items.size() - 1 : 0], "/id");
    }
    std::map<std::string, std::string> on_month_rev(const std::string& id) {
        return {{"if-match", "\"" + get("affairs", "/api/incidents/months/" + id, "/rev") + "\""}};
    }
    std::string submitted_month(bool of_company) {
        const std::string id = month(of_company);
        ask(of_company ? "affairs" : "manager1", "POST", "/api/incidents/months/" + id + "/submission", "{}", on_month_rev(id));
        return id;
    }
    std::string disaster_body() {
        return R"({"kind":"typhoon","name":"台风（示例）)" + fresh() + R"(","started_at":")" + when(-std::chrono::hours{3}) + R"("})";
    }
    std::string disaster() { return word(ask("manager1", "POST", "/api/disasters", disaster_body()), "/row/id"); }
    std::string call_body() {
        return R"({"receiver":")" + person_of("manager1") + R"(","said_at":")" + when(-std::chrono::minutes{5}) +
               R"(","points":["time","place"]})";
    }

  private:
    Company& company_;
    int count_ = 0;
};

using Samples = std::map<std::string, std::function<Sample(Desk&)>, std::less<>>;

/// A call that needs nothing but who asks.
inline std::function<Sample(Desk&)> plain(const std::string& login, const std::string& path, const std::string& body = {}) {
    return [=](Desk&) { return Sample{login, path, body, {}}; };
}

inline void add_sessions(Samples& all) {
    all["session.open"] = [](Desk& desk) {
        return Sample{"", "/api/session", R"({"login":"mailbox","password":")" + desk.password() + R"("})", {}};
    };
    all["session.open_first"] = [](Desk& desk) {
        const std::string person = desk.person();
        desk.holding(person);
        const auto account = desk.account(person);
        return Sample{"", "/api/session/first", R"({"login":")" + Desk::word(account, "/login") + R"(","code":")" +
                      Desk::word(account, "/code") + R"(","new_password":"red-boat-on-the-lake"})", {}};
    };
    all["session.get"] = plain("guard1", "/api/session");
    all["session.close"] = plain("minutes", "/api/session");
    all["session.change_password"] = [](Desk& desk) {
        return Sample{"archive", "/api/session/password",
                      R"({"old_password":")" + desk.password() + R"(","new_password":"red-boat-on-the-lake"})", {}};
    };
    all["session.set_language"] = plain("guard1", "/api/session/language", R"({"language":"en"})");
    all["session.list"] = plain("guard1", "/api/sessions");
    all["session.end"] = [](Desk& desk) {
        desk.company().cookie("it");
        desk.ask("", "POST", "/api/session", R"({"login":"it","password":")" + desk.password() + R"("})");
        const auto open = desk.ask("it", "GET", "/api/sessions");
        for (const auto& row : open.at("items").as_array()) {
            if (!row.at("current").as_bool()) return Sample{"it", "/api/sessions/" + Desk::word(row, "/id"), "", {}};
        }
        throw Bug("the second log-in is not listed");
    };
    all["notices.list"] = plain("guard1", "/api/notices");
    all["notices.read"] = [](Desk& desk) {
        desk.incident();
        desk.company().app().tick();
        return Sample{"affairs", "/api/notices/" + desk.get("affairs", "/api/notices", "/items/0/id") + "/read", "{}", {}};
    };
    all["notices.read_all"] = plain("affairs", "/api/notices/read-all", "{}");
    all["tasks.list"] = plain("affairs", "/api/tasks");
}

inline void add_places(Samples& all) {
    all["compounds.list"] = plain("guard1", "/api/compounds");
    all["compounds.create"] = [](Desk& desk) { return Sample{"system", "/api/compounds", desk.coded(), {}}; };
    all["compounds.change"] = [](Desk& desk) {
        const std::string id = desk.made("/api/compounds", desk.coded());
        return Sample{"system", "/api/compounds/" + id, R"({"address":"湖滨路"})", {{"if-match", "\"1\""}}};
    };
    all["compounds.places"] = [](Desk& desk) {
        return Sample{"guard1", "/api/compounds/" + desk.compound() + "/places", "", {}};
    };
    all["buildings.create"] = [](Desk& desk) {
        return Sample{"system", "/api/buildings", R"({"compound":")" + desk.compound() + R"(","name":")" + desk.fresh() + R"("})", {}};
    };
    all["units.create"] = [](Desk& desk) {
        return Sample{"system", "/api/units", R"({"building":")" + desk.building() + R"(","name":"1单元"})", {}};
    };
    all["rooms.create"] = [](Desk& desk) {
        return Sample{"system", "/api/rooms", R"({"building":")" + desk.building() + R"(","name":"101","floor":1})", {}};
    };
    all["areas.create"] = [](Desk& desk) {
        return Sample{"system", "/api/areas", R"({"compound":")" + desk.compound() + R"(","name":")" + desk.fresh() +
                      R"(","buildings":[")" + desk.building() + R"("]})", {}};
    };
    all["rosters.list"] = plain("guard1", "/api/rosters");
    all["rosters.now"] = plain("guard1", "/api/rosters/now");
    all["rosters.create"] = [](Desk& desk) {
        return Sample{"system", "/api/rosters", desk.shift(desk.person_of("guard1")), {}};
    };
    all["rosters.remove"] = [](Desk& desk) {
        const std::string id = desk.made("/api/rosters", desk.shift(desk.person_of("guard2")));
        return Sample{"system", "/api/rosters/" + id, "", {}};
    };
}

inline void add_people(Samples& all) {
    const std::map<std::string, std::string> first_rev{{"if-match", "\"1\""}};
    all["departments.list"] = plain("guard1", "/api/departments");
    all["departments.create"] = [](Desk& desk) { return Sample{"system", "/api/departments", desk.coded(), {}}; };
    all["departments.change"] = [=](Desk& desk) {
        return Sample{"system", "/api/departments/" + desk.department(), R"({"name":"改名部"})", first_rev};
    };
    all["posts.list"] = plain("guard1", "/api/posts");
    all["posts.create"] = [](Desk& desk) { return Sample{"system", "/api/posts", desk.post_body(), {}}; };
    all["posts.change"] = [=](Desk& desk) {
        return Sample{"system", "/api/posts/" + desk.post(), R"({"name":"改名岗"})", first_rev};
    };
    all["duties.list"] = plain("guard1", "/api/duties");
    all["duties.map"] = [](Desk& desk) {
        return Sample{"system", "/api/duties/archivist", R"({"posts":[")" + desk.post() + R"("]})", {}};
    };
    all["people.list"] = plain("guard1", "/api/people");
    all["people.create"] = [](Desk& desk) { return Sample{"system", "/api/people", desk.person_body(), {}}; };
    all["people.change"] = [=](Desk& desk) {
        return Sample{"system", "/api/people/" + desk.person(), R"({"phone":"13900001234"})", first_rev};
    };
    all["people.leave"] = [](Desk& desk) {
        const std::string person = desk.person();
        desk.holding(person);
        desk.account(person);
        return Sample{"system", "/api/people/" + person + "/leave", R"({"at":")" + desk.when({}) + R"("})", {}};
    };
    all["holdings.create"] = [](Desk& desk) {
        return Sample{"system", "/api/people/" + desk.person() + "/posts", R"({"post":")" + desk.post() + R"("})", {}};
    };
    all["holdings.end"] = [](Desk& desk) {
        return Sample{"system", "/api/holdings/" + desk.holding(desk.person()), "", {}};
    };
    all["accounts.create"] = [](Desk& desk) {
        const std::string person = desk.person();
        return Sample{"system", "/api/accounts", R"({"person":")" + person + R"(","login":"user)" + desk.fresh() + R"("})", {}};
    };
    all["accounts.reset"] = [](Desk& desk) {
        const std::string id = Desk::word(desk.account(desk.person()), "/id");
        desk.company().clock().advance(std::chrono::seconds{1});  // a code of the same moment would be the same code
        return Sample{"system", "/api/accounts/" + id + "/reset", "{}", {}};
    };
    all["imports.organisation"] = [](Desk& desk) {
        return Sample{"system", "/api/imports/organisation?dry_run=false&sheet=departments",
                      "编码;名称\n" + desk.fresh() + ";导入部\n", {}};
    };
    all["imports.organisation_template"] = plain("system", "/api/imports/organisation/template");
}

inline void add_calendar(Samples& all) {
    all["calendar.get"] = plain("guard1", "/api/calendar?year=2026");
    all["calendar.end"] = plain("guard1", "/api/calendar/end?start=2026-02-13T02:00:00Z&basis=working_days&count=3");
    all["calendar.form"] = plain("system", "/api/calendar/form?year=2027");
    const auto rev = [](Desk& desk) { return desk.get("guard1", "/api/calendar", "/rev"); };
    const auto company_day = [=](Desk& desk) {
        return R"({"days":[{"day":"2026-12-)" + std::to_string(10 + std::stoi(rev(desk))) + R"(","works":false,"name":"停工"}],)" +
               R"("dry_run":false,"rev":)" + rev(desk) + "}";
    };
    all["calendar.import"] = [=](Desk& desk) {
        return Sample{"affairs", "/api/calendar/notices?year=2027&source=notice&dry_run=false&rev=" + rev(desk),
                      "开始日期;结束日期;安排;节日\n2027-01-01;2027-01-03;放假;元旦\n2027-05-01;;放假;劳动节\n2027-10-01;;放假;国庆节\n", {}};
    };
    all["calendar.company_days"] = [=](Desk& desk) { return Sample{"system", "/api/calendar/company-days", company_day(desk), {}}; };
    all["calendar.changes"] = plain("affairs", "/api/calendar/changes");
    all["calendar.change"] = [=](Desk& desk) {
        return Sample{"affairs", "/api/calendar/changes/" + desk.made("/api/calendar/company-days", company_day(desk)), "", {}};
    };
    all["calendar.posts"] = plain("system", "/api/calendar/posts");
    all["calendar.set_hours"] = [](Desk& desk) {
        return Sample{"system", "/api/calendar/posts/" + desk.post(), R"({"hours":"round_the_clock"})", {}};
    };
}

inline void add_governance(Samples& all) {
    all["clauses.list"] = plain("guard1", "/api/clauses");
    all["clauses.get"] = plain("guard1", "/api/clauses/E4.2");
    all["help.get"] = plain("guard1", "/api/help/start");
    all["search.find"] = plain("affairs", "/api/search?q=%E7%94%B5");
    all["trail.list"] = plain("auditor", "/api/trail");
    all["trail.checkpoint"] = plain("auditor", "/api/trail/checkpoint");
    all["trail.verify"] = plain("auditor", "/api/trail/verification", "{}");
    all["trail.export"] = plain("auditor", "/api/trail/bundle");
    all["settings.mail"] = plain("system", "/api/settings/mail");
    all["settings.mail_put"] = plain("system", "/api/settings/mail",
        R"({"enabled":true,"host":"mail.invalid","port":25,"security":"starttls","login":"","from":"gx@mail.invalid"})");
    all["settings.webhooks"] = plain("system", "/api/settings/webhooks");
    const std::string hook = R"({"name":"值班群","url":"https://hook.invalid/a","secret":"0123456789abcdef0123456789abcdef"})";
    all["settings.webhook_create"] = plain("system", "/api/settings/webhooks", hook);
    all["settings.webhook_remove"] = [=](Desk& desk) {
        return Sample{"system", "/api/settings/webhooks/" + desk.made("/api/settings/webhooks", hook), "", {}};
    };
    all["status.get"] = plain("guard1", "/api/status");
    all["clock.confirm"] = plain("system", "/api/clock/confirmation", "{}");
    all["files.upload"] = plain("guard1", "/api/files?name=a.png", Desk::picture());
    all["files.get"] = [](Desk& desk) { return Sample{"guard1", "/api/files/" + desk.photo("guard1"), "", {}}; };
    all["files.preview"] = [](Desk& desk) { return Sample{"guard1", "/api/files/" + desk.photo("guard1") + "/preview", "", {}}; };
}

inline void add_incident_reads(Samples& all) {
    all["incidents.kinds"] = plain("guard1", "/api/incident-kinds");
    all["incidents.assess"] = plain("guard1", "/api/incidents/assessment", R"({"kind":"fire"})");
    all["incidents.list"] = plain("guard1", "/api/incidents");
    all["incidents.clocks"] = plain("guard1", "/api/incidents/clocks");
    all["incidents.ledger"] = plain("guard1", "/api/incidents/ledger?month=2026-11");
    all["incidents.ledger_pdf"] = plain("affairs", "/api/incidents/ledger.pdf?month=2026-11");
    all["incidents.ledger_xlsx"] = plain("affairs", "/api/incidents/ledger.xlsx?month=2026-11");
    const auto of = [&](const std::string& name, const std::string& end) {
        all[name] = [=](Desk& desk) { return Sample{"guard1", "/api/incidents/" + desk.incident() + end, "", {}}; };
    };
    of("incidents.get", "");
    of("incidents.timeline", "/timeline");
}

inline void add_incident_months(Samples& all) {
    const std::string path = "/api/incidents/months";
    all["incidents.months"] = plain("guard1", path + "?month=2026-11");
    all["incidents.month"] = [=](Desk& desk) { return Sample{"guard1", path + "/" + desk.month(false), "", {}}; };
    all["incidents.month_xlsx"] = [=](Desk& desk) {
        return Sample{"affairs", path + "/" + desk.submitted_month(true) + "/sheet.xlsx", "", {}};
    };
    all["incidents.submit_month"] = [=](Desk& desk) {
        const std::string id = desk.month(false);
        return Sample{"manager1", path + "/" + id + "/submission", "{}", desk.on_month_rev(id)};
    };
    all["incidents.return_month"] = [=](Desk& desk) {
        const std::string id = desk.submitted_month(false);
        return Sample{"affairs", path + "/" + id + "/return", R"({"reason":"请补入昨日事件"})", desk.on_month_rev(id)};
    };
    all["incidents.acknowledge_month"] = [=](Desk& desk) {
        const std::string id = desk.submitted_month(true);
        return Sample{"gm", path + "/" + id + "/acknowledgement", "{}", desk.on_month_rev(id)};
    };
}

inline void add_disasters(Samples& all) {
    const std::string path = "/api/disasters";
    all["disasters.list"] = plain("guard1", path);
    all["disasters.open"] = [=](Desk& desk) { return Sample{"manager1", path, desk.disaster_body(), {}}; };
    all["disasters.get"] = [=](Desk& desk) { return Sample{"guard1", path + "/" + desk.disaster(), "", {}}; };
    all["disasters.end"] = [=](Desk& desk) {
        return Sample{"manager1", path + "/" + desk.disaster() + "/end",
                      R"({"ended_at":")" + desk.when(-std::chrono::minutes{1}) + R"("})", {{"if-match", "\"1\""}}};
    };
    all["incidents.group"] = [](Desk& desk) {
        const std::string id = desk.incident();
        return Sample{"manager1", "/api/incidents/" + id + "/disaster", R"({"disaster":")" + desk.disaster() + R"("})", desk.on_rev(id)};
    };
}

inline void add_incident_acts(Samples& all) {
    const auto act = [&](const std::string& name, std::string (Desk::*state)(), const std::string& login,
                         const std::string& end, const std::string& body, bool on_rev = false) {
        all[name] = [=](Desk& desk) {
            const std::string id = (desk.*state)();
            return Sample{login, "/api/incidents/" + id + end, body,
                          on_rev ? desk.on_rev(id) : std::map<std::string, std::string>{}};
        };
    };
    all["incidents.report"] = [](Desk& desk) { return Sample{"guard1", "/api/incidents", desk.report_body(), {}}; };
    act("incidents.full_report", &Desk::incident, "guard1", "/full-report", Desk::full_report(), true);
    act("incidents.acknowledge", &Desk::full_reported, "affairs", "/acknowledgement", "{}", true);
    act("incidents.follow_up", &Desk::acknowledged, "guard1", "/follow-ups", R"({"text":"已恢复供电"})");
    act("incidents.final_report", &Desk::acknowledged, "affairs", "/final-report", Desk::final_report(), true);
    act("incidents.raise_grade", &Desk::incident, "affairs", "/grade", R"({"grade":"urgent","reason":"火势扩大到楼道"})");
    act("incidents.ask_void", &Desk::incident, "guard1", "/void", R"({"reason":"确认是施工扬尘误报"})");
    act("incidents.reopen", &Desk::closed, "affairs", "/reopening", R"({"reason":"接头再次过热冒烟"})");
    all["incidents.add_photos"] = [](Desk& desk) {
        return Sample{"guard1", "/api/incidents/" + desk.incident() + "/photos",
                      R"({"photos":[")" + desk.photo("guard1") + R"("]})", {}};
    };
    all["incidents.record_call"] = [](Desk& desk) {
        return Sample{"guard1", "/api/incidents/" + desk.incident() + "/calls", desk.call_body(), {}};
    };
    all["incidents.answer_call"] = [](Desk& desk) {
        const std::string path = "/api/incidents/" + desk.incident() + "/calls";
        const auto told = desk.ask("guard1", "POST", path, desk.call_body());
        return Sample{"manager1", path + "/" + Desk::word(told, "/calls/0/id") + "/confirmation",
                      R"({"confirmed":true,"points":["time"]})", {}};
    };
    all["incidents.correct_knowledge"] = [](Desk& desk) {
        return Sample{"guard1", "/api/incidents/" + desk.incident() + "/knowledge", R"({"learned_at":")" +
                      desk.when(-std::chrono::minutes{30}) + R"(","reason":"监控记录显示更早已知"})", {}};
    };
    all["incidents.answer_void"] = [](Desk& desk) {
        const std::string path = "/api/incidents/" + desk.incident();
        desk.ask("guard1", "POST", path + "/void", R"({"reason":"确认是施工扬尘误报"})");
        return Sample{"manager1", path + "/void-confirmation", R"({"confirmed":true})", {}};
    };
}

inline const Samples& samples() {
    static const Samples kAll = [] {
        Samples all;
        add_sessions(all);
        add_places(all);
        add_people(all);
        add_calendar(all);
        add_governance(all);
        add_incident_reads(all);
        add_incident_months(all);
        add_disasters(all);
        add_incident_acts(all);
        return all;
    }();
    return kAll;
}

}  // namespace gx::test
