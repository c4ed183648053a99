#include "platform/files/picture.hpp"

#include <algorithm>
#include <memory>
#include <mutex>

#include <gd.h>

namespace gx::files {
namespace {

constexpr int kJpegQuality = 80;

using Image = std::unique_ptr<gdImage, void (*)(gdImagePtr)>;

Image own(gdImagePtr image) { return {image, &gdImageDestroy}; }

Image blank(int width, int height) {
    Image image = own(gdImageCreateTrueColor(width, height));
    if (!image) throw std::bad_alloc();
    gdImageFilledRectangle(image.get(), 0, 0, width - 1, height - 1, gdTrueColor(255, 255, 255));
    return image;
}

Image decode(std::string_view media_type, BytesView content) {
    // The library's complaints about bad pictures do not belong on our error stream.
    gdSetErrorMethod([](int, const char*, va_list) {});
    auto* data = const_cast<std::uint8_t*>(content.data());  // old signatures; they only read
    const int size = static_cast<int>(content.size());
    if (media_type == "image/jpeg") return own(gdImageCreateFromJpegPtr(size, data));
    if (media_type == "image/png") return own(gdImageCreateFromPngPtr(size, data));
    return own(gdImageCreateFromWebpPtr(size, data));
}

/// Mean of each block of step x step pixels: the library's own resampling is slow on large pictures.
Image shrink(const Image& from, int step) {
    const int width = gdImageSX(from.get()) / step, height = gdImageSY(from.get()) / step;
    Image to = blank(width, height);
    const int count = step * step;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            int red = 0, green = 0, blue = 0;
            for (int i = 0; i < count; ++i) {
                const int pixel =
                    gdImageGetTrueColorPixel(from.get(), x * step + i % step, y * step + i / step);
                // Transparent parts show white.
                const int alpha = gdTrueColorGetAlpha(pixel);
                const auto mix = [&](int value) { return (value * (127 - alpha) + 255 * alpha) / 127; };
                red += mix(gdTrueColorGetRed(pixel));
                green += mix(gdTrueColorGetGreen(pixel));
                blue += mix(gdTrueColorGetBlue(pixel));
            }
            gdImageSetPixel(to.get(), x, y, gdTrueColor(red / count, green / count, blue / count));
        }
    }
    return to;
}

Image scale(const Image& from) {
    const int width = gdImageSX(from.get()), height = gdImageSY(from.get());
    const int longer = std::max(width, height);
    const int step = std::min({std::max(1, longer / (2 * kPreviewSide)), width, height});
    Image small = shrink(from, step);
    if (longer <= kPreviewSide) return small;
    Image to = blank(std::max(1, width * kPreviewSide / longer), std::max(1, height * kPreviewSide / longer));
    gdImageCopyResampled(to.get(), small.get(), 0, 0, 0, 0, gdImageSX(to.get()), gdImageSY(to.get()),
                         gdImageSX(small.get()), gdImageSY(small.get()));
    return to;
}

/// Exif's eight ways a camera can be held.
Image upright(const Image& from, int orientation) {
    const int width = gdImageSX(from.get()), height = gdImageSY(from.get());
    const bool swapped = orientation >= 5;
    Image to = blank(swapped ? height : width, swapped ? width : height);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const bool mirror_x =
                orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
            const bool mirror_y =
                orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
            int to_x = mirror_x ? width - 1 - x : x, to_y = mirror_y ? height - 1 - y : y;
            if (swapped) std::swap(to_x, to_y);
            gdImageSetPixel(to.get(), to_x, to_y, gdImageGetTrueColorPixel(from.get(), x, y));
        }
    }
    return to;
}

Bytes to_jpeg(const Image& image) {
    int size = 0;
    const std::unique_ptr<void, void (*)(void*)> data(gdImageJpegPtr(image.get(), &size, kJpegQuality),
                                                      &gdFree);
    if (!data) throw std::bad_alloc();
    const auto* bytes = static_cast<const std::uint8_t*>(data.get());
    return {bytes, bytes + size};
}

}  // namespace

Result<Picture> read_picture(std::string_view media_type, BytesView content) {
    const PictureHead head = picture_head(media_type, content);
    const auto pixels = static_cast<std::int64_t>(head.width) * head.height;
    if (head.width <= 0 || head.height <= 0 || pixels > kPixelsMax) return refuse("picture_bad");
    // Forty megapixels take 160 MB: never two at once.
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    Image image = decode(media_type, content);
    if (!image || gdImageSX(image.get()) != head.width || gdImageSY(image.get()) != head.height) {
        return refuse("picture_bad");
    }
    Image small = scale(image);
    image.reset();
    small = upright(small, head.orientation);
    const bool swapped = head.orientation >= 5;
    return Picture{swapped ? head.height : head.width, swapped ? head.width : head.height, to_jpeg(small)};
}

}  // namespace gx::files
