#include "app/demo.hpp"

#include <map>

#include "platform/base/check.hpp"
#include "platform/org/directory.hpp"
#include "platform/org/manage.hpp"

namespace gx::app {
namespace {

using org::Duty;
using org::ScopeKind;

constexpr std::string_view kCompany = "";  // scope marks of the tables below: company-wide, or a compound's code

struct DemoCompound {
    std::string_view code, name, address;
};
constexpr DemoCompound kCompounds[] = {
    {"A", "翠湖花园（示例）", "示例市湖滨路1号"},
    {"B", "锦绣家园（示例）", "示例市锦绣街8号"},
};

struct DemoDepartment {
    std::string_view code, name, compound;
};
constexpr DemoDepartment kDepartments[] = {
    {"ZJB", "总经理办公室", kCompany}, {"ZHB", "综合部", kCompany},      {"CWB", "财务部", kCompany},
    {"BAB", "保安部", kCompany},       {"GCB", "工程维修部", kCompany},  {"GJB", "管家部", kCompany},
    {"LBB", "礼宾部", kCompany},       {"KFZX", "客户服务中心", kCompany}, {"XXB", "信息管理部", kCompany},
    {"GLC-A", "翠湖花园管理处", "A"},  {"GLC-B", "锦绣家园管理处", "B"},
};

struct DemoPost {
    Duty duty;
    std::string_view department, compound, login, person;
    labels::Level level;
    bool leads;
    ScopeKind scope;
};
constexpr auto kAll = ScopeKind::company;
constexpr auto kOwn = ScopeKind::department;
constexpr auto kHere = ScopeKind::compound;
constexpr DemoPost kPosts[] = {
    {Duty::general_manager, "ZJB", kCompany, "gm", "陈国强", 1, true, kAll},
    {Duty::deputy_general_manager, "ZJB", kCompany, "deputy", "林晓东", 1, false, kAll},
    {Duty::deputy_finance, "ZJB", kCompany, "deputy.finance", "周文静", 1, false, kAll},
    {Duty::general_office_head, "ZJB", kCompany, "office.head", "何立新", 1, false, kAll},
    {Duty::general_office, "ZJB", kCompany, "office", "罗婷", 3, false, kAll},
    {Duty::president_office_head, "ZJB", kCompany, "president.office", "郑海燕", 2, false, kAll},
    {Duty::general_affairs, "ZHB", kCompany, "affairs", "李秀英", 3, true, kAll},
    {Duty::personnel_clerk, "ZHB", kCompany, "personnel", "许丽娜", 3, false, kOwn},
    {Duty::minute_taker, "ZHB", kCompany, "minutes", "邓洁", 4, false, kOwn},
    {Duty::archivist, "ZHB", kCompany, "archive", "曹敏", 3, false, kOwn},
    {Duty::finance_manager, "CWB", kCompany, "finance", "宋志刚", 1, true, kAll},
    {Duty::finance_supervisor, "CWB", kCompany, "finance.supervisor", "谢芳", 2, false, kOwn},
    {Duty::cashier, "CWB", kCompany, "cashier", "唐艳", 4, false, kOwn},
    {Duty::security_head, "BAB", kCompany, "security", "王建军", 2, true, kAll},
    {Duty::engineering_head, "GCB", kCompany, "engineering", "刘工程", 2, true, kAll},
    {Duty::technician, "GCB", kCompany, "technician", "黄师傅", 4, false, kOwn},
    {Duty::butler_supervisor, "GJB", kCompany, "butler.supervisor", "吴敏", 2, true, kOwn},
    {Duty::concierge_supervisor, "LBB", kCompany, "concierge", "徐礼", 2, true, kOwn},
    {Duty::customer_service, "KFZX", kCompany, "service", "孙悦", 4, true, kOwn},
    {Duty::it_department, "XXB", kCompany, "it", "马天宇", 2, true, kOwn},
    {Duty::information_administrator, "XXB", kCompany, "information", "朱琳", 3, false, kOwn},
    {Duty::mailbox_administrator, "XXB", kCompany, "mailbox", "胡洋", 3, false, kOwn},
    {Duty::system_administrator, "XXB", kCompany, "system", "郭凯", 4, false, kOwn},
    {Duty::security_administrator, "XXB", kCompany, "security.admin", "高远", 4, false, kOwn},
    {Duty::audit_administrator, "XXB", kCompany, "audit.admin", "林静", 2, false, kAll},
    {Duty::auditor, "ZHB", kCompany, "auditor", "梁正", 2, false, kAll},
    {Duty::branch_manager, "GLC-A", "A", "manager1", "张伟", 2, true, kHere},
    {Duty::butler, "GLC-A", "A", "butler1", "杨柳", 4, false, kHere},
    {Duty::butler_assistant, "GLC-A", "A", "assistant1", "冯雪", 4, false, kHere},
    {Duty::guard, "GLC-A", "A", "guard1", "赵勇", 4, false, kHere},
    {Duty::guard_post, "GLC-A", "A", "monitor1", "钱守", 4, false, kHere},
    {Duty::branch_manager, "GLC-B", "B", "manager2", "李强", 2, true, kHere},
    {Duty::butler, "GLC-B", "B", "butler2", "程小雨", 4, false, kHere},
    {Duty::butler_assistant, "GLC-B", "B", "assistant2", "袁媛", 4, false, kHere},
    {Duty::guard, "GLC-B", "B", "guard2", "蒋大力", 4, false, kHere},
    {Duty::guard_post, "GLC-B", "B", "monitor2", "沈哨", 4, false, kHere},
    {Duty::department_head, "GCB", kCompany, "engineering.deputy", "顾磊", 2, false, kOwn},
};

/// A refusal while the demo is made is our mistake; it is said whole.
template <class T>
T must(Result<T> result) {
    if (!result) {
        std::string what = result.error().key;
        for (const auto& field : result.error().fields) what += " " + field.path + ": " + field.key;
        throw Bug("the demo company was refused: " + what);
    }
    return std::move(*result);
}

class Demo {
  public:
    Demo(App& app, store::Tx& tx, std::string hash) : app_(app), tx_(tx), now_(app.now()), hash_(std::move(hash)) {}

