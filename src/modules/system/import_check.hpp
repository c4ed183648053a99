/// The rules of the workbook: every line against its form, the other lines and what the company has. Pure.
#pragma once

#include <map>
#include <set>

#include "modules/system/import_book.hpp"
#include "platform/org/directory.hpp"

namespace gx::system::import {

/// What the company has, as far as the book can name it.
struct World {
    std::map<std::string, org::Compound, std::less<>> compounds;      ///< by code
    std::map<std::string, org::Department, std::less<>> departments;  ///< by code
    std::map<std::string, org::Post, std::less<>> posts;              ///< by code
    std::map<std::string, std::string, std::less<>> logins;           ///< log-in -> staff number
    std::set<std::string, std::less<>> with_account;                  ///< staff numbers that have one
    bool may_make_accounts = true;
    bool may_map_duties = true;
};

/// Where a row of the plan comes from.
struct Origin {
    std::size_t table = 0, line = 0;  ///< indexes into the book
};

/// Rows name others by code, because those may be made by the same import. Optional members: the cell was
/// empty, so the record keeps what it has.
struct CompoundRow {
    Origin from;
    std::string code, name, address;
};
struct DepartmentRow {
    Origin from;
    std::string code, name, parent, compound;
};
struct PostRow {
    Origin from;
    std::string code, name, department, compound;
    std::optional<std::int64_t> rank;
    std::optional<bool> leads;
    std::optional<labels::Level> level;
    std::optional<std::uint64_t> compartments;
    std::optional<org::ScopeKind> scope;
};
struct DutyRow {
    Origin from;
    org::Duty duty{};
    std::string post;
};
struct PersonRow {
    Origin from;
    std::string staff_number, name, phone, mail, login;
    std::vector<std::string> posts;
    std::optional<Day> since;
};
struct RoomRow {
    Origin from;
    std::string compound, building, unit, room;
    std::optional<std::int64_t> floor;
};

struct Plan {
    std::vector<CompoundRow> compounds;
    std::vector<DepartmentRow> departments;  ///< parents first
    std::vector<PostRow> posts;
    std::vector<DutyRow> duties;
    std::vector<PersonRow> people;
    std::vector<RoomRow> rooms;
};

/// Adds every problem it finds; the plan is worth something only if there is none.
Plan check(const Book& book, const World& world, std::vector<Problem>& problems);

}  // namespace gx::system::import
