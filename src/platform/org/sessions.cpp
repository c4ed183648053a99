#include "platform/org/sessions.hpp"

#include <array>
#include <atomic>
#include <mutex>
#include <unordered_map>

#include "platform/crypto/crypto.hpp"
#include "platform/org/memory.hpp"
#include "platform/org/rights.hpp"
#include "platform/org/throttle.hpp"
#include "platform/trail/trail.hpp"

namespace gx::org {
namespace {

/// Hash of a random password that nobody has, with the costs of crypto::hash_password: an unknown log-in takes as
/// long as a known one.
constexpr std::string_view kNobodysHash =
    "$argon2id$v=19$m=65536,t=2,p=1$1OdDrYBdzdjwQifrQUnx+w$azfikW+g1+rHwaAAQx5pXRCS0jjt+QXoQ2stwHLpaGc";
constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kTokenLength = 43;  ///< base64url of it

crypto::Hash hash_of(std::string_view token) { return crypto::sha256(as_bytes(token)); }

/// The hash is already random: its first bytes serve the table.
struct FirstBytes {
    std::size_t operator()(const crypto::Hash& hash) const noexcept {
        std::size_t out = 0;
        for (std::size_t i = 0; i < sizeof out; ++i) out = out << 8 | hash[i];
        return out;
    }
};

struct Entry {
    Actor actor;
    std::int64_t revision = 0;
    std::uint64_t epoch = 0;
    std::int64_t until = 0;  ///< epoch ms: next change of rights or end of the session
    std::int64_t idle = 0;   ///< ms
    std::atomic<std::int64_t> last_used{0};
    std::atomic<bool> used{false};
};

/// A session that is alive at `now`, with what it may do; until = when to look again.
struct Alive {
    Actor actor;
    std::int64_t until = 0;
};

bool dead(const std::optional<Instant>& end, Instant now) { return end && *end <= now; }

std::int64_t idle_of(bool phone) {
    return Duration(phone ? Duration(kIdlePhone) : Duration(kIdleDesk)).count();
}

std::optional<Alive> alive(store::Tx& tx, Id company, const table::SessionRow& row, std::int64_t last_used,
                           Instant now) {
    const Instant end = row.created_at + kSessionAbsolute;
    if (end <= now || dead(row.ended_at, now) || to_millis(now) - last_used >= idle_of(row.phone)) return std::nullopt;
    const auto secret = table::secret_of(tx, company, row.person);
    if (!secret || dead(secret->account.closed_at, now) || dead(secret->left_at, now)) return std::nullopt;
    Rights rights = rights_of(tx, company, row.person, now);
    if (rights.posts.empty()) return std::nullopt;
    Alive out;
    out.actor.kind = Actor::Kind::staff;
    out.actor.company = company;
    out.actor.person = row.person;
    out.actor.session = row.id;
    out.actor.lang = secret->account.language == "en" ? Lang::en : Lang::zh;
    out.actor.posts = std::move(rights.posts);
    out.actor.must_change_password = secret->account.must_change;
    out.until = std::min(rights.until, to_millis(end));
    for (const auto& limit : {row.ended_at, secret->account.closed_at, secret->left_at}) {
        if (limit) out.until = std::min(out.until, to_millis(*limit));
    }
    return out;
}

Actor nobody(Id company) {
    Actor actor;
    actor.company = company;
    return actor;
}

Error delayed(Instant until, Instant now) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(until - now).count();
    return refuse("login_delayed", "seconds", std::to_string(seconds)).value();
}

/// What a transaction of log-in ends with: it keeps its changes also where it refuses.
struct Outcome {
    std::optional<Error> refusal;
    LoggedIn opened;
    std::optional<Rest> rest = std::nullopt;  ///< refused because of it
};

/// What one attempt counts for: the log-in's name, and the address it came from where that is known.
struct Guess {
    crypto::Hash login;
    std::optional<crypto::Hash> address;
};

Guess guess_of(std::string_view login, const Traced& traced, Instant now) {
    return {login_key(login), address_key(traced.remote, now)};
}

/// An attempt that was refused, without saying who tried.
trail::Entry refused(Id account, const Traced& traced, std::string note) {
    trail::Entry entry;
    entry.action = "session.refused";
    entry.outcome = trail::Outcome::refused;
    entry.object_type = "account";
    entry.object = account;
    entry.clause = "G2";
    entry.note = std::move(note);
    entry.request = traced.request;
    return entry;
}

Id account_of_secret(const std::optional<table::Secret>& secret) { return secret ? secret->account.id : Id{}; }

bool usable(const std::optional<table::Secret>& secret, Instant now) {
    return secret && secret->account.open(now) && !dead(secret->left_at, now);
}

}  // namespace

