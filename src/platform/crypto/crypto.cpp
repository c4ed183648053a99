#include "platform/crypto/crypto.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <cstring>
#include <memory>

#include "platform/base/check.hpp"

namespace gx::crypto {
namespace {

constexpr std::uint8_t kSuite = 1;  ///< XChaCha20-Poly1305
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

/// The suite is authenticated with the place, so that no byte of a sealed value may change.
std::string bound(std::string_view place) {
    std::string out(1, static_cast<char>(kSuite));
    return out.append(place);
}

/// OpenSSL uses the processor's SHA instructions; fetched once, because a look-up per hash costs more than the hash.
class Sha256 {
  public:
    Sha256() : kind_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
        GX_CHECK(kind_ != nullptr && context_ != nullptr);
    }
    ~Sha256() {
        EVP_MD_CTX_free(context_);
        EVP_MD_free(kind_);
    }
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    Hash operator()(std::span<const BytesView> pieces) {
        Hash out;
        bool good = EVP_DigestInit_ex2(context_, kind_, nullptr) == 1;
        for (const BytesView piece : pieces) good = good && EVP_DigestUpdate(context_, piece.data(), piece.size()) == 1;
        GX_CHECK(good && EVP_DigestFinal_ex(context_, out.data(), nullptr) == 1);
        return out;
    }

  private:
    EVP_MD* kind_;
    EVP_MD_CTX* context_;
};

}  // namespace

void start() { GX_CHECK(sodium_init() >= 0); }

Key Key::random() {
    Key out;
    randombytes_buf(out.bytes_.data(), out.bytes_.size());
    return out;
}

Key Key::from(BytesView bytes) {
    Key out;
    GX_CHECK(bytes.size() == out.bytes_.size());
    std::copy(bytes.begin(), bytes.end(), out.bytes_.begin());
    return out;
}

Key::Key(Key&& other) noexcept : bytes_(other.bytes_) { sodium_memzero(other.bytes_.data(), other.bytes_.size()); }

Key& Key::operator=(Key&& other) noexcept {
    if (this != &other) {
        bytes_ = other.bytes_;
        sodium_memzero(other.bytes_.data(), other.bytes_.size());
    }
    return *this;
}

Key::~Key() { sodium_memzero(bytes_.data(), bytes_.size()); }

Bytes random_bytes(std::size_t count) {
    Bytes out(count);
    if (count > 0) randombytes_buf(out.data(), out.size());
    return out;
}

Hash sha256(std::initializer_list<BytesView> pieces) {
    static thread_local Sha256 hasher;
    return hasher({pieces.begin(), pieces.size()});
}

Hash sha256(BytesView data) { return sha256({data}); }

Hash hmac_sha256(BytesView key, BytesView data) {
    Hash out;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.data(), key.size());
    crypto_auth_hmacsha256_update(&state, data.data(), data.size());
    crypto_auth_hmacsha256_final(&state, out.data());
    sodium_memzero(&state, sizeof state);
    return out;
}

Key derive(const Key& parent, std::string_view purpose) {
    Hash out;
    const auto text = as_bytes(purpose);
    GX_CHECK(crypto_generichash(out.data(), out.size(), text.data(), text.size(), parent.view().data(),
                                parent.view().size()) == 0);
    Key key = Key::from(out);
    sodium_memzero(out.data(), out.size());
    return key;
}

bool equal(BytesView a, BytesView b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Bytes seal(const Key& key, BytesView plain, std::string_view place) {
    const std::string aad = bound(place);
    Bytes out(1 + kNonce + plain.size() + kTag);
    out[0] = kSuite;
    randombytes_buf(&out[1], kNonce);
    unsigned long long size = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(&out[1 + kNonce], &size, plain.data(), plain.size(),
                                               as_bytes(aad).data(), aad.size(), nullptr, &out[1], key.view().data());
    return out;
}

std::optional<Bytes> open(const Key& key, BytesView sealed, std::string_view place) {
    if (sealed.size() < 1 + kNonce + kTag || sealed[0] != kSuite) return std::nullopt;
    const std::string aad = bound(place);
    const auto body = sealed.subspan(1 + kNonce);
    Bytes out(body.size() - kTag);
    unsigned long long size = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out.data(), &size, nullptr, body.data(), body.size(),
                                                   as_bytes(aad).data(), aad.size(), &sealed[1],
                                                   key.view().data()) != 0) {
        return std::nullopt;
    }
    return out;
}

std::array<std::uint8_t, 32> public_key(const Key& seed) {
    std::array<std::uint8_t, 32> out{};
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret{};
    crypto_sign_seed_keypair(out.data(), secret.data(), seed.view().data());
    sodium_memzero(secret.data(), secret.size());
    return out;
}

std::array<std::uint8_t, 64> sign(const Key& seed, BytesView message) {
    std::array<std::uint8_t, 64> out{};
    std::array<std::uint8_t, 32> open_half{};
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret{};
    crypto_sign_seed_keypair(open_half.data(), secret.data(), seed.view().data());
    crypto_sign_detached(out.data(), nullptr, message.data(), message.size(), secret.data());
    sodium_memzero(secret.data(), secret.size());
    return out;
}

bool verify(BytesView key, BytesView message, BytesView signature) {
    if (key.size() != crypto_sign_PUBLICKEYBYTES || signature.size() != crypto_sign_BYTES) return false;
    return crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data()) == 0;
}

}  // namespace gx::crypto
