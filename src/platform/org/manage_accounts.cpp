#include "platform/crypto/crypto.hpp"
#include "platform/org/checks.hpp"
#include "platform/org/manage.hpp"
#include "platform/org/sessions.hpp"
#include "platform/text/text.hpp"

namespace gx::org {
namespace {

constexpr std::size_t kCodeBytes = 10;

/// Made from the account and its end, so that a repeated create shows the same code while only its hash is kept.
Bytes code_bytes(const keys::Keyring& keys, Id account, Instant expires) {
    const crypto::Key key = keys.purpose("org.first_code");
    const auto mac = crypto::hmac_sha256(key.view(), as_bytes(to_string(account) + "/" +
                                                              std::to_string(to_millis(expires))));
    return {mac.begin(), mac.begin() + kCodeBytes};
}

Bytes hash_of(const Bytes& code) {
    const auto hash = crypto::sha256(code);
    return {hash.begin(), hash.end()};
}

IssuedCode shown(const keys::Keyring& keys, const Account& account, bool replayed) {
    IssuedCode out{account.id, account.person, account.login, "", Instant{}, replayed};
    if (account.code_expires_at) {
        out.code = crypto::to_code(code_bytes(keys, account.id, *account.code_expires_at));
        out.expires_at = *account.code_expires_at;
    }
    return out;
}

/// Who holds the code holds the account: nobody rises to an administrator's rights by making or resetting one.
Result<Done> may_have_code_of(store::Tx& tx, const Actor& actor, Instant now, Id person) {
    for (const Holding& held : holdings_of(tx, actor.company, person, now)) {
        GX_TRY_DONE(may_change_rights(tx, actor, Id{}, held.post));
    }
    return Done{};
}

}  // namespace

std::string normal_login(std::string_view login) {
    std::string out = text::half_width(text::trim(login));
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

Result<IssuedCode> create_account(store::Tx& tx, const keys::Keyring& keys, const Actor& actor, Instant now, Id person,
                                  std::string_view given_login, const Stamp& stamp) {
    GX_TRY(before, replay(tx, actor.company, table::Name::account, stamp));
    if (before) {
        const auto account = find_account(tx, actor.company, before->id);
        if (!account) return refuse("not_found");
        return shown(keys, *account, true);
    }
    std::string login = normal_login(given_login);
    Fields fields;
    fields.code("login", login);
    const auto row = table::find_sealed(tx, actor.company, person);
    if (!row) {
        fields.wrong("person", "org_person_unknown");
    } else if (row->left_at) {
        fields.wrong("person", "org_person_left");
    } else if (account_of(tx, actor.company, person)) {
        fields.wrong("person", "org_account_exists");
    }
    if (account_by_login(tx, actor.company, login)) fields.wrong("login", "org_login_taken");
    GX_TRY_DONE(fields.done());
    GX_TRY_DONE(may_have_code_of(tx, actor, now, person));
    Account account;
    account.id = new_id(now);
    account.person = person;
    account.login = login;
    account.code_expires_at = now + kFirstCodeLives;
    const Bytes code = code_bytes(keys, account.id, *account.code_expires_at);
    if (!table::insert(tx, actor.company, account, hash_of(code), stamp)) return refuse("conflict");
    return shown(keys, account, false);
}

Result<IssuedCode> reset_account(store::Tx& tx, const keys::Keyring& keys, const Actor& actor, Instant now, Id id) {
    auto account = find_account(tx, actor.company, id);
    if (!account) return refuse("not_found");
    if (!account->open(now)) return refuse("org_account_closed");
    if (account->person == actor.person) return refuse("org_own_account");
    GX_TRY_DONE(may_have_code_of(tx, actor, now, account->person));
    if (account->code_expires_at == now + kFirstCodeLives) return refuse("conflict");
    account->code_expires_at = now + kFirstCodeLives;
    table::set_code(tx, actor.company, id, hash_of(code_bytes(keys, id, *account->code_expires_at)),
                    *account->code_expires_at);
    table::end_sessions(tx, actor.company, account->person, Id{}, now);
    touch_rights(tx, actor.company);
    return shown(keys, *account, false);
}

Result<Done> set_password_hash(store::Tx& tx, Id company, Id account, std::string_view hash, bool must_change) {
    if (!find_account(tx, company, account)) return refuse("not_found");
    table::set_password(tx, company, account, hash, must_change);
    touch_rights(tx, company);
    return Done{};
}

Result<Done> set_language(store::Tx& tx, const Actor& actor, Lang lang) {
    table::set_language(tx, actor.company, actor.person, lang == Lang::en ? "en" : "zh");
    touch_rights(tx, actor.company);
    return Done{};
}

void found_company(store::Tx& tx, Id company, std::string_view name, Instant now) {
    table::insert_company(tx, company, text::trim(name), now);
}

Result<IssuedCode> found_administrator(store::Tx& tx, const keys::Keyring& keys, Instant now,
                                       const FirstAdministrator& input) {
    const Actor actor = Actor::system(keys.company());
    GX_TRY(department, create_department(tx, actor, now, {"ADMIN", input.department, Id{}, Id{}, std::nullopt}));
    PostInput post;
    post.code = "ADMIN";
    post.name = input.post;
    post.department = department.id;
    post.scope = ScopeKind::company;
    GX_TRY(made, create_post(tx, actor, now, post));
    GX_TRY_DONE(map_duty(tx, actor, now, Duty::system_administrator, {made.id}));
    GX_TRY(person, create_person(tx, keys, actor, now, {"ADMIN", input.person, "", ""}));
    GX_TRY_DONE(hold_post(tx, actor, now, {person.id, made.id, now, std::nullopt}));
    return create_account(tx, keys, actor, now, person.id, input.login);
}

}  // namespace gx::org
