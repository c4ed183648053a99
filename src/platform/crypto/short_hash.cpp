#include "platform/crypto/short_hash.hpp"

#include <cstring>

#include <sodium.h>

namespace gx::crypto {

std::uint64_t short_hash(const Key& key, BytesView data) {
    static_assert(crypto_shorthash_KEYBYTES <= 32 && crypto_shorthash_BYTES == sizeof(std::uint64_t));
    std::uint8_t out[crypto_shorthash_BYTES];
    crypto_shorthash(out, data.data(), data.size(), key.view().data());
    std::uint64_t number = 0;
    for (const std::uint8_t byte : out) number = number << 8U | byte;
    return number;
}

}  // namespace gx::crypto
