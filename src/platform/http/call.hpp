/// What a handler gets and gives. Nothing here knows Beast.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/org/actor.hpp"
#include "platform/store/db.hpp"
#include "platform/trail/trail.hpp"

namespace gx {
namespace clock { class Clock; class SystemClock; }
namespace calendar { class Book; }
namespace keys { class Keyring; }
namespace org { class Sessions; }
namespace flow { class Registry; }
namespace files { class Store; }
namespace notify { class Hub; }
namespace text { class Catalogue; }
}  // namespace gx

namespace gx::http {

enum class Method : std::uint8_t { get, post, put, patch, remove };

/// One request as the wall read it. Views live as long as the request.
struct Request {
    Method method = Method::get;
    std::string_view path;   ///< without query, percent-decoding done per segment by the router
    std::string_view query;
    std::string_view body;
    std::vector<std::pair<std::string_view, std::string_view>> headers;  ///< names in lower case
    std::string id;          ///< request id, for log, trail and errors
    std::string remote;      ///< peer address
    bool loopback = false;
    bool tls = false;

    std::string_view header(std::string_view lower_name) const;
    std::string_view cookie(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string_view operation{};  ///< of the route that answered, for the log
};

class Router;

/// One line to the process's error output, for the program's operators; never personal data.
void log_line(std::string_view line);

/// Everything a use case may need beside its transaction; made once by the app, const afterwards.
struct Services {
    Id company;
    store::Db& db;
    const clock::Clock& clock;
    const keys::Keyring& keys;
    trail::Trail& trail;
    org::Sessions& sessions;
    const flow::Registry& flows;
    files::Store& files;
    notify::Hub& hub;
    const text::Catalogue& texts;
    const calendar::Book& calendar;  ///< working days and terms: calendar.at(tx, company)
    clock::SystemClock* system_clock = nullptr;  ///< null under a test's clock
    const void* program = nullptr;               ///< app-only data (clause catalogue, version)
    std::function<void(std::string_view)> log = log_line;
};

/// `Idempotency-Key` of a create, as kept beside the record: 16 bytes over person and key, 16 over the body.
struct Idempotency {
    Bytes key;
    Bytes body;
};

/// The call of one route. Kinds read and write have `tx`; kind heavy has none and uses services.db itself.
class Call {
  public:
    Call(const Services& the_services, const org::Actor& the_actor, const Request& the_request, Instant at)
        : services(the_services), actor(the_actor), request(the_request), now(at) {}

    const Services& services;
    const org::Actor& actor;
    const Request& request;
    const Instant now;
    store::Tx* tx_or_null = nullptr;
    std::vector<std::pair<std::string, std::string>> params;  ///< {id} of the path, decoded
    std::shared_ptr<const void> input;  ///< the route's Input, read before the transaction

    store::Tx& tx() const;                              ///< GX_CHECKs that there is one
    Result<Id> id(std::string_view name = "id") const;  ///< path parameter; not_found if it is no id
    std::string_view param(std::string_view name) const;
    /// Present on routes with .create (the router refuses a call without the header).
    const Idempotency& idempotency() const;
    /// The rev of If-Match; present on routes with .if_match.
    std::int64_t expected_rev() const;
    Lang lang() const { return actor.lang; }

    /// For the trail: which object this read showed. Each read route with .trace calls it per object or list.
    void saw(std::string_view object_type, Id object, const labels::Label& label);
    /// Writes the act's trail entry with actor, post, request and route clause filled in. In a heavy route, which
    /// has no transaction, in a write of its own; there a use case that has a transaction passes it.
    void record(std::string action, std::string_view object_type, Id object, const labels::Label& label,
                std::string note = {}, std::string content = {});
    void record(store::Tx& tx, std::string action, std::string_view object_type, Id object,
                const labels::Label& label, std::string note = {}, std::string content = {});
    /// Says that a use case left the route's own entry by itself (needed in heavy routes only).
    void traced() { recorded_ = true; }
    /// For creates that found their key: 201 again, with the first record. Also sets Idempotency-Replayed.
    void replayed() { replayed_ = true; }
    void set_etag(std::int64_t rev) { etag_ = rev; }
    void add_header(std::string name, std::string value) { headers_.emplace_back(std::move(name), std::move(value)); }

    struct Seen {
        std::string object_type;
        Id object;
        labels::Label label;
    };
    std::vector<Seen> seen;
    std::optional<Idempotency> idempotency_;
    std::optional<std::int64_t> expected_rev_;
    std::optional<std::int64_t> etag_;
    bool replayed_ = false;
    bool recorded_ = false;  ///< the route's own action stands in the trail
    std::vector<std::pair<std::string, std::string>> headers_;
    const struct Route* route = nullptr;
};

/// A handler's answer that is not JSON.
struct File {
    std::string media_type;
    std::string name;  ///< download name, UTF-8; empty = inline
    Bytes content;
};

}  // namespace gx::http
