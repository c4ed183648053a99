#include <algorithm>

#include "platform/org/checks.hpp"
#include "platform/org/manage.hpp"
#include "platform/org/memory.hpp"

namespace gx::org {
namespace {

using table::Name;

/// Does the way up from `parent` pass `self`, or is it too long?
bool makes_cycle(store::Tx& tx, Id company, Id self, Id parent) {
    for (int depth = 0; parent; ++depth) {
        if (parent == self || depth >= kDepthMax) return true;
        const auto row = find_department(tx, company, parent);
        parent = row ? row->parent : Id{};
    }
    return false;
}

Result<Done> checked(store::Tx& tx, Id company, DepartmentInput& input, Id self) {
    Fields fields;
    fields.code("code", input.code);
    fields.text("name", input.name, kNameMax);
    if (const auto other = department_by_code(tx, company, input.code); other && *other != self) {
        fields.wrong("code", "org_code_taken", {{"code", input.code}});
    }
    if (input.parent && !find_department(tx, company, input.parent)) {
        fields.wrong("parent", "org_department_unknown");
    } else if (input.parent && makes_cycle(tx, company, self, input.parent)) {
        fields.wrong("parent", "org_department_cycle");
    }
    if (input.compound && !find_compound(tx, company, input.compound)) fields.wrong("compound", "org_compound_unknown");
    return fields.done();
}

Result<Done> checked(store::Tx& tx, Id company, PostInput& input, Id self) {
    Fields fields;
    fields.code("code", input.code);
    fields.text("name", input.name, kNameMax);
    if (const auto other = post_by_code(tx, company, input.code); other && *other != self) {
        fields.wrong("code", "org_code_taken", {{"code", input.code}});
    }
    if (!find_department(tx, company, input.department)) fields.wrong("department", "org_department_unknown");
    if (input.compound && !find_compound(tx, company, input.compound)) {
        fields.wrong("compound", "org_compound_unknown");
    } else if (!input.compound && input.scope == ScopeKind::compound) {
        fields.wrong("compound", "org_post_compound_missing");
    }
    fields.number("rank", input.rank, 1, 999);
    fields.number("level", input.level, labels::kTopSecret, labels::kOrdinary);
    return fields.done();
}

Post to_row(Id id, const PostInput& input, std::int64_t rev) {
    return {id,         input.code,  input.name,         input.department, input.compound, input.rank,
            input.leads, input.level, input.compartments, input.scope,      rev};
}

bool overlaps(const Holding& held, const HoldingInput& input) {
    return (!input.to || held.from < *input.to) && (!held.to || input.from < *held.to);
}

/// A duty brings permissions: nobody but a system administrator brings one onto a post of his own.
Result<Done> grants_others(store::Tx& tx, const Actor& actor, Instant now, Duty duty, const std::vector<Id>& posts) {
    for (const Id post : posts) {
        const auto had = duties_of(tx, actor.company, post);
        if (std::find(had.begin(), had.end(), duty) != had.end()) continue;
        if (holds_or_will(tx, actor.company, actor.person, post, now)) {
            GX_TRY_DONE(may_change_rights(tx, actor, actor.person, post));
        }
    }
    return Done{};
}

}  // namespace

void touch_rights(store::Tx& tx, Id company) {
    const std::int64_t revision = table::grow_revision(tx, company);
    tx.after_commit([company, revision] { Memory::of(company).saw(revision); });
}

Result<Created> create_department(store::Tx& tx, const Actor& actor, Instant now, const DepartmentInput& given,
                                  const Stamp& stamp) {
    GX_TRY(before, replay(tx, actor.company, Name::department, stamp));
    if (before) return *before;
    DepartmentInput input = given;
    GX_TRY_DONE(checked(tx, actor.company, input, Id{}));
    const Department row{new_id(now), input.code, input.name, input.parent, input.compound, now, std::nullopt, 1};
    if (!table::insert(tx, actor.company, row, stamp)) return refuse("conflict");
    touch_rights(tx, actor.company);
    return Created{row.id};
}

Result<std::int64_t> change_department(store::Tx& tx, const Actor& actor, Instant, Id id, std::int64_t rev,
                                       const DepartmentInput& given) {
    const auto row = find_department(tx, actor.company, id);
    if (!row) return refuse("not_found");
    DepartmentInput input = given;
    GX_TRY_DONE(checked(tx, actor.company, input, id));
    GX_TRY_DONE(may_move(actor, *row, input));
    if (input.to && *input.to < row->from) return refuse_field("to", "org_end_before_start");
    const Department changed{id, input.code, input.name, input.parent, input.compound, row->from, input.to, rev};
    if (!table::update(tx, actor.company, changed)) return refuse("rev_moved");
    touch_rights(tx, actor.company);
    return rev + 1;
}

Result<Created> create_post(store::Tx& tx, const Actor& actor, Instant now, const PostInput& given,
                            const Stamp& stamp) {
    GX_TRY(before, replay(tx, actor.company, Name::post, stamp));
    if (before) return *before;
    PostInput input = given;
    GX_TRY_DONE(checked(tx, actor.company, input, Id{}));
    const Post row = to_row(new_id(now), input, 1);
    if (!table::insert(tx, actor.company, row, stamp)) return refuse("conflict");
    return Created{row.id};
}

Result<std::int64_t> change_post(store::Tx& tx, const Actor& actor, Instant now, Id id, std::int64_t rev,
                                 const PostInput& given) {
    if (!find_post(tx, actor.company, id)) return refuse("not_found");
    const bool own = holds_or_will(tx, actor.company, actor.person, id, now);
    GX_TRY_DONE(may_change_rights(tx, actor, own ? actor.person : Id{}, id));
    PostInput input = given;
    GX_TRY_DONE(checked(tx, actor.company, input, id));
    if (!table::update(tx, actor.company, to_row(id, input, rev))) return refuse("rev_moved");
    touch_rights(tx, actor.company);
    return rev + 1;
}

Result<Done> map_duty(store::Tx& tx, const Actor& actor, Instant now, Duty duty, const std::vector<Id>& posts) {
    if (is_administrator_duty(duty) && actor.kind != Actor::Kind::system && !actor.has(Duty::system_administrator)) {
        return refuse("org_administrator_post");
    }
    for (const Id post : posts) {
        if (!find_post(tx, actor.company, post)) return refuse_field("posts", "org_post_unknown");
    }
    GX_TRY_DONE(grants_others(tx, actor, now, duty, posts));
    const bool before = has_administrator(tx, actor.company, now);
    table::unmap_duty(tx, actor.company, duty_key(duty));
    for (const Id post : posts) table::map_duty(tx, actor.company, duty_key(duty), post);
    GX_TRY_DONE(administered(tx, actor.company, before, now));
    touch_rights(tx, actor.company);
    return Done{};
}

Result<Created> hold_post(store::Tx& tx, const Actor& actor, Instant now, const HoldingInput& input,
                          const Stamp& stamp) {
    GX_TRY(before, replay(tx, actor.company, Name::holding, stamp));
    if (before) return *before;
    const auto person = table::find_sealed(tx, actor.company, input.person);
    Fields fields;
    if (!person) fields.wrong("person", "org_person_unknown");
    if (!find_post(tx, actor.company, input.post)) fields.wrong("post", "org_post_unknown");
    if (input.to && *input.to <= input.from) fields.wrong("to", "org_end_before_start");
    if (person && person->left_at) fields.wrong("person", "org_person_left");
    GX_TRY_DONE(fields.done());
    GX_TRY_DONE(may_change_rights(tx, actor, input.person, input.post));
    for (const Holding& held : holdings_of(tx, actor.company, input.person, input.from)) {
        if (held.post == input.post && overlaps(held, input)) return refuse("org_post_held");
    }
    const Holding row{new_id(now), input.person, input.post, input.from, input.to};
    if (!table::insert(tx, actor.company, row, stamp)) return refuse("conflict");
    touch_rights(tx, actor.company);
    return Created{row.id};
}

Result<Id> end_holding(store::Tx& tx, const Actor& actor, Instant now, Id id) {
    const auto row = find_holding(tx, actor.company, id);
    if (!row || (row->to && *row->to <= now)) return refuse("not_found");
    GX_TRY_DONE(may_change_rights(tx, actor, row->person, row->post));
    const bool before = has_administrator(tx, actor.company, now);
    if (row->from >= now) {
        table::remove_holding(tx, actor.company, id);
    } else {
        table::end_holding(tx, actor.company, id, now);
    }
    GX_TRY_DONE(administered(tx, actor.company, before, now));
    touch_rights(tx, actor.company);
    return row->person;
}

}  // namespace gx::org
