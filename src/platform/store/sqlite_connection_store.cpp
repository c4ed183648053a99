#include <fmt/format.h>

#include <mutex>

#include "platform/store/sqlite_connection.hpp"

namespace gx::store::sqlite {
namespace {

constexpr int kBusyMillis = 5000;
constexpr int kAegis256 = 4;  ///< the number that SQLite3 Multiple Ciphers gives it; its key is our 32 bytes
constexpr std::size_t kMostStatements = 2000;
constexpr std::string_view kFixedSql[] = {"BEGIN DEFERRED",  "BEGIN IMMEDIATE", "COMMIT",          "ROLLBACK",
                                          "SAVEPOINT job",   "RELEASE job",     "ROLLBACK TO job"};
static_assert(std::size(kFixedSql) == static_cast<std::size_t>(Fixed::count));

class SqliteRow final : public Row {
  public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
    bool null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    std::int64_t i64(int column) const override { return sqlite3_column_int64(statement_, column); }
    std::string_view text(int column) const override {
        const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
        return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }
    BytesView bytes(int column) const override {
        const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
        return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }

  private:
    sqlite3_stmt* statement_;
};

/// The encryption sits between SQLite and a file layer; each file layer gets its encrypted twin once.
std::string encrypted_layer(const std::string& vfs) {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    const std::string name = "multipleciphers-" + vfs;
    if (sqlite3_vfs_find(name.c_str()) == nullptr && sqlite3mc_vfs_create(vfs.c_str(), 0) != SQLITE_OK) {
        throw Broken("SQLite has no file layer named " + vfs);
    }
    return name;
}

int remember_log(void* pages, sqlite3*, const char*, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

/// SQLITE_STATIC is a null destructor; written out because the macro is an old-style cast.
constexpr sqlite3_destructor_type kBorrowed = nullptr;

}  // namespace

bool is_full(int code) { return (code & 0xFF) == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE; }

Connection::Connection(const Options& options, const std::filesystem::path& file, Mode mode) {
    sqlite3_initialize();
    const std::string layer = encrypted_layer(options.vfs);
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (mode == Mode::reader ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    try {
        if (sqlite3_open_v2(file.c_str(), &db_, flags, layer.c_str()) != SQLITE_OK) fail("open " + file.string());
        set_up(options, mode);
    } catch (...) {
        forget_statements();
        sqlite3_close(db_);
        throw;
    }
}

void Connection::set_up(const Options& options, Mode mode) {
    GX_CHECK(options.page_key.size() == 32);
    sqlite3_busy_timeout(db_, kBusyMillis);
    // Plans never depend on bound values. Without it each new value of a LIMIT makes SQLite parse the query again.
    sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
    // AEGIS-256: authenticated like ChaCha20-Poly1305, at a sixth of its time where the processor knows AES. That
    // counts, because each commit makes every reader decrypt its pages again.
    sqlite3mc_config(db_, "cipher", sqlite3mc_cipher_index("aegis"));
    sqlite3mc_config_cipher(db_, "aegis", "algorithm", kAegis256);
    std::string key = "raw:";
    key.append(as_text(options.page_key));
    const int keyed = sqlite3_key_v2(db_, "main", key.data(), static_cast<int>(key.size()));
    std::fill(key.begin(), key.end(), '\0');
    if (keyed != SQLITE_OK) fail("set the page key");
    script("PRAGMA schema_version");  // the first page is read here: a wrong key shows now
    if (mode == Mode::writer) {
        script("PRAGMA journal_mode=WAL");
        script("PRAGMA synchronous=FULL");
        sqlite3_wal_hook(db_, remember_log, &log_pages_);  // instead of automatic checkpoints
    } else {
        script("PRAGMA wal_autocheckpoint=0");
        sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }
    script(fmt::format("PRAGMA cache_size={}", -(options.cache_bytes / 1024)));
    script("PRAGMA foreign_keys=ON");
    script("PRAGMA trusted_schema=OFF");
    for (std::size_t i = 0; i < fixed_.size(); ++i) {
        fixed_[i] = prepare("store.fixed", kFixedSql[i], SQLITE_PREPARE_PERSISTENT);
    }
}

Connection::~Connection() { close(); }

void Connection::close() {
    forget_statements();
    sqlite3_close(db_);
    db_ = nullptr;
}

void Connection::forget_statements() {
    for (auto& [query, prepared] : statements_) sqlite3_finalize(prepared.statement);
    statements_.clear();
    for (auto*& statement : fixed_) {
        sqlite3_finalize(statement);
        statement = nullptr;
    }
}

void Connection::fail(std::string_view what) {
    const int code = sqlite3_extended_errcode(db_);
    const std::string why = fmt::format("{}: {} (SQLite {})", what, sqlite3_errmsg(db_), code);
    if (is_full(code)) throw Unavailable("The disk is full. " + why);
    if ((code & 0xFF) == SQLITE_IOERR && io_error_.empty()) io_error_ = why;
    if ((code & 0xFF) == SQLITE_NOTADB) {
        throw Broken("This is not the database that belongs to this root key, or the file is damaged: " + why);
    }
    if ((code & 0xFF) == SQLITE_CORRUPT) throw Broken("The database file is damaged: " + why);
    if ((code & 0xFF) == SQLITE_BUSY) {
        throw Unavailable("Another process has the database open: " + why);
    }
    throw Broken(why);
}

void Connection::run(Fixed which) {
    sqlite3_stmt* statement = fixed_[static_cast<std::size_t>(which)];
    const int code = sqlite3_step(statement);
    if (code != SQLITE_DONE) {
        try {
            fail(kFixedSql[static_cast<std::size_t>(which)]);
        } catch (...) {
            sqlite3_reset(statement);
            throw;
        }
    }
    sqlite3_reset(statement);
}

void Connection::script(const std::string& sql) {
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        fail(sql.substr(0, sql.find_first_of("\n=(")));
    }
}

std::string Connection::ask(const std::string& sql) {
    sqlite3_stmt* statement = prepare("store.ask", sql, 0);
    std::string out;
    const int code = sqlite3_step(statement);
    if (code == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL) out = SqliteRow(statement).str(0);
    const int end = sqlite3_finalize(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE && end != SQLITE_OK) fail(sql);
    return out;
}

sqlite3_stmt* Connection::prepare(std::string_view name, std::string_view sql, unsigned flags) {
    sqlite3_stmt* out = nullptr;
    const char* tail = nullptr;
    if (sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), flags, &out, &tail) != SQLITE_OK) {
        fail(name);
    }
    const std::string_view rest(tail, static_cast<std::size_t>(sql.data() + sql.size() - tail));
    const bool more = rest.find_first_not_of(" \t\r\n;") != std::string_view::npos;
    // SQLite numbers $n by first appearance; the house rule makes that equal to n.
    bool in_order = out != nullptr;
    for (int i = 1; in_order && i <= sqlite3_bind_parameter_count(out); ++i) {
        in_order = fmt::format("${}", i) == sqlite3_bind_parameter_name(out, i);
    }
    if (more || !in_order) {
        sqlite3_finalize(out);
        throw Bug(fmt::format("query {}: one statement, parameters $1..$n in order of first appearance", name));
    }
    return out;
}

