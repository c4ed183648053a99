/// What the use cases of manage.hpp check alike.
#pragma once

#include <string>
#include <string_view>

#include "platform/org/manage.hpp"
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
/// The scope within which the actor keeps the organisation: what his posts of personnel reach. Id{} is the company as
/// a whole. A system administrator keeps all of it.
bool keeps(const Actor& actor, Id scope);
/// Who plans duties plans those of the compounds he reaches; the whole company's (Id{}) need reach over all of it. A
/// system administrator plans any.
bool may_plan_duty(const Actor& actor, Id compound);
/// A department brings its records to everyone whose reach is a department above it: who moves one must keep it, the
/// place it leaves and the place it comes to, else he could widen his own reach.
Result<Done> may_move(const Actor& actor, const Department& row, const DepartmentInput& to);
/// True if the person holds the post or will: what is his from tomorrow is his to widen no more than what he has.
bool holds_or_will(store::Tx& tx, Id company, Id person, Id post, Instant now);
/// After the change somebody must still administer the system, where somebody did before; `at` is when it works.
Result<Done> administered(store::Tx& tx, Id company, bool before, Instant at);
bool has_administrator(store::Tx& tx, Id company, Instant at);

}  // namespace gx::org
