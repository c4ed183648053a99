#include "printer/document.hpp"

#include <algorithm>
#include <numeric>

namespace gx::printer {
namespace {

constexpr double kMargin = 15 * kMillimetre;
constexpr double kBand = 16;        // head and foot of a page
constexpr double kPad = 2.5;        // between a cell's box and its text
constexpr double kCodeSide = 32 * kMillimetre;
constexpr double kSizes[] = {9, 8, 7.5};  // the smallest is that of small print in offices (小六 is 6.5)
constexpr double kTextLetters = 5.5;  // a line of text holds at least so many: a year in brackets, a name, a time
constexpr double kRowsKept = 4;     // lines of a long row that must fit before it begins at the end of a page
const Style kSmall{8, false, Place::left};

std::string replaced(std::string text, std::string_view name, int value) {
    const auto at = text.find(name);
    return at == std::string::npos ? text : text.replace(at, name.size(), std::to_string(value));
}

/// Across where the table is wider than an upright page holds.
bool lies_across(const render::Paper& paper) {
    std::int64_t sum = 0;
    for (const auto& column : paper.columns) sum += column.weight;
    return sum > render::kPortraitCharacters;
}

/// The text's first characters.
std::string_view first(std::string_view text, int count) {
    std::size_t end = 0;
    while (end < text.size() && ((text[end] & 0xC0) == 0x80 || count-- > 0)) ++end;
    return text.substr(0, end);
}

/// The word with most bytes; words are what stands between blanks.
std::string_view longest(std::string_view text) {
    std::string_view best;
    while (!text.empty()) {
        const std::size_t end = text.find_first_of(" \n\t");
        if (const auto word = text.substr(0, end); word.size() > best.size()) best = word;
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return best;
}

}  // namespace

Document::Document(const render::Paper& paper)
    : paper_(paper),
      canvas_(lies_across(paper), paper.language, paper.title, paper.made_at),
      left_(kMargin),
      right_(canvas_.width() - kMargin),
      top_(kMargin + kBand),
      bottom_(canvas_.height() - kMargin - kBand) {
    choose_columns();
}

/// Values that may not be broken decide how narrow a column can be; longer text can stand with a few letters a line.
double Document::least_width(std::size_t column) const {
    const bool breaks = paper_.columns[column].align == render::Align::left;
    const double word = longest_word(column) + 0.5;
    return (breaks ? std::min(word, kTextLetters * body_) : word) + 2 * kPad;
}

double Document::longest_word(std::size_t column) const {
    const std::string_view heading = first(longest(paper_.columns[column].name), 4);  // a heading may be broken
    double width = canvas_.measure(std::string(heading), {body_, true, Place::left});
    std::size_t most = 0;
    for (const auto& row : paper_.rows) {
        const std::string_view word = longest(row[column]);
        if (word.size() <= most) continue;
        most = word.size();
        width = std::max(width, canvas_.measure(std::string(word), {body_, false, Place::left}));
    }
    return width;
}

/// Shares of the page by weight, but no column below its least; a smaller letter if that asks for more than the page.
void Document::choose_columns() {
    const double page = right_ - left_;
    const std::size_t count = paper_.columns.size();
    std::vector<double> least(count);
    double asked = 0;
    for (const double size : kSizes) {
        body_ = size;
        for (std::size_t i = 0; i < count; ++i) least[i] = least_width(i);
        double characters_wide = 0;
        for (const auto& column : paper_.columns) characters_wide += static_cast<double>(column.weight);
        asked = std::accumulate(least.begin(), least.end(), 0.0);
        // Half a letter's width a character, and cells wrapped into three lines, still read well.
        if (asked <= page && characters_wide * size / 2 <= page * 1.5) break;
    }
    std::vector<double> width(count);
    std::vector<bool> fixed(count, false);
    double free = page;
    for (bool again = true; again;) {
        again = false;
        double weights = 0;
        for (std::size_t i = 0; i < count; ++i) weights += fixed[i] ? 0 : static_cast<double>(paper_.columns[i].weight);
        for (std::size_t i = 0; i < count; ++i) {
            if (fixed[i]) continue;
            width[i] = free * static_cast<double>(paper_.columns[i].weight) / weights;
            if (width[i] >= least[i] || asked > page) continue;
            width[i] = least[i];
            free -= least[i];
            fixed[i] = again = true;
            break;
        }
    }
    double x = left_;
    for (std::size_t i = 0; i < count; ++i) {
        const bool right = paper_.columns[i].align == render::Align::right;
        columns_.push_back({x, width[i], {body_, false, right ? Place::right : Place::left}});
        x += width[i];
    }
}

Bytes Document::draw() {
    canvas_.mute(true);
    walk();
    pages_ = page_;
    canvas_.mute(false);
    walk();
    return canvas_.take();
}

void Document::walk() {
    page_ = 0;
    begin_page();
    draw_opening();
    if (!columns_.empty()) draw_head();
    for (const auto& row : paper_.rows) draw_row(row);
    if (paper_.rows.empty()) {
        const Text text = canvas_.text(paper_.empty, right_ - left_, {body_, false, Place::centre});
        canvas_.frame(left_, y_, right_ - left_, text.height() + 4 * kPad);
        canvas_.draw(text, left_, y_ + 2 * kPad);
        y_ += text.height() + 4 * kPad;
    }
    draw_checkpoint();
    end_page();
}

void Document::begin_page() {
    ++page_;
    y_ = top_;
    const double third = (right_ - left_) / 3;
    const double at = kMargin;
    canvas_.draw(canvas_.text(paper_.label, third, {9, true, Place::left}), left_, at);
    if (page_ > 1) canvas_.draw(canvas_.text(paper_.title, third, {8, false, Place::centre}), left_ + third, at);
    canvas_.draw(canvas_.text(paper_.number, third, {8, false, Place::right}), left_ + 2 * third, at);
}

void Document::end_page() {
    const double third = (right_ - left_) / 3;
    const double at = bottom_ + 4;
    const std::string page = replaced(replaced(paper_.page, "{page}", page_), "{pages}", pages_);
    canvas_.line(left_, at, right_);
    canvas_.draw(canvas_.text(paper_.made, third, kSmall), left_, at + 3);
    canvas_.draw(canvas_.text(page, third, {8, false, Place::centre}), left_ + third, at + 3);
    canvas_.draw(canvas_.text(paper_.label, third, {8, false, Place::right}), left_ + 2 * third, at + 3);
    canvas_.end_page();
}

void Document::draw_opening() {
    const Text title = canvas_.text(paper_.title, right_ - left_, {16, true, Place::centre});
    canvas_.draw(title, left_, y_);
    y_ += title.height() + 4;
    std::string facts;
    for (const std::string& fact : paper_.facts) facts += (facts.empty() ? "" : "\u3000\u3000") + fact;
    if (facts.empty()) return;
    const Text text = canvas_.text(facts, right_ - left_, {9, false, Place::left});
    canvas_.draw(text, left_, y_);
    y_ += text.height() + 4;
}

void Document::draw_head() {
    std::vector<Text> cells;
    double height = 0;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        cells.push_back(canvas_.text(paper_.columns[i].name, columns_[i].width - 2 * kPad, {body_, true, Place::left}));
        height = std::max(height, cells.back().height());
    }
    std::vector<std::size_t> done(cells.size(), 0);
    head_height_ = height + 2 * kPad;
    draw_piece(cells, done, head_height_, /*ground=*/true);
}

/// Whole where it fits on this page or on a fresh one; else in pieces of whole lines.
void Document::draw_row(const std::vector<std::string>& row) {
    std::vector<Text> cells;
    double height = 0, line = 0;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        cells.push_back(canvas_.text(row[i], columns_[i].width - 2 * kPad, columns_[i].style));
        height = std::max(height, cells.back().height());
        line = std::max(line, cells.back().lines.empty() ? 0 : cells.back().lines.front());
    }
    std::vector<std::size_t> done(cells.size(), 0);
    const auto next_page = [&] {
        end_page();
        begin_page();
        draw_head();
    };
    const double fresh = bottom_ - top_ - head_height_;
    const bool fits_fresh = height + 2 * kPad <= fresh;
    const bool begins_here = height + 2 * kPad <= room() || (!fits_fresh && kRowsKept * line + 2 * kPad <= room());
    if (!begins_here) next_page();
    for (;;) {
        double rest = 0;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            rest = std::max(rest, cells[i].height(done[i], cells[i].lines.size()));
        }
        if (rest + 2 * kPad <= room()) return draw_piece(cells, done, rest + 2 * kPad, /*ground=*/false);
        draw_piece(cells, done, room(), /*ground=*/false);
        next_page();
    }
}

