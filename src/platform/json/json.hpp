/// Strict JSON for values that are described once (BOOST_DESCRIBE_STRUCT / _ENUM): read with the path of every
/// wrong field, write without a tree, and the schema for OpenAPI, all from the same description.
/// Kinds of members: bool, integers, std::string, Id (string), Instant (RFC 3339), Day, Fen (integer), Bytes
/// (base64), described enums, described structs, std::optional (may be absent or null), std::vector, and
/// json::Raw (any JSON text, written as it is). No doubles.
#pragma once

#include <boost/describe.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/base/types.hpp"

namespace gx::json {

using boost::json::value;

inline constexpr int kDepthMax = 32;
inline constexpr std::size_t kStringBytesMax = 64 * 1024;

/// JSON text that is already right.
struct Raw {
    std::string text;
};

/// Nothing to send, nothing expected.
struct None {};
BOOST_DESCRIBE_STRUCT(None, (), ())

/// Refusals: json_malformed, json_too_deep, json_not_utf8. Doubled keys are refused.
Result<value> parse(std::string_view text);
/// "a=1&b=2" as an object of strings; refusals query_malformed, query_doubled. Read it with Source::query.
Result<value> parse_query(std::string_view query);

/// Where the value comes from: a query string holds numbers and flags as text.
enum class Source : std::uint8_t { body, query };

}  // namespace gx::json

#include "platform/json/described.hpp"  // template <class T> read<T>, write, schema
