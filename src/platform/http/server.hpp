/// The wall: sockets, TLS, HTTP/1.1, limits, streams. Only two or three .cpp files behind this header see Beast.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/call.hpp"

namespace gx::http {

/// One built web file, compressed at build time. `path` begins with '/'.
struct StaticFile {
    std::string_view path;
    std::string_view media_type;
    std::string_view etag;
    BytesView brotli;
    BytesView gzip;
    bool immutable = false;  ///< hashed name: cache for a year
};

struct ServerOptions {
    std::string listen = "127.0.0.1:8080";  ///< port 0 = any free one
    std::string tls_cert, tls_key;          ///< PEM files; both or none
    std::string ca_file, ca_fingerprint;    ///< of company_certificate: gives the page /certificate
    int io_threads = 0;                     ///< 0 = cores
    int workers = 4;                        ///< heavy calls at a time
    std::size_t connections_max = 10'000;
    std::size_t connections_per_address_max = 1'000;
    std::chrono::seconds header_timeout{10};
    std::chrono::seconds body_timeout{60};
    std::chrono::seconds idle_timeout{75};
    std::size_t header_bytes_max = 16 * 1024;
    std::span<const StaticFile> files;
    std::function<void(std::string_view line)> log;  ///< one line per request: id, route, status, micros; no personal data
};

class Server {
  public:
    /// Binds (first without SO_REUSEPORT, to find a second instance), then serves. Throws Broken with the reason;
    /// plain HTTP is refused off loopback.
    Server(const Router& router, ServerOptions options);
    ~Server();
    int port() const;
    /// No new connections, open requests finish (at most 10 s), streams end.
    void drain();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The built-in company CA: makes DIR/keys/ca.pem once and a server certificate for the names; returns file paths.
struct Certificate {
    std::string cert_file, key_file, ca_file;
    std::string ca_fingerprint;  ///< SHA-256, for the page with the QR
};
Certificate company_certificate(const std::string& dir, const std::vector<std::string>& names, Instant now);

}  // namespace gx::http
