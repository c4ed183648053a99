#include <algorithm>

#include "platform/labels/merge.hpp"
#include "platform/search/search.hpp"
#include "platform/search/store.hpp"
#include "platform/search/tokens.hpp"

namespace gx::search {
namespace {

/// One cursor: documents with these tokens, or what the reader wrote under a label out of reach.
struct Cursor {
    std::string tokens;
    std::string type;
    labels::Label label{};
};

/// Compartments that occur on the stream's shelf and that the reader holds; none at all first.
std::vector<std::uint64_t> compartments_on(const labels::Stream& stream, const std::vector<labels::Label>& known) {
    std::vector<std::uint64_t> out{0};
    for (const labels::Label& label : known) {
        const bool here = label.level == stream.level && label.scope == (stream.whole ? Id{} : stream.scope);
        const bool fresh = std::find(out.begin(), out.end(), label.compartments) == out.end();
        if (here && fresh && (label.compartments & ~stream.compartments) == 0) out.push_back(label.compartments);
    }
    return out;
}

std::vector<Cursor> cursors_of(store::Tx& tx, const keys::Keyring& keys, Id person, const std::vector<labels::Reach>& reaches,
                               const Question& question, const std::vector<std::u32string>& terms) {
    const Tokens tokens(keys);
    const auto grams = grams_of(terms);
    const auto streams = labels::streams(reaches);
    std::vector<Cursor> out;
    for (const std::string& type : question.types) {
        const auto known = rows::labels_of(tx, keys.company(), Id{}, type);
        for (const labels::Stream& stream : streams) {
            for (const std::uint64_t compartments : compartments_on(stream, known)) {
                const Shelf shelf{type, stream.whole, {stream.level, compartments, stream.scope}};
                out.push_back({tokens.of_question(shelf, grams), type});
            }
        }
        if (!person) continue;
        for (const labels::Label& label : rows::labels_of(tx, keys.company(), person, type)) {
            // Whoever wrote it finds it still; what is in reach is found by its tokens.
            if (!labels::may_read(reaches, Id{}, {label, Id{}, false, false, false})) out.push_back({"", type, label});
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
    const auto fetch = [&](const labels::Stream& stream, labels::Keyset from, std::size_t count) {
        const Cursor& cursor = cursors[static_cast<std::size_t>(stream.scope.value)];
        if (cursor.tokens.empty()) return rows::by_author(tx, keys.company(), cursor.type, person, cursor.label, from.sort, count);
        return rows::with_tokens(tx, keys.company(), cursor.tokens, from.sort, count);
    };
    const auto key = [](const rows::Row& row) { return labels::Keyset{row.number, 0}; };
    Found out;
    Id last;
    const auto keep = [&](const rows::Row& row) {
        last = row.object;
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
