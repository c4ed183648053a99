/// Accounts, log-in and sessions. Passwords are Argon2id hashes; of a session only the SHA-256 of its token is
/// kept. Hashing runs before the transaction.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/org/actor.hpp"
#include "platform/store/db.hpp"

namespace gx::trail {
class Trail;
}

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
    Id session;
    bool must_change_password = false;
};

/// Where a log-in comes from, and where its transaction leaves its trail entries ("session.opened", "session.refused",
/// "session.ended", "session.password_changed"); without a trail none is left.
struct Traced {
    const trail::Trail* trail = nullptr;
    std::string request = {};
    std::string remote = {};  ///< the peer's address, which rests after many failures (throttle.hpp); empty = unknown
    Id former = {};           ///< the session that this browser still has; it ends with the log-in
};

class Sessions {
  public:
    Sessions(store::Db& db, Id company);

    /// Called on a worker thread. Refusals: login_failed (same text and time whatever was wrong), login_delayed with
    /// {seconds} from the third failure of the name or after many of the address, never a permanent lock; login_no_post after a right password.
    Result<LoggedIn> log_in(Instant now, std::string_view login, std::string_view password, bool phone, Lang lang,
                            const Traced& traced = {});
    /// Redeems a one-time code and sets the first password; the code is spent. Refusals: login_code_failed,
    /// login_delayed, login_no_post, those of check_new_password.
    Result<LoggedIn> first_log_in(Instant now, std::string_view login, std::string_view code,
                                  std::string_view new_password, bool phone, Lang lang, const Traced& traced = {});
    /// Ends the person's other sessions. Refusals: password_wrong, password_same, login_delayed.
    Result<Done> change_password(Instant now, const Actor& actor, std::string_view old_password,
                                 std::string_view new_password, const Traced& traced = {});
    Result<Done> log_out(Instant now, const Actor& actor);

    /// The actor of a cookie; kind nobody if unknown, idle too long, past its end, revoked or without a post.
    /// Cached per session until rights change (revision) or time moves past `until`; must be cheap (W1).
    Actor actor_of(store::Tx& tx, Instant now, std::string_view token);
    /// The same by id and not counted as use: is this stream's session still alive? Reads the database each time.
    Actor actor_of_session(store::Tx& tx, Instant now, Id session);
    /// Writes the last-used times that actor_of collected (each 30 s), and notices what other servers changed.
    void flush_used(Instant now);
    /// Tells the trail how many attempts the rests refused that are over (each 30 s), or `every` one before the end.
    void tell_held_off(Instant now, const trail::Trail& trail, bool every = false);
    /// Something in the organisation, accounts or sessions changed: forget cached actors. Called after commit;
    /// use cases of this part need it not, their commits do the same by themselves.
    void rights_changed();
    std::uint64_t revision() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

/// One open session, for its owner's list.
struct OpenSession {
    Id id;
    Instant created_at, last_used_at;
    bool phone = false;
};
std::vector<OpenSession> sessions_of(store::Tx& tx, Id company, Id person, Instant now);
/// Ends one of the actor's own sessions, also the present one. Refusal: not_found.
Result<Done> end_session(store::Tx& tx, const Actor& actor, Instant now, Id session);

/// How long the log-in rests after so many failures: nothing before the third, then 5 s, doubling, at most 15 min.
Duration login_delay(std::int64_t failures);

/// Refusal keys password_short, password_long, password_common, password_context. `context`: names that a password
/// must not hold beside the log-in and the program's own.
Result<Done> check_new_password(std::string_view password, std::string_view login,
                                const std::vector<std::string>& context = {});

}  // namespace gx::org
