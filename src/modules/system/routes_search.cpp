/// Full text over all records that the caller may know of.
#include "modules/system/common.hpp"
#include "modules/system/program.hpp"
#include "modules/system/routes.hpp"
#include "platform/search/search.hpp"

namespace gx::system {

struct SearchQuery {
    std::string q;
    std::optional<std::string> cursor;
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(SearchQuery, (), (q, cursor, limit))

struct SearchHit {
    std::string type;  ///< "incident": the page /incidents/{id}
    Id id;
    std::int64_t level = labels::kOrdinary;
    Instant at;
    std::vector<search::Piece> title, extract;
};
BOOST_DESCRIBE_STRUCT(SearchHit, (), (type, id, level, at, title, extract))

namespace {

constexpr std::int64_t kHits = 20;

/// What was asked for is nobody's business: the trail holds that somebody searched, and the highest label shown.
Result<http::Page<SearchHit>> search_all(http::Call& call, const SearchQuery& query) {
    GX_TRY(limit, page_size(query.limit.value_or(kHits)));
    search::Question question{query.q, {}, {}, limit};
    if (query.cursor) {
        question.after = parse_id(*query.cursor);
        if (!question.after) return refuse_field("cursor", "search_cursor_unknown");
    }
    if (const Program* program = program_of(call.services)) {
        for (const auto& [type, permission] : program->searchable) {
            if (call.actor.may(*permission)) question.types.insert(type);
        }
    }
    GX_TRY(found, search::find(call.tx(), call.services.keys, call.actor.person, call.actor.reaches(), question));
    http::Page<SearchHit> out;
    labels::Label highest;
    for (search::Hit& hit : found.hits) {
        highest = labels::join(highest, hit.label);
        out.items.push_back({hit.type, hit.object, hit.label.level, hit.at, std::move(hit.title), std::move(hit.extract)});
    }
    if (found.next) out.next = to_string(*found.next);
    call.saw("search", Id{}, highest);
    return out;
}

}  // namespace

std::vector<http::Route> search_routes() {
    return {http::route<&search_all>(http::Method::get, "/api/search", http::Kind::read, http::kLoggedIn, "C2.1", "search.find",
                                     {"search.asked"}, "全文检索", "Full text over what one may know of")};
}

}  // namespace gx::system
