#include <algorithm>
#include <limits>
#include <set>

#include "platform/base/check.hpp"
#include "platform/flow/flow.hpp"

namespace gx::flow {
namespace {

constexpr std::int64_t kNoDue = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kPage = 100;
constexpr int kMostSteps = 2000;  ///< rows one cursor may look at; beyond it the list simply ends there

const store::Query kOpen{"flow.open_task", R"sql(
INSERT INTO flow_task (company, id, flow, case_id, case_number, step, round, mode, task_set, quorum, place,
    assigned_duty, assigned_person, level, compartments, scope, opened_at, due_at, status)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $2, 1, 1, $9, $10, $11, $12, $13, $14, $15, 'open')
)sql"};

const store::Query kEnd{"flow.end_tasks", R"sql(
UPDATE flow_task SET status = $1, ended_at = $2, ended_by = $3
WHERE company = $4 AND case_id = $5 AND status = 'open'
)sql"};

const store::Query kOfPerson{"flow.tasks_of_person", R"sql(
SELECT company, id, flow, case_id, case_number, step, round, mode, assigned_duty, assigned_person,
    level, compartments, scope, opened_at, due_at, status
FROM flow_task
WHERE company = $1 AND assigned_person = $2 AND (due_at, id) > ($3, $4) AND status = 'open'
ORDER BY due_at, id LIMIT $5
)sql"};

const store::Query kOfDuty{"flow.tasks_of_duty", R"sql(
SELECT company, id, flow, case_id, case_number, step, round, mode, assigned_duty, assigned_person,
    level, compartments, scope, opened_at, due_at, status
FROM flow_task
WHERE company = $1 AND assigned_duty = $2 AND (due_at, id) > ($3, $4) AND status = 'open'
ORDER BY due_at, id LIMIT $5
)sql"};

const store::Query kOfDutyInScope{"flow.tasks_of_duty_in_scope", R"sql(
SELECT company, id, flow, case_id, case_number, step, round, mode, assigned_duty, assigned_person,
    level, compartments, scope, opened_at, due_at, status
FROM flow_task
WHERE company = $1 AND assigned_duty = $2 AND scope = $3 AND (due_at, id) > ($4, $5) AND status = 'open'
ORDER BY due_at, id LIMIT $6
)sql"};

const store::Query kOfCase{"flow.tasks_of_case", R"sql(
SELECT company, id, flow, case_id, case_number, step, round, mode, assigned_duty, assigned_person,
    level, compartments, scope, opened_at, due_at, status
FROM flow_task
WHERE company = $1 AND case_id = $2 AND status = 'open'
)sql"};

Task to_task(const store::Row& row) {
    Task task;
    task.company = row.id(0);
    task.id = row.id(1);
    task.flow = row.str(2);
    task.case_id = row.id(3);
    task.case_number = row.str(4);
    task.step = row.str(5);
    task.round = static_cast<int>(row.i64(6));
    task.mode = row.str(7);
    task.assigned_duty = row.str(8);
    task.assigned_person = row.id(9);
    task.label = {static_cast<labels::Level>(row.i64(10)), static_cast<std::uint64_t>(row.i64(11)), row.id(12)};
    task.opened_at = row.at(13);
    if (row.i64(14) != kNoDue) task.due_at = row.at(14);
    task.status = row.str(15);
    return task;
}

std::pair<std::int64_t, Id> sort_key(const Task& task) {
    return {task.due_at ? to_millis(*task.due_at) : kNoDue, task.id};
}

/// One walk along an index: the tasks of a person, of a duty anywhere, or of a duty in one scope.
struct Cursor {
    std::string_view duty;
    bool whole = false;
    Id scope;
    std::vector<labels::Reach> reaches;  ///< of the posts that give the duty; empty for the person's own tasks
};

/// A person's own task shows while a post held now covers its level (authors may act outside their scope).
bool shows(const org::Actor& actor, const Cursor& cursor, const Task& task) {
    if (cursor.duty.empty()) {
        return std::ranges::any_of(actor.posts, [&](const auto& post) { return labels::covers(post.reach, task.label); });
    }
    labels::Facts facts;
    facts.label = task.label;
    return labels::may_read(cursor.reaches, Id{}, facts);
}

std::vector<Task> page(store::Tx& tx, const org::Actor& actor, const Cursor& cursor, std::int64_t due, Id id) {
    if (cursor.duty.empty()) return tx.all(kOfPerson, to_task, actor.company, actor.person, due, id, kPage);
    if (cursor.whole) return tx.all(kOfDuty, to_task, actor.company, cursor.duty, due, id, kPage);
    return tx.all(kOfDutyInScope, to_task, actor.company, cursor.duty, cursor.scope, due, id, kPage);
}

void walk(store::Tx& tx, const org::Actor& actor, const Cursor& cursor, std::size_t limit, std::vector<Task>& out) {
    std::int64_t due = std::numeric_limits<std::int64_t>::min();
    Id id;
    const std::size_t full = out.size() + limit;
    for (int steps = 0; steps < kMostSteps; steps += kPage) {
        auto rows = page(tx, actor, cursor, due, id);
        for (Task& task : rows) {
            std::tie(due, id) = sort_key(task);
            if (shows(actor, cursor, task)) out.push_back(std::move(task));
            if (out.size() == full) return;
        }
        if (std::ssize(rows) < kPage) return;
    }
}

/// Own tasks, and one cursor for each duty and scope; where a post reaches the whole company, one for the duty.
std::vector<Cursor> cursors(const org::Actor& actor) {
    std::vector<Cursor> out = {Cursor{}};
    for (std::size_t bit = 0; bit < org::kDuties; ++bit) {
        std::vector<labels::Reach> reaches;
        bool whole = false;
        std::set<Id> scopes;
        for (const org::HeldPost& post : actor.posts) {
            if (!post.duties.test(bit)) continue;
            reaches.push_back(post.reach);
            whole = whole || post.reach.whole_company;
            for (const auto& stream : labels::streams({post.reach})) scopes.insert(stream.scope);
        }
        const auto duty = org::duty_key(static_cast<org::Duty>(bit));
        if (whole) {
            out.push_back({duty, true, Id{}, reaches});
            continue;
        }
        for (const Id scope : scopes) out.push_back({duty, false, scope, reaches});
    }
    return out;
}

}  // namespace

