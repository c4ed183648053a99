/// A small but complete definition, and people to act in it.
#pragma once

#include <string>

#include "platform/clock/clock.hpp"
#include "platform/flow/flow.hpp"

namespace gx::flow::sample {

inline const std::string kText = R"toml(
[flow]
key = "sample.report"
version = 1
zh = "示例报告"
en = "Sample report"
clause = "E4.2"

[[state]]
id = "reported"
kind = "initial"
zh = "已首报"
en = "Reported"
task_for = ["author", "leaders"]
task_zh = "请提交详细书面报告"
task_en = "Send the full report"

[[state]]
id = "full_reported"
zh = "已详报"
en = "Fully reported"
task_for = ["duty:general_affairs"]
task_zh = "请签收报告"
task_en = "Acknowledge the report"

[[state]]
id = "void_requested"
zh = "待确认作废"
en = "Void requested"

[[state]]
id = "closed"
kind = "final"
zh = "已办结"
en = "Closed"

[[state]]
id = "voided"
kind = "final"
zh = "已作废"
en = "Voided"

[[transition]]
from = "reported"
to = "full_reported"
verb = "submit"
by = ["author", "leaders"]

[[transition]]
from = "full_reported"
to = "closed"
verb = "approve"
by = ["duty:general_affairs", "duty:general_manager"]
distinct_from = ["submit"]

[[transition]]
from = "full_reported"
to = "reported"
verb = "return"
by = ["duty:general_affairs"]
reason = true

[[transition]]
from = "*"
to = "void_requested"
verb = "void"
by = ["author", "leaders"]
reason = true

[[transition]]
from = "void_requested"
to = "voided"
verb = "confirm"
by = ["duty:branch_manager"]
distinct_from = ["void"]

[[transition]]
from = "void_requested"
to = "reported"
verb = "reject"
by = ["duty:branch_manager"]

[[transition]]
from = "closed"
to = "full_reported"
verb = "reopen"
by = ["duty:general_affairs"]
reason = true

[[clock]]
id = "two_hours"
zh = "2小时"
en = "Two hours"
basis = "real"
budget = "PT2H"
ladder = [
  { at = "50%", notify = ["reporter"] },
  { at = "due-PT15M", notify = ["reporter", "leaders"], emergency = true },
  { at = "due", notify = ["leaders", "duty:general_affairs"], breach = true, emergency = true },
  { at = "due+PT30M", notify = ["duty:general_manager", "on_duty"] },
]

[[clock]]
id = "two_days"
zh = "2天"
en = "Two days"
basis = "calendar"
budget = "P2D"
clause = "E4.1"
ladder = [ { at = "due-PT6H", notify = ["reporter"] }, { at = "due", notify = ["leaders"], breach = true } ]
)toml";

inline Definition definition() { return parse(kText).value(); }

inline constexpr Id kCompound{77};
inline constexpr Id kElsewhere{78};

/// Staff with one post of these duties, reaching ordinary matters of `scope` (Id{} = the whole company).
inline org::Actor staff(std::int64_t person, std::initializer_list<org::Duty> duties, Id scope = kCompound,
                        labels::Level level = labels::kOrdinary) {
    org::Actor actor;
    actor.kind = org::Actor::Kind::staff;
    actor.company = Id{1};
    actor.person = Id{person};
    org::HeldPost post;
    post.post = Id{person + 1000};
    for (const auto duty : duties) post.duties.set(static_cast<std::size_t>(duty));
    post.reach.level = level;
    if (scope) {
        post.reach.scopes = {scope};
    } else {
        post.reach.whole_company = true;
    }
    actor.posts.push_back(post);
    return actor;
}

inline Tie tie(Id scope = kCompound, labels::Level level = labels::kOrdinary) {
    Tie tie;
    tie.scope = scope;
    tie.label = {.level = level, .compartments = 0, .scope = scope};
    return tie;
}

}  // namespace gx::flow::sample
