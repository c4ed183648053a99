#include <sodium.h>

#include <semaphore>

#include "platform/base/check.hpp"
#include "platform/crypto/crypto.hpp"

namespace gx::crypto {
namespace {

constexpr std::size_t kMemory = 64ULL << 20;
constexpr unsigned long long kPasses = 2;
constexpr unsigned long long kPassphrasePasses = 4;
constexpr int kAtOnce = 4;  ///< 256 MB and four cores at most, however many people log in

/// A turn among the few that may use the memory at once.
class Turn {
  public:
    Turn() { turns().acquire(); }
    ~Turn() { turns().release(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

  private:
    static std::counting_semaphore<kAtOnce>& turns() {
        static std::counting_semaphore<kAtOnce> all{kAtOnce};
        return all;
    }
};

}  // namespace

std::string hash_password(std::string_view password) {
    const Turn turn;
    char out[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(out, password.data(), password.size(), kPasses, kMemory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw Unavailable("There is not enough memory to check a password (64 MB).");
    }
    return out;
}

bool verify_password(std::string_view password, std::string_view hash) {
    if (hash.size() >= crypto_pwhash_STRBYTES) return false;
    const Turn turn;
    return crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(), password.size()) == 0;
}

Key from_passphrase(std::string_view passphrase, BytesView salt) {
    GX_CHECK(salt.size() == crypto_pwhash_SALTBYTES);
    const Turn turn;
    Hash out;
    if (crypto_pwhash(out.data(), out.size(), passphrase.data(), passphrase.size(), salt.data(), kPassphrasePasses,
                      kMemory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw Unavailable("There is not enough memory to derive the key from the passphrase (64 MB).");
    }
    Key key = Key::from(out);
    sodium_memzero(out.data(), out.size());
    return key;
}

}  // namespace gx::crypto
