/// What this process remembers of one company's rights and names. An entry is worth something only while the
/// company's rights revision is the one it was read at, so nothing stale outlives the commit that changed it.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "platform/base/types.hpp"
#include "platform/store/tx.hpp"

namespace gx::org {

class Memory {
  public:
    /// The one of this company; made at first use, lives as long as the process.
    static Memory& of(Id company);

    enum class Kind : std::uint8_t { person, post, department, compound };

    std::int64_t revision() const { return revision_.load(std::memory_order_acquire); }
    /// A committed revision was seen.
    void saw(std::int64_t revision);

    std::optional<std::string> name(Kind kind, Id id) const;
    /// `revision` is the one in the snapshot that the name was read from.
    void keep(Kind kind, Id id, std::int64_t revision, std::string name);

  private:
    static constexpr std::size_t kNamesMax = 4'096;  ///< per shelf; a fuller shelf is emptied
    struct Entry {
        std::int64_t revision;
        std::string name;
    };
    struct Shelf {
        mutable std::mutex mutex;
        std::unordered_map<Id, Entry> names;
    };
    Shelf& shelf(Kind kind, Id id) const;

    std::atomic<std::int64_t> revision_{0};
    mutable std::array<Shelf, 32> shelves_;
};

}  // namespace gx::org
