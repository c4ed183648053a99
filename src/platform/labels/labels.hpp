/// Who may know of what. Levels are stored as the regulations number them (1 the most secret .. 4 ordinary) and
/// compared nowhere but here. Clauses C2.1, C2.5, C3.3.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "platform/base/types.hpp"

namespace gx::labels {

/// 1 绝密, 2 机密, 3 保密, 4 普通.
using Level = std::uint8_t;
inline constexpr Level kTopSecret = 1;
inline constexpr Level kSecret = 2;
inline constexpr Level kConfidential = 3;
inline constexpr Level kOrdinary = 4;

/// Need-to-know compartments, one bit each.
enum class Compartment : std::uint64_t {
    owner_pii = 1U << 0,
    staff_pii = 1U << 1,
    finance = 1U << 2,
    grievance = 1U << 3,
    personnel = 1U << 4,
    it_security = 1U << 5,
    seal = 1U << 6,
    audit = 1U << 7,
};

/// What an object carries. `scope` is a compound or a department; Id{} is the company as a whole.
struct Label {
    Level level = kOrdinary;
    std::uint64_t compartments = 0;
    Id scope;
    bool operator==(const Label&) const = default;
};

/// What the posts held now give.
struct Reach {
    Level level = kOrdinary;
    std::uint64_t compartments = 0;
    bool whole_company = false;
    std::vector<Id> scopes;  ///< sorted: compounds and departments within reach; ignored if whole_company
    bool operator==(const Reach&) const = default;
};

/// What decides beside the label. Barred wins over all; authors keep what they submitted.
struct Facts {
    Label label;
    Id author;
    bool has_recipients = false;
    bool is_recipient = false;
    bool barred = false;
};

bool may_read(const Reach& reach, Id person, const Facts& facts);
/// True if `a` is at least as secret as `b`.
bool at_least_as_secret(Level a, Level b);
/// Level, compartments only (no scope): may this reach know of such a thing at all?
bool covers(const Reach& reach, const Label& label);
/// Derived information takes the highest of its sources; the scope stays where both agree, else the company.
Label join(const Label& a, const Label& b);
/// A reader of two posts reaches what either post reaches; never level of one with scope of the other, so a
/// person's rights are a list of reaches. This is the test over the list.
bool may_read(const std::vector<Reach>& reaches, Id person, const Facts& facts);

/// One index cursor: all rows of this scope and level, in sort order. scope Id{} with whole = true means the
/// index without scope.
struct Stream {
    bool whole = false;
    Id scope;
    Level level = kOrdinary;
    std::uint64_t compartments = 0;  ///< what the reader holds there; rows with more are skipped
    bool operator==(const Stream&) const = default;
};
/// The cursors that together give exactly what the reaches may read; a stream that another one contains is left
/// out, and merge.hpp drops the rows that two still share. What the reader wrote outside of reach is not among them.
std::vector<Stream> streams(const std::vector<Reach>& reaches);

/// Message key of a level's word ("level.1"...).
std::string_view level_key(Level level);

}  // namespace gx::labels
