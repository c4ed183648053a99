/// Departments, posts and the duties that posts carry.
#include <set>

#include "modules/system/common.hpp"
#include "modules/system/compartments.hpp"
#include "modules/system/routes.hpp"
#include "platform/base/check.hpp"
#include "platform/flow/flow.hpp"

namespace gx::org {
BOOST_DESCRIBE_ENUM(ScopeKind, compound, department, company)
}

namespace gx::system {

struct DepartmentView {
    Id id;
    std::string code, name;
    std::optional<Id> parent, compound;
    Instant from;
    std::optional<Instant> to;
    std::int64_t rev = 1;
};
BOOST_DESCRIBE_STRUCT(DepartmentView, (), (id, code, name, parent, compound, from, to, rev))

struct NewDepartment {
    std::string code, name;
    std::optional<Id> parent, compound;
};
BOOST_DESCRIBE_STRUCT(NewDepartment, (), (code, name, parent, compound))

/// Absent = unchanged; null takes parent, compound or end away.
struct DepartmentChange {
    std::optional<std::string> code, name;
    std::optional<Id> parent, compound;
    std::optional<Instant> to;
};
BOOST_DESCRIBE_STRUCT(DepartmentChange, (), (code, name, parent, compound, to))

struct HolderView {
    Named person;
    Instant from;
    std::optional<Instant> to;
};
BOOST_DESCRIBE_STRUCT(HolderView, (), (person, from, to))

struct PostView {
    Id id;
    std::string code, name;
    Id department;
    std::optional<Id> compound;
    std::int64_t rank = 100;
    bool leads = false;
    std::int64_t level = labels::kOrdinary;
    std::vector<std::string> compartments;
    org::ScopeKind scope = org::ScopeKind::department;
    std::vector<std::string> duties;
    std::vector<HolderView> holders;
    std::int64_t rev = 1;
};
BOOST_DESCRIBE_STRUCT(PostView, (), (id, code, name, department, compound, rank, leads, level, compartments, scope,
                                     duties, holders, rev))

struct NewPost {
    std::string code, name;
    Id department;
    std::optional<Id> compound;
    std::optional<std::int64_t> rank;
    std::optional<bool> leads;
    std::optional<std::int64_t> level;
    std::optional<std::vector<std::string>> compartments;
    org::ScopeKind scope = org::ScopeKind::department;
};
BOOST_DESCRIBE_STRUCT(NewPost, (), (code, name, department, compound, rank, leads, level, compartments, scope))

/// Absent = unchanged; null takes the compound away.
struct PostChange {
    std::optional<std::string> code, name;
    std::optional<Id> department, compound;
    std::optional<std::int64_t> rank;
    std::optional<bool> leads;
    std::optional<std::int64_t> level;
    std::optional<std::vector<std::string>> compartments;
    std::optional<org::ScopeKind> scope;
};
BOOST_DESCRIBE_STRUCT(PostChange, (), (code, name, department, compound, rank, leads, level, compartments, scope))

struct DutyView {
    std::string duty, name;
    std::vector<Named> posts;
    std::vector<std::string> clauses;
};
BOOST_DESCRIBE_STRUCT(DutyView, (), (duty, name, posts, clauses))

struct DutyPosts {
    std::vector<Id> posts;
};
BOOST_DESCRIBE_STRUCT(DutyPosts, (), (posts))

namespace {

DepartmentView view_of(const org::Department& row) {
    return {row.id, row.code, row.name, maybe(row.parent), maybe(row.compound), row.from, row.to, row.rev};
}

Result<DepartmentView> get_department(http::Call& call, Id id) {
    const auto row = org::find_department(call.tx(), call.services.company, id);
    GX_CHECK(row.has_value());
    call.set_etag(row->rev);
    return view_of(*row);
}

Result<List<DepartmentView>> list_departments(http::Call& call, const json::None&) {
    List<DepartmentView> out;
    for (const auto& row : org::departments(call.tx(), call.services.company)) out.items.push_back(view_of(row));
    return out;
}

Result<DepartmentView> create_department(http::Call& call, const NewDepartment& input) {
    const org::DepartmentInput made_of{input.code, input.name, input.parent.value_or(Id{}),
                                       input.compound.value_or(Id{}), std::nullopt};
    GX_TRY(made, org::create_department(call.tx(), call.actor, call.now, made_of, stamp_of(call)));
    record_created(call, "department", made);
    return get_department(call, made.id);
}

template <class T>
T changed_or(const http::Call& call, std::string_view name, const std::optional<T>& input, const T& before) {
    if (input) return *input;
    return takes_away(call, name) ? T{} : before;
}

Result<DepartmentView> change_department(http::Call& call, const DepartmentChange& input) {
    GX_TRY(id, call.id());
    const auto row = org::find_department(call.tx(), call.services.company, id);
    if (!row) return refuse("not_found");
    org::DepartmentInput changed{input.code.value_or(row->code), input.name.value_or(row->name),
                                 changed_or(call, "parent", input.parent, row->parent),
                                 changed_or(call, "compound", input.compound, row->compound), row->to};
    if (input.to || takes_away(call, "to")) changed.to = input.to;
    GX_TRY_DONE(org::change_department(call.tx(), call.actor, call.now, id, call.expected_rev(), changed));
    call.record("org.department_changed", "department", id, kOrdinaryLabel);
    return get_department(call, id);
}

PostView view_of(const http::Call& call, const org::Post& row) {
    PostView out;
    out.id = row.id;
    out.code = row.code;
    out.name = row.name;
    out.department = row.department;
    out.compound = maybe(row.compound);
    out.rank = row.rank;
    out.leads = row.leads;
    out.level = row.level;
    out.compartments = compartment_keys(row.compartments);
    out.scope = row.scope;
    for (const org::Duty duty : org::duties_of(call.tx(), call.services.company, row.id)) {
        out.duties.emplace_back(org::duty_key(duty));
    }
    for (const auto& held : org::holdings_on(call.tx(), call.services.company, row.id, call.now)) {
        out.holders.push_back({person_named(call, held.person), held.from, held.to});
    }
    out.rev = row.rev;
    return out;
}

Result<PostView> get_post(http::Call& call, Id id) {
    const auto row = org::find_post(call.tx(), call.services.company, id);
    GX_CHECK(row.has_value());
    call.set_etag(row->rev);
    return view_of(call, *row);
}

Result<List<PostView>> list_posts(http::Call& call, const json::None&) {
    List<PostView> out;
    for (const auto& row : org::posts(call.tx(), call.services.company)) out.items.push_back(view_of(call, row));
    return out;
}

Result<labels::Level> checked_level(std::int64_t level) {
    if (level < labels::kTopSecret || level > labels::kOrdinary) {
        return refuse_field("level", "field_range", "min", "1", "max", "4");
    }
    return static_cast<labels::Level>(level);
}

Result<PostView> create_post(http::Call& call, const NewPost& input) {
    org::PostInput post;
    GX_TRY(level, checked_level(input.level.value_or(labels::kOrdinary)));
    GX_TRY(compartments, compartment_bits("compartments", input.compartments.value_or(std::vector<std::string>{})));
    post.code = input.code;
    post.name = input.name;
    post.department = input.department;
    post.compound = input.compound.value_or(Id{});
    post.rank = input.rank.value_or(post.rank);
    post.leads = input.leads.value_or(false);
    post.level = level;
    post.compartments = compartments;
    post.scope = input.scope;
    GX_TRY(made, org::create_post(call.tx(), call.actor, call.now, post, stamp_of(call)));
    record_created(call, "post", made);
    return get_post(call, made.id);
}

Result<PostView> change_post(http::Call& call, const PostChange& input) {
    GX_TRY(id, call.id());
    const auto row = org::find_post(call.tx(), call.services.company, id);
    if (!row) return refuse("not_found");
    GX_TRY(level, checked_level(input.level.value_or(row->level)));
    GX_TRY(compartments, compartment_bits("compartments", input.compartments.value_or(compartment_keys(row->compartments))));
    org::PostInput post;
    post.code = input.code.value_or(row->code);
    post.name = input.name.value_or(row->name);
    post.department = input.department.value_or(row->department);
    post.compound = changed_or(call, "compound", input.compound, row->compound);
    post.rank = input.rank.value_or(row->rank);
    post.leads = input.leads.value_or(row->leads);
    post.level = level;
    post.compartments = compartments;
    post.scope = input.scope.value_or(row->scope);
    GX_TRY_DONE(org::change_post(call.tx(), call.actor, call.now, id, call.expected_rev(), post));
    call.record("org.post_changed", "post", id, kOrdinaryLabel);
    return get_post(call, id);
}

/// Clauses by duty, from the flows that name it: who acts, whose task it is, whom a clock tells.
std::map<std::string, std::set<std::string>> clauses_by_duty(const flow::Registry& flows) {
    std::map<std::string, std::set<std::string>> out;
    const auto note = [&](const std::vector<std::string>& words, const std::string& clause) {
        for (const std::string& word : words) {
            if (word.starts_with("duty:") && !clause.empty()) out[word.substr(5)].insert(clause);
        }
    };
    for (const flow::Definition* flow : flows.all()) {
        for (const auto& state : flow->states) note(state.task_for, state.clause.empty() ? flow->clause : state.clause);
        for (const auto& step : flow->transitions) note(step.by, step.clause.empty() ? flow->clause : step.clause);
        for (const auto& clock : flow->clocks) {
            for (const auto& rung : clock.ladder) note(rung.notify, clock.clause);
        }
    }
    return out;
}

Result<List<DutyView>> list_duties(http::Call& call, const json::None&) {
    const auto clauses = clauses_by_duty(call.services.flows);
    List<DutyView> out;
    for (std::size_t i = 0; i < org::kDuties; ++i) {
        const auto duty = static_cast<org::Duty>(i);
        DutyView view;
        view.duty = org::duty_key(duty);
        view.name = org::duty_name(duty, call.lang());
        for (const Id post : org::posts_of(call.tx(), call.services.company, duty)) {
            view.posts.push_back(post_named(call, post));
        }
        if (const auto found = clauses.find(view.duty); found != clauses.end()) {
            view.clauses.assign(found->second.begin(), found->second.end());
        }
        out.items.push_back(std::move(view));
    }
    return out;
}

Result<Done> put_duty(http::Call& call, const DutyPosts& input) {
    const auto duty = org::parse_duty(call.param("duty"));
    if (!duty) return refuse("not_found");
    GX_TRY_DONE(org::map_duty(call.tx(), call.actor, call.now, *duty, input.posts));
    call.record("org.duty_mapped", "duty", Id{}, kOrdinaryLabel,
                R"({"duty":")" + std::string(org::duty_key(*duty)) + R"(","posts":)" + std::to_string(input.posts.size()) + "}");
    return Done{};
}

}  // namespace

std::vector<http::Route> post_routes() {
    using http::Kind;
    using http::Method;
    const auto read = http::holds(kOrgRead);
    const auto manage = http::holds(kOrgManage);
    const http::Options create{.create = true};
    const http::Options change{.if_match = true};
    return {
        http::route<&list_departments>(Method::get, "/api/departments", Kind::read, read, "G2", "departments.list",
                                       {"", "names of departments"}, "部门列表", "Departments"),
        http::route<&create_department>(Method::post, "/api/departments", Kind::write, manage, "G2",
                                        "departments.create", {"org.department_created"}, "新增部门",
                                        "Add a department", create),
        http::route<&change_department>(Method::patch, "/api/departments/{id}", Kind::write, manage, "G2",
                                        "departments.change", {"org.department_changed"}, "修改部门",
                                        "Change a department", change),
        http::route<&list_posts>(Method::get, "/api/posts", Kind::read, read, "C3.3", "posts.list",
                                 {"org.posts_listed"}, "岗位列表", "Posts"),
        http::route<&create_post>(Method::post, "/api/posts", Kind::write, manage, "C3.3", "posts.create",
                                  {"org.post_created"}, "新增岗位", "Add a post", create),
        http::route<&change_post>(Method::patch, "/api/posts/{id}", Kind::write, manage, "C3.3", "posts.change",
                                  {"org.post_changed"}, "修改岗位", "Change a post", change),
        http::route<&list_duties>(Method::get, "/api/duties", Kind::read, read, "C3.3", "duties.list",
                                  {"", "which post carries which duty"}, "职责对应岗位", "Duties and their posts"),
        http::route<&put_duty>(Method::put, "/api/duties/{duty}", Kind::write, http::holds(kDutiesManage), "C3.3",
                               "duties.map", {"org.duty_mapped"}, "设定职责对应的岗位", "Set the posts of a duty"),
    };
}

}  // namespace gx::system
