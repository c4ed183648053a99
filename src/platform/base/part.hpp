/// What stands beside the code of one folder and goes into the program with it. Filled by tools/gen/part.py.
#pragma once

#include <span>
#include <string_view>

namespace gx {

/// One sentence a person may read. `status` is the HTTP status of a refusal, 0 for any other text.
struct Message {
    std::string_view key;
    int status;
    std::string_view zh;
    std::string_view en;
    std::string_view clause;
};

/// One step of a part's schema; `postgres` is empty where one text serves both stores.
struct Migration {
    int number;
    std::string_view name;
    std::string_view sql;
    std::string_view postgres;
    std::string_view checksum;
};

struct NamedText {
    std::string_view name;
    std::string_view text;
};

struct Part {
    std::string_view path;  ///< for example "modules/incidents"
    std::span<const Message> messages;
    std::span<const Migration> migrations;
    std::span<const NamedText> flows;
    std::span<const NamedText> data;
    std::string_view clauses;  ///< text of clauses.toml, may be empty
};

namespace gen {
/// Every part of the program in layer order; made at build time from layers.toml.
std::span<const Part* const> all_parts();
}  // namespace gen

}  // namespace gx
