/// Primitives of libsodium and OpenSSL behind our types. No cryptography of our own.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "platform/base/types.hpp"

namespace gx::crypto {

using Hash = std::array<std::uint8_t, 32>;

/// Must run once before anything else here.
void start();

/// 32 bytes that are wiped at the end, never copied by accident and have no way into a log.
class Key {
  public:
    static Key random();
    static Key from(BytesView bytes);  ///< exactly 32 bytes
    Key() = default;
    Key(Key&& other) noexcept;
    Key& operator=(Key&& other) noexcept;
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    ~Key();
    Key copy() const { return from(view()); }
    BytesView view() const { return {bytes_.data(), bytes_.size()}; }

  private:
    std::array<std::uint8_t, 32> bytes_{};
};

/// A value that a person may not meet by accident: no stream operator, no fmt formatter, no implicit copy out.
template <class T>
class Secret {
  public:
    explicit Secret(T value) : value_(std::move(value)) {}
    const T& reveal() const { return value_; }

  private:
    T value_;
};

Bytes random_bytes(std::size_t count);
Hash sha256(BytesView data);
Hash sha256(std::initializer_list<BytesView> pieces);
Hash hmac_sha256(BytesView key, BytesView data);
/// A key for one purpose out of another (BLAKE2b keyed with the parent, over the purpose).
Key derive(const Key& parent, std::string_view purpose);
bool equal(BytesView a, BytesView b);  ///< constant time

/// XChaCha20-Poly1305: version byte, 24 bytes nonce, ciphertext and tag. `place` is authenticated, not stored.
Bytes seal(const Key& key, BytesView plain, std::string_view place);
/// nullopt if key, place or bytes are not the ones sealed.
std::optional<Bytes> open(const Key& key, BytesView sealed, std::string_view place);

/// Argon2id, m = 64 MiB, t = 2. At most 4 at a time in the process; takes about 0.1 s.
std::string hash_password(std::string_view password);
bool verify_password(std::string_view password, std::string_view hash);
/// A key out of a passphrase (Argon2id, m = 64 MiB, t = 4), for the root key's file. `salt` is 16 bytes.
Key from_passphrase(std::string_view passphrase, BytesView salt);

/// Ed25519. The signing key is a 32-byte seed.
std::array<std::uint8_t, 32> public_key(const Key& seed);
std::array<std::uint8_t, 64> sign(const Key& seed, BytesView message);
bool verify(BytesView public_key, BytesView message, BytesView signature);

std::string to_base64(BytesView bytes);
std::string to_base64url(BytesView bytes);  ///< without padding
std::optional<Bytes> from_base64(std::string_view text);
/// Groups of 5 characters without look-alikes, with a check character per group; for recovery sheets and codes.
/// The check character finds every single wrong character, every swap of two within a group and of two groups.
std::string to_code(BytesView bytes);
/// Small letters, spaces, dashes and line ends do not matter.
std::optional<Bytes> from_code(std::string_view text);
/// The first mistyped group counted from 1, or 0 if each is right for itself.
int first_bad_group(std::string_view text);

/// A whole file, streamed in 64 KiB messages (secretstream): for backups. Throws Broken. The target is there whole
/// and on disk, or not at all; damage, a cut end or a wrong key is found before the target gets its name.
void seal_file(const Key& key, const std::string& from, const std::string& to);
void open_file(const Key& key, const std::string& from, const std::string& to);

}  // namespace gx::crypto
