#include "platform/org/directory.hpp"

#include "platform/org/people.hpp"
#include "platform/org/table.hpp"
#include "platform/text/text.hpp"

namespace gx::org {
namespace {

std::string opened(store::Tx& tx, const keys::Keyring& keys, Id person, std::string_view column, const Bytes& sealed) {
    if (sealed.empty()) return {};
    return keys.open_for(tx, person, {"person", person, column}, sealed).value_or("");
}

Person open_person(store::Tx& tx, const keys::Keyring& keys, const table::SealedPerson& row) {
    return {row.id,
            row.staff_number,
            opened(tx, keys, row.id, "name", row.name),
            opened(tx, keys, row.id, "phone", row.phone),
            opened(tx, keys, row.id, "mail", row.mail),
            row.left_at,
            row.rev};
}

std::vector<Person> open_all(store::Tx& tx, const keys::Keyring& keys, const std::vector<table::SealedPerson>& rows) {
    std::vector<Person> out;
    out.reserve(rows.size());
    for (const auto& row : rows) out.push_back(open_person(tx, keys, row));
    return out;
}

bool has_account(store::Tx& tx, Id company, Id person, Instant now) {
    const auto account = account_of(tx, company, person);
    return account && account->open(now);
}

}  // namespace

std::vector<Person> people(store::Tx& tx, const keys::Keyring& keys, std::string_view after, std::size_t limit) {
    return open_all(tx, keys, table::sealed_after(tx, keys.company(), after, limit));
}

std::vector<Person> search_people(store::Tx& tx, const keys::Keyring& keys, std::string_view text) {
    const std::string_view wanted = text::trim(text);
    if (wanted.empty()) return {};
    if (const auto row = table::sealed_by_number(tx, keys.company(), wanted)) return {open_person(tx, keys, *row)};
    auto rows = table::sealed_by_name(tx, keys.company(), keys.blind_index("person.name", wanted));
    if (const std::string phone = normal_phone(wanted); rows.empty() && !phone.empty()) {
        rows = table::sealed_by_phone(tx, keys.company(), keys.blind_index("person.phone", phone));
    }
    return open_all(tx, keys, rows);
}

std::optional<Person> find_person(store::Tx& tx, const keys::Keyring& keys, Id id) {
    const auto row = table::find_sealed(tx, keys.company(), id);
    if (!row) return std::nullopt;
    return open_person(tx, keys, *row);
}

std::string mask_phone(std::string_view phone) {
    const std::size_t size = phone.size();
    if (size == 0) return {};
    if (size >= 11) return std::string(phone.substr(0, 3)) + "****" + std::string(phone.substr(size - 4));
    return "****" + std::string(phone.substr(size - std::min<std::size_t>(2, size)));
}

std::string mask_mail(std::string_view mail) {
    const auto at = mail.find('@');
    if (at == std::string_view::npos) return mail.empty() ? "" : "***";
    return std::string(text::first(mail.substr(0, at), 1)) + "***" + std::string(mail.substr(at));
}

std::vector<Duty> vacant_duties(store::Tx& tx, Id company, Instant now) {
    std::vector<Duty> out;
    for (std::size_t i = 0; i < kDuties; ++i) {
        const auto duty = static_cast<Duty>(i);
        bool held = false;
        for (const Id person : holders(tx, company, duty, Id{}, now)) {
            held = held || has_account(tx, company, person, now);
        }
        if (!held) out.push_back(duty);
    }
    return out;
}

}  // namespace gx::org
