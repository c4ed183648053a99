#include "platform/org/checks.hpp"

#include <algorithm>

#include "platform/org/people.hpp"
#include "platform/text/text.hpp"

namespace gx::org {
namespace {

bool invisible(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    });
}

bool code_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '/';
}

}  // namespace

void Fields::wrong(std::string_view path, std::string_view key,
                   std::vector<std::pair<std::string, std::string>> params) {
    error_.fields.push_back({std::string(path), std::string(key), std::move(params)});
}

void Fields::text(std::string_view path, std::string& value, int max, bool required) {
    value = std::string(text::trim(value));
    if (value.empty()) {
        if (required) wrong(path, "field_missing");
    } else if (invisible(value)) {
        wrong(path, "field_characters");
    } else if (const int length = text::length(value); length < 0 || length > max) {
        wrong(path, "org_text_long", {{"max", std::to_string(max)}});
    }
}

void Fields::code(std::string_view path, std::string& value) {
    value = text::half_width(text::trim(value));
    const auto before = error_.fields.size();
    text(path, value, kCodeMax);
    if (error_.fields.size() == before && !std::all_of(value.begin(), value.end(), code_character)) {
        wrong(path, "org_code_characters");
    }
}

void Fields::number(std::string_view path, std::int64_t value, std::int64_t min, std::int64_t max) {
    if (value < min || value > max) {
        wrong(path, "field_range", {{"min", std::to_string(min)}, {"max", std::to_string(max)}});
    }
}

Result<Done> Fields::done() {
    if (error_.fields.empty()) return Done{};
    return tl::unexpected<Error>(std::move(error_));
}

Result<std::optional<Created>> replay(store::Tx& tx, Id company, table::Name name, const Stamp& stamp) {
    if (stamp.key.empty()) return std::optional<Created>{};
    const auto found = table::earlier(tx, company, name, stamp.key);
    if (!found) return std::optional<Created>{};
    if (found->body != stamp.body) return refuse("idempotency_mismatch");
    return std::optional(Created{found->id, true});
}

bool is_administrator_duty(Duty duty) {
    return duty == Duty::system_administrator || duty == Duty::security_administrator ||
           duty == Duty::audit_administrator;
}

Result<Done> may_change_rights(store::Tx& tx, const Actor& actor, Id person, Id post) {
    if (actor.kind == Actor::Kind::system || actor.has(Duty::system_administrator)) return Done{};
    for (const Duty duty : duties_of(tx, actor.company, post)) {
        if (is_administrator_duty(duty)) return refuse("org_administrator_post");
    }
    if (person && person == actor.person) return refuse("org_own_post");
    return Done{};
}

bool keeps(const Actor& actor, Id scope) {
    return actor.kind == Actor::Kind::system || actor.has(Duty::system_administrator) ||
           actor.has(Duty::personnel_clerk, scope);
}

bool may_plan_duty(const Actor& actor, Id compound) {
    return actor.has(Duty::system_administrator) || actor.reaches_scope(compound);
}

Result<Done> may_move(const Actor& actor, const Department& row, const DepartmentInput& to) {
    if (row.parent == to.parent && row.compound == to.compound) return Done{};
    const bool moves = row.parent != to.parent;
    if (!keeps(actor, row.id) || (moves && (!keeps(actor, row.parent) || !keeps(actor, to.parent)))) {
        return refuse("org_move_out_of_scope");
    }
    return Done{};
}

bool holds_or_will(store::Tx& tx, Id company, Id person, Id post, Instant now) {
    const auto held = holdings_on(tx, company, post, now);
    return std::any_of(held.begin(), held.end(), [&](const Holding& one) { return one.person == person; });
}

bool has_administrator(store::Tx& tx, Id company, Instant at) {
    for (const Id person : holders(tx, company, Duty::system_administrator, Id{}, at)) {
        const auto account = account_of(tx, company, person);
        if (account && account->open(at)) return true;
    }
    return false;
}

Result<Done> administered(store::Tx& tx, Id company, bool before, Instant at) {
    if (before && !has_administrator(tx, company, at)) return refuse("org_last_administrator");
    return Done{};
}

}  // namespace gx::org
