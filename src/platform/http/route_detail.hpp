/// The typed half of route.hpp. Small on purpose: it is compiled once per route.
#pragma once

#include <memory>
#include <type_traits>

#include "platform/http/route.hpp"

namespace gx::http::detail {

/// Body or query as a tree, by method and media type of the route. Refusals of platform/json and
/// media_type_wrong; an unexpected query is refused field by field.
Result<json::value> input_tree(const Call& call, json::Source& source);
/// 200, 201 or 204 with the headers that the call collected.
Response json_answer(const Call& call, std::string body);
Response empty_answer(const Call& call);
Response file_answer(const Call& call, const File& file);
Response raw_answer(const Call& call, Response response);

template <class Input>
Result<Input> read_input(const Call& call) {
    auto source = json::Source::body;
    GX_TRY(tree, input_tree(call, source));
    return json::read<Input>(tree, source);
}

template <class Input>
Result<std::shared_ptr<const void>> parse_input(const Call& call) {
    GX_TRY(input, read_input<Input>(call));
    return std::shared_ptr<const void>(std::make_shared<Input>(std::move(input)));
}

template <class Answer>
Response write_answer(Call& call, const Answer& answer) {
    if constexpr (std::is_same_v<Answer, Response>) {
        return raw_answer(call, answer);
    } else if constexpr (std::is_same_v<Answer, File>) {
        return file_answer(call, answer);
    } else if constexpr (std::is_same_v<Answer, json::None> || std::is_same_v<Answer, Done>) {
        return empty_answer(call);
    } else {
        std::string body;
        body.reserve(1024);
        json::write(body, answer);
        return json_answer(call, std::move(body));
    }
}

/// Schema texts; empty = nothing is expected or sent, "file" = bytes.
template <class Input, class Answer>
void describe(SchemaBook& book, std::string& input, std::string& answer) {
    if constexpr (!std::is_same_v<Input, json::None>) input = json::schema<Input>(book);
    if constexpr (std::is_same_v<Answer, File> || std::is_same_v<Answer, Response>) answer = "file";
    else if constexpr (!std::is_same_v<Answer, json::None> && !std::is_same_v<Answer, Done>) {
        answer = json::schema<Answer>(book);
    }
}

}  // namespace gx::http::detail
