#include "modules/incidents/demo.hpp"

#include <array>

#include "modules/incidents/month.hpp"
#include "modules/incidents/service.hpp"
#include "modules/incidents/store.hpp"
#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"
#include "platform/org/people.hpp"

namespace gx::incidents {
namespace {

using std::chrono::minutes;

/// How far a demo case has come.
enum class Reached : std::uint8_t { reported, full, acknowledged, closed, voided };

struct Case {
    int days_ago;
    int minute_of_day;         ///< company zone
    std::string_view kind, place, summary;
    Reached reached;
    int full_after = 45;       ///< minutes from the happening to the full report
    std::int64_t loss = -1;    ///< fen, -1 = not known
    std::int64_t injured = -1;
    std::string_view first{}, second{}, third{};  ///< required details in the form's order
};

constexpr std::array kCases = {
    Case{26, 545, "news", "管理处办公室", "管理处完成单元门禁换新,住户反映良好(示例)", Reached::acknowledged, 0, -1, -1, "工程维修部三人(示例)", "全部单元已启用"},
    Case{24, 870, "equipment_damage", "2栋地下泵房", "生活水泵轴承异响,停机检修,切换备用泵(示例)", Reached::closed, 60, 49'900},
    Case{21, 1290, "theft_resident", "3栋1单元", "住户反映阳台物品失窃,已协助报警并调取监控(示例)", Reached::closed, 90, 120'000},
    Case{19, 620, "public_damage", "中心广场", "两名住户争吵中损坏路灯,已劝离并拍照取证(示例)", Reached::acknowledged, 150, 80'000, 0},
    Case{16, 1385, "fire", "4栋2层楼道", "楼道堆放纸箱冒烟,值班员用灭火器扑灭,无人受伤(示例)", Reached::closed, 50, 30'000, 0},
    Case{13, 500, "work_injury", "西区车库", "保洁员清扫时滑倒,手腕扭伤,已送医(示例)", Reached::closed, 170, -1, 1},
    Case{10, 930, "media_visit", "南门岗", "两名记者要求进入小区采访,已礼貌接待并引导至会客室(示例)", Reached::closed, 40},
    Case{8, 1120, "fire", "1栋负一层", "烟感报警,到场查看为施工扬尘,确认误报(示例)", Reached::voided},
    Case{6, 340, "disaster", "全小区", "夜间暴雨,地库入口进水,已封堵并抽排(示例)", Reached::acknowledged, 100, 260'000, 0, "暴雨"},
    Case{3, 1010, "staff_threatened", "客服前台", "一名业主因停车费情绪激动,推搡前台,已由同事劝止(示例)", Reached::full, 70, -1, 0},
    Case{1, 800, "other_sudden", "5栋外墙", "外墙瓷砖脱落,已拉警戒线,暂无人受伤(示例)", Reached::full, 110, -1, -1, "修补约三千元", "影响一个单元出入", "大风天可能继续脱落"},
};

class Filler {
  public:
    explicit Filler(const http::Services& services) : services_(services), now_(services.clock.now()) {}

    Result<Done> fill(store::Tx& tx) {
        const auto guards = org::holders(tx, services_.company, org::Duty::guard, Id{}, now_);
        const auto affairs = org::holders(tx, services_.company, org::Duty::general_affairs, Id{}, now_);
        if (guards.empty() || affairs.empty()) return Done{};
        affairs_ = org::actor_of(tx, services_.company, affairs.front(), now_);
        for (std::size_t i = 0; i < kCases.size(); ++i) {
            guard_ = org::actor_of(tx, services_.company, guards[i % guards.size()], now_);
            GX_TRY_DONE(one(tx, kCases[i]));
        }
        guard_ = org::actor_of(tx, services_.company, guards.back(), now_);
        GX_TRY_DONE(last_month(tx));
        quiet_ = false;
        return running(tx);
    }

  private:
    Act act(store::Tx& tx, const org::Actor& actor, Instant at) const {
        return {services_, tx, actor, std::min(at, now_), nullptr, quiet_};
    }

    static std::vector<Detail> details_of(const Case& it) {
        std::vector<Detail> out;
        const std::string_view words[] = {it.first, it.second, it.third};
        std::size_t next = 0;
        for (const Field& field : kinds().find(it.kind)->fields) {
            if (field.required && field.asked == Stage::quick && field.kind == FieldKind::text) {
                out.push_back({field.key, std::string(words[next++])});
            }
        }
        return out;
    }

    static std::vector<Detail> full_details(const Case& it) {
        std::vector<Detail> out;
        for (const Field& field : kinds().find(it.kind)->fields) {
            if (field.required && field.asked == Stage::full && field.kind == FieldKind::text) out.push_back({field.key, "见现场记录(示例)"});
        }
        return out;
    }

    Result<Done> one(store::Tx& tx, const Case& it) {
        const Instant happened = clock::start_of(clock::plus_days(clock::day_of(now_), -it.days_ago)) + minutes{it.minute_of_day};
        ReportInput input;
        input.kind = it.kind;
        input.place = it.place;
        input.happened_at = happened;
        input.summary = it.summary;
        if (it.loss >= 0) input.loss = Fen{it.loss};
        if (it.injured >= 0) input.injured = it.injured;
        input.details = details_of(it);
        GX_TRY(made, report(act(tx, guard_, happened + minutes{6}), input, nullptr));
        if (it.reached == Reached::voided) return void_it(tx, made, happened + minutes{25});
        return bring_on(tx, it, made, happened);
    }

    Result<Done> void_it(store::Tx& tx, const Incident& it, Instant at) {
        GX_TRY_DONE(ask_void(act(tx, guard_, at), it.id, {"现场确认无火情,为施工扬尘触发(示例)"}));
        GX_TRY_DONE(answer_void(act(tx, affairs_, at + minutes{10}), it.id, {true}));
        return Done{};
    }

    Result<Done> bring_on(store::Tx& tx, const Case& it, Incident made, Instant happened) {
        if (made.state.state == "reported" && it.reached >= Reached::full) {
            FullReportInput full;
            full.time = clock::to_local(happened);
            full.place = it.place;
            full.course = std::string(it.summary) + "。值班员第一时间到场处置,并通知主管。";
            full.trend = "已控制,无扩大趋势";
            full.measures = "现场警戒、处置、拍照取证,通知有关人员";
            full.help = "暂无";
            full.details = full_details(it);
            if (it.loss < 0) full.loss = Fen{0};
            if (it.injured < 0) full.injured = 0;
            GX_TRY(reported, full_report(act(tx, guard_, happened + minutes{it.full_after}), made.id, made.state.rev, full, nullptr));
            made = reported;
        }
        if (it.reached < Reached::acknowledged) return Done{};
        const Instant later = happened + minutes{it.full_after + 35};
        GX_TRY_DONE(acknowledge(act(tx, affairs_, later), made.id, made.state.rev));
        if (it.reached < Reached::closed) return Done{};
        GX_TRY(followed, follow_up(act(tx, guard_, later + minutes{60}), made.id, {"现场已恢复正常,持续观察(示例)", {}, {}}, nullptr));
        GX_TRY_DONE(final_report(act(tx, affairs_, later + minutes{24 * 60}), made.id, followed.state.rev,
                                 {"已处理完毕,恢复正常(示例)", "已查明,详见现场记录(示例)", {}, "加强巡查,列入班前提醒"}));
        return Done{};
    }

    /// Last month's ledgers: handed in by all but the first compound, whose manager still owes it.
    Result<Done> last_month(store::Tx& tx) {
        const org::Actor system = org::Actor::system(services_.company);
        const Day first{clock::day_of(now_).year() / clock::day_of(now_).month() / 1};
        const due::Period period = due::period_of(due::Every::month, clock::plus_days(first, -1));
        open_months(act(tx, system, now_), period);
        const int month = month_of(clock::start_of(period.first));
        Id owing;
        for (const Month& one : month_page(tx, services_.company, /*whole=*/true, Id{}, month, Id{}, 100)) {
            if (!owing && one.compound) owing = one.id;
            if (one.id == owing || one.of_company()) continue;
            const auto leaders = org::responsible_leaders(tx, services_.company, one.compound, one.department, now_);
            if (leaders.empty()) continue;
            const org::Actor leader = org::actor_of(tx, services_.company, leaders.front(), now_);
            const Instant at = month_due(month) - minutes{7 * 60};
            // The general manager stands in only from today, when the demo's posts begin.
            if (!org::leads(tx, leader, one.compound, one.department, at)) continue;
            GX_TRY_DONE(submit_month(act(tx, leader, at), one.id, one.state.rev));
        }
        return Done{};
    }

    /// Twenty minutes old, so that the start page shows a clock that runs.
    Result<Done> running(store::Tx& tx) {
        ReportInput input;
        input.kind = "fire";
        input.place = "3栋负一层配电间";
        input.happened_at = now_ - minutes{20};
        input.summary = "配电间冒烟,已断电并疏散周边人员,等待供电部门(示例)";
        GX_TRY_DONE(report(act(tx, guard_, now_ - minutes{15}), input, nullptr));
        return Done{};
    }

    const http::Services& services_;
    Instant now_;
    org::Actor guard_, affairs_;
    bool quiet_ = true;  ///< what lies in the past alarms nobody
};

}  // namespace

void fill_demo(const http::Services& services) {
    const auto done = services.db.write([&](store::Tx& tx) { return Filler(services).fill(tx); });
    if (done) return;
    std::string what = done.error().key;
    for (const auto& field : done.error().fields) what += " " + field.path + ": " + field.key;
    throw Bug("a demo incident was refused: " + what);
}

}  // namespace gx::incidents
