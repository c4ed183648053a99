#include "platform/notify/store.hpp"

#include <limits>

#include "platform/base/check.hpp"

namespace gx::notify {
namespace {

const store::Query kTell{"notify.tell", R"sql(
INSERT INTO notice (company, person, id, key, params, link, urgency, object_type, object, level, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
)sql"};

const store::Query kBefore{"notify.notices_before", R"sql(
SELECT company, person, id, key, params, link, urgency, object_type, object, level, at, read_at
FROM notice WHERE company = $1 AND person = $2 AND id < $3 ORDER BY id DESC LIMIT $4
)sql"};

const store::Query kUnreadBefore{"notify.unread_before", R"sql(
SELECT company, person, id, key, params, link, urgency, object_type, object, level, at, read_at
FROM notice WHERE company = $1 AND person = $2 AND id < $3 AND read_at IS NULL ORDER BY id DESC LIMIT $4
)sql"};

const store::Query kSince{"notify.notices_since", R"sql(
SELECT company, person, id, key, params, link, urgency, object_type, object, level, at, read_at
FROM notice WHERE company = $1 AND person = $2 AND id > $3 ORDER BY id LIMIT $4
)sql"};

const store::Query kUnread{"notify.unread", R"sql(
SELECT count(*) FROM
(SELECT 1 FROM notice WHERE company = $1 AND person = $2 AND read_at IS NULL LIMIT $3) AS few
)sql"};

const store::Query kMarkRead{"notify.mark_read", R"sql(
UPDATE notice SET read_at = COALESCE(read_at, $1) WHERE company = $2 AND person = $3 AND id = $4
)sql"};

const store::Query kMarkAllRead{"notify.mark_all_read", R"sql(
UPDATE notice SET read_at = $1 WHERE company = $2 AND person = $3 AND read_at IS NULL
)sql"};

const store::Query kDeliver{"notify.deliver", R"sql(
INSERT INTO notify_delivery (company, id, channel, target, lane, key, params, link, urgency, object_type, object,
    level, at, state, tries, next_at, problem)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'waiting', 0, $13, '')
ON CONFLICT (company, channel, target, object, key, at) DO NOTHING
)sql"};

Notice to_notice(const store::Row& row) {
    Notice out;
    out.company = row.id(0);
    out.person = row.id(1);
    out.id = row.id(2);
    out.key = row.str(3);
    out.params = row.str(4);
    out.link = row.str(5);
    out.urgency = static_cast<Urgency>(row.i64(6));
    out.object_type = row.str(7);
    out.object = row.id(8);
    out.level = static_cast<std::uint8_t>(row.i64(9));
    out.at = row.at(10);
    out.read_at = row.maybe_at(11);
    return out;
}

void deliver(store::Tx& tx, const Notice& notice, std::string_view channel, Id target, Id lane) {
    tx.exec(kDeliver, notice.company, new_id(notice.at), channel, target, lane, notice.key, notice.params,
            notice.link, notice.urgency, notice.object_type, notice.object, notice.level, notice.at);
}

}  // namespace

outbox::Bell& bell() {
    static outbox::Bell bell;
    return bell;
}

void tell(store::Tx& tx, const keys::Keyring& keys, const Notice& notice) {
    GX_CHECK(notice.id && notice.person && notice.company == keys.company());
    tx.exec(kTell, notice.company, notice.person, notice.id, notice.key, notice.params, notice.link, notice.urgency,
            notice.object_type, notice.object, notice.level, notice.at);
    const bool emergency = notice.urgency == Urgency::emergency;
    if (emergency) {
        // Whether the person has an address shows when it is sent: the row is the proof that it was tried.
        if (mail_enabled(tx, notice.company)) deliver(tx, notice, "mail", notice.person, Id{});
        for (const Id hook : enabled_webhooks(tx, notice.company)) deliver(tx, notice, "webhook", hook, hook);
    }
    tx.after_commit([person = notice.person, emergency] {
        if (emergency) bell().ring();
        poke_everywhere(person);
    });
}

std::vector<Notice> notices(store::Tx& tx, Id company, Id person, Id after, std::size_t limit, bool unread_only) {
    const std::int64_t before = after ? after.value : std::numeric_limits<std::int64_t>::max();
    return tx.all(unread_only ? kUnreadBefore : kBefore, to_notice, company, person, before, limit);
}

std::vector<Notice> notices_since(store::Tx& tx, Id company, Id person, Id last_seen, std::size_t limit) {
    return tx.all(kSince, to_notice, company, person, last_seen, limit);
}

std::int64_t unread(store::Tx& tx, Id company, Id person) {
    return tx.one(kUnread, [](const store::Row& row) { return row.i64(0); }, company, person, kUnreadMost).value_or(0);
}

Result<Done> mark_read(store::Tx& tx, Id company, Id person, Id notice, Instant now) {
    if (tx.exec(kMarkRead, now, company, person, notice) == 0) return refuse("not_found");
    return Done{};
}

void mark_all_read(store::Tx& tx, Id company, Id person, Instant now) {
    tx.exec(kMarkAllRead, now, company, person);
}

}  // namespace gx::notify
