/// Lets jobs run side by side, and one alone after conflicts kept it back. Inside platform/store only.
#pragma once

#include <condition_variable>
#include <mutex>

namespace gx::store {

/// A shared lock in which whoever waits to be alone goes before newcomers (std::shared_mutex would starve it).
class Turnstile {
  public:
    void enter(bool alone) {
        std::unique_lock lock(mutex_);
        if (alone) ++waiting_;
        free_.wait(lock, [&] { return !alone_ && (alone ? inside_ == 0 : waiting_ == 0); });
        if (alone) --waiting_;
        alone_ = alone;
        ++inside_;
    }
    void leave() {
        const std::lock_guard lock(mutex_);
        --inside_;
        alone_ = false;
        free_.notify_all();
    }

  private:
    std::mutex mutex_;
    std::condition_variable free_;
    int inside_ = 0;
    int waiting_ = 0;
    bool alone_ = false;
};

}  // namespace gx::store
