/// The checks that need the request alone, as pure functions: other sites, preconditions, keys.
#pragma once

#include "platform/http/route.hpp"

namespace gx::http {

/// A write must come from our own pages: Sec-Fetch-Site same-origin or none, else Origin equal to Host. A request
/// with neither header comes from no browser (each sends Origin with a write) and holds no cookie but its own.
bool from_same_site(const Request& request);
/// True only for a client on this machine that speaks for itself: the peer is loopback, no proxy shows (Via, Forwarded,
/// X-Forwarded-*, X-Real-IP), and it called the server by a loopback name (127.0.0.1, ::1, localhost, any port). A proxy
/// here would lend its own address to everybody, and a page in a browser here another name (DNS rebinding).
bool from_this_machine(const Request& request);
/// Refusals idempotency_key_missing, idempotency_key_malformed (8..128 printable ASCII characters). Over person
/// and key, and over path, query and body.
Result<Idempotency> idempotency_of(const Request& request, Id person);
/// Refusals if_match_missing (428), if_match_malformed.
Result<std::int64_t> expected_rev_of(const Request& request);
/// The session token of the cookie; empty if there is none.
std::string_view token_of(const Request& request);
std::string_view cookie_name(bool tls);

}  // namespace gx::http