    void places() {
        for (const auto& row : kCompounds) {
            const Id compound = must(org::create_compound(tx_, actor_, now_, {std::string(row.code), std::string(row.name),
                                                                              std::string(row.address), true})).id;
            compounds_[row.code] = compound;
            for (int building = 1; building <= 4; ++building) {
                const Id id = must(org::create_building(tx_, actor_, now_, {compound, std::to_string(building) + "栋"})).id;
                const Id unit = must(org::create_unit(tx_, actor_, now_, {id, "1单元"})).id;
                for (int floor = 1; floor <= 6; ++floor) {
                    for (int door = 1; door <= 2; ++door) {
                        must(org::create_room(tx_, actor_, now_, {id, unit, std::to_string(floor * 100 + door), floor}));
                    }
                }
            }
        }
    }

    void departments() {
        for (const auto& row : kDepartments) {
            org::DepartmentInput input{std::string(row.code), std::string(row.name), Id{}, Id{}, {}};
            if (!row.compound.empty()) input.compound = compounds_[row.compound];
            departments_[row.code] = must(org::create_department(tx_, actor_, now_, input)).id;
        }
    }

    std::vector<DemoAccount> people(const std::string& password) {
        std::vector<DemoAccount> out;
        std::map<Duty, std::vector<Id>> duties;
        int number = 0;
        for (const auto& row : kPosts) {
            const Id post = make_post(row);
            duties[row.duty].push_back(post);
            const std::string name = std::string(row.person) + "（示例）";
            const Id person = make_person(row, name, post, ++number);
            roster(row, person);
            out.push_back({std::string(org::duty_name(row.duty, Lang::zh)), name, std::string(row.login), password});
        }
        for (const auto& [duty, posts] : duties) must(org::map_duty(tx_, actor_, now_, duty, posts));
        return out;
    }

  private:
    Id make_post(const DemoPost& row) {
        org::PostInput input;
        input.code = std::string(row.login);
        input.name = std::string(org::duty_name(row.duty, Lang::zh));
        input.department = departments_[row.department];
        if (!row.compound.empty()) input.compound = compounds_[row.compound];
        input.rank = row.level * 100;
        input.leads = row.leads;
        input.level = row.level;
        input.scope = row.scope;
        return must(org::create_post(tx_, actor_, now_, input)).id;
    }

    Id make_person(const DemoPost& row, const std::string& name, Id post, int number) {
        const std::string digits = std::to_string(10'000'000 + number).substr(1);
        const Id person = must(org::create_person(tx_, app_.keys(), actor_, now_,
                                                  {"D" + digits.substr(4), name, "1390000" + digits.substr(3),
                                                   std::string(row.login) + "@demo.invalid"})).id;
        must(org::hold_post(tx_, actor_, now_, {person, post, now_, {}}));
        const auto code = must(org::create_account(tx_, app_.keys(), actor_, now_, person, row.login));
        must(org::set_password_hash(tx_, app_.company(), code.account, hash_, /*must_change=*/false));
        return person;
    }

    void roster(const DemoPost& row, Id person) {
        const bool leads = row.duty == Duty::branch_manager;
        if (!leads && row.duty != Duty::guard) return;
        must(org::create_roster(tx_, actor_, now_, {compounds_[row.compound], person, leads ? "leader" : "guard", now_,
                                                    now_ + std::chrono::days{30}}));
    }

    App& app_;
    store::Tx& tx_;
    Instant now_;
    std::string hash_;
    org::Actor actor_ = org::Actor::system(app_.company());
    std::map<std::string_view, Id> compounds_, departments_;
};

}  // namespace

std::vector<DemoAccount> fill_demo(App& app) {
    const std::string password = crypto::to_base64url(crypto::random_bytes(9));
    const std::string hash = crypto::hash_password(password);
    auto accounts = must(app.db().write([&](store::Tx& tx) -> Result<std::vector<DemoAccount>> {
        Demo demo(app, tx, hash);
        demo.places();
        demo.departments();
        auto made = demo.people(password);
        trail::Entry entry;
        entry.action = "demo.filled";
        entry.object_type = "company";
        entry.clause = "G2";
        app.trail().append(tx, app.now(), entry);
        return made;
    }));
    for (const http::Module& module : app.modules()) {
        if (module.demo) module.demo(app.services());
    }
    app.tick();
    return accounts;
}

}  // namespace gx::app
