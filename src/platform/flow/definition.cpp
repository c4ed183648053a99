#include <algorithm>

#include "platform/base/check.hpp"
#include "platform/base/part.hpp"
#include "platform/clock/clock.hpp"
#include "platform/flow/flow.hpp"

namespace gx::flow {

Instant ClockRule::due(Instant start) const {
    return basis == "calendar" ? clock::due_calendar_days(start, days) : clock::due_real(start, budget);
}

Instant ClockRule::rung_at(std::size_t rung, Instant start) const {
    GX_CHECK(rung < ladder.size());
    const Rung& step = ladder[rung];
    if (step.percent >= 0) return start + (due(start) - start) * step.percent / 100;
    return (step.from == Rung::From::start ? start : due(start)) + step.offset;
}

const State& Definition::state(std::string_view id) const {
    const auto at = std::ranges::find(states, id, &State::id);
    GX_CHECK(at != states.end());
    return *at;
}

const ClockRule& Definition::clock(std::string_view id) const {
    const auto at = std::ranges::find(clocks, id, &ClockRule::id);
    GX_CHECK(at != clocks.end());
    return *at;
}

const State& Definition::initial() const {
    const auto at = std::ranges::find(states, true, &State::initial);
    GX_CHECK(at != states.end());
    return *at;
}

Registry::Registry(std::span<const Part* const> parts) {
    for (const Part* part : parts) {
        for (const NamedText& text : part->flows) {
            auto definition = parse(text.text);
            if (!definition) {
                std::string why = definition.error().key;
                for (const auto& [name, value] : definition.error().params) why += ", " + name + " = " + value;
                throw Bug("flow " + std::string(text.name) + " of " + std::string(part->path) + ": " + why);
            }
            const std::string key = definition->key;
            if (!definitions_.emplace(key, std::move(*definition)).second) throw Bug("flow " + key + " stands twice");
        }
    }
}

const Definition& Registry::get(std::string_view key) const {
    const auto at = definitions_.find(key);
    GX_CHECK(at != definitions_.end());
    return at->second;
}

std::vector<const Definition*> Registry::all() const {
    std::vector<const Definition*> out;
    for (const auto& [key, definition] : definitions_) out.push_back(&definition);
    return out;
}

}  // namespace gx::flow
