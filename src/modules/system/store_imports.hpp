/// Imports that were put into effect, for repeated requests.
#pragma once

#include "platform/http/call.hpp"

namespace gx::system::imports {

struct Run {
    Id id;
    Bytes answer;  ///< sealed
    Bytes body;    ///< digest of what was sent
};

void insert(store::Tx& tx, Id company, const Run& run, Id author, Instant now, BytesView key);
std::optional<Run> by_key(store::Tx& tx, Id company, BytesView key);

}  // namespace gx::system::imports
