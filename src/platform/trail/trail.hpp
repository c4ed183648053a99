/// Who did, saw, exported, printed or was refused what, when, by which post. Written in the transaction of the
/// act, failing closed. Merkle tree with RFC 6962 hashing, signed checkpoints. Clause G2.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/keys/keys.hpp"
#include "platform/store/db.hpp"

namespace gx::trail {

using crypto::Hash;

enum class Outcome : std::uint8_t { done, refused, failed, seen };

/// What the caller says; time, id and hash come from here. No personal data in clear: `note` is for codes,
/// counts, levels and states; texts go into `content`, of which only a salted commitment is kept.
struct Entry {
    std::string action;       ///< "incident.reported", stable, listed in the route's row
    Outcome outcome = Outcome::done;
    Id actor;                 ///< person, 0 = system
    Id post;                  ///< post used, 0 = none
    std::string object_type;  ///< "incident"
    Id object;
    std::uint8_t level = 4;   ///< label of the object; readers of the trail obey it
    std::uint64_t compartments = 0;
    Id scope;
    std::string clause;       ///< "E4.2"
    std::string rule;         ///< rule or flow version in force, may be empty
    std::string note;         ///< JSON object of codes and numbers, may be empty
    std::string content;      ///< committed to, not stored
    std::string request;      ///< request id
};

struct Stored {
    std::int64_t sequence = 0;  ///< -1 while not yet numbered (PostgreSQL's tail)
    Id id;
    Instant at;
    Entry entry;  ///< without content
    std::string commitment_hex;
    Hash leaf;
};

/// C2SP signed note: origin, size, root (base64), blank line, signature.
struct Checkpoint {
    std::int64_t size = 0;
    Hash root{};
    std::string note;
};

Hash leaf_hash(BytesView canonical);                 ///< SHA-256(0x00 || canonical)
Hash node_hash(const Hash& left, const Hash& right);  ///< SHA-256(0x01 || left || right)

/// Root of a growing tree from O(log n) state.
class Frontier {
  public:
    void append(const Hash& leaf);
    std::int64_t size() const { return size_; }
    Hash root() const;  ///< SHA-256 of nothing when empty
    Bytes save() const;
    static Frontier load(BytesView saved);

  private:
    std::int64_t size_ = 0;
    std::vector<Hash> peaks_;  ///< largest first
};

/// First thing wrong, or nothing.
struct Verdict {
    std::int64_t entries = 0;
    std::int64_t unnumbered = 0;
    std::int64_t bad_sequence = -1;  ///< first bad entry, -1 if none
    std::string problem;             ///< empty if the whole trail is intact
};

class Trail {
  public:
    /// Hooks itself into the db's commits. One per company.
    Trail(store::Db& db, const keys::Keyring& keys, std::string origin);

    /// Adds the entry to the transaction.
    void append(store::Tx& tx, Instant now, const Entry& entry) const;
    /// A read of level 3 or 4: kept in memory, written within a second, one entry per person and second.
    void saw(Instant now, const Entry& entry);
    /// Writes what `saw` collected; called each second and at the end.
    void flush_seen(Instant now);

    /// Signed statement of size and root as of now; stored, at most one per size.
    Checkpoint checkpoint(Instant now);
    std::optional<Checkpoint> last_checkpoint() const;
    /// The same inside a transaction of the caller's.
    std::optional<Checkpoint> last_checkpoint(store::Tx& tx) const;

    /// Walks every entry, hash, number, checkpoint.
    Verdict verify() const;
    /// One file that verify_bundle checks without this server: entries, checkpoints, public key.
    void export_bundle(const std::string& path, Instant now);

    /// A page of entries, newest first, below `before` (0 = from the end); filter by action or object where given.
    struct Filter {
        std::string action;
        Id actor;
        Id object;
        std::function<bool(const Stored&)> keep = {};  ///< for example the reader's reach
    };
    /// Looks at 2,000 entries at most. `reached`: give it as `before` to go on; 0 at the end.
    std::vector<Stored> page(store::Tx& tx, std::int64_t before, int limit, const Filter& filter,
                             std::int64_t* reached = nullptr) const;
    /// The entries of one object, oldest first: the timeline of a case.
    std::vector<Stored> of_object(store::Tx& tx, Id object) const;

    std::int64_t size() const;
    /// Last recorded time; a start before it is flagged.
    std::optional<Instant> last_time(store::Tx& tx) const;
    /// Names an entry's content: true if `content` is what was committed to.
    bool commits_to(const Stored& stored, std::string_view content) const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

/// Checks a bundle file alone (for another machine).
Verdict verify_bundle(const std::string& path);

}  // namespace gx::trail
