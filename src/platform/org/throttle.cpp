#include "platform/org/throttle.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string>

#include "platform/org/sessions.hpp"

namespace gx::org {
namespace {

using Network = std::array<unsigned char, 16>;

/// As IPv6: IPv4 mapped into it, the last 64 bits of any other taken away.
std::optional<Network> network_of(std::string_view remote) {
    const std::string text(remote.substr(0, remote.find('%')));  // without the zone
    Network out{};
    out[10] = out[11] = 0xFF;
    if (inet_pton(AF_INET, text.c_str(), &out[12]) == 1) return out;
    const Network mapped = out;
    if (inet_pton(AF_INET6, text.c_str(), out.data()) != 1) return std::nullopt;
    if (!std::equal(out.begin(), out.begin() + 12, mapped.begin())) std::fill(out.begin() + 8, out.end(), 0);
    return out;
}

std::int64_t window_of(Instant now) { return to_millis(now) / Duration(kAddressWindow).count(); }

}  // namespace

Duration address_delay(std::int64_t failures) {
    // login_delay rests from the third failure on.
    return std::min<Duration>(login_delay(failures - kAddressFailures + 3), kAddressRestMax);
}

crypto::Hash login_key(std::string_view login) { return crypto::sha256(as_bytes(login)); }

std::optional<crypto::Hash> address_key(std::string_view remote, Instant now) {
    const auto network = network_of(remote);
    if (!network) return std::nullopt;
    const std::string window = std::to_string(window_of(now));
    // No log-in name begins with this byte, which UTF-8 never has: none can be made to count as an address.
    return crypto::sha256({as_bytes("\xFF"), BytesView(network->data(), network->size()), as_bytes(window)});
}

Instant address_window_end(Instant now) { return from_millis((window_of(now) + 1) * Duration(kAddressWindow).count()); }

std::vector<HeldOff::Told> HeldOff::count(const Rest& rest) {
    std::vector<Told> out;
    const std::lock_guard lock(mutex_);
    const auto known = rests_.find(rest.key);
    if (known == rests_.end() && rests_.size() >= kRestsMax) return out;
    Counted& counted = rests_[rest.key];
    if (counted.rest.until != rest.until) {
        if (counted.attempts > 1) out.push_back({counted.rest, counted.attempts - 1});
        counted = {rest, 0};
    }
    if (++counted.attempts == 1) out.push_back({rest, 0});
    return out;
}

std::vector<HeldOff::Told> HeldOff::over(Instant now, bool every) {
    std::vector<Told> out;
    const std::lock_guard lock(mutex_);
    std::erase_if(rests_, [&](const auto& item) {
        const Counted& counted = item.second;
        if (!every && counted.rest.until > now) return false;
        if (counted.attempts > 1) out.push_back({counted.rest, counted.attempts - 1});
        return true;
    });
    return out;
}

}  // namespace gx::org
