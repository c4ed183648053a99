#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "platform/flow/test/sample.hpp"
#include "support/database.hpp"

namespace gx::flow {
namespace {

using namespace std::chrono_literals;
using org::Duty;
using test::kCompany;

class Inbox : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override { return {&gen::platform_flow}; }

    Task task(std::int64_t case_id, std::optional<Instant> due) {
        Task out;
        out.company = kCompany;
        out.id = new_id(now());
        out.flow = "sample.report";
        out.case_id = Id{case_id};
        out.case_number = "示例〔2026〕" + std::to_string(case_id) + "号";
        out.step = "reported";
        out.label = {labels::kOrdinary, 0, sample::kCompound};
        out.opened_at = now();
        out.due_at = due;
        return out;
    }
    Task for_duty(std::int64_t case_id, Duty duty, std::optional<Instant> due, Id scope = sample::kCompound) {
        Task out = task(case_id, due);
        out.assigned_duty = org::duty_key(duty);
        out.label.scope = scope;
        return out;
    }
    Task for_person(std::int64_t case_id, std::int64_t person, std::optional<Instant> due) {
        Task out = task(case_id, due);
        out.assigned_person = Id{person};
        return out;
    }
    void open(const std::vector<Task>& tasks) {
        (void)db().write([&](store::Tx& tx) -> Result<Done> {
            for (const Task& task : tasks) open_task(tx, task);
            return Done{};
        });
    }
    std::vector<std::int64_t> cases(org::Actor actor, std::size_t limit = 50) {
        actor.company = kCompany;
        std::vector<std::int64_t> out;
        for (const Task& task : db().read([&](store::Tx& tx) { return inbox(tx, actor, limit); })) {
            out.push_back(task.case_id.value);
        }
        return out;
    }
    using Cases = std::vector<std::int64_t>;
};
GX_ON_BOTH_ENGINES(Inbox);

TEST_P(Inbox, MostUrgentFirstAcrossPersonAndDuties) {
    open({for_duty(1, Duty::branch_manager, now() + 3h), for_person(2, 30, now() + 2h),
          for_duty(3, Duty::branch_manager, std::nullopt), for_duty(4, Duty::guard, now() + 1h),
          for_duty(5, Duty::branch_manager, now() + 1h, sample::kElsewhere)});
    EXPECT_EQ(cases(sample::staff(30, {Duty::branch_manager})), (Cases{2, 1, 3}));
    EXPECT_EQ(cases(sample::staff(30, {Duty::branch_manager, Duty::guard})), (Cases{4, 2, 1, 3}));
    EXPECT_EQ(cases(sample::staff(31, {Duty::branch_manager}, Id{})), (Cases{5, 1, 3}));
    EXPECT_EQ(cases(sample::staff(30, {Duty::branch_manager}), 2), (Cases{2, 1}));
    EXPECT_EQ(cases(sample::staff(99, {})), Cases{});
}

TEST_P(Inbox, TaskKeepsItsFieldsOverAReopen) {
    const Task wanted = for_person(7, 30, now() + 2h);
    open({wanted});
    reopen();
    const auto found = db().read([&](store::Tx& tx) { return tasks_of_case(tx, kCompany, Id{7}); });
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].id, wanted.id);
    EXPECT_EQ(found[0].case_number, "示例〔2026〕7号");
    EXPECT_EQ(found[0].due_at, wanted.due_at);
    EXPECT_EQ(found[0].opened_at, wanted.opened_at);
    EXPECT_EQ(found[0].label, wanted.label);
    EXPECT_EQ(found[0].status, "open");
}

TEST_P(Inbox, EndedTasksAreGone) {
    open({for_person(1, 30, now()), for_duty(1, Duty::guard, now()), for_person(2, 30, now())});
    (void)db().write([&](store::Tx& tx) -> Result<Done> { return end_tasks(tx, kCompany, Id{1}, Id{30}, now()), Done{}; });
    EXPECT_EQ(cases(sample::staff(30, {Duty::guard})), Cases{2});
    (void)db().write([&](store::Tx& tx) -> Result<Done> { return end_tasks(tx, kCompany, Id{2}, Id{}, now()), Done{}; });
    EXPECT_EQ(cases(sample::staff(30, {Duty::guard})), Cases{});
}

