/// The one door to the database: SQLite in DIR/db, or PostgreSQL by URL. Nobody else includes sqlite3.h or libpq.
#pragma once

#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "platform/base/check.hpp"
#include "platform/base/part.hpp"
#include "platform/base/result.hpp"
#include "platform/store/tx.hpp"

namespace gx::store {

enum class Engine : std::uint8_t { sqlite, postgres };

struct Options {
    Engine engine = Engine::sqlite;
    std::filesystem::path file;  ///< SQLite: the database file
    Bytes page_key;              ///< SQLite: 32 bytes of page encryption
    std::string url;             ///< PostgreSQL: postgres://...
    int postgres_connections = 8;
    std::int64_t cache_bytes = 32LL * 1024 * 1024;  ///< SQLite: page cache of each connection
    std::string vfs = "unix-excl";  ///< SQLite: file layer below the encryption; tests put a failing one there
    /// A failed sync: say why and end the process (exit code 70). Tests replace it.
    std::function<void(const std::string& why)> fatal;
};

/// One unit of writing. `run` may be called again after a conflict (PostgreSQL), so it has no outside effects.
struct Job {
    /// True keeps the changes; false rolls back this job alone (a savepoint), not its neighbours.
    std::function<bool(Tx&)> run;
    /// After a roll-back, in the same group commit: leaves the trail entry of the refusal. May be empty.
    std::function<void(Tx&)> refused;
    /// After the commit is durable (nullptr) or has failed (the reason; nothing of the job is kept).
    std::function<void(std::exception_ptr)> done;
};

class Db {
  public:
    /// Opens or creates. Throws Broken with a sentence for the administrator.
    static std::unique_ptr<Db> open(Options options);
    virtual ~Db() = default;

    virtual Engine engine() const = 0;

    /// Brings the schema of all parts to this program's, each migration in its own transaction, checksums kept.
    /// Refuses (throws Broken) a database of a newer program or with a changed migration.
    virtual void migrate(std::span<const Part* const> parts) = 0;

    /// Called inside the commit, before COMMIT, with all entries of the batch; set once, before the first write.
    using BeforeCommit = std::function<void(Tx&, std::vector<JournalEntry>&)>;
    virtual void set_before_commit(BeforeCommit hook) = 0;
    /// Called when a batch that before_commit has seen did not commit: forget what was counted.
    virtual void set_after_abort(std::function<void()> hook) = 0;

    /// Queues a write. SQLite: one writer thread, group commit. PostgreSQL: a bounded pool.
    virtual void post(Job job) = 0;

    /// Reads on this thread in one snapshot. Not inside another read or write of the same thread.
    template <class F>
    auto read(F&& f) -> std::invoke_result_t<F&, Tx&> {
        using R = std::invoke_result_t<F&, Tx&>;
        if constexpr (std::is_void_v<R>) {
            read_tx([&](Tx& tx) { f(tx); });
        } else {
            std::optional<R> out;
            read_tx([&](Tx& tx) { out.emplace(f(tx)); });
            return std::move(*out);
        }
    }

    /// Writes and waits for durability. f(Tx&) -> Result<T>; a refusal rolls back. Never on an I/O thread.
    template <class F>
    auto write(F&& f, std::function<void(Tx&)> refused = {}) -> std::invoke_result_t<F&, Tx&> {
        std::optional<std::invoke_result_t<F&, Tx&>> out;
        run_and_wait({[&](Tx& tx) {
                          out.reset();
                          out.emplace(f(tx));
                          return out->has_value();
                      },
                      std::move(refused), {}});
        return std::move(*out);
    }

    /// A consistent copy of the database into `target` while writing goes on (SQLite; encrypted as the original).
    virtual void copy_to(const std::filesystem::path& target) = 0;
    /// The database's own integrity check; empty if sound, else what was found.
    virtual std::string check() = 0;
    /// Compiles the query without running it; throws Broken with name and reason. For the test that prepares all.
    virtual void prepare(const Query& query) = 0;

    /// Every row of every table, for backup and restore of either engine, and for comparing schemas in tests.
    virtual std::vector<std::string> tables() = 0;
    virtual std::string schema() = 0;  ///< normalised text of the whole schema, sorted

    /// Stops taking jobs, finishes the queued ones.
    virtual void close() = 0;

  protected:
    virtual void read_tx(const std::function<void(Tx&)>& f) = 0;
    void run_and_wait(Job job);
};

}  // namespace gx::store
