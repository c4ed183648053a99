/// The event stream: durable notices by id, and counts. Ids and counts only, never texts.
#include <fmt/format.h>

#include "platform/clock/clock.hpp"
#include "platform/flow/flow.hpp"
#include "platform/http/gate.hpp"
#include "platform/http/router_state.hpp"
#include "platform/notify/notify.hpp"
#include "platform/org/people.hpp"
#include "platform/org/sessions.hpp"

namespace gx::http {
namespace {

constexpr std::size_t kReplayMax = 200;  ///< notices at once; the page asks the list for older ones
constexpr std::size_t kTasksMax = 100;

struct Counts {
    std::int64_t unread = 0;
    std::int64_t tasks = 0;
};
struct NoticeEvent {
    std::int64_t unread = 0;
    std::int64_t tasks = 0;
    Id notice;
    std::string link;
    std::string urgency;
};
BOOST_DESCRIBE_STRUCT(Counts, (), (unread, tasks))
BOOST_DESCRIBE_STRUCT(NoticeEvent, (), (unread, tasks, notice, link, urgency))

}  // namespace

Router::StreamStart Router::open_stream(const Request& request) const {
    const Services& services = state_->services;
    StreamStart out;
    const Instant now = services.clock.now();
    auto lang = language(request.header("accept-language"));
    std::string refusal = "not_logged_in";
    services.db.read([&](store::Tx& tx) {
        const auto token = token_of(request);
        const auto actor = token.empty() ? org::Actor{} : services.sessions.actor_of(tx, now, token);
        if (actor.kind == org::Actor::Kind::nobody) return;
        lang = actor.lang;
        refusal = actor.must_change_password ? "password_change_first" : "";
        out.person = actor.person;
        out.session = actor.session;
        out.last = parse_id(request.header("last-event-id")).value_or(Id{});
        if (out.last) return;
        const auto newest = notify::notices(tx, services.company, actor.person, Id{}, 1);
        if (!newest.empty()) out.last = newest.front().id;
    });
    if (!refusal.empty()) out.refusal = problem(services.texts, Error{refusal, {}, {}}, lang, request.id);
    else out.refusal.content_type = "text/event-stream";
    return out;
}

std::string Router::next_events(Id person, Id& last) const {
    const Services& services = state_->services;
    return services.db.read([&](store::Tx& tx) {
        const auto actor = org::actor_of(tx, services.company, person, services.clock.now());
        const Counts counts{notify::unread(tx, services.company, person),
                            static_cast<std::int64_t>(flow::inbox(tx, actor, kTasksMax).size())};
        std::string out;
        for (const auto& notice : notify::notices_since(tx, services.company, person, last, kReplayMax)) {
            last = std::max(last, notice.id);
            const bool emergency = notice.urgency == notify::Urgency::emergency;
            out += fmt::format("id: {}\nevent: notice\ndata: {}\n\n", notice.id.value,
                               json::write(NoticeEvent{counts.unread, counts.tasks, notice.id, notice.link,
                                                       emergency ? "emergency" : "ordinary"}));
        }
        if (out.empty()) out = fmt::format("event: counts\ndata: {}\n\n", json::write(counts));
        return out;
    });
}

bool Router::still_open(const StreamStart& stream) const {
    const Services& services = state_->services;
    return services.db.read([&](store::Tx& tx) {
        const auto actor = services.sessions.actor_of_session(tx, services.clock.now(), stream.session);
        return actor.kind != org::Actor::Kind::nobody && actor.person == stream.person;
    });
}

}  // namespace gx::http
