/// Full text of records, found by any one, two or more characters, only as far as the reader may know. The index holds
/// keyed hashes of pairs of characters, apart for each kind, scope and level: what a reader may not see has no part in
/// the question, so it shows neither in answers nor in time. Each hit is proved on the opened text.
/// Objects with recipients or bars have no place here yet.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/keys/keys.hpp"
#include "platform/labels/labels.hpp"
#include "platform/org/actor.hpp"
#include "platform/search/words.hpp"
#include "platform/store/db.hpp"

namespace gx::search {

/// What a record says. `text`: its first line is the title; at most kTextMax characters are found.
struct Document {
    std::string type;  ///< "incident"
    Id object;
    labels::Label label;
    Id author;  ///< finds it whatever the label
    Instant at;
    std::string text;
};

/// A kind of record, given by its module.
struct Source {
    std::string type;
    const org::Permission* permission;  ///< of those who may find such records at all
    /// As it stands now; nullopt once it is gone.
    std::function<std::optional<Document>(store::Tx&, Id object)> load;
    /// Ids above `after`, rising, at most `count`: for rebuilding.
    std::function<std::vector<Id>(store::Tx&, Id after, std::size_t count)> above;
};

/// Says that a record's text or label is new, in the transaction that made it so (or from its outbox row). An act that
/// makes a label stricter calls forget() in its transaction as well: nothing is shown by its old label.
void mark(store::Tx& tx, Id company, Instant now, std::string_view type, Id object);
void forget(store::Tx& tx, Id company, Id object);

/// Keeps the index in step: own thread in the server, by hand in tests. Reads and hashes outside the writer, writes in
/// small pieces.
class Indexer {
  public:
    /// `complain` gets a line for the log when something fails; may be empty.
    Indexer(store::Db& db, const keys::Keyring& keys, std::vector<Source> sources,
            std::function<void(const std::string&)> complain = {});
    ~Indexer();
    void start();
    void stop();
    /// Everything that waits, a rebuilding included, on this thread. How many documents were read.
    std::size_t drain();
    /// Empties the index; the next work reads every record again.
    void rebuild();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

struct Hit {
    std::string type;
    Id object;
    labels::Label label;
    Instant at;
    std::vector<Piece> title, extract;
};

struct Found {
    std::vector<Hit> hits;
    /// Go on after this record; absent at the end. A question that looked at 2,000 documents stops early with it.
    std::optional<Id> next;
};

struct Question {
    std::string words;
    std::set<std::string, std::less<>> types;  ///< those the reader's permissions allow
    std::optional<Id> after;
    std::size_t limit = 20;
};

/// Newest first. Refusals: those of terms_of, search_cursor_unknown.
Result<Found> find(store::Tx& tx, const keys::Keyring& keys, Id person, const std::vector<labels::Reach>& reaches,
                   const Question& question);

}  // namespace gx::search