struct Sessions::State {
    static constexpr std::size_t kShards = 32;
    static constexpr std::size_t kShardMax = 2'048;  ///< sessions remembered per shard; a fuller shard is emptied

    State(store::Db& opened, Id owner) : db(opened), company(owner), memory(Memory::of(owner)) {}

    store::Db& db;
    const Id company;
    Memory& memory;
    std::atomic<std::uint64_t> epoch{1};
    struct Shard {
        std::mutex mutex;
        std::unordered_map<crypto::Hash, std::shared_ptr<Entry>, FirstBytes> entries;
    };
    std::array<Shard, kShards> shards;
    HeldOff held_off;

    Shard& shard(const crypto::Hash& hash) { return shards[hash[31] % kShards]; }

    std::shared_ptr<Entry> find(const crypto::Hash& hash) {
        Shard& place = shard(hash);
        const std::scoped_lock lock(place.mutex);
        const auto found = place.entries.find(hash);
        return found == place.entries.end() ? nullptr : found->second;
    }
    void keep(const crypto::Hash& hash, std::shared_ptr<Entry> entry) {
        Shard& place = shard(hash);
        const std::scoped_lock lock(place.mutex);
        if (place.entries.size() >= kShardMax) place.entries.clear();
        place.entries.insert_or_assign(hash, std::move(entry));
    }
    Actor load(store::Tx& tx, Instant now, const crypto::Hash& hash, const std::shared_ptr<Entry>& known);

    /// Counts one failure in the transaction.
    void failed(store::Tx& tx, const Guess& guess, Instant now) const;
    /// A failed log-in: counted, and in the trail without saying who tried.
    Outcome turned_away(store::Tx& tx, const Guess& guess, Instant now, std::string_view key,
                        const std::optional<table::Secret>& secret, const Traced& traced) const;
    /// The longer rest of name and address, if either rests.
    std::optional<Rest> resting(store::Tx& tx, const Guess& guess, Instant now, Id account) const;
    /// Refuses an attempt during a rest; tells the trail as HeldOff says.
    Error hold_off(const Rest& rest, Instant now, const Traced& traced);
    void tell(const std::vector<HeldOff::Told>& told, Instant now, const Traced& traced) const;
    /// The session that the browser still had ends with the log-in: nobody can plant one (session fixation).
    void end_former(store::Tx& tx, Instant now, const Traced& traced) const;
    Result<LoggedIn> ended(Result<Outcome> outcome, Instant now, const Traced& traced);
    Outcome open_session(store::Tx& tx, Instant now, const table::Secret& secret, bool phone, Lang lang,
                         const Traced& traced) const;
    std::vector<std::string> context(store::Tx& tx) const;
    void record(store::Tx& tx, Instant now, const Traced& traced, std::string_view action, Id person, Id post,
                Id session) const;
};

Actor Sessions::State::load(store::Tx& tx, Instant now, const crypto::Hash& hash, const std::shared_ptr<Entry>& known) {
    const std::uint64_t at_epoch = epoch.load(std::memory_order_acquire);
    const auto row = table::session_by_token(tx, company, hash);
    if (!row) return nobody(company);
    std::int64_t last_used = to_millis(row->last_used_at);
    if (known) last_used = std::max(last_used, known->last_used.load(std::memory_order_relaxed));
    auto found = alive(tx, company, *row, last_used, now);
    if (!found) return nobody(company);
    auto entry = std::make_shared<Entry>();
    entry->actor = found->actor;
    entry->epoch = at_epoch;
    entry->until = found->until;
    entry->idle = idle_of(row->phone);
    entry->last_used = std::max(last_used, to_millis(now));
    entry->used = true;
    entry->revision = table::revision(tx, company);
    if (!tx.writable()) {  // a write may still be undone
        memory.saw(entry->revision);
        keep(hash, std::move(entry));
    } else if (known) {
        known->last_used = std::max(last_used, to_millis(now));
        known->used = true;
    }
    return std::move(found->actor);
}

void Sessions::State::failed(store::Tx& tx, const Guess& guess, Instant now) const {
    table::Failures of_login = table::failures(tx, company, guess.login);
    of_login.delayed_until = now + login_delay(++of_login.count);
    table::set_failures(tx, company, guess.login, of_login, now);
    if (!guess.address) return;
    table::Failures of_address = table::failures(tx, company, *guess.address);
    of_address.delayed_until = std::min(now + address_delay(++of_address.count), address_window_end(now));
    table::set_failures(tx, company, *guess.address, of_address, now);
}

