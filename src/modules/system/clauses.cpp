#include "modules/system/clauses.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

#include "modules/system/program.hpp"
#include "platform/base/check.hpp"
#include "platform/json/json.hpp"
#include "platform/org/people.hpp"
#include "platform/text/text.hpp"

namespace gx::system {
namespace {

std::string text_of(const toml::table& row, std::string_view key) { return row[key].value_or(std::string()); }

Both both_of(const toml::table& row, std::string_view zh, std::string_view en) { return {text_of(row, zh), text_of(row, en)}; }

std::vector<std::string> list_of(const toml::table& row, std::string_view key) {
    std::vector<std::string> out;
    if (const toml::array* items = row[key].as_array()) {
        for (const toml::node& item : *items) out.push_back(item.value_or(std::string()));
    }
    return out;
}

/// Calls f(const toml::table&) for each [[key]].
template <class F>
void each_row(const toml::table& file, std::string_view key, F&& f) {
    const toml::array* rows = file[key].as_array();
    if (rows == nullptr) return;
    for (const toml::node& row : *rows) {
        GX_CHECK(row.is_table());
        f(*row.as_table());
    }
}

/// "O2a" -> "O".
std::string part_of(const std::string& id) {
    return id.substr(0, id.find_first_of("0123456789"));
}

Clause catalogued(const toml::table& row) {
    Clause out;
    out.id = text_of(row, "id");
    GX_CHECK(!out.id.empty());
    out.part = part_of(out.id);
    // The plan's own points belong to the general rules.
    if (out.part == "P") out.part = "G";
    out.source = text_of(row, "source");
    out.title = both_of(row, "title", "title_en");
    out.must = both_of(row, "must_zh", "must_en");
    out.shows = both_of(row, "shows_zh", "shows_en");
    return out;
}

void claim(Clause& clause, const toml::table& row) {
    GX_CHECK(clause.state == ClauseState::not_built);
    const std::string state = text_of(row, "state");
    GX_CHECK(state == "built" || state == "part");
    clause.state = state == "built" ? ClauseState::built : ClauseState::part;
    clause.reason = both_of(row, "zh_reason", "en_reason");
    for (const std::string& key : list_of(row, "duties")) {
        const auto duty = org::parse_duty(key);
        GX_CHECK(duty.has_value());
        clause.duties.push_back(*duty);
    }
}

std::vector<std::string> strings(std::span<const std::string_view> views) { return {views.begin(), views.end()}; }

/// "E2-E4.4, C5" holds E3.1? Ends are ids of the catalogue in its order.
bool holds(std::string_view of, const std::vector<Clause>& order, std::string_view id) {
    const auto place = [&](std::string_view name) {
        return std::ranges::find(order, name, &Clause::id) - order.begin();
    };
    while (!of.empty()) {
        const auto comma = std::min(of.find(','), of.size());
        const std::string_view span = text::trim(of.substr(0, comma));
        of.remove_prefix(std::min(comma + 1, of.size()));
        const auto dash = span.find('-');
        if (dash == std::string_view::npos ? span == id
                                           : place(span.substr(0, dash)) <= place(id) && place(id) <= place(span.substr(dash + 1))) {
            return true;
        }
    }
    return false;
}

/// Names of the clause's duties that nobody holds now.
std::vector<std::string> unheld(store::Tx& tx, Id company, Instant now, Lang lang, const Clause& clause) {
    std::vector<std::string> out;
    for (const org::Duty duty : clause.duties) {
        if (org::holders(tx, company, duty, Id{}, now).empty()) out.emplace_back(org::duty_name(duty, lang));
    }
    return out;
}

/// Figures count the whole company, so they are for those who may know of all of it; for others a count would tell
/// of what they cannot see.
bool sees_company(const org::Actor* actor) {
    return actor == nullptr || std::ranges::any_of(actor->reaches(), &labels::Reach::whole_company);
}

std::string_view state_word(ClauseState state, Lang lang) {
    switch (state) {
        case ClauseState::built: return lang == Lang::en ? "built" : "已实现";
        case ClauseState::part: return lang == Lang::en ? "part" : "部分实现";
        case ClauseState::not_built: return lang == Lang::en ? "not built" : "未实现";
        case ClauseState::red: return lang == Lang::en ? "red" : "无人负责";
    }
    GX_CHECK(false);
    return {};
}

}  // namespace

ClauseBook::ClauseBook(std::span<const Part* const> parts, std::span<const CarriedOut> carried_out) {
    for (const Part* part : parts) {
        if (part->path != "modules/system") continue;
        const auto file = std::ranges::find(part->data, "clauses.toml", &NamedText::name);
        GX_CHECK(file != part->data.end());
        const toml::table catalogue = toml::parse(file->text);
        each_row(catalogue, "part", [&](const toml::table& row) { parts_[text_of(row, "id")] = both_of(row, "zh", "en"); });
        each_row(catalogue, "clause", [&](const toml::table& row) { clauses_.push_back(catalogued(row)); });
        each_row(catalogue, "meeting",
                 [&](const toml::table& row) { meetings_.push_back({text_of(row, "of"), both_of(row, "zh", "en")}); });
    }
    for (const Part* part : parts) {
        const toml::table claims = toml::parse(part->clauses);
        each_row(claims, "clause", [&](const toml::table& row) {
            const auto clause = std::ranges::find(clauses_, text_of(row, "id"), &Clause::id);
            GX_CHECK(clause != clauses_.end());
            claim(*clause, row);
        });
    }
    for (const CarriedOut& row : carried_out) {
        const auto clause = std::ranges::find(clauses_, row.clause, &Clause::id);
        if (clause == clauses_.end()) continue;
        clause->rules = strings(row.rules);
        clause->tests = strings(row.tests);
        clause->pages = strings(row.pages);
        clause->routes = strings(row.routes);
    }
}

const Clause* ClauseBook::find(std::string_view id) const {
    const auto at = std::ranges::find(clauses_, id, &Clause::id);
    return at == clauses_.end() ? nullptr : &*at;
}

const Both& ClauseBook::part_name(std::string_view part) const {
    const auto at = parts_.find(part);
    GX_CHECK(at != parts_.end());
    return at->second;
}

std::vector<std::string> ClauseBook::of_duty(org::Duty duty) const {
    std::vector<std::string> out;
    for (const Clause& clause : clauses_) {
        if (std::ranges::find(clause.duties, duty) != clause.duties.end()) out.push_back(clause.id);
    }
    return out;
}

const Program* program_of(const http::Services& services) { return static_cast<const Program*>(services.program); }

ClauseRow clause_row(store::Tx& tx, const http::Services& services, const org::Actor* actor, Instant now, Lang lang,
                     const Clause& clause) {
    const Program* program = program_of(services);
    GX_CHECK(program != nullptr);
    ClauseRow row{.id = clause.id, .part = clause.part, .part_name = program->clauses.part_name(clause.part).in(lang),
                  .source = clause.source, .title = clause.title.zh, .title_en = clause.title.en, .must = clause.must.in(lang),
                  .shows = clause.shows.in(lang), .state = clause.state, .reason = {}, .rules = clause.rules,
                  .tests = clause.tests, .pages = clause.pages, .routes = clause.routes, .meetings = {}, .evidence = {}};
    for (const Meeting& meeting : program->clauses.meetings()) {
        if (holds(meeting.of, program->clauses.all(), clause.id)) row.meetings.push_back(meeting.rule.in(lang));
    }
    if (clause.state == ClauseState::not_built) {
        row.reason = services.texts.say(lang, "clause.not_built");
        return row;
    }
    if (!clause.reason.in(lang).empty()) row.reason = clause.reason.in(lang);
    if (const auto missing = unheld(tx, services.company, now, lang, clause); !missing.empty()) {
        row.state = ClauseState::red;
        row.reason = services.texts.say(lang, "clause.unheld",
                                        {{"duties", fmt::format("{}", fmt::join(missing, lang == Lang::en ? ", " : "、"))}});
    }
    if (program->evidence && sees_company(actor)) {
        for (const http::Figure& figure : program->evidence(tx, services, clause.id)) {
            row.evidence.push_back({figure.key, services.texts.say(lang, figure.key), figure.value});
        }
    }
    return row;
}

std::vector<ClauseRow> clause_rows(store::Tx& tx, const http::Services& services, const org::Actor* actor, Instant now,
                                   Lang lang) {
    const Program* program = program_of(services);
    GX_CHECK(program != nullptr);
    std::vector<ClauseRow> rows;
    for (const Clause& clause : program->clauses.all()) rows.push_back(clause_row(tx, services, actor, now, lang, clause));
    return rows;
}

std::string clauses_json(const std::vector<ClauseRow>& rows) {
    std::string out;
    json::write(out, rows);
    return out;
}

std::string clauses_text(const std::vector<ClauseRow>& rows, Lang lang) {
    std::string out, part;
    std::int64_t counts[4] = {};
    for (const ClauseRow& row : rows) {
        if (row.part != part) out += fmt::format("{}{}  {}\n", part.empty() ? "" : "\n", part = row.part, row.part_name);
        ++counts[static_cast<std::size_t>(row.state)];
        out += fmt::format("  {:<6} {}  {}\n", row.id, state_word(row.state, lang),
                           lang == Lang::en && row.title_en ? *row.title_en : row.title);
        if (row.state == ClauseState::not_built) continue;
        out += fmt::format("         rules {}, tests {}, routes {}, pages {}\n", row.rules.size(), row.tests.size(),
                           row.routes.size(), row.pages.size());
        if (row.reason) out += fmt::format("         {}\n", *row.reason);
        for (const Evidence& figure : row.evidence) out += fmt::format("         {}: {}\n", figure.label, figure.value);
    }
    return out + fmt::format("\n{} {}, {} {}, {} {}, {} {}\n", counts[0], state_word(ClauseState::built, lang), counts[1],
                             state_word(ClauseState::part, lang), counts[2], state_word(ClauseState::not_built, lang), counts[3],
                             state_word(ClauseState::red, lang));
}

}  // namespace gx::system
