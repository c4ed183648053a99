#include "platform/store/sqlite_readers.hpp"

#include <algorithm>
#include <thread>

namespace gx::store::sqlite {
namespace {

/// This thread's connections, of one database as a rule.
class Mine {
  public:
    ~Mine() {
        for (auto& [readers, reader, pool] : held_) {
            if (const auto alive = pool.lock()) alive->give_back(reader);
        }
    }
    Reader* find(const Readers* readers) const {
        for (const Held& held : held_) {
            if (held.readers == readers && !held.pool.expired()) return held.reader;
        }
        return nullptr;
    }
    void add(const std::shared_ptr<Readers>& pool, Reader* reader) {
        std::erase_if(held_, [](const Held& held) { return held.pool.expired(); });
        held_.push_back({pool.get(), reader, pool});
    }

  private:
    struct Held {
        const Readers* readers;
        Reader* reader;
        std::weak_ptr<Readers> pool;
    };
    std::vector<Held> held_;
};

thread_local Mine mine;

}  // namespace

Reader& Readers::enter() {
    if (closed_.load(std::memory_order_relaxed)) throw Unavailable("the database is closed");
    Reader* reader = mine.find(this);
    if (reader == nullptr) {
        reader = take();
        mine.add(shared_from_this(), reader);
    }
    reader->busy.store(true);
    if (closed_.load()) {
        leave(*reader);
        throw Unavailable("the database is closed");
    }
    return *reader;
}

Reader* Readers::take() {
    const std::lock_guard lock(mutex_);
    if (closed_) throw Unavailable("the database is closed");
    if (!idle_.empty()) {
        Reader* reader = idle_.back();
        idle_.pop_back();
        return reader;
    }
    all_.push_back(std::make_unique<Reader>(options_));
    return all_.back().get();
}

void Readers::give_back(Reader* reader) {
    const std::lock_guard lock(mutex_);
    if (!closed_) idle_.push_back(reader);
}

void Readers::close() {
    closed_.store(true);
    const std::lock_guard lock(mutex_);
    for (const auto& reader : all_) {
        while (reader->busy.load()) std::this_thread::yield();
    }
    // The objects stay until the pool goes, because a thread may be just looking at `busy`.
    for (const auto& reader : all_) reader->connection.close();
    idle_.clear();
}

}  // namespace gx::store::sqlite
