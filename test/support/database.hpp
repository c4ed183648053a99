/// Fresh databases of both engines for tests:
///
///     class Rooms : public gx::test::OnBothEngines {
///         std::vector<const gx::Part*> parts() override { return {&gx::gen::platform_keys, &gx::gen::platform_org}; }
///     };
///     GX_ON_BOTH_ENGINES(Rooms);
///     TEST_P(Rooms, E1_1_...) { db().write(...); reopen(); ... }
///
/// PostgreSQL: a database in the cluster that GX_TEST_PG names (a URL), else in a cluster of this test program's own.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "platform/clock/clock.hpp"
#include "platform/keys/keys.hpp"
#include "platform/store/db.hpp"

namespace gx::gen {
// The parts below the modules; a test names those whose tables it needs, in the order of layers.toml.
extern const Part platform_base, platform_text, platform_json, platform_crypto, platform_store, platform_clock,
    platform_keys, platform_trail, platform_outbox, platform_labels, platform_org, platform_due, platform_calendar,
    platform_flow, platform_files, platform_render, platform_search, platform_notify, platform_http;
}  // namespace gx::gen

namespace gx::test {

/// A directory of its own, removed at the end.
class TempDir {
  public:
    TempDir();
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

/// Why the engine can't be tested here; empty if it can. Only PostgreSQL may be missing.
std::string missing(store::Engine engine);

/// One empty database, gone at the end.
class Database {
  public:
    explicit Database(store::Engine engine);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    store::Db& db() { return *db_; }
    /// Closes and opens again, as a restarted server does. References to db() and its keyring end here.
    store::Db& reopen();
    void close() { db_.reset(); }
    /// For a second database with the same settings, or to open this one by hand after close().
    store::Options& options() { return options_; }

  private:
    std::unique_ptr<TempDir> dir_;
    std::string postgres_name_;
    store::Options options_;
    std::unique_ptr<store::Db> db_;
};

/// The company, root key and start time that all fixtures share.
inline constexpr Id kCompany{1'000'000'000'000'001};
crypto::Key root_key();
Instant start_time();  ///< 2026-11-23 09:00 in the company's zone, a Monday

class OnBothEngines : public ::testing::TestWithParam<store::Engine> {
  protected:
    void SetUp() override;
    void TearDown() override;

    /// Parts whose migrations run; none for a test that makes its tables itself.
    virtual std::vector<const Part*> parts() { return {}; }
    store::Db& db() { return database_->db(); }
    Database& database() { return *database_; }
    void reopen();
    /// Made with the database where platform_keys is among the parts.
    keys::Keyring& keys();
    clock::ManualClock& clock() { return clock_; }
    Instant now() const { return clock_.now(); }

  private:
    std::unique_ptr<Database> database_;
    std::unique_ptr<keys::Keyring> keys_;
    clock::ManualClock clock_{start_time()};
};

std::string engine_name(const ::testing::TestParamInfo<store::Engine>& info);

/// Ready-made clock and a SQLite database with keys, for tests that do not care for the engine.
struct World {
    explicit World(std::vector<const Part*> parts, store::Engine engine = store::Engine::sqlite);
    Database database;
    clock::ManualClock clock{start_time()};
    std::unique_ptr<keys::Keyring> keys;
    store::Db& db() { return database.db(); }
    Instant now() const { return clock.now(); }
};

}  // namespace gx::test

#define GX_ON_BOTH_ENGINES(Fixture)                                                                       \
    INSTANTIATE_TEST_SUITE_P(Engines, Fixture,                                                            \
                             ::testing::Values(::gx::store::Engine::sqlite, ::gx::store::Engine::postgres), \
                             ::gx::test::engine_name)
