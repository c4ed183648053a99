/// The canonical form of an entry and the C2SP signed note of a checkpoint: what an independent verifier reads.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/trail/trail.hpp"

namespace gx::trail {

/// JSON with members in a fixed order and no white space; what the leaf hash is made over.
std::string to_canonical(Id company, Id id, Instant at, const Entry& entry, std::string_view commitment_hex);
/// nullopt if the text is not one that to_canonical makes.
std::optional<Stored> from_canonical(std::string_view canonical);

/// "name+hash+base64" as C2SP's verifier keys are written.
std::string verifier_key(std::string_view origin, BytesView public_key);
std::string sign_note(std::string_view origin, std::int64_t size, const Hash& root, const crypto::Key& seed);
/// nullopt if origin, form or signature are wrong.
std::optional<Checkpoint> open_note(std::string_view note, std::string_view origin, BytesView public_key);

}  // namespace gx::trail
