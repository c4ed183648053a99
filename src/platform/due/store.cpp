#include "platform/due/store.hpp"

namespace gx::due {
namespace {

const store::Query kSet{"due.set", R"sql(
INSERT INTO due (company, kind, subject, at, rung, tries, wake_at) VALUES ($1, $2, $3, $4, $5, 0, $4)
ON CONFLICT (company, kind, subject)
DO UPDATE SET at = excluded.at, rung = excluded.rung, tries = 0, wake_at = excluded.wake_at
)sql"};

const store::Query kClear{"due.clear", R"sql(
DELETE FROM due WHERE company = $1 AND kind = $2 AND subject = $3
)sql"};

const store::Query kFind{"due.find", R"sql(
SELECT company, kind, subject, at, rung, tries FROM due WHERE company = $1 AND kind = $2 AND subject = $3
)sql"};

const store::Query kOldest{"due.oldest", R"sql(
SELECT company, kind, subject, at, rung, tries FROM due WHERE wake_at <= $1
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

Waiting to_waiting(const store::Row& row) {
    return {{row.id(0), row.str(1), row.id(2), row.at(3), static_cast<int>(row.i64(4))}, row.i64(5)};
}

}  // namespace

void set(store::Tx& tx, const Due& due) {
    tx.exec(kSet, due.company, due.kind, due.subject, due.at, due.rung);
}

void clear(store::Tx& tx, Id company, std::string_view kind, Id subject) {
    tx.exec(kClear, company, kind, subject);
}

std::optional<Due> find(store::Tx& tx, Id company, std::string_view kind, Id subject) {
    return tx.one(kFind, [](const store::Row& row) { return to_waiting(row).due; }, company, kind, subject);
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
