#include <algorithm>

#include "platform/notify/store.hpp"

namespace gx::notify {
namespace {

/// The hubs of this process: whoever tells somebody something does not know them.
struct Hubs {
    std::mutex mutex;
    std::vector<Hub*> all;
};

Hubs& hubs() {
    static Hubs hubs;
    return hubs;
}

}  // namespace

void poke_everywhere(Id person) {
    const std::lock_guard lock(hubs().mutex);
    for (Hub* hub : hubs().all) hub->poke(person);
}

Hub::Hub() {
    const std::lock_guard lock(hubs().mutex);
    hubs().all.push_back(this);
}

Hub::~Hub() {
    const std::lock_guard lock(hubs().mutex);
    std::erase(hubs().all, this);
}

std::uint64_t Hub::add(Id person, Id session, Poke poke) {
    const std::lock_guard lock(mutex_);
    streams_.emplace(next_, Stream{person, session, std::move(poke)});
    return next_++;
}

void Hub::remove(std::uint64_t ticket) {
    const std::lock_guard lock(mutex_);
    streams_.erase(ticket);
}

void Hub::poke(Id person) {
    std::vector<Poke> pokes;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [ticket, stream] : streams_) {
            if (stream.person == person) pokes.push_back(stream.poke);
        }
    }
    // Outside of the lock: a poke may add or remove streams.
    for (const auto& poke : pokes) poke();
}

void Hub::poke_all() {
    std::vector<Poke> pokes;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [ticket, stream] : streams_) pokes.push_back(stream.poke);
    }
    for (const auto& poke : pokes) poke();
}

std::vector<Id> Hub::listeners() const {
    std::vector<Id> out;
    {
        const std::lock_guard lock(mutex_);
        out.reserve(streams_.size());
        for (const auto& [ticket, stream] : streams_) out.push_back(stream.person);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::size_t Hub::size() const {
    const std::lock_guard lock(mutex_);
    return streams_.size();
}

}  // namespace gx::notify
