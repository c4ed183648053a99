#include "platform/trail/trail.hpp"

#include <algorithm>
#include <thread>

#include "platform/base/check.hpp"
#include "platform/trail/note.hpp"
#include "platform/trail/state.hpp"

namespace gx::trail {
namespace {

constexpr std::size_t kMacBytes = 16;
constexpr std::int64_t kNumberAtOnce = 1'000;
constexpr int kPageStepsMax = 2'000;
constexpr int kPageChunk = 100;

Bytes keyed(const crypto::Key& key, const std::string& text) {
    const Hash mac = crypto::hmac_sha256(key.view(), as_bytes(text));
    return {mac.begin(), mac.begin() + kMacBytes};
}

Stored believe(const EntryRow& row) {
    auto stored = from_canonical(row.canonical);
    if (!stored) throw Broken("trail entry " + to_string(row.id) + " is not readable; run: guixing trail verify");
    stored->sequence = row.sequence;
    stored->leaf = row.leaf;
    return std::move(*stored);
}

SeenShard& shard_of(std::array<SeenShard, kSeenShards>& shards) {
    return shards[std::hash<std::thread::id>{}(std::this_thread::get_id()) % kSeenShards];
}

std::string note_of(const std::vector<Id>& objects) {
    std::string out = R"({"objects":[)";
    for (std::size_t i = 0; i < objects.size(); ++i) {
        if (i > 0) out += ',';
        out += '"' + to_string(objects[i]) + '"';
    }
    return out + "]}";
}

}  // namespace

Bytes Trail::State::entry_mac(std::int64_t sequence, const Hash& leaf) const {
    return keyed(mac_key, std::to_string(sequence) + ":" + std::string(as_text(BytesView(leaf))));
}

Bytes Trail::State::head_mac(const Head& wanted) const {
    const Bytes saved = wanted.frontier.save();
    return keyed(mac_key, "head:" + std::to_string(to_millis(wanted.last_at)) + ":" + std::string(as_text(saved)));
}

Head Trail::State::checked(std::optional<Head> loaded) const {
    if (!loaded) return {};
    if (!crypto::equal(loaded->mac, head_mac(*loaded))) {
        throw Broken("the trail's head was changed outside the program; restore the last backup and compare");
    }
    return std::move(*loaded);
}

void Trail::State::reload() {
    Head fresh = checked(db.read([&](store::Tx& tx) { return load_head(tx, company); }));
    const std::lock_guard lock(mutex);
    head = std::move(fresh);
}

void Trail::State::before_commit(store::Tx& tx, std::vector<store::JournalEntry>& entries) {
    if (entries.empty()) return;
    if (db.engine() == store::Engine::postgres) {
        for (const auto& entry : entries) insert_entry(tx, entry, leaf_hash(as_bytes(entry.canonical)), -1, {});
        return;
    }
    const std::lock_guard lock(mutex);
    for (const auto& entry : entries) {
        const Hash leaf = leaf_hash(as_bytes(entry.canonical));
        const std::int64_t sequence = head.frontier.size();
        insert_entry(tx, entry, leaf, sequence, entry_mac(sequence, leaf));
        head.frontier.append(leaf);
        head.last_at = std::max(head.last_at, entry.at);
    }
    head.mac = head_mac(head);
    save_head(tx, company, head);
}

std::int64_t Trail::State::number_tail() {
    std::int64_t numbered = 0;
    Head fresh;
    const auto done = db.write([&](store::Tx& tx) -> Result<Done> {
        numbered = 0;
        fresh = checked(lock_head(tx, company));
        for (const EntryRow& row : unnumbered(tx, company, kNumberAtOnce)) {
            const std::int64_t sequence = fresh.frontier.size();
            number_entry(tx, company, row.id, sequence, entry_mac(sequence, row.leaf));
            fresh.frontier.append(row.leaf);
            fresh.last_at = std::max(fresh.last_at, row.at);
            ++numbered;
        }
        if (numbered == 0) return Done{};
        fresh.mac = head_mac(fresh);
        save_head(tx, company, fresh);
        return Done{};
    });
    GX_CHECK(done.has_value());
    const std::lock_guard lock(mutex);
    head = std::move(fresh);
    return numbered;
}

std::string Trail::State::commitment(Id id, std::string_view content) const {
    if (content.empty()) return {};
    const crypto::Key salt = crypto::derive(commit_key, to_string(id));
    return to_hex(BytesView(crypto::hmac_sha256(salt.view(), as_bytes(content))));
}

Trail::Trail(store::Db& db, const keys::Keyring& keys, std::string origin)
    : state_(std::make_shared<State>(db, keys, std::move(origin))) {
    state_->reload();
    db.set_before_commit([state = state_](store::Tx& tx, std::vector<store::JournalEntry>& entries) {
        state->before_commit(tx, entries);
    });
    db.set_after_abort([state = state_] { state->reload(); });
}

void Trail::append(store::Tx& tx, Instant now, const Entry& entry) const {
    const Id id = new_id(now);
    tx.journal({id, state_->company, now,
                to_canonical(state_->company, id, now, entry, state_->commitment(id, entry.content)), entry.object,
                entry.level, entry.compartments, entry.scope});
}

void Trail::saw(Instant /*now*/, const Entry& entry) {
    SeenShard& shard = shard_of(state_->seen);
    const std::lock_guard lock(shard.mutex);
    SeenBatch& batch = shard.open[{entry.actor, entry.action}];
    if (batch.objects.empty()) {
        batch.first = entry;
    } else {
        batch.first.level = std::min(batch.first.level, entry.level);
        batch.first.compartments |= entry.compartments;
        if (batch.first.scope != entry.scope) batch.first.scope = Id{};
        if (batch.first.object != entry.object) batch.first.object = Id{};
    }
    batch.objects.push_back(entry.object);
    if (batch.objects.size() < kSeenObjectsMax) return;
    shard.full.push_back(std::move(batch));
    shard.open.erase({entry.actor, entry.action});
}

void Trail::flush_seen(Instant now) {
    std::vector<SeenBatch> all;
    for (SeenShard& shard : state_->seen) {
        const std::lock_guard lock(shard.mutex);
        for (auto& [key, batch] : shard.open) all.push_back(std::move(batch));
        shard.open.clear();
        std::move(shard.full.begin(), shard.full.end(), std::back_inserter(all));
        shard.full.clear();
    }
    if (!all.empty()) {
        const auto done = state_->db.write([&](store::Tx& tx) -> Result<Done> {
            for (SeenBatch& batch : all) {
                std::sort(batch.objects.begin(), batch.objects.end());
                batch.objects.erase(std::unique(batch.objects.begin(), batch.objects.end()), batch.objects.end());
                batch.first.outcome = Outcome::seen;
                batch.first.note = note_of(batch.objects);
                append(tx, now, batch.first);
            }
            return Done{};
        });
        GX_CHECK(done.has_value());
    }
    if (state_->db.engine() == store::Engine::postgres) {
        while (state_->number_tail() == kNumberAtOnce) {
        }
    }
}

Checkpoint Trail::checkpoint(Instant now) {
    if (state_->db.engine() == store::Engine::postgres) {
        while (state_->number_tail() == kNumberAtOnce) {
        }
    }
    Checkpoint out;
    const auto done = state_->db.write([&](store::Tx& tx) -> Result<Done> {
        const Head head = state_->checked(load_head(tx, state_->company));
        out.size = head.frontier.size();
        out.root = head.frontier.root();
        out.note = sign_note(state_->origin, out.size, out.root, state_->sign_seed);
        insert_checkpoint(tx, state_->company, out, now);
        return Done{};
    });
    GX_CHECK(done.has_value());
    return out;
}

std::optional<Checkpoint> Trail::last_checkpoint() const {
    return state_->db.read([&](store::Tx& tx) { return last_checkpoint(tx); });
}

std::optional<Checkpoint> Trail::last_checkpoint(store::Tx& tx) const {
    const auto note = last_note(tx, state_->company);
    if (!note) return std::nullopt;
    return open_note(*note, state_->origin, crypto::public_key(state_->sign_seed));
}

std::vector<Stored> Trail::page(store::Tx& tx, std::int64_t before, int limit, const Filter& filter,
                                std::int64_t* reached) const {
    std::vector<Stored> out;
    auto top = before > 0 ? before : std::numeric_limits<std::int64_t>::max();
    if (reached != nullptr) *reached = 0;
    for (int steps = 0; steps < kPageStepsMax; steps += kPageChunk) {
        const auto rows = below(tx, state_->company, top, kPageChunk);
        for (const EntryRow& row : rows) {
            if (out.size() == static_cast<std::size_t>(limit)) {
                if (reached != nullptr) *reached = top;
                return out;
            }
            top = row.sequence;
            Stored stored = believe(row);
            const Entry& entry = stored.entry;
            if (!filter.action.empty() && !entry.action.starts_with(filter.action)) continue;
            if (filter.actor && entry.actor != filter.actor) continue;
            if (filter.object && entry.object != filter.object) continue;
            if (filter.keep && !filter.keep(stored)) continue;
            out.push_back(std::move(stored));
        }
        if (rows.size() < static_cast<std::size_t>(kPageChunk)) return out;
    }
    if (reached != nullptr) *reached = top;
    return out;
}

std::vector<Stored> Trail::of_object(store::Tx& tx, Id object) const {
    std::vector<Stored> out;
    for (const EntryRow& row : trail::of_object(tx, state_->company, object)) out.push_back(believe(row));
    return out;
}

std::int64_t Trail::size() const {
    const std::lock_guard lock(state_->mutex);
    return state_->head.frontier.size();
}

std::optional<Instant> Trail::last_time(store::Tx& tx) const {
    const auto head = load_head(tx, state_->company);
    if (!head) return std::nullopt;
    return head->last_at;
}

bool Trail::commits_to(const Stored& stored, std::string_view content) const {
    return stored.commitment_hex == state_->commitment(stored.id, content);
}

}  // namespace gx::trail
