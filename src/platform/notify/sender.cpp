#include <algorithm>
#include <array>
#include <thread>

#include "platform/base/check.hpp"
#include "platform/notify/outgoing.hpp"
#include "platform/notify/transport.hpp"
#include "platform/org/people.hpp"

namespace gx::notify {
namespace {

using namespace std::chrono_literals;

constexpr std::array<Duration, 5> kWaits = {10s, 30s, 2min, 10min, 1h};
constexpr Duration kLease = 2min;  ///< longer than the longest try; after a crash the row is tried again
constexpr std::size_t kRead = 50;
constexpr Duration kLongestSleep = 1s;

/// Settings and addresses as read just before the try.
struct Route {
    MailSettings mail;
    std::string address;
    std::optional<WebhookSettings> hook;
};

}  // namespace

struct Sender::State {
    store::Db& db;
    const keys::Keyring& keys;
    Needs needs;
    std::array<std::mutex, 2> sending{};  ///< for mail and webhooks: a thread and a caller of send_due() take turns
    std::mutex mutex{};
    bool stopping = false;
    std::vector<std::thread> threads{};

    bool stops() {
        const std::lock_guard lock(mutex);
        return stopping;
    }
    template <class F>
    void write(F&& f) {
        (void)db.write([&](store::Tx& tx) -> Result<Done> {
            f(tx);
            return Done{};
        });
    }
    std::size_t send_all(bool mail);
    void run(bool mail);

  private:
    Route route_of(const Delivery& delivery);
    Sent send(const Delivery& delivery, const Route& route);
    bool send_one(const Delivery& delivery, bool& reached);
    void settle(const Delivery& delivery, const Sent& sent);
};

Route Sender::State::route_of(const Delivery& delivery) {
    return db.read([&](store::Tx& tx) {
        Route out;
        if (delivery.channel == "mail") {
            out.mail = mail_settings(tx, keys);
            out.address = org::mail_of(tx, keys, delivery.target);
            return out;
        }
        for (auto& hook : webhooks(tx, keys)) {
            if (hook.id == delivery.target && hook.enabled) out.hook = std::move(hook);
        }
        return out;
    });
}

Sent Sender::State::send(const Delivery& delivery, const Route& route) {
    const Outgoing event = outgoing(delivery, needs);
    if (delivery.channel == "mail") {
        const Letter mail = letter(event, needs, route.mail.from, route.address);
        return send_mail(route.mail, needs.ca_file, route.address, to_mime(mail));
    }
    const std::string body = webhook_body(event);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(needs.now()).time_since_epoch().count();
    const std::string timestamp = std::to_string(seconds);
    return post_json(route.hook->url, needs.ca_file, body,
                     {{"X-Guixing-Timestamp", timestamp},
                      {"X-Guixing-Signature", webhook_signature(route.hook->secret, timestamp, body)},
                      {"X-Guixing-Delivery", event.id}});
}

void Sender::State::settle(const Delivery& delivery, const Sent& sent) {
    const Instant now = needs.now();
    const auto tries = static_cast<std::size_t>(delivery.tries);
    write([&](store::Tx& tx) {
        if (sent.arrived) {
            finish(tx, delivery, "sent", now, "");
        } else if (tries >= kWaits.size()) {
            finish(tx, delivery, "dead", now, sent.problem);
        } else {
            put_off(tx, delivery, now + kWaits[tries], sent.problem);
        }
    });
    if (!sent.arrived && needs.complain) {
        needs.complain(delivery.channel + " " + to_string(delivery.id) + ": " + sent.problem);
    }
}

bool Sender::State::send_one(const Delivery& delivery, bool& reached) {
    bool mine = false;
    write([&](store::Tx& tx) { mine = claim(tx, delivery, needs.now() + kLease); });
    if (!mine) return false;
    const Route route = route_of(delivery);
    const bool mail = delivery.channel == "mail";
    const std::string_view missing = mail && !route.mail.enabled     ? "mail_off"
                                     : mail && route.address.empty() ? "no_address"
                                     : !mail && !route.hook          ? "webhook_off"
                                                                     : "";
    if (!missing.empty()) {
        write([&](store::Tx& tx) { finish(tx, delivery, "skipped", needs.now(), missing); });
        return false;
    }
    const Sent sent = send(delivery, route);
    settle(delivery, sent);
    reached = sent.arrived || sent.reached;
    return sent.arrived;
}

std::size_t Sender::State::send_all(bool mail) {
    const std::lock_guard lock(sending[mail ? 0 : 1]);
    const Instant now = needs.now();
    const Id company = keys.company();
    std::size_t arrived = 0;
    for (const Id lane : db.read([&](store::Tx& tx) { return due_lanes(tx, company, now, mail); })) {
        // A server that cannot be reached would cost a timeout for each letter: the rest of the lane waits.
        for (bool reached = true; reached && !stops();) {
            const auto rows = db.read([&](store::Tx& tx) { return due_deliveries(tx, company, lane, now, kRead); });
            if (rows.empty()) break;
            for (std::size_t i = 0; i < rows.size() && reached && !stops(); ++i) {
                if (send_one(rows[i], reached)) ++arrived;
            }
        }
    }
    return arrived;
}

void Sender::State::run(bool mail) {
    std::uint64_t heard = bell().rings();
    while (!stops()) {
        try {
            send_all(mail);
        } catch (const std::exception& why) {
            if (needs.complain) needs.complain(std::string("notify: ") + why.what());
        }
        if (!stops()) bell().wait(heard, kLongestSleep);
    }
}

Sender::Sender(store::Db& db, const keys::Keyring& keys, Needs needs)
    : state_(new State{db, keys, std::move(needs)}) {}

Sender::~Sender() { stop(); }

void Sender::start() {
    if (!state_->threads.empty()) return;
    state_->stopping = false;
    for (const bool mail : {true, false}) {
        state_->threads.emplace_back([state = state_, mail] { state->run(mail); });
    }
}

void Sender::stop() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    bell().ring();
    for (auto& thread : state_->threads) thread.join();
    state_->threads.clear();
}

void Sender::wake() { bell().ring(); }

std::size_t Sender::send_due() {
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->threads.empty()) state_->stopping = false;
    }
    return state_->send_all(true) + state_->send_all(false);
}

}  // namespace gx::notify
