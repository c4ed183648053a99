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
                report.summary = "示例记录第" + std::to_string(i + 1) + "条：巡查发现，已到场处置并通知值班人员。";
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
