#include "platform/http/asio.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "platform/base/check.hpp"
#include "platform/http/listener.hpp"
#include "platform/http/session.hpp"

namespace gx::http {
namespace {

namespace ssl = boost::asio::ssl;

class TlsSession final : public Session<ssl::stream<Socket>> {
  public:
    using Session::Session;
    void start() override {
        wire_.async_handshake(ssl::stream_base::server,
                              [this, self = shared_from_this()](boost::system::error_code error) {
                                  if (error) abort();
                                  else begin();
                              });
    }

  protected:
    void shut_down() override {
        wire_.async_shutdown([this, self = shared_from_this()](boost::system::error_code) {
            // Also where the client was still sending: what follows is read off without being decrypted.
            raw_ = true;
            boost::system::error_code ignored;
            wire_.next_layer().shutdown(Socket::shutdown_send, ignored);
            on_shut_down();
        });
    }
    void read_some(char* to, std::size_t room) override {
        if (!raw_) return Session::read_some(to, room);
        wire_.next_layer().async_read_some(boost::asio::buffer(to, room),
                                           [this, self = shared_from_this()](boost::system::error_code error, std::size_t count) {
                                               on_read(!error, count);
                                           });
    }

  private:
    bool raw_ = false;
};

/// HTTP/1.1 or nothing: a client that offers other protocols alone is refused.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* offered, unsigned offered_size,
                    void*) {
    constexpr unsigned char kHttp[] = "\x08http/1.1";
    unsigned char* chosen = nullptr;
    if (::SSL_select_next_proto(&chosen, size, kHttp, sizeof kHttp - 1, offered, offered_size) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace

std::shared_ptr<Connection> tls_connection(Shared& shared, const LoopFacts& loop, AcceptedSocket socket,
                                           std::string remote, bool loopback, ssl::context& context) {
    return std::make_shared<TlsSession>(shared, loop, std::move(remote), loopback, true, std::move(socket), context);
}

std::shared_ptr<ssl::context> tls_context(const std::string& cert_file, const std::string& key_file) {
    try {
        auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
        ::SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_3_VERSION);
        ::SSL_CTX_set_alpn_select_cb(context->native_handle(), &choose_protocol, nullptr);
        context->use_certificate_chain_file(cert_file);
        context->use_private_key_file(key_file, ssl::context::pem);
        if (::SSL_CTX_check_private_key(context->native_handle()) != 1) throw Broken("the key does not belong to it");
        return context;
    } catch (const std::exception& why) {
        throw Broken("the certificate " + cert_file + " with the key " + key_file + " cannot be used: " + why.what());
    }
}

}  // namespace gx::http
