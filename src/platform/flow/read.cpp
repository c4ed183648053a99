#include <toml++/toml.h>

#include <set>

#include "platform/flow/check.hpp"
#include "platform/flow/words.hpp"

namespace gx::flow {
namespace {

/// Reads the fields of one table; keeps the first thing that is wrong, and at the end finds what nobody asked for.
class Fields {
  public:
    Fields(const toml::table& table, std::string where) : table_(table), where_(std::move(where)) {}

    std::string text(std::string_view key, bool required = true) {
        const toml::node* node = find(key, required);
        if (node == nullptr) return {};
        const auto value = node->value_exact<std::string>();
        if (!value || value->empty()) wrong(key);
        return value.value_or("");
    }
    std::int64_t number(std::string_view key) {
        const toml::node* node = find(key, true);
        const auto value = node == nullptr ? std::nullopt : node->value_exact<std::int64_t>();
        if (node != nullptr && (!value || *value < 1 || *value > 1'000'000)) wrong(key);
        return value.value_or(1);
    }
    bool flag(std::string_view key) {
        const toml::node* node = find(key, false);
        const auto value = node == nullptr ? std::optional(false) : node->value_exact<bool>();
        if (!value) wrong(key);
        return value.value_or(false);
    }
    std::vector<std::string> texts(std::string_view key, bool required) {
        std::vector<std::string> out;
        const toml::node* node = find(key, required);
        if (node == nullptr) return out;
        const toml::array* list = node->as_array();
        if (list == nullptr) wrong(key);
        for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
            const auto value = list->get(i)->value_exact<std::string>();
            if (!value) wrong(key);
            out.push_back(value.value_or(""));
        }
        return out;
    }
    const toml::table* table(std::string_view key) {
        const toml::node* node = find(key, true);
        if (node != nullptr && !node->is_table()) wrong(key);
        return node == nullptr ? nullptr : node->as_table();
    }
    /// The tables of an array; `required` = at least one.
    std::vector<const toml::table*> tables(std::string_view key, bool required) {
        std::vector<const toml::table*> out;
        const toml::node* node = find(key, required);
        if (node == nullptr) return out;
        const toml::array* list = node->as_array();
        if (list == nullptr) wrong(key);
        for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
            const toml::table* table = list->get(i)->as_table();
            if (table == nullptr) {
                wrong(key);
                break;
            }
            out.push_back(table);
        }
        return out;
    }
    void wrong(std::string_view key) {
        if (!error_) error_ = refuse("flow_field_wrong", "where", where_, "field", std::string(key)).value();
    }
    Result<Done> finish() {
        for (const auto& [key, node] : table_) {
            if (!error_ && !asked_.contains(std::string(key.str()))) {
                error_ = refuse("flow_field_unknown", "where", where_, "field", std::string(key.str())).value();
            }
        }
        if (error_) return tl::unexpected<Error>(*error_);
        return Done{};
    }

  private:
    const toml::node* find(std::string_view key, bool required) {
        asked_.insert(std::string(key));
        const toml::node* node = table_.get(key);
        if (node == nullptr && required && !error_) {
            error_ = refuse("flow_field_missing", "where", where_, "field", std::string(key)).value();
        }
        return node;
    }

    const toml::table& table_;
    std::string where_;
    std::set<std::string> asked_;
    std::optional<Error> error_;
};

Result<State> read_state(const toml::table& table, const std::string& clause) {
    Fields fields(table, "state " + table["id"].value_or(std::string("?")));
    State state;
    state.id = fields.text("id");
    state.zh = fields.text("zh");
    state.en = fields.text("en");
    const std::string kind = fields.text("kind", false);
    if (!kind.empty() && kind != "initial" && kind != "normal" && kind != "final") fields.wrong("kind");
    state.initial = kind == "initial";
    state.final = kind == "final";
    state.clause = fields.text("clause", false);
    if (state.clause.empty()) state.clause = clause;
    state.task_for = fields.texts("task_for", false);
    state.task_zh = fields.text("task_zh", false);
    state.task_en = fields.text("task_en", false);
    GX_TRY_DONE(fields.finish());
    return state;
}

