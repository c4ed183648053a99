#include <map>
#include <mutex>
#include <thread>

#include "platform/base/check.hpp"
#include "platform/outbox/bell.hpp"
#include "platform/search/search.hpp"
#include "platform/search/store.hpp"
#include "platform/search/tokens.hpp"

namespace gx::search {
namespace {

constexpr std::size_t kTogether = 128;  // documents of one write, some hundredths of a second
constexpr std::size_t kWalked = 500;
constexpr std::chrono::seconds kLongestSleep{1};

outbox::Bell& bell() {
    static outbox::Bell bell;
    return bell;
}

/// A record read and made ready, outside of any write.
struct Ready {
    rows::Todo todo;
    std::optional<rows::Row> row;  ///< absent: the record is gone
    std::string tokens;
};

}  // namespace

void mark(store::Tx& tx, Id company, Instant now, std::string_view type, Id object) {
    rows::put_todo(tx, company, {object, std::string(type), new_id(now).value});
    tx.after_commit([] { bell().ring(); });
}

void forget(store::Tx& tx, Id company, Id object) { rows::remove(tx, company, object); }

struct Indexer::State {
    store::Db& db;
    const keys::Keyring& keys;
    std::vector<Source> sources;
    std::function<void(const std::string&)> complain;
    Tokens tokens{keys};
    std::mutex working{};  ///< the thread and a caller of drain() take turns
    std::mutex mutex{};
    bool stopping = false;
    std::thread thread{};

    bool stops() {
        const std::lock_guard lock(mutex);
        return stopping;
    }
    Id company() const { return keys.company(); }
    const Source* source_of(const std::string& type) const {
        for (const Source& source : sources) {
            if (source.type == type) return &source;
        }
        return nullptr;
    }
    Ready prepare(store::Tx& tx, const rows::Todo& todo) const;
    std::size_t read_waiting();
    bool walk_on();
    void begin_walks(bool anew);
    void run();
};

Ready Indexer::State::prepare(store::Tx& tx, const rows::Todo& todo) const {
    Ready out{todo, {}, {}};
    const Source* source = source_of(todo.type);
    const auto document = source == nullptr ? std::nullopt : source->load(tx, todo.object);
    if (!document) return out;
    GX_CHECK(document->object == todo.object && document->type == todo.type);
    out.row = rows::Row{0, document->type, document->object, document->label, document->author, document->at,
                        keys.seal({"search_document", document->object, "text"}, document->text)};
    out.tokens = tokens.of_document(document->type, document->label, grams_of(std::u32string_view(letters_of(document->text).folded)));
    return out;
}

/// A record that changed again since it was read keeps its mark and its old row: it is read anew.
std::size_t Indexer::State::read_waiting() {
    std::vector<Ready> ready;
    db.read([&](store::Tx& tx) {
        for (const rows::Todo& todo : rows::todos(tx, company(), kTogether)) ready.push_back(prepare(tx, todo));
    });
    if (ready.empty()) return 0;
    const auto done = db.write([&](store::Tx& tx) -> Result<Done> {
        std::map<std::int64_t, const std::string*, std::greater<>> written;
        for (const Ready& one : ready) {
            if (!rows::end_todo(tx, company(), one.todo)) continue;
            if (!one.row) {
                rows::remove(tx, company(), one.todo.object);
                continue;
            }
            rows::Row row = *one.row;
            if (rows::put(tx, company(), row)) written[row.number] = &one.tokens;
            else rows::put_todo(tx, company(), one.todo);
        }
        for (const auto& [number, words] : written) rows::index(tx, number, *words);
        return Done{};
    });
    GX_CHECK(done.has_value());
    return ready.size();
}

void Indexer::State::begin_walks(bool anew) {
    const auto done = db.write([&](store::Tx& tx) -> Result<Done> {
        bool other = anew;
        for (const Source& source : sources) {
            const auto walk = rows::walk(tx, company(), source.type);
            other |= walk && walk->version != kTokensVersion;
        }
        if (other) rows::remove_all(tx, company());
        for (const Source& source : sources) {
            if (other || !rows::walk(tx, company(), source.type)) {
                rows::put_walk(tx, company(), {source.type, kTokensVersion, Id{}, false});
            }
        }
        return Done{};
    });
    GX_CHECK(done.has_value());
}

/// Marks the next records of a kind that is not wholly read; false when all are.
bool Indexer::State::walk_on() {
    for (const Source& source : sources) {
        const auto found = db.read([&](store::Tx& tx) {
            const auto walk = rows::walk(tx, company(), source.type);
            GX_CHECK(walk);
            return std::pair{*walk, walk->done ? std::vector<Id>{} : source.above(tx, walk->after, kWalked)};
        });
        if (found.first.done) continue;
        const auto done = db.write([&](store::Tx& tx) -> Result<Done> {
            rows::Walk walk = found.first;
            for (const Id object : found.second) rows::put_todo(tx, company(), {object, source.type, 0});
            walk.done = found.second.empty();
            if (!walk.done) walk.after = found.second.back();
            rows::put_walk(tx, company(), walk);
            return Done{};
        });
        GX_CHECK(done.has_value());
        return true;
    }
    return false;
}

void Indexer::State::run() {
    std::uint64_t heard = bell().rings();
    bool begun = false;
    while (!stops()) {
        try {
            const std::lock_guard lock(working);
            if (!begun) begin_walks(/*anew=*/false);
            begun = true;
            bool more = true;
            while (more && !stops()) more = read_waiting() != 0 || walk_on();
        } catch (const std::exception& why) {
            if (complain) complain(std::string("search: ") + why.what());
        }
        if (!stops()) bell().wait(heard, kLongestSleep);
    }
}

Indexer::Indexer(store::Db& db, const keys::Keyring& keys, std::vector<Source> sources,
                 std::function<void(const std::string&)> complain)
    : state_(new State{db, keys, std::move(sources), std::move(complain)}) {}

Indexer::~Indexer() { stop(); }

void Indexer::start() {
    if (!state_->thread.joinable()) state_->thread = std::thread([this] { state_->run(); });
}

void Indexer::stop() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    bell().ring();
    if (state_->thread.joinable()) state_->thread.join();
}

std::size_t Indexer::drain() {
    const std::lock_guard lock(state_->working);
    state_->begin_walks(/*anew=*/false);
    std::size_t out = 0;
    for (;;) {
        const std::size_t read = state_->read_waiting();
        out += read;
        if (read == 0 && !state_->walk_on()) return out;
    }
}

void Indexer::rebuild() {
    const std::lock_guard lock(state_->working);
    state_->begin_walks(/*anew=*/true);
    bell().ring();
}

}  // namespace gx::search
