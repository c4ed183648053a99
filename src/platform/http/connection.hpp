/// One client's connection: reads requests, hands them to the router, writes answers, carries an event stream.
/// All of it runs on the connection's own I/O thread; the socket itself is behind the virtual functions, so that
/// this is compiled once for plain TCP and TLS.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "platform/http/server_shared.hpp"
#include "platform/http/wire.hpp"
#include "platform/text/text.hpp"

namespace gx::http {

/// What a connection knows of its I/O thread.
struct LoopFacts {
    std::uint64_t ticks = 0;  ///< quarters of a second since the thread began
    std::string date;
    std::thread::id thread;
};
inline constexpr std::uint64_t kTicksPerSecond = 4;

class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(Shared& shared, const LoopFacts& loop, std::string remote, bool loopback, bool tls);
    virtual ~Connection();

    virtual void start() = 0;
    /// Four times a second.
    void tick();
    /// The thread ends: no more callbacks.
    virtual void abort() = 0;

  protected:
    virtual void read_some(char* to, std::size_t room) = 0;  ///< then on_read
    virtual void write_all(std::string_view head, std::string_view body) = 0;  ///< then on_written
    virtual void shut_down() = 0;  ///< no more bytes from us; then on_shut_down
    virtual void post(std::function<void()> task) = 0;  ///< from any thread

    void begin();  ///< the first request may come
    void on_read(bool good, std::size_t count);
    void on_written(bool good);
    void on_shut_down();
    void set_deadline(std::chrono::seconds from_now);

    Shared& shared_;
    const LoopFacts& loop_;

  private:
    enum class Phase : std::uint8_t { handshake, idle, head, body, working, writing, streaming, lingering, closed };

    void read_more();
    void parse();
    bool parse_head();
    void parse_body();
    void refuse_wire(std::string_view key, text::Params params = {});
    void serve();
    void answered(Response response);
    void send(const Response& response, BytesView body, bool page);
    void finish_writing();
    void close();

    void open_stream();
    void start_stream(Router::StreamStart stream);
    void wake_stream();
    void push(std::string chunk);
    void stream_tick();

    Phase phase_ = Phase::handshake;
    std::uint64_t deadline_ = 0;  ///< tick; 0 = none
    std::vector<char> in_;
    std::size_t filled_ = 0;
    std::optional<WireReader> reader_;
    Request request_;
    std::string head_;
    Response response_;
    std::int64_t started_ = 0;
    bool keep_alive_ = true;
    bool reading_ = false;
    std::size_t lingered_ = 0;

    struct Stream {
        explicit Stream(Router::StreamStart from) : start(std::move(from)) {}
        Router::StreamStart start;
        std::uint64_t ticket = 0;
        std::uint64_t last_sent = 0;  ///< tick
        bool writing = false;
        bool dirty = false;
    };
    std::optional<Stream> stream_;
};

}  // namespace gx::http
