#include "platform/files/test/workbook.hpp"

#include <gtest/gtest.h>
#include <zip.h>

namespace gx::files::testing {

Bytes zip_of(const Parts& parts, const std::string& password) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(target);
    zip_t* handle = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    for (const auto& [name, text] : parts) {
        const zip_int64_t at = zip_file_add(
            handle, name.c_str(), zip_source_buffer(handle, text.data(), text.size(), 0), ZIP_FL_ENC_UTF_8);
        if (!password.empty()) {
            zip_file_set_encryption(handle, static_cast<zip_uint64_t>(at), ZIP_EM_AES_256, password.c_str());
        }
    }
    EXPECT_EQ(zip_close(handle), 0);
    zip_source_open(target);
    zip_source_seek(target, 0, SEEK_END);
    Bytes out(static_cast<std::size_t>(zip_source_tell(target)));
    zip_source_seek(target, 0, SEEK_SET);
    zip_source_read(target, out.data(), out.size());
    zip_source_close(target);
    zip_source_free(target);
    return out;
}

Parts parts_of(const std::string& sheet_xml, const Parts& more, const std::string& pr) {
    const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const std::string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const std::string rels = "http://schemas.openxmlformats.org/package/2006/relationships";
    Parts parts = more;
    parts.try_emplace("[Content_Types].xml", head + "<Types/>");
    parts.try_emplace("_rels/.rels", head + "<Relationships xmlns=\"" + rels +
                                         "\"><Relationship Id=\"rId1\" Type=\"" + office +
                                         "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
    parts.try_emplace("xl/workbook.xml",
                      head + "<workbook xmlns=\"" + main + "\" xmlns:r=\"" + office + "\"><workbookPr " + pr +
                          "/><sheets><sheet name=\"表一\" sheetId=\"1\" r:id=\"rId7\"/></sheets></workbook>");
    parts.try_emplace(
        "xl/_rels/workbook.xml.rels",
        head + "<Relationships xmlns=\"" + rels + "\"><Relationship Id=\"rId7\" Type=\"" + office +
            "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId8\" Type=\"" + office +
            "/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/><Relationship Id=\"rId9\" Type=\"" + office +
            "/styles\" Target=\"styles.xml\"/></Relationships>");
    parts.try_emplace("xl/worksheets/sheet1.xml",
                      head + "<worksheet xmlns=\"" + main + "\">" + sheet_xml + "</worksheet>");
    return parts;
}

std::string styles(const std::vector<int>& ids, const std::vector<std::string>& custom) {
    std::string out = "<styleSheet><numFmts>";
    int number = 164;
    for (const std::string& code : custom) {
        out += "<numFmt numFmtId=\"" + std::to_string(number++) + "\" formatCode=\"" + code + "\"/>";
    }
    out += "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>";
    for (const int id : ids) out += "<xf numFmtId=\"" + std::to_string(id) + "\"/>";
    return out + "</cellXfs></styleSheet>";
}

std::string data(const std::string& rows) { return "<sheetData>" + rows + "</sheetData>"; }

}  // namespace gx::files::testing
