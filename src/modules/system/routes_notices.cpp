/// What I was told and what I have to do.
#include "modules/system/common.hpp"
#include "modules/system/routes.hpp"
#include "platform/base/check.hpp"
#include "platform/flow/flow.hpp"
#include "platform/notify/notify.hpp"

namespace gx::system {

struct NoticeQuery {
    std::optional<std::string> cursor;
    std::optional<std::int64_t> limit;
    std::optional<bool> unread_only;
};
BOOST_DESCRIBE_STRUCT(NoticeQuery, (), (cursor, limit, unread_only))

struct NoticeView {
    Id id;
    Instant at;
    std::string text, link;
    std::string urgency;  ///< "ordinary" or "emergency"
    std::string object_type;
    Id object;  ///< 0 = none
    std::optional<Instant> read_at;
};
BOOST_DESCRIBE_STRUCT(NoticeView, (), (id, at, text, link, urgency, object_type, object, read_at))

struct TaskView {
    Id id;
    std::string flow, flow_name;
    Id case_id;
    std::string number, title, step, text, link;
    std::int64_t level = labels::kOrdinary;
    Instant opened_at;
    std::optional<Instant> due_at;
};
BOOST_DESCRIBE_STRUCT(TaskView, (), (id, flow, flow_name, case_id, number, title, step, text, link, level, opened_at,
                                     due_at))

namespace {

constexpr std::size_t kTasksMax = 200;

NoticeView view_of(const http::Call& call, const notify::Notice& notice) {
    return {notice.id,
            notice.at,
            notify::sentence(call.services.texts, call.lang(), notice.key, notice.params),
            notice.link,
            notice.urgency == notify::Urgency::emergency ? "emergency" : "ordinary",
            notice.object_type,
            notice.object,
            notice.read_at};
}

Result<http::Page<NoticeView>> list_notices(http::Call& call, const NoticeQuery& query) {
    GX_TRY(limit, page_size(query.limit));
    Id after;
    if (query.cursor) {
        const auto id = parse_id(*query.cursor);
        if (!id) return refuse_field("cursor", "system_cursor_wrong");
        after = *id;
    }
    auto rows = notify::notices(call.tx(), call.services.company, call.actor.person, after, limit + 1,
                                query.unread_only.value_or(false));
    http::Page<NoticeView> out;
    if (rows.size() > limit) {
        rows.resize(limit);
        out.next = to_string(rows.back().id);
    }
    for (const auto& row : rows) out.items.push_back(view_of(call, row));
    return out;
}

Result<Done> read_notice(http::Call& call, const json::None&) {
    GX_TRY(id, call.id());
    GX_TRY_DONE(notify::mark_read(call.tx(), call.services.company, call.actor.person, id, call.now));
    return Done{};
}

Result<Done> read_all(http::Call& call, const json::None&) {
    notify::mark_all_read(call.tx(), call.services.company, call.actor.person, call.now);
    return Done{};
}

/// "incident" -> "/incidents/123": the page of a flow's case is named by the flow.
std::string link_of(const flow::Task& task) { return "/" + task.flow + "s/" + to_string(task.case_id); }

Result<List<TaskView>> list_tasks(http::Call& call, const json::None&) {
    List<TaskView> out;
    const bool english = call.lang() == Lang::en;
    for (const flow::Task& task : flow::inbox(call.tx(), call.actor, kTasksMax)) {
        const flow::Definition& flow = call.services.flows.get(task.flow);
        const flow::State& state = flow.state(task.step);
        TaskView view;
        view.id = task.id;
        view.flow = task.flow;
        view.flow_name = english ? flow.en : flow.zh;
        view.case_id = task.case_id;
        view.number = task.case_number;
        view.title = view.flow_name + (task.case_number.empty() ? "" : " " + task.case_number);
        view.step = english ? state.en : state.zh;
        view.text = english ? state.task_en : state.task_zh;
        view.link = link_of(task);
        view.level = task.label.level;
        view.opened_at = task.opened_at;
        view.due_at = task.due_at;
        out.items.push_back(std::move(view));
    }
    return out;
}

}  // namespace

std::vector<http::Route> notice_routes() {
    using http::Kind;
    using http::Method;
    return {
        http::route<&list_notices>(Method::get, "/api/notices", Kind::read, http::kLoggedIn, "G2", "notices.list",
                                   {"", "one's own notices, without personal data"}, "我的通知", "My notices"),
        http::route<&read_notice>(Method::post, "/api/notices/{id}/read", Kind::write, http::kLoggedIn, "G2",
                                  "notices.read", {"", "a mark for oneself"}, "标为已读", "Mark as read"),
        http::route<&read_all>(Method::post, "/api/notices/read-all", Kind::write, http::kLoggedIn, "G2",
                               "notices.read_all", {"", "a mark for oneself"}, "全部标为已读", "Mark all as read"),
        http::route<&list_tasks>(Method::get, "/api/tasks", Kind::read, http::kLoggedIn, "G2", "tasks.list",
                                 {"", "one's own tasks, without personal data"}, "我的待办", "My tasks"),
    };
}

}  // namespace gx::system
