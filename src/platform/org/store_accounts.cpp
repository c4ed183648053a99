#include "platform/org/table.hpp"

namespace gx::org {
namespace {

using store::Query;

const Query kInsertAccount{"org.insert_account", R"sql(
    INSERT INTO account (company, id, person, login, password, must_change, code_hash, code_expires_at, language,
                         idem_key, idem_body)
    VALUES ($1, $2, $3, $4, '', 0, $5, $6, '', $7, $8) ON CONFLICT DO NOTHING)sql"};
const Query kAccountRow{"org.account", R"sql(
    SELECT a.id, a.person, a.login, a.password, a.must_change, a.code_hash, a.code_expires_at,
           a.closed_at, a.language, p.left_at
    FROM account a JOIN person p ON p.company = a.company AND p.id = a.person
    WHERE a.company = $1 AND a.id = $2)sql"};
const Query kAccountOf{"org.account_of", R"sql(
    SELECT a.id, a.person, a.login, a.password, a.must_change, a.code_hash, a.code_expires_at,
           a.closed_at, a.language, p.left_at
    FROM account a JOIN person p ON p.company = a.company AND p.id = a.person
    WHERE a.company = $1 AND a.person = $2)sql"};
const Query kAccountByLogin{"org.account_by_login", R"sql(
    SELECT a.id, a.person, a.login, a.password, a.must_change, a.code_hash, a.code_expires_at,
           a.closed_at, a.language, p.left_at
    FROM account a JOIN person p ON p.company = a.company AND p.id = a.person
    WHERE a.company = $1 AND a.login = $2)sql"};
const Query kSetPassword{"org.set_password", R"sql(
    UPDATE account SET password = $1, must_change = $2, code_hash = NULL, code_expires_at = 0
    WHERE company = $3 AND id = $4)sql"};
const Query kSetCode{"org.set_code", R"sql(
    UPDATE account SET password = '', must_change = 0, code_hash = $1, code_expires_at = $2
    WHERE company = $3 AND id = $4)sql"};
const Query kFailures{"org.failures",
                      "SELECT failures, delayed_until FROM login_failure WHERE company = $1 AND login = $2"};
const Query kSetFailures{"org.set_failures", R"sql(
    INSERT INTO login_failure (company, login, failures, delayed_until, last_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (company, login) DO UPDATE SET failures = excluded.failures, delayed_until = excluded.delayed_until,
                                               last_at = excluded.last_at)sql"};
const Query kForgetFailures{"org.forget_failures", "DELETE FROM login_failure WHERE company = $1 AND login = $2"};
// Bounds the table: a row lives an hour, and to make one costs a password hash on one of few workers.
const Query kForgetOldFailures{"org.forget_old_failures",
                               "DELETE FROM login_failure WHERE company = $1 AND last_at < $2"};
const Query kSetLanguage{"org.set_language", "UPDATE account SET language = $1 WHERE company = $2 AND person = $3"};
const Query kCloseAccount{"org.close_account", "UPDATE account SET closed_at = $1 WHERE company = $2 AND person = $3"};

const Query kInsertSession{"org.insert_session", R"sql(
    INSERT INTO session (company, id, token, person, phone, created_at, last_used_at, ended_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql"};
const Query kSessionByToken{"org.session_by_token", R"sql(
    SELECT id, person, phone, created_at, last_used_at, ended_at FROM session WHERE company = $1 AND token = $2)sql"};
const Query kSessionRow{"org.session", R"sql(
    SELECT id, person, phone, created_at, last_used_at, ended_at FROM session WHERE company = $1 AND id = $2)sql"};
const Query kSessionsSince{"org.sessions_since", R"sql(
    SELECT id, person, phone, created_at, last_used_at, ended_at FROM session
    WHERE company = $1 AND person = $2 AND created_at > $3 ORDER BY created_at)sql"};
const Query kEndSession{"org.end_session", "UPDATE session SET ended_at = $1 WHERE company = $2 AND id = $3"};
const Query kUsedSession{"org.used_session",
                         "UPDATE session SET last_used_at = $1 WHERE company = $2 AND id = $3 AND last_used_at < $1"};

table::Secret to_secret(const store::Row& row) {
    table::Secret out;
    out.account = {row.id(0),        row.id(1),
                   row.str(2),       !row.text(3).empty(),
                   row.i64(4) != 0,  row.null(5) ? std::nullopt : std::optional(row.at(6)),
                   row.maybe_at(7),  row.str(8)};
    out.password = row.str(3);
    out.code_hash = row.blob(5);
    out.left_at = row.maybe_at(9);
    return out;
}

Account to_account(const store::Row& row) { return to_secret(row).account; }

table::SessionRow to_session(const store::Row& row) {
    return {row.id(0), row.id(1), row.i64(2) != 0, row.at(3), row.at(4), row.maybe_at(5)};
}

}  // namespace

std::optional<Account> find_account(store::Tx& tx, Id company, Id id) {
    return tx.one(kAccountRow, to_account, company, id);
}
std::optional<Account> account_of(store::Tx& tx, Id company, Id person) {
    return tx.one(kAccountOf, to_account, company, person);
}
std::optional<Account> account_by_login(store::Tx& tx, Id company, std::string_view login) {
    return tx.one(kAccountByLogin, to_account, company, normal_login(login));
}

namespace table {

bool insert(store::Tx& tx, Id company, const Account& row, const Bytes& code_hash, const Stamp& stamp) {
    return tx.exec(kInsertAccount, company, row.id, row.person, row.login, code_hash, row.code_expires_at,
                   stamp_key(stamp), stamp_body(stamp)) == 1;
}
std::optional<Secret> secret_by_login(store::Tx& tx, Id company, std::string_view login) {
    return tx.one(kAccountByLogin, to_secret, company, login);
}
std::optional<Secret> secret_of(store::Tx& tx, Id company, Id person) {
    return tx.one(kAccountOf, to_secret, company, person);
}
void set_password(store::Tx& tx, Id company, Id account, std::string_view hash, bool must_change) {
    tx.exec(kSetPassword, hash, must_change, company, account);
}
void set_code(store::Tx& tx, Id company, Id account, const Bytes& code_hash, Instant expires) {
    tx.exec(kSetCode, code_hash, expires, company, account);
}
Failures failures(store::Tx& tx, Id company, BytesView login) {
    return tx.one(kFailures, [](const store::Row& row) { return Failures{row.i64(0), row.at(1)}; }, company, login)
        .value_or(Failures{});
}
void set_failures(store::Tx& tx, Id company, BytesView login, const Failures& failures, Instant now) {
    tx.exec(kForgetOldFailures, company, now - std::chrono::hours{1});
    tx.exec(kSetFailures, company, login, failures.count, failures.delayed_until, now);
}
void forget_failures(store::Tx& tx, Id company, BytesView login) { tx.exec(kForgetFailures, company, login); }
void set_language(store::Tx& tx, Id company, Id person, std::string_view language) {
    tx.exec(kSetLanguage, language, company, person);
}
void close_account(store::Tx& tx, Id company, Id person, Instant at) { tx.exec(kCloseAccount, at, company, person); }

void insert(store::Tx& tx, Id company, const SessionRow& row, BytesView token) {
    tx.exec(kInsertSession, company, row.id, token, row.person, row.phone, row.created_at, row.last_used_at,
            row.ended_at);
}
std::optional<SessionRow> session_by_token(store::Tx& tx, Id company, BytesView token) {
    return tx.one(kSessionByToken, to_session, company, token);
}
std::optional<SessionRow> find_session(store::Tx& tx, Id company, Id id) {
    return tx.one(kSessionRow, to_session, company, id);
}
std::vector<SessionRow> sessions_since(store::Tx& tx, Id company, Id person, Instant since) {
    return tx.all(kSessionsSince, to_session, company, person, since);
}
void end_session(store::Tx& tx, Id company, Id id, Instant at) { tx.exec(kEndSession, at, company, id); }
void end_sessions(store::Tx& tx, Id company, Id person, Id keep, Instant at) {
    for (const SessionRow& row : sessions_since(tx, company, person, at - kSessionAbsolute)) {
        if (row.id != keep && (!row.ended_at || *row.ended_at > at)) end_session(tx, company, row.id, at);
    }
}
void used_session(store::Tx& tx, Id company, Id id, Instant at) { tx.exec(kUsedSession, at, company, id); }

}  // namespace table
}  // namespace gx::org
