#include "platform/store/query.hpp"

namespace gx::store {
namespace {

std::vector<const Query*>& registry() {
    static std::vector<const Query*> all;
    return all;
}

}  // namespace

Query::Query(std::string_view name, std::string_view sql, std::string_view postgres)
    : name_(name), sql_(sql), postgres_(postgres) {
    registry().push_back(this);
}

const std::vector<const Query*>& Query::all() { return registry(); }

}  // namespace gx::store
