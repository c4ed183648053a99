/// Every SQL text of the trail.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "platform/trail/trail.hpp"

namespace gx::trail {

/// One row as stored, before it is believed.
struct EntryRow {
    std::int64_t sequence = -1;
    Id id;
    Instant at;
    std::string canonical;
    Hash leaf{};
    Bytes mac;
};

struct Head {
    Frontier frontier;
    Instant last_at;
    Bytes mac;
};

void insert_entry(store::Tx& tx, const store::JournalEntry& entry, const Hash& leaf, std::int64_t sequence,
                  const Bytes& mac);
/// Entries that have no number yet (PostgreSQL), oldest first.
std::vector<EntryRow> unnumbered(store::Tx& tx, Id company, std::int64_t limit);
std::int64_t count_unnumbered(store::Tx& tx, Id company);
void number_entry(store::Tx& tx, Id company, Id id, std::int64_t sequence, const Bytes& mac);

std::optional<Head> load_head(store::Tx& tx, Id company);
/// The same, held against other nodes until the transaction ends (PostgreSQL).
std::optional<Head> lock_head(store::Tx& tx, Id company);
void save_head(store::Tx& tx, Id company, const Head& head);

/// All numbered entries in order; f returns false to stop.
void walk(store::Tx& tx, Id company, const std::function<bool(const EntryRow&)>& f);
/// Up to `limit` numbered entries below `before`, newest first.
std::vector<EntryRow> below(store::Tx& tx, Id company, std::int64_t before, std::int64_t limit);
std::vector<EntryRow> of_object(store::Tx& tx, Id company, Id object);

void insert_checkpoint(store::Tx& tx, Id company, const Checkpoint& checkpoint, Instant now);
std::vector<std::string> checkpoint_notes(store::Tx& tx, Id company);
std::optional<std::string> last_note(store::Tx& tx, Id company);

}  // namespace gx::trail
