#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <thread>

#include "platform/store/engine.hpp"
#include "platform/store/postgres_connection.hpp"
#include "platform/store/postgres_schema.hpp"
#include "platform/store/turnstile.hpp"

namespace gx::store {
namespace {

using postgres::Conflict;
using postgres::Connection;
using postgres::Lost;

constexpr int kMostTries = 30;    ///< of one job
constexpr int kTriesBeside = 4;   ///< then it runs alone
constexpr std::chrono::milliseconds kReconnect{200};
constexpr int kMostReconnects = 10;

class PostgresTx final : public Tx {
  public:
    PostgresTx(Connection& connection, bool writable) : connection_(connection), writable_(writable) {}
    bool writable() const override { return writable_; }
    Counters counters() const override { return {}; }
    Connection& connection() { return connection_; }

  protected:
    std::int64_t exec_values(const Query& query, std::span<const Value> values) override {
        GX_CHECK(writable_);
        return connection_.exec(query, values);
    }
    void each_values(const Query& query, std::span<const Value> values,
                     const std::function<bool(const Row&)>& f) override {
        connection_.each(query, values, f);
    }

  private:
    Connection& connection_;
    bool writable_;
};

class PostgresDb final : public EngineDb {
  public:
    explicit PostgresDb(Options options) : options_(std::move(options)) {
        idle_.push_back(std::make_unique<Connection>(options_.url));  // a wrong URL shows at once
        const int writers = std::max(1, options_.postgres_connections / 2);
        readers_ = std::max(1, options_.postgres_connections - writers);
        for (int i = 0; i < writers; ++i) threads_.emplace_back([this] { work(); });
    }
    ~PostgresDb() override { close(); }

    Engine engine() const override { return Engine::postgres; }
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
    void copy_to(const std::filesystem::path&) override {
        throw Broken("A database on PostgreSQL is copied with its own tools (pg_dump, or a base backup).");
    }
    std::string check() override {
        std::string out;
        on_reader([&](Connection& connection) { out = postgres::find_damage(connection); });
        return out;
    }
    void prepare(const Query& query) override {
        on_reader([&](Connection& connection) { connection.compile(query); });
    }
    std::vector<std::string> tables() override {
        std::vector<std::string> out;
        on_reader([&](Connection& connection) { out = postgres::table_names(connection); });
        return out;
    }
    std::string schema() override {
        std::string out;
        on_reader([&](Connection& connection) { out = postgres::describe(connection); });
        return out;
    }

  protected:
    void read_tx(const std::function<void(Tx&)>& f) override {
        on_reader([&](Connection& connection) {
            PostgresTx tx(connection, false);
            f(tx);
        });
    }
    void script(Tx& tx, std::string_view sql) override {
        static_cast<PostgresTx&>(tx).connection().script(std::string(sql));
    }

  private:
    void on_reader(const std::function<void(Connection&)>& f);
    std::unique_ptr<Connection> borrow();
    void give_back(std::unique_ptr<Connection> connection);
    void work();
    void serve(std::unique_ptr<Connection>& connection, Job& job);
    void attempt(Connection& connection, Job& job, bool& hooked, bool& committing, std::vector<std::function<void()>>& acts);

    Options options_;
    BeforeCommit before_commit_;
    std::function<void()> after_abort_;
    Turnstile turnstile_;

    std::mutex mutex_;
    std::condition_variable wake_;       ///< a job, or the end
    std::condition_variable returned_;   ///< a reader's connection
    std::deque<Job> queue_;
    std::vector<std::unique_ptr<Connection>> idle_;
    int readers_ = 1;
    int borrowed_ = 0;
    bool closing_ = false;
    std::vector<std::thread> threads_;
};

std::unique_ptr<Connection> PostgresDb::borrow() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return closing_ || borrowed_ < readers_; });
    if (closing_) throw Unavailable("the database is closed");
    ++borrowed_;
    if (idle_.empty()) return nullptr;
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
}

void PostgresDb::give_back(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    --borrowed_;
    if (connection && connection->alive()) idle_.push_back(std::move(connection));
    returned_.notify_all();
}

