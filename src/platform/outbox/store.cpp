#include "platform/outbox/store.hpp"

namespace gx::outbox {
namespace {

const store::Query kPut{"outbox.put", R"sql(
INSERT INTO outbox (company, id, topic, payload, at) VALUES ($1, $2, $3, $4, $5)
)sql"};

const store::Query kFresh{"outbox.fresh", R"sql(
SELECT company, id, topic, payload, at, 0 FROM outbox WHERE (company, id) > ($1, $2) ORDER BY company, id LIMIT $3
)sql"};

const store::Query kToRetry{"outbox.to_retry", R"sql(
SELECT company, id, topic, payload, at, tries FROM outbox_retry WHERE retry_at <= $1
ORDER BY retry_at, company, id LIMIT $2
)sql"};

const store::Query kTake{"outbox.take", R"sql(
DELETE FROM outbox WHERE company = $1 AND id = $2
)sql"};

const store::Query kTakeRetry{"outbox.take_retry", R"sql(
DELETE FROM outbox_retry WHERE company = $1 AND id = $2 AND tries = $3
)sql"};

const store::Query kPutOff{"outbox.put_off", R"sql(
INSERT INTO outbox_retry (company, id, topic, payload, at, tries, retry_at, problem)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql"};

const store::Query kBacklog{"outbox.backlog", R"sql(
SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT 1000) AS few),
       (SELECT count(*) FROM (SELECT 1 FROM outbox_retry LIMIT 1000) AS failed)
)sql"};

Waiting to_waiting(const store::Row& row) {
    return {{row.id(1), row.id(0), row.str(2), row.str(3), row.at(4)}, row.i64(5)};
}

}  // namespace

void insert(store::Tx& tx, const Event& event) {
    tx.exec(kPut, event.company, event.id, event.topic, event.payload, event.at);
}

std::vector<Waiting> fresh(store::Tx& tx, Id company, Id after, std::size_t limit) {
    return tx.all(kFresh, to_waiting, company, after, limit);
}

std::vector<Waiting> to_retry(store::Tx& tx, Instant now, std::size_t limit) {
    return tx.all(kToRetry, to_waiting, now, limit);
}

bool take(store::Tx& tx, const Waiting& row) {
    if (row.tries == 0) return tx.exec(kTake, row.event.company, row.event.id) == 1;
    return tx.exec(kTakeRetry, row.event.company, row.event.id, row.tries) == 1;
}

void put_off(store::Tx& tx, const Waiting& row, Instant retry_at, std::string_view problem) {
    if (!take(tx, row)) return;
    const Event& event = row.event;
    tx.exec(kPutOff, event.company, event.id, event.topic, event.payload, event.at, row.tries + 1, retry_at, problem);
}

Backlog backlog(store::Tx& tx) {
    const auto out = tx.one(kBacklog, [](const store::Row& row) { return Backlog{row.i64(0), row.i64(1)}; });
    return out.value_or(Backlog{});
}

}  // namespace gx::outbox
