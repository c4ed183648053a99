/// Makes connections of accepted sockets; the two kinds live in files of their own, because their code is large.
#pragma once

#include "platform/http/asio.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "platform/http/connection.hpp"

namespace boost::asio::ssl {
class context;
}

namespace gx::http {

using AcceptedSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

std::shared_ptr<Connection> plain_connection(Shared& shared, const LoopFacts& loop, AcceptedSocket socket,
                                             std::string remote, bool loopback);
std::shared_ptr<Connection> tls_connection(Shared& shared, const LoopFacts& loop, AcceptedSocket socket,
                                           std::string remote, bool loopback, boost::asio::ssl::context& context);

/// TLS 1.3 alone, HTTP/1.1 by ALPN. Throws Broken if the files do not fit together.
std::shared_ptr<boost::asio::ssl::context> tls_context(const std::string& cert_file, const std::string& key_file);

}  // namespace gx::http
