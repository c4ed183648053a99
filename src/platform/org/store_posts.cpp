#include "platform/org/table.hpp"

namespace gx::org {
namespace {

using store::Query;

const Query kDepartments{"org.departments", R"sql(
    SELECT id, code, name, parent, compound, valid_from, valid_to, rev FROM department
    WHERE company = $1 ORDER BY code)sql"};
const Query kDepartmentRow{"org.department", R"sql(
    SELECT id, code, name, parent, compound, valid_from, valid_to, rev FROM department
    WHERE company = $1 AND id = $2)sql"};
const Query kDepartmentByCode{"org.department_by_code", "SELECT id FROM department WHERE company = $1 AND code = $2"};
const Query kBranches{"org.branches", "SELECT id, parent FROM department WHERE company = $1"};
const Query kInsertDepartment{"org.insert_department", R"sql(
    INSERT INTO department (company, id, code, name, parent, compound, valid_from, valid_to, rev, idem_key, idem_body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10) ON CONFLICT DO NOTHING)sql"};
const Query kUpdateDepartment{"org.update_department", R"sql(
    UPDATE department SET code = $1, name = $2, parent = $3, compound = $4, valid_to = $5, rev = rev + 1
    WHERE company = $6 AND id = $7 AND rev = $8)sql"};

const Query kPosts{"org.posts", R"sql(
    SELECT id, code, name, department, compound, rank, leads, level, compartments, scope_kind, rev FROM post
    WHERE company = $1 ORDER BY code)sql"};
const Query kPostRow{"org.post", R"sql(
    SELECT id, code, name, department, compound, rank, leads, level, compartments, scope_kind, rev FROM post
    WHERE company = $1 AND id = $2)sql"};
const Query kPostByCode{"org.post_by_code", "SELECT id FROM post WHERE company = $1 AND code = $2"};
const Query kLeadingPosts{"org.leading_posts", R"sql(
    SELECT id, code, name, department, compound, rank, leads, level, compartments, scope_kind, rev FROM post
    WHERE company = $1 AND department = $2 AND leads = 1)sql"};
const Query kInsertPost{"org.insert_post", R"sql(
    INSERT INTO post (company, id, code, name, department, compound, rank, leads, level, compartments, scope_kind, rev,
                      idem_key, idem_body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13) ON CONFLICT DO NOTHING)sql"};
const Query kUpdatePost{"org.update_post", R"sql(
    UPDATE post SET code = $1, name = $2, department = $3, compound = $4, rank = $5, leads = $6, level = $7,
                    compartments = $8, scope_kind = $9, rev = rev + 1
    WHERE company = $10 AND id = $11 AND rev = $12)sql"};

const Query kDutiesOfPost{"org.duties_of_post", "SELECT duty FROM duty_post WHERE company = $1 AND post = $2"};
const Query kPostsOfDuty{"org.posts_of_duty",
                         "SELECT post FROM duty_post WHERE company = $1 AND duty = $2 ORDER BY post"};
const Query kMapDuty{"org.map_duty",
                     "INSERT INTO duty_post (company, duty, post) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
const Query kUnmapDuty{"org.unmap_duty", "DELETE FROM duty_post WHERE company = $1 AND duty = $2"};

const Query kInsertHolding{"org.insert_holding", R"sql(
    INSERT INTO holding (company, id, person, post, valid_from, valid_to, idem_key, idem_body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING)sql"};
const Query kEndHolding{"org.end_holding", "UPDATE holding SET valid_to = $1 WHERE company = $2 AND id = $3"};
const Query kRemoveHolding{"org.remove_holding", "DELETE FROM holding WHERE company = $1 AND id = $2"};
const Query kHoldingRow{"org.holding",
                        "SELECT id, person, post, valid_from, valid_to FROM holding WHERE company = $1 AND id = $2"};
const Query kHoldingsOf{"org.holdings_of", R"sql(
    SELECT id, person, post, valid_from, valid_to FROM holding
    WHERE company = $1 AND person = $2 AND valid_to > $3)sql"};
const Query kHoldingsOn{"org.holdings_on", R"sql(
    SELECT id, person, post, valid_from, valid_to FROM holding
    WHERE company = $1 AND post = $2 AND valid_to > $3)sql"};
const Query kHeld{"org.held", R"sql(
    SELECT p.id, p.code, p.name, p.department, p.compound, p.rank, p.leads, p.level, p.compartments, p.scope_kind,
           p.rev, h.valid_from, h.valid_to
    FROM holding h JOIN post p ON p.company = h.company AND p.id = h.post
    WHERE h.company = $1 AND h.person = $2 AND h.valid_to > $3)sql"};
const Query kPersonsOn{"org.persons_on", R"sql(
    SELECT person FROM holding WHERE company = $1 AND post = $2 AND valid_to > $3 AND valid_from <= $3)sql"};

Id first_id(const store::Row& row) { return row.id(0); }

Department to_department(const store::Row& row) {
    return {row.id(0), row.str(1), row.str(2), row.id(3), row.id(4), row.at(5), table::end_of(row.i64(6)), row.i64(7)};
}

Post to_post(const store::Row& row) {
    return {row.id(0),
            row.str(1),
            row.str(2),
            row.id(3),
            row.id(4),
            row.i64(5),
            row.i64(6) != 0,
            static_cast<labels::Level>(row.i64(7)),
            static_cast<std::uint64_t>(row.i64(8)),
            static_cast<ScopeKind>(row.i64(9)),
            row.i64(10)};
}

Holding to_holding(const store::Row& row) {
    return {row.id(0), row.id(1), row.id(2), row.at(3), table::end_of(row.i64(4))};
}

}  // namespace

std::vector<Department> departments(store::Tx& tx, Id company) { return tx.all(kDepartments, to_department, company); }
std::optional<Department> find_department(store::Tx& tx, Id company, Id id) {
    return tx.one(kDepartmentRow, to_department, company, id);
}
std::optional<Id> department_by_code(store::Tx& tx, Id company, std::string_view code) {
    return tx.one(kDepartmentByCode, first_id, company, code);
}

std::vector<Post> posts(store::Tx& tx, Id company) { return tx.all(kPosts, to_post, company); }
std::optional<Post> find_post(store::Tx& tx, Id company, Id id) { return tx.one(kPostRow, to_post, company, id); }
std::optional<Id> post_by_code(store::Tx& tx, Id company, std::string_view code) {
    return tx.one(kPostByCode, first_id, company, code);
}
std::vector<Duty> duties_of(store::Tx& tx, Id company, Id post) {
    std::vector<Duty> out;
    tx.each(
        kDutiesOfPost,
        [&](const store::Row& row) {
            if (const auto duty = parse_duty(row.text(0))) out.push_back(*duty);
        },
        company, post);
    return out;
}
std::vector<Id> posts_of(store::Tx& tx, Id company, Duty duty) {
    return tx.all(kPostsOfDuty, first_id, company, duty_key(duty));
}

std::vector<Holding> holdings_of(store::Tx& tx, Id company, Id person, Instant now) {
    return tx.all(kHoldingsOf, to_holding, company, person, now);
}
std::vector<Holding> holdings_on(store::Tx& tx, Id company, Id post, Instant now) {
    return tx.all(kHoldingsOn, to_holding, company, post, now);
}
std::optional<Holding> find_holding(store::Tx& tx, Id company, Id id) {
    return tx.one(kHoldingRow, to_holding, company, id);
}

namespace table {

bool insert(store::Tx& tx, Id company, const Department& row, const Stamp& stamp) {
    return tx.exec(kInsertDepartment, company, row.id, row.code, row.name, row.parent, row.compound, row.from,
                   end_millis(row.to), stamp_key(stamp), stamp_body(stamp)) == 1;
}
bool update(store::Tx& tx, Id company, const Department& row) {
    return tx.exec(kUpdateDepartment, row.code, row.name, row.parent, row.compound, end_millis(row.to), company, row.id,
                   row.rev) == 1;
}
std::vector<Branch> branches(store::Tx& tx, Id company) {
    return tx.all(kBranches, [](const store::Row& row) { return Branch{row.id(0), row.id(1)}; }, company);
}

bool insert(store::Tx& tx, Id company, const Post& row, const Stamp& stamp) {
    return tx.exec(kInsertPost, company, row.id, row.code, row.name, row.department, row.compound, row.rank, row.leads,
                   row.level, row.compartments, row.scope, stamp_key(stamp), stamp_body(stamp)) == 1;
}
bool update(store::Tx& tx, Id company, const Post& row) {
    return tx.exec(kUpdatePost, row.code, row.name, row.department, row.compound, row.rank, row.leads, row.level,
                   row.compartments, row.scope, company, row.id, row.rev) == 1;
}
void map_duty(store::Tx& tx, Id company, std::string_view duty, Id post) { tx.exec(kMapDuty, company, duty, post); }
void unmap_duty(store::Tx& tx, Id company, std::string_view duty) { tx.exec(kUnmapDuty, company, duty); }
std::vector<Post> leading_posts(store::Tx& tx, Id company, Id department) {
    return tx.all(kLeadingPosts, to_post, company, department);
}

bool insert(store::Tx& tx, Id company, const Holding& row, const Stamp& stamp) {
    return tx.exec(kInsertHolding, company, row.id, row.person, row.post, row.from, end_millis(row.to),
                   stamp_key(stamp), stamp_body(stamp)) == 1;
}
void end_holding(store::Tx& tx, Id company, Id id, Instant at) { tx.exec(kEndHolding, at, company, id); }
void remove_holding(store::Tx& tx, Id company, Id id) { tx.exec(kRemoveHolding, company, id); }
std::vector<HeldRow> held(store::Tx& tx, Id company, Id person, Instant now) {
    return tx.all(
        kHeld, [](const store::Row& row) { return HeldRow{to_post(row), row.at(11), row.i64(12)}; }, company, person,
        now);
}
std::vector<Id> persons_on(store::Tx& tx, Id company, Id post, Instant now) {
    return tx.all(kPersonsOn, first_id, company, post, now);
}

}  // namespace table
}  // namespace gx::org
