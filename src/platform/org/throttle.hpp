/// How guessing of passwords and codes is slowed down, per log-in name and per remote address by one table
/// (login_failure): a failure counts for both, and each rests by its own count. Clause G2.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "platform/base/types.hpp"
#include "platform/crypto/crypto.hpp"

namespace gx::org {

/// An office behind one address shares its count, so an address may fail this often within a window before it rests;
/// the loopback address, which a proxy on this machine lends to everybody, counts like any other.
inline constexpr std::int64_t kAddressFailures = 20;
inline constexpr auto kAddressWindow = std::chrono::minutes{15};
/// A rest of an address also stops those who know their password: it is kept short. With the failures above this still
/// leaves one address fewer than 40 guesses in a window.
inline constexpr auto kAddressRestMax = std::chrono::minutes{1};

/// How long an address rests after so many failures in the window: nothing before kAddressFailures, then 5 s, doubling.
Duration address_delay(std::int64_t failures);

/// Key of a log-in name in the table.
crypto::Hash login_key(std::string_view login);
/// Key of an address in the window of `now`: IPv4 whole, IPv6 by its /64, IPv4 in IPv6 as IPv4. nullopt for what is no
/// address. The address itself is kept nowhere.
std::optional<crypto::Hash> address_key(std::string_view remote, Instant now);
/// The end of the window of `now`.
Instant address_window_end(Instant now);

/// A log-in name or an address that rests.
struct Rest {
    crypto::Hash key{};
    Instant until{};
    bool of_address = false;
    Id account;  ///< of the log-in name, if there is such an account
};

/// Attempts that a rest refused, counted in memory. An entry in the trail for each would let a stranger fill it with
/// requests that cost nothing, no entry would hide the attack; so each rest leaves one entry at its first attempt, and
/// one more with the number of the others when it is over. A rest begins with a failure that has its own entry and
/// cost a password hash, so entries grow no faster than failures do. A crash loses the number, never the first entry.
class HeldOff {
  public:
    struct Told {
        Rest rest;
        std::int64_t more = 0;  ///< attempts after the first; 0 = this is the first
    };
    /// Counts one attempt; what the trail is to be told of now.
    std::vector<Told> count(const Rest& rest);
    /// Rests that are over at `now` and had more than one attempt; they are forgotten. All of them if `every`.
    std::vector<Told> over(Instant now, bool every);

  private:
    /// Beyond this many rests at a time no new one is counted; the failures that began them are in the trail.
    static constexpr std::size_t kRestsMax = 10'000;
    struct Counted {
        Rest rest;
        std::int64_t attempts = 0;
    };
    std::mutex mutex_;
    std::map<crypto::Hash, Counted> rests_;
};

}  // namespace gx::org
