#include <algorithm>

#include "platform/base/check.hpp"
#include "platform/flow/check.hpp"
#include "platform/flow/words.hpp"
#include "platform/text/text.hpp"

namespace gx::flow {
namespace {

constexpr std::string_view kDutyPrefix = "duty:";

/// Reach over level, compartments and scope, on one post (never the level of one with the scope of another).
bool reaches(const org::HeldPost& post, const labels::Label& label) {
    labels::Facts facts;
    facts.label = label;
    return labels::may_read(post.reach, Id{}, facts);
}

bool any_reaches(const org::Actor& actor, const labels::Label& label) {
    return std::ranges::any_of(actor.posts, [&](const auto& post) { return reaches(post, label); });
}

/// Authors act on their own case also where it lies outside their scope now, but never above their level.
bool author_covers(const org::Actor& actor, const labels::Label& label) {
    return std::ranges::any_of(actor.posts, [&](const auto& post) { return labels::covers(post.reach, label); });
}

bool holds(const org::Actor& actor, org::Duty duty, const Tie& tie) {
    return actor.has(duty, tie.scope) && std::ranges::any_of(actor.posts, [&](const auto& post) {
        return post.duties.test(static_cast<std::size_t>(duty)) && reaches(post, tie.label);
    });
}

struct Match {
    bool named = false;    ///< one of the words means the actor
    bool covered = false;  ///< and the actor's reach covers the case in that role
};

Match match(const std::vector<std::string>& words, const org::Actor& actor, const Tie& tie) {
    Match out;
    const auto take = [&](bool named, bool covered) {
        out.named = out.named || named;
        out.covered = out.covered || (named && covered);
    };
    for (const std::string& word : words) {
        if (word == "staff") take(true, any_reaches(actor, tie.label));
        if (word == "author") take(tie.is_author, author_covers(actor, tie.label));
        if (word == "leaders") take(tie.is_leader, any_reaches(actor, tie.label));
        if (!word.starts_with(kDutyPrefix)) continue;
        const auto duty = org::parse_duty(std::string_view(word).substr(kDutyPrefix.size()));
        GX_CHECK(duty);
        take(actor.has(*duty, tie.scope), holds(actor, *duty, tie));
    }
    return out;
}

Result<Done> may_take(const Transition& step, const org::Actor& actor, const Tie& tie) {
    GX_TRY_DONE(may_act(step.by, actor, tie));
    const Verb* verb = find_verb(step.verb);
    GX_CHECK(verb != nullptr);
    if (tie.is_subject && verb->decides) return refuse("flow_own_case");
    for (const std::string& other : step.distinct_from) {
        const auto who = tie.acted.find(other);
        if (who == tie.acted.end() || who->second != actor.person) continue;
        const Verb* taken = find_verb(other);
        GX_CHECK(taken != nullptr);
        return refuse("flow_same_person", "step_zh", std::string(taken->zh), "step_en", std::string(taken->en));
    }
    return Done{};
}

std::string verbs_of(const Definition& definition, std::string_view state, Lang lang) {
    std::string out;
    for (const Transition& step : definition.transitions) {
        if (find_transition(definition, state, step.verb) != &step) continue;
        const Verb* verb = find_verb(step.verb);
        if (!out.empty()) out += lang == Lang::zh ? "、" : ", ";
        out += lang == Lang::zh ? verb->zh : verb->en;
    }
    return out.empty() ? "-" : out;
}

}  // namespace

Result<Done> may_act(const std::vector<std::string>& words, const org::Actor& actor, const Tie& tie) {
    // A person in a post acts; a clock, a device or an owner never decides.
    const bool in_post = actor.kind == org::Actor::Kind::staff && actor.person && !actor.posts.empty();
    const Match found = in_post ? match(words, actor, tie) : Match{};
    if (!found.named) {
        return refuse("flow_not_yours", "need_zh", name_of_words(words, Lang::zh), "need_en",
                      name_of_words(words, Lang::en));
    }
    if (!found.covered) return refuse("flow_out_of_reach");
    return Done{};
}

Result<CaseState> advance(const Definition& definition, const CaseState& from, std::string_view verb,
                          const org::Actor& actor, const Tie& tie, std::string_view reason) {
    const State& state = definition.state(from.state);
    const Transition* step = find_transition(definition, from.state, verb);
    if (step == nullptr) {
        return refuse("flow_step_not_allowed", "state_zh", state.zh, "state_en", state.en, "steps_zh",
                      verbs_of(definition, from.state, Lang::zh), "steps_en",
                      verbs_of(definition, from.state, Lang::en));
    }
    GX_TRY_DONE(may_take(*step, actor, tie));
    if (step->reason && text::trim(reason).empty()) return refuse("flow_reason_needed");
    CaseState to = from;
    to.state = step->to;
    to.rev = from.rev + 1;
    if (step->verb == "return" || step->verb == "reopen") to.round = from.round + 1;
    return to;
}

std::vector<std::string> allowed(const Definition& definition, const CaseState& from, const org::Actor& actor,
                                 const Tie& tie) {
    std::vector<std::string> out;
    for (const Transition& step : definition.transitions) {
        if (find_transition(definition, from.state, step.verb) != &step) continue;
        if (may_take(step, actor, tie)) out.push_back(step.verb);
    }
    return out;
}

}  // namespace gx::flow
