#include "printer/canvas.hpp"

#include <numeric>
#include <string_view>

#include "platform/base/check.hpp"

namespace gx::printer {
namespace {

constexpr const char* kFamily = "Noto Sans CJK SC";

cairo_status_t append(void* out, const unsigned char* data, unsigned int size) {
    auto& bytes = *static_cast<Bytes*>(out);
    bytes.insert(bytes.end(), data, data + size);
    return CAIRO_STATUS_SUCCESS;
}

std::unique_ptr<PangoFontDescription, Drop> font_of(const Style& style) {
    std::unique_ptr<PangoFontDescription, Drop> font(pango_font_description_new());
    pango_font_description_set_family_static(font.get(), kFamily);
    pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
    pango_font_description_set_weight(font.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    return font;
}

double points(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

}  // namespace

double Text::height() const { return height(0, lines.size()); }

double Text::height(std::size_t from, std::size_t to) const {
    const auto at = [&](std::size_t index) { return lines.begin() + static_cast<std::ptrdiff_t>(index); };
    return std::accumulate(at(from), at(to), 0.0);
}

Canvas::Canvas(bool across, const std::string& language, const std::string& title, Instant made_at)
    : across_(across),
      surface_(cairo_pdf_surface_create_for_stream(&append, &out_, width(), height())),
      cairo_(cairo_create(surface_.get())),
      context_(pango_cairo_create_context(cairo_.get())) {
    const std::string moment = to_rfc3339(made_at);  // the sheet's time, so that the same sheet gives the same bytes
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATOR, "Guixing");
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATE_DATE, (moment.substr(0, 19) + "Z").c_str());
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context_.get(), options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context_.get(), FALSE);
    pango_context_set_language(context_.get(), pango_language_from_string(language.c_str()));
}

bool Canvas::has_font() const {
    const auto wanted = font_of({});
    PangoFont* font = pango_context_load_font(context_.get(), wanted.get());
    if (font == nullptr) return false;
    const std::unique_ptr<PangoFontDescription, Drop> found(pango_font_describe(font));
    g_object_unref(font);
    return std::string_view(pango_font_description_get_family(found.get())) == kFamily;
}

std::unique_ptr<PangoLayout, Drop> Canvas::layout(const std::string& words, const Style& style) const {
    std::unique_ptr<PangoLayout, Drop> out(pango_layout_new(context_.get()));
    pango_layout_set_font_description(out.get(), font_of(style).get());
    pango_layout_set_text(out.get(), words.data(), static_cast<int>(words.size()));
    return out;
}

Text Canvas::text(const std::string& words, double width, const Style& style) const {
    Text out{layout(words, style), {}};
    pango_layout_set_width(out.layout.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(out.layout.get(), PANGO_WRAP_WORD_CHAR);
    const PangoAlignment places[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};
    pango_layout_set_alignment(out.layout.get(), places[static_cast<int>(style.place)]);
    const int count = pango_layout_get_line_count(out.layout.get());
    for (int i = 0; i < count; ++i) {
        PangoRectangle extents;
        pango_layout_line_get_extents(pango_layout_get_line_readonly(out.layout.get(), i), nullptr, &extents);
        out.lines.push_back(points(extents.height));
    }
    return out;
}

double Canvas::measure(const std::string& words, const Style& style) const {
    int width = 0;
    pango_layout_get_size(layout(words, style).get(), &width, nullptr);
    return points(width);
}

void Canvas::draw(const Text& text, std::size_t from, std::size_t to, double x, double y) {
    if (muted_) return;
    cairo_set_source_rgb(cairo_.get(), 0, 0, 0);
    const double room = points(pango_layout_get_width(text.layout.get()));
    const PangoAlignment place = pango_layout_get_alignment(text.layout.get());
    for (std::size_t i = from; i < to; ++i) {
        PangoLayoutLine* line = pango_layout_get_line_readonly(text.layout.get(), static_cast<int>(i));
        PangoRectangle extents;
        pango_layout_line_get_extents(line, nullptr, &extents);
        const double free = room - points(extents.width);
        const double shift = place == PANGO_ALIGN_RIGHT ? free : place == PANGO_ALIGN_CENTER ? free / 2 : 0;
        cairo_move_to(cairo_.get(), x + shift, y - points(extents.y));
        pango_cairo_show_layout_line(cairo_.get(), line);
        y += text.lines[i];
    }
}

void Canvas::frame(double x, double y, double width, double height) {
    if (muted_) return;
    cairo_set_source_rgb(cairo_.get(), 0.35, 0.35, 0.35);
    cairo_set_line_width(cairo_.get(), 0.4);
    cairo_rectangle(cairo_.get(), x, y, width, height);
    cairo_stroke(cairo_.get());
}

void Canvas::fill(double x, double y, double width, double height, bool ink) {
    if (muted_) return;
    if (ink) cairo_set_source_rgb(cairo_.get(), 0, 0, 0);
    else cairo_set_source_rgb(cairo_.get(), 0.91, 0.93, 0.96);
    cairo_rectangle(cairo_.get(), x, y, width, height);
    cairo_fill(cairo_.get());
}

void Canvas::line(double x, double y, double to_x) {
    if (muted_) return;
    cairo_set_source_rgb(cairo_.get(), 0.35, 0.35, 0.35);
    cairo_set_line_width(cairo_.get(), 0.6);
    cairo_move_to(cairo_.get(), x, y);
    cairo_line_to(cairo_.get(), to_x, y);
    cairo_stroke(cairo_.get());
}

void Canvas::end_page() {
    if (!muted_) cairo_show_page(cairo_.get());
}

Bytes Canvas::take() {
    cairo_surface_finish(surface_.get());
    const bool good = cairo_status(cairo_.get()) == CAIRO_STATUS_SUCCESS &&
                      cairo_surface_status(surface_.get()) == CAIRO_STATUS_SUCCESS;
    if (!good) throw Broken("cairo could not draw the document");
    return std::move(out_);
}

}  // namespace gx::printer
