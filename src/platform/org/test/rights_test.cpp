/// Rights of the program against a slow model of them, on random organisations and times.
#include <algorithm>
#include <random>
#include <set>

#include "world.hpp"

namespace gx::org {
namespace {

class Rights : public OrgTest {};
GX_ON_BOTH_ENGINES(Rights);

struct ModelPost {
    Id id, department, compound;
    ScopeKind scope;
    std::set<Duty> duties;
};
struct ModelHolding {
    Id person, post;
    Instant from, to;
};

/// The rule once more, as one would explain it to a person.
struct Model {
    std::map<Id, Id> parents;  ///< department -> parent
    std::vector<ModelPost> posts;
    std::vector<ModelHolding> holdings;

    bool below(Id department, Id top) const {
        for (; department; department = parents.at(department)) {
            if (department == top) return true;
        }
        return false;
    }
    bool reaches(const ModelPost& post, Id scope) const {
        if (post.scope == ScopeKind::company) return true;
        if (post.scope == ScopeKind::compound) return scope == post.compound || scope == post.department;
        return parents.contains(scope) && below(scope, post.department);
    }
    bool holds(Id person, Id post, Instant now) const {
        return std::any_of(holdings.begin(), holdings.end(), [&](const ModelHolding& held) {
            return held.person == person && held.post == post && held.from <= now && now < held.to;
        });
    }
};

using Random = std::mt19937;
std::size_t pick(Random& random, std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); }

constexpr Duty kDutiesUsed[] = {Duty::auditor, Duty::guard, Duty::branch_manager};

/// A random organisation, made in the database and in the model alike.
class RandomRights : public Rights {
  protected:
    void make_posts(Random& random) {
        const std::vector<Id> compounds{compound("A"), compound("B")};
        std::vector<Id> departments;
        for (int i = 0; i < 6; ++i) {
            const Id parent = i == 0 || pick(random, 4) == 0 ? Id{} : departments[pick(random, departments.size())];
            departments.push_back(department("D" + std::to_string(i), parent));
            model.parents[departments.back()] = parent;
        }
        for (int i = 0; i < 10; ++i) {
            ModelPost made{{}, departments[pick(random, 6)], compounds[pick(random, 2)],
                           static_cast<ScopeKind>(pick(random, 3)), {}};
            made.id = post("P" + std::to_string(i), made.department, made.scope, made.compound);
            model.posts.push_back(made);
        }
        for (const Duty duty : kDutiesUsed) {
            std::vector<Id> to;
            for (ModelPost& made : model.posts) {
                if (pick(random, 3) != 0) continue;
                made.duties.insert(duty);
                to.push_back(made.id);
            }
            map(duty, to);
        }
        scopes = departments;
        scopes.insert(scopes.end(), compounds.begin(), compounds.end());
    }
    void make_holdings(Random& random) {
        const Instant start = now();
        const auto hours = [](std::size_t n) { return std::chrono::hours{static_cast<long>(n)}; };
        for (int i = 0; i < 6; ++i) persons.push_back(person("1" + std::to_string(i)));
        for (int i = 0; i < 40; ++i) {
            HoldingInput input{persons[pick(random, 6)], model.posts[pick(random, 10)].id,
                               start + hours(pick(random, 20)), std::nullopt};
            if (pick(random, 3) != 0) input.to = input.from + hours(1 + pick(random, 10));
            if (!db().write([&](store::Tx& tx) { return hold_post(tx, admin, start, input); })) continue;
            model.holdings.push_back({input.person, input.post, input.from, input.to.value_or(Instant::max())});
        }
    }
    void compare_actor(store::Tx& tx, Id who, Instant at) {
        const Actor actor = actor_of(tx, company, who, at);
        std::map<Id, labels::Reach> held;
        for (const HeldPost& one : actor.posts) held[one.post] = one.reach;
        for (const ModelPost& one : model.posts) {
            ASSERT_EQ(held.contains(one.id), model.holds(who, one.id, at));
            if (!held.contains(one.id)) continue;
            const labels::Reach& reach = held[one.id];
            for (const Id scope : scopes) {
                const bool reached =
                    reach.whole_company || std::binary_search(reach.scopes.begin(), reach.scopes.end(), scope);
                ASSERT_EQ(reached, model.reaches(one, scope));
            }
        }
    }
    void compare_holders(store::Tx& tx, Duty duty, Id scope, Instant at) {
        std::set<Id> wanted;
        for (const ModelPost& one : model.posts) {
            if (!one.duties.contains(duty) || !model.reaches(one, scope)) continue;
            for (const Id who : persons) {
                if (model.holds(who, one.id, at)) wanted.insert(who);
            }
        }
        const auto found = holders(tx, company, duty, scope, at);
        ASSERT_EQ(std::set<Id>(found.begin(), found.end()), wanted);
        for (const Id who : persons) {
            ASSERT_EQ(actor_of(tx, company, who, at).has(duty, scope), wanted.contains(who));
        }
    }

