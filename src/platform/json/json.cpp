#include "platform/json/json.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>

#include "platform/text/text.hpp"

namespace gx::json {
namespace {

namespace bj = boost::json;

/// Builds the tree and remembers the keys of the open objects, because the library lets the last of two equal
/// keys win in silence.
struct Builder {
    static constexpr std::size_t max_object_size = 100'000;
    static constexpr std::size_t max_array_size = 1'000'000;
    static constexpr std::size_t max_key_size = 4'096;
    static constexpr std::size_t max_string_size = 64U << 20;

    bj::value_stack stack;
    std::vector<std::string> keys;  ///< of all open objects, innermost last
    std::string key;
    std::string doubled;

    Builder() { stack.reset(); }

    bool on_document_begin(bj::error_code&) { return true; }
    bool on_document_end(bj::error_code&) { return true; }
    bool on_object_begin(bj::error_code&) { return true; }
    bool on_object_end(std::size_t count, bj::error_code&) {
        const auto first = keys.end() - static_cast<std::ptrdiff_t>(count);
        std::sort(first, keys.end());
        const auto twice = std::adjacent_find(first, keys.end());
        if (twice != keys.end() && doubled.empty()) doubled = "\"" + *twice + "\"";
        keys.erase(first, keys.end());
        stack.push_object(count);
        return true;
    }
    bool on_array_begin(bj::error_code&) { return true; }
    bool on_array_end(std::size_t count, bj::error_code&) {
        stack.push_array(count);
        return true;
    }
    bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) {
        stack.push_chars(part);
        key.append(part.data(), part.size());
        return true;
    }
    bool on_key(bj::string_view last, std::size_t, bj::error_code&) {
        stack.push_key(last);
        key.append(last.data(), last.size());
        keys.push_back(std::move(key));
        key.clear();
        return true;
    }
    bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) {
        stack.push_chars(part);
        return true;
    }
    bool on_string(bj::string_view last, std::size_t, bj::error_code&) {
        stack.push_string(last);
        return true;
    }
    bool on_number_part(bj::string_view, bj::error_code&) { return true; }
    bool on_int64(std::int64_t number, bj::string_view, bj::error_code&) {
        stack.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, bj::string_view, bj::error_code&) {
        stack.push_uint64(number);
        return true;
    }
    bool on_double(double number, bj::string_view, bj::error_code&) {
        stack.push_double(number);
        return true;
    }
    bool on_bool(bool flag, bj::error_code&) {
        stack.push_bool(flag);
        return true;
    }
    bool on_null(bj::error_code&) {
        stack.push_null();
        return true;
    }
    bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
    bool on_comment(bj::string_view, bj::error_code&) { return true; }
};

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Form decoding: "+" is a space. nullopt if an escape is broken or the text is not UTF-8.
std::optional<std::string> decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out.push_back(' ');
        } else if (text[i] != '%') {
            out.push_back(text[i]);
        } else {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) return std::nullopt;
            out.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        }
    }
    if (!text::is_utf8(out)) return std::nullopt;
    return out;
}

}  // namespace

Result<value> parse(std::string_view text) {
    if (!text::is_utf8(text)) return refuse("json_not_utf8");
    bj::parse_options options;
    options.max_depth = kDepthMax;
    options.allow_invalid_utf8 = true;  // looked at above; not twice
    bj::basic_parser<Builder> parser(options);
    bj::error_code error;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (error == bj::error::too_deep) return refuse("json_too_deep", "max", std::to_string(kDepthMax));
    if (error || !parser.done() || used != text.size()) {
        return refuse("json_malformed", "position", std::to_string(used));
    }
    if (!parser.handler().doubled.empty()) return refuse("json_key_doubled", "key", parser.handler().doubled);
    return parser.handler().stack.release();
}

Result<value> parse_query(std::string_view query) {
    bj::object out;
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = decode(pair.substr(0, equals));
        const auto content = decode(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !content || name->empty()) return refuse("query_malformed");
        if (!out.emplace(*name, *content).second) return refuse("query_doubled", "name", *name);
    }
    return value(std::move(out));
}

}  // namespace gx::json
