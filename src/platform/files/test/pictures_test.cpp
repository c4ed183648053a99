#include "platform/files/test/pictures.hpp"

#include <gd.h>

namespace gx::files::testing {
namespace {

gdImagePtr draw(int width, int height) {
    gdImagePtr image = gdImageCreateTrueColor(width, height);
    gdImageFilledRectangle(image, 0, 0, width - 1, height - 1, gdTrueColor(240, 200, 160));
    gdImageFilledRectangle(image, 0, 0, width / 2 - 1, height / 2 - 1, gdTrueColor(10, 20, 30));
    return image;
}

Bytes take(gdImagePtr image, void* data, int size) {
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    Bytes out(bytes, bytes + size);
    gdFree(data);
    gdImageDestroy(image);
    return out;
}

}  // namespace

Bytes jpeg(int width, int height, int orientation) {
    gdImagePtr image = draw(width, height);
    int size = 0;
    void* data = gdImageJpegPtr(image, &size, 95);
    Bytes out = take(image, data, size);
    if (orientation == 0) return out;
    const Bytes exif = {0xFF, 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,
                        'M',  'M',  0, 42, 0,   0,   0,   8,   0, 1,
                        0x01, 0x12, 0, 3,  0,   0,   0,   1,   0, static_cast<std::uint8_t>(orientation),
                        0,    0,    0, 0,  0,   0};
    out.insert(out.begin() + 2, exif.begin(), exif.end());
    return out;
}

Bytes png(int width, int height) {
    gdImagePtr image = draw(width, height);
    int size = 0;
    void* data = gdImagePngPtr(image, &size);
    return take(image, data, size);
}

Bytes webp(int width, int height) {
    gdImagePtr image = draw(width, height);
    int size = 0;
    void* data = gdImageWebpPtr(image, &size);
    return take(image, data, size);
}

}  // namespace gx::files::testing
