#include "platform/due/store.hpp"

namespace gx::due {
namespace {

const store::Query kSet{"due.set", R"sql(
INSERT INTO due (company, kind, subject, at, rung, tries, wake_at, start, term, percent, shift)
VALUES ($1, $2, $3, $4, $5, 0, $4, $6, $7, $8, $9)
ON CONFLICT (company, kind, subject)
DO UPDATE SET at = excluded.at, rung = excluded.rung, tries = 0, wake_at = excluded.wake_at, start = excluded.start,
              term = excluded.term, percent = excluded.percent, shift = excluded.shift
)sql"};

const store::Query kClear{"due.clear", R"sql(
DELETE FROM due WHERE company = $1 AND kind = $2 AND subject = $3
)sql"};

const store::Query kFind{"due.find", R"sql(
SELECT company, kind, subject, at, rung, tries, start, term, percent, shift FROM due WHERE company = $1 AND kind = $2 AND subject = $3
)sql"};

const store::Query kOldest{"due.oldest", R"sql(
SELECT company, kind, subject, at, rung, tries, start, term, percent, shift FROM due WHERE wake_at <= $1
ORDER BY wake_at, company, kind, subject LIMIT $2
)sql"};

const store::Query kClaim{"due.claim", R"sql(
UPDATE due SET tries = tries WHERE company = $1 AND kind = $2 AND subject = $3 AND at = $4 AND rung = $5
)sql"};

const store::Query kPutOff{"due.put_off", R"sql(
UPDATE due SET tries = tries + 1, wake_at = $1
WHERE company = $2 AND kind = $3 AND subject = $4 AND at = $5 AND rung = $6
)sql"};

const store::Query kNextWake{"due.next_wake", R"sql(
SELECT wake_at FROM due ORDER BY wake_at LIMIT 1
)sql"};

const store::Query kDerived{"due.derived", R"sql(
SELECT company, kind, subject, at, rung, tries, start, term, percent, shift FROM due
WHERE company = $1 AND term IS NOT NULL AND (kind, subject) > ($2, $3)
ORDER BY company, kind, subject LIMIT $4
)sql"};

const store::Query kMove{"due.move", R"sql(
UPDATE due SET at = $1, tries = 0, wake_at = $1
WHERE company = $2 AND kind = $3 AND subject = $4 AND at = $5 AND rung = $6
)sql"};

std::optional<Derived> to_derived(const store::Row& row) {
    if (row.null(7)) return std::nullopt;
    const auto term = clock::parse_term(row.text(7));
    if (!term) throw Broken("the term of a due row cannot be read: " + row.str(7));
    return Derived{row.at(6), *term, static_cast<int>(row.i64(8)), Duration{row.i64(9)}};
}

Waiting to_waiting(const store::Row& row) {
    return {{row.id(0), row.str(1), row.id(2), row.at(3), static_cast<int>(row.i64(4)), to_derived(row)}, row.i64(5)};
}

}  // namespace

void set(store::Tx& tx, const Due& due) {
    using MaybeText = std::optional<std::string>;
    const auto& derived = due.derived;
    tx.exec(kSet, due.company, due.kind, due.subject, due.at, due.rung,
            derived ? std::optional(derived->start) : std::nullopt,
            derived ? MaybeText(clock::to_text(derived->term)) : std::nullopt,
            derived ? std::optional(derived->percent) : std::nullopt,
            derived ? std::optional(derived->shift.count()) : std::nullopt);
}

void clear(store::Tx& tx, Id company, std::string_view kind, Id subject) {
    tx.exec(kClear, company, kind, subject);
}

std::optional<Due> find(store::Tx& tx, Id company, std::string_view kind, Id subject) {
    return tx.one(kFind, [](const store::Row& row) { return to_waiting(row).due; }, company, kind, subject);
}

std::vector<Due> derived_rows(store::Tx& tx, Id company, std::string_view kind, Id subject, std::size_t limit) {
    return tx.all(kDerived, [](const store::Row& row) { return to_waiting(row).due; }, company, kind, subject, limit);
}

bool move(store::Tx& tx, const Due& row, Instant at) {
    return tx.exec(kMove, at, row.company, row.kind, row.subject, row.at, row.rung) == 1;
}

Instant moment_of(const clock::Calendar& calendar, const Derived& derived) {
    const Instant end = calendar.end_of_term(derived.start, derived.term).at;
    return derived.start + (end - derived.start) * derived.percent / 100 + derived.shift;
}

Due derive(const clock::Calendar& calendar, Due due, const Derived& derived) {
    due.at = moment_of(calendar, derived);
    due.derived = derived;
    return due;
}

std::vector<Waiting> oldest(store::Tx& tx, Instant now, std::size_t limit) {
    return tx.all(kOldest, to_waiting, now, limit);
}

bool claim(store::Tx& tx, const Due& due) {
    return tx.exec(kClaim, due.company, due.kind, due.subject, due.at, due.rung) == 1;
}

void put_off(store::Tx& tx, const Due& due, Instant wake_at) {
    tx.exec(kPutOff, wake_at, due.company, due.kind, due.subject, due.at, due.rung);
}

std::optional<Instant> next_wake(store::Tx& tx) {
    return tx.one(kNextWake, [](const store::Row& row) { return row.at(0); });
}

}  // namespace gx::due