Connection::Prepared& Connection::cached(const Query& query) {
    const auto found = statements_.find(&query);
    if (found != statements_.end()) {
        if (sqlite3_sql(found->second.statement) == query.sqlite()) return found->second;
        GX_CHECK(!found->second.busy);
        sqlite3_finalize(found->second.statement);  // a query made at run time at the address of another one
        statements_.erase(found);
    }
    if (statements_.size() >= kMostStatements) {
        for (auto at = statements_.begin(); at != statements_.end();) {
            if (!at->second.busy) sqlite3_finalize(at->second.statement);
            at = at->second.busy ? std::next(at) : statements_.erase(at);
        }
    }
    sqlite3_stmt* statement = prepare(query.name(), query.sqlite(), SQLITE_PREPARE_PERSISTENT);
    return statements_.emplace(&query, Prepared{statement, false}).first->second;
}

void Connection::compile(const Query& query) { sqlite3_finalize(prepare(query.name(), query.sqlite(), 0)); }

void Connection::bind(sqlite3_stmt* statement, const Query& query, std::span<const Value> values) {
    if (sqlite3_bind_parameter_count(statement) != static_cast<int>(values.size())) {
        throw Bug(fmt::format("query {} takes {} parameters, {} given", query.name(),
                              sqlite3_bind_parameter_count(statement), values.size()));
    }
    int at = 0;
    for (const Value& value : values) {
        ++at;
        int code = SQLITE_OK;
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            code = sqlite3_bind_int64(statement, at, *number);
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            GX_CHECK(text->find('\0') == std::string_view::npos);  // PostgreSQL has no such text
            code = sqlite3_bind_text64(statement, at, text->empty() ? "" : text->data(), text->size(), kBorrowed,
                                       SQLITE_UTF8);
        } else if (const auto* bytes = std::get_if<BytesView>(&value)) {
            static constexpr std::uint8_t kNothing = 0;  // a null pointer would bind NULL
            code = sqlite3_bind_blob64(statement, at, bytes->empty() ? &kNothing : bytes->data(), bytes->size(),
                                       kBorrowed);
        } else {
            code = sqlite3_bind_null(statement, at);
        }
        if (code != SQLITE_OK) fail(query.name());
    }
}

