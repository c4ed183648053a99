#include "modules/system/import_check.hpp"

#include "modules/system/import_values.hpp"
#include "platform/org/manage.hpp"
#include "platform/text/text.hpp"

namespace gx::system::import {
namespace {

/// Reads one line; collects what is wrong with it.
class LineReader {
  public:
    LineReader(const Table& table, const Line& line, std::vector<Problem>& problems)
        : table_(table), line_(line), definition_(definition(table.part)), problems_(problems) {}

    /// The text of a column; a required one that is empty, or a wrong form, is a problem and gives "".
    std::string text(std::string_view key) {
        const std::size_t index = definition_.index(key);
        const Column& column = definition_.columns[index];
        std::string value = line_.values[index];
        if (value.empty()) {
            // A missing column is told once, and a cell that could not be read was told already.
            if (column.required && table_.places[index] && !line_.told[index])
                wrong(key, "import_cell_missing");
            return {};
        }
        if (column.form == Form::code) {
            value = text::half_width(value);
            if (!is_code(value)) return wrong(key, "import_code_wrong", {{"value", value}});
        } else if (column.form == Form::phone && !is_phone(value)) {
            return wrong(key, "import_phone_wrong");
        } else if (column.form == Form::mail && !is_mail(value)) {
            return wrong(key, "import_mail_wrong");
        }
        return value;
    }

    /// An optional value of another form; `code` is the problem where it can't be read.
    template <class F>
    auto value(std::string_view key, F&& parse, const char* code) -> decltype(parse(std::string_view())) {
        const std::string written = line_.values[definition_.index(key)];
        if (written.empty()) return std::nullopt;
        auto parsed = parse(written);
        if (!parsed) wrong(key, code, {{"value", written}});
        return parsed;
    }

    std::optional<std::int64_t> number(std::string_view key, std::int64_t min, std::int64_t max) {
        const auto parse = [&](std::string_view written) {
            const auto found = parse_number(written);
            return found && *found >= min && *found <= max ? found : std::nullopt;
        };
        const std::string written = line_.values[definition_.index(key)];
        if (written.empty()) return std::nullopt;
        const auto found = parse(written);
        if (!found) {
            wrong(key, "import_number_wrong",
                  {{"value", written}, {"min", std::to_string(min)}, {"max", std::to_string(max)}});
        }
        return found;
    }

    std::string wrong(std::string_view key, std::string code, Params params = {}) {
        problems_.push_back(
            table_.problem(line_, definition_.index(key), std::move(code), std::move(params)));
        return {};
    }

  private:
    const Table& table_;
    const Line& line_;
    const Definition& definition_;
    std::vector<Problem>& problems_;
};

class Checker {
  public:
    Checker(const Book& book, const World& world, std::vector<Problem>& problems)
        : book_(book), world_(world), problems_(problems) {}

    Plan run() {
        each(Part::compounds, [&](LineReader& line, Origin from) { compound(line, from); });
        each(Part::departments, [&](LineReader& line, Origin from) { department(line, from); });
        each(Part::posts, [&](LineReader& line, Origin from) { post(line, from); });
        each(Part::duties, [&](LineReader& line, Origin from) { duty(line, from); });
        each(Part::people, [&](LineReader& line, Origin from) { person(line, from); });
        each(Part::rooms, [&](LineReader& line, Origin from) { room(line, from); });
        check_references();
        sort_departments();
        return std::move(plan_);
    }

  private:
    using Seen = std::map<std::string, Origin, std::less<>>;

    template <class F>
    void each(Part part, F&& f) {
        for (std::size_t t = 0; t < book_.tables.size(); ++t) {
            if (book_.tables[t].part != part) continue;
            for (std::size_t l = 0; l < book_.tables[t].lines.size(); ++l) {
                LineReader line(book_.tables[t], book_.tables[t].lines[l], problems_);
                f(line, Origin{t, l});
            }
        }
    }

    /// False if the same stands in an earlier line.
    bool fresh(Seen& seen, const std::string& key, LineReader& line, Origin from, std::string_view column,
               const std::string& shown) {
        if (key.empty()) return true;
        const auto [at, first] = seen.emplace(key, from);
        if (first) return true;
        const Table& table = book_.tables[at->second.table];
        line.wrong(column, "import_doubled",
                   {{"value", shown},
                    {"sheet", table.sheet},
                    {"row", std::to_string(table.lines[at->second.line].row + 1)}});
        return false;
    }

    void compound(LineReader& line, Origin from) {
        CompoundRow row{from, line.text("code"), line.text("name"), line.text("address")};
        fresh(compounds_, row.code, line, from, "code", row.code);
        plan_.compounds.push_back(std::move(row));
    }

    void department(LineReader& line, Origin from) {
        DepartmentRow row{from, line.text("code"), line.text("name"), line.text("parent"),
                          line.text("compound")};
        fresh(departments_, row.code, line, from, "code", row.code);
        plan_.departments.push_back(std::move(row));
    }

    void post(LineReader& line, Origin from) {
        PostRow row{from,
                    line.text("code"),
                    line.text("name"),
                    line.text("department"),
                    line.text("compound"),
                    line.number("rank", 1, 999),
                    line.value("leads", parse_flag, "import_flag_wrong"),
                    line.value("level", parse_level, "import_level_wrong"),
                    line.value("compartments", parse_compartments, "import_compartment_wrong"),
                    line.value("scope", parse_scope, "import_scope_wrong")};
        fresh(posts_, row.code, line, from, "code", row.code);
        const auto known = world_.posts.find(row.code);
        const bool has_compound =
            !row.compound.empty() || (known != world_.posts.end() && known->second.compound);
        if (row.scope == org::ScopeKind::compound && !has_compound)
            line.wrong("compound", "org_post_compound_missing");
        plan_.posts.push_back(std::move(row));
    }

