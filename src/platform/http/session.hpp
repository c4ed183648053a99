/// The socket under a connection, for plain TCP or TLS. Included by session_plain.cpp and session_tls.cpp only.
#pragma once

#include "platform/http/asio.hpp"

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "platform/http/connection.hpp"

namespace gx::http {

using Tcp = boost::asio::ip::tcp;
using Socket = boost::asio::basic_stream_socket<Tcp, boost::asio::io_context::executor_type>;

/// Adds the operations that both kinds of stream have.
template <class Wire>
class Session : public Connection {
  public:
    template <class... Rest>
    Session(Shared& shared, const LoopFacts& loop, std::string remote, bool loopback, bool tls, Socket socket, Rest&... rest)
        : Connection(shared, loop, std::move(remote), loopback, tls), context_(socket.get_executor()),
          wire_(std::move(socket), rest...) {}

    void abort() override {
        boost::system::error_code ignored;
        wire_.lowest_layer().close(ignored);
    }

  protected:
    void read_some(char* to, std::size_t room) override {
        wire_.async_read_some(boost::asio::buffer(to, room),
                                [this, self = this->shared_from_this()](boost::system::error_code error, std::size_t count) {
                                    on_read(!error, count);
                                });
    }
    void write_all(std::string_view head, std::string_view body) override {
        const std::array<boost::asio::const_buffer, 2> pieces{boost::asio::buffer(head.data(), head.size()),
                                                              boost::asio::buffer(body.data(), body.size())};
        boost::asio::async_write(wire_, pieces,
                                 [this, self = this->shared_from_this()](boost::system::error_code error, std::size_t) {
                                     on_written(!error);
                                 });
    }
    void post(std::function<void()> task) override { boost::asio::post(context_, std::move(task)); }

    boost::asio::io_context::executor_type context_;
    Wire wire_;
};

}  // namespace gx::http
