/// Lists, clocks, timeline, and the decision without a record.
#include <algorithm>

#include "modules/incidents/service.hpp"
#include "modules/incidents/store.hpp"
#include "modules/incidents/view.hpp"
#include "platform/base/check.hpp"
#include "platform/org/people.hpp"
#include "platform/trail/trail.hpp"

namespace gx::incidents {
namespace {

constexpr std::int64_t kLimitMax = 100;
constexpr std::size_t kClocksMax = 100;

/// The cursors of the actor's reach; one compound only where the list asks for one.
std::vector<labels::Stream> streams_of(const org::Actor& actor, std::optional<Id> compound) {
    auto all = labels::streams(actor.reaches());
    if (!compound) return all;
    std::vector<labels::Stream> out;
    for (labels::Stream stream : all) {
        if (!stream.whole && stream.scope != *compound) continue;
        stream.whole = false;
        stream.scope = *compound;
        out.push_back(stream);
    }
    return out;
}

struct Filter {
    const ListQuery& query;
    int month = 0;
    Instant now;

    bool keep(const Incident& it) const {
        if (query.state && it.state.state != *query.state) return false;
        if (query.kind && it.kind != *query.kind) return false;
        if (query.grade && it.grade != *query.grade) return false;
        if (query.compound && it.compound != *query.compound) return false;
        if (month != 0 && month_of(it.happened_at) != month) return false;
        if (query.late && (judge_at(it, now).state == ClockState::late) != *query.late) return false;
        return true;
    }
};

Result<Done> check_list(const Act& act, const ListQuery& query) {
    Checker checker;
    const auto limit = query.limit.value_or(50);
    if (limit < 1 || limit > kLimitMax) checker.add("limit", "field_range", {{"min", "1"}, {"max", "100"}});
    if (query.sort && *query.sort != "-reported_at") checker.add("sort", "field_choice", {{"allowed", "-reported_at"}});
    if (query.cursor && !parse_id(*query.cursor)) checker.add("cursor", "incident_cursor_unknown");
    if (query.month && !parse_month(*query.month)) checker.add("month", "incident_month_format");
    if (query.kind && kinds().find(*query.kind) == nullptr) checker.add("kind", "incident_kind_unknown");
    if (query.state) {
        const auto& states = flow_of(act.services).states;
        const bool known = std::any_of(states.begin(), states.end(), [&](const auto& one) { return one.id == *query.state; });
        if (!known) checker.add("state", "incident_state_unknown");
    }
    return checker.result();
}

std::int64_t flags_of_words(const std::vector<std::string>& words, bool sensitive) {
    std::int64_t out = sensitive ? std::int64_t{1} << static_cast<int>(Flag::wide_influence) : 0;
    for (const std::string& word : words) {
        if (const auto flag = json::parse_enum<Flag>(word)) out |= std::int64_t{1} << static_cast<int>(*flag);
    }
    return out;
}

}  // namespace

/// One cursor per scope and level, and one for what the reader wrote, merged by hand; newest report first.
Result<IncidentPage> list(const Act& act, const ListQuery& query) {
    GX_TRY_DONE(check_list(act, query));
    const Filter filter{query, query.month ? *parse_month(*query.month) : 0, act.now};
    auto streams = streams_of(act.actor, query.compound);
    streams.push_back({false, act.actor.person, kAuthorStream, ~std::uint64_t{0}});
    labels::Keyset below;
    if (query.cursor) below = {parse_id(*query.cursor)->value, 0};
    const Narrowed to{filter.month, query.kind.value_or("")};
    const auto fetch = [&](const labels::Stream& stream, labels::Keyset from, std::size_t count) {
        return page(act.tx, act.company(), stream, to, Id{from.sort}, count);
    };
    const auto key = [](Id id) { return labels::Keyset{id.value, 0}; };
    IncidentPage out;
    const auto keep = [&](Id id) {
        const auto it = find(act.tx, act.company(), id);
        GX_CHECK(it);
        if (!filter.keep(*it)) return false;
        out.items.push_back(row_view(act, *it));
        return true;
    };
    const auto limit = static_cast<std::size_t>(query.limit.value_or(50));
    const auto merged = labels::merge<Id>(streams, below, limit, fetch, key, keep);
    if (merged.next) out.next = to_string(Id{merged.next->sort});
    return out;
}

/// Clause E4.2: every running clock in reach, the nearest due first; what is past due stands on top.
Result<RunningClocks> running_clocks(const Act& act) {
    const auto streams = labels::streams(act.actor.reaches());
    const auto fetch = [&](const labels::Stream& stream, labels::Keyset from, std::size_t count) {
        return running(act.tx, act.company(), stream, from_millis(-from.sort), Id{-from.id}, count);
    };
    // The merge runs downwards; falling negatives are rising times.
    const auto key = [](const Incident& it) { return labels::Keyset{-to_millis(*it.running_due), -it.id.value}; };
    const auto keep = [](const Incident&) { return true; };
    const auto merged = labels::merge<Incident>(streams, {}, kClocksMax, fetch, key, keep);
    RunningClocks out;
    for (const Incident& it : merged.rows) out.items.push_back(clock_row(act, it));
    return out;
}

/// The case's history is its trail.
Result<Timeline> timeline(const Act& act, Id id) {
    GX_TRY(it, load(act, id));
    Timeline out;
    for (const trail::Stored& stored : act.services.trail.of_object(act.tx, it.id)) {
        const trail::Entry& entry = stored.entry;
        if (entry.outcome != trail::Outcome::done) continue;
        TimelineItem item;
        item.at = stored.at;
        item.action = entry.action;
        item.text = say(act, "trail." + entry.action, words_of(act, entry.note));
        if (entry.actor) item.who = person_view(act, entry.actor);
        if (entry.post) item.post = Named{entry.post, org::post_name(act.tx, act.company(), entry.post)};
        item.clause = entry.clause;
        item.note = entry.note;
        out.items.push_back(std::move(item));
    }
    act.saw(it);
    return out;
}

Result<DecisionView> assessment(const Act& act, const AssessmentInput& input) {
    const Kind* kind = kinds().find(input.kind);
    if (kind == nullptr) return refuse_field("kind", "incident_kind_unknown");
    Checker checker;
    if (input.loss) checker.number("loss", input.loss->value, kMoneyMax);
    checker.number("injured", input.injured, kPeopleMax);
    checker.number("dead", input.dead, kPeopleMax);
    const Instant happened_at = input.happened_at.value_or(act.now);
    checker.take(check_times(happened_at, input.learned_at, act.now));
    GX_TRY_DONE(checker.result());
    const Facts facts{input.grade.value_or(Grade::ordinary), input.loss, input.injured, input.dead,
                      flags_of_words(input.flags.value_or(std::vector<std::string>{}), input.sensitive.value_or(false))};
    const Parameters& parameters = parameters_at(happened_at);
    const Decision decision = assess(*kind, facts, parameters, kinds().gradings);
    const Learned learned = first_known(happened_at, input.learned_at);
    const Instant due = clock_due(decision.clock, clock_start(decision.clock, happened_at, learned.at), parameters);
    return decision_view(act, *kind, decision, due);
}

KindList kind_list(Lang lang) {
    const bool zh = lang == Lang::zh;
    KindList out;
    for (const Kind& kind : kinds().kinds) {
        KindView view{kind.key, kind.name(lang), kind.clause, kind.category, kind.grade, {}, zh ? kind.help_zh : kind.help_en};
        for (const Field& field : kind.fields) {
            view.fields.push_back({field.key, zh ? field.zh : field.en, field.kind, field.required, field.asked,
                                   zh ? field.help_zh : field.help_en});
        }
        out.items.push_back(std::move(view));
    }
    return out;
}

}  // namespace gx::incidents
