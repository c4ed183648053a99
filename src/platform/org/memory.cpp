#include "platform/org/memory.hpp"

#include <map>

namespace gx::org {

Memory& Memory::of(Id company) {
    static std::mutex mutex;
    static std::map<Id, std::unique_ptr<Memory>> all;
    const std::scoped_lock lock(mutex);
    auto& memory = all[company];
    if (!memory) memory = std::make_unique<Memory>();
    return *memory;
}

void Memory::saw(std::int64_t revision) {
    std::int64_t known = revision_.load(std::memory_order_relaxed);
    while (known < revision && !revision_.compare_exchange_weak(known, revision, std::memory_order_acq_rel)) {
    }
}

Memory::Shelf& Memory::shelf(Kind kind, Id id) const {
    return shelves_[static_cast<std::size_t>(kind) * 8 + std::hash<Id>{}(id) % 8];
}

std::optional<std::string> Memory::name(Kind kind, Id id) const {
    const Shelf& names = shelf(kind, id);
    const std::scoped_lock lock(names.mutex);
    const auto found = names.names.find(id);
    if (found == names.names.end() || found->second.revision != revision()) return std::nullopt;
    return found->second.name;
}

void Memory::keep(Kind kind, Id id, std::int64_t revision, std::string name) {
    Shelf& names = shelf(kind, id);
    const std::scoped_lock lock(names.mutex);
    if (names.names.size() >= kNamesMax) names.names.clear();
    names.names.insert_or_assign(id, Entry{revision, std::move(name)});
}

}  // namespace gx::org
