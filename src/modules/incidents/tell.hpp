/// Whom to tell of an incident, and how.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "modules/incidents/act.hpp"
#include "platform/notify/notify.hpp"

namespace gx::incidents {

/// Who is told of one incident: each word of a ladder or a task ("reporter", "author", "leaders", "on_duty",
/// "duty:...") is looked up once, and gives only those who may know of the incident now.
class Audience {
  public:
    Audience(const Act& act, const Incident& incident) : act_(act), incident_(incident) {}
    const std::vector<Id>& of(const std::string& word);
    /// Each person once, in the order of the words.
    std::vector<Id> of_all(const std::vector<std::string>& words);
    bool may_know(Id person);

  private:
    const Act& act_;
    const Incident& incident_;
    std::map<std::string, std::vector<Id>, std::less<>> found_;
    std::map<Id, bool> known_;
};

/// One notice per person; the open pages of the persons look for it after the commit. The actor tells no one twice:
/// `except` is left out.
void tell_all(const Act& act, const Incident& incident, std::vector<Id> persons, std::string_view key,
              notify::Urgency urgency, Id except = {});

/// The open pages of all who may know of the incident look for its clock after the commit. Clause E4.2.
void show(const Act& act, Audience& audience);

/// Ends the open tasks of the case (done by `person`) and opens those of its present state.
void renew_tasks(const Act& act, const Incident& incident, Audience& audience, Id person);

}  // namespace gx::incidents
