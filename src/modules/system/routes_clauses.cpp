#include "modules/system/clauses.hpp"
#include "modules/system/permissions.hpp"
#include "modules/system/program.hpp"
#include "modules/system/routes_clauses.hpp"

namespace gx::system {

struct ClauseList {
    std::vector<ClauseRow> items;
};
BOOST_DESCRIBE_STRUCT(ClauseList, (), (items))

namespace {

constexpr std::string_view kPublic = "the rules are everybody's to read";

Result<ClauseList> list_clauses(http::Call& call, const json::None&) {
    return ClauseList{clause_rows(call.tx(), call.services, &call.actor, call.now, call.lang())};
}

Result<ClauseRow> get_clause(http::Call& call, const json::None&) {
    const Program* program = program_of(call.services);
    const Clause* clause = program == nullptr ? nullptr : program->clauses.find(call.param("id"));
    if (clause == nullptr) return refuse("not_found");
    return clause_row(call.tx(), call.services, &call.actor, call.now, call.lang(), *clause);
}

}  // namespace

/// Clause C5: what each clause says, whether it is built, and its live proof.
std::vector<http::Route> clause_routes() {
    using http::Kind;
    using http::Method;
    return {
        http::route<&list_clauses>(Method::get, "/api/clauses", Kind::read, http::holds(kClausesRead), "C5", "clauses.list",
                                   {"", kPublic}, "制度执行", "Every clause with its state and proof"),
        http::route<&get_clause>(Method::get, "/api/clauses/{id}", Kind::read, http::holds(kClausesRead), "C5", "clauses.get",
                                 {"", kPublic}, "查看条款", "One clause with its proof"),
    };
}

}  // namespace gx::system
