/// Refusals: what a person asked for and may not have, or has to put right. Broken machinery throws
/// (broken.hpp), our own bugs stop at GX_CHECK (check.hpp); the three are never mixed.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace gx {

/// One wrong field of an input: where (JSON path or "row 12, column 手机"), what (message key), details.
struct FieldError {
    std::string path;
    std::string key;
    std::vector<std::pair<std::string, std::string>> params;
};

/// `key` names a row of a messages.toml, which holds the HTTP status and both languages.
struct Error {
    std::string key;
    std::vector<std::pair<std::string, std::string>> params;
    std::vector<FieldError> fields;
};

/// May not be dropped: a refusal that nobody looks at is a bug.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
  public:
    using tl::expected<T, Error>::expected;
};

struct Done {};

template <class... Text>
tl::unexpected<Error> refuse(std::string_view key, Text&&... params) {
    static_assert(sizeof...(Text) % 2 == 0, "parameters come as name, value pairs");
    Error error{std::string(key), {}, {}};
    if constexpr (sizeof...(Text) > 0) {
        std::string flat[] = {std::string(std::forward<Text>(params))...};
        for (std::size_t i = 0; i < sizeof...(Text); i += 2) error.params.emplace_back(flat[i], flat[i + 1]);
    }
    return tl::unexpected<Error>(std::move(error));
}

/// One wrong field. The answer is 422 "input_invalid" and names path and rule.
template <class... Text>
tl::unexpected<Error> refuse_field(std::string_view path, std::string_view key, Text&&... params) {
    auto inner = refuse(key, std::forward<Text>(params)...);
    Error error{"input_invalid", {}, {}};
    error.fields.push_back({std::string(path), inner.value().key, std::move(inner.value().params)});
    return tl::unexpected<Error>(std::move(error));
}

}  // namespace gx

/// Leaves the function with the refusal, or binds the value. The only control-flow macro of the house.
#define GX_TRY(name, expression)                                                           \
    auto name##_or_error = (expression);                                                   \
    if (!name##_or_error) return tl::unexpected<::gx::Error>(std::move(name##_or_error).error()); \
    auto& name = *name##_or_error

/// The same for a Result whose value nobody needs.
#define GX_TRY_DONE(expression)                                                                  \
    if (auto done_or_error = (expression); !done_or_error) {                                     \
        return tl::unexpected<::gx::Error>(std::move(done_or_error).error());                    \
    }
