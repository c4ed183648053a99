/// What a definition must keep before any case may run on it.
#pragma once

#include "platform/flow/flow.hpp"

namespace gx::flow {

/// The step that the verb takes out of `state`: one written for the state, else one for "*"; nullptr if none.
const Transition* find_transition(const Definition& definition, std::string_view state, std::string_view verb);
/// True where the transition can leave the state at all ("*" stands for every state that is not final).
bool leaves(const Transition& transition, const State& state);

Result<Done> check(const Definition& definition);

}  // namespace gx::flow
