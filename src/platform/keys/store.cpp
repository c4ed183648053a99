#include <fmt/format.h>

#include "platform/keys/keys.hpp"

namespace gx::keys {
namespace {

using store::Query;
using store::Row;

constexpr std::size_t kMostCached = 50'000;  ///< about 6 MB

const Query kAddCompany{"keys.add_company", "INSERT INTO company_key (company, wrapped) VALUES ($1, $2)"};
const Query kCompany{"keys.company", "SELECT wrapped FROM company_key WHERE company = $1"};
const Query kAddPerson{"keys.add_person", "INSERT INTO person_key (company, id, wrapped) VALUES ($1, $2, $3)"};
const Query kPerson{"keys.person", "SELECT wrapped FROM person_key WHERE company = $1 AND id = $2"};
const Query kDropPerson{"keys.drop_person", "DELETE FROM person_key WHERE company = $1 AND id = $2"};

crypto::Key wrapping(const crypto::Key& root) { return crypto::derive(root, "guixing company keys 1"); }

std::string company_place(Id company) { return fmt::format("{}/company_key", company.value); }
std::string person_place(Id company, Id person) { return fmt::format("{}/person_key/{}", company.value, person.value); }

std::string associated(Id company, const Place& place) {
    return fmt::format("{}/{}/{}/{}", company.value, place.table, place.row.value, place.column);
}

crypto::Key unwrap_company(store::Db& db, Id company, const crypto::Key& root) {
    const auto wrapped =
        db.read([&](store::Tx& tx) { return tx.one(kCompany, [](const Row& row) { return row.blob(0); }, company); });
    if (!wrapped) throw Broken("This database holds no key for the company; was it ever set up with guixing init?");
    const auto key = crypto::open(wrapping(root), *wrapped, company_place(company));
    if (!key) throw Broken("The root key is not the one that this database's company key was wrapped with.");
    return crypto::Key::from(*key);
}

std::string open_or_throw(const crypto::Key& key, Id company, const Place& place, BytesView sealed) {
    const auto plain = crypto::open(key, sealed, associated(company, place));
    if (!plain) {
        throw Broken(fmt::format("A sealed value is damaged or was moved: {} {} {}", place.table, place.row.value,
                                 place.column));
    }
    return std::string(as_text(*plain));
}

}  // namespace

void Keyring::create(store::Tx& tx, Id company, const crypto::Key& root) {
    const crypto::Key key = crypto::Key::random();
    tx.exec(kAddCompany, company, crypto::seal(wrapping(root), key.view(), company_place(company)));
}

Keyring::Keyring(store::Db& db, Id company, const crypto::Key& root)
    : company_(company), key_(unwrap_company(db, company, root)), data_key_(crypto::derive(key_, "data")),
      person_wrapping_(crypto::derive(key_, "persons")) {}

Bytes Keyring::seal(const Place& place, std::string_view plain) const {
    return crypto::seal(data_key_, as_bytes(plain), associated(company_, place));
}

std::string Keyring::open(const Place& place, BytesView sealed) const {
    return open_or_throw(data_key_, company_, place, sealed);
}

crypto::Key Keyring::create_person(store::Tx& tx, Id person) const {
    crypto::Key key = crypto::Key::random();
    tx.exec(kAddPerson, company_, person,
            crypto::seal(person_wrapping_, key.view(), person_place(company_, person)));
    return key;
}

Bytes Keyring::seal_with(const crypto::Key& person_key, const Place& place, std::string_view plain) const {
    return crypto::seal(person_key, as_bytes(plain), associated(company_, place));
}

/// Inside a writing transaction always from the database: the cache knows nothing of what is not committed.
crypto::Key Keyring::person_key(store::Tx& tx, Id person, bool& found) const {
    if (!tx.writable()) {
        const std::shared_lock lock(mutex_);
        const auto at = persons_.find(person);
        found = at != persons_.end();
        if (found) return at->second.copy();
    }
    const auto wrapped = tx.one(kPerson, [](const Row& row) { return row.blob(0); }, company_, person);
    found = wrapped.has_value();
    if (!found) return {};
    const auto bytes = crypto::open(person_wrapping_, *wrapped, person_place(company_, person));
    if (!bytes) throw Broken(fmt::format("The key of person {} is damaged", person.value));
    crypto::Key key = crypto::Key::from(*bytes);
    if (!tx.writable()) {
        const std::unique_lock lock(mutex_);
        if (persons_.size() >= kMostCached) persons_.erase(persons_.begin());
        // A read that began before an erasure still sees the key; it must not come back by that.
        if (!destroyed_.contains(person)) persons_.insert_or_assign(person, key.copy());
    }
    return key;
}

Bytes Keyring::seal_for(store::Tx& tx, Id person, const Place& place, std::string_view plain) const {
    bool found = false;
    const crypto::Key key = person_key(tx, person, found);
    if (!found) throw Broken(fmt::format("Person {} has no key (erased, or never made)", person.value));
    return seal_with(key, place, plain);
}

std::optional<std::string> Keyring::open_for(store::Tx& tx, Id person, const Place& place, BytesView sealed) const {
    bool found = false;
    const crypto::Key key = person_key(tx, person, found);
    if (!found) return std::nullopt;
    return open_or_throw(key, company_, place, sealed);
}

void Keyring::destroy_person(store::Tx& tx, Id person) const {
    tx.exec(kDropPerson, company_, person);
    tx.after_commit([this, person] {
        const std::unique_lock lock(mutex_);
        persons_.erase(person);
        destroyed_.insert(person);
    });
}

Bytes Keyring::blind_index(std::string_view field, std::string_view normalised) const {
    const crypto::Key key = crypto::derive(key_, "blind index " + std::string(field));
    const auto full = crypto::hmac_sha256(key.view(), as_bytes(normalised));
    return {full.begin(), full.begin() + 16};
}

crypto::Key Keyring::purpose(std::string_view purpose) const {
    return crypto::derive(key_, "purpose " + std::string(purpose));
}

}  // namespace gx::keys
