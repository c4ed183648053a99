/// The key tree: root key (file in DIR/keys or passphrase, never in a backup) wraps the company key (in the
/// database), which wraps a key per person. Everything sealed names its place, so it cannot be moved.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "platform/base/result.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/store/db.hpp"

namespace gx::keys {

/// Where a sealed value lives: table, row and column are its associated data.
struct Place {
    std::string_view table;
    Id row;
    std::string_view column;
};

/// DIR/keys/root.key, mode 0600; refused (Broken, with the remedy) where others can read it.
crypto::Key load_root(const std::filesystem::path& keys_dir);
/// Makes and writes a new root key; the file must not exist.
crypto::Key create_root(const std::filesystem::path& keys_dir);
/// The same, sealed by a passphrase (Argon2id); load_root then reads it from GUIXING_PASSPHRASE or the terminal.
crypto::Key create_root(const std::filesystem::path& keys_dir, std::string_view passphrase);
/// A root key that came back from paper; the file must not exist.
void save_root(const std::filesystem::path& keys_dir, const crypto::Key& root);
/// What is printed on paper; from_recovery gives the key back, or a refusal that says which group is mistyped.
std::string recovery_sheet(const crypto::Key& root, std::string_view company, Instant now);
Result<crypto::Key> from_recovery(std::string_view typed);

/// What the root key gives beside wrapping: the database page key and the backup key.
crypto::Key page_key(const crypto::Key& root);
crypto::Key backup_key(const crypto::Key& root);

/// The keys of one company, unlocked. Thread-safe; person keys are cached (bounded) and dropped on erasure.
class Keyring {
  public:
    /// Makes the company key at `init`.
    static void create(store::Tx& tx, Id company, const crypto::Key& root);
    /// Unwraps; throws Broken if the root key is not the one that wrapped it.
    Keyring(store::Db& db, Id company, const crypto::Key& root);

    Id company() const { return company_; }

    /// Sealed with the company's data key: narratives, settings, file keys.
    Bytes seal(const Place& place, std::string_view plain) const;
    std::string open(const Place& place, BytesView sealed) const;  ///< throws Broken on any damage

    /// A person's own key; everything about the person is sealed with it and dies with it.
    /// The key is given back for seal_with, so that an import need not read it again for every column.
    crypto::Key create_person(store::Tx& tx, Id person) const;
    Bytes seal_with(const crypto::Key& person_key, const Place& place, std::string_view plain) const;
    Bytes seal_for(store::Tx& tx, Id person, const Place& place, std::string_view plain) const;
    /// nullopt when the person's key was destroyed.
    std::optional<std::string> open_for(store::Tx& tx, Id person, const Place& place, BytesView sealed) const;
    void destroy_person(store::Tx& tx, Id person) const;

    /// For exact search without plain text: HMAC of the normalised value, 16 bytes, one key per `field`.
    Bytes blind_index(std::string_view field, std::string_view normalised) const;
    /// Other keys of the company by purpose: "trail.sign", "trail.commit", "files", "webhook".
    crypto::Key purpose(std::string_view purpose) const;

  private:
    crypto::Key person_key(store::Tx& tx, Id person, bool& found) const;
    Id company_;
    crypto::Key key_;
    crypto::Key data_key_;
    crypto::Key person_wrapping_;
    mutable std::shared_mutex mutex_;
    mutable std::unordered_map<Id, crypto::Key> persons_;
    mutable std::unordered_set<Id> destroyed_;
};

}  // namespace gx::keys
