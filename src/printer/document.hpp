/// How a sheet lies on its pages: title and facts, a table whose head is repeated, checkpoint with its code; on every
/// page the label word, the number and page n of m. No cell is cut: a row that is too high goes on on the next page.
#pragma once

#include "platform/render/paper.hpp"
#include "printer/canvas.hpp"

namespace gx::printer {

class Document {
  public:
    explicit Document(const render::Paper& paper);
    bool has_font() const { return canvas_.has_font(); }
    Bytes draw();

  private:
    struct Column {
        double x, width;  ///< of the cell's box
        Style style;
    };
    void choose_columns();
    double least_width(std::size_t column) const;
    double longest_word(std::size_t column) const;

    void walk();
    void begin_page();
    void end_page();
    double room() const { return bottom_ - y_; }
    void draw_opening();
    void draw_head();
    void draw_row(const std::vector<std::string>& row);
    void draw_piece(const std::vector<Text>& cells, std::vector<std::size_t>& done, double height, bool ground);
    void draw_checkpoint();

    const render::Paper& paper_;
    Canvas canvas_;
    double body_ = 9;  ///< size of the table's letters
    std::vector<Column> columns_;
    double left_, right_, top_, bottom_;
    double head_height_ = 0;
    double y_ = 0;
    int page_ = 0, pages_ = 0;
};

}  // namespace gx::printer
