/// Wakes the workers of this process when there is something for them; only a hint, they look by themselves too.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "platform/base/types.hpp"

namespace gx::outbox {

class Bell {
  public:
    void ring() {
        {
            const std::lock_guard lock(mutex_);
            ++rings_;
        }
        rung_.notify_all();
    }
    /// Waits for a ring after the one in `seen`, at most `longest`; brings `seen` up to date.
    void wait(std::uint64_t& seen, Duration longest) {
        std::unique_lock lock(mutex_);
        rung_.wait_for(lock, longest, [&] { return rings_ != seen; });
        seen = rings_;
    }
    std::uint64_t rings() const {
        const std::lock_guard lock(mutex_);
        return rings_;
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable rung_;
    std::uint64_t rings_ = 0;
};

}  // namespace gx::outbox
