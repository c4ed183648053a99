#include <algorithm>
#include <array>
#include <cerrno>

#include <iconv.h>

#include "platform/base/check.hpp"
#include "platform/files/xlsx.hpp"
#include "platform/text/text.hpp"

namespace gx::files {
namespace {

tl::unexpected<Error> wrong_encoding(std::string_view before) {
    const auto lines = std::count(before.begin(), before.end(), '\n');
    return refuse("table_encoding", "line", std::to_string(lines + 1));
}

/// Length of the well-formed UTF-8 sequence at the start, 0 if there is none.
std::size_t sequence(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t size = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    return size != 0 && size <= text.size() && text::is_utf8(text.substr(0, size)) ? size : 0;
}

struct Utf8Count {
    std::size_t first_bad = std::string_view::npos;
    std::size_t good = 0, bad = 0;  ///< bytes beyond ASCII
};

Utf8Count count_utf8(std::string_view text) {
    Utf8Count count;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = sequence(text.substr(at));
        if (size > 1) count.good += size;
        if (size == 0) {
            ++count.bad;
            count.first_bad = std::min(count.first_bad, at);
        }
        at += std::max<std::size_t>(size, 1);
    }
    return count;
}

/// Bytes that no text of an office table holds: other controls than tab and line ends, and the private-use
/// characters that a wrong code table yields.
std::size_t find_rubbish(std::string_view utf8) {
    for (std::size_t at = 0; at < utf8.size(); ++at) {
        const auto byte = static_cast<unsigned char>(utf8[at]);
        if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') return at;
        // U+E000..U+F8FF is EE 80 80 .. EF A3 BF.
        if (byte == 0xEE) return at;
        if (byte == 0xEF && at + 1 < utf8.size() && static_cast<unsigned char>(utf8[at + 1]) <= 0xA3)
            return at;
    }
    return std::string_view::npos;
}

class Converter {
  public:
    explicit Converter(const char* from) : handle_(iconv_open("UTF-8", from)) {
        if (handle_ == reinterpret_cast<iconv_t>(-1))
            throw Broken(std::string("the system cannot convert ") + from);
    }
    ~Converter() { iconv_close(handle_); }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    /// Converted text; what was read before the first byte that is wrong goes into `read`.
    std::optional<std::string> run(std::string_view text, std::size_t& read) {
        std::string out;
        std::array<char, 16 * 1024> piece{};
        char* in = const_cast<char*>(text.data());  // iconv's old signature; it does not write there
        std::size_t left = text.size();
        while (left > 0) {
            char* to = piece.data();
            std::size_t room = piece.size();
            const std::size_t done = iconv(handle_, &in, &left, &to, &room);
            out.append(piece.data(), piece.size() - room);
            if (done == static_cast<std::size_t>(-1) && errno != E2BIG) {
                read = text.size() - left;
                return std::nullopt;
            }
        }
        return out;
    }

