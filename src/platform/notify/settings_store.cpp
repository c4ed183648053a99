#include "platform/notify/store.hpp"

namespace gx::notify {
namespace {

const store::Query kMailEnabled{"notify.mail_enabled", R"sql(
SELECT enabled FROM notify_mail WHERE company = $1
)sql"};

const store::Query kMail{"notify.mail", R"sql(
SELECT sealed FROM notify_mail WHERE company = $1
)sql"};

const store::Query kSaveMail{"notify.save_mail", R"sql(
INSERT INTO notify_mail (company, enabled, sealed) VALUES ($1, $2, $3)
ON CONFLICT (company) DO UPDATE SET enabled = excluded.enabled, sealed = excluded.sealed
)sql"};

const store::Query kHooks{"notify.webhooks", R"sql(
SELECT id, enabled, sealed FROM notify_webhook WHERE company = $1 ORDER BY id
)sql"};

const store::Query kEnabledHooks{"notify.enabled_webhooks", R"sql(
SELECT id FROM notify_webhook WHERE company = $1 AND enabled = 1 ORDER BY id
)sql"};

const store::Query kSaveHook{"notify.save_webhook", R"sql(
INSERT INTO notify_webhook (company, id, enabled, sealed) VALUES ($1, $2, $3, $4)
ON CONFLICT (company, id) DO UPDATE SET enabled = excluded.enabled, sealed = excluded.sealed
)sql"};

const store::Query kRemoveHook{"notify.remove_webhook", R"sql(
DELETE FROM notify_webhook WHERE company = $1 AND id = $2
)sql"};

const store::Query kSkipLane{"notify.skip_lane", R"sql(
UPDATE notify_delivery SET state = 'skipped', problem = 'webhook_removed'
WHERE company = $1 AND lane = $2 AND state = 'waiting'
)sql"};

}  // namespace

bool mail_enabled(store::Tx& tx, Id company) {
    return tx.one(kMailEnabled, [](const store::Row& row) { return row.i64(0) == 1; }, company).value_or(false);
}

Bytes sealed_mail(store::Tx& tx, Id company) {
    return tx.one(kMail, [](const store::Row& row) { return row.blob(0); }, company).value_or(Bytes{});
}

void save_sealed_mail(store::Tx& tx, Id company, bool enabled, const Bytes& sealed) {
    tx.exec(kSaveMail, company, enabled ? 1 : 0, sealed);
}

std::vector<Id> enabled_webhooks(store::Tx& tx, Id company) {
    return tx.all(kEnabledHooks, [](const store::Row& row) { return row.id(0); }, company);
}

std::vector<SealedHook> sealed_webhooks(store::Tx& tx, Id company) {
    const auto to_hook = [](const store::Row& row) { return SealedHook{row.id(0), row.i64(1) == 1, row.blob(2)}; };
    return tx.all(kHooks, to_hook, company);
}

void save_sealed_webhook(store::Tx& tx, Id company, const SealedHook& hook) {
    tx.exec(kSaveHook, company, hook.id, hook.enabled ? 1 : 0, hook.sealed);
}

Result<Done> remove_webhook(store::Tx& tx, Id company, Id id) {
    if (tx.exec(kRemoveHook, company, id) == 0) return refuse("not_found");
    tx.exec(kSkipLane, company, id);
    return Done{};
}

}  // namespace gx::notify
