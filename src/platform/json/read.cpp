#include <boost/json/serialize.hpp>
#include <charconv>
#include <limits>

#include "platform/base/check.hpp"
#include "platform/json/json.hpp"
#include "platform/text/text.hpp"

namespace gx::json::detail {
namespace {

namespace bj = boost::json;

constexpr std::size_t kShownNameBytes = 64;  ///< of a foreign key, in an answer

std::string_view view(const bj::string& text) { return {text.data(), text.size()}; }

/// Text that people may enter: no control characters but tab and line feed.
bool is_clean(std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0x7F || (byte < 0x20 && c != '\n' && c != '\t')) return false;
    }
    return true;
}

std::optional<Bytes> from_base64(std::string_view text) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.size() % 4 != 0) return std::nullopt;
    Bytes out;
    out.reserve(text.size() / 4 * 3);
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool pad = i >= text.size() - padding;
        const auto at = pad ? 0 : kAlphabet.find(text[i]);
        if (at == std::string_view::npos) return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(at);
        if (i % 4 != 3) continue;
        for (int shift = 16; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(bits >> shift));
        bits = 0;
    }
    if (padding > 0 && out[out.size() - padding] != 0) return std::nullopt;  // two spellings of one value
    out.resize(out.size() - padding);
    return out;
}

class Reader {
  public:
    explicit Reader(Source source) : source_(source) {}

    void value_at(const value& from, const Type& type, void* out) {
        switch (type.kind) {
            case Kind::flag: return flag(from, *static_cast<bool*>(out));
            case Kind::integer: return integer(from, type, out);
            case Kind::fen: return integer(from, Type{Kind::integer, 8, true}, &static_cast<Fen*>(out)->value);
            case Kind::text: return text(from, *static_cast<std::string*>(out));
            case Kind::id: return parsed(from, &parse_id, "@type_id", *static_cast<Id*>(out));
            case Kind::instant: return parsed(from, &parse_rfc3339, "@type_instant", *static_cast<Instant*>(out));
            case Kind::day: return parsed(from, &parse_day, "@type_day", *static_cast<Day*>(out));
            case Kind::bytes: return parsed(from, &from_base64, "@type_bytes", *static_cast<Bytes*>(out));
            case Kind::raw: static_cast<Raw*>(out)->text = bj::serialize(from); return;
            case Kind::choice: return choice(from, type, out);
            case Kind::structure: return structure(from, type, out);
            case Kind::maybe: return maybe(from, type, out);
            case Kind::list: return list(from, type, out);
        }
    }

    std::vector<FieldError> errors;

  private:
    bool full() const { return errors.size() >= kErrorsMax; }

    template <class... Text>
    void wrong(std::string_view key, Text&&... params) {
        if (full()) return;
        auto error = refuse(key, std::forward<Text>(params)...).value();
        errors.push_back({path_, std::string(key), std::move(error.params)});
    }

    void flag(const value& from, bool& out) {
        if (const bool* plain = from.if_bool()) {
            out = *plain;
        } else if (source_ == Source::query && from.is_string() && from.get_string() == "true") {
            out = true;
        } else if (source_ == Source::query && from.is_string() && from.get_string() == "false") {
            out = false;
        } else {
            wrong("field_type", "expected", "@type_flag");
        }
    }

    void integer(const value& from, const Type& type, void* out) {
        const int bits = type.size * 8 - (type.is_signed ? 1 : 0);
        const auto max = static_cast<std::int64_t>(bits >= 63 ? std::numeric_limits<std::int64_t>::max() : (1LL << bits) - 1);
        const std::int64_t min = type.is_signed ? -max - 1 : 0;
        std::int64_t number = 0;
        bool in_range = true;
        if (const auto* plain = from.if_int64()) {
            number = *plain;
        } else if (from.is_uint64()) {
            in_range = false;
        } else if (source_ == Source::query && from.is_string()) {
            const auto text = view(from.get_string());
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
            in_range = error != std::errc::result_out_of_range;
            if (error == std::errc::invalid_argument || end != text.data() + text.size()) {
                return wrong("field_type", "expected", "@type_integer");
            }
        } else {
            return wrong("field_type", "expected", "@type_integer");
        }
        if (!in_range || number < min || number > max) {
            return wrong("field_range", "min", std::to_string(min), "max", std::to_string(max));
        }
        store(number, type, out);
    }