Result<Transition> read_transition(const toml::table& table, const std::string& clause) {
    Fields fields(table, "transition " + table["from"].value_or(std::string("?")) + " " +
                             table["verb"].value_or(std::string("?")));
    Transition step;
    step.from = fields.text("from");
    step.to = fields.text("to");
    step.verb = fields.text("verb");
    step.by = fields.texts("by", true);
    step.reason = fields.flag("reason");
    step.distinct_from = fields.texts("distinct_from", false);
    step.clause = fields.text("clause", false);
    if (step.clause.empty()) step.clause = clause;
    GX_TRY_DONE(fields.finish());
    return step;
}

Result<Rung> read_rung(const toml::table& table, const std::string& where) {
    Fields fields(table, where);
    Rung rung;
    if (!parse_moment(fields.text("at"), rung)) fields.wrong("at");
    rung.notify = fields.texts("notify", true);
    rung.breach = fields.flag("breach");
    rung.emergency = fields.flag("emergency");
    GX_TRY_DONE(fields.finish());
    return rung;
}

Result<ClockRule> read_clock(const toml::table& table, const std::string& clause) {
    const std::string where = "clock " + table["id"].value_or(std::string("?"));
    Fields fields(table, where);
    ClockRule rule;
    rule.id = fields.text("id");
    rule.zh = fields.text("zh");
    rule.en = fields.text("en");
    rule.basis = fields.text("basis");
    rule.clause = fields.text("clause", false);
    if (rule.clause.empty()) rule.clause = clause;
    const std::string budget = fields.text("budget");
    if (rule.basis == "real") {
        rule.budget = parse_duration(budget).value_or(Duration{});
        if (rule.budget <= Duration{}) fields.wrong("budget");
    } else if (rule.basis == "calendar") {
        rule.days = parse_days(budget).value_or(0);
        if (rule.days < 1) fields.wrong("budget");
    } else {
        fields.wrong("basis");
    }
    const auto rungs = fields.tables("ladder", true);
    if (rungs.empty()) fields.wrong("ladder");
    GX_TRY_DONE(fields.finish());
    for (const toml::table* rung_table : rungs) {
        GX_TRY(rung, read_rung(*rung_table, where + " ladder " + std::to_string(rule.ladder.size() + 1)));
        rule.ladder.push_back(std::move(rung));
    }
    return rule;
}

Result<Definition> read_definition(const toml::table& root) {
    Definition definition;
    Fields top(root, "file");
    const auto states = top.tables("state", true);
    const auto transitions = top.tables("transition", true);
    const auto clocks = top.tables("clock", false);
    static const toml::table kEmpty;
    const toml::table* head = top.table("flow");
    Fields flow(head == nullptr ? kEmpty : *head, "flow");
    definition.key = flow.text("key");
    definition.version = static_cast<int>(flow.number("version"));
    definition.zh = flow.text("zh");
    definition.en = flow.text("en");
    definition.clause = flow.text("clause");
    GX_TRY_DONE(top.finish());
    GX_TRY_DONE(flow.finish());
    for (const toml::table* table : states) {
        GX_TRY(state, read_state(*table, definition.clause));
        definition.states.push_back(std::move(state));
    }
    for (const toml::table* table : transitions) {
        GX_TRY(step, read_transition(*table, definition.clause));
        definition.transitions.push_back(std::move(step));
    }
    for (const toml::table* table : clocks) {
        GX_TRY(rule, read_clock(*table, definition.clause));
        definition.clocks.push_back(std::move(rule));
    }
    return definition;
}

}  // namespace

Result<Definition> parse(std::string_view text) {
    toml::table root;
    try {
        root = toml::parse(text);
    } catch (const toml::parse_error& error) {
        return refuse("flow_not_toml", "line", std::to_string(error.source().begin.line), "why",
                      std::string(error.description()));
    }
    GX_TRY(definition, read_definition(root));
    GX_TRY_DONE(check(definition));
    return std::move(definition);
}

}  // namespace gx::flow
