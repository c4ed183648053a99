/// Counters that cost a few nanoseconds: each thread adds to a shard of its own, a scrape adds the shards up.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/store/tx.hpp"

namespace gx::http {

class Metrics {
  public:
    /// One row per route, and a last one for what no route answers.
    explicit Metrics(std::vector<std::string> names);

    void count(std::size_t row, int status, std::int64_t micros);
    /// What the statements of one read did; SQLite alone tells it.
    void count_statements(std::size_t row, const store::Tx::Counters& counters);
    /// Prometheus text of guixing_requests_total, guixing_request_seconds and guixing_statement_*_total.
    std::string text() const;

    static constexpr std::array<int, 20> kStatuses{200, 201, 204, 304, 400, 401, 403, 404, 405, 408,
                                                   409, 412, 413, 415, 422, 428, 429, 500, 503, 0};
    static constexpr std::array<std::int64_t, 10> kBounds{100,    250,     1'000,   2'500,     5'000,
                                                          10'000, 50'000, 250'000, 1'000'000, 5'000'000};

  private:
    struct Row {
        std::array<std::atomic<std::uint64_t>, kStatuses.size()> by_status{};
        std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> by_micros{};
        std::atomic<std::uint64_t> micros{0};
        std::atomic<std::uint64_t> sorts{0};
        std::atomic<std::uint64_t> full_scan_steps{0};
        std::atomic<std::uint64_t> steps{0};
    };
    std::string statements() const;
    static constexpr std::size_t kShards = 8;

    std::vector<std::string> names_;
    std::array<std::vector<Row>, kShards> shards_;
};

/// Microseconds that only run forward; for durations, never for times.
std::int64_t steady_micros();

/// "# HELP name help\n# TYPE name kind\nname value\n"
std::string metric(std::string_view name, std::string_view kind, std::string_view help, std::int64_t value);

}  // namespace gx::http
