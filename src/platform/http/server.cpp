#include "platform/http/server.hpp"

#include "platform/http/asio.hpp"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <charconv>
#include <list>

#include "platform/base/check.hpp"
#include "platform/clock/clock.hpp"
#include "platform/http/listener.hpp"

namespace gx::http {
namespace {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
using Tcp = asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr int kBacklog = 4096;
constexpr auto kTick = std::chrono::milliseconds{1000 / kTicksPerSecond};
constexpr auto kDrainMax = std::chrono::seconds{10};

Tcp::endpoint endpoint_of(std::string_view listen) {
    const auto colon = listen.rfind(':');
    std::string host(listen.substr(0, colon == std::string_view::npos ? 0 : colon));
    if (host == "localhost") host = "127.0.0.1";
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto digits = colon == std::string_view::npos ? std::string_view() : listen.substr(colon + 1);
    unsigned port = 0;
    const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    boost::system::error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error || bad != std::errc{} || end != digits.data() + digits.size() || port > 65535) {
        throw Broken(fmt::format("--listen {}: write ADDRESS:PORT, for example 127.0.0.1:8080 or [::1]:8080", listen));
    }
    return {address, static_cast<unsigned short>(port)};
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(Instant at) {
    constexpr std::string_view kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto midnight = std::chrono::floor<std::chrono::days>(at);
    const Day day{midnight};
    const std::chrono::hh_mm_ss<std::chrono::seconds> time{std::chrono::floor<std::chrono::seconds>(at - midnight)};
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[std::chrono::weekday(midnight).c_encoding()],
                       static_cast<unsigned>(day.day()), kMonths[static_cast<unsigned>(day.month()) - 1],
                       static_cast<int>(day.year()), time.hours().count(), time.minutes().count(), time.seconds().count());
}

/// One I/O thread: its own context, acceptor, timer and connections, so that nothing needs a lock.
class Loop {
  public:
    Loop(Shared& shared, std::shared_ptr<asio::ssl::context> tls)
        : shared_(shared), tls_(std::move(tls)), acceptor_(context_.get_executor()), timer_(context_.get_executor()) {}

    void listen(const Tcp::endpoint& endpoint) {
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(asio::socket_base::reuse_address(true));
        acceptor_.set_option(ReusePort(true));
        acceptor_.bind(endpoint);
        acceptor_.listen(kBacklog);
    }
    unsigned short port() const { return acceptor_.local_endpoint().port(); }

    void start() {
        thread_ = std::thread([this] {
            facts_.thread = std::this_thread::get_id();
            facts_.date = http_date(shared_.router.services().clock.now());
            accept();
            tick();
            context_.run();
        });
    }
    void stop_accepting() {
        asio::post(context_, [this] {
            boost::system::error_code ignored;
            acceptor_.close(ignored);
        });
    }
    void stop() {
        asio::post(context_, [this] {
            for (const auto& weak : connections_) {
                if (const auto connection = weak.lock()) connection->abort();
            }
            timer_.cancel();
            context_.stop();
        });
        if (thread_.joinable()) thread_.join();
    }

  private:
    void accept() {
        acceptor_.async_accept([this](boost::system::error_code error, AcceptedSocket socket) {
            if (!acceptor_.is_open()) return;
            if (!error) welcome(std::move(socket));
            else if (error != asio::error::connection_aborted) ++accept_errors_;  // no descriptors left: the next tick tries again
            if (!error || error == asio::error::connection_aborted) accept();
        });
    }
    void welcome(AcceptedSocket socket) {
        boost::system::error_code error;
        const auto peer = socket.remote_endpoint(error);
        if (error) return;
        socket.set_option(Tcp::no_delay(true), error);
        auto address = peer.address();
        if (address.is_v6() && address.to_v6().is_v4_mapped()) {
            address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
        }
        std::string remote = address.to_string();
        if (!shared_.doors.enter(remote)) return;  // the socket closes: nothing better can be said for as little
        const auto connection =
            tls_ ? tls_connection(shared_, facts_, std::move(socket), std::move(remote), address.is_loopback(), *tls_)
                 : plain_connection(shared_, facts_, std::move(socket), std::move(remote), address.is_loopback());
        connections_.push_back(connection);
        connection->start();
    }
    void tick() {
        timer_.expires_after(kTick);
        timer_.async_wait([this](boost::system::error_code error) {
            if (error) return;
            ++facts_.ticks;
            if (facts_.ticks % kTicksPerSecond == 0) facts_.date = http_date(shared_.router.services().clock.now());
            for (auto at = connections_.begin(); at != connections_.end();) {
                const auto connection = at->lock();
                if (connection) connection->tick();
                at = connection ? std::next(at) : connections_.erase(at);
            }
            if (accept_errors_ > 0 && acceptor_.is_open()) {
                accept_errors_ = 0;
                accept();
            }
            tick();
        });
    }