  private:
    iconv_t handle_;
};

Result<std::string> convert(const char* from, std::string_view text) {
    Converter converter(from);
    std::size_t read = 0;
    auto out = converter.run(text, read);
    if (!out) return wrong_encoding(text.substr(0, read));
    const std::size_t rubbish = find_rubbish(*out);
    if (rubbish != std::string_view::npos) return wrong_encoding(std::string_view(*out).substr(0, rubbish));
    return *std::move(out);
}

/// Whatever the office program wrote, as UTF-8 without mark.
Result<std::string> to_utf8(std::string_view text) {
    if (text.rfind("\xFF\xFE", 0) == 0) return convert("UTF-16LE", text.substr(2));
    if (text.rfind("\xFE\xFF", 0) == 0) return convert("UTF-16BE", text.substr(2));
    const bool marked = text.rfind("\xEF\xBB\xBF", 0) == 0;
    if (marked) text.remove_prefix(3);
    // UTF-16 without mark, or no text at all.
    if (text.find('\0') != std::string_view::npos) return refuse("table_kind_unknown");
    const Utf8Count count = count_utf8(text);
    if (count.bad == 0) {
        const std::size_t rubbish = find_rubbish(text);
        if (rubbish != std::string_view::npos) return wrong_encoding(text.substr(0, rubbish));
        return std::string(text);
    }
    // Mostly good UTF-8 is broken UTF-8; read as GB18030 it would become other characters in silence.
    if (marked || count.good >= 4 * count.bad) return wrong_encoding(text.substr(0, count.first_bad));
    return convert("GB18030", text);
}

char find_separator(std::string_view text) {
    std::array<std::pair<char, int>, 3> counts{{{',', 0}, {';', 0}, {'\t', 0}}};
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\n' || c == '\r') {
            const bool found =
                std::any_of(counts.begin(), counts.end(), [](const auto& row) { return row.second > 0; });
            if (found) break;
        }
        for (auto& [separator, count] : counts) count += c == separator ? 1 : 0;
    }
    return std::max_element(counts.begin(), counts.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

/// Fields by RFC 4180, with what office programs add to it.
class CsvReader {
  public:
    CsvReader(std::string_view text, const Limits& limits) : text_(text), limits_(limits) {}

    Result<Sheet> read() {
        if (text_.rfind("sep=", 0) == 0 && text_.size() > 4) {
            separator_ = text_[4];
            text_.remove_prefix(std::min(text_.find('\n'), text_.size() - 1) + 1);
        } else {
            separator_ = find_separator(text_);
        }
        while (at_ < text_.size()) {
            GX_TRY_DONE(read_row());
        }
        return std::move(sheet_);
    }

  private:
    tl::unexpected<Error> damaged() const {
        const auto lines = std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
        return refuse("table_damaged", "place", std::to_string(lines + 1));
    }
    tl::unexpected<Error> too_large(std::size_t count, std::string_view what) const {
        return refuse("table_too_large", "limit", std::to_string(count) + " " + std::string(what));
    }
    bool at_end_of_field() const {
        return at_ == text_.size() || text_[at_] == separator_ || text_[at_] == '\n' || text_[at_] == '\r';
    }

    Result<Done> read_row() {
        if (sheet_.rows.size() >= limits_.rows) return too_large(limits_.rows, "rows");
        std::vector<Cell> row;
        for (bool more = true; more;) {
            GX_TRY(cell, read_field());
            if (cell.text.size() > limits_.cell_bytes) return too_large(limits_.cell_bytes, "bytes");
            // Empty columns at the end of a row are only separators.
            if (cell.kind != Cell::Kind::empty || row.size() < limits_.columns)
                row.push_back(std::move(cell));
            if (row.size() > limits_.columns) return too_large(limits_.columns, "columns");
            if (++cells_ > limits_.cells) return too_large(limits_.cells, "cells");
            more = at_ < text_.size() && text_[at_] == separator_;
            if (more) ++at_;
        }
        if (at_ < text_.size() && text_[at_] == '\r') ++at_;
        if (at_ < text_.size() && text_[at_] == '\n') ++at_;
        while (!row.empty() && row.back().kind == Cell::Kind::empty) row.pop_back();
        sheet_.rows.push_back(std::move(row));
        return Done{};
    }

    Result<Cell> read_field() {
        // ="0012" is how spreadsheets are told to keep zeros; any other = is a formula.
        const bool kept = text_.substr(at_, 2) == "=\"";
        if (kept) ++at_;
        if (at_ < text_.size() && text_[at_] == '"') {
            GX_TRY(quoted, read_quoted());
            return make_cell(std::move(quoted), false);
        }
        const std::size_t from = at_;
        while (!at_end_of_field()) ++at_;
        return make_cell(std::string(text_.substr(from, at_ - from)), true);
    }

    Result<std::string> read_quoted() {
        std::string out;
        for (++at_;; ++at_) {
            const std::size_t quote = text_.find('"', at_);
            if (quote == std::string_view::npos) return damaged();
            out.append(text_, at_, quote - at_);
            at_ = quote + 1;
            if (at_ == text_.size() || text_[at_] != '"') break;
            out += '"';
        }
        if (!at_end_of_field()) return damaged();
        return out;
    }

    static Cell make_cell(std::string text, bool may_be_formula) {
        if (text.empty()) return {};
        const bool formula = may_be_formula && text.front() == '=';
        return {formula ? Cell::Kind::formula : Cell::Kind::text, std::move(text), false};
    }

    std::string_view text_;
    const Limits& limits_;
    char separator_ = ',';
    std::size_t at_ = 0, cells_ = 0;
    Sheet sheet_;
};

}  // namespace

Result<std::vector<Sheet>> read_csv(BytesView content, const Limits& limits) {
    GX_TRY(utf8, to_utf8(as_text(content)));
    CsvReader reader(utf8, limits);
    GX_TRY(sheet, reader.read());
    std::vector<Sheet> sheets;
    sheets.push_back(std::move(sheet));
    return sheets;
}

}  // namespace gx::files
