/// From posts held to rights: pure steps over the tables, shared by people.cpp and sessions.cpp.
#pragma once

#include <optional>
#include <vector>

#include "platform/org/table.hpp"

namespace gx::org {

/// Makes reaches; reads the tree of departments once, when first needed.
class ReachMaker {
  public:
    ReachMaker(store::Tx& tx, Id company) : tx_(tx), company_(company) {}
    labels::Reach reach(const Post& post);
    /// The department and all below it, sorted.
    std::vector<Id> with_below(Id department);

  private:
    store::Tx& tx_;
    Id company_;
    std::optional<std::vector<table::Branch>> branches_;  ///< sorted by parent
};

/// Posts held at `now`, highest rank first, and the first moment after `now` at which that changes.
struct Rights {
    std::vector<HeldPost> posts;
    std::int64_t until = table::kOpenEnd;  ///< epoch ms
};
Rights rights_of(store::Tx& tx, Id company, Id person, Instant now);

}  // namespace gx::org
