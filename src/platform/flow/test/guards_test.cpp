#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <sstream>

#include "platform/flow/test/sample.hpp"

namespace gx::flow {
namespace {

using org::Duty;

const std::vector<std::string> kVerbs = {"submit", "approve", "reject", "return", "withdraw",
                                         "acknowledge", "confirm", "execute", "close", "void", "reopen", "auto"};
const std::vector<std::string> kWords = {"staff", "author", "leaders", "duty:guard", "duty:branch_manager",
                                         "duty:auditor"};

std::string state_name(int number) { return "s" + std::to_string(number); }

/// Text of a random definition; most are refused, the rest must keep every guard.
std::string random_text() {
    const int states = *rc::gen::inRange(2, 6);
    const int steps = *rc::gen::inRange(1, 14);
    std::ostringstream text;
    text << "flow = { key = \"random\", version = 1, zh = \"随机\", en = \"Random\", clause = \"X\" }\n";
    for (int i = 0; i < states; ++i) {
        text << "[[state]]\nid = \"" << state_name(i) << "\"\nzh = \"态\"\nen = \"State\"\n";
        if (i == 0) text << "kind = \"initial\"\n";
        if (i == states - 1) text << "kind = \"final\"\n";
    }
    // No verb twice from one state, and distinct_from only of verbs taken before, or too few texts are accepted.
    std::map<std::string, std::vector<std::string>> left;
    std::vector<std::string> used;
    const auto step = [&](const std::string& from, int to) {
        auto& verbs = left.try_emplace(from, kVerbs).first->second;
        if (from == state_name(states - 1)) verbs = {"reopen"};
        if (verbs.empty()) return;
        const auto verb = verbs.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(verbs));
        used.push_back(*verb);
        text << "[[transition]]\nfrom = \"" << from << "\"\nto = \"" << state_name(to) << "\"\nverb = \""
             << *verb << "\"\nby = [\"" << *rc::gen::elementOf(kWords) << "\", \""
             << *rc::gen::elementOf(kWords) << "\"]\nreason = " << (*rc::gen::arbitrary<bool>() ? "true" : "false") << "\n";
        if (*rc::gen::arbitrary<bool>()) text << "distinct_from = [\"" << *rc::gen::elementOf(used) << "\"]\n";
        verbs.erase(verb);
    };
    // A way from the first to the last makes a good part of the texts acceptable.
    for (int i = 0; i + 1 < states; ++i) step(state_name(i), i + 1);
    for (int i = 0; i < steps; ++i) {
        const int from = *rc::gen::inRange(-1, states);
        step(from < 0 ? "*" : state_name(from), *rc::gen::inRange(0, states));
    }
    return text.str();
}

org::Actor random_actor() {
    const auto scope = *rc::gen::element(sample::kCompound, sample::kElsewhere, Id{});
    const auto level = static_cast<labels::Level>(*rc::gen::inRange(1, 5));
    const auto duty = *rc::gen::element(Duty::guard, Duty::branch_manager, Duty::auditor);
    auto actor = sample::staff(*rc::gen::inRange(1, 4), {duty}, scope, level);
    const int kind = *rc::gen::inRange(0, 8);
    if (kind == 0) actor.kind = org::Actor::Kind::system;
    if (kind == 1) actor.kind = org::Actor::Kind::owner;
    if (kind == 2) actor.posts.clear();
    return actor;
}

Tie random_tie() {
    Tie tie = sample::tie(sample::kCompound, static_cast<labels::Level>(*rc::gen::inRange(1, 5)));
    tie.is_author = *rc::gen::arbitrary<bool>();
    tie.is_leader = *rc::gen::arbitrary<bool>();
    tie.is_subject = *rc::gen::inRange(0, 4) == 0;
    return tie;
}

/// What must hold of an act that was taken, said without the engine's own words.
void guards_held(const Definition& definition, const CaseState& from, const CaseState& to, std::string_view verb,
                 const org::Actor& actor, const Tie& tie, std::string_view reason) {
    RC_ASSERT(actor.kind == org::Actor::Kind::staff);
    RC_ASSERT(!actor.posts.empty());
    RC_ASSERT(actor.posts[0].reach.level <= tie.label.level);
    const bool in_scope = actor.posts[0].reach.whole_company ||
                          std::ranges::count(actor.posts[0].reach.scopes, tie.label.scope) > 0;
    RC_ASSERT(in_scope || tie.is_author);
    for (const auto* decision : {"approve", "reject", "return", "confirm", "execute", "close", "void", "reopen"}) {
        RC_ASSERT(verb != decision || !tie.is_subject);
    }
    RC_ASSERT(to.rev == from.rev + 1);
    RC_ASSERT(to.round == from.round + (verb == "return" || verb == "reopen" ? 1 : 0));
    RC_ASSERT(!definition.state(from.state).final || verb == "reopen");
    bool found = false;
    for (const Transition& step : definition.transitions) {
        const bool starts = step.from == from.state || (step.from == "*" && !definition.state(from.state).final);
        if (step.verb != verb || !starts || step.to != to.state) continue;
        bool fits = !step.reason || !reason.empty();
        for (const auto& other : step.distinct_from) {
            fits = fits && (!tie.acted.contains(other) || tie.acted.at(other) != actor.person);
        }
        const bool named = std::ranges::any_of(step.by, [&](const std::string& word) {
            return word == "staff" || (word == "author" && tie.is_author) || (word == "leaders" && tie.is_leader) ||
                   (word.starts_with("duty:") && actor.has(*org::parse_duty(word.substr(5)), tie.scope));
        });
        found = found || (fits && named);
    }
    RC_ASSERT(found);
}

RC_GTEST_PROP(FlowGuards, RandomDefinitionsAndActsNeverBreakThem, ()) {
    const std::string text = random_text();
    const auto parsed = parse(text);
    RC_TAG(parsed ? "accepted" : parsed.error().key);
    if (!parsed) return;
    CaseState now;
    now.state = parsed->initial().id;
    std::map<std::string, Id, std::less<>> acted;
    for (int i = 0; i < 40; ++i) {
        const std::string verb = *rc::gen::elementOf(kVerbs);
        const org::Actor actor = random_actor();
        Tie tie = random_tie();
        tie.acted = acted;
        const std::string reason = *rc::gen::arbitrary<bool>() ? "理由" : "";
        const auto next = advance(*parsed, now, verb, actor, tie, reason);
        const auto buttons = allowed(*parsed, now, actor, tie);
        const bool offered = std::ranges::count(buttons, verb) > 0;
        RC_ASSERT(next.has_value() == (offered && (next || next.error().key != "flow_reason_needed")));
        if (!next) continue;
        guards_held(*parsed, now, *next, verb, actor, tie, reason);
        acted[verb] = actor.person;
        now = *next;
    }
}

}  // namespace
}  // namespace gx::flow
