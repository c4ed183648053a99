/// How the server is: for every logged-in person the version and warnings of concern, and the clock's confirmation.
#include "modules/system/common.hpp"
#include "modules/system/program.hpp"
#include "modules/system/routes.hpp"
#include "platform/calendar/calendar.hpp"
#include "platform/clock/clock.hpp"
#include "platform/notify/notify.hpp"
#include "platform/text/text.hpp"

namespace gx::system {

struct ClockAlarm {
    std::int64_t off_ms = 0;
};
BOOST_DESCRIBE_STRUCT(ClockAlarm, (), (off_ms))

struct TrailState {
    std::int64_t size = 0;
    std::optional<Instant> last_at;
};
BOOST_DESCRIBE_STRUCT(TrailState, (), (size, last_at))

struct WarningView {
    std::string code, text;
};
BOOST_DESCRIBE_STRUCT(WarningView, (), (code, text))

struct StatusView {
    std::string version;
    std::optional<ClockAlarm> clock_alarm;
    TrailState trail;
    std::string database;
    Instant started_at;
    std::vector<WarningView> warnings;
};
BOOST_DESCRIBE_STRUCT(StatusView, (), (version, clock_alarm, trail, database, started_at, warnings))

namespace {

void add_warnings(http::Call& call, StatusView& out) {
    const auto& texts = call.services.texts;
    const auto add = [&](const std::string& key, const text::Params& params) {
        out.warnings.push_back({key, texts.say(call.lang(), key, params)});
    };
    if (const Program* program = program_of(call.services); program != nullptr && program->warnings) {
        for (const Warning& warning : program->warnings()) add(warning.key, warning.params);
    }
    std::string vacant;
    for (const org::Duty duty : org::vacant_duties(call.tx(), call.services.company, call.now)) {
        if (!vacant.empty()) vacant += call.lang() == Lang::en ? ", " : "、";
        vacant += org::duty_name(duty, call.lang());
    }
    if (!vacant.empty()) add("status.duties_vacant", {{"duties", vacant}});
    const Day today = clock::day_of(call.now);
    const int next = int{today.year()} + 1;
    const auto calendar = call.services.calendar.at(call.tx(), call.services.company);
    // The State Council says it between late October and mid-December.
    if (today.month() >= std::chrono::November && !calendar->published(next)) {
        add("status.calendar_unpublished", {{"year", std::to_string(next)}});
    }
    const auto dead = notify::dead_letters(call.tx(), call.services.company, 100).size();
    if (dead > 0) add("status.dead_letters", {{"count", std::to_string(dead)}});
}

Result<StatusView> get_status(http::Call& call, const json::None&) {
    StatusView out;
    if (const Program* program = program_of(call.services)) {
        out.version = program->version;
        out.started_at = program->started_at;
    }
    if (call.services.system_clock != nullptr) {
        if (const auto off = call.services.system_clock->alarm()) out.clock_alarm = ClockAlarm{off->count()};
    }
    out.trail = {call.services.trail.size(), call.services.trail.last_time(call.tx())};
    out.database = call.services.db.engine() == store::Engine::sqlite ? "sqlite" : "postgres";
    if (call.actor.may(kSettingsManage)) add_warnings(call, out);
    return out;
}

Result<Done> confirm_clock(http::Call& call, const json::None&) {
    auto* clock = call.services.system_clock;
    if (clock == nullptr || !clock->alarm()) return refuse("system_clock_no_alarm");
    const std::int64_t off = clock->alarm()->count();
    call.record("clock.confirmed", "clock", Id{}, kOrdinaryLabel, R"({"off_ms":)" + std::to_string(off) + "}");
    call.tx().after_commit([clock] { clock->confirm(); });
    return Done{};
}

}  // namespace

std::vector<http::Route> status_routes() {
    using http::Kind;
    using http::Method;
    return {
        http::route<&get_status>(Method::get, "/api/status", Kind::read, http::kLoggedIn, "G2", "status.get",
                                 {"", "figures of the server, nothing of anybody"}, "系统状态", "State of the server"),
        http::route<&confirm_clock>(Method::post, "/api/clock/confirmation", Kind::write, http::holds(kSettingsManage),
                                    "E4.2", "clock.confirm", {"clock.confirmed"}, "确认系统时间",
                                    "Confirm that the clock is right"),
    };
}

}  // namespace gx::system
