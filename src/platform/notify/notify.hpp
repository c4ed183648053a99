/// Telling people: durable notices in the program (with SSE), mail and signed webhooks with retries. Outside the
/// program goes nothing above ordinary level and no personal data: number, kind of event, link.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/keys/keys.hpp"
#include "platform/store/db.hpp"

namespace gx::notify {

enum class Urgency : std::uint8_t { ordinary, emergency };

struct Notice {
    Id id;
    Id company;
    Id person;
    std::string key;      ///< message key of the sentence
    std::string params;   ///< JSON object for the sentence; codes, numbers, times, no personal data
    std::string link;     ///< "/incidents/123"
    Urgency urgency = Urgency::ordinary;
    std::string object_type;
    Id object;
    std::uint8_t level = 4;
    Instant at;
    std::optional<Instant> read_at;
};

/// Makes the notice and, for emergencies, one delivery row per channel (mail, webhook). In a transaction.
void tell(store::Tx& tx, const keys::Keyring& keys, const Notice& notice);
std::vector<Notice> notices(store::Tx& tx, Id company, Id person, Id after, std::size_t limit);  ///< newest first
std::vector<Notice> notices_since(store::Tx& tx, Id company, Id person, Id last_seen, std::size_t limit);
std::int64_t unread(store::Tx& tx, Id company, Id person);
Result<Done> mark_read(store::Tx& tx, Id company, Id person, Id notice, Instant now);

struct MailSettings {
    bool enabled = false;
    std::string host;
    int port = 25;
    std::string security = "none";  ///< none (loopback only), starttls, tls
    std::string login, password, from;
};
struct WebhookSettings {
    Id id;
    std::string name;
    std::string url;
    std::string secret;
    bool enabled = true;
};
MailSettings mail_settings(store::Tx& tx, const keys::Keyring& keys);
Result<Done> save_mail_settings(store::Tx& tx, const keys::Keyring& keys, const MailSettings& settings);
std::vector<WebhookSettings> webhooks(store::Tx& tx, const keys::Keyring& keys);
Result<Done> save_webhook(store::Tx& tx, const keys::Keyring& keys, const WebhookSettings& hook);
Result<Done> remove_webhook(store::Tx& tx, Id company, Id id);

/// Base64 of HMAC-SHA256(secret, timestamp "." body), sent as X-Guixing-Signature with X-Guixing-Timestamp.
std::string webhook_signature(std::string_view secret, std::string_view timestamp, std::string_view body);

/// Sends delivery rows with libcurl on its own thread; retries 10 s, 30 s, 2 min, 10 min, 1 h, then dead letter.
class Sender {
  public:
    /// `say` makes the sentence of a notice in a language (text::Catalogue), `address` finds a person's mail.
    struct Needs {
        std::function<Instant()> now;
        std::function<std::string(Lang, std::string_view key, std::string_view params)> say;
        std::string public_url;
    };
    Sender(store::Db& db, const keys::Keyring& keys, Needs needs);
    ~Sender();
    void start();
    void stop();
    void wake();
    std::size_t send_due();  ///< on this thread, for tests

  private:
    struct State;
    std::shared_ptr<State> state_;
};

/// Open event streams of this process, per person. The wall registers a sender, `poke` makes it look for news.
class Hub {
  public:
    using Poke = std::function<void()>;
    std::uint64_t add(Id person, Id session, Poke poke);
    void remove(std::uint64_t ticket);
    void poke(Id person);
    void poke_all();
    std::size_t size() const;

  private:
    struct Stream {
        Id person, session;
        Poke poke;
    };
    mutable std::mutex mutex_;
    std::uint64_t next_ = 1;
    std::map<std::uint64_t, Stream> streams_;
};

}  // namespace gx::notify