Outcome Sessions::State::turned_away(store::Tx& tx, const Guess& guess, Instant now, std::string_view key,
                                     const std::optional<table::Secret>& secret, const Traced& traced) const {
    if (traced.trail != nullptr) {
        traced.trail->append(tx, now, refused(account_of_secret(secret), traced, R"({"code":")" + std::string(key) + R"("})"));
    }
    failed(tx, guess, now);
    return {refuse(key).value(), {}};
}

std::optional<Rest> Sessions::State::resting(store::Tx& tx, const Guess& guess, Instant now, Id account) const {
    Rest out{guess.login, table::failures(tx, company, guess.login).delayed_until, false, account};
    if (guess.address) {
        const Instant until = table::failures(tx, company, *guess.address).delayed_until;
        if (until > out.until) out = {*guess.address, until, true, Id{}};
    }
    return out.until > now ? std::optional(out) : std::nullopt;
}

Error Sessions::State::hold_off(const Rest& rest, Instant now, const Traced& traced) {
    if (traced.trail != nullptr) tell(held_off.count(rest), now, traced);
    return delayed(rest.until, now);
}

void Sessions::State::tell(const std::vector<HeldOff::Told>& told, Instant now, const Traced& traced) const {
    if (told.empty()) return;
    const auto done = db.write([&](store::Tx& tx) -> Result<Done> {
        for (const HeldOff::Told& one : told) {
            std::string note = R"({"code":"login_delayed","by":")";
            note += one.rest.of_address ? "address" : "login";
            note += R"(","until":")" + to_rfc3339(one.rest.until) + "\"";
            if (one.more > 0) note += R"(,"more":")" + std::to_string(one.more) + "\"";
            traced.trail->append(tx, now, refused(one.rest.account, traced, note + "}"));
        }
        return Done{};
    });
    GX_CHECK(done.has_value());
}

void Sessions::State::end_former(store::Tx& tx, Instant now, const Traced& traced) const {
    if (!traced.former) return;
    const auto row = table::find_session(tx, company, traced.former);
    if (!row || dead(row->ended_at, now)) return;
    const Rights rights = rights_of(tx, company, row->person, now);
    table::end_session(tx, company, row->id, now);
    touch_rights(tx, company);
    record(tx, now, traced, "session.ended", row->person, rights.posts.empty() ? Id{} : rights.posts.front().post, row->id);
}

Result<LoggedIn> Sessions::State::ended(Result<Outcome> outcome, Instant now, const Traced& traced) {
    if (!outcome) return tl::unexpected<Error>(std::move(outcome).error());
    if (outcome->rest) return tl::unexpected<Error>(hold_off(*outcome->rest, now, traced));
    if (outcome->refusal) return tl::unexpected<Error>(std::move(*outcome->refusal));
    return std::move(outcome->opened);
}

std::vector<std::string> Sessions::State::context(store::Tx& tx) const {
    const auto row = the_company(tx);
    return row ? std::vector{row->name} : std::vector<std::string>{};
}

void Sessions::State::record(store::Tx& tx, Instant now, const Traced& traced, std::string_view action, Id person,
                             Id post, Id session) const {
    if (traced.trail == nullptr) return;
    trail::Entry entry;
    entry.action = action;
    entry.actor = person;
    entry.post = post;
    entry.object_type = "session";
    entry.object = session;
    entry.clause = "G2";
    entry.request = traced.request;
    traced.trail->append(tx, now, entry);
}

Outcome Sessions::State::open_session(store::Tx& tx, Instant now, const table::Secret& secret, bool phone, Lang lang,
                                      const Traced& traced) const {
    const Id person = secret.account.person;
    const Rights rights = rights_of(tx, company, person, now);
    if (rights.posts.empty()) return {refuse("login_no_post").value(), {}};
    table::forget_failures(tx, company, login_key(secret.account.login));
    end_former(tx, now, traced);
    if (secret.account.language.empty()) table::set_language(tx, company, person, lang == Lang::en ? "en" : "zh");
    Outcome out;
    out.opened.token = crypto::to_base64url(crypto::random_bytes(kTokenBytes));
    out.opened.person = person;
    out.opened.session = new_id(now);
    out.opened.must_change_password = secret.account.must_change;
    table::insert(tx, company, {out.opened.session, person, phone, now, now, secret.account.closed_at},
                  hash_of(out.opened.token));
    record(tx, now, traced, "session.opened", person, rights.posts.front().post, out.opened.session);
    return out;
}

