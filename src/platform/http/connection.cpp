#include "platform/http/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <fmt/format.h>

#include "platform/http/metrics.hpp"
#include "platform/notify/notify.hpp"

namespace gx::http {
namespace {

namespace bh = boost::beast::http;

constexpr std::size_t kSmallBuffer = 4 * 1024;
constexpr std::size_t kLargeBuffer = 64 * 1024;
constexpr std::size_t kSlowestBytesPerSecond = 16 * 1024;
constexpr std::chrono::seconds kLinger{2};
constexpr std::size_t kLingerBytes = 4 * 1024 * 1024;

std::chrono::seconds time_for(std::size_t bytes) {
    return std::chrono::seconds{static_cast<std::int64_t>(bytes / kSlowestBytesPerSecond)};
}

bool is_data(std::string_view path) {
    return path.starts_with("/api/") || path == "/api" || path == "/healthz" || path == "/metrics";
}

}  // namespace

Connection::Connection(Shared& shared, const LoopFacts& loop, std::string remote, bool loopback, bool tls)
    : shared_(shared), loop_(loop), in_(kSmallBuffer) {
    request_.remote = std::move(remote);
    request_.loopback = loopback;
    request_.tls = tls;
    set_deadline(shared_.options.header_timeout);
}

Connection::~Connection() {
    if (stream_ && stream_->ticket != 0) shared_.router.services().hub.remove(stream_->ticket);
    shared_.doors.leave(request_.remote);
}

void Connection::set_deadline(std::chrono::seconds from_now) {
    deadline_ = loop_.ticks + static_cast<std::uint64_t>(from_now.count()) * kTicksPerSecond + 1;
}

void Connection::tick() {
    if (phase_ == Phase::streaming) stream_tick();
    if (shared_.draining.load(std::memory_order_relaxed) && phase_ == Phase::idle && filled_ == 0) return close();
    if (deadline_ == 0 || loop_.ticks < deadline_) return;
    if (phase_ == Phase::head || phase_ == Phase::body) refuse_wire("request_too_slow");
    else close();
}

void Connection::begin() {
    phase_ = Phase::idle;
    set_deadline(shared_.options.header_timeout);
    reader_.emplace(shared_.options.header_bytes_max);
    read_more();
}

void Connection::read_more() {
    if (reading_) return;
    const std::size_t wanted = phase_ == Phase::body ? kLargeBuffer : kSmallBuffer;
    if (in_.size() - filled_ < kSmallBuffer / 2 || in_.size() < wanted) in_.resize(std::max(in_.size(), filled_ + wanted));
    reading_ = true;
    read_some(in_.data() + filled_, in_.size() - filled_);
}

void Connection::on_read(bool good, std::size_t count) {
    reading_ = false;
    if (phase_ == Phase::closed) return;
    if (!good) return close();
    if (phase_ == Phase::streaming) return read_more();  // a client that still talks is not listened to
    if (phase_ == Phase::working || phase_ == Phase::writing) return;  // it came after it was given up as too slow
    if (phase_ == Phase::lingering) {
        lingered_ += count;
        if (lingered_ > kLingerBytes) return close();
        return read_more();
    }
    filled_ += count;
    if (phase_ == Phase::idle) {
        phase_ = Phase::head;
        set_deadline(shared_.options.header_timeout);
    }
    parse();
}

void Connection::parse() {
    if (phase_ == Phase::head && !parse_head()) return;
    parse_body();
}

/// True once the head is there and the body may come.
bool Connection::parse_head() {
    boost::beast::error_code error;
    const std::size_t used = reader_->put(boost::asio::buffer(in_.data(), filled_), error);
    std::copy(in_.begin() + static_cast<std::ptrdiff_t>(used), in_.begin() + static_cast<std::ptrdiff_t>(filled_), in_.begin());
    filled_ -= used;
    if (error == bh::error::need_more && !reader_->is_header_done()) {
        read_more();
        return false;
    }
    if (error == bh::error::header_limit) return refuse_wire("headers_too_large"), false;
    if (error && error != bh::error::need_more) return refuse_wire("request_malformed"), false;
    if (reader_->verdict() == 405) return refuse_wire("method_not_allowed"), false;
    if (reader_->verdict() != 0) return refuse_wire("request_malformed"), false;
    reader_->fill(request_);
    keep_alive_ = reader_->keep_alive() && !shared_.draining.load(std::memory_order_relaxed);
    if (reader_->is_done()) return true;

    const std::size_t max = shared_.router.body_max(request_.method, request_.path);
    const auto length = reader_->content_length();
    if (length && *length > max) return refuse_wire("body_too_large", {{"max", std::to_string(max)}}), false;
    reader_->set_body_max(max);
    reader_->eager(true);
    phase_ = Phase::body;
    set_deadline(shared_.options.body_timeout + time_for(static_cast<std::size_t>(length.value_or(max))));
    if (reader_->expects_continue() && reader_->http_1_1() && filled_ == 0) {
        write_all("HTTP/1.1 100 Continue\r\n\r\n", {});
        return false;  // on_written goes on
    }
    return true;
}

void Connection::parse_body() {
    while (!reader_->is_done()) {
        boost::beast::error_code error;
        const std::size_t used = reader_->put(boost::asio::buffer(in_.data(), filled_), error);
        std::copy(in_.begin() + static_cast<std::ptrdiff_t>(used), in_.begin() + static_cast<std::ptrdiff_t>(filled_), in_.begin());
        filled_ -= used;
        if (error == bh::error::body_limit) {
            const std::size_t max = shared_.router.body_max(request_.method, request_.path);
            return refuse_wire("body_too_large", {{"max", std::to_string(max)}});
        }
        if (error && error != bh::error::need_more) return refuse_wire("request_malformed");
        if (reader_->is_done()) break;
        if (used == 0 || filled_ == 0) return read_more();
    }
    reader_->fill(request_);
    serve();
}

/// What goes wrong before there is a request. The connection ends, because the rest of the input means nothing.
void Connection::refuse_wire(std::string_view key, text::Params params) {
    keep_alive_ = false;
    if (request_.id.empty()) request_.id = shared_.next_request_id();
    started_ = steady_micros();
    const Lang lang = language(request_.header("accept-language"));
    phase_ = Phase::working;
    answered(problem(shared_.router.services().texts, Error{std::string(key), std::move(params), {}}, lang, request_.id));
}

void Connection::serve() {
    phase_ = Phase::working;
    deadline_ = 0;
    started_ = steady_micros();
    request_.id = shared_.next_request_id();
    if (request_.method == Method::get) {
        if (request_.path == "/api/events") return open_stream();
        if (!is_data(request_.path)) {
            if (auto page = shared_.certificate.find(request_, shared_.router.services().texts)) {
                response_ = std::move(*page);
                return send(response_, as_bytes(response_.body), true);
            }
            if (auto page = shared_.files.find(request_)) {
                response_ = std::move(page->response);
                const BytesView body = page->body.empty() ? as_bytes(response_.body) : page->body;
                return send(response_, body, true);
            }
        }
    }
    shared_.working.fetch_add(1, std::memory_order_relaxed);
    shared_.router.handle(
        request_, [this](std::function<void()> task) { shared_.workers.run(std::move(task)); },
        [self = shared_from_this()](Response response) {
            self->answered(std::move(response));
            self->shared_.working.fetch_sub(1, std::memory_order_release);
        });
}

void Connection::answered(Response response) {
    if (std::this_thread::get_id() != loop_.thread) {
        post([self = shared_from_this(), moved = std::make_shared<Response>(std::move(response))] {
            self->answered(std::move(*moved));
        });
        return;
    }
    if (phase_ == Phase::closed) return;
    response_ = std::move(response);
    send(response_, as_bytes(response_.body), false);
}

void Connection::send(const Response& response, BytesView body, bool page) {
    const bool head_only = reader_ && reader_->head();
    head_.clear();
    write_head(head_, response,
               {body.size(), true, keep_alive_, page, loop_.date, request_.id});
    phase_ = Phase::writing;
    set_deadline(shared_.options.body_timeout + time_for(body.size()));
    if (shared_.options.log) {
        shared_.options.log(fmt::format("{} {} {} {}", request_.id, response.operation.empty() ? "-" : response.operation,
                                        response.status, steady_micros() - started_));
    }
    const bool bodiless = head_only || response.status == 204 || response.status == 304;
    write_all(head_, bodiless ? std::string_view() : as_text(body));
}

void Connection::on_written(bool good) {
    if (phase_ == Phase::closed) return;
    if (!good) return close();
    if (phase_ == Phase::body) return parse_body();  // 100 Continue has gone out
    if (phase_ == Phase::streaming) {
        stream_->writing = false;
        deadline_ = 0;
        if (stream_->dirty) wake_stream();
        return;
    }
    finish_writing();
}

void Connection::finish_writing() {
    response_ = {};
    if (!keep_alive_) {
        // Closing with unread input would reset the connection, and the client might never see the answer.
        phase_ = Phase::lingering;
        set_deadline(kLinger);
        return shut_down();
    }
    if (in_.size() > kLargeBuffer / 2 && filled_ < kSmallBuffer / 2) {
        in_.resize(kSmallBuffer);
        in_.shrink_to_fit();
    }
    request_.id.clear();
    reader_.emplace(shared_.options.header_bytes_max);
    phase_ = filled_ > 0 ? Phase::head : Phase::idle;
    set_deadline(filled_ > 0 ? shared_.options.header_timeout : shared_.options.idle_timeout);
    if (filled_ > 0) parse();
    else read_more();
}

void Connection::on_shut_down() {
    if (phase_ == Phase::lingering) read_more();
}

void Connection::close() {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    if (stream_ && stream_->ticket != 0) {
        shared_.router.services().hub.remove(stream_->ticket);
        stream_->ticket = 0;
    }
    abort();
}

}  // namespace gx::http
