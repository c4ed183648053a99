/// Changes of the calendar: tried first, then put into effect in one transaction that moves every running clock
/// whose end follows from it, with a journal and one trail entry per moved clock.
#pragma once

#include "platform/base/result.hpp"
#include "platform/calendar/calendar.hpp"
#include "platform/trail/trail.hpp"

namespace gx::calendar {

inline constexpr int kNameMax = 60;     ///< characters of a day's name
inline constexpr int kSourceMax = 120;  ///< characters of a notice's title
inline constexpr int kDaysMax = 366;    ///< company days of one change
inline constexpr int kYearsAhead = 3;   ///< how far ahead a year can be arranged

/// What the company says of one of its days from now on.
struct CompanyDay {
    Day day;
    std::optional<bool> works;  ///< nullopt = nothing: the State Council's word counts again
    std::string name;           ///< the reason
};

/// Either a year's arrangement, or company days.
struct Change {
    std::optional<clock::Notice> notice;
    std::vector<CompanyDay> days;
};

struct DayMove {
    Day day;
    clock::DayKind before = clock::DayKind::workday, after = clock::DayKind::workday;
    std::string name;  ///< of the day since, else as it was
};
BOOST_DESCRIBE_STRUCT(DayMove, (), (day, before, after, name))

/// A running clock whose end moves.
struct EndMove {
    std::string kind;
    Id subject;
    Instant end_before, end_after;
};

struct Effect {
    std::vector<DayMove> days;
    std::vector<EndMove> ends;
};

/// What the change would do. Refusals name every wrong day; those of the company's own past and of a past already
/// published stand (calendar_past): what was late stays late.
Result<Effect> try_change(store::Tx& tx, const Book& book, Id company, Instant now, const Change& change);

/// The key of a create and the digest of what it said.
struct Stamp {
    Bytes key, body;
};

/// A row of the journal.
struct Made {
    Id id;
    std::int64_t rev = 0;
    Instant at;
    Id author;
    std::string what;  ///< "notice" or "company_days"
    int year = 0;      ///< of a notice
    std::string source;
    std::vector<DayMove> days;
    bool replayed = false;
};

struct Desk {
    const Book& book;
    const trail::Trail& trail;
    Id company;
};
/// `rev` is the calendar that the caller has seen the effect on (refusal calendar_moved_on). The change's own trail
/// entry is the caller's; the moved clocks' (calendar.end_moved, with each one's label) are left here.
Result<Made> make_change(store::Tx& tx, const Desk& desk, const org::Actor& actor, Instant now, const Change& change,
                         std::int64_t rev, const Stamp& stamp);

/// The journal, newest first, below `before` (Id{} = from the end).
std::vector<Made> changes(store::Tx& tx, Id company, Id before, std::size_t limit);
std::optional<Made> find_change(store::Tx& tx, Id company, Id id);
std::vector<EndMove> moves_of(store::Tx& tx, Id company, Id change);
void put_move(store::Tx& tx, Id company, Id change, const EndMove& move);

}  // namespace gx::calendar