Sessions::Sessions(store::Db& db, Id company) : state_(std::make_shared<State>(db, company)) {}

Result<LoggedIn> Sessions::log_in(Instant now, std::string_view login, std::string_view password, bool phone, Lang lang,
                                  const Traced& traced) {
    State& state = *state_;
    const std::string name = normal_login(login);
    const Guess guess = guess_of(name, traced, now);
    std::optional<Rest> rest;
    const auto secret = state.db.read([&](store::Tx& tx) {
        auto found = table::secret_by_login(tx, state.company, name);
        rest = state.resting(tx, guess, now, account_of_secret(found));
        return found;
    });
    if (rest) return tl::unexpected<Error>(state.hold_off(*rest, now, traced));
    const bool known = usable(secret, now) && !secret->password.empty();
    const bool right = crypto::verify_password(password, known ? std::string_view(secret->password) : kNobodysHash) && known;
    auto outcome = state.db.write([&](store::Tx& tx) -> Result<Outcome> {
        // Guesses sent at once are judged one after another: those behind the third failure count for nothing.
        const auto fresh = table::secret_by_login(tx, state.company, name);
        if (const auto late = state.resting(tx, guess, now, account_of_secret(fresh))) return Outcome{{}, {}, late};
        if (!right || !usable(fresh, now) || fresh->password != secret->password) {
            return state.turned_away(tx, guess, now, "login_failed", fresh, traced);
        }
        return state.open_session(tx, now, *fresh, phone, lang, traced);
    });
    return state.ended(std::move(outcome), now, traced);
}

Result<LoggedIn> Sessions::first_log_in(Instant now, std::string_view login, std::string_view code,
                                        std::string_view new_password, bool phone, Lang lang, const Traced& traced) {
    State& state = *state_;
    const std::string name = normal_login(login);
    const Guess guess = guess_of(name, traced, now);
    const auto names = state.db.read([&](store::Tx& tx) { return state.context(tx); });
    GX_TRY_DONE(check_new_password(new_password, name, names));
    const auto typed = crypto::from_code(code);
    const Bytes wanted = [&] {
        const auto hash = crypto::sha256(typed ? BytesView(*typed) : BytesView{});
        return Bytes(hash.begin(), hash.end());
    }();
    const auto matches = [&](const std::optional<table::Secret>& secret) {
        return typed && usable(secret, now) && secret->account.code_expires_at && now < *secret->account.code_expires_at &&
               crypto::equal(wanted, secret->code_hash);
    };
    const std::string hash = crypto::hash_password(new_password);  // always, so that time tells nothing of the code
    auto outcome = state.db.write([&](store::Tx& tx) -> Result<Outcome> {
        auto secret = table::secret_by_login(tx, state.company, name);
        if (const auto rest = state.resting(tx, guess, now, account_of_secret(secret))) return Outcome{{}, {}, rest};
        if (!matches(secret)) return state.turned_away(tx, guess, now, "login_code_failed", secret, traced);
        table::set_password(tx, state.company, secret->account.id, hash, false);
        secret->account.must_change = false;
        return state.open_session(tx, now, *secret, phone, lang, traced);
    });
    return state.ended(std::move(outcome), now, traced);
}

Result<Done> Sessions::change_password(Instant now, const Actor& actor, std::string_view old_password,
                                       std::string_view new_password, const Traced& traced) {
    State& state = *state_;
    std::vector<std::string> names;
    const auto secret = state.db.read([&](store::Tx& tx) {
        names = state.context(tx);
        return table::secret_of(tx, state.company, actor.person);
    });
    if (!usable(secret, now)) return refuse("not_found");
    const Guess guess = guess_of(secret->account.login, traced, now);
    const auto rests = [&](store::Tx& tx) { return state.resting(tx, guess, now, secret->account.id); };
    if (const auto rest = state.db.read(rests)) return tl::unexpected<Error>(delayed(rest->until, now));
    GX_TRY_DONE(check_new_password(new_password, secret->account.login, names));
    const bool right = !secret->password.empty() && crypto::verify_password(old_password, secret->password);
    if (right && old_password == new_password) return refuse_field("new_password", "password_same");
    const std::string hash = right ? crypto::hash_password(new_password) : "";
    auto outcome = state.db.write([&](store::Tx& tx) -> Result<Outcome> {
        if (const auto rest = rests(tx)) return Outcome{delayed(rest->until, now), {}};
        const auto fresh = table::secret_of(tx, state.company, actor.person);
        if (!right || !usable(fresh, now) || fresh->password != secret->password) {
            state.failed(tx, guess, now);
            return Outcome{refuse_field("old_password", "password_wrong").value(), {}};
        }
        table::forget_failures(tx, state.company, guess.login);
        table::set_password(tx, state.company, fresh->account.id, hash, false);
        table::end_sessions(tx, state.company, actor.person, actor.session, now);
        touch_rights(tx, state.company);
        state.record(tx, now, traced, "session.password_changed", actor.person, actor.main_post(), actor.session);
        return Outcome{};
    });
    if (!outcome) return tl::unexpected<Error>(std::move(outcome).error());
    if (outcome->refusal) return tl::unexpected<Error>(std::move(*outcome->refusal));
    return Done{};
}

