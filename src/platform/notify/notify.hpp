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
#include "platform/text/text.hpp"

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

/// Makes the notice (its id must be new) and, for emergencies, delivery rows: mail for the person, and each enabled
/// webhook once per event (object, key, at), however many persons are told. After the commit it wakes the senders
/// and the person's open streams of this process.
void tell(store::Tx& tx, const keys::Keyring& keys, const Notice& notice);
/// Newest first, older than `after` (Id{} = from the newest).
std::vector<Notice> notices(store::Tx& tx, Id company, Id person, Id after, std::size_t limit, bool unread_only = false);
/// Oldest first, newer than `last_seen`.
std::vector<Notice> notices_since(store::Tx& tx, Id company, Id person, Id last_seen, std::size_t limit);
inline constexpr std::int64_t kUnreadMost = 1000;
std::int64_t unread(store::Tx& tx, Id company, Id person);  ///< counted up to kUnreadMost
/// Refusal not_found; reading twice keeps the first time.
Result<Done> mark_read(store::Tx& tx, Id company, Id person, Id notice, Instant now);
void mark_all_read(store::Tx& tx, Id company, Id person, Instant now);

/// The sentence of a notice. `params` is a JSON object; numbers become text, a value "@key" is replaced by the
/// sentence of that key, an RFC 3339 time is shown as the company's local time.
std::string sentence(const text::Catalogue& texts, Lang lang, std::string_view key, std::string_view params);

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
/// An empty password with an unchanged login keeps the stored one (pages never get it back). Refusals
/// input_invalid with notify_host_wrong, notify_port_wrong, notify_security_wrong, notify_plain_mail_not_local,
/// notify_address_wrong, notify_login_wrong.
Result<Done> save_mail_settings(store::Tx& tx, const keys::Keyring& keys, const MailSettings& settings);
std::vector<WebhookSettings> webhooks(store::Tx& tx, const keys::Keyring& keys);
/// Inserts or changes; an empty secret keeps the stored one. Only https, or http to this machine. Refusals
/// input_invalid with notify_name_wrong, notify_url_wrong, notify_url_not_https, notify_secret_short.
Result<Done> save_webhook(store::Tx& tx, const keys::Keyring& keys, const WebhookSettings& hook);
Result<Done> remove_webhook(store::Tx& tx, Id company, Id id);  ///< not_found; waiting deliveries are skipped

/// A delivery that was given up, for the administrator. No addresses.
struct DeadLetter {
    Id id;
    std::string channel;  ///< "mail", "webhook"
    Id target;            ///< person or webhook
    std::string key;
    std::string link;
    Instant at;
    std::int64_t tries = 0;
    std::string problem;
};
std::vector<DeadLetter> dead_letters(store::Tx& tx, Id company, std::size_t limit);  ///< oldest first
Result<Done> send_again(store::Tx& tx, Id company, Id delivery, Instant now);        ///< not_found

/// Base64 of HMAC-SHA256(secret, timestamp "." body), sent as X-Guixing-Signature with X-Guixing-Timestamp.
std::string webhook_signature(std::string_view secret, std::string_view timestamp, std::string_view body);

/// Sends delivery rows with libcurl on its own threads, one for mail and one for webhooks; a failure is tried again
/// after 10 s, 30 s, 2 min, 10 min, 1 h, then it is a dead letter. Of an event above ordinary level only the fact
/// that there is something leaves the program.
class Sender {
  public:
    /// `say` makes the sentence of a notice in a language (notify::sentence).
    struct Needs {
        std::function<Instant()> now;
        std::function<std::string(Lang, std::string_view key, std::string_view params)> say;
        std::string public_url;        ///< "https://gx.example.com", before the links
        std::string ca_file = {};      ///< certificates to trust instead of the machine's; for a company's own CA
        std::function<void(const std::string&)> complain = {};  ///< a line for the log when a send fails
    };
    Sender(store::Db& db, const keys::Keyring& keys, Needs needs);
    ~Sender();
    void start();
    void stop();
    void wake();
    std::size_t send_due();  ///< on this thread, for tests; number of deliveries that arrived

  private:
    struct State;
    std::shared_ptr<State> state_;
};

/// Open event streams of this process, per person. The wall registers a sender, `poke` makes it look for news.
/// A poke runs on the committing thread, must be quick, and may still come while its stream is being removed.
class Hub {
  public:
    Hub();
    ~Hub();
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;
    using Poke = std::function<void()>;
    std::uint64_t add(Id person, Id session, Poke poke);
    void remove(std::uint64_t ticket);
    void poke(Id person);
    void poke_all();
    /// Who has a page open now, each once.
    std::vector<Id> listeners() const;
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
