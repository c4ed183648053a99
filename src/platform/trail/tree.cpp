/// Merkle tree of RFC 6962 section 2.1, kept as the peaks of its perfect subtrees.

#include <algorithm>
#include <bit>

#include "platform/base/check.hpp"
#include "platform/trail/trail.hpp"

namespace gx::trail {
namespace {

constexpr std::uint8_t kLeafPrefix[] = {0};
constexpr std::uint8_t kNodePrefix[] = {1};
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kSizeBytes = 8;

}  // namespace

Hash leaf_hash(BytesView canonical) { return crypto::sha256({BytesView(kLeafPrefix), canonical}); }

Hash node_hash(const Hash& left, const Hash& right) {
    return crypto::sha256({BytesView(kNodePrefix), BytesView(left), BytesView(right)});
}

void Frontier::append(const Hash& leaf) {
    Hash up = leaf;
    // Each trailing one bit of the size is a full subtree that the new leaf completes.
    for (std::int64_t size = size_; (size & 1) != 0; size >>= 1) {
        up = node_hash(peaks_.back(), up);
        peaks_.pop_back();
    }
    peaks_.push_back(up);
    ++size_;
}

Hash Frontier::root() const {
    if (peaks_.empty()) return crypto::sha256(BytesView{});
    Hash up = peaks_.back();
    for (std::size_t i = peaks_.size() - 1; i-- > 0;) up = node_hash(peaks_[i], up);
    return up;
}

Bytes Frontier::save() const {
    Bytes out;
    for (std::size_t i = 0; i < kSizeBytes; ++i) out.push_back(static_cast<std::uint8_t>(size_ >> (8 * (kSizeBytes - 1 - i))));
    for (const Hash& peak : peaks_) out.insert(out.end(), peak.begin(), peak.end());
    return out;
}

Frontier Frontier::load(BytesView saved) {
    GX_CHECK(saved.size() >= kSizeBytes);
    Frontier out;
    for (std::size_t i = 0; i < kSizeBytes; ++i) out.size_ = (out.size_ << 8) | saved[i];
    const auto peaks = static_cast<std::size_t>(std::popcount(static_cast<std::uint64_t>(out.size_)));
    if (saved.size() != kSizeBytes + peaks * kHashBytes) throw Broken("the trail's head has the wrong length");
    for (std::size_t i = 0; i < peaks; ++i) {
        Hash peak;
        std::copy_n(saved.begin() + static_cast<std::ptrdiff_t>(kSizeBytes + i * kHashBytes), kHashBytes, peak.begin());
        out.peaks_.push_back(peak);
    }
    return out;
}

}  // namespace gx::trail
