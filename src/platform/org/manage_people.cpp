#include "platform/org/checks.hpp"
#include "platform/org/manage.hpp"
#include "platform/text/text.hpp"

namespace gx::org {
namespace {

using table::Name;

bool is_mail(std::string_view mail) {
    const auto at = mail.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < mail.size() && mail.find('@', at + 1) == mail.npos &&
           mail.find_first_of(" ,;<>\"\\()[]") == mail.npos;
}

Result<Done> checked(store::Tx& tx, Id company, PersonInput& input, Id self) {
    Fields fields;
    fields.code("staff_number", input.staff_number);
    fields.text("name", input.name, kNameMax);
    fields.text("phone", input.phone, 30, false);
    fields.text("mail", input.mail, kAddressMax, false);
    if (const auto other = person_by_staff_number(tx, company, input.staff_number); other && *other != self) {
        fields.wrong("staff_number", "org_code_taken", {{"code", input.staff_number}});
    }
    const auto digits = normal_phone(input.phone).size();
    if (!input.phone.empty() && (digits < 3 || digits > 20)) fields.wrong("phone", "org_phone_format");
    if (!input.mail.empty() && !is_mail(input.mail)) fields.wrong("mail", "org_mail_format");
    return fields.done();
}

void seal_into(store::Tx& tx, const keys::Keyring& keys, table::SealedPerson& row, const PersonInput& input) {
    const auto seal = [&](std::string_view column, std::string_view plain) {
        return plain.empty() ? Bytes{} : keys.seal_for(tx, row.id, {"person", row.id, column}, plain);
    };
    row.staff_number = input.staff_number;
    row.name = seal("name", input.name);
    row.phone = seal("phone", input.phone);
    row.mail = seal("mail", input.mail);
    row.name_index = keys.blind_index("person.name", input.name);
    row.phone_index = input.phone.empty() ? Bytes{} : keys.blind_index("person.phone", normal_phone(input.phone));
}

}  // namespace

std::string normal_phone(std::string_view phone) {
    std::string digits;
    const std::string narrow = text::half_width(text::trim(phone));
    for (const char c : narrow) {
        if (c >= '0' && c <= '9') digits += c;
    }
    if (narrow.starts_with("+86")) digits.erase(0, 2);
    return digits;
}

Result<Created> create_person(store::Tx& tx, const keys::Keyring& keys, const Actor& actor, Instant now,
                              const PersonInput& given, const Stamp& stamp) {
    GX_TRY(before, replay(tx, actor.company, Name::person, stamp));
    if (before) return *before;
    PersonInput input = given;
    GX_TRY_DONE(checked(tx, actor.company, input, Id{}));
    table::SealedPerson row;
    row.id = new_id(now);
    keys.create_person(tx, row.id);
    seal_into(tx, keys, row, input);
    if (!table::insert(tx, actor.company, row, stamp)) return refuse("conflict");
    return Created{row.id};
}

Result<std::int64_t> change_person(store::Tx& tx, const keys::Keyring& keys, const Actor& actor, Instant, Id id,
                                   std::int64_t rev, const PersonInput& given) {
    auto row = table::find_sealed(tx, actor.company, id);
    if (!row) return refuse("not_found");
    PersonInput input = given;
    GX_TRY_DONE(checked(tx, actor.company, input, id));
    seal_into(tx, keys, *row, input);
    row->rev = rev;
    if (!table::update(tx, actor.company, *row)) return refuse("rev_moved");
    touch_rights(tx, actor.company);
    return rev + 1;
}

Result<Done> leave(store::Tx& tx, const Actor& actor, Instant now, Id person, Instant at) {
    auto row = table::find_sealed(tx, actor.company, person);
    if (!row) return refuse("not_found");
    if (row->left_at && *row->left_at <= now) return refuse("org_person_left");
    const Instant minute = std::chrono::floor<std::chrono::minutes>(at);
    if (minute + std::chrono::minutes{1} <= now) return refuse_field("at", "org_leave_past");
    const Instant end = std::max(minute, now);
    for (const Holding& held : holdings_of(tx, actor.company, person, now)) {
        GX_TRY_DONE(may_change_rights(tx, actor, person, held.post));
    }
    const bool before = has_administrator(tx, actor.company, end);
    for (const Holding& held : holdings_of(tx, actor.company, person, end)) {
        if (held.from >= end) {
            table::remove_holding(tx, actor.company, held.id);
        } else {
            table::end_holding(tx, actor.company, held.id, end);
        }
    }
    table::end_sessions(tx, actor.company, person, Id{}, end);
    table::close_account(tx, actor.company, person, end);
    table::end_roster_of(tx, actor.company, person, end);
    row->left_at = end;
    if (!table::update(tx, actor.company, *row)) return refuse("conflict");
    GX_TRY_DONE(administered(tx, actor.company, before, end));
    touch_rights(tx, actor.company);
    return Done{};
}

bool may_see_duty(const Actor& actor, const RosterRow& row) {
    return !row.compound || row.person == actor.person || may_plan_duty(actor, row.compound);
}

Result<Created> create_roster(store::Tx& tx, const Actor& actor, Instant now, const RosterInput& input,
                              const Stamp& stamp) {
    GX_TRY(before, replay(tx, actor.company, Name::roster, stamp));
    if (before) return *before;
    Fields fields;
    const auto person = table::find_sealed(tx, actor.company, input.person);
    if (!person) {
        fields.wrong("person", "org_person_unknown");
    } else if (person->left_at && *person->left_at < input.to) {
        fields.wrong("person", "org_person_left");
    }
    if (input.compound && !find_compound(tx, actor.company, input.compound)) {
        fields.wrong("compound", "org_compound_unknown");
    } else if (!may_plan_duty(actor, input.compound)) {
        fields.wrong("compound", "org_roster_out_of_reach");
    }
    if (input.duty != "leader" && input.duty != "guard") fields.wrong("duty", "field_choice", {{"allowed", "leader, guard"}});
    if (input.to <= input.from) {
        fields.wrong("to", "org_end_before_start");
    } else if (input.to - input.from > kRosterMax) {
        fields.wrong("to", "org_roster_long", {{"days", std::to_string(kRosterMax.count())}});
    }
    if (input.to <= now) fields.wrong("to", "org_roster_past");
    GX_TRY_DONE(fields.done());
    const RosterRow row{new_id(now), input.compound, input.person, input.duty, input.from, input.to};
    if (!table::insert(tx, actor.company, row, stamp)) return refuse("conflict");
    return Created{row.id};
}

Result<Done> remove_roster(store::Tx& tx, const Actor& actor, Instant now, Id id) {
    const auto row = find_roster(tx, actor.company, id);
    if (!row || !may_see_duty(actor, *row)) return refuse("not_found");
    if (!may_plan_duty(actor, row->compound)) return refuse("org_roster_out_of_reach");
    if (row->to <= now) return refuse("org_roster_over");
    table::remove_roster(tx, actor.company, id);
    return Done{};
}

}  // namespace gx::org