    static void store(std::int64_t number, const Type& type, void* out) {
        switch (type.size) {
            case 1: *static_cast<std::uint8_t*>(out) = static_cast<std::uint8_t>(number); return;
            case 2: *static_cast<std::uint16_t*>(out) = static_cast<std::uint16_t>(number); return;
            case 4: *static_cast<std::uint32_t*>(out) = static_cast<std::uint32_t>(number); return;
            default: *static_cast<std::int64_t*>(out) = number;
        }
    }

    /// The text of a string value, or nullptr after the error was noted.
    const bj::string* string(const value& from, std::string_view expected) {
        const bj::string* text = from.if_string();
        if (text == nullptr) {
            wrong("field_type", "expected", expected);
        } else if (text->size() > kStringBytesMax) {
            wrong("field_too_long", "max", std::to_string(kStringBytesMax));
        } else if (!is_clean(view(*text))) {
            wrong("field_characters");
        } else {
            return text;
        }
        return nullptr;
    }

    void text(const value& from, std::string& out) {
        if (const auto* content = string(from, "@type_text")) out.assign(content->data(), content->size());
    }

    template <class T>
    void parsed(const value& from, std::optional<T> (*parse_text)(std::string_view), std::string_view expected, T& out) {
        const auto* content = string(from, expected);
        if (content == nullptr) return;
        auto result = parse_text(view(*content));
        if (!result) return wrong("field_format", "expected", expected);
        out = std::move(*result);
    }

    void choice(const value& from, const Type& type, void* out) {
        const auto* content = string(from, "@type_text");
        if (content == nullptr) return;
        std::string allowed;
        for (const auto& row : type.choices) {
            if (row.name == view(*content)) return store(row.value, type, out);
            allowed.append(allowed.empty() ? "" : ", ").append(row.name);
        }
        wrong("field_choice", "allowed", allowed);
    }

    void maybe(const value& from, const Type& type, void* out) {
        if (from.is_null()) return;
        if (source_ == Source::query && from.is_string() && from.get_string().empty()) return;
        value_at(from, type.item(), type.box.add(out));
    }

    void list(const value& from, const Type& type, void* out) {
        if (source_ == Source::query && from.is_string()) return comma_list(view(from.get_string()), type, out);
        const bj::array* items = from.if_array();
        if (items == nullptr) return wrong("field_type", "expected", "@type_list");
        if (items->size() > kItemsMax) return wrong("field_too_many", "max", std::to_string(kItemsMax));
        const std::size_t length = path_.size();
        for (std::size_t i = 0; i < items->size() && !full(); ++i) {
            path_.append("[").append(std::to_string(i)).append("]");
            value_at((*items)[i], type.item(), type.box.add(out));
            path_.resize(length);
        }
    }

    void comma_list(std::string_view text, const Type& type, void* out) {
        while (!text.empty() && !full()) {
            const auto end = std::min(text.find(','), text.size());
            value_at(value(bj::string_view(text.substr(0, end))), type.item(), type.box.add(out));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }

    void structure(const value& from, const Type& type, void* out) {
        const bj::object* object = from.if_object();
        if (object == nullptr) return wrong("field_type", "expected", "@type_object");
        const std::size_t length = path_.size();
        std::size_t known = 0;
        for (const auto& member : type.members) {
            const value* found = object->if_contains(bj::string_view(member.name.data(), member.name.size()));
            known += found != nullptr ? 1 : 0;
            enter(member.name);
            if (found != nullptr) {
                value_at(*found, member.type(), const_cast<void*>(member.at(out)));
            } else if (member.type().kind != Kind::maybe) {
                wrong("field_missing");
            }
            path_.resize(length);
        }
        if (known != object->size()) unknown(*object, type);
    }

    void unknown(const bj::object& object, const Type& type) {
        const std::size_t length = path_.size();
        for (const auto& [name, content] : object) {
            const std::string_view key(name.data(), name.size());
            bool found = false;
            for (const auto& member : type.members) found = found || member.name == key;
            if (found || full()) continue;
            enter(is_clean(key) ? text::first(key, kShownNameBytes) : "?");
            wrong("json_field_unknown");
            path_.resize(length);
        }
    }

    void enter(std::string_view name) {
        if (!path_.empty()) path_.push_back('.');
        path_.append(name);
    }

    Source source_;
    std::string path_;
};

}  // namespace

Result<Done> read_into(const value& from, Source source, const Type& type, void* out) {
    Reader reader(source);
    reader.value_at(from, type, out);
    if (reader.errors.empty()) return Done{};
    return tl::unexpected<Error>(Error{"input_invalid", {}, std::move(reader.errors)});
}

}  // namespace gx::json::detail
