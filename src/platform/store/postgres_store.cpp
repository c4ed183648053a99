#include "platform/store/engine.hpp"

namespace gx::store {
std::unique_ptr<Db> open_postgres(Options) { throw Broken("PostgreSQL comes next"); }
}  // namespace gx::store