    Model model;
    std::vector<Id> scopes, persons;
};
GX_ON_BOTH_ENGINES(RandomRights);

TEST_P(RandomRights, C3_3_actors_and_holders_are_those_of_the_model_at_every_hour) {
    Random random(20261123);
    make_posts(random);
    make_holdings(random);
    for (int hour = 0; hour < 32; ++hour) {
        const Instant at = now() + std::chrono::hours{hour};
        db().read([&](store::Tx& tx) {
            for (const Id who : persons) compare_actor(tx, who, at);
            for (const Duty duty : kDutiesUsed) {
                for (const Id scope : scopes) compare_holders(tx, duty, scope, at);
            }
        });
        if (HasFatalFailure()) return;
    }
}

/// A cached actor is never richer than the tables: changes at random, looked at after each.
TEST_P(Rights, C3_3_the_remembered_actor_equals_the_fresh_one_after_every_change) {
    Random random(7);
    Sessions sessions(db(), company);
    const Id mate = person("02");
    const Id base = department("D");
    hold(mate, post("BASE", base, ScopeKind::department));
    const IssuedCode issued = account(mate, "mate");
    const auto opened = sessions.first_log_in(now(), "mate", issued.code, "correct horse battery", false, Lang::zh);
    ASSERT_TRUE(opened);
    std::vector<Id> posts;
    for (int i = 0; i < 4; ++i) posts.push_back(post("P" + std::to_string(i), base, static_cast<ScopeKind>(1 + pick(random, 2))));
    for (int step = 0; step < 150; ++step) {
        clock().advance(std::chrono::minutes{1 + static_cast<int>(pick(random, 4))});
        const Id what = posts[pick(random, posts.size())];
        switch (pick(random, 4)) {
            case 0:
                (void)db().write([&](store::Tx& tx) {
                    return hold_post(tx, admin, now(), {mate, what, now() + std::chrono::minutes{pick(random, 9)},
                                                        now() + std::chrono::minutes{10 + pick(random, 20)}});
                });
                break;
            case 1: {
                const auto held = db().read([&](store::Tx& tx) { return holdings_of(tx, company, mate, now()); });
                if (held.size() > 1) {
                    (void)db().write([&](store::Tx& tx) { return end_holding(tx, admin, now(), held.back().id); });
                }
                break;
            }
            case 2:
                map(Duty::guard, {what});
                break;
            default:
                break;
        }
        db().read([&](store::Tx& tx) {
            const Actor fresh = actor_of(tx, company, mate, now());
            for (int look = 0; look < 2; ++look) {
                const Actor seen = sessions.actor_of(tx, now(), opened->token);
                ASSERT_EQ(seen.posts.size(), fresh.posts.size()) << "step " << step;
                ASSERT_EQ(seen.duties(), fresh.duties());
                ASSERT_EQ(seen.reaches(), fresh.reaches());
            }
        });
        if (step % 40 == 39) {
            sessions.flush_used(now());
        }
    }
}

}  // namespace
}  // namespace gx::org
