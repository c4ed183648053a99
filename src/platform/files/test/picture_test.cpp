#include "platform/files/picture.hpp"

#include <gd.h>
#include <gtest/gtest.h>

#include "platform/files/files.hpp"
#include "platform/files/test/pictures.hpp"

namespace gx::files {
namespace {

using testing::jpeg;
using testing::png;
using testing::webp;

std::string refusal(std::string_view media_type, const Bytes& content) {
    const auto picture = read_picture(media_type, content);
    return picture ? "read" : picture.error().key;
}

TEST(Pictures, are_known_by_content) {
    EXPECT_EQ(sniff(jpeg(8, 6)), "image/jpeg");
    EXPECT_EQ(sniff(png(8, 6)), "image/png");
    EXPECT_EQ(sniff(webp(8, 6)), "image/webp");
    EXPECT_EQ(sniff(as_bytes("%PDF-1.7\n")), "application/pdf");
    EXPECT_EQ(sniff(as_bytes("甲,乙\n1,2\n")), "text/csv");
    EXPECT_EQ(sniff(as_bytes("一句话")), "text/plain");
    EXPECT_EQ(sniff(as_bytes("MZ\x90\x01")), std::nullopt);
    EXPECT_EQ(sniff(as_bytes("PK\x03\x04 something")), std::nullopt);
}

TEST(Pictures, heads_tell_the_size) {
    EXPECT_EQ(picture_head("image/jpeg", jpeg(64, 48)).width, 64);
    EXPECT_EQ(picture_head("image/png", png(64, 48)).height, 48);
    EXPECT_EQ(picture_head("image/webp", webp(64, 48)).width, 64);
    EXPECT_EQ(picture_head("image/webp", webp(64, 48)).height, 48);
    EXPECT_EQ(picture_head("image/jpeg", Bytes{0xFF, 0xD8, 0xFF}).width, 0);
    EXPECT_EQ(picture_head("image/png", Bytes{0x89, 'P', 'N', 'G'}).width, 0);
}

TEST(Pictures, previews_are_small_and_without_metadata) {
    for (const auto& [type, content] :
         {std::pair{"image/jpeg", jpeg(1600, 1200, 1)}, std::pair{"image/png", png(1600, 1200)},
          std::pair{"image/webp", webp(1600, 1200)}}) {
        const auto picture = read_picture(type, content);
        ASSERT_TRUE(picture) << type;
        EXPECT_EQ(picture->width, 1600);
        const PictureHead head = picture_head("image/jpeg", picture->preview);
        EXPECT_EQ(head.width, kPreviewSide);
        EXPECT_EQ(head.height, 360);
        EXPECT_EQ(as_text(picture->preview).find("Exif"), std::string_view::npos);
    }
    EXPECT_EQ(picture_head("image/jpeg", read_picture("image/png", png(1000, 1))->preview).height, 1);
}

TEST(Pictures, are_turned_upright) {
    // The upper left quarter of the stored picture is dark; where it shows depends on the camera's position.
    const std::pair<bool, bool> places[] = {
        {},           {true, true},  {false, true},  {false, false}, {true, false},
        {true, true}, {false, true}, {false, false}, {true, false}};
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const auto picture = read_picture("image/jpeg", jpeg(64, 32, orientation));
        ASSERT_TRUE(picture);
        EXPECT_EQ(picture->width, orientation >= 5 ? 32 : 64);
        auto data = picture->preview;
        gdImagePtr image = gdImageCreateFromJpegPtr(static_cast<int>(data.size()), data.data());
        ASSERT_NE(image, nullptr);
        const int x = picture->width / 4, y = picture->height / 4;
        const auto [left, top] = places[orientation];
        const auto dark = [&](bool at_left, bool at_top) {
            const int pixel = gdImageGetTrueColorPixel(image, at_left ? x : 3 * x, at_top ? y : 3 * y);
            return gdTrueColorGetRed(pixel) < 100;
        };
        EXPECT_TRUE(dark(left, top)) << orientation;
        EXPECT_FALSE(dark(!left, !top)) << orientation;
        gdImageDestroy(image);
    }
}

TEST(Pictures, bad_ones_are_refused) {
    Bytes bomb = png(4, 4);
    bomb[16] = 0x00, bomb[17] = 0x00, bomb[18] = 0x7F, bomb[19] = 0xFF;
    bomb[20] = 0x00, bomb[21] = 0x00, bomb[22] = 0x7F, bomb[23] = 0xFF;
    EXPECT_EQ(refusal("image/png", bomb), "picture_bad") << "a thousand megapixels by its head";
    Bytes lying = png(4, 4);
    lying[19] = 5;
    EXPECT_EQ(refusal("image/png", lying), "picture_bad");
    Bytes cut = png(300, 300);
    cut.resize(60);
    EXPECT_EQ(refusal("image/png", cut), "picture_bad");
    EXPECT_EQ(refusal("image/jpeg", Bytes{0xFF, 0xD8, 0xFF, 0xE0, 0, 2}), "picture_bad");
    EXPECT_EQ(refusal("image/webp", png(4, 4)), "picture_bad");
}

TEST(Pictures, no_torn_byte_crashes_the_head) {
    const Bytes whole = jpeg(64, 48, 6);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        (void)picture_head("image/jpeg", BytesView(whole).first(size));
        Bytes torn = whole;
        torn[size] ^= 0xFF;
        (void)picture_head("image/jpeg", torn);
    }
}

TEST(FileNames, are_cleaned) {
    EXPECT_EQ(clean_name("../../etc/火灾.jpg", "photo"), "火灾.jpg");
    EXPECT_EQ(clean_name("C:\\照片\\a.png", "photo"), "a.png");
    EXPECT_EQ(clean_name("a\u202Egpj.exe\n", "photo"), "agpj.exe");
    EXPECT_EQ(clean_name("..", "photo"), "photo");
    EXPECT_EQ(clean_name("\xFF", "photo"), "photo");
    EXPECT_EQ(clean_name("", "photo"), "photo");
    EXPECT_EQ(clean_name(std::string(1000, 'a'), "photo").size(), 120U);
}

}  // namespace
}  // namespace gx::files
