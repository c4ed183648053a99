/// Lists without an SQL sort: one index cursor per stream, merged by hand, newest first, with keyset paging.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "platform/labels/labels.hpp"

namespace gx::labels {

/// Place in a list that runs downwards by (sort, id). The default is before the first row.
struct Keyset {
    std::int64_t sort = std::numeric_limits<std::int64_t>::max();
    std::int64_t id = std::numeric_limits<std::int64_t>::max();
    auto operator<=>(const Keyset&) const = default;
};

inline constexpr std::size_t kStepsMax = 2'000;  ///< rows looked at before a list stops with a cursor

template <class Row>
struct Merged {
    std::vector<Row> rows;
    std::optional<Keyset> next;  ///< where the next page goes on; absent at the end
    std::size_t steps = 0;
};

/// fetch(stream, below, count) -> std::vector<Row>: at most `count` rows of the stream strictly below the keyset,
/// in falling order. key(row) -> Keyset. keep(row) -> bool: the list's filters. A row that two streams give is
/// kept once. Stops after `limit` kept rows or kStepsMax looked at.
template <class Row, class Fetch, class Key, class Keep>
Merged<Row> merge(const std::vector<Stream>& streams, Keyset below, std::size_t limit, Fetch&& fetch, Key&& key,
                  Keep&& keep) {
    struct Cursor {
        const Stream* stream;
        std::vector<Row> rows;
        std::size_t at = 0;
        bool ended = false;
    };
    const std::size_t chunk = streams.size() <= 1 ? limit + 1 : std::max<std::size_t>(4, 2 * limit / streams.size());
    std::vector<Cursor> cursors;
    cursors.reserve(streams.size());
    const auto refill = [&](Cursor& cursor, Keyset from) {
        cursor.rows = fetch(*cursor.stream, from, chunk);
        cursor.at = 0;
        cursor.ended = cursor.rows.size() < chunk;
    };
    for (const Stream& stream : streams) {
        cursors.push_back({&stream, {}, 0, false});
        refill(cursors.back(), below);
    }
    Merged<Row> out;
    std::optional<Keyset> last;
    for (;;) {
        Cursor* best = nullptr;
        for (Cursor& cursor : cursors) {
            if (cursor.at == cursor.rows.size() && !cursor.ended) refill(cursor, key(cursor.rows.back()));
            if (cursor.at == cursor.rows.size()) continue;
            if (best == nullptr || key(cursor.rows[cursor.at]) > key(best->rows[best->at])) best = &cursor;
        }
        if (best == nullptr) return out;
        const Keyset here = key(best->rows[best->at]);
        const bool doubled = last && *last == here;
        if (!doubled && (out.rows.size() == limit || out.steps == kStepsMax)) {
            out.next = last;
            return out;
        }
        Row& row = best->rows[best->at++];
        if (doubled) continue;
        ++out.steps;
        last = here;
        if (keep(row)) out.rows.push_back(std::move(row));
    }
}

}  // namespace gx::labels
