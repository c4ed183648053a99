#include "platform/http/server_shared.hpp"

#include <fmt/format.h>

#include "platform/crypto/crypto.hpp"

namespace gx::http {

Workers::Workers(int count) {
    for (int i = 0; i < count; ++i) threads_.emplace_back([this] { work(); });
}

void Workers::run(std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return;
        queue_.push_back(std::move(task));
    }
    wake_.notify_one();
}

void Workers::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        auto task = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        task();
        task = nullptr;  // what it holds ends outside the lock
        lock.lock();
    }
}

void Workers::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

bool Doors::enter(const std::string& address) {
    const std::lock_guard lock(mutex_);
    if (open() >= max_ || addresses_[address] >= per_address_) return false;
    ++addresses_[address];
    open_.fetch_add(1, std::memory_order_relaxed);
    return true;
}

void Doors::leave(const std::string& address) {
    const std::lock_guard lock(mutex_);
    const auto at = addresses_.find(address);
    if (--at->second == 0) addresses_.erase(at);
    open_.fetch_sub(1, std::memory_order_relaxed);
}

Shared::Shared(const Router& the_router, ServerOptions the_options)
    : router(the_router), options(std::move(the_options)), files(options.files),
      certificate(options.ca_file, options.ca_fingerprint),
      blocking_reads(router.services().db.engine() == store::Engine::postgres),
      workers(blocking_reads ? std::max(options.workers, 8) : options.workers),
      doors(options.connections_max, options.connections_per_address_max), id_prefix(to_hex(crypto::random_bytes(4))) {}

std::string Shared::next_request_id() {
    return fmt::format("{}-{:06}", id_prefix, requests.fetch_add(1, std::memory_order_relaxed) + 1);
}

}  // namespace gx::http
