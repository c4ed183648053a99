#include <fmt/format.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <thread>

#include "platform/store/engine.hpp"
#include "platform/store/sqlite_connection.hpp"
#include "platform/store/sqlite_readers.hpp"
#include "platform/store/sqlite_schema.hpp"

namespace gx::store {
namespace {

using sqlite::Connection;
using sqlite::Fixed;
using sqlite::Mode;

constexpr std::size_t kMostJobs = 256;          ///< in one commit
constexpr int kCheckpointPages = 2000;          ///< 8 MB of log
constexpr int kRestartPages = 32 * 1024;        ///< 128 MB: readers must let the log begin again
constexpr std::chrono::seconds kIdle{3};        ///< after it the log is emptied
constexpr int kExitSoftware = 70;               ///< EX_SOFTWARE

class SqliteTx final : public Tx {
  public:
    SqliteTx(Connection& connection, bool writable) : connection_(connection), writable_(writable) {}
    bool writable() const override { return writable_; }
    Counters counters() const override { return counters_; }
    Connection& connection() { return connection_; }

  protected:
    std::int64_t exec_values(const Query& query, std::span<const Value> values) override {
        GX_CHECK(writable_);
        return connection_.exec(query, values, counters_);
    }
    void each_values(const Query& query, std::span<const Value> values,
                     const std::function<bool(const Row&)>& f) override {
        connection_.each(query, values, f, counters_);
    }

  private:
    Connection& connection_;
    bool writable_;
    Counters counters_;
};

void die(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::fflush(stderr);
    _exit(kExitSoftware);
}

class SqliteDb final : public EngineDb {
  public:
    explicit SqliteDb(Options options)
        : options_(std::move(options)), writer_(options_, options_.file, Mode::writer),
          readers_(std::make_shared<sqlite::Readers>(options_)) {
        if (!options_.fatal) options_.fatal = die;
        thread_ = std::thread([this] { work(); });
    }
    ~SqliteDb() override { close(); }

    Engine engine() const override { return Engine::sqlite; }
    void set_before_commit(BeforeCommit hook) override {
        const std::lock_guard lock(mutex_);
        before_commit_ = std::move(hook);
    }
    void set_after_abort(std::function<void()> hook) override {
        const std::lock_guard lock(mutex_);
        after_abort_ = std::move(hook);
    }
    void post(Job job) override;
    void close() override;
    void copy_to(const std::filesystem::path& target) override;
    std::string check() override {
        return on_reader([](Connection& connection) { return sqlite::find_damage(connection); });
    }
    void prepare(const Query& query) override {
        (void)on_reader([&](Connection& connection) { return connection.compile(query), std::string(); });
    }
    std::vector<std::string> tables() override {
        std::vector<std::string> out;
        (void)on_reader([&](Connection& connection) { return out = sqlite::table_names(connection), std::string(); });
        return out;
    }
    std::string schema() override {
        return on_reader([](Connection& connection) { return sqlite::describe(connection); });
    }

  protected:
    void read_tx(const std::function<void(Tx&)>& f) override;
    void script(Tx& tx, std::string_view sql) override {
        static_cast<SqliteTx&>(tx).connection().script(std::string(sql));
    }

  private:
    /// What one transaction gathered from its jobs.
    struct Round {
        std::vector<std::exception_ptr> errors;
        std::vector<JournalEntry> entries;
        std::vector<std::function<void()>> acts;
    };

    std::string on_reader(const std::function<std::string(Connection&)>& f);
    void work();
    bool take(std::vector<Job>& jobs);
    void batch();
    std::exception_ptr attempt(std::vector<Job>& jobs, bool join);
    void run_job(Job& job, Round& round);
    bool run_part(const std::function<bool(Tx&)>& part, Round& round);
    void answer(std::vector<Job>& jobs, Round& round);
    void tidy(bool idle);
    bool broken();

    Options options_;
    Connection writer_;
    std::shared_ptr<sqlite::Readers> readers_;
    BeforeCommit before_commit_;
    std::function<void()> after_abort_;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> queue_;
    bool closing_ = false;
    bool broken_ = false;
    std::thread thread_;
};

/// Ends a snapshot and the mark of this thread, whatever happens.
struct Leave {
    sqlite::Reader& reader;
    ~Leave() {
        try {
            if (reader.connection.in_transaction()) reader.connection.run(Fixed::commit);
        } catch (const Broken&) {
            reader.connection.script("ROLLBACK");
        }
        sqlite::Readers::leave(reader);
    }
};

void SqliteDb::read_tx(const std::function<void(Tx&)>& f) {
    const Inside inside(this);
    sqlite::Reader& reader = readers_->enter();
    const Leave leave{reader};
    reader.connection.run(Fixed::begin_read);
    SqliteTx tx(reader.connection, false);
    f(tx);
}

std::string SqliteDb::on_reader(const std::function<std::string(Connection&)>& f) {
    const Inside inside(this);
    sqlite::Reader& reader = readers_->enter();
    const Leave leave{reader};
    return f(reader.connection);
}

void SqliteDb::post(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (!closing_ && !broken_) {
            queue_.push_back(std::move(job));
            if (queue_.size() == 1) wake_.notify_one();
            return;
        }
    }
    finish(job, std::make_exception_ptr(Unavailable("the database takes no writes any more")));
}

void SqliteDb::work() {
    bool idle = false;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            const auto called = [this] { return closing_ || !queue_.empty(); };
            if (idle) {
                wake_.wait(lock, called);
            } else if (!wake_.wait_for(lock, kIdle, called)) {
                lock.unlock();
                tidy(true);
                idle = true;
                continue;
            }
            if (queue_.empty()) return;
        }
        idle = false;
        batch();
    }
}

