/// The kinds of incidents and the grading table, read once from data/kinds.toml. Clauses E3.1-E3.6.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/incidents/types.hpp"

namespace gx::incidents {

/// When a kind is to be reported at all.
enum class Reportable : std::uint8_t { always, loss, loss_threshold, loss_or_injury, injury };
BOOST_DESCRIBE_ENUM(Reportable, always, loss, loss_threshold, loss_or_injury, injury)

struct Field {
    std::string key;
    FieldKind kind = FieldKind::text;
    Stage asked = Stage::quick;
    bool required = false;
    std::string zh, en;
    std::string help_zh, help_en;
};

struct Kind {
    std::string key;
    std::string clause;
    Category category = Category::event;
    Grade grade = Grade::ordinary;  ///< least grade of the kind
    Reportable reportable = Reportable::always;
    std::string zh, en;
    std::string help_zh, help_en;
    std::vector<Field> fields;

    const Field* field(std::string_view field_key) const;
    const std::string& name(Lang lang) const { return lang == Lang::zh ? zh : en; }
};

/// One row of the grading table: fits when every condition it names holds.
struct Grading {
    Grade grade = Grade::ordinary;
    std::optional<Fen> loss;  ///< this much or more
    std::optional<std::int64_t> injured;
    std::optional<std::int64_t> dead;
    std::optional<Flag> flag;
};

struct Kinds {
    std::vector<Kind> kinds;
    std::vector<Grading> gradings;
    const Kind* find(std::string_view key) const;
};

/// Reads and checks; a mistake in the data is a Bug with its reason.
Kinds parse_kinds(std::string_view toml);
/// The program's own table.
const Kinds& kinds();

}  // namespace gx::incidents
