/// Puts the program together over one data folder: store, keys, trail, modules, clocks, pages. The only owner;
/// references go down from here.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/data_dir.hpp"
#include "modules/system/program.hpp"
#include "platform/calendar/calendar.hpp"
#include "platform/clock/clock.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/due/due.hpp"
#include "platform/files/files.hpp"
#include "platform/flow/flow.hpp"
#include "platform/http/module.hpp"
#include "platform/http/router.hpp"
#include "platform/http/server.hpp"
#include "platform/keys/keys.hpp"
#include "platform/notify/notify.hpp"
#include "platform/org/sessions.hpp"
#include "platform/outbox/outbox.hpp"
#include "platform/search/search.hpp"
#include "platform/text/text.hpp"
#include "platform/trail/trail.hpp"

namespace gx::app {

inline constexpr std::string_view kVersion = "0.1.0";

class App {
  public:
    /// Opens an initialised folder that this process has locked. `clock` nullptr = the machine's time; tests give
    /// theirs. Throws Broken.
    App(DataDir dir, clock::Clock* clock = nullptr);
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    /// Makes keys, schema and the company in an empty folder. Returns what must be printed once.
    struct Created {
        std::string administrator_login;
        std::string first_code;
        std::string recovery_sheet;
    };
    static Created create(const DataDir& dir, std::string_view company_name, std::string_view store_url,
                          std::string_view passphrase, Instant now);

    /// Starts the threads: clocks, outbox, deliveries, the second's work. Tests may call tick() instead.
    void start();
    void stop();
    /// Everything that is due now, on this thread: outbox, clocks, deliveries, trail.
    void tick();

    Instant now() const { return clock_->now(); }
    const DataDir& dir() const { return dir_; }
    const crypto::Key& root() const { return root_; }
    store::Db& db() { return *db_; }
    Id company() const { return keys_->company(); }
    const keys::Keyring& keys() const { return *keys_; }
    trail::Trail& trail() { return *trail_; }
    files::Store& files() { return *files_; }
    search::Indexer& indexer() { return *indexer_; }
    const text::Catalogue& texts() const { return texts_; }
    const http::Services& services() const { return *services_; }
    const http::Router& router() const { return *router_; }
    const std::vector<http::Module>& modules() const { return modules_; }
    /// What an administrator must see at once; also GET /api/status.
    std::vector<system::Warning> warnings() const;
    const system::Program& program() const { return program_; }
    Instant started_at() const { return started_at_; }
    /// Where notices link to; before start().
    void set_public_url(std::string url) { public_url_ = std::move(url); }
    /// PEM file of the certificates that mail servers and webhooks are trusted by, instead of the machine's; before
    /// start(). Throws Broken if it cannot be read.
    void set_ca_file(std::string file);
    void confirm_clock();

    struct FileCheck {
        std::int64_t good = 0;
        std::vector<std::string> bad;
    };
    /// Opens and authenticates every stored file.
    FileCheck check_files();

  private:
    /// Also those that a newer program brought along.
    void arm_obligations();
    void describe_program();
    notify::Sender::Needs sender_needs();
    /// Where outbox, clocks and deliveries say what failed: the log.
    std::function<void(const std::string&)> complaints();
    void open_services();
    void every_second();

    DataDir dir_;
    std::unique_ptr<clock::SystemClock> own_clock_;
    clock::Clock* clock_;
    Instant started_at_;
    text::Catalogue texts_;
    crypto::Key root_;
    std::unique_ptr<store::Db> db_;
    std::unique_ptr<keys::Keyring> keys_;
    std::unique_ptr<trail::Trail> trail_;
    std::unique_ptr<org::Sessions> sessions_;
    std::unique_ptr<flow::Registry> flows_;
    std::unique_ptr<files::Store> files_;
    calendar::Book calendar_;
    notify::Hub hub_;
    std::unique_ptr<http::Services> services_;
    std::vector<http::Module> modules_;
    std::vector<due::Obligation> obligations_;
    std::unique_ptr<http::Router> router_;
    std::unique_ptr<outbox::Pump> pump_;
    std::unique_ptr<due::Runner> clocks_;
    std::unique_ptr<notify::Sender> sender_;
    std::unique_ptr<search::Indexer> indexer_;
    std::vector<system::Warning> start_warnings_;
    system::Program program_;
    std::string public_url_, ca_file_;

    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread seconds_;
    std::int64_t seconds_run_ = 0;
};

/// All modules in the order of layers.toml.
std::vector<http::Module> all_modules();

}  // namespace gx::app
