/// What the routes of this module share.
#pragma once

#include <string>
#include <string_view>

#include "modules/system/permissions.hpp"
#include "platform/http/route.hpp"
#include "platform/org/manage.hpp"

namespace gx::system {

struct Named {
    Id id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Named, (), (id, name))

/// Answer of a create that has nothing more to tell.
struct Made {
    Id id;
};
BOOST_DESCRIBE_STRUCT(Made, (), (id))

template <class T>
struct List {
    std::vector<T> items;
    BOOST_DESCRIBE_CLASS(List, (), (items), (), ())
};

/// Label of the organisation's own records.
inline constexpr labels::Label kOrdinaryLabel{};

org::Stamp stamp_of(const http::Call& call);
/// True if the body says `name: null`: a change that takes the value away (absent = unchanged).
bool takes_away(const http::Call& call, std::string_view name);
/// Page size 1..100, 50 if none is asked for. Refusal input_invalid.
Result<std::size_t> page_size(const std::optional<std::int64_t>& limit);

/// Records the create's own entry (not for replays) and says so to the router.
void record_created(http::Call& call, std::string_view object_type, const org::Created& created);

std::optional<Id> maybe(Id id);
Named person_named(const http::Call& call, Id person);
Named post_named(const http::Call& call, Id post);
Named compound_named(const http::Call& call, Id compound);
Named department_named(const http::Call& call, Id department);

}  // namespace gx::system
