/// Routes are a table first. A row says everything the wall, the rights, the trail and OpenAPI need to know; the
/// handler is a typed function  Result<Answer> f(Call&, const Input&)  with described structs.
#pragma once

#include <string>
#include <string_view>

#include "platform/http/call.hpp"
#include "platform/json/json.hpp"

namespace gx::http {

/// read: short indexed reads, inline on the I/O thread. write: on the writer, one savepoint, answered after the
/// commit is durable. heavy: worker pool, no transaction of its own (hashing, files, workbooks, long reports).
enum class Kind : std::uint8_t { read, write, heavy };

/// Who may call: anybody (log-in, health), any logged-in person, or holders of a permission.
struct Access {
    bool open = false;
    const org::Permission* permission = nullptr;
};
inline constexpr Access kOpen{true, nullptr};
inline constexpr Access kLoggedIn{false, nullptr};
constexpr Access holds(const org::Permission& permission) { return {false, &permission}; }

/// What every call leaves in the trail. `done` is the action of success (acts must journal exactly it, reads
/// through saw()); "" = leaves nothing on success, allowed only with a reason in `quiet`. `also`: a second action that a
/// success may leave, beside `done` (a log-in ends the session before it) or in its place (an import that is only tried).
struct Trace {
    std::string_view done;
    std::string_view quiet{};
    std::string_view also{};
};

struct Options {
    bool create = false;     ///< answers 201, needs Idempotency-Key
    bool if_match = false;   ///< needs If-Match with the record's rev (428 without, 412 if it moved)
    std::size_t body_max = 256 * 1024;
    std::string_view media_in = "application/json";  ///< "*/*" for raw uploads: Input is then read from the query
    bool loopback_only = false;
    bool hidden = false;     ///< not in OpenAPI (pages, health)
};

using SchemaBook = json::SchemaBook;

struct Route {
    Method method;
    std::string_view path;       ///< "/api/incidents/{id}"
    Kind kind;
    Access access;
    std::string_view clause;     ///< "E4.2", or "G2" for the platform's own
    std::string_view operation;  ///< unique operationId: "incidents.report"
    Trace trace;
    std::string_view zh, en;     ///< summary
    Options options{};
    Result<Response> (*handler)(Call&);
    void (*describe)(SchemaBook&, std::string& input, std::string& answer);  ///< schema references
    /// Reads the input before any transaction begins; the handler finds it in call.input.
    Result<std::shared_ptr<const void>> (*parse)(const Call&);
};

namespace detail {
template <class F>
struct Signature;
template <class A, class B>
struct Signature<Result<A> (*)(Call&, const B&)> {
    using Answer = A;
    using Input = B;
};
template <class Input>
Result<std::shared_ptr<const void>> parse_input(const Call& call);
template <class Answer>
Response write_answer(Call& call, const Answer& answer);
template <class Input, class Answer>
void describe(SchemaBook& book, std::string& input, std::string& answer);

template <auto F>
Result<Response> adapt(Call& call) {
    using Input = typename Signature<decltype(F)>::Input;
    GX_CHECK(call.input != nullptr);
    GX_TRY(answer, F(call, *static_cast<const Input*>(call.input.get())));
    return write_answer(call, answer);
}
}  // namespace detail

/// One row: route<&get_incident>(Method::get, "/api/incidents/{id}", Kind::read, holds(kRead), "E4.2",
///                               "incidents.get", {"incident.seen"}, "查看事件", "Read an incident")
template <auto F>
Route route(Method method, std::string_view path, Kind kind, Access access, std::string_view clause,
            std::string_view operation, Trace trace, std::string_view zh, std::string_view en, Options options = {}) {
    using S = detail::Signature<decltype(F)>;
    return {method, path, kind, access, clause, operation, trace, zh, en, options, &detail::adapt<F>,
            &detail::describe<typename S::Input, typename S::Answer>, &detail::parse_input<typename S::Input>};
}

/// A page of a list: rows and the cursor of the next page (absent at the end). A list that stopped at its step
/// limit also gives a cursor, with fewer rows than asked for.
template <class T>
struct Page {
    std::vector<T> items;
    std::optional<std::string> next;
    BOOST_DESCRIBE_CLASS(Page, (), (items, next), (), ())
};

}  // namespace gx::http

#include "platform/http/route_detail.hpp"  // read_input, write_answer, describe
