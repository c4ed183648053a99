/// Many incidents for measuring lists; made by the same use case as a guard's report.

#include <algorithm>
#include <array>

#include "app/demo.hpp"
#include "modules/incidents/service.hpp"
#include "platform/base/check.hpp"
#include "platform/org/directory.hpp"
#include "platform/org/people.hpp"

namespace gx::app {
namespace {

constexpr int kPerCommit = 500;
constexpr auto kYear = std::chrono::hours{24 * 360};
constexpr std::array<std::string_view, 4> kKinds{"fire", "theft_resident", "public_damage", "equipment_damage"};

constexpr std::array<std::string_view, 60> kWords{
    "电梯", "困人", "漏水", "维修", "消防", "通道", "占用", "停车", "收缴", "水泵", "故障", "保安", "岗亭", "业主", "投诉",
    "噪音", "装修", "垃圾", "清运", "绿化", "停电", "应急", "预案", "监控", "门禁", "空调", "机房", "巡查", "台账", "报告",
    "值班", "财务", "盘点", "银行", "对账", "印章", "会议", "纪要", "通知", "培训", "考核", "奖励", "处罚", "设备", "报废",
    "调拨", "网络", "地址", "违规", "客服", "回访", "渗水", "楼道", "照明", "水箱", "清洗", "高空", "抛物", "宠物", "车库"};
constexpr std::size_t kWordsEach = 60;

/// The same words for the same number, in no order that an index could use.
std::string words_of(std::size_t number) {
    constexpr std::array<std::string_view, 5> kBetween{"，", "。", "的", "和", ""};
    std::string out;
    std::uint64_t lot = number + 1;
    for (std::size_t i = 0; i < kWordsEach; ++i) {
        lot = lot * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        out += kWords[(lot >> 33U) % kWords.size()];
        out += kBetween[(lot >> 20U) % kBetween.size()];
    }
    return out;
}

}  // namespace

void fill_incidents(App& app, int count) {
    const auto guards = app.db().read([&](store::Tx& tx) {
        std::vector<org::Actor> out;
        for (const Id person : org::holders(tx, app.company(), org::Duty::guard, Id{}, app.now())) {
            out.push_back(org::actor_of(tx, app.company(), person, app.now()));
        }
        return out;
    });
    GX_CHECK(!guards.empty());
    const Duration step = kYear / std::max(count, 1);
    for (int made = 0; made < count; made += kPerCommit) {
        const auto done = app.db().write([&](store::Tx& tx) -> Result<Done> {
            for (int i = made; i < std::min(count, made + kPerCommit); ++i) {
                const auto number = static_cast<std::size_t>(i);
                incidents::ReportInput report;
                report.kind = std::string(kKinds[number / guards.size() % kKinds.size()]);
                report.place = std::to_string(i % 9 + 1) + "栋" + std::to_string(i % 30 + 1) + "层";
                report.happened_at = app.now() - step * (count - i);
                report.summary = "示例记录第" + std::to_string(i + 1) + "条：巡查发现，已到场处置并通知值班人员。" + words_of(number);
                const incidents::Act act{app.services(), tx, guards[number % guards.size()],
                                         report.happened_at + std::chrono::minutes{5}, nullptr};
                GX_TRY_DONE(incidents::report(act, report, nullptr));
            }
            return Done{};
        });
        if (!done) throw Bug("a generated incident was refused: " + done.error().key);
        // What follows a report (tasks, notices, clocks long past) is done here, so that a measured server is at rest.
        app.tick();
    }
}

}  // namespace gx::app
