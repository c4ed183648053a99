/// Whom to tell of an incident, and how.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modules/incidents/act.hpp"
#include "platform/notify/notify.hpp"

namespace gx::incidents {

/// Persons behind the words of a ladder or a task ("reporter", "author", "leaders", "on_duty", "duty:..."), each
/// once, and only those who may know of the incident now.
std::vector<Id> persons_of(const Act& act, const Incident& incident, const std::vector<std::string>& words);

/// One notice per person; the open pages of the persons look for it after the commit. The actor tells no one twice:
/// `except` is left out.
void tell_all(const Act& act, const Incident& incident, std::vector<Id> persons, std::string_view key,
              notify::Urgency urgency, Id except = {});

/// Ends the open tasks of the case (done by `person`) and opens those of its present state.
void renew_tasks(const Act& act, const Incident& incident, Id person);

}  // namespace gx::incidents
