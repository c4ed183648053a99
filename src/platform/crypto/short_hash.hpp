/// SipHash-2-4 of libsodium: a keyed hash for short values of which there are very many.
#pragma once

#include "platform/crypto/crypto.hpp"

namespace gx::crypto {

/// 64 bits under the key's first 16 bytes. A pseudorandom function, not collision-free: look at what is found.
std::uint64_t short_hash(const Key& key, BytesView data);

}  // namespace gx::crypto