Connection::Use::Use(Connection& connection, const Query& query, std::span<const Value> values,
                     Tx::Counters& counters)
    : counters_(counters) {
    Prepared& prepared = connection.cached(query);
    if (prepared.busy) {
        statement_ = connection.prepare(query.name(), query.sqlite(), 0);
    } else {
        cached_ = &prepared;
        prepared.busy = true;
        statement_ = prepared.statement;
    }
    try {
        connection.bind(statement_, query, values);
    } catch (...) {
        if (cached_ != nullptr) cached_->busy = false;
        if (cached_ == nullptr) sqlite3_finalize(statement_);
        throw;
    }
}

Connection::Use::~Use() {
    counters_.sorts += sqlite3_stmt_status(statement_, SQLITE_STMTSTATUS_SORT, 1);
    counters_.full_scan_steps += sqlite3_stmt_status(statement_, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
    counters_.vm_steps += sqlite3_stmt_status(statement_, SQLITE_STMTSTATUS_VM_STEP, 1);
    if (cached_ == nullptr) {
        sqlite3_finalize(statement_);
        return;
    }
    sqlite3_reset(statement_);
    cached_->busy = false;
}

std::int64_t Connection::exec(const Query& query, std::span<const Value> values, Tx::Counters& counters) {
    const Use use(*this, query, values, counters);
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(use.get());
    if (code != SQLITE_DONE) fail(query.name());
    return sqlite3_stmt_readonly(use.get()) != 0 ? 0 : sqlite3_changes64(db_);
}

void Connection::each(const Query& query, std::span<const Value> values, const std::function<bool(const Row&)>& f,
                      Tx::Counters& counters) {
    const Use use(*this, query, values, counters);
    const SqliteRow row(use.get());
    for (;;) {
        const int code = sqlite3_step(use.get());
        if (code == SQLITE_DONE) return;
        if (code != SQLITE_ROW) fail(query.name());
        if (!f(row)) return;
    }
}

bool Connection::checkpoint(int mode) {
    int pages = 0;
    int moved = 0;
    const int code = sqlite3_wal_checkpoint_v2(db_, "main", mode, &pages, &moved);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return false;
    if (code != SQLITE_OK) fail("checkpoint");
    log_pages_ = mode == SQLITE_CHECKPOINT_TRUNCATE ? 0 : pages;
    moved_pages_ = mode == SQLITE_CHECKPOINT_TRUNCATE ? 0 : moved;
    return pages == moved;
}

void Connection::copy_into(Connection& target) {
    sqlite3_backup* copy = sqlite3_backup_init(target.db_, "main", db_, "main");
    if (copy == nullptr) target.fail("copy the database");
    const int code = sqlite3_backup_step(copy, -1);  // one snapshot; the writer goes on in the log meanwhile
    sqlite3_backup_finish(copy);
    if (code != SQLITE_DONE) target.fail("copy the database");
}

}  // namespace gx::store::sqlite
