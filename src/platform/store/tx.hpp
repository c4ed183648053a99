/// One transaction on either engine. Ids and instants are bound as 64-bit numbers, text as UTF-8, bytes as blob.
#pragma once

#include <concepts>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "platform/base/types.hpp"
#include "platform/store/query.hpp"

namespace gx::store {

/// A bound parameter; borrows text and bytes for the call.
using Value = std::variant<std::monostate, std::int64_t, std::string_view, BytesView>;

inline Value value(std::nullopt_t) { return {}; }
template <std::integral T>
Value value(T number) { return static_cast<std::int64_t>(number); }
template <class T>
    requires std::is_enum_v<T>
Value value(T number) { return static_cast<std::int64_t>(number); }
inline Value value(Id id) { return id.value; }
inline Value value(Instant at) { return to_millis(at); }
inline Value value(Fen fen) { return fen.value; }
inline Value value(const std::string& text) { return std::string_view(text); }
inline Value value(std::string_view text) { return text; }
inline Value value(const char* text) { return std::string_view(text); }
inline Value value(const Bytes& bytes) { return BytesView(bytes); }
inline Value value(BytesView bytes) { return bytes; }
inline Value value(const Value& ready) { return ready; }
template <class T>
Value value(const std::optional<T>& maybe) { return maybe ? value(*maybe) : Value{}; }

/// The current row of a result; columns count from 0. Views live until the next row.
class Row {
  public:
    virtual ~Row() = default;
    virtual bool null(int column) const = 0;
    virtual std::int64_t i64(int column) const = 0;  ///< 0 for NULL
    virtual std::string_view text(int column) const = 0;
    virtual BytesView bytes(int column) const = 0;

    Id id(int column) const { return Id{i64(column)}; }
    Instant at(int column) const { return from_millis(i64(column)); }
    std::string str(int column) const { return std::string(text(column)); }
    Bytes blob(int column) const {
        const auto view = bytes(column);
        return {view.begin(), view.end()};
    }
    std::optional<Instant> maybe_at(int column) const { return null(column) ? std::nullopt : std::optional(at(column)); }
    std::optional<std::int64_t> maybe_i64(int column) const {
        return null(column) ? std::nullopt : std::optional(i64(column));
    }
};

/// What a transaction wants written into the trail; encoded and numbered by platform/trail at commit.
struct JournalEntry {
    Id id;
    Id company;
    Instant at;
    std::string canonical;  ///< canonical bytes, without sequence number
    Id object;
    std::uint8_t level = 4;
    std::uint64_t compartments = 0;
    Id scope;
};

class Tx {
  public:
    virtual ~Tx() = default;
    Tx() = default;
    Tx(const Tx&) = delete;
    Tx& operator=(const Tx&) = delete;

    /// Rows changed.
    template <class... A>
    std::int64_t exec(const Query& query, const A&... args) {
        const Value values[] = {value(args)..., Value{}};
        return exec_values(query, {values, sizeof...(A)});
    }
    /// Calls f(const Row&) for each row; an f that returns bool stops the walk with false.
    template <class F, class... A>
    void each(const Query& query, F&& f, const A&... args) {
        const Value values[] = {value(args)..., Value{}};
        each_values(query, {values, sizeof...(A)}, [&f](const Row& row) -> bool {
            if constexpr (std::is_same_v<std::invoke_result_t<F&, const Row&>, bool>) {
                return f(row);
            } else {
                f(row);
                return true;
            }
        });
    }
    /// The first row through `map`, or nullopt.
    template <class F, class... A>
    auto one(const Query& query, F&& map, const A&... args) -> std::optional<std::invoke_result_t<F&, const Row&>> {
        std::optional<std::invoke_result_t<F&, const Row&>> out;
        each(query, [&](const Row& row) -> bool {
            out.emplace(map(row));
            return false;
        }, args...);
        return out;
    }
    template <class F, class... A>
    auto all(const Query& query, F&& map, const A&... args) -> std::vector<std::invoke_result_t<F&, const Row&>> {
        std::vector<std::invoke_result_t<F&, const Row&>> out;
        each(query, [&](const Row& row) { out.push_back(map(row)); }, args...);
        return out;
    }

    virtual bool writable() const = 0;
    /// Steps of SQLite's statement counters since the transaction began; zero on PostgreSQL. For tests and metrics.
    struct Counters {
        std::int64_t sorts = 0;
        std::int64_t full_scan_steps = 0;
        std::int64_t vm_steps = 0;
    };
    virtual Counters counters() const = 0;

    /// Entries for the trail; written with the commit, forgotten with a roll-back.
    void journal(JournalEntry entry) { journal_.push_back(std::move(entry)); }
    std::vector<JournalEntry>& journaled() { return journal_; }
    /// Runs on the committing thread after the commit is durable; for caches and wake-ups, never for promises.
    void after_commit(std::function<void()> act) { after_commit_.push_back(std::move(act)); }
    std::vector<std::function<void()>>& after_commits() { return after_commit_; }

  protected:
    virtual std::int64_t exec_values(const Query& query, std::span<const Value> values) = 0;
    virtual void each_values(const Query& query, std::span<const Value> values,
                             const std::function<bool(const Row&)>& f) = 0;

  private:
    std::vector<JournalEntry> journal_;
    std::vector<std::function<void()>> after_commit_;
};

}  // namespace gx::store
