#include <cstring>

#include "platform/files/picture.hpp"

namespace gx::files {
namespace {

/// Numbers out of bytes; everything beyond the end reads as 0.
class Reader {
  public:
    explicit Reader(BytesView bytes, bool big_endian = true) : bytes_(bytes), big_(big_endian) {}
    int u8(std::size_t at) const { return at < bytes_.size() ? bytes_[at] : 0; }
    int u16(std::size_t at) const { return big_ ? u8(at) << 8 | u8(at + 1) : u8(at + 1) << 8 | u8(at); }
    std::int64_t u32(std::size_t at) const {
        const std::int64_t first = u16(at), second = u16(at + 2);
        return big_ ? first << 16 | second : second << 16 | first;
    }
    bool has(std::size_t at, std::string_view text) const {
        return at + text.size() <= bytes_.size() &&
               std::memcmp(bytes_.data() + at, text.data(), text.size()) == 0;
    }
    std::size_t size() const { return bytes_.size(); }

  private:
    BytesView bytes_;
    bool big_;
};

int clip(std::int64_t side) { return side > 0 && side <= 0x7FFF'FFFF ? static_cast<int>(side) : 0; }

/// Tag 0x0112 of the first directory (Exif 2.3, 4.6.4).
int exif_orientation(BytesView segment) {
    const Reader head(segment);
    if (!head.has(0, {"Exif\0\0", 6})) return 1;
    const BytesView tiff = segment.subspan(6);
    const bool big = Reader(tiff).has(0, "MM");
    const Reader reader(tiff, big);
    const auto directory = static_cast<std::size_t>(reader.u32(4));
    const int count = reader.u16(directory);
    for (int i = 0; i < count && i < 200; ++i) {
        const std::size_t entry = directory + 2 + static_cast<std::size_t>(i) * 12;
        if (entry + 12 > tiff.size()) break;
        if (reader.u16(entry) != 0x0112) continue;
        const int value = reader.u16(entry + 8);
        return value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
}

PictureHead jpeg_head(BytesView content) {
    const Reader reader(content);
    PictureHead head;
    for (std::size_t at = 2; at + 4 <= content.size();) {
        if (reader.u8(at) != 0xFF) break;
        const int marker = reader.u8(at + 1);
        if (marker == 0xFF) {  // filler
            ++at;
            continue;
        }
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {  // markers without length
            at += 2;
            continue;
        }
        const auto length = static_cast<std::size_t>(reader.u16(at + 2));
        if (length < 2 || marker == 0xD9 || marker == 0xDA) break;
        const bool frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) {
            head.height = reader.u16(at + 5);
            head.width = reader.u16(at + 7);
            break;
        }
        if (marker == 0xE1 && at + 2 + length <= content.size() && head.orientation == 1) {
            head.orientation = exif_orientation(content.subspan(at + 4, length - 2));
        }
        at += 2 + length;
    }
    return head;
}

PictureHead webp_head(BytesView content) {
    const Reader reader(content, false);
    if (reader.has(12, "VP8 ")) return {reader.u16(26) & 0x3FFF, reader.u16(28) & 0x3FFF, 1};
    if (reader.has(12, "VP8L")) {
        const std::int64_t bits = reader.u32(21);
        return {static_cast<int>(bits & 0x3FFF) + 1, static_cast<int>(bits >> 14 & 0x3FFF) + 1, 1};
    }
    if (reader.has(12, "VP8X")) {
        const auto side = [&](std::size_t at) { return (reader.u16(at) | reader.u8(at + 2) << 16) + 1; };
        return {side(24), side(27), 1};
    }
    return {};
}

}  // namespace

PictureHead picture_head(std::string_view media_type, BytesView content) {
    if (media_type == "image/jpeg") return jpeg_head(content);
    if (media_type == "image/webp") return webp_head(content);
    const Reader reader(content);
    if (media_type == "image/png" && reader.has(12, "IHDR"))
        return {clip(reader.u32(16)), clip(reader.u32(20)), 1};
    return {};
}

}  // namespace gx::files
