#include "house.hpp"

#include <algorithm>

namespace gx::http {
namespace {

struct ThingInput {
    std::string name;
    std::optional<Fen> loss;
};
BOOST_DESCRIBE_STRUCT(ThingInput, (), (name, loss))
struct ListInput {
    std::optional<std::int64_t> limit;
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListInput, (), (limit, cursor))
struct Thing {
    Id id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Thing, (), (id, name))

constexpr Id kSecretThing{11};
constexpr Id kThing{12};
const org::Permission kNobodys{"things.nobody", {org::Duty::auditor}};

Result<Thing> get_thing(Call& call, const json::None&) {
    GX_TRY(id, call.id());
    if (id != kThing && id != kSecretThing) return refuse("not_found");
    const labels::Level level = id == kSecretThing ? labels::kTopSecret : labels::kOrdinary;
    call.saw("thing", id, {level, 0, Id{}});
    call.set_etag(7);
    return Thing{id, "三号楼"};
}
Result<Page<Thing>> list_things(Call& call, const ListInput& input) {
    call.saw("thing_list", Id{}, {});
    return Page<Thing>{{{kThing, std::to_string(input.limit.value_or(50))}}, std::nullopt};
}
Result<Thing> create_thing(Call& call, const ThingInput& input) {
    if (input.name == "refuse") {
        call.record("thing.created", "thing", kThing, {});  // rolled back with everything else
        return refuse("conflict");
    }
    if (input.name == "silent") return Thing{kThing, "left no trace"};
    if (input.name == "throw") throw std::runtime_error("the handler broke");
    if (const auto act = std::exchange(hands().inside, nullptr)) act();
    if (hands().first_key == call.idempotency().key) {
        if (hands().first_body != call.idempotency().body) return refuse("idempotency_mismatch");
        call.replayed();
        return Thing{hands().first_id, input.name};
    }
    hands().first_key = call.idempotency().key;
    hands().first_body = call.idempotency().body;
    hands().first_id = new_id(call.now);
    call.record("thing.created", "thing", hands().first_id, {});
    ++hands().created;
    return Thing{hands().first_id, input.name};
}
Result<json::None> change_thing(Call& call, const ThingInput&) {
    GX_TRY(id, call.id());
    if (call.expected_rev() != 7) return refuse("rev_moved");
    call.record("thing.changed", "thing", id, {});
    return json::None{};
}
Result<File> export_things(Call& call, const json::None&) {
    call.saw("thing_list", Id{}, {labels::kConfidential, 0, Id{}});
    return File{"text/csv", "事件.csv", Bytes{'a', ',', 'b'}};
}
Result<json::None> recorded_things(Call& call, const json::None&) {
    call.record("thing.recorded", "thing", kThing, {});
    return json::None{};
}
Result<json::None> break_things(Call&, const json::None&) { throw std::runtime_error("the worker broke"); }
Result<json::None> forbidden_things(Call&, const json::None&) { return json::None{}; }
Result<Thing> upload_thing(Call& call, const ListInput& input) {
    call.record("thing.uploaded", "thing", kThing, {});
    return Thing{kThing, std::to_string(call.request.body.size()) + "/" + std::to_string(input.limit.value_or(0))};
}

}  // namespace

Hands& hands() {
    static Hands all;
    return all;
}

std::vector<Route> sample_routes() {
    using enum Method;
    using enum Kind;
    return {
        route<&get_thing>(get, "/api/things/{id}", read, kLoggedIn, "E4.2", "things.get", {"thing.seen"}, "查看", "Read"),
        route<&list_things>(get, "/api/things", read, kLoggedIn, "E4.2", "things.list", {"thing.listed"}, "列表", "List"),
        route<&create_thing>(post, "/api/things", write, kLoggedIn, "E4.2", "things.create", {"thing.created"}, "新增",
                             "Create", {.create = true}),
        route<&change_thing>(patch, "/api/things/{id}", write, kLoggedIn, "E4.2", "things.change", {"thing.changed"},
                             "修改", "Change", {.if_match = true}),
        route<&export_things>(get, "/api/things/export", heavy, kLoggedIn, "E4.2", "things.export", {"thing.exported"},
                              "导出", "Export"),
        route<&recorded_things>(post, "/api/things/recorded", heavy, kLoggedIn, "E4.2", "things.recorded",
                                {"thing.recorded"}, "记录", "Record"),
        route<&break_things>(post, "/api/things/broken", heavy, kLoggedIn, "E4.2", "things.broken", {"thing.broken"},
                             "故障", "Break"),
        route<&forbidden_things>(get, "/api/things/forbidden", read, holds(kNobodys), "E4.2", "things.forbidden",
                                 {"thing.forbidden"}, "禁止", "Forbidden"),
        route<&upload_thing>(post, "/api/things/upload", write, kLoggedIn, "E4.2", "things.upload", {"thing.uploaded"},
                             "上传", "Upload", {.create = true, .body_max = 1024 * 1024, .media_in = "*/*"}),
    };
}

const std::vector<const Part*>& HouseTest::message_parts() {
    static const std::vector<const Part*> parts{&gen::platform_base, &gen::platform_json, &gen::platform_org,
                                                &gen::platform_http};
    return parts;
}

void HouseTest::SetUp() {
    test::OnBothEngines::SetUp();
    if (IsSkipped()) return;
    hands().inside = nullptr;
    hands().first_key.clear();
    hands().created = 0;
    trail = std::make_unique<trail::Trail>(db(), keys(), "guixing/test");
    sessions = std::make_unique<org::Sessions>(db(), company);
    files = std::make_unique<files::Store>(folder.path(), keys());
    const auto code = db().write([&](store::Tx& tx) -> Result<org::IssuedCode> {
        org::found_company(tx, company, "示例物业", now());
        return org::found_administrator(tx, keys(), now(), {"总部", "系统管理员", "示例管理员", "admin"});
    });
    ASSERT_TRUE(code);
    person = code->person;
    account = code->account;
    const auto in = sessions->first_log_in(now(), "admin", code->code, "three grey herons", false, Lang::zh);
    ASSERT_TRUE(in) << in.error().key;
    cookie = "theme=dark; gx=" + in->token;
    services.reset(new Services{company, db(), clock(), keys(), *trail, *sessions, flows, *files, hub, texts, calendar});
    services->log = [this](std::string_view line) { logged.emplace_back(line); };
    router = std::make_unique<Router>(*services, sample_routes());
    fresh_entries();
}

void HouseTest::TearDown() {
    router.reset();
    services.reset();
    files.reset();
    sessions.reset();
    trail.reset();
    test::OnBothEngines::TearDown();
}

Request HouseTest::request(Method method, std::string_view path, std::string_view body) const {
    Request out;
    out.method = method;
    const auto question = std::min(path.find('?'), path.size());
    out.path = path.substr(0, question);
    if (question < path.size()) out.query = path.substr(question + 1);
    out.body = body;
    out.id = "r-1";
    out.loopback = true;
    out.headers = {{"host", "localhost"}, {"cookie", cookie}, {"sec-fetch-site", "same-origin"}};
    if (!body.empty()) out.headers.emplace_back("content-type", "application/json");
    return out;
}

std::vector<trail::Stored> HouseTest::fresh_stored() {
    trail->flush_seen(now());
    auto page = db().read([&](store::Tx& tx) { return trail->page(tx, 0, 1'000, {}); });
    std::reverse(page.begin(), page.end());
    std::erase_if(page, [&](const auto& row) { return row.id <= last_entry; });
    for (const auto& row : page) last_entry = std::max(last_entry, row.id);
    return page;
}

std::vector<std::string> HouseTest::fresh_entries() {
    std::vector<std::string> out;
    for (const auto& row : fresh_stored()) {
        out.push_back(row.entry.action + " " + std::to_string(static_cast<int>(row.entry.outcome)));
    }
    return out;
}

}  // namespace gx::http