/// One read-only snapshot. A connection that died meanwhile shows at BEGIN and is made anew.
void PostgresDb::on_reader(const std::function<void(Connection&)>& f) {
    const Inside inside(this);
    std::unique_ptr<Connection> connection = borrow();
    struct Return {
        PostgresDb* db;
        std::unique_ptr<Connection>& connection;
        ~Return() {
            if (connection) connection->rollback();
            db->give_back(std::move(connection));
        }
    } const back{this, connection};
    constexpr const char* kBegin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    bool begun = false;
    while (connection && !begun) {
        try {
            connection->script(kBegin);
            begun = true;
        } catch (const Lost&) {
            connection.reset();  // the others in the pool died with it as a rule
            const std::lock_guard lock(mutex_);
            idle_.clear();
        }
    }
    if (!begun) {
        connection = std::make_unique<Connection>(options_.url);
        connection->script(kBegin);
    }
    f(*connection);
    connection->script("COMMIT");
}

void PostgresDb::post(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (!closing_) {
            queue_.push_back(std::move(job));
            wake_.notify_one();
            return;
        }
    }
    finish(job, std::make_exception_ptr(Unavailable("the database is closed")));
}

void PostgresDb::work() {
    std::unique_ptr<Connection> connection;
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return closing_ || !queue_.empty(); });
            if (queue_.empty()) return;
            job = std::move(queue_.front());
            queue_.pop_front();
        }
        serve(connection, job);
    }
}

/// Runs the job until it is committed, refused, or hopeless. Answers it exactly once.
void PostgresDb::serve(std::unique_ptr<Connection>& connection, Job& job) {
    std::exception_ptr error;
    int reconnects = 0;
    for (int tries = 1;; ++tries) {
        bool hooked = false;
        bool committing = false;
        bool again = false;
        std::vector<std::function<void()>> acts;
        turnstile_.enter(tries > kTriesBeside);
        try {
            const Inside inside(this);
            if (!connection || !connection->alive()) connection = std::make_unique<Connection>(options_.url);
            attempt(*connection, job, hooked, committing, acts);
            error = nullptr;
        } catch (const Conflict&) {
            error = std::current_exception();
            again = tries < kMostTries;
        } catch (const Lost& why) {
            // Before COMMIT nothing can have been kept; after it only the server knows.
            error = committing ? std::make_exception_ptr(Unavailable(
                                     std::string("The connection broke during the commit; look whether it is there "
                                                 "before doing it again. ") + why.what()))
                               : std::current_exception();
            again = !committing && ++reconnects <= kMostReconnects;
            connection.reset();
        } catch (...) {
            error = std::current_exception();
        }
        if (error && connection) connection->rollback();
        turnstile_.leave();
        if (error && hooked && after_abort_) after_abort_();
        if (!error) {
            for (const auto& act : acts) act();
        }
        if (!again) break;
        if (!connection) {
            std::unique_lock lock(mutex_);
            if (wake_.wait_for(lock, kReconnect, [this] { return closing_; })) break;
        }
    }
    finish(job, std::move(error));
}

void PostgresDb::attempt(Connection& connection, Job& job, bool& hooked, bool& committing,
                         std::vector<std::function<void()>>& acts) {
    constexpr const char* kBegin = "BEGIN ISOLATION LEVEL SERIALIZABLE";
    connection.script(kBegin);
    auto tx = std::make_unique<PostgresTx>(connection, true);
    if (!job.run(*tx)) {
        connection.rollback();
        if (!job.refused) return;
        connection.script(kBegin);
        tx = std::make_unique<PostgresTx>(connection, true);
        job.refused(*tx);
    }
    if (!tx->journaled().empty() && before_commit_) {
        hooked = true;
        before_commit_(*tx, tx->journaled());
    }
    committing = true;
    connection.commit();
    acts = std::move(tx->after_commits());
}

void PostgresDb::close() {
    {
        const std::lock_guard lock(mutex_);
        if (closing_) return;
        closing_ = true;
        wake_.notify_all();
        returned_.notify_all();
    }
    for (auto& thread : threads_) thread.join();
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return borrowed_ == 0; });
    idle_.clear();
}

}  // namespace

std::unique_ptr<Db> open_postgres(Options options) { return std::make_unique<PostgresDb>(std::move(options)); }

}  // namespace gx::store
