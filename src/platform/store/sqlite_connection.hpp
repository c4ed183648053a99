/// One SQLite connection: opening with the page key, a cache of prepared statements, binding and reading.
/// Inside platform/store only.
#pragma once

#include <sqlite3.h>

#include <array>
#include <string>
#include <unordered_map>

#include "platform/store/db.hpp"

namespace gx::store::sqlite {

/// A statement that runs often and has no parameters.
enum class Fixed : std::uint8_t { begin_read, begin_write, commit, rollback, savepoint, release, rollback_to, count };

enum class Mode : std::uint8_t { writer, reader, copy };

class Connection {
  public:
    /// Throws Broken with a sentence for the administrator: wrong key, no SQLite file, no right to write.
    Connection(const Options& options, const std::filesystem::path& file, Mode mode);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Before the destructor where other threads may still hold the object; nothing else may be called then.
    void close();
    void run(Fixed which);
    void script(const std::string& sql);
    std::int64_t exec(const Query& query, std::span<const Value> values, Tx::Counters& counters);
    void each(const Query& query, std::span<const Value> values, const std::function<bool(const Row&)>& f,
              Tx::Counters& counters);
    /// First column of the first row of a pragma or other fixed text; empty if there is none.
    std::string ask(const std::string& sql);
    void compile(const Query& query);

    bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
    /// Pages in the write-ahead log after the last commit, and those of them not yet moved into the database.
    int log_pages() const { return log_pages_; }
    int backlog() const { return log_pages_ < moved_pages_ ? log_pages_ : log_pages_ - moved_pages_; }
    /// Moves the log into the database; false if readers were in the way. `truncate` empties the log's file.
    bool checkpoint(int mode);
    /// What an I/O error said first; empty while there was none. After one, nothing may be written any more.
    const std::string& io_error() const { return io_error_; }
    void copy_into(Connection& target);
    [[noreturn]] void fail(std::string_view what);

  private:
    struct Prepared {
        sqlite3_stmt* statement = nullptr;
        bool busy = false;
    };
    /// A statement borrowed from the cache for one run; a second one where the cached is being walked.
    class Use {
      public:
        Use(Connection& connection, const Query& query, std::span<const Value> values, Tx::Counters& counters);
        ~Use();
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;
        sqlite3_stmt* get() const { return statement_; }

      private:
        Tx::Counters& counters_;
        Prepared* cached_ = nullptr;
        sqlite3_stmt* statement_ = nullptr;
    };
    void set_up(const Options& options, Mode mode);
    sqlite3_stmt* prepare(std::string_view name, std::string_view sql, unsigned flags);
    Prepared& cached(const Query& query);
    void bind(sqlite3_stmt* statement, const Query& query, std::span<const Value> values);
    void forget_statements();

    sqlite3* db_ = nullptr;
    std::array<sqlite3_stmt*, static_cast<std::size_t>(Fixed::count)> fixed_{};
    std::unordered_map<const Query*, Prepared> statements_;
    int log_pages_ = 0;
    int moved_pages_ = 0;  ///< more than log_pages_ once the log was begun again
    std::string io_error_;
};

/// A full disk: nothing was written, and writing may go on when there is room again.
bool is_full(int code);

}  // namespace gx::store::sqlite