void open_task(store::Tx& tx, const Task& task) {
    GX_CHECK(task.id && task.case_id && task.assigned_duty.empty() == static_cast<bool>(task.assigned_person));
    tx.exec(kOpen, task.company, task.id, task.flow, task.case_id, task.case_number, task.step, task.round, task.mode,
            task.assigned_duty, task.assigned_person, task.label.level, task.label.compartments, task.label.scope,
            task.opened_at, sort_key(task).first);
}

void end_tasks(store::Tx& tx, Id company, Id case_id, Id person, Instant now) {
    const std::optional<Id> who = person ? std::optional(person) : std::nullopt;
    tx.exec(kEnd, person ? "done" : "void", now, who, company, case_id);
}

std::vector<Task> tasks_of_case(store::Tx& tx, Id company, Id case_id) {
    return tx.all(kOfCase, to_task, company, case_id);
}

std::vector<Task> inbox(store::Tx& tx, const org::Actor& actor, std::size_t limit) {
    std::vector<Task> out;
    if (!actor.person) return out;
    for (const Cursor& cursor : cursors(actor)) walk(tx, actor, cursor, limit, out);
    // Merged by hand: each walk is in order and short, and a task has one assignee, so none comes twice.
    std::ranges::sort(out, {}, sort_key);
    if (out.size() > limit) out.resize(limit);
    return out;
}

}  // namespace gx::flow
