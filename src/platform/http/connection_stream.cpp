/// Server-sent events on a connection: durable notices by id, a comment line now and then, an end with the session.
#include "platform/http/connection.hpp"
#include "platform/notify/notify.hpp"

namespace gx::http {
namespace {

constexpr std::uint64_t kCommentTicks = 15 * kTicksPerSecond;

}  // namespace

void Connection::open_stream() {
    const auto open = [self = shared_from_this()] {
        std::shared_ptr<Router::StreamStart> stream;
        Response refusal;
        try {
            stream = std::make_shared<Router::StreamStart>(self->shared_.router.open_stream(self->request_));
            refusal = stream->refusal;
        } catch (const std::exception& broken) {
            const auto& services = self->shared_.router.services();
            services.log(std::string("event stream: ") + broken.what());
            refusal = problem(services.texts, Error{"unavailable", {}, {}}, Lang::zh, self->request_.id);
        }
        if (refusal.status != 200) return self->answered(std::move(refusal));
        self->post([self, stream] { self->start_stream(std::move(*stream)); });
    };
    if (shared_.blocking_reads) shared_.workers.run(open);
    else open();
}

void Connection::start_stream(Router::StreamStart stream) {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::streaming;
    deadline_ = 0;
    keep_alive_ = false;
    stream_.emplace(std::move(stream));
    Response response;
    response.content_type = "text/event-stream";
    response.headers.emplace_back("X-Accel-Buffering", "no");
    head_.clear();
    write_head(head_, response, {0, false, false, false, loop_.date, request_.id});
    head_ += "retry: 3000\n\n";
    stream_->ticket = shared_.router.services().hub.add(
        stream_->start.person, stream_->start.session, [weak = weak_from_this()] {
            const auto self = weak.lock();
            if (self) self->post([self] { self->wake_stream(); });
        });
    stream_->dirty = true;  // the first counts, and what was missed
    push(std::move(head_));
    read_more();
}

void Connection::push(std::string chunk) {
    head_ = std::move(chunk);
    stream_->writing = true;
    stream_->last_sent = loop_.ticks;
    set_deadline(shared_.options.body_timeout);
    write_all(head_, {});
}

void Connection::wake_stream() {
    if (phase_ != Phase::streaming) return;
    if (stream_->writing) {
        stream_->dirty = true;
        return;
    }
    stream_->dirty = false;
    stream_->writing = true;  // also while the events are looked up
    const auto look = [self = shared_from_this()] {
        auto chunk = std::make_shared<std::string>();
        auto last = self->stream_->start.last;
        try {
            // A busy stream has no quiet moment in which to notice that its session is over.
            const auto& router = self->shared_.router;
            if (router.still_open(self->stream_->start)) *chunk = router.next_events(self->stream_->start.person, last);
        } catch (const std::exception& broken) {
            self->shared_.router.services().log(std::string("event stream: ") + broken.what());
        }
        self->post([self, chunk, last] {
            if (self->phase_ != Phase::streaming) return;
            self->stream_->start.last = last;
            if (chunk->empty()) return self->close();  // the browser comes back and asks again
            self->push(std::move(*chunk));
        });
    };
    if (shared_.blocking_reads) shared_.workers.run(look);
    else look();
}

void Connection::stream_tick() {
    if (shared_.draining.load(std::memory_order_relaxed)) return close();
    if (stream_->writing || loop_.ticks - stream_->last_sent < kCommentTicks) return;
    stream_->writing = true;
    const auto look = [self = shared_from_this()] {
        bool open = false;
        try {
            open = self->shared_.router.still_open(self->stream_->start);
        } catch (const std::exception& broken) {
            self->shared_.router.services().log(std::string("event stream: ") + broken.what());
        }
        self->post([self, open] {
            if (self->phase_ != Phase::streaming) return;
            if (!open) return self->close();
            self->push(":\n\n");
        });
    };
    if (shared_.blocking_reads) shared_.workers.run(look);
    else look();
}

}  // namespace gx::http
