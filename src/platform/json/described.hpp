/// What json.hpp promises: read<T>, write<T>, schema<T>. Each described type becomes one small constant table;
/// the work is done by ordinary functions over that table, so that a hundred types cost little compile time.
/// A name that C++ keeps for itself is written with a trailing underscore: member `void_` is "void" in JSON.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <type_traits>
#include <utility>

#include "platform/json/json.hpp"

namespace gx {
BOOST_DESCRIBE_ENUM(Lang, zh, en)
}  // namespace gx

namespace gx::json {

inline constexpr std::size_t kItemsMax = 10'000;  ///< elements of one list
inline constexpr std::size_t kErrorsMax = 50;     ///< field errors told at once

namespace detail {

enum class Kind : std::uint8_t {
    flag, integer, text, id, instant, day, fen, bytes, raw, choice, structure, maybe, list
};

struct Type;

struct Member {
    std::string_view name;
    std::string_view head;  ///< `,"name":`
    const Type& (*type)();
    const void* (*at)(const void* object);
};

struct Choice {
    std::string_view name;
    std::int64_t value;
};

/// The operations of optional and vector that cannot be had without the type.
struct Box {
    std::size_t (*count)(const void* box);
    const void* (*at)(const void* box, std::size_t index);
    void* (*add)(void* box);
};

struct Type {
    Kind kind;
    std::uint8_t size = 0;  ///< bytes of an integer or enum
    bool is_signed = false;
    std::string_view name{};  ///< "gx::incidents::Report"
    std::span<const Member> members{};
    std::span<const Choice> choices{};
    const Type& (*item)() = nullptr;
    Box box{};
};

constexpr std::string_view plain_name(const char* name) {
    std::string_view out(name);
    if (out.size() > 1 && out.back() == '_') out.remove_suffix(1);
    return out;
}

/// From the compiler's own signature text; the only place that needs a type's name.
template <class T>
constexpr std::string_view type_name() {
    std::string_view text = __PRETTY_FUNCTION__;
    const auto from = text.find("T = ") + 4;
    const auto to = text.find_first_of(";]", from);
    return text.substr(from, to - from);
}

template <class T>
const Type& type_of();

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};

template <class T, class D>
const void* member_at(const void* object) {
    return &(static_cast<const T*>(object)->*D::pointer);
}
template <class D>
struct Head {
    static constexpr std::string_view kName = plain_name(D::name);
    static constexpr auto kText = [] {
        std::array<char, kName.size() + 4> out{',', '"'};
        std::copy(kName.begin(), kName.end(), out.begin() + 2);
        out[out.size() - 2] = '"';
        out[out.size() - 1] = ':';
        return out;
    }();
};
template <class T, class D>
constexpr Member member() {
    using M = std::remove_cvref_t<decltype(std::declval<const T&>().*D::pointer)>;
    return {Head<D>::kName, {Head<D>::kText.data(), Head<D>::kText.size()}, &type_of<M>, &member_at<T, D>};
}
template <class T, template <class...> class L, class... D>
constexpr std::array<Member, sizeof...(D)> members_of(L<D...>) {
    return {member<T, D>()...};
}
template <template <class...> class L, class... D>
constexpr std::array<Choice, sizeof...(D)> choices_of(L<D...>) {
    return {Choice{plain_name(D::name), static_cast<std::int64_t>(D::value)}...};
}

template <class T>
struct Members {
    static constexpr auto kRows = members_of<T>(
        boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>{});
};
template <class T>
struct Choices {
    static constexpr auto kRows = choices_of(boost::describe::describe_enumerators<T>{});
};

template <class T>
constexpr Box optional_box() {
    using Maybe = std::optional<T>;
    return {[](const void* box) -> std::size_t { return static_cast<const Maybe*>(box)->has_value() ? 1 : 0; },
            [](const void* box, std::size_t) -> const void* { return &**static_cast<const Maybe*>(box); },
            [](void* box) -> void* { return &static_cast<Maybe*>(box)->emplace(); }};
}
template <class T>
constexpr Box vector_box() {
    using List = std::vector<T>;
    return {[](const void* box) { return static_cast<const List*>(box)->size(); },
            [](const void* box, std::size_t index) -> const void* { return &(*static_cast<const List*>(box))[index]; },
            [](void* box) -> void* { return &static_cast<List*>(box)->emplace_back(); }};
}

template <class T>
constexpr Type describe_type() {
    using boost::describe::has_describe_enumerators;
    using boost::describe::has_describe_members;
    static_assert(!std::is_floating_point_v<T>, "no doubles in data: use an integer of the smallest unit");
    if constexpr (std::is_same_v<T, bool>) return {Kind::flag};
    else if constexpr (std::is_integral_v<T>) return {Kind::integer, sizeof(T), std::is_signed_v<T>};
    else if constexpr (std::is_same_v<T, std::string>) return {Kind::text};
    else if constexpr (std::is_same_v<T, Id>) return {Kind::id};
    else if constexpr (std::is_same_v<T, Instant>) return {Kind::instant};
    else if constexpr (std::is_same_v<T, Day>) return {Kind::day};
    else if constexpr (std::is_same_v<T, Fen>) return {Kind::fen};
    else if constexpr (std::is_same_v<T, Bytes>) return {Kind::bytes};
    else if constexpr (std::is_same_v<T, Raw>) return {Kind::raw};
    else if constexpr (is_optional<T>::value) {
        return {Kind::maybe, 0, false, {}, {}, {}, &type_of<typename T::value_type>, optional_box<typename T::value_type>()};
    } else if constexpr (is_vector<T>::value) {
        static_assert(!std::is_same_v<typename T::value_type, bool>, "std::vector<bool> has no elements to point at");
        return {Kind::list, 0, false, {}, {}, {}, &type_of<typename T::value_type>, vector_box<typename T::value_type>()};
    } else if constexpr (has_describe_enumerators<T>::value) {
        return {Kind::choice, sizeof(T), std::is_signed_v<std::underlying_type_t<T>>, type_name<T>(), {}, Choices<T>::kRows};
    } else {
        static_assert(has_describe_members<T>::value, "describe the type: BOOST_DESCRIBE_STRUCT or _ENUM");
        return {Kind::structure, 0, false, type_name<T>(), Members<T>::kRows};
    }
}

template <class T>
const Type& type_of() {
    static constexpr Type kType = describe_type<T>();
    return kType;
}

Result<Done> read_into(const value& from, Source source, const Type& type, void* out);
void write_from(std::string& out, const Type& type, const void* from);

}  // namespace detail

