/// What the use cases of manage.hpp check alike.
#pragma once

#include <string>
#include <string_view>

#include "platform/org/table.hpp"

namespace gx::org {

/// Collects wrong fields, so that all are named at once.
class Fields {
  public:
    /// Trims; wants 1..max characters (0.. where `required` is false), none invisible.
    void text(std::string_view path, std::string& value, int max, bool required = true);
    /// The same, in letters, digits and - _ . / only.
    void code(std::string_view path, std::string& value);
    void number(std::string_view path, std::int64_t value, std::int64_t min, std::int64_t max);
    void wrong(std::string_view path, std::string_view key, std::vector<std::pair<std::string, std::string>> params = {});
    Result<Done> done();

  private:
    Error error_{"input_invalid", {}, {}};
};

/// The first record, if this create came before; a refusal if the key was used for something else.
Result<std::optional<Created>> replay(store::Tx& tx, Id company, table::Name name, const Stamp& stamp);

bool is_administrator_duty(Duty duty);
/// Rights are not one's own to give: posts that carry an administrator's duty are given and changed by the system
/// administrator only, and nobody else changes the posts he holds himself.
Result<Done> may_change_rights(store::Tx& tx, const Actor& actor, Id person, Id post);
/// After the change somebody must still administer the system, where somebody did before; `at` is when it works.
Result<Done> administered(store::Tx& tx, Id company, bool before, Instant at);
bool has_administrator(store::Tx& tx, Id company, Instant at);

}  // namespace gx::org