/// Lines from `done` on, as many as the height holds; at least one, so that every piece gets on.
void Document::draw_piece(const std::vector<Text>& cells, std::vector<std::size_t>& done, double height, bool ground) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const Column& column = columns_[i];
        const std::size_t from = done[i];
        double used = 0;
        while (done[i] < cells[i].lines.size()) {
            const double more = cells[i].lines[done[i]];
            if (done[i] > from && used + more > height - 2 * kPad + 0.01) break;
            used += more;
            ++done[i];
        }
        if (ground) canvas_.fill(column.x, y_, column.width, height, /*ink=*/false);
        canvas_.frame(column.x, y_, column.width, height);
        canvas_.draw(cells[i], from, done[i], column.x + kPad, y_ + kPad);
    }
    y_ += height;
}

void Document::draw_checkpoint() {
    if (paper_.checkpoint.empty()) return;
    const bool code = !paper_.code.empty();
    const double beside = code ? kCodeSide + 8 : 0;
    const Text name = canvas_.text(paper_.checkpoint_name, right_ - left_ - beside, {8, true, Place::left});
    const Text text = canvas_.text(paper_.checkpoint, right_ - left_ - beside, {7.5, false, Place::left});
    const double height = std::max(code ? kCodeSide : 0, name.height() + text.height());
    if (height + 8 > room()) {
        end_page();
        begin_page();
    }
    y_ += 8;
    const double module = code ? kCodeSide / static_cast<double>(paper_.code.size() + 8) : 0;  // quiet zone of four
    for (std::size_t y = 0; y < paper_.code.size(); ++y) {
        for (std::size_t x = 0; x < paper_.code[y].size(); ++x) {
            if (paper_.code[y][x] != '1') continue;
            canvas_.fill(left_ + static_cast<double>(x + 4) * module, y_ + static_cast<double>(y + 4) * module, module + 0.02,
                         module + 0.02, /*ink=*/true);
        }
    }
    canvas_.draw(name, left_ + beside, y_);
    canvas_.draw(text, left_ + beside, y_ + name.height());
    y_ += height;
}

}  // namespace gx::printer
