/// From rows to what the API shows, in the reader's language.
#pragma once

#include "modules/incidents/act.hpp"
#include "modules/incidents/api.hpp"
#include "platform/text/text.hpp"

namespace gx::incidents {

IncidentRow row_view(const Act& act, const Incident& incident);
IncidentView view(const Act& act, const Incident& incident);
RunningClock clock_row(const Act& act, const Incident& incident);
ClockView clock_view(const Act& act, const Judged& judged);
DecisionView decision_view(const Act& act, const Kind& kind, const Decision& decision, std::optional<Instant> due);
LabelView label_view(const Act& act, const labels::Label& label);
Named person_view(const Act& act, Id person);
std::string say(const Act& act, std::string_view key, const text::Params& params = {});
/// The codes of a trail note as words: kind, grade, clock, times.
text::Params words_of(const Act& act, std::string_view note);

}  // namespace gx::incidents