    Shared& shared_;
    std::shared_ptr<asio::ssl::context> tls_;
    asio::io_context context_{1};
    Acceptor acceptor_;
    Timer timer_;
    LoopFacts facts_;
    std::list<std::weak_ptr<Connection>> connections_;
    int accept_errors_ = 0;
    std::thread thread_;
};

/// SO_REUSEPORT shares a port in silence with any other program of this user that asks for the same; so ask once
/// without it.
void find_second_instance(const Tcp::endpoint& endpoint, std::string_view listen) {
    asio::io_context context{1};
    Acceptor probe(context.get_executor());
    boost::system::error_code error;
    probe.open(endpoint.protocol(), error);
    if (!error) probe.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) probe.bind(endpoint, error);
    if (!error) probe.listen(1, error);
    if (error) throw Broken(fmt::format("cannot listen on {}: {}. Is another server running there?", listen, error.message()));
}

/// At most kDrainMax.
template <class Condition>
void wait_while(Condition&& condition) {
    asio::io_context context{1};
    Timer timer(context.get_executor());
    for (auto waited = std::chrono::milliseconds{0}; condition() && waited < kDrainMax; waited += kTick / 5) {
        timer.expires_after(kTick / 5);
        timer.wait();
    }
}

int threads_of(const ServerOptions& options) {
    if (options.io_threads > 0) return options.io_threads;
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace

struct Server::State {
    State(const Router& router, ServerOptions options) : shared(router, std::move(options)) {}
    Shared shared;
    std::vector<std::unique_ptr<Loop>> loops;
    int port = 0;
    bool stopped = false;
};

Server::Server(const Router& router, ServerOptions options) {
    const auto endpoint = endpoint_of(options.listen);
    std::shared_ptr<asio::ssl::context> tls;
    if (!options.tls_cert.empty()) tls = tls_context(options.tls_cert, options.tls_key);
    else if (!endpoint.address().is_loopback()) {
        throw Broken(fmt::format("plain HTTP on {} would send passwords in clear. Give --tls-cert and --tls-key, or listen "
                                 "on 127.0.0.1 behind a proxy that does TLS",
                                 options.listen));
    }
    find_second_instance(endpoint, options.listen);
    const int threads = threads_of(options);
    state_ = std::make_unique<State>(router, std::move(options));
    auto bound = endpoint;
    for (int i = 0; i < threads; ++i) {
        auto& loop = state_->loops.emplace_back(std::make_unique<Loop>(state_->shared, tls));
        loop->listen(bound);
        bound.port(loop->port());
    }
    state_->port = bound.port();
    for (auto& loop : state_->loops) loop->start();
}

Server::~Server() { drain(); }

int Server::port() const { return state_->port; }

void Server::drain() {
    if (state_ == nullptr || state_->stopped) return;
    State& state = *state_;
    state.stopped = true;
    for (auto& loop : state.loops) loop->stop_accepting();
    state.shared.draining = true;
    // Each tick of the loops closes what is idle; what is at work answers with "Connection: close".
    wait_while([&] { return state.shared.doors.open() > 0; });
    state.shared.workers.stop();
    for (auto& loop : state.loops) loop->stop();
    wait_while([&] { return state.shared.working.load(std::memory_order_acquire) > 0; });
    // A database that has not answered by now may still do so: what it would call must not go away before the process.
    if (state.shared.working.load(std::memory_order_acquire) > 0) (void)state_.release();
}

}  // namespace gx::http
