#include "app/app.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <iterator>

#include "modules/system/clause_table.hpp"
#include "modules/system/module.hpp"
#include "platform/base/check.hpp"
#include "platform/json/json.hpp"
#include "platform/org/directory.hpp"
#include "platform/org/manage.hpp"

namespace gx::app {
namespace {

constexpr auto kSecond = std::chrono::seconds{1};
constexpr std::int64_t kSweepEvery = 15;       ///< seconds between folders that are swept of orphaned files
constexpr std::int64_t kUsedEvery = 30;        ///< seconds between writes of last-used times
constexpr std::int64_t kCheckpointEvery = 60;  ///< seconds between checkpoints while the trail grows
constexpr auto kBackwardsTolerance = std::chrono::seconds{2};

store::Options options_of(const DataDir& dir, const crypto::Key& root) {
    const crypto::Key page = keys::page_key(root);
    return dir.store_options({page.view().begin(), page.view().end()});
}

Id company_of(store::Db& db) {
    const auto company = db.read([](store::Tx& tx) { return org::the_company(tx); });
    if (!company) throw Broken("the database holds no company; make one with: guixing init");
    return company->id;
}

/// A notice's parameters: a flat JSON object of strings.
text::Params text_params(std::string_view object) {
    text::Params out;
    const auto tree = json::parse(object);
    if (!tree || !tree->is_object()) return out;
    for (const auto& [name, value] : tree->get_object()) {
        if (value.is_string()) out.emplace_back(std::string(name), std::string(value.get_string()));
    }
    return out;
}

template <class Handlers>
void take_all(Handlers& into, Handlers&& from) {
    for (auto& [name, handler] : from) {
        const bool fresh = into.emplace(name, std::move(handler)).second;
        GX_CHECK(fresh);
    }
}

}  // namespace

App::App(DataDir dir, clock::Clock* clock)
    : dir_(std::move(dir)), own_clock_(clock == nullptr ? std::make_unique<clock::SystemClock>() : nullptr),
      clock_(clock == nullptr ? own_clock_.get() : clock), started_at_(clock_->now()), texts_(gen::all_parts()),
      root_(keys::load_root(dir_.keys())), db_(store::Db::open(options_of(dir_, root_))) {
    db_->migrate(gen::all_parts());
    keys_ = std::make_unique<keys::Keyring>(*db_, company_of(*db_), root_);
    trail_ = std::make_unique<trail::Trail>(*db_, *keys_, "guixing/" + to_string(keys_->company()));
    const auto last = db_->read([&](store::Tx& tx) { return trail_->last_time(tx); });
    if (last && *last > started_at_ + kBackwardsTolerance) {
        start_warnings_.push_back({"warning.started_before_trail", {}});
        const auto done = db_->write([&](store::Tx& tx) -> Result<Done> {
            trail::Entry entry;
            entry.action = "clock.started_before_trail";
            entry.object_type = "clock";
            entry.clause = "G2";
            entry.note = R"({"last":")" + to_rfc3339(*last) + R"("})";
            trail_->append(tx, started_at_, entry);
            return Done{};
        });
        GX_CHECK(done.has_value());
    }
    open_services();
}

App::~App() {
    stop();
    // Streams and pools first, then what they use.
    router_.reset();
    if (db_) db_->close();
}

void App::open_services() {
    sessions_ = std::make_unique<org::Sessions>(*db_, company());
    flows_ = std::make_unique<flow::Registry>(gen::all_parts());
    files_ = std::make_unique<files::Store>(dir_.files(), *keys_);
    services_.reset(new http::Services{company(), *db_, *clock_, *keys_, *trail_, *sessions_, *flows_, *files_, hub_,
                                       texts_, calendar_, own_clock_.get(), &program_});
    modules_ = all_modules();
    std::map<std::string, outbox::Handler, std::less<>> outbox_handlers;
    std::map<std::string, due::Handler, std::less<>> due_handlers;
    std::vector<http::Route> routes;
    std::vector<search::Source> sources;
    for (const http::Module& module : modules_) {
        routes.insert(routes.end(), module.routes.begin(), module.routes.end());
        if (module.outbox) take_all(outbox_handlers, module.outbox(*services_));
        if (module.clocks) take_all(due_handlers, module.clocks(*services_));
        if (module.search) std::ranges::move(module.search(*services_), std::back_inserter(sources));
        if (module.obligations) {
            for (due::Obligation& one : module.obligations(*services_)) obligations_.push_back(std::move(one));
        }
        if (!module.subjects) continue;
        for (auto& [kind, describe] : module.subjects(*services_)) calendar_.describe(kind, std::move(describe));
    }
    for (const due::Obligation& one : obligations_) {
        const bool fresh = due_handlers.emplace(due::kind_of(one), due::handler_of(one)).second;
        GX_CHECK(fresh);
    }
    arm_obligations();
    program_.permissions = system::permissions_of(routes);
    for (const search::Source& source : sources) program_.searchable.emplace_back(source.type, source.permission);
    describe_program();
    router_ = std::make_unique<http::Router>(*services_, std::move(routes));
    const auto now = [this] { return clock_->now(); };
    pump_ = std::make_unique<outbox::Pump>(*db_, now, std::move(outbox_handlers), complaints());
    indexer_ = std::make_unique<search::Indexer>(*db_, *keys_, std::move(sources), complaints());
    clocks_ = std::make_unique<due::Runner>(*db_, now, std::move(due_handlers), complaints());
}

void App::arm_obligations() {
    const auto done = db_->write([&](store::Tx& tx) -> Result<Done> {
        for (const due::Obligation& one : obligations_) due::arm(tx, company(), one, clock_->now());
        return Done{};
    });
    GX_CHECK(done.has_value());
}

void App::describe_program() {
    program_.version = kVersion;
    program_.started_at = started_at_;
    program_.clauses = system::ClauseBook(gen::all_parts(), system::carried_out());
    program_.evidence = [this](store::Tx& tx, const http::Services& services, std::string_view clause) {
        std::vector<http::Figure> out;
        for (const http::Module& module : modules_) {
            if (!module.evidence) continue;
            const auto more = module.evidence(tx, services, clause);
            out.insert(out.end(), more.begin(), more.end());
        }
        return out;
    };
    program_.warnings = [this] { return warnings(); };
}

std::vector<system::Warning> App::warnings() const {
    auto out = start_warnings_;
    if (own_clock_) {
        if (const auto off = own_clock_->alarm()) {
            const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(*off).count();
            out.push_back({"warning.clock_off", {{"minutes", std::to_string(minutes)}}});
        }
    }
    return out;
}

App::Created App::create(const DataDir& dir, std::string_view company_name, std::string_view store_url,
                         std::string_view passphrase, Instant now) {
    if (dir.initialised()) throw Broken(dir.root().string() + " already holds a company");
    dir.remember_store(store_url);
    const crypto::Key root = passphrase.empty() ? keys::create_root(dir.keys()) : keys::create_root(dir.keys(), passphrase);
    const auto db = store::Db::open(options_of(dir, root));
    db->migrate(gen::all_parts());
    if (db->read([](store::Tx& tx) { return org::the_company(tx).has_value(); })) {
        throw Broken("the database already holds a company");
    }
    const Id company = new_id(now);
    const auto founded = db->write([&](store::Tx& tx) -> Result<Done> {
        org::found_company(tx, company, company_name, now);
        keys::Keyring::create(tx, company, root);
        return Done{};
    });
    GX_CHECK(founded.has_value());
    const keys::Keyring ring(*db, company, root);
    const auto code = db->write([&](store::Tx& tx) {
        return org::found_administrator(tx, ring, now, {"系统管理", "系统管理员", "系统管理员", "admin"});
    });
    GX_CHECK(code.has_value());
    db->close();
    return {code->login, code->code, keys::recovery_sheet(root, company_name, now)};
}

void App::start() {
    const notify::Sender::Needs needs = sender_needs();
    sender_ = std::make_unique<notify::Sender>(*db_, *keys_, needs);
    pump_->start();
    clocks_->start();
    sender_->start();
    indexer_->start();
    seconds_ = std::thread([this] { every_second(); });
}

void App::stop() {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return;
        stopping_ = true;
    }
    wake_.notify_all();
    if (seconds_.joinable()) seconds_.join();
    if (sender_) sender_->stop();
    if (indexer_) indexer_->stop();
    if (clocks_) clocks_->stop();
    if (pump_) pump_->stop();
    if (!trail_) return;
    sessions_->tell_held_off(clock_->now(), *trail_, /*every=*/true);
    trail_->flush_seen(clock_->now());
    sessions_->flush_used(clock_->now());
}

