/// The company's calendar as it is kept: the State Council's years that come with the program, those the company
/// imported, its own days, and the hours of posts. The calendar itself is clock/working.hpp.
#pragma once

#include <boost/describe.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock/working.hpp"
#include "platform/labels/labels.hpp"
#include "platform/org/actor.hpp"
#include "platform/store/db.hpp"

namespace gx::clock {
BOOST_DESCRIBE_ENUM(DayKind, workday, weekend, holiday, moved_workday, company_closed, company_workday)
BOOST_DESCRIBE_ENUM(Hours, office, round_the_clock)
BOOST_DESCRIBE_ENUM(Basis, real, calendar_days, working_days, working_time, month_day)
BOOST_DESCRIBE_ENUM(Roll, none, next, previous)
}  // namespace gx::clock

namespace gx::calendar {

using Shared = std::shared_ptr<const clock::Calendar>;

/// What a module says of one of its running clocks; nullopt where this reader may not know of it, or it is gone.
struct Subject {
    labels::Label label;
    std::string name;  ///< what people call it
};
using Describe = std::function<std::optional<Subject>(store::Tx&, const org::Actor&, Id subject)>;

/// One per program. Thread-safe once the describers are given.
class Book {
  public:
    /// Reads the data files of this part; throws Bug if one is wrong.
    Book();

    /// As this transaction sees it.
    Shared at(store::Tx& tx, Id company) const;
    /// Changes so far; 0 = as it comes with the program.
    std::int64_t rev(store::Tx& tx, Id company) const;
    /// As it comes with the program.
    const Shared& shipped() const { return plain_; }
    /// As at(), but with `notice` in place of that year's, or these company days in place of all of them.
    Shared with(store::Tx& tx, Id company, const std::optional<clock::Notice>& notice,
                const std::optional<std::vector<clock::SpecialDay>>& days) const;

    /// Posts with such a duty work round the clock unless the company says otherwise.
    bool round_the_clock(org::Duty duty) const { return round_the_clock_.test(static_cast<std::size_t>(duty)); }
    clock::Hours hours_of(store::Tx& tx, Id company, Id post) const;

    /// Given by the app before the first call. A kind that nobody describes is shown to nobody.
    void describe(std::string kind, Describe describe);
    std::optional<Subject> subject(store::Tx& tx, const org::Actor& actor, std::string_view kind, Id subject) const;

  private:
    struct Kept {
        Id change;
        Shared calendar;
    };
    std::vector<clock::Notice> shipped_;
    std::vector<clock::Span> office_;
    org::Duties round_the_clock_;
    Shared plain_;  ///< of a company that changed nothing
    std::map<std::string, Describe, std::less<>> describers_;
    mutable std::mutex mutex_;
    mutable std::map<Id, Kept> kept_;
};

/// The company's own days, in order.
std::vector<clock::SpecialDay> company_days(store::Tx& tx, Id company);
/// The years whose arrangement the company imported itself.
std::vector<int> imported_years(store::Tx& tx, Id company);
/// Only clocks that begin later follow the new hours. nullopt = as its duties say.
void set_hours(store::Tx& tx, Id company, Id post, std::optional<clock::Hours> hours);
std::optional<clock::Hours> own_hours(store::Tx& tx, Id company, Id post);

}  // namespace gx::calendar
