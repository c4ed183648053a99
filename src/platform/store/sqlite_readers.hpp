/// Read-only connections, one per thread, kept for as long as thread and database live. Inside platform/store only.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "platform/store/sqlite_connection.hpp"

namespace gx::store::sqlite {

struct Reader {
    Reader(const Options& options) : connection(options, options.file, Mode::reader) {}
    Connection connection;
    std::atomic<bool> busy{false};
};

class Readers : public std::enable_shared_from_this<Readers> {
  public:
    explicit Readers(Options options) : options_(std::move(options)) {}
    /// This thread's connection, marked busy until `leave`. Throws Unavailable once closed.
    Reader& enter();
    static void leave(Reader& reader) { reader.busy.store(false); }
    /// Waits for running reads and closes all connections.
    void close();
    /// A thread that ends gives its connection to the next one.
    void give_back(Reader* reader);

  private:
    Reader* take();

    const Options options_;
    std::atomic<bool> closed_{false};
    std::mutex mutex_;
    std::vector<std::unique_ptr<Reader>> all_;
    std::vector<Reader*> idle_;
};

}  // namespace gx::store::sqlite
