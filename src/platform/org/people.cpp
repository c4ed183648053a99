#include "platform/org/people.hpp"

#include <algorithm>

#include "platform/base/check.hpp"
#include "platform/org/memory.hpp"
#include "platform/org/rights.hpp"

namespace gx::org {
namespace {

void add_new(std::vector<Id>& to, const std::vector<Id>& persons) {
    for (const Id person : persons) {
        if (std::find(to.begin(), to.end(), person) == to.end()) to.push_back(person);
    }
}

bool holds_scope(const labels::Reach& reach, Id scope) {
    return !scope || reach.whole_company || std::binary_search(reach.scopes.begin(), reach.scopes.end(), scope);
}

/// What is remembered, or what `read` finds; kept only from a snapshot, never from a write that may be undone.
template <class Read>
std::string remembered(store::Tx& tx, Id company, Memory::Kind kind, Id id, Read&& read) {
    if (!id) return {};
    Memory& memory = Memory::of(company);
    if (auto known = memory.name(kind, id)) return std::move(*known);
    std::string name = read();
    if (!tx.writable()) {
        const std::int64_t revision = table::revision(tx, company);
        memory.saw(revision);
        memory.keep(kind, id, revision, name);
    }
    return name;
}

}  // namespace

std::vector<Id> holders(store::Tx& tx, Id company, Duty duty, Id scope, Instant now) {
    ReachMaker maker(tx, company);
    std::vector<Id> out;
    for (const Id id : posts_of(tx, company, duty)) {
        if (scope) {
            const auto post = find_post(tx, company, id);
            if (!post || !holds_scope(maker.reach(*post), scope)) continue;
        }
        add_new(out, table::persons_on(tx, company, id, now));
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<Id> heads_of(store::Tx& tx, Id company, Id department, Instant now) {
    for (int depth = 0; department && depth <= kDepthMax; ++depth) {
        std::vector<Id> out;
        for (const Post& post : table::leading_posts(tx, company, department)) {
            add_new(out, table::persons_on(tx, company, post.id, now));
        }
        if (!out.empty()) {
            std::sort(out.begin(), out.end());
            return out;
        }
        const auto row = find_department(tx, company, department);
        department = row ? row->parent : Id{};
    }
    return {};
}

std::vector<Id> responsible_leaders(store::Tx& tx, Id company, Id compound, Id department, Instant now) {
    std::vector<Id> out;
    if (compound) out = holders(tx, company, Duty::branch_manager, compound, now);
    if (out.empty()) out = heads_of(tx, company, department, now);
    if (out.empty()) out = holders(tx, company, Duty::general_manager, Id{}, now);
    return out;
}

bool leads(store::Tx& tx, const Actor& actor, Id compound, Id department, Instant now) {
    if (compound && actor.has(Duty::branch_manager, compound)) return true;
    const auto heads = [](const HeldPost& post) { return post.leads; };
    const bool may = actor.has(Duty::branch_manager) || actor.has(Duty::general_manager) ||
                     std::any_of(actor.posts.begin(), actor.posts.end(), heads);
    if (!may) return false;
    const auto all = responsible_leaders(tx, actor.company, compound, department, now);
    return std::binary_search(all.begin(), all.end(), actor.person);
}

std::vector<Id> on_duty(store::Tx& tx, Id company, Id compound, Instant now) {
    std::vector<Id> out;
    for (const RosterRow& row : roster(tx, company, Id{}, now, now + Duration{1})) add_new(out, {row.person});
    if (compound) {
        for (const RosterRow& row : roster(tx, company, compound, now, now + Duration{1})) add_new(out, {row.person});
    }
    std::sort(out.begin(), out.end());
    return out;
}

Actor actor_of(store::Tx& tx, Id company, Id person, Instant now) {
    Actor actor;
    actor.company = company;
    actor.person = person;
    actor.posts = rights_of(tx, company, person, now).posts;
    if (const auto account = account_of(tx, company, person); account && account->language == "en") {
        actor.lang = Lang::en;
    }
    actor.kind = actor.posts.empty() ? Actor::Kind::nobody : Actor::Kind::staff;
    return actor;
}

std::vector<labels::Reach> reaches_of(store::Tx& tx, Id company, Id person, Instant now) {
    std::vector<labels::Reach> out;
    for (HeldPost& post : rights_of(tx, company, person, now).posts) out.push_back(std::move(post.reach));
    return out;
}

std::vector<Id> readers(store::Tx& tx, Id company, const labels::Label& label, Instant now, std::size_t limit) {
    ReachMaker maker(tx, company);
    std::vector<Id> out;
    for (const Post& post : posts(tx, company)) {
        const labels::Reach reach = maker.reach(post);
        if (!labels::may_read(reach, Id{}, labels::Facts{label, Id{}, false, false, false})) continue;
        add_new(out, table::persons_on(tx, company, post.id, now));
        if (out.size() >= limit) {
            out.resize(limit);
            break;
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::string person_name(store::Tx& tx, const keys::Keyring& keys, Id person) {
    return remembered(tx, keys.company(), Memory::Kind::person, person, [&] {
        const auto row = table::find_sealed(tx, keys.company(), person);
        if (!row) return std::string();
        return keys.open_for(tx, person, {"person", person, "name"}, row->name).value_or("");
    });
}

std::string post_name(store::Tx& tx, Id company, Id post) {
    return remembered(tx, company, Memory::Kind::post, post, [&] {
        const auto row = find_post(tx, company, post);
        return row ? row->name : std::string();
    });
}

std::string department_name(store::Tx& tx, Id company, Id department) {
    return remembered(tx, company, Memory::Kind::department, department, [&] {
        const auto row = find_department(tx, company, department);
        return row ? row->name : std::string();
    });
}

std::string compound_name(store::Tx& tx, Id company, Id compound) {
    return remembered(tx, company, Memory::Kind::compound, compound, [&] {
        const auto row = find_compound(tx, company, compound);
        return row ? row->name : std::string();
    });
}

bool compound_exists(store::Tx& tx, Id company, Id compound) { return find_compound(tx, company, compound).has_value(); }

std::string mail_of(store::Tx& tx, const keys::Keyring& keys, Id person) {
    const auto row = table::find_sealed(tx, keys.company(), person);
    if (!row || row->mail.empty()) return {};
    return keys.open_for(tx, person, {"person", person, "mail"}, row->mail).value_or("");
}

}  // namespace gx::org
