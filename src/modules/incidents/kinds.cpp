#include "modules/incidents/kinds.hpp"

#include <algorithm>
#include <sstream>
#include <toml++/toml.h>

#include "platform/base/check.hpp"
#include "platform/base/part.hpp"
#include "platform/json/json.hpp"

namespace gx::gen {
extern const Part modules_incidents;
}

namespace gx::incidents {
namespace {

std::string text_of(const toml::table& row, std::string_view key) {
    const auto found = row[key].value<std::string>();
    if (!found || found->empty()) throw Bug("kinds.toml: a row has no " + std::string(key));
    return *found;
}

template <class E>
E choice_of(const toml::table& row, std::string_view key) {
    const std::string text = text_of(row, key);
    const auto found = json::parse_enum<E>(text);
    if (!found) throw Bug("kinds.toml: unknown " + std::string(key) + " " + text);
    return *found;
}

template <class F>
void each_row(const toml::table& table, std::string_view name, F&& f) {
    const toml::array* rows = table[name].as_array();
    if (rows == nullptr) return;
    for (const toml::node& node : *rows) {
        const toml::table* row = node.as_table();
        if (row == nullptr) throw Bug("kinds.toml: " + std::string(name) + " is not a list of tables");
        f(*row);
    }
}

Field read_field(const toml::table& row) {
    Field field;
    field.key = text_of(row, "key");
    field.kind = choice_of<FieldKind>(row, "kind");
    field.asked = choice_of<Stage>(row, "for");
    field.required = row["required"].value_or(false);
    field.zh = text_of(row, "zh");
    field.en = text_of(row, "en");
    field.help_zh = text_of(row, "help_zh");
    field.help_en = text_of(row, "help_en");
    return field;
}

Kind read_kind(const toml::table& row) {
    Kind kind;
    kind.key = text_of(row, "key");
    kind.clause = text_of(row, "clause");
    kind.category = choice_of<Category>(row, "category");
    kind.grade = choice_of<Grade>(row, "grade");
    kind.reportable = choice_of<Reportable>(row, "reportable");
    kind.zh = text_of(row, "zh");
    kind.en = text_of(row, "en");
    kind.help_zh = text_of(row, "help_zh");
    kind.help_en = text_of(row, "help_en");
    each_row(row, "field", [&](const toml::table& field) { kind.fields.push_back(read_field(field)); });
    return kind;
}

Grading read_grading(const toml::table& row) {
    Grading grading;
    grading.grade = choice_of<Grade>(row, "grade");
    if (const auto loss = row["loss"].value<std::int64_t>()) grading.loss = Fen{*loss};
    grading.injured = row["injured"].value<std::int64_t>();
    grading.dead = row["dead"].value<std::int64_t>();
    if (row.contains("flag")) grading.flag = choice_of<Flag>(row, "flag");
    return grading;
}

}  // namespace

const Field* Kind::field(std::string_view field_key) const {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& one) { return one.key == field_key; });
    return found == fields.end() ? nullptr : &*found;
}

const Kind* Kinds::find(std::string_view key) const {
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& one) { return one.key == key; });
    return found == kinds.end() ? nullptr : &*found;
}

Kinds parse_kinds(std::string_view text) {
    try {
        const toml::table table = toml::parse(text);
        Kinds out;
        each_row(table, "kind", [&](const toml::table& row) {
            Kind kind = read_kind(row);
            if (out.find(kind.key) != nullptr) throw Bug("kinds.toml: doubled kind " + kind.key);
            out.kinds.push_back(std::move(kind));
        });
        each_row(table, "grading", [&](const toml::table& row) { out.gradings.push_back(read_grading(row)); });
        return out;
    } catch (const toml::parse_error& error) {
        std::ostringstream where;
        where << "kinds.toml: " << error.description() << " at " << error.source().begin;
        throw Bug(where.str());
    }
}

const Kinds& kinds() {
    static const Kinds table = [] {
        for (const NamedText& text : gen::modules_incidents.data) {
            if (text.name == "kinds.toml") return parse_kinds(text.text);
        }
        throw Bug("incidents: data/kinds.toml is missing");
    }();
    return table;
}

}  // namespace gx::incidents
