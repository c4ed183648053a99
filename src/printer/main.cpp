// guixing-printer: a sheet's finished texts as JSON on standard input, the PDF on standard output. Started by the server.
#include <array>
#include <cstdlib>
#include <string>
#include <unistd.h>

#include "platform/base/check.hpp"
#include "platform/render/paper.hpp"
#include "printer/document.hpp"
#include "printer/sandbox.hpp"

namespace gx::printer {
namespace {

std::string read_all() {
    std::string out;
    std::array<char, 64 * 1024> piece;
    for (;;) {
        const ssize_t got = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (got < 0) throw Broken("read");
        if (got == 0) return out;
        out.append(piece.data(), static_cast<std::size_t>(got));
    }
}

void write_all(BytesView content) {
    while (!content.empty()) {
        const ssize_t put = ::write(STDOUT_FILENO, content.data(), content.size());
        if (put < 0) throw Broken("write");
        content = content.subspan(static_cast<std::size_t>(put));
    }
}

bool is_whole(const render::Paper& paper) {
    for (const auto& row : paper.rows) {
        if (row.size() != paper.columns.size()) return false;
    }
    return true;
}

int print() {
    if (!shut_in()) return render::kPrinterNoSandbox;
    const auto paper = json::read_text<render::Paper>(read_all());
    if (!paper || !is_whole(*paper)) return render::kPrinterBadInput;
    Document document(*paper);
    if (!document.has_font()) return render::kPrinterNoFont;
    write_all(document.draw());
    return 0;
}

}  // namespace
}  // namespace gx::printer

int main() {
    // Without destructors and exit handlers: the process ends here anyway.
    std::_Exit(gx::printer::print());
}