TEST_P(Inbox, SecretTasksAreSkippedAndLeaverSeesNothing) {
    Task secret = for_duty(1, Duty::branch_manager, now());
    secret.label.level = labels::kSecret;
    Task own = for_person(2, 30, now() + 1h);
    own.label.level = labels::kSecret;
    open({secret, own, for_duty(3, Duty::branch_manager, now() + 2h)});
    EXPECT_EQ(cases(sample::staff(30, {Duty::branch_manager})), Cases{3});
    EXPECT_EQ(cases(sample::staff(30, {Duty::branch_manager}, sample::kCompound, labels::kSecret)), (Cases{1, 2, 3}));
    auto left = sample::staff(30, {Duty::branch_manager});
    left.posts.clear();
    EXPECT_EQ(cases(left), Cases{});
}

/// Against a slow model: who may see a task, in what order, whatever the posts.
TEST_P(Inbox, AgreesWithASlowModelOnRandomWorlds) {
    std::mt19937 dice(7);
    const std::vector<Duty> duties = {Duty::guard, Duty::branch_manager, Duty::general_affairs};
    const std::vector<Id> scopes = {sample::kCompound, sample::kElsewhere, Id{}};
    std::vector<Task> all;
    for (std::int64_t i = 1; i <= 600; ++i) {
        const auto due = dice() % 4 == 0 ? std::nullopt : std::optional(now() + std::chrono::minutes{dice() % 50});
        Task next = dice() % 3 == 0 ? for_person(i, dice() % 4 + 1, due)
                                    : for_duty(i, duties[dice() % 3], due, scopes[dice() % 3]);
        next.label.level = static_cast<labels::Level>(dice() % 4 + 1);
        all.push_back(next);
    }
    open(all);
    for (int round = 0; round < 30; ++round) {
        auto actor = sample::staff(dice() % 4 + 1, {duties[dice() % 3]}, scopes[dice() % 3],
                                   static_cast<labels::Level>(dice() % 4 + 1));
        const auto second = sample::staff(9, {duties[dice() % 3]}, scopes[dice() % 3],
                                          static_cast<labels::Level>(dice() % 4 + 1));
        if (dice() % 2 == 0) actor.posts.push_back(second.posts[0]);
        std::vector<Task> wanted;
        for (const Task& task : all) {
            const bool mine = std::ranges::any_of(actor.posts, [&](const org::HeldPost& post) {
                if (post.reach.level > task.label.level) return false;
                if (task.assigned_person) return task.assigned_person == actor.person;
                const bool inside = post.reach.whole_company || post.reach.scopes[0] == task.label.scope;
                return inside && post.duties.test(static_cast<std::size_t>(*org::parse_duty(task.assigned_duty)));
            });
            if (mine) wanted.push_back(task);
        }
        std::ranges::stable_sort(wanted, {}, [](const Task& task) {
            return std::pair(task.due_at.value_or(Instant::max()), task.id);
        });
        const std::size_t limit = dice() % 150 + 1;
        std::vector<std::int64_t> ids;
        for (const Task& task : wanted) ids.push_back(task.case_id.value);
        if (ids.size() > limit) ids.resize(limit);
        EXPECT_EQ(cases(actor, limit), ids);
    }
}

TEST_P(Inbox, NeitherSortsNorScans) {
    for (std::int64_t i = 1; i <= 300; ++i) open({for_duty(i, Duty::guard, now() + 1min * i)});
    auto actor = sample::staff(30, {Duty::guard});
    actor.company = kCompany;
    const auto counters = db().read([&](store::Tx& tx) {
        (void)inbox(tx, actor, 20);
        return tx.counters();
    });
    EXPECT_EQ(counters.sorts, 0);
    EXPECT_EQ(counters.full_scan_steps, 0);
}

}  // namespace
}  // namespace gx::flow
