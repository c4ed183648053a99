#include "platform/calendar/store.hpp"

#include "platform/base/check.hpp"
#include "platform/json/json.hpp"

namespace gx::calendar {
namespace {

using store::Query;
using store::Row;

const Query kState{"calendar.state", "SELECT rev, change_id FROM calendar WHERE company = $1"};
const Query kSetState{"calendar.set_state", R"sql(
INSERT INTO calendar (company, rev, change_id) VALUES ($1, $2, $3)
ON CONFLICT (company) DO UPDATE SET rev = excluded.rev, change_id = excluded.change_id
)sql"};
const Query kNotices{"calendar.notices", "SELECT year, source FROM calendar_notice WHERE company = $1 ORDER BY company, year"};
const Query kDays{"calendar.days", R"sql(
SELECT day, works, name FROM calendar_day WHERE company = $1 AND year = $2 ORDER BY company, year, day
)sql"};
const Query kPutNotice{"calendar.put_notice", R"sql(
INSERT INTO calendar_notice (company, year, source, change_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (company, year) DO UPDATE SET source = excluded.source, change_id = excluded.change_id
)sql"};
const Query kClearYear{"calendar.clear_year", "DELETE FROM calendar_day WHERE company = $1 AND year = $2"};
const Query kPutDay{"calendar.put_day", R"sql(
INSERT INTO calendar_day (company, year, day, works, name) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (company, year, day) DO UPDATE SET works = excluded.works, name = excluded.name
)sql"};
const Query kTakeDay{"calendar.take_day", "DELETE FROM calendar_day WHERE company = $1 AND year = 0 AND day = $2"};
const Query kHours{"calendar.hours", "SELECT hours FROM calendar_post WHERE company = $1 AND post = $2"};
const Query kSetHours{"calendar.set_hours", R"sql(
INSERT INTO calendar_post (company, post, hours) VALUES ($1, $2, $3)
ON CONFLICT (company, post) DO UPDATE SET hours = excluded.hours
)sql"};
const Query kClearHours{"calendar.clear_hours", "DELETE FROM calendar_post WHERE company = $1 AND post = $2"};
const Query kPutChange{"calendar.put_change", R"sql(
INSERT INTO calendar_change (company, id, rev, at, author, what, year, source, days, idempotency_key, idempotency_body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
)sql"};
const Query kByKey{"calendar.change_by_key", R"sql(
SELECT id, rev, at, author, what, year, source, days, idempotency_body FROM calendar_change
WHERE company = $1 AND idempotency_key = $2
)sql"};
const Query kChange{"calendar.change", R"sql(
SELECT id, rev, at, author, what, year, source, days FROM calendar_change WHERE company = $1 AND id = $2
)sql"};
const Query kChanges{"calendar.changes", R"sql(
SELECT id, rev, at, author, what, year, source, days FROM calendar_change WHERE company = $1 AND id < $2
ORDER BY company DESC, id DESC LIMIT $3
)sql"};
const Query kPutMove{"calendar.put_move", R"sql(
INSERT INTO calendar_move (company, change_id, kind, subject, end_before, end_after) VALUES ($1, $2, $3, $4, $5, $6)
)sql"};
const Query kMoves{"calendar.moves", R"sql(
SELECT kind, subject, end_before, end_after FROM calendar_move WHERE company = $1 AND change_id = $2
ORDER BY company, change_id, kind, subject
)sql"};

std::int64_t number_of(Day day) { return std::chrono::sys_days{day}.time_since_epoch().count(); }

std::vector<clock::SpecialDay> days_of(store::Tx& tx, Id company, int year) {
    return tx.all(kDays, [](const Row& row) {
        const std::chrono::days number{row.i64(0)};
        return clock::SpecialDay{Day{std::chrono::sys_days{number}}, row.i64(1) != 0, row.str(2)};
    }, company, year);
}

void put_day(store::Tx& tx, Id company, int year, const clock::SpecialDay& day) {
    tx.exec(kPutDay, company, year, number_of(day.day), day.works ? 1 : 0, day.name);
}

Made to_made(const Row& row) {
    auto days = json::read_text<std::vector<DayMove>>(row.text(7));
    if (!days) throw Broken("a row of the calendar's journal cannot be read: " + to_string(row.id(0)));
    return {row.id(0), row.i64(1), row.at(2), row.id(3), row.str(4), static_cast<int>(row.i64(5)), row.str(6), *std::move(days)};
}

}  // namespace

State state(store::Tx& tx, Id company) {
    return tx.one(kState, [](const Row& row) { return State{row.i64(0), row.id(1)}; }, company).value_or(State{});
}

void set_state(store::Tx& tx, Id company, const State& state) { tx.exec(kSetState, company, state.rev, state.change); }

std::vector<clock::Notice> imported(store::Tx& tx, Id company) {
    auto out = tx.all(kNotices, [](const Row& row) {
        return clock::Notice{static_cast<int>(row.i64(0)), row.str(1), {}};
    }, company);
    for (auto& notice : out) notice.days = days_of(tx, company, notice.year);
    return out;
}

std::vector<int> imported_years(store::Tx& tx, Id company) {
    return tx.all(kNotices, [](const Row& row) { return static_cast<int>(row.i64(0)); }, company);
}

void put_notice(store::Tx& tx, Id company, const clock::Notice& notice, Id change) {
    GX_CHECK(notice.year > 0);
    tx.exec(kPutNotice, company, notice.year, notice.source, change);
    tx.exec(kClearYear, company, notice.year);
    for (const auto& day : notice.days) put_day(tx, company, notice.year, day);
}

std::vector<clock::SpecialDay> company_days(store::Tx& tx, Id company) { return days_of(tx, company, 0); }

void put_company_day(store::Tx& tx, Id company, const clock::SpecialDay& day) { put_day(tx, company, 0, day); }

void take_company_day(store::Tx& tx, Id company, Day day) { tx.exec(kTakeDay, company, number_of(day)); }

void set_hours(store::Tx& tx, Id company, Id post, std::optional<clock::Hours> hours) {
    if (hours) tx.exec(kSetHours, company, post, *hours);
    else tx.exec(kClearHours, company, post);
}

std::optional<clock::Hours> own_hours(store::Tx& tx, Id company, Id post) {
    return tx.one(kHours, [](const Row& row) { return row.i64(0) == 0 ? clock::Hours::office : clock::Hours::round_the_clock; },
                  company, post);
}

std::optional<Kept> by_key(store::Tx& tx, Id company, BytesView key) {
    return tx.one(kByKey, [](const Row& row) { return Kept{to_made(row), row.blob(8)}; }, company, key);
}

void put_change(store::Tx& tx, Id company, const Made& made, const Stamp& stamp) {
    tx.exec(kPutChange, company, made.id, made.rev, made.at, made.author, made.what, made.year, made.source,
            json::write(made.days), stamp.key, stamp.body);
}

std::vector<Made> changes(store::Tx& tx, Id company, Id before, std::size_t limit) {
    const Id below = before ? before : Id{std::numeric_limits<std::int64_t>::max()};
    return tx.all(kChanges, to_made, company, below, limit);
}

std::optional<Made> find_change(store::Tx& tx, Id company, Id id) { return tx.one(kChange, to_made, company, id); }

std::vector<EndMove> moves_of(store::Tx& tx, Id company, Id change) {
    return tx.all(kMoves, [](const Row& row) { return EndMove{row.str(0), row.id(1), row.at(2), row.at(3)}; }, company, change);
}

void put_move(store::Tx& tx, Id company, Id change, const EndMove& move) {
    tx.exec(kPutMove, company, change, move.kind, move.subject, move.end_before, move.end_after);
}

}  // namespace gx::calendar
