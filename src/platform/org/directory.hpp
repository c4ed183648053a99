/// The organisation as it is shown: compounds and places, departments, posts, people, duties, accounts, rosters.
/// Reads only. Texts of persons are opened with the person's own key.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/keys/keys.hpp"
#include "platform/org/actor.hpp"
#include "platform/store/db.hpp"

namespace gx::org {

struct Compound {
    Id id;
    std::string code, name, address;
    bool active = true;
    std::int64_t rev = 1;
};

struct Building {
    Id id, compound;
    std::string name;
};

struct Unit {
    Id id, compound, building;
    std::string name;
};

struct Room {
    Id id, compound, building;
    Id unit;  ///< Id{} = directly in the building
    std::string name;
    std::optional<std::int64_t> floor;
};

struct Area {
    Id id, compound;
    std::string name;
    std::vector<Id> buildings;
};

struct Department {
    Id id;
    std::string code, name;
    Id parent;    ///< Id{} = top
    Id compound;  ///< Id{} = not tied to one
    Instant from;
    std::optional<Instant> to;
    std::int64_t rev = 1;
};

/// compound: the post's compound and department; department: it and all below; company: everything.
enum class ScopeKind : std::uint8_t { compound, department, company };

struct Post {
    Id id;
    std::string code, name;
    Id department, compound;
    std::int64_t rank = 100;  ///< 1 is the highest
    bool leads = false;
    labels::Level level = labels::kOrdinary;
    std::uint64_t compartments = 0;
    ScopeKind scope = ScopeKind::department;
    std::int64_t rev = 1;
};

struct Person {
    Id id;
    std::string staff_number;
    std::string name;         ///< empty once erased
    std::string phone, mail;  ///< empty if none
    std::optional<Instant> left_at;
    std::int64_t rev = 1;
};

struct Holding {
    Id id, person, post;
    Instant from;
    std::optional<Instant> to;
};

struct Account {
    Id id, person;
    std::string login;
    bool has_password = false;
    bool must_change = false;
    std::optional<Instant> code_expires_at;  ///< set while a one-time code waits
    std::optional<Instant> closed_at;
    std::string language;  ///< "zh", "en" or empty
    bool open(Instant now) const { return !closed_at || now < *closed_at; }
};

/// Who answers: duty is "leader" or "guard".
struct RosterRow {
    Id id;
    Id compound;  ///< Id{} = the whole company
    Id person;
    std::string duty;
    Instant from, to;
};

/// By code.
std::vector<Compound> compounds(store::Tx& tx, Id company);
std::optional<Compound> find_compound(store::Tx& tx, Id company, Id id);
std::optional<Id> compound_by_code(store::Tx& tx, Id company, std::string_view code);

/// Of one compound; in the order people expect (2栋 before 10栋).
std::vector<Building> buildings(store::Tx& tx, Id company, Id compound);
std::vector<Unit> units(store::Tx& tx, Id company, Id compound);
std::vector<Room> rooms(store::Tx& tx, Id company, Id compound);
std::vector<Area> areas(store::Tx& tx, Id company, Id compound);
std::optional<Building> find_building(store::Tx& tx, Id company, Id id);
std::optional<Unit> find_unit(store::Tx& tx, Id company, Id id);
std::optional<Room> find_room(store::Tx& tx, Id company, Id id);
std::optional<Id> building_by_name(store::Tx& tx, Id company, Id compound, std::string_view name);
std::optional<Id> unit_by_name(store::Tx& tx, Id company, Id building, std::string_view name);
std::optional<Id> room_by_name(store::Tx& tx, Id company, Id building, Id unit, std::string_view name);

/// By code; ended ones too.
std::vector<Department> departments(store::Tx& tx, Id company);
std::optional<Department> find_department(store::Tx& tx, Id company, Id id);
std::optional<Id> department_by_code(store::Tx& tx, Id company, std::string_view code);

/// By code.
std::vector<Post> posts(store::Tx& tx, Id company);
std::optional<Post> find_post(store::Tx& tx, Id company, Id id);
std::optional<Id> post_by_code(store::Tx& tx, Id company, std::string_view code);
std::vector<Duty> duties_of(store::Tx& tx, Id company, Id post);
std::vector<Id> posts_of(store::Tx& tx, Id company, Duty duty);

/// By staff number, above `after`; at most `limit`.
std::vector<Person> people(store::Tx& tx, const keys::Keyring& keys, std::string_view after, std::size_t limit);
/// Exactly this name, phone number or staff number; at most 50.
std::vector<Person> search_people(store::Tx& tx, const keys::Keyring& keys, std::string_view text);
std::optional<Person> find_person(store::Tx& tx, const keys::Keyring& keys, Id id);
std::optional<Id> person_by_staff_number(store::Tx& tx, Id company, std::string_view staff_number);
/// "13812341234" -> "138****1234"; shorter numbers keep the last two digits only.
std::string mask_phone(std::string_view phone);
/// "zhang@example.com" -> "z***@example.com".
std::string mask_mail(std::string_view mail);

/// Not yet ended at `now`, those to come too.
std::vector<Holding> holdings_of(store::Tx& tx, Id company, Id person, Instant now);
std::vector<Holding> holdings_on(store::Tx& tx, Id company, Id post, Instant now);
std::optional<Holding> find_holding(store::Tx& tx, Id company, Id id);

std::optional<Account> find_account(store::Tx& tx, Id company, Id id);
std::optional<Account> account_of(store::Tx& tx, Id company, Id person);
std::optional<Account> account_by_login(store::Tx& tx, Id company, std::string_view login);

/// Rows that touch [from, to), by start; `compound` Id{} = of the whole roster.
std::vector<RosterRow> roster(store::Tx& tx, Id company, std::optional<Id> compound, Instant from, Instant to);
std::vector<RosterRow> roster_now(store::Tx& tx, Id company, Instant now);
std::optional<RosterRow> find_roster(store::Tx& tx, Id company, Id id);

/// Duties that no open account's holder has now: their clauses cannot work.
std::vector<Duty> vacant_duties(store::Tx& tx, Id company, Instant now);

struct Company {
    Id id;
    std::string name;
    Instant created_at;
};
/// The company that keeps this database; nullopt before `init`.
std::optional<Company> the_company(store::Tx& tx);

}  // namespace gx::org
