#include "platform/org/actor.hpp"

#include <algorithm>

namespace gx::org {
namespace {

struct DutyRow {
    std::string_view key, zh, en;
};
constexpr DutyRow kRows[] = {
#define GX_DUTY(key, zh, en) {#key, zh, en},
#include "platform/org/duties.def"
#undef GX_DUTY
};

bool any(const Permission& permission, const Duties& held) {
    return std::any_of(permission.any_of.begin(), permission.any_of.end(),
                       [&](Duty duty) { return held.test(static_cast<std::size_t>(duty)); });
}

}  // namespace

std::string_view duty_key(Duty duty) { return kRows[static_cast<std::size_t>(duty)].key; }

std::string_view duty_name(Duty duty, Lang lang) {
    const DutyRow& row = kRows[static_cast<std::size_t>(duty)];
    return lang == Lang::en ? row.en : row.zh;
}

std::optional<Duty> parse_duty(std::string_view key) {
    for (std::size_t i = 0; i < kDuties; ++i) {
        if (kRows[i].key == key) return static_cast<Duty>(i);
    }
    return std::nullopt;
}

Actor Actor::system(Id company) {
    Actor actor;
    actor.kind = Kind::system;
    actor.company = company;
    return actor;
}

bool Actor::may(const Permission& permission) const {
    if (kind == Kind::system) return true;
    if (kind != Kind::staff || posts.empty()) return false;
    if (permission.any_of.size() == 0) return true;
    return std::any_of(posts.begin(), posts.end(), [&](const HeldPost& held) { return any(permission, held.duties); });
}

bool Actor::has(Duty duty) const {
    return std::any_of(posts.begin(), posts.end(),
                       [&](const HeldPost& held) { return held.duties.test(static_cast<std::size_t>(duty)); });
}

bool Actor::has(Duty duty, Id scope) const {
    return std::any_of(posts.begin(), posts.end(), [&](const HeldPost& held) {
        return held.duties.test(static_cast<std::size_t>(duty)) &&
               (held.reach.whole_company ||
                (scope && std::binary_search(held.reach.scopes.begin(), held.reach.scopes.end(), scope)));
    });
}

bool Actor::reaches_scope(Id scope) const {
    return kind == Kind::system || std::any_of(posts.begin(), posts.end(), [&](const HeldPost& held) {
        return held.reach.whole_company ||
               (scope && std::binary_search(held.reach.scopes.begin(), held.reach.scopes.end(), scope));
    });
}

Duties Actor::duties() const {
    Duties out;
    for (const HeldPost& held : posts) out |= held.duties;
    return out;
}

std::vector<labels::Reach> Actor::reaches() const {
    if (kind == Kind::system) return {{labels::kTopSecret, ~std::uint64_t{0}, /*whole_company=*/true, {}}};
    std::vector<labels::Reach> out;
    out.reserve(posts.size());
    for (const HeldPost& held : posts) out.push_back(held.reach);
    return out;
}

Id Actor::post_for(const Permission& permission) const {
    for (const HeldPost& held : posts) {
        if (any(permission, held.duties)) return held.post;
    }
    return main_post();
}

std::string Actor::need(const Permission& permission, Lang lang) {
    if (permission.any_of.size() == 0) return lang == Lang::en ? "a post in the company" : "在岗员工";
    std::string out;
    for (const Duty duty : permission.any_of) {
        if (!out.empty()) out += lang == Lang::en ? ", " : "、";
        out += duty_name(duty, lang);
    }
    return out;
}

}  // namespace gx::org