void App::tick() {
    pump_->drain();
    clocks_->run_due();
    pump_->drain();
    indexer_->drain();
    trail_->flush_seen(clock_->now());
}

void App::every_second() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kSecond, [this] { return stopping_; })) {
        lock.unlock();
        try {
            const Instant now = clock_->now();
            trail_->flush_seen(now);
            if (++seconds_run_ % kUsedEvery == 0) {
                sessions_->flush_used(now);
                sessions_->tell_held_off(now, *trail_);
            }
            if (seconds_run_ % kSweepEvery == 0) {
                const auto part = static_cast<std::uint8_t>(seconds_run_ / kSweepEvery);  // 256 parts, then again
                db_->read([&](store::Tx& tx) { return files_->sweep_part(tx, now, part); });
            }
            if (seconds_run_ % kCheckpointEvery == 0) {
                const auto last = trail_->last_checkpoint();
                if (!last || last->size != trail_->size()) trail_->checkpoint(now);
            }
        } catch (const std::exception& broken) {
            // The next second tries again; what was not written is still in memory.
            services_->log(std::string("second's work failed: ") + broken.what());
        }
        lock.lock();
    }
}

App::FileCheck App::check_files() {
    constexpr std::int64_t kAtOnce = 500;
    FileCheck out;
    for (Id after;;) {
        const auto rows = db_->read([&](store::Tx& tx) { return files_->above(tx, company(), after, kAtOnce); });
        if (rows.empty()) return out;
        for (const auto& meta : rows) {
            try {
                files_->read(meta);
                ++out.good;
            } catch (const Broken&) {
                out.bad.push_back(to_string(meta.id));
            }
        }
        after = rows.back().id;
    }
}

void App::confirm_clock() {
    if (own_clock_) own_clock_->confirm();
}

notify::Sender::Needs App::sender_needs() {
    return {[this] { return clock_->now(); },
            [this](Lang lang, std::string_view key, std::string_view params) {
                return texts_.say(lang, key, text_params(params));
            },
            public_url_, ca_file_, complaints()};
}

std::function<void(const std::string&)> App::complaints() {
    return [this](const std::string& line) { services_->log(line); };
}

void App::set_ca_file(std::string file) {
    if (!file.empty()) (void)read_text(file);
    ca_file_ = std::move(file);
}

}  // namespace gx::app
