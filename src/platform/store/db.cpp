#include "platform/store/db.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <mutex>

#include "platform/store/engine.hpp"

namespace gx::store {
namespace {

/// Databases in whose transactions this thread is; one, or two while one is copied into another.
thread_local std::vector<const Db*> inside;

}  // namespace

Inside::Inside(const Db* db) {
    GX_CHECK(!any(db));
    inside.push_back(db);
}

Inside::~Inside() { inside.pop_back(); }

bool Inside::any(const Db* db) { return std::find(inside.begin(), inside.end(), db) != inside.end(); }

std::unique_ptr<Db> Db::open(Options options) {
    return options.engine == Engine::sqlite ? open_sqlite(std::move(options)) : open_postgres(std::move(options));
}

void Db::run_and_wait(Job job) {
    GX_CHECK(!Inside::any(this));
    struct Wait {
        std::mutex mutex;
        std::condition_variable wake;
        bool ready = false;
        std::exception_ptr error;
    } wait;
    job.done = [&wait](std::exception_ptr error) {
        const std::lock_guard lock(wait.mutex);
        wait.error = std::move(error);
        wait.ready = true;
        wait.wake.notify_one();  // under the lock: `wait` may be gone right after it
    };
    post(std::move(job));
    std::unique_lock lock(wait.mutex);
    wait.wake.wait(lock, [&] { return wait.ready; });
    if (wait.error) std::rethrow_exception(wait.error);
}

void finish(Job& job, std::exception_ptr error) {
    if (!job.done) return;
    try {
        job.done(std::move(error));
    } catch (const std::exception& bug) {
        std::fprintf(stderr, "store: a completion threw: %s\n", bug.what());
    }
}

}  // namespace gx::store
