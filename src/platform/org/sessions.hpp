/// Accounts, log-in and sessions. Passwords are Argon2id hashes; of a session only the SHA-256 of its token is
/// kept. Hashing runs before the transaction.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/org/actor.hpp"
#include "platform/store/db.hpp"

namespace gx::org {

inline constexpr auto kIdleDesk = std::chrono::minutes{30};
inline constexpr auto kIdlePhone = std::chrono::minutes{15};
inline constexpr auto kSessionAbsolute = std::chrono::hours{12};
inline constexpr auto kFirstCodeLives = std::chrono::hours{24};
inline constexpr int kPasswordMin = 8;
inline constexpr int kPasswordMax = 128;

struct LoggedIn {
    std::string token;  ///< for the cookie; 256 bits, base64url
    Id person;
    bool must_change_password = false;
};

class Sessions {
  public:
    Sessions(store::Db& db, Id company);

    /// Called on a worker thread. Refusals: login_failed (same text and time whatever was wrong),
    /// login_delayed with {seconds} after the third failure, doubling, never a permanent lock.
    Result<LoggedIn> log_in(Instant now, std::string_view login, std::string_view password, bool phone, Lang lang);
    /// Redeems a one-time code and sets the first password; the code is spent.
    Result<LoggedIn> first_log_in(Instant now, std::string_view login, std::string_view code,
                                  std::string_view new_password, bool phone, Lang lang);
    Result<Done> change_password(Instant now, const Actor& actor, std::string_view old_password,
                                 std::string_view new_password);
    Result<Done> log_out(Instant now, const Actor& actor);

    /// The actor of a cookie; kind nobody if unknown, idle too long, past its end, revoked or without a post.
    /// Cached per session until rights change (revision) or time moves past `until`; must be cheap (W1).
    Actor actor_of(store::Tx& tx, Instant now, std::string_view token);
    /// True while the session has not ended, been idle too long or lost its post. Does not count as use, so that
    /// an open event stream keeps nobody logged in.
    bool alive(store::Tx& tx, Instant now, Id session);
    /// Writes the last-used times that actor_of collected (each 30 s).
    void flush_used(Instant now);
    /// Something in the organisation, accounts or sessions changed: forget cached actors. Called after commit.
    void rights_changed();
    std::uint64_t revision() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

/// Refusal keys password_short, password_long, password_common, password_context.
Result<Done> check_new_password(std::string_view password, std::string_view login);

}  // namespace gx::org
