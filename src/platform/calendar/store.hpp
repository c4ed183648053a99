/// The rows of the calendar.
#pragma once

#include "platform/calendar/change.hpp"

namespace gx::calendar {

struct State {
    std::int64_t rev = 0;
    Id change;
};
State state(store::Tx& tx, Id company);
void set_state(store::Tx& tx, Id company, const State& state);

std::vector<clock::Notice> imported(store::Tx& tx, Id company);
/// In place of what was imported for that year.
void put_notice(store::Tx& tx, Id company, const clock::Notice& notice, Id change);
void put_company_day(store::Tx& tx, Id company, const clock::SpecialDay& day);
void take_company_day(store::Tx& tx, Id company, Day day);

/// The journal's row with the create's key.
struct Kept {
    Made made;
    Bytes body;
};
std::optional<Kept> by_key(store::Tx& tx, Id company, BytesView key);
void put_change(store::Tx& tx, Id company, const Made& made, const Stamp& stamp);

}  // namespace gx::calendar
