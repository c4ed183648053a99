#include "platform/files/table.hpp"

#include "platform/files/xlsx.hpp"
#include "platform/text/text.hpp"

namespace gx::files {
namespace {

constexpr std::string_view kZip = "PK\x03\x04";
constexpr std::string_view kOle = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// A word as OLE containers write their entries' names.
std::string utf16(std::string_view ascii) {
    std::string out;
    for (const char c : ascii) {
        out += c;
        out += '\0';
    }
    return out;
}

bool is_csv_text(std::string_view text) {
    if (text.rfind("%PDF-", 0) == 0 || text.rfind("{\\rtf", 0) == 0) return false;
    if (text.rfind("\xEF\xBB\xBF", 0) == 0) text.remove_prefix(3);
    const std::string_view start = text::trim(text.substr(0, 200));
    return !start.empty() && start.front() != '<';  // web pages and XML under the name .xls
}

}  // namespace

Result<std::vector<Sheet>> read_table(BytesView content, const Limits& limits) {
    const std::string_view text = as_text(content);
    if (content.size() > limits.file_bytes) {
        return refuse("table_too_large", "limit", std::to_string(limits.file_bytes >> 20) + " MiB");
    }
    if (text.rfind(kZip, 0) == 0) return read_xlsx(content, limits);
    if (text.rfind(kOle, 0) == 0) {
        // A workbook with a password is an OLE container around the package; an old .xls is one too.
        const bool sealed = text.find(utf16("EncryptedPackage")) != std::string_view::npos;
        return refuse(sealed ? "table_encrypted" : "table_kind_unknown");
    }
    if (!is_csv_text(text)) return refuse("table_kind_unknown");
    return read_csv(content, limits);
}

std::string cell_name(std::size_t row, std::size_t column) {
    std::string letters;
    for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    }
    return letters + std::to_string(row + 1);
}

}  // namespace gx::files
