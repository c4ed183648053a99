/// Puts a checked plan into effect, in the caller's transaction: all or nothing. Records are found again by
/// code, staff number and place, so the same workbook twice changes nothing the second time.
#pragma once

#include "modules/system/import_check.hpp"
#include "platform/keys/keys.hpp"
#include "platform/org/manage.hpp"

namespace gx::system::import {

struct Counts {
    std::int64_t compounds = 0, departments = 0, posts = 0, duties = 0, people = 0, holdings = 0,
                 accounts = 0;
    std::int64_t buildings = 0, units = 0, rooms = 0;
};

struct IssuedLogin {
    std::string staff_number, login, code;
    Instant expires_at;
};

struct Outcome {
    Counts created;
    std::int64_t changed = 0, unchanged = 0;  ///< lines
    std::vector<IssuedLogin> codes;
    std::vector<Problem> problems;  ///< what the organisation itself refused; then nothing may be kept
    std::vector<Problem> notes;
};

struct Context {
    store::Tx& tx;
    const keys::Keyring& keys;
    const org::Actor& actor;
    Instant now;
};

/// What the company has of what the book names.
World look(const Context& context, const Book& book);
Outcome apply(const Context& context, const Book& book, const World& world, const Plan& plan);

}  // namespace gx::system::import