Result<Done> Sessions::log_out(Instant now, const Actor& actor) {
    return state_->db.write([&](store::Tx& tx) { return end_session(tx, actor, now, actor.session); });
}

Actor Sessions::actor_of(store::Tx& tx, Instant now, std::string_view token) {
    State& state = *state_;
    if (token.size() != kTokenLength) return nobody(state.company);
    const crypto::Hash hash = hash_of(token);
    const auto entry = state.find(hash);
    const std::int64_t millis = to_millis(now);
    // A write may follow, in the same commit, one that changed the rights: there the number in the table counts.
    if (entry && entry->revision == (tx.writable() ? table::revision(tx, state.company) : state.memory.revision()) &&
        entry->epoch == state.epoch.load(std::memory_order_acquire) && millis < entry->until) {
        const std::int64_t last = entry->last_used.load(std::memory_order_relaxed);
        if (millis - last >= entry->idle) return nobody(state.company);
        if (millis > last) {
            entry->last_used.store(millis, std::memory_order_relaxed);
            entry->used.store(true, std::memory_order_relaxed);
        }
        return entry->actor;
    }
    return state.load(tx, now, hash, entry);
}

Actor Sessions::actor_of_session(store::Tx& tx, Instant now, Id session) {
    const Id company = state_->company;
    const auto row = table::find_session(tx, company, session);
    if (!row) return nobody(company);
    auto found = alive(tx, company, *row, to_millis(row->last_used_at), now);
    return found ? std::move(found->actor) : nobody(company);
}

void Sessions::flush_used(Instant now) {
    State& state = *state_;
    std::vector<std::pair<Id, std::int64_t>> used;
    for (State::Shard& shard : state.shards) {
        const std::scoped_lock lock(shard.mutex);
        std::erase_if(shard.entries, [&](const auto& item) {
            Entry& entry = *item.second;
            const std::int64_t last = entry.last_used.load(std::memory_order_relaxed);
            if (entry.used.exchange(false)) used.emplace_back(entry.actor.session, last);
            return to_millis(now) - last >= entry.idle;
        });
    }
    state.memory.saw(state.db.read([&](store::Tx& tx) { return table::revision(tx, state.company); }));
    if (used.empty()) return;
    (void)state.db.write([&](store::Tx& tx) -> Result<Done> {
        for (const auto& [session, last] : used) table::used_session(tx, state.company, session, from_millis(last));
        return Done{};
    });
}

void Sessions::tell_held_off(Instant now, const trail::Trail& trail, bool every) {
    state_->tell(state_->held_off.over(now, every), now, {&trail, {}});
}

void Sessions::rights_changed() { state_->epoch.fetch_add(1, std::memory_order_acq_rel); }

std::uint64_t Sessions::revision() const {
    return static_cast<std::uint64_t>(state_->memory.revision()) + state_->epoch.load(std::memory_order_acquire);
}

std::vector<OpenSession> sessions_of(store::Tx& tx, Id company, Id person, Instant now) {
    std::vector<OpenSession> out;
    for (const auto& row : table::sessions_since(tx, company, person, now - kSessionAbsolute)) {
        if (dead(row.ended_at, now) || to_millis(now) - to_millis(row.last_used_at) >= idle_of(row.phone)) continue;
        out.push_back({row.id, row.created_at, row.last_used_at, row.phone});
    }
    return out;
}

Result<Done> end_session(store::Tx& tx, const Actor& actor, Instant now, Id session) {
    const auto row = table::find_session(tx, actor.company, session);
    if (!row || row->person != actor.person || dead(row->ended_at, now)) return refuse("not_found");
    table::end_session(tx, actor.company, session, now);
    touch_rights(tx, actor.company);
    return Done{};
}

}  // namespace gx::org
