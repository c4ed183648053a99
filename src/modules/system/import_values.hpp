/// What people write into cells, as values. Pure; nullopt where it is none of the accepted forms.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/org/actor.hpp"
#include "platform/org/directory.hpp"

namespace gx::system::import {

/// 是/否, yes/no, y/n, true/false, 1/0, √.
std::optional<bool> parse_flag(std::string_view text);
/// A whole number with optional sign.
std::optional<std::int64_t> parse_number(std::string_view text);
/// 绝密, 机密, 保密, 普通 (with or without 内部), 1..4, or the English words.
std::optional<labels::Level> parse_level(std::string_view text);
std::optional<org::ScopeKind> parse_scope(std::string_view text);
/// One or more names of compartments.
std::optional<std::uint64_t> parse_compartments(std::string_view text);
/// By Chinese or English name or key.
std::optional<org::Duty> parse_duty_name(std::string_view text);
/// 2026-11-23, 2026/11/23, 2026.11.23, 2026年11月23日, 20261123, each with or without a time of day, which is
/// dropped.
std::optional<Day> parse_date(std::string_view text);
/// Mainland mobiles, landlines with area code and extension, 400 and 800 numbers, internal numbers of 3 to 8
/// digits.
bool is_phone(std::string_view text);
bool is_mail(std::string_view text);
bool is_code(std::string_view text);

/// Parted by 、 , ; or space; empty parts are left out.
std::vector<std::string> split(std::string_view text);

/// What is the same to people: "1栋", "01幢" and "1号楼"; "2单元" and "2"; "301室" and "301".
std::string building_key(std::string_view name);
std::string unit_key(std::string_view name);
std::string room_key(std::string_view name);

}  // namespace gx::system::import
