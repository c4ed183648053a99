#include "platform/due/obligation.hpp"

#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"

namespace gx::due {
namespace {

using namespace std::chrono;

/// The first of `months` months that hold the day, counted from January.
Period months_of(Day day, unsigned months) {
    const unsigned first = (unsigned{day.month()} - 1) / months * months + 1;
    const year_month begin = day.year() / month{first};
    return {begin / 1, clock::last_of_month(begin + std::chrono::months{months - 1})};
}

}  // namespace

Period period_of(Every every, Day day) {
    switch (every) {
        case Every::week: {
            const sys_days monday = sys_days{day} - (weekday{sys_days{day}} - Monday);
            return {Day{monday}, Day{monday + days{6}}};
        }
        case Every::month: return months_of(day, 1);
        case Every::quarter: return months_of(day, 3);
        case Every::year: return months_of(day, 12);
    }
    GX_CHECK(false);
    return {};
}

std::string kind_of(const Obligation& obligation) { return "obligation." + obligation.key; }

Handler handler_of(Obligation obligation) {
    return [one = std::move(obligation)](store::Tx& tx, Instant now, const Due& due) -> std::optional<Due> {
        const Day next = clock::day_of(due.at);
        one.open(tx, now, period_of(one.every, clock::plus_days(next, -1)));
        Due following = due;
        following.at = clock::end_of(period_of(one.every, next).last);
        return following;
    };
}

void arm(store::Tx& tx, Id company, const Obligation& obligation, Instant now) {
    const std::string kind = kind_of(obligation);
    if (find(tx, company, kind, company)) return;
    set(tx, {company, kind, company, clock::end_of(period_of(obligation.every, clock::day_of(now)).last), 0});
}

}  // namespace gx::due
