/// Photos: what they are by their head, and a small copy for lists.
#pragma once

#include <string_view>

#include "platform/base/result.hpp"
#include "platform/base/types.hpp"

namespace gx::files {

inline constexpr std::int64_t kPixelsMax = 40'000'000;
inline constexpr int kPreviewSide = 480;  ///< pixels of the longer side

/// Size in pixels as stored, and how to turn it (Exif 1..8, 1 = upright). Zero sides: no such head was found.
struct PictureHead {
    int width = 0, height = 0;
    int orientation = 1;
};
/// Reads the head only, so that a bomb is refused before it is unpacked.
PictureHead picture_head(std::string_view media_type, BytesView content);

struct Picture {
    int width = 0, height = 0;  ///< as shown, upright
    Bytes preview;              ///< JPEG without any metadata
};
/// Refusal: picture_bad (damaged, or more than kPixelsMax). Unpacks one picture at a time in the process.
Result<Picture> read_picture(std::string_view media_type, BytesView content);

}  // namespace gx::files
