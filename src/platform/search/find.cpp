#include <algorithm>

#include "platform/labels/merge.hpp"
#include "platform/search/search.hpp"
#include "platform/search/store.hpp"
#include "platform/search/tokens.hpp"

namespace gx::search {
namespace {

constexpr std::size_t kTokensMax = 24;  // more narrow nothing down
constexpr std::size_t kTrusted = 8;     // documents looked at before one token alone is judged

/// One cursor: documents with these tokens, or what the reader wrote under a label out of reach.
struct Cursor {
    std::string type;
    std::vector<std::string> tokens;
    labels::Label label{};
};

std::string joined(const std::vector<std::string>& tokens) {
    std::string out;
    for (const std::string& token : tokens) out += (out.empty() ? "" : " ") + token;
    return out;
}

/// The token that fewest of the next documents have. Every document is looked through anyway, and reading one short
/// list is much cheaper than joining it with long ones. All tokens where the engine does not tell; none where nothing
/// can be found.
std::vector<std::string> rarest(store::Tx& tx, const std::vector<std::string>& tokens, std::int64_t below) {
    if (tokens.size() <= 1) return tokens;
    const std::string* best = nullptr;
    rows::Spread least{};
    for (const std::string& token : tokens) {
        const rows::Spread spread = rows::spread(tx, token, below);
        if (spread.found < 0) return tokens;
        if (spread.found == 0) return {};
        const bool rarer = best == nullptr || spread.found < least.found ||
                           (spread.found == least.found && spread.last > least.last);
        if (rarer) best = &token, least = spread;
    }
    return {*best};
}

std::vector<Cursor> cursors_of(store::Tx& tx, const keys::Keyring& keys, Id person, const std::vector<labels::Reach>& reaches,
                               const Question& question, const std::vector<std::u32string>& terms) {
    const Tokens tokens(keys);
    auto grams = grams_of(terms);
    if (grams.size() > kTokensMax) grams.resize(kTokensMax);
    const auto streams = labels::streams(reaches);
    std::vector<Cursor> out;
    for (const std::string& type : question.types) {
        for (const labels::Stream& stream : streams) {
            const Id scope = stream.whole ? Id{} : stream.scope;
            for (const std::uint64_t compartments : rows::compartments_of(tx, keys.company(), type, scope, stream.level)) {
                if ((compartments & ~stream.compartments) != 0) continue;
                out.push_back({type, tokens.of({type, stream.whole, {stream.level, compartments, scope}}, grams)});
            }
        }
        if (!person) continue;
        for (const labels::Label& label : rows::labels_of(tx, keys.company(), person, type)) {
            // Whoever wrote it finds it still; what is in reach is found by its tokens.
            if (!labels::may_read(reaches, Id{}, {label, Id{}, false, false, false})) out.push_back({type, {}, label});
        }
    }
    return out;
}

Result<std::int64_t> place_after(store::Tx& tx, const keys::Keyring& keys, Id person,
                                 const std::vector<labels::Reach>& reaches, const Question& question) {
    if (!question.after) return std::numeric_limits<std::int64_t>::max();
    const auto row = rows::find(tx, keys.company(), *question.after);
    // Unseen and missing are one.
    const bool known = row && question.types.contains(row->type) &&
                       labels::may_read(reaches, person, {row->label, row->author, false, false, false});
    if (!known) return refuse_field("cursor", "search_cursor_unknown");
    return row->number;
}

}  // namespace

Result<Found> find(store::Tx& tx, const keys::Keyring& keys, Id person, const std::vector<labels::Reach>& reaches,
                   const Question& question) {
    GX_TRY(terms, terms_of(question.words));
    GX_TRY(below, place_after(tx, keys, person, reaches, question));
    const std::vector<Cursor> cursors = cursors_of(tx, keys, person, reaches, question, terms);
    // The merge knows its cursors by their place.
    std::vector<labels::Stream> streams;
    for (std::size_t i = 0; i < cursors.size(); ++i) streams.push_back({false, Id{static_cast<std::int64_t>(i)}, 0, 0});
    Found out;
    std::size_t looked = 0;
    const auto fetch = [&](const labels::Stream& stream, labels::Keyset from, std::size_t count) {
        const Cursor& cursor = cursors[static_cast<std::size_t>(stream.scope.value)];
        if (cursor.tokens.empty()) return rows::by_author(tx, keys.company(), cursor.type, person, cursor.label, from.sort, count);
        const bool misled = looked >= kTrusted && out.hits.size() * 2 < looked;
        const auto tokens = misled ? cursor.tokens : rarest(tx, cursor.tokens, from.sort);
        if (tokens.empty()) return std::vector<rows::Row>{};
        return rows::with_tokens(tx, keys.company(), joined(tokens), from.sort, count);
    };
    const auto key = [](const rows::Row& row) { return labels::Keyset{row.number, 0}; };
    Id last;
    const auto keep = [&](const rows::Row& row) {
        last = row.object;
        ++looked;
        const bool allowed = question.types.contains(row.type) &&
                             labels::may_read(reaches, person, {row.label, row.author, false, false, false});
        if (!allowed) return false;
        const Letters document = letters_of(keys.open({"search_document", row.object, "text"}, row.text));
        if (!holds_all(document, terms)) return false;
        out.hits.push_back({row.type, row.object, row.label, row.at, title(document, terms), extract(document, terms)});
        return true;
    };
    const auto merged = labels::merge<rows::Row>(streams, {below, std::numeric_limits<std::int64_t>::min()}, question.limit,
                                                 fetch, key, keep);
    if (merged.next) out.next = last;
    return out;
}

}  // namespace gx::search
