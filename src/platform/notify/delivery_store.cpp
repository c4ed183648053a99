#include "platform/notify/store.hpp"

namespace gx::notify {
namespace {

const store::Query kLanes{"notify.webhook_lanes", R"sql(
SELECT id FROM notify_webhook WHERE company = $1 ORDER BY id
)sql"};

const store::Query kDue{"notify.due_deliveries", R"sql(
SELECT company, id, channel, target, lane, key, params, link, urgency, object_type, object, level, at, tries
FROM notify_delivery WHERE company = $1 AND lane = $2 AND next_at <= $3 AND state = 'waiting'
ORDER BY next_at, id LIMIT $4
)sql"};

const store::Query kClaim{"notify.claim", R"sql(
UPDATE notify_delivery SET tries = tries + 1, next_at = $1
WHERE company = $2 AND id = $3 AND tries = $4 AND state = 'waiting'
)sql"};

const store::Query kFinish{"notify.finish", R"sql(
UPDATE notify_delivery SET state = $1, ended_at = $2, problem = $3
WHERE company = $4 AND id = $5 AND tries = $6 AND state = 'waiting'
)sql"};

const store::Query kPutOff{"notify.put_off", R"sql(
UPDATE notify_delivery SET next_at = $1, problem = $2
WHERE company = $3 AND id = $4 AND tries = $5 AND state = 'waiting'
)sql"};

const store::Query kDead{"notify.dead_letters", R"sql(
SELECT id, channel, target, key, link, at, tries, problem FROM notify_delivery
WHERE company = $1 AND state = 'dead' ORDER BY id LIMIT $2
)sql"};

const store::Query kAgain{"notify.send_again", R"sql(
UPDATE notify_delivery SET state = 'waiting', tries = 0, next_at = $1, ended_at = NULL
WHERE company = $2 AND id = $3 AND state = 'dead'
)sql"};

Delivery to_delivery(const store::Row& row) {
    Delivery out;
    out.company = row.id(0);
    out.id = row.id(1);
    out.channel = row.str(2);
    out.target = row.id(3);
    out.lane = row.id(4);
    out.notice.company = out.company;
    out.notice.key = row.str(5);
    out.notice.params = row.str(6);
    out.notice.link = row.str(7);
    out.notice.urgency = static_cast<Urgency>(row.i64(8));
    out.notice.object_type = row.str(9);
    out.notice.object = row.id(10);
    out.notice.level = static_cast<std::uint8_t>(row.i64(11));
    out.notice.at = row.at(12);
    out.tries = row.i64(13);
    return out;
}

}  // namespace

std::vector<Delivery> due_deliveries(store::Tx& tx, Id company, Id lane, Instant now, std::size_t limit) {
    return tx.all(kDue, to_delivery, company, lane, now, limit);
}

std::vector<Id> due_lanes(store::Tx& tx, Id company, Instant now, bool mail) {
    std::vector<Id> out = {Id{}};
    if (!mail) out = tx.all(kLanes, [](const store::Row& row) { return row.id(0); }, company);
    std::erase_if(out, [&](Id lane) { return due_deliveries(tx, company, lane, now, 1).empty(); });
    return out;
}

bool claim(store::Tx& tx, const Delivery& delivery, Instant lease_end) {
    return tx.exec(kClaim, lease_end, delivery.company, delivery.id, delivery.tries) == 1;
}

void finish(store::Tx& tx, const Delivery& delivery, std::string_view state, Instant now, std::string_view problem) {
    tx.exec(kFinish, state, now, problem, delivery.company, delivery.id, delivery.tries + 1);
}

void put_off(store::Tx& tx, const Delivery& delivery, Instant next_at, std::string_view problem) {
    tx.exec(kPutOff, next_at, problem, delivery.company, delivery.id, delivery.tries + 1);
}

std::vector<DeadLetter> dead_letters(store::Tx& tx, Id company, std::size_t limit) {
    const auto to_letter = [](const store::Row& row) {
        return DeadLetter{row.id(0), row.str(1), row.id(2), row.str(3), row.str(4), row.at(5), row.i64(6), row.str(7)};
    };
    return tx.all(kDead, to_letter, company, limit);
}

Result<Done> send_again(store::Tx& tx, Id company, Id delivery, Instant now) {
    if (tx.exec(kAgain, now, company, delivery) == 0) return refuse("not_found");
    tx.after_commit([] { bell().ring(); });
    return Done{};
}

}  // namespace gx::notify
