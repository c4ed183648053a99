/// Inside of Trail, shared by its .cpp files.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <utility>

#include "platform/trail/store.hpp"

namespace gx::trail {

/// What one person saw since the last flush, for one kind of read.
struct SeenBatch {
    Entry first;
    std::vector<Id> objects;
};

inline constexpr std::size_t kSeenShards = 16;
inline constexpr std::size_t kSeenObjectsMax = 2'000;  ///< then an entry is closed and a new one begun

struct SeenShard {
    std::mutex mutex;
    std::map<std::pair<Id, std::string>, SeenBatch> open;
    std::vector<SeenBatch> full;
};

struct Trail::State {
    State(store::Db& database, const keys::Keyring& ring, std::string name)
        : db(database), company(ring.company()), origin(std::move(name)), sign_seed(ring.purpose("trail.sign")),
          mac_key(ring.purpose("trail.mac")), commit_key(ring.purpose("trail.commit")) {}

    Bytes entry_mac(std::int64_t sequence, const Hash& leaf) const;
    Bytes head_mac(const Head& head) const;
    /// Before COMMIT: gives numbers (SQLite) or leaves them to the sequencer (PostgreSQL).
    void before_commit(store::Tx& tx, std::vector<store::JournalEntry>& entries);
    void reload();
    Head checked(std::optional<Head> head) const;
    /// PostgreSQL: numbers the committed tail under the head's row lock. How many it numbered.
    std::int64_t number_tail();
    std::string commitment(Id id, std::string_view content) const;

    store::Db& db;
    const Id company;
    const std::string origin;
    const crypto::Key sign_seed;
    const crypto::Key mac_key;
    const crypto::Key commit_key;

    mutable std::mutex mutex;  ///< guards head (SQLite: the writer and readers of size)
    Head head;
    std::array<SeenShard, kSeenShards> seen;
};

}  // namespace gx::trail
