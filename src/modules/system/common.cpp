#include "modules/system/common.hpp"

#include "platform/org/people.hpp"

namespace gx::system {

org::Stamp stamp_of(const http::Call& call) { return {call.idempotency().key, call.idempotency().body}; }

bool takes_away(const http::Call& call, std::string_view name) {
    const auto tree = json::parse(call.request.body);
    if (!tree || !tree->is_object()) return false;
    const auto* found = tree->as_object().if_contains(name);
    return found != nullptr && found->is_null();
}

Result<std::size_t> page_size(const std::optional<std::int64_t>& limit) {
    if (!limit) return std::size_t{50};
    if (*limit < 1 || *limit > 100) return refuse_field("limit", "field_range", "min", "1", "max", "100");
    return static_cast<std::size_t>(*limit);
}

void record_created(http::Call& call, std::string_view object_type, const org::Created& created) {
    if (created.replayed) {
        call.replayed();
    } else {
        call.record(std::string(call.route->trace.done), object_type, created.id, kOrdinaryLabel);
    }
}

std::optional<Id> maybe(Id id) { return id ? std::optional(id) : std::nullopt; }

Named person_named(const http::Call& call, Id person) {
    return {person, org::person_name(call.tx(), call.services.keys, person)};
}
Named post_named(const http::Call& call, Id post) {
    return {post, org::post_name(call.tx(), call.services.company, post)};
}
Named compound_named(const http::Call& call, Id compound) {
    return {compound, org::compound_name(call.tx(), call.services.company, compound)};
}
Named department_named(const http::Call& call, Id department) {
    return {department, org::department_name(call.tx(), call.services.company, department)};
}

}  // namespace gx::system
