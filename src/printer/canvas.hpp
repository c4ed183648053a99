/// A4 pages of one PDF: texts in Noto Sans CJK, lines, grounds. Lengths are points (1/72 inch), from the upper left.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "platform/base/types.hpp"

namespace gx::printer {

inline constexpr double kA4Short = 595.276, kA4Long = 841.890;
inline constexpr double kMillimetre = 72 / 25.4;

enum class Place : std::uint8_t { left, centre, right };

struct Style {
    double size = 9;
    bool bold = false;
    Place place = Place::left;
};

struct Drop {
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
    void operator()(PangoContext* context) const { g_object_unref(context); }
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};

/// A text broken into lines of one width.
struct Text {
    std::unique_ptr<PangoLayout, Drop> layout;
    std::vector<double> lines;  ///< heights

    double height() const;
    double height(std::size_t from, std::size_t to) const;
};

class Canvas {
  public:
    /// `language` as in a web page ("zh-CN"): it decides which forms the characters have.
    Canvas(bool across, const std::string& language, const std::string& title, Instant made_at);

    double width() const { return across_ ? kA4Long : kA4Short; }
    double height() const { return across_ ? kA4Short : kA4Long; }
    bool has_font() const;

    Text text(const std::string& words, double width, const Style& style = {}) const;
    /// Width of the words in one line.
    double measure(const std::string& words, const Style& style = {}) const;

    /// While muted nothing is drawn: a first walk only counts the pages.
    void mute(bool muted) { muted_ = muted; }
    void draw(const Text& text, double x, double y) { draw(text, 0, text.lines.size(), x, y); }
    void draw(const Text& text, std::size_t from, std::size_t to, double x, double y);
    void frame(double x, double y, double width, double height);
    /// Black where `ink`, else the ground of table heads.
    void fill(double x, double y, double width, double height, bool ink);
    void line(double x, double y, double to_x);
    void end_page();
    /// The whole document; once.
    Bytes take();

  private:
    std::unique_ptr<PangoLayout, Drop> layout(const std::string& words, const Style& style) const;

    bool across_;
    bool muted_ = false;
    Bytes out_;
    std::unique_ptr<cairo_surface_t, Drop> surface_;
    std::unique_ptr<cairo_t, Drop> cairo_;
    std::unique_ptr<PangoContext, Drop> context_;
};

}  // namespace gx::printer
