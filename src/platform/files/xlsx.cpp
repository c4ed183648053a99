#include "platform/files/xlsx.hpp"

#include <charconv>
#include <map>

#include "platform/files/xml.hpp"

namespace gx::files {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

int to_int(std::string_view text, int otherwise) {
    int value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

struct Relation {
    std::string type;    ///< last word of the type's URI: "worksheet"
    std::string target;  ///< part name without leading '/'
};

/// "../media/x" from "xl/worksheets" is "xl/media/x".
std::string resolve(std::string_view folder, std::string_view target) {
    if (!target.empty() && target.front() == '/') return std::string(target.substr(1));
    std::string base(folder);
    while (target.rfind("../", 0) == 0) {
        target.remove_prefix(3);
        const std::size_t slash = base.rfind('/');
        base = slash == std::string::npos ? "" : base.substr(0, slash);
    }
    if (target.rfind("./", 0) == 0) target.remove_prefix(2);
    return base.empty() ? std::string(target) : base + "/" + std::string(target);
}

class RelationsHandler final : public XmlHandler {
  public:
    explicit RelationsHandler(std::string folder) : folder_(std::move(folder)) {}
    void start(std::string_view name, const Attributes& attributes) override {
        if (name != "Relationship" || attributes.get("TargetMode") == "External") return;
        std::string_view type = attributes.get("Type");
        type = type.substr(type.rfind('/') + 1);
        relations[std::string(attributes.get("Id"))] = {std::string(type),
                                                        resolve(folder_, attributes.get("Target"))};
    }
    const Relation* of_type(std::string_view type) const {
        for (const auto& [id, relation] : relations) {
            if (relation.type == type) return &relation;
        }
        return nullptr;
    }
    std::map<std::string, Relation> relations;

  private:
    std::string folder_;
};

class WorkbookHandler final : public XmlHandler {
  public:
    struct Entry {
        std::string name, relation;
    };
    void start(std::string_view name, const Attributes& attributes) override {
        if (name == "workbookPr") {
            const std::string_view flag = attributes.get("date1904");
            from_1904 = flag == "1" || flag == "true";
        } else if (name == "sheet") {
            const std::string_view state = attributes.get("state");
            if (state == "hidden" || state == "veryHidden") return;
            sheets.push_back({std::string(attributes.get("name")), std::string(attributes.get("id"))});
        }
    }
    bool from_1904 = false;
    std::vector<Entry> sheets;
};

class StringsHandler final : public XmlHandler {
  public:
    explicit StringsHandler(Workbook& book) : book_(book) {}
    void start(std::string_view name, const Attributes&) override {
        if (name == "t") {
            take_ = phonetic_ == 0;
        } else if (name == "si") {
            value_.clear();
        } else if (name == "rPh") {
            ++phonetic_;  // how to pronounce it: no part of the text
        }
    }
    void text(std::string_view piece) override {
        if (!take_) return;
        if (value_.size() + piece.size() > book_.limits.cell_bytes) {
            return fail(
                {"table_too_large", {{"limit", std::to_string(book_.limits.cell_bytes) + " bytes"}}, {}});
        }
        value_ += piece;
    }
    void end(std::string_view name) override {
        if (name == "t") {
            take_ = false;
        } else if (name == "rPh") {
            --phonetic_;
        } else if (name == "si") {
            if (book_.strings.size() >= book_.limits.cells) {
                return fail(
                    {"table_too_large", {{"limit", std::to_string(book_.limits.cells) + " strings"}}, {}});
            }
            book_.strings.push_back(unescape(value_));
        }
    }

  private:
    Workbook& book_;
    std::string value_;
    int phonetic_ = 0;
    bool take_ = false;
};

class StylesHandler final : public XmlHandler {
  public:
    explicit StylesHandler(Workbook& book) : book_(book) {}
    void start(std::string_view name, const Attributes& attributes) override {
        if (name == "numFmt") {
            custom_[to_int(attributes.get("numFmtId"), 0)] = parse_format(attributes.get("formatCode"));
        } else if (name == "cellXfs") {
            in_cells_ = true;
        } else if (name == "xf" && in_cells_) {
            const int id = to_int(attributes.get("numFmtId"), 0);
            const auto custom = custom_.find(id);
            if (book_.styles.size() < 65'536) {
                book_.styles.push_back(custom == custom_.end() ? builtin_format(id) : custom->second);
            }
        }
    }
    void end(std::string_view name) override {
        if (name == "cellXfs") in_cells_ = false;
    }

  private:
    Workbook& book_;
    std::map<int, NumberFormat> custom_;
    bool in_cells_ = false;
};

void append_utf8(std::string& out, unsigned code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

std::string folder_of(std::string_view part) {
    const std::size_t slash = part.rfind('/');
    return slash == std::string_view::npos ? "" : std::string(part.substr(0, slash));
}

/// "xl/_rels/workbook.xml.rels" of "xl/workbook.xml".
std::string relations_of(std::string_view part) {
    const std::size_t slash = part.rfind('/');
    const std::string file(slash == std::string_view::npos ? part : part.substr(slash + 1));
    const std::string folder = folder_of(part);
    return (folder.empty() ? "" : folder + "/") + "_rels/" + file + ".rels";
}

}  // namespace

std::string unescape(std::string text) {
    std::size_t at = text.find("_x");
    if (at == std::string::npos) return text;
    std::string out;
    std::size_t copied = 0;
    for (; at != std::string::npos; at = text.find("_x", at)) {
        unsigned code = 0;
        const char* from = text.data() + at + 2;
        const bool whole = at + 7 <= text.size() && text[at + 6] == '_' &&
                           std::from_chars(from, from + 4, code, 16).ptr == from + 4;
        if (!whole || (code >= 0xD800 && code <= 0xDFFF) || code == 0) {
            at += 2;
            continue;
        }
        out.append(text, copied, at - copied);
        append_utf8(out, code);
        at += 7;
        copied = at;
    }
    return out.append(text, copied);
}

Result<Done> read_strings(Archive& archive, const std::string& part, Workbook& book) {
    StringsHandler handler(book);
    return read_xml(archive, part, handler);
}

Result<Done> read_styles(Archive& archive, const std::string& part, Workbook& book) {
    StylesHandler handler(book);
    return read_xml(archive, part, handler);
}

Result<std::vector<Sheet>> read_xlsx(BytesView content, const Limits& limits) {
    GX_TRY(archive, Archive::open(content, limits));
    if (!archive->has("[Content_Types].xml") || !archive->has("_rels/.rels"))
        return refuse("table_kind_unknown");
    RelationsHandler root("");
    GX_TRY_DONE(read_xml(*archive, "_rels/.rels", root));
    const Relation* main = root.of_type("officeDocument");
    // A binary workbook (.xlsb) or another office document.
    if (main == nullptr || !ends_with(main->target, ".xml")) return refuse("table_kind_unknown");
    WorkbookHandler workbook;
    GX_TRY_DONE(read_xml(*archive, main->target, workbook));
    RelationsHandler relations(folder_of(main->target));
    if (!archive->has(relations_of(main->target))) return refuse("table_kind_unknown");
    GX_TRY_DONE(read_xml(*archive, relations_of(main->target), relations));
    if (workbook.sheets.size() > limits.sheets) {
        return refuse("table_too_large", "limit", std::to_string(limits.sheets) + " sheets");
    }
    Workbook book{limits, workbook.from_1904, {}, {}, 0, 0};
    if (const Relation* part = relations.of_type("sharedStrings");
        part != nullptr && archive->has(part->target)) {
        GX_TRY_DONE(read_strings(*archive, part->target, book));
    }
    if (const Relation* part = relations.of_type("styles"); part != nullptr && archive->has(part->target)) {
        GX_TRY_DONE(read_styles(*archive, part->target, book));
    }
    std::vector<Sheet> sheets;
    for (const auto& entry : workbook.sheets) {
        const auto relation = relations.relations.find(entry.relation);
        if (relation == relations.relations.end()) return refuse("table_damaged", "place", entry.name);
        if (relation->second.type != "worksheet") continue;  // charts and dialogs hold no cells
        sheets.push_back({entry.name, {}});
        GX_TRY_DONE(read_worksheet(*archive, relation->second.target, book, sheets.back()));
    }
    if (sheets.empty()) return refuse("table_kind_unknown");
    return sheets;
}

}  // namespace gx::files
