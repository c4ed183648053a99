/// What both engines share inside platform/store; included nowhere else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/store/db.hpp"

namespace gx::store {

/// Marks this thread as inside a transaction of one database; a second one there would deadlock or see another
/// snapshot, so it is a Bug.
class Inside {
  public:
    explicit Inside(const Db* db);
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
    static bool any(const Db* db);
};

class EngineDb : public Db {
  public:
    void migrate(std::span<const Part* const> parts) override;

  protected:
    /// Several statements without parameters, inside the transaction.
    virtual void script(Tx& tx, std::string_view sql) = 0;
};

/// A row of schema_migration.
struct Applied {
    std::string part;
    int number = 0;
    std::string name;
    std::string checksum;
};

struct Step {
    const Part* part;
    const Migration* migration;
};

/// What is still to do, in the order of the parts. Throws Broken for a newer or changed schema.
std::vector<Step> pending(std::span<const Part* const> parts, const std::vector<Applied>& applied);
/// The words {i64} {bytes} {text} {end} in the engine's dialect.
std::string dialect(const Migration& migration, Engine engine);

/// Calls a job's `done`; what it throws is our bug and must not take the writer down. Moves the error, so that one
/// thread at a time holds it.
void finish(Job& job, std::exception_ptr error);

std::unique_ptr<Db> open_sqlite(Options options);
std::unique_ptr<Db> open_postgres(Options options);

}  // namespace gx::store