/// Adds a waiting job; a job that arrives while its forerunners run still joins their commit.
bool SqliteDb::take(std::vector<Job>& jobs) {
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) return false;
    jobs.push_back(std::move(queue_.front()));
    queue_.pop_front();
    return true;
}

void SqliteDb::batch() {
    std::vector<Job> jobs;
    take(jobs);
    std::exception_ptr error = attempt(jobs, true);
    if (error && jobs.size() > 1 && !broken()) {
        // One of them spoilt the commit (a deferred constraint, a full disk): each alone, so that only it fails.
        for (Job& job : jobs) {
            std::vector<Job> alone;
            alone.push_back(std::move(job));
            if (auto own = attempt(alone, false)) finish(alone.front(), std::move(own));
        }
    } else if (error) {
        for (std::size_t i = 0; i + 1 < jobs.size(); ++i) finish(jobs[i], error);
        finish(jobs.back(), std::move(error));
    }
    tidy(false);
}

/// One transaction. Returns why nothing of it was kept; otherwise every job has been answered.
std::exception_ptr SqliteDb::attempt(std::vector<Job>& jobs, bool join) {
    if (broken()) return std::make_exception_ptr(Unavailable("the database takes no writes any more"));
    Round round;
    bool hooked = false;
    try {
        const Inside inside(this);
        writer_.run(Fixed::begin_write);
        for (std::size_t i = 0; i < jobs.size() || (join && i < kMostJobs && take(jobs)); ++i) {
            run_job(jobs[i], round);
        }
        if (!round.entries.empty() && before_commit_) {
            SqliteTx tx(writer_, true);
            hooked = true;
            before_commit_(tx, round.entries);
        }
        writer_.run(Fixed::commit);
    } catch (...) {
        const auto error = std::current_exception();
        if (writer_.in_transaction()) writer_.script("ROLLBACK");
        if (hooked && after_abort_) after_abort_();
        (void)broken();
        return error;
    }
    answer(jobs, round);
    return nullptr;
}

void SqliteDb::run_job(Job& job, Round& round) {
    round.errors.emplace_back();
    try {
        const bool kept = run_part(job.run, round);
        if (!kept && job.refused) {
            run_part([&](Tx& tx) { return job.refused(tx), true; }, round);
        }
    } catch (...) {
        if (!writer_.in_transaction() || broken()) throw;  // SQLite rolled back everything: the whole round failed
        round.errors.back() = std::current_exception();
    }
}

/// One savepoint. Nothing of a part that returns false or throws stays, neither rows nor entries.
bool SqliteDb::run_part(const std::function<bool(Tx&)>& part, Round& round) {
    SqliteTx tx(writer_, true);
    writer_.run(Fixed::savepoint);
    bool keep = false;
    try {
        keep = part(tx);
    } catch (...) {
        if (writer_.in_transaction()) {
            writer_.run(Fixed::rollback_to);
            writer_.run(Fixed::release);
        }
        throw;
    }
    if (!keep) writer_.run(Fixed::rollback_to);
    writer_.run(Fixed::release);
    if (keep) {
        std::move(tx.journaled().begin(), tx.journaled().end(), std::back_inserter(round.entries));
        std::move(tx.after_commits().begin(), tx.after_commits().end(), std::back_inserter(round.acts));
    }
    return keep;
}

void SqliteDb::answer(std::vector<Job>& jobs, Round& round) {
    for (const auto& act : round.acts) {
        try {
            act();
        } catch (const std::exception& bug) {
            std::fprintf(stderr, "store: an act after the commit threw: %s\n", bug.what());
        }
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) finish(jobs[i], std::move(round.errors[i]));
}

/// After an I/O error Linux may have dropped the pages already: writing on would lose what was answered before.
bool SqliteDb::broken() {
    {
        const std::lock_guard lock(mutex_);
        if (broken_ || writer_.io_error().empty()) return broken_;
        broken_ = true;
    }
    options_.fatal("The disk failed while the database was written, so the server stops before anything is lost. "
                   "Check the disk, then start again. " + writer_.io_error());
    return true;
}

/// The one place that checkpoints.
void SqliteDb::tidy(bool idle) {
    if (broken() || writer_.log_pages() == 0) return;
    try {
        if (idle) {
            writer_.checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
        } else if (writer_.backlog() >= kCheckpointPages) {
            writer_.checkpoint(writer_.log_pages() >= kRestartPages ? SQLITE_CHECKPOINT_RESTART
                                                                    : SQLITE_CHECKPOINT_PASSIVE);
        }
    } catch (const Broken& why) {
        if (!broken()) std::fprintf(stderr, "store: %s\n", why.what());  // a full disk: the log stays
    }
}

void SqliteDb::close() {
    {
        const std::lock_guard lock(mutex_);
        if (closing_) return;
        closing_ = true;
        wake_.notify_all();
    }
    thread_.join();
    std::deque<Job> left;
    std::swap(left, queue_);
    for (Job& job : left) finish(job, std::make_exception_ptr(Unavailable("the database is closed")));
    readers_->close();
    tidy(true);
    writer_.close();
}

void SqliteDb::copy_to(const std::filesystem::path& target) {
    if (std::filesystem::exists(target)) throw Broken("There is already a file " + target.string());
    (void)on_reader([&](Connection& from) {
        Connection to(options_, target, Mode::copy);
        from.copy_into(to);
        return std::string();
    });
}

}  // namespace

std::unique_ptr<Db> open_sqlite(Options options) { return std::make_unique<SqliteDb>(std::move(options)); }

}  // namespace gx::store
