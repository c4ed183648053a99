/// Rows of deliveries and settings, and what the files of this part share.
#pragma once

#include "platform/notify/notify.hpp"
#include "platform/outbox/bell.hpp"

namespace gx::notify {

/// Rung when a delivery was made; one for the process, because whoever tells does not know the sender.
outbox::Bell& bell();
void poke_everywhere(Id person);

struct Delivery {
    Id id;
    Id company;
    std::string channel;
    Id target;
    Id lane;
    Notice notice;  ///< key, params, link, urgency, object, level, at; no person
    std::int64_t tries = 0;
};

/// Lanes with something due; a lane that fails must not hold up another.
std::vector<Id> due_lanes(store::Tx& tx, Id company, Instant now, bool mail);
std::vector<Delivery> due_deliveries(store::Tx& tx, Id company, Id lane, Instant now, std::size_t limit);
/// Takes the row for one try until `lease_end`; false if another node took it.
bool claim(store::Tx& tx, const Delivery& delivery, Instant lease_end);
/// Ends the row that `claim` took: sent, dead or skipped.
void finish(store::Tx& tx, const Delivery& delivery, std::string_view state, Instant now, std::string_view problem);
void put_off(store::Tx& tx, const Delivery& delivery, Instant next_at, std::string_view problem);

bool mail_enabled(store::Tx& tx, Id company);
std::vector<Id> enabled_webhooks(store::Tx& tx, Id company);

/// Sealed settings as they lie in their tables; empty if there are none.
struct SealedHook {
    Id id;
    bool enabled = false;
    Bytes sealed;
};
Bytes sealed_mail(store::Tx& tx, Id company);
void save_sealed_mail(store::Tx& tx, Id company, bool enabled, const Bytes& sealed);
std::vector<SealedHook> sealed_webhooks(store::Tx& tx, Id company);
void save_sealed_webhook(store::Tx& tx, Id company, const SealedHook& hook);

}  // namespace gx::notify
