/// Staff, the posts they hold, leaving, and their accounts.
#include "modules/system/common.hpp"
#include "modules/system/routes.hpp"
#include "platform/base/check.hpp"
#include "platform/org/people.hpp"
#include "platform/text/text.hpp"

namespace gx::system {

struct PeopleQuery {
    std::optional<std::string> q, cursor;
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(PeopleQuery, (), (q, cursor, limit))

struct PersonPost {
    Id holding;
    Named post;
    Instant from;
    std::optional<Instant> to;
};
BOOST_DESCRIBE_STRUCT(PersonPost, (), (holding, post, from, to))

/// state: "no_password" (a one-time code was issued), "active", "closed".
struct PersonAccount {
    Id id;
    std::string login;
    std::string state;
};
BOOST_DESCRIBE_STRUCT(PersonAccount, (), (id, login, state))

/// `phone` only for the person; everybody else sees the masked number.
struct PersonView {
    Id id;
    std::string staff_number, name;
    std::optional<std::string> phone, phone_masked, mail, mail_masked;
    std::vector<PersonPost> posts;
    std::optional<PersonAccount> account;
    std::optional<Instant> left_at;
    std::int64_t rev = 1;
};
BOOST_DESCRIBE_STRUCT(PersonView, (), (id, staff_number, name, phone, phone_masked, mail, mail_masked, posts, account,
                                       left_at, rev))

struct NewPerson {
    std::string staff_number, name;
    std::optional<std::string> phone, mail;
};
BOOST_DESCRIBE_STRUCT(NewPerson, (), (staff_number, name, phone, mail))

/// Absent = unchanged; null or empty takes phone or mail away.
struct PersonChange {
    std::optional<std::string> staff_number, name, phone, mail;
};
BOOST_DESCRIBE_STRUCT(PersonChange, (), (staff_number, name, phone, mail))

struct Leaving {
    Instant at;
};
BOOST_DESCRIBE_STRUCT(Leaving, (), (at))

struct NewHolding {
    Id post;
    std::optional<Instant> from, to;
};
BOOST_DESCRIBE_STRUCT(NewHolding, (), (post, from, to))

struct NewAccount {
    Id person;
    std::string login;
};
BOOST_DESCRIBE_STRUCT(NewAccount, (), (person, login))

/// The code is shown this once and good for a day.
struct AccountCode {
    Id id;
    std::string login, code;
    Instant code_expires_at;
};
BOOST_DESCRIBE_STRUCT(AccountCode, (), (id, login, code, code_expires_at))

namespace {

std::optional<std::string> filled(std::string text) {
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

std::string state_of(const org::Account& account, Instant now) {
    if (!account.open(now)) return "closed";
    return account.has_password ? "active" : "no_password";
}

PersonPost view_of(const http::Call& call, const org::Holding& held) {
    return {held.id, post_named(call, held.post), held.from, held.to};
}

PersonView view_of(const http::Call& call, const org::Person& row) {
    const bool self = row.id == call.actor.person;
    PersonView out;
    out.id = row.id;
    out.staff_number = row.staff_number;
    out.name = row.name;
    out.phone_masked = filled(org::mask_phone(row.phone));
    out.mail_masked = filled(org::mask_mail(row.mail));
    if (self) {
        out.phone = filled(row.phone);
        out.mail = filled(row.mail);
    }
    for (const auto& held : org::holdings_of(call.tx(), call.services.company, row.id, call.now)) {
        out.posts.push_back(view_of(call, held));
    }
    if (self || call.actor.may(kAccountsManage) || call.actor.may(kOrgManage)) {
        if (const auto account = org::account_of(call.tx(), call.services.company, row.id)) {
            out.account = PersonAccount{account->id, account->login, state_of(*account, call.now)};
        }
    }
    out.left_at = row.left_at;
    out.rev = row.rev;
    return out;
}

Result<PersonView> get_person(http::Call& call, Id id) {
    const auto row = org::find_person(call.tx(), call.services.keys, id);
    GX_CHECK(row.has_value());
    call.set_etag(row->rev);
    return view_of(call, *row);
}

Result<http::Page<PersonView>> list_people(http::Call& call, const PeopleQuery& query) {
    GX_TRY(limit, page_size(query.limit));
    call.saw("person", Id{}, kOrdinaryLabel);
    http::Page<PersonView> out;
    if (query.q && !text::trim(*query.q).empty()) {
        for (const auto& row : org::search_people(call.tx(), call.services.keys, *query.q)) {
            out.items.push_back(view_of(call, row));
        }
        return out;
    }
    auto rows = org::people(call.tx(), call.services.keys, query.cursor.value_or(""), limit + 1);
    if (rows.size() > limit) {
        rows.resize(limit);
        out.next = rows.back().staff_number;
    }
    for (const auto& row : rows) out.items.push_back(view_of(call, row));
    return out;
}

Result<PersonView> create_person(http::Call& call, const NewPerson& input) {
    const org::PersonInput person{input.staff_number, input.name, input.phone.value_or(""), input.mail.value_or("")};
    GX_TRY(made, org::create_person(call.tx(), call.services.keys, call.actor, call.now, person, stamp_of(call)));
    record_created(call, "person", made);
    return get_person(call, made.id);
}

Result<PersonView> change_person(http::Call& call, const PersonChange& input) {
    GX_TRY(id, call.id());
    const auto row = org::find_person(call.tx(), call.services.keys, id);
    if (!row) return refuse("not_found");
    const auto changed = [&](std::string_view name, const std::optional<std::string>& to, const std::string& before) {
        if (to) return *to;
        return takes_away(call, name) ? std::string() : before;
    };
    const org::PersonInput person{input.staff_number.value_or(row->staff_number), input.name.value_or(row->name),
                                  changed("phone", input.phone, row->phone), changed("mail", input.mail, row->mail)};
    GX_TRY_DONE(org::change_person(call.tx(), call.services.keys, call.actor, call.now, id, call.expected_rev(), person));
    call.record("org.person_changed", "person", id, kOrdinaryLabel);
    return get_person(call, id);
}

Result<Done> leave(http::Call& call, const Leaving& input) {
    GX_TRY(id, call.id());
    GX_TRY_DONE(org::leave(call.tx(), call.actor, call.now, id, input.at));
    call.record("org.person_left", "person", id, kOrdinaryLabel, R"({"at":")" + to_rfc3339(input.at) + R"("})");
    return Done{};
}

Result<PersonPost> hold_post(http::Call& call, const NewHolding& input) {
    GX_TRY(id, call.id());
    if (!org::find_person(call.tx(), call.services.keys, id)) return refuse("not_found");
    const org::HoldingInput holding{id, input.post, input.from.value_or(call.now), input.to};
    GX_TRY(made, org::hold_post(call.tx(), call.actor, call.now, holding, stamp_of(call)));
    if (made.replayed) {
        call.replayed();
    } else {
        call.record("org.post_given", "person", id, kOrdinaryLabel, R"({"post":")" + to_string(input.post) + R"("})");
    }
    const auto row = org::find_holding(call.tx(), call.services.company, made.id);
    if (!row) return refuse("not_found");
    return view_of(call, *row);
}

Result<Done> end_holding(http::Call& call, const json::None&) {
    GX_TRY(id, call.id());
    const auto row = org::find_holding(call.tx(), call.services.company, id);
    GX_TRY(person, org::end_holding(call.tx(), call.actor, call.now, id));
    call.record("org.post_taken", "person", person, kOrdinaryLabel, R"({"post":")" + to_string(row->post) + R"("})");
    return Done{};
}

AccountCode view_of(const org::IssuedCode& issued) {
    return {issued.account, issued.login, issued.code, issued.expires_at};
}

Result<AccountCode> create_account(http::Call& call, const NewAccount& input) {
    GX_TRY(issued, org::create_account(call.tx(), call.services.keys, call.actor, call.now, input.person, input.login,
                                       stamp_of(call)));
    if (issued.replayed) {
        call.replayed();
    } else {
        call.record("account.code_issued", "account", issued.account, kOrdinaryLabel);
    }
    return view_of(issued);
}

Result<AccountCode> reset_account(http::Call& call, const json::None&) {
    GX_TRY(id, call.id());
    GX_TRY(issued, org::reset_account(call.tx(), call.services.keys, call.actor, call.now, id));
    call.record("account.reset", "account", id, kOrdinaryLabel);
    return view_of(issued);
}

}  // namespace

std::vector<http::Route> people_routes() {
    using http::Kind;
    using http::Method;
    const auto manage = http::holds(kOrgManage);
    const auto accounts = http::holds(kAccountsManage);
    const http::Options create{.create = true};
    return {
        http::route<&list_people>(Method::get, "/api/people", Kind::read, http::holds(kOrgRead), "G2", "people.list",
                                  {"org.people_listed"}, "员工列表", "Staff"),
        http::route<&create_person>(Method::post, "/api/people", Kind::write, manage, "G2", "people.create",
                                    {"org.person_created"}, "新增员工", "Add a member of staff", create),
        http::route<&change_person>(Method::patch, "/api/people/{id}", Kind::write, manage, "G2", "people.change",
                                    {"org.person_changed"}, "修改员工资料", "Change a member of staff",
                                    {.if_match = true}),
        http::route<&leave>(Method::post, "/api/people/{id}/leave", Kind::write, manage, "C3.3", "people.leave",
                            {"org.person_left"}, "办理离职", "Leaving: ends posts, sessions and account"),
        http::route<&hold_post>(Method::post, "/api/people/{id}/posts", Kind::write, manage, "C3.3", "holdings.create",
                                {"org.post_given"}, "任职", "Give a post", create),
        http::route<&end_holding>(Method::remove, "/api/holdings/{id}", Kind::write, manage, "C3.3", "holdings.end",
                                  {"org.post_taken"}, "结束任职", "End a post"),
        http::route<&create_account>(Method::post, "/api/accounts", Kind::write, accounts, "G2", "accounts.create",
                                     {"account.code_issued"}, "开通账号并发一次性码",
                                     "Open an account with a one-time code", create),
        http::route<&reset_account>(Method::post, "/api/accounts/{id}/reset", Kind::write, accounts, "G2",
                                    "accounts.reset", {"account.reset"}, "重置账号",
                                    "New one-time code instead of the password"),
    };
}

}  // namespace gx::system
