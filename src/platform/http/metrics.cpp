#include "platform/http/metrics.hpp"

#include <fmt/format.h>

#include <chrono>
#include <tuple>

namespace gx::http {
namespace {

std::size_t shard_of_thread(std::size_t shards) {
    static std::atomic<std::size_t> next{0};
    static thread_local const std::size_t mine = next.fetch_add(1, std::memory_order_relaxed);
    return mine % shards;
}

}  // namespace

std::int64_t steady_micros() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

std::string metric(std::string_view name, std::string_view kind, std::string_view help, std::int64_t value) {
    return fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n{0} {3}\n", name, kind, help, value);
}

Metrics::Metrics(std::vector<std::string> names) : names_(std::move(names)) {
    names_.emplace_back("none");
    for (auto& shard : shards_) shard = std::vector<Row>(names_.size());
}

void Metrics::count(std::size_t row, int status, std::int64_t micros) {
    Row& at = shards_[shard_of_thread(kShards)][row];
    std::size_t status_at = 0;
    while (status_at + 1 < kStatuses.size() && kStatuses[status_at] != status) ++status_at;
    std::size_t bucket = 0;
    while (bucket < kBounds.size() && micros > kBounds[bucket]) ++bucket;
    at.by_status[status_at].fetch_add(1, std::memory_order_relaxed);
    at.by_micros[bucket].fetch_add(1, std::memory_order_relaxed);
    at.micros.fetch_add(static_cast<std::uint64_t>(micros), std::memory_order_relaxed);
}

void Metrics::count_statements(std::size_t row, const store::Tx::Counters& counters) {
    Row& at = shards_[shard_of_thread(kShards)][row];
    at.sorts.fetch_add(static_cast<std::uint64_t>(counters.sorts), std::memory_order_relaxed);
    at.full_scan_steps.fetch_add(static_cast<std::uint64_t>(counters.full_scan_steps), std::memory_order_relaxed);
    at.steps.fetch_add(static_cast<std::uint64_t>(counters.vm_steps), std::memory_order_relaxed);
}

std::string Metrics::statements() const {
    using Count = std::atomic<std::uint64_t> Row::*;
    constexpr std::tuple<std::string_view, std::string_view, Count> kCounts[] = {
        {"sorts", "Sorts that reads asked SQLite for", &Row::sorts},
        {"full_scan_steps", "Steps of full table scans in reads", &Row::full_scan_steps},
        {"steps", "Steps of SQLite's machine in reads", &Row::steps},
    };
    std::string out;
    for (const auto& [name, help, count] : kCounts) {
        out += fmt::format("# HELP guixing_statement_{0}_total {1}.\n# TYPE guixing_statement_{0}_total counter\n", name, help);
        for (std::size_t row = 0; row < names_.size(); ++row) {
            std::uint64_t total = 0;
            std::uint64_t steps = 0;
            for (const auto& shard : shards_) {
                total += (shard[row].*count).load(std::memory_order_relaxed);
                steps += shard[row].steps.load(std::memory_order_relaxed);
            }
            if (steps > 0) out += fmt::format("guixing_statement_{}_total{{route=\"{}\"}} {}\n", name, names_[row], total);
        }
    }
    return out;
}

std::string Metrics::text() const {
    std::string counts = "# HELP guixing_requests_total Requests by route and status.\n# TYPE guixing_requests_total counter\n";
    std::string times = "# HELP guixing_request_seconds Time to the answer.\n# TYPE guixing_request_seconds histogram\n";
    for (std::size_t row = 0; row < names_.size(); ++row) {
        const auto sum = [&](auto&& pick) {
            std::uint64_t total = 0;
            for (const auto& shard : shards_) total += pick(shard[row]).load(std::memory_order_relaxed);
            return total;
        };
        for (std::size_t i = 0; i < kStatuses.size(); ++i) {
            const auto count = sum([&](const Row& at) -> const auto& { return at.by_status[i]; });
            const auto status = kStatuses[i] == 0 ? std::string("other") : std::to_string(kStatuses[i]);
            if (count == 0) continue;
            counts += fmt::format("guixing_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", names_[row], status, count);
        }
        std::uint64_t below = 0;
        std::string lines;
        for (std::size_t i = 0; i <= kBounds.size(); ++i) {
            below += sum([&](const Row& at) -> const auto& { return at.by_micros[i]; });
            const auto bound = i == kBounds.size() ? std::string("+Inf") : fmt::format("{:g}", static_cast<double>(kBounds[i]) / 1e6);
            lines += fmt::format("guixing_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", names_[row], bound, below);
        }
        if (below == 0) continue;
        const auto micros = sum([](const Row& at) -> const auto& { return at.micros; });
        times += lines + fmt::format("guixing_request_seconds_sum{{route=\"{0}\"}} {1:.6f}\n"
                                     "guixing_request_seconds_count{{route=\"{0}\"}} {2}\n",
                                     names_[row], static_cast<double>(micros) / 1e6, below);
    }
    return counts + times + statements();
}

}  // namespace gx::http
