/// Who has to do with a month's ledger: names, duties, tasks, notices.
#pragma once

#include "modules/incidents/month.hpp"

namespace gx::incidents {

const flow::Definition& month_flow(const Act& act, const Month& month);
flow::Tie month_tie(const Act& act, const Month& month);
/// The compound's or department's name; the company in words for Id{}.
std::string scope_name(const Act& act, Id scope);
std::string month_name(const Act& act, const Month& month);

/// Those behind the words ("leaders", "duty:general_affairs") who may know of it; one notice each, none to the actor.
void tell_month(const Act& act, const Month& month, const std::vector<std::string>& words, std::string_view key);
/// Ends the open tasks (done by `person`) and opens those of the present state.
void renew_month_tasks(const Act& act, const Month& month, Id person);
void add_month_tally(const Act& act, HandIn judged);

}  // namespace gx::incidents
