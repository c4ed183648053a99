#include "support/database.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <stdexcept>

#include "support/postgres.hpp"

namespace gx::test {
namespace {

/// One statement in the cluster's own database.
void on_server(const std::string& sql) {
    PGconn* connection = PQconnectdb((postgres_server() + "postgres").c_str());
    PGresult* result = PQexec(connection, sql.c_str());
    const bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    const std::string why = PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
    if (!good) throw std::runtime_error(sql + ": " + why);
}

std::unique_ptr<keys::Keyring> new_keyring(store::Db& db) {
    (void)db.write([](store::Tx& tx) -> Result<Done> {
        keys::Keyring::create(tx, kCompany, root_key());
        return Done{};
    });
    return std::make_unique<keys::Keyring>(db, kCompany, root_key());
}

}  // namespace

TempDir::TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "gx-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = name;
}

TempDir::~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string missing(store::Engine engine) {
    if (engine == store::Engine::sqlite || has_postgres()) return {};
    return "PostgreSQL 15 is not installed (apt-get install postgresql-15) and GX_TEST_PG is not set";
}

Database::Database(store::Engine engine) : dir_(std::make_unique<TempDir>()) {
    options_.engine = engine;
    options_.page_key = Bytes(32, 0x5A);
    options_.file = dir_->path() / "guixing.db";
    options_.cache_bytes = 4 * 1024 * 1024;
    options_.postgres_connections = 4;
    if (engine == store::Engine::postgres) {
        static std::atomic<int> count{0};
        postgres_name_ = "gx_test_" + std::to_string(getpid()) + "_" + std::to_string(++count);
        on_server("CREATE DATABASE " + postgres_name_ + " TEMPLATE template0 ENCODING 'UTF8'");
        options_.url = postgres_server() + postgres_name_;
    }
    db_ = store::Db::open(options_);
}

Database::~Database() {
    db_.reset();
    if (postgres_name_.empty()) return;
    try {
        on_server("DROP DATABASE " + postgres_name_ + " WITH (FORCE)");
    } catch (const std::exception& why) {
        std::fprintf(stderr, "%s\n", why.what());
    }
}

store::Db& Database::reopen() {
    db_.reset();
    db_ = store::Db::open(options_);
    return *db_;
}

crypto::Key root_key() { return crypto::Key::from(Bytes(32, 0x7E)); }

Instant start_time() { return from_millis(1'795'395'600'000); }

void OnBothEngines::SetUp() {
    crypto::start();
    if (const auto why = missing(GetParam()); !why.empty()) GTEST_SKIP() << why;
    database_ = std::make_unique<Database>(GetParam());
    const auto wanted = parts();
    if (!wanted.empty()) db().migrate(wanted);
    if (std::find(wanted.begin(), wanted.end(), &gen::platform_keys) != wanted.end()) keys_ = new_keyring(db());
}

void OnBothEngines::TearDown() {
    keys_.reset();
    database_.reset();
}

void OnBothEngines::reopen() {
    const bool had_keys = keys_ != nullptr;
    keys_.reset();
    database_->reopen();
    if (had_keys) keys_ = std::make_unique<keys::Keyring>(db(), kCompany, root_key());
}

keys::Keyring& OnBothEngines::keys() {
    GX_CHECK(keys_ != nullptr);  // platform_keys is not among the parts
    return *keys_;
}

std::string engine_name(const ::testing::TestParamInfo<store::Engine>& info) {
    return info.param == store::Engine::sqlite ? "sqlite" : "postgres";
}

World::World(std::vector<const Part*> parts, store::Engine engine) : database(engine) {
    crypto::start();
    db().migrate(parts);
    keys = new_keyring(db());
}

}  // namespace gx::test