    void duty(LineReader& line, Origin from) {
        const std::string post = line.text("post");
        const bool named = !line.text("duty").empty();
        const auto duty = line.value("duty", parse_duty_name, "import_duty_unknown");
        if (!world_.may_map_duties) line.wrong("duty", "import_duties_forbidden");
        if (!duty || post.empty() || !named) return;
        fresh(duties_, std::string(org::duty_key(*duty)) + "\n" + post, line, from, "duty", post);
        plan_.duties.push_back({from, *duty, post});
    }

    void person(LineReader& line, Origin from) {
        PersonRow row{from,
                      line.text("staff_number"),
                      line.text("name"),
                      line.text("phone"),
                      line.text("mail"),
                      "",
                      {},
                      line.value("from", parse_date, "import_date_wrong")};
        row.posts = split(line.text("posts"));
        for (const std::string& code : row.posts) {
            if (!is_code(code)) line.wrong("posts", "import_code_wrong", {{"value", code}});
        }
        fresh(people_, row.staff_number, line, from, "staff_number", row.staff_number);
        row.login = org::normal_login(line.text("login"));
        if (!row.login.empty()) login(line, row);
        plan_.people.push_back(std::move(row));
    }

    void login(LineReader& line, const PersonRow& row) {
        const auto taken = world_.logins.find(row.login);
        const bool own = taken != world_.logins.end() && taken->second == row.staff_number;
        if (taken != world_.logins.end() && !own) {
            line.wrong("login", "org_login_taken");
        } else if (!own && world_.with_account.contains(row.staff_number)) {
            line.wrong("login", "import_login_other");
        } else if (!own && !world_.may_make_accounts) {
            line.wrong("login", "import_accounts_forbidden");
        }
        fresh(logins_, row.login, line, row.from, "login", row.login);
    }

    void room(LineReader& line, Origin from) {
        RoomRow row{from,
                    line.text("compound"),
                    line.text("building"),
                    line.text("unit"),
                    line.text("room"),
                    line.number("floor", -20, 200)};
        if (row.compound.empty() || row.building.empty()) return;
        const std::string shown = row.building + (row.unit.empty() ? "" : " " + row.unit) +
                                  (row.room.empty() ? "" : " " + row.room);
        const std::string key = row.compound + "\n" + building_key(row.building) + "\n" + unit_key(row.unit) +
                                "\n" + room_key(row.room);
        const std::string_view column = !row.room.empty() ? "room" : !row.unit.empty() ? "unit" : "building";
        fresh(rooms_, key, line, from, column, shown);
        plan_.rooms.push_back(std::move(row));
    }

    template <class Known>
    void reference(Origin from, std::string_view column, const std::string& code, const Seen& seen,
                   const Known& known, const char* problem) {
        if (code.empty() || seen.contains(code) || known.contains(code)) return;
        const Table& table = book_.tables[from.table];
        problems_.push_back(table.problem(table.lines[from.line], definition(table.part).index(column),
                                          problem, {{"value", code}}));
    }

    void check_references() {
        for (const auto& row : plan_.departments) {
            reference(row.from, "parent", row.parent, departments_, world_.departments,
                      "import_department_unknown");
            reference(row.from, "compound", row.compound, compounds_, world_.compounds,
                      "import_compound_unknown");
        }
        for (const auto& row : plan_.posts) {
            reference(row.from, "department", row.department, departments_, world_.departments,
                      "import_department_unknown");
            reference(row.from, "compound", row.compound, compounds_, world_.compounds,
                      "import_compound_unknown");
        }
        for (const auto& row : plan_.duties)
            reference(row.from, "post", row.post, posts_, world_.posts, "import_post_unknown");
        for (const auto& row : plan_.people) {
            for (const auto& post : row.posts) {
                reference(row.from, "posts", post, posts_, world_.posts, "import_post_unknown");
            }
        }
        for (const auto& row : plan_.rooms) {
            reference(row.from, "compound", row.compound, compounds_, world_.compounds,
                      "import_compound_unknown");
        }
    }

    /// Parents first. A line that waits for itself is told of and stays where it was.
    void sort_departments() {
        std::vector<DepartmentRow> sorted;
        std::set<std::string, std::less<>> done;
        std::vector<DepartmentRow> rest = std::move(plan_.departments);
        for (bool moved = true; moved && !rest.empty();) {
            moved = false;
            std::vector<DepartmentRow> waiting;
            for (auto& row : rest) {
                if (!row.parent.empty() && departments_.contains(row.parent) && !done.contains(row.parent)) {
                    waiting.push_back(std::move(row));
                    continue;
                }
                done.insert(row.code);
                sorted.push_back(std::move(row));
                moved = true;
            }
            rest = std::move(waiting);
        }
        for (const auto& row : rest) {
            const Table& table = book_.tables[row.from.table];
            LineReader(table, table.lines[row.from.line], problems_).wrong("parent", "org_department_cycle");
        }
        plan_.departments = std::move(sorted);
    }

    const Book& book_;
    const World& world_;
    std::vector<Problem>& problems_;
    Plan plan_;
    Seen compounds_, departments_, posts_, duties_, people_, logins_, rooms_;
};

}  // namespace

Plan check(const Book& book, const World& world, std::vector<Problem>& problems) {
    return Checker(book, world, problems).run();
}

}  // namespace gx::system::import
