#include "platform/outbox/batch.hpp"

#include <algorithm>
#include <latch>

#include "platform/text/text.hpp"

namespace gx::outbox {

std::size_t batch_size(const store::Db& db) { return db.engine() == store::Engine::sqlite ? 64 : 1; }

bool unavailable(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const Unavailable&) {
        return true;
    } catch (...) {
        return false;
    }
}

std::vector<std::exception_ptr> run_all(store::Db& db, const std::vector<std::function<void(store::Tx&)>>& jobs) {
    std::vector<std::exception_ptr> errors(jobs.size());
    std::latch open(static_cast<std::ptrdiff_t>(jobs.size()));
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        db.post({[&jobs, i](store::Tx& tx) { return jobs[i](tx), true; },
                 {},
                 [&errors, &open, i](std::exception_ptr error) {
                     errors[i] = std::move(error);
                     open.count_down();
                 }});
    }
    open.wait();
    for (const auto& error : errors) {
        if (error && unavailable(error)) std::rethrow_exception(error);
    }
    return errors;
}

Duration backoff(std::int64_t tries) {
    constexpr std::int64_t kLongest = 300;
    return std::chrono::seconds{tries >= 9 ? kLongest : std::min<std::int64_t>(kLongest, 1LL << std::max<std::int64_t>(tries, 0))};
}

std::string what_of(const std::exception_ptr& error) {
    constexpr int kCharacters = 200;
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& why) {
        return std::string(text::first(why.what(), kCharacters));
    } catch (...) {
        return "unknown exception";
    }
}

}  // namespace gx::outbox
