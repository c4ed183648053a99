/// Who acts. Made live from the posts held now; holds no right longer than the rows that give it.
#pragma once

#include <bitset>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/types.hpp"
#include "platform/labels/labels.hpp"

namespace gx::org {

enum class Duty : std::uint8_t {
#define GX_DUTY(key, zh, en) key,
#include "platform/org/duties.def"
#undef GX_DUTY
    count_
};
inline constexpr std::size_t kDuties = static_cast<std::size_t>(Duty::count_);
using Duties = std::bitset<kDuties>;

std::string_view duty_key(Duty duty);
std::string_view duty_name(Duty duty, Lang lang);
/// nullopt for an unknown key.
std::optional<Duty> parse_duty(std::string_view key);

/// A right: what a route or use case asks for. Made by modules as constants; `any_of` empty means all staff.
struct Permission {
    std::string_view key;  ///< "incidents.acknowledge"
    std::initializer_list<Duty> any_of{};
};

struct HeldPost {
    Id post;
    Id department;
    Id compound;          ///< Id{} = no single compound
    Duties duties;        ///< duties the company mapped to this post
    bool leads = false;   ///< head of its department
    labels::Reach reach;  ///< level, compartments and scopes this post gives
};

struct Actor {
    enum class Kind : std::uint8_t { nobody, staff, owner, device, system };
    Kind kind = Kind::nobody;
    Id company;
    Id person;
    Id session;
    Lang lang = Lang::zh;
    std::vector<HeldPost> posts;
    bool must_change_password = false;  ///< only the password routes answer until it is changed

    static Actor system(Id company);

    bool may(const Permission& permission) const;
    bool has(Duty duty) const;
    /// Holds the duty on a post whose reach holds the scope; Id{} is the company as a whole.
    bool has(Duty duty, Id scope) const;
    /// Some post's reach holds the scope; Id{} is the company as a whole.
    bool reaches_scope(Id scope) const;
    Duties duties() const;
    std::vector<labels::Reach> reaches() const;
    /// The post to name in the trail: the first that gives the permission or duty, else the first held.
    Id post_for(const Permission& permission) const;
    Id main_post() const { return posts.empty() ? Id{} : posts.front().post; }
    Id main_department() const { return posts.empty() ? Id{} : posts.front().department; }
    /// Duty names that would be needed, for the refusal "forbidden" ({need}).
    static std::string need(const Permission& permission, Lang lang);
};

}  // namespace gx::org
