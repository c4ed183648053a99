#include "platform/flow/check.hpp"

#include <algorithm>
#include <set>

#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"
#include "platform/flow/words.hpp"

namespace gx::flow {
namespace {

using StateIds = std::set<std::string, std::less<>>;

std::string name_of(const Transition& step) { return step.from + " -> " + step.to + " (" + step.verb + ")"; }

bool is_identifier(std::string_view text) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && text.size() <= 40 && text[0] >= 'a' && text[0] <= 'z' && std::ranges::all_of(text, fits);
}

Result<Done> check_states(const Definition& definition) {
    StateIds ids;
    std::string initial;
    bool has_final = false;
    for (const State& state : definition.states) {
        if (!is_identifier(state.id)) return refuse("flow_name_wrong", "name", state.id);
        if (!ids.insert(state.id).second) return refuse("flow_state_doubled", "state", state.id);
        if (state.initial && !initial.empty()) return refuse("flow_initial_not_one", "states", initial + ", " + state.id);
        if (state.initial) initial = state.id;
        if (state.final && !state.task_for.empty()) return refuse("flow_final_asks", "state", state.id);
        has_final = has_final || state.final;
        for (const std::string& word : state.task_for) {
            if (!is_actor_word(word) || word == "staff") {
                return refuse("flow_word_unknown", "where", state.id, "word", word);
            }
        }
        if (state.task_for.empty() != state.task_zh.empty() || state.task_for.empty() != state.task_en.empty()) {
            return refuse("flow_task_unnamed", "state", state.id);
        }
    }
    if (initial.empty()) return refuse("flow_initial_not_one", "states", "-");
    if (!has_final) return refuse("flow_final_missing");
    return Done{};
}

Result<Done> check_transition(const Definition& definition, const Transition& step, const StateIds& verbs) {
    const auto find = [&](const std::string& id) { return std::ranges::find(definition.states, id, &State::id); };
    const auto from = find(step.from);
    if (step.from != "*" && from == definition.states.end()) {
        return refuse("flow_state_unknown", "where", name_of(step), "state", step.from);
    }
    if (find(step.to) == definition.states.end()) {
        return refuse("flow_state_unknown", "where", name_of(step), "state", step.to);
    }
    if (find_verb(step.verb) == nullptr) return refuse("flow_verb_unknown", "where", name_of(step), "verb", step.verb);
    if (step.from != "*" && from->final && step.verb != "reopen") {
        return refuse("flow_final_left", "state", step.from, "verb", step.verb);
    }
    if (step.by.empty()) return refuse("flow_nobody", "where", name_of(step));
    for (const std::string& word : step.by) {
        if (!is_actor_word(word)) return refuse("flow_word_unknown", "where", name_of(step), "word", word);
    }
    for (const std::string& other : step.distinct_from) {
        if (!verbs.contains(other)) return refuse("flow_distinct_unknown", "where", name_of(step), "verb", other);
    }
    return Done{};
}

Result<Done> check_transitions(const Definition& definition) {
    StateIds verbs;
    for (const Transition& step : definition.transitions) verbs.insert(step.verb);
    std::set<std::pair<std::string, std::string>> seen;
    for (const Transition& step : definition.transitions) {
        GX_TRY_DONE(check_transition(definition, step, verbs));
        if (!seen.emplace(step.from, step.verb).second) {
            return refuse("flow_ambiguous", "state", step.from, "verb", step.verb);
        }
    }
    return Done{};
}

/// States from which (or, backwards, into which) the given ones lead, with themselves.
StateIds closure(const Definition& definition, StateIds known, bool backwards) {
    for (bool grew = true; grew;) {
        grew = false;
        for (const State& state : definition.states) {
            for (const Transition& step : definition.transitions) {
                if (!leaves(step, state)) continue;
                const std::string& have = backwards ? step.to : state.id;
                const std::string& gain = backwards ? state.id : step.to;
                if (known.contains(have) && known.insert(gain).second) grew = true;
            }
        }
    }
    return known;
}

Result<Done> check_graph(const Definition& definition) {
    StateIds finals;
    for (const State& state : definition.states) {
        if (state.final) finals.insert(state.id);
    }
    const StateIds reached = closure(definition, {definition.initial().id}, false);
    const StateIds ending = closure(definition, finals, true);
    for (const State& state : definition.states) {
        if (!reached.contains(state.id)) return refuse("flow_unreachable", "state", state.id);
        if (!ending.contains(state.id)) return refuse("flow_dead_end", "state", state.id);
        const auto has = [&](std::string_view verb) { return find_transition(definition, state.id, verb) != nullptr; };
        if (has("approve") && !has("return") && !has("reject")) return refuse("flow_no_way_back", "state", state.id);
    }
    return Done{};
}

/// Order is checked for starts at both ends of a day, because calendar days run from any hour to a midnight.
Result<Done> check_ladder(const ClockRule& rule) {
    const Instant midnight = clock::start_of(Day{std::chrono::year{2026} / std::chrono::November / 23});
    for (const Instant start : {midnight, midnight + std::chrono::days{1} - Duration{1}}) {
        const Instant due = rule.due(start);
        std::optional<Instant> before;
        for (std::size_t i = 0; i < rule.ladder.size(); ++i) {
            const Instant at = rule.rung_at(i, start);
            const std::string number = std::to_string(i + 1);
            if (at < start) return refuse("flow_ladder_before_start", "clock", rule.id, "rung", number);
            if (before && at <= *before) return refuse("flow_ladder_order", "clock", rule.id, "rung", number);
            if (rule.ladder[i].breach && at < due) return refuse("flow_breach_early", "clock", rule.id, "rung", number);
            before = at;
        }
    }
    return Done{};
}

Result<Done> check_clocks(const Definition& definition) {
    StateIds ids;
    for (const ClockRule& rule : definition.clocks) {
        if (!is_identifier(rule.id)) return refuse("flow_name_wrong", "name", rule.id);
        if (!ids.insert(rule.id).second) return refuse("flow_clock_doubled", "clock", rule.id);
        for (std::size_t i = 0; i < rule.ladder.size(); ++i) {
            const std::string where = rule.id + " " + std::to_string(i + 1);
            if (rule.ladder[i].notify.empty()) return refuse("flow_nobody", "where", where);
            for (const std::string& word : rule.ladder[i].notify) {
                if (!is_notify_word(word)) return refuse("flow_word_unknown", "where", where, "word", word);
            }
        }
        GX_TRY_DONE(check_ladder(rule));
    }
    return Done{};
}

}  // namespace

bool leaves(const Transition& transition, const State& state) {
    if (transition.from != "*") return transition.from == state.id;
    return !state.final && transition.to != state.id;
}

const Transition* find_transition(const Definition& definition, std::string_view state, std::string_view verb) {
    const State& from = definition.state(state);
    const Transition* any = nullptr;
    for (const Transition& step : definition.transitions) {
        if (step.verb != verb || !leaves(step, from)) continue;
        if (step.from != "*") return &step;
        any = &step;
    }
    return any;
}

Result<Done> check(const Definition& definition) {
    // "incidents.report": the module's name may stand before a dot.
    const std::size_t dot = definition.key.find('.');
    const std::string_view key = definition.key;
    const bool split = dot != std::string::npos;
    if (!is_identifier(key.substr(0, dot)) || (split && !is_identifier(key.substr(dot + 1)))) {
        return refuse("flow_name_wrong", "name", definition.key);
    }
    GX_TRY_DONE(check_states(definition));
    GX_TRY_DONE(check_transitions(definition));
    GX_TRY_DONE(check_graph(definition));
    return check_clocks(definition);
}

}  // namespace gx::flow
