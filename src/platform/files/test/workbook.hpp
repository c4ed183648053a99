/// Workbooks made by hand for the tests: each part's text as given, zipped.
#pragma once

#include <map>
#include <string>

#include "platform/base/types.hpp"

namespace gx::files::testing {

using Parts = std::map<std::string, std::string>;

/// `password` makes the entries AES-encrypted.
Bytes zip_of(const Parts& parts, const std::string& password = {});

/// The least that Excel opens: one sheet 表一 whose <worksheet> holds `sheet_xml`; further parts or others'
/// texts in `more`.
Parts parts_of(const std::string& sheet_xml, const Parts& more = {},
               const std::string& workbook_attributes = {});
inline Bytes workbook(const std::string& sheet_xml, const Parts& more = {}, const std::string& pr = {}) {
    return zip_of(parts_of(sheet_xml, more, pr));
}

/// styles.xml: cellXfs in order of these numFmt ids, and custom formats 164, 165, ...
std::string styles(const std::vector<int>& ids, const std::vector<std::string>& custom = {});
/// <row> elements inside <sheetData>.
std::string data(const std::string& rows);

}  // namespace gx::files::testing