/// The named components of an OpenAPI 3.1 document: name -> JSON text of the schema.
class SchemaBook {
  public:
    /// JSON schema of the type; structs and enums become components and are referred to.
    std::string schema(const detail::Type& type);
    const std::map<std::string, std::string, std::less<>>& components() const { return components_; }

  private:
    std::string structure(const detail::Type& type);
    std::map<std::string, std::string, std::less<>> components_;
    std::map<std::string, std::string_view, std::less<>> owners_;  ///< component -> full type name
};

/// Every wrong field of the input in one refusal "input_invalid". Fields: field_missing, json_field_unknown,
/// field_type {expected}, field_format {expected}, field_range {min,max}, field_too_long {max},
/// field_too_many {max}, field_characters, field_choice {allowed}. Optional members may be absent or null.
template <class T>
Result<T> read(const value& from, Source source = Source::body) {
    T out{};
    GX_TRY_DONE(detail::read_into(from, source, detail::type_of<T>(), &out));
    return out;
}

/// parse and read.
template <class T>
Result<T> read_text(std::string_view text) {
    GX_TRY(tree, parse(text));
    return read<T>(tree);
}

/// Appends the value; absent optionals are left out.
template <class T>
void write(std::string& out, const T& from) {
    detail::write_from(out, detail::type_of<T>(), &from);
}
template <class T>
std::string write(const T& from) {
    std::string out;
    write(out, from);
    return out;
}
/// Appends `text` in quotes, escaped; for hand-made JSON.
void write_text(std::string& out, std::string_view text);

template <class T>
std::string schema(SchemaBook& book) {
    return book.schema(detail::type_of<T>());
}

/// The name of a described enum's value as JSON has it; empty for a value outside of the enum.
template <class E>
    requires std::is_enum_v<E>
std::string_view enum_name(E wanted) {
    for (const auto& row : detail::Choices<E>::kRows) {
        if (row.value == static_cast<std::int64_t>(wanted)) return row.name;
    }
    return {};
}
template <class E>
    requires std::is_enum_v<E>
std::optional<E> parse_enum(std::string_view name) {
    for (const auto& row : detail::Choices<E>::kRows) {
        if (row.name == name) return static_cast<E>(row.value);
    }
    return std::nullopt;
}

}  // namespace gx::json
