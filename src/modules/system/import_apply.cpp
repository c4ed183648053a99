#include "modules/system/import_apply.hpp"

#include <algorithm>

#include "modules/system/import_values.hpp"
#include "platform/clock/clock.hpp"

namespace gx::system::import {
namespace {

/// An empty cell keeps what the record has.
const std::string& kept(const std::string& written, const std::string& had) {
    return written.empty() ? had : written;
}

class Applier {
  public:
    Applier(const Context& context, const Book& book, const World& world)
        : at_(context), book_(book), world_(world), company_(context.actor.company) {}

    Outcome run(const Plan& plan) {
        for (const auto& [code, row] : world_.compounds) compounds_[code] = row.id;
        for (const auto& [code, row] : world_.departments) departments_[code] = row.id;
        for (const auto& [code, row] : world_.posts) posts_[code] = row.id;
        each(plan.compounds, [&](const CompoundRow& row) { compound(row); });
        each(plan.departments, [&](const DepartmentRow& row) { department(row); });
        each(plan.posts, [&](const PostRow& row) { post(row); });
        if (out_.problems.empty()) duties(plan.duties);
        each(plan.people, [&](const PersonRow& row) { person(row); });
        each(plan.rooms, [&](const RoomRow& row) { room(row); });
        return std::move(out_);
    }

  private:
    using Ids = std::map<std::string, Id, std::less<>>;

    /// A level that was refused would only make more of the same below it.
    template <class Row, class F>
    void each(const std::vector<Row>& rows, F&& f) {
        if (!out_.problems.empty()) return;
        for (const Row& row : rows) {
            f(row);
            if (out_.problems.size() >= kProblemsMax) return;
        }
    }

    /// The organisation's refusal as a problem of the line: of the field's column where there is one.
    void tell(Origin from, const Error& error) {
        const Table& table = book_.tables[from.table];
        const Line& line = table.lines[from.line];
        const Definition& columns = definition(table.part);
        if (error.fields.empty()) {
            return out_.problems.push_back({table.sheet, line.row + 1, "", "", error.key, error.params});
        }
        for (const FieldError& field : error.fields) {
            const auto column =
                std::find_if(columns.columns.begin(), columns.columns.end(), [&](const Column& each) {
                    return each.key == field.path || (each.key == "posts" && field.path == "post") ||
                           (each.key == "room" && field.path == "name");
                });
            if (column == columns.columns.end()) {
                out_.problems.push_back({table.sheet, line.row + 1, "", "", field.key, field.params});
            } else {
                const auto index = static_cast<std::size_t>(column - columns.columns.begin());
                out_.problems.push_back(table.problem(line, index, field.key, field.params));
            }
        }
    }

    template <class T>
    bool good(Origin from, const Result<T>& result) {
        if (!result) tell(from, result.error());
        return result.has_value();
    }

    Id id_in(const Ids& ids, const std::string& code, Id otherwise) const {
        const auto found = ids.find(code);
        return found == ids.end() ? otherwise : found->second;
    }

    void compound(const CompoundRow& row) {
        const auto known = world_.compounds.find(row.code);
        if (known == world_.compounds.end()) {
            const auto made =
                org::create_compound(at_.tx, at_.actor, at_.now, {row.code, row.name, row.address, true});
            if (!good(row.from, made)) return;
            compounds_[row.code] = made->id;
            ++out_.created.compounds;
            return;
        }
        const org::Compound& had = known->second;
        const org::CompoundInput input{row.code, row.name, kept(row.address, had.address), had.active};
        if (input.name == had.name && input.address == had.address) return same();
        changed(row.from, org::change_compound(at_.tx, at_.actor, at_.now, had.id, had.rev, input));
    }

    void department(const DepartmentRow& row) {
        const auto known = world_.departments.find(row.code);
        const bool fresh = known == world_.departments.end();
        const org::Department had = fresh ? org::Department{} : known->second;
        org::DepartmentInput input{row.code, row.name, id_in(departments_, row.parent, had.parent),
                                   id_in(compounds_, row.compound, had.compound), had.to};
        if (fresh) {
            const auto made = org::create_department(at_.tx, at_.actor, at_.now, input);
            if (!good(row.from, made)) return;
            departments_[row.code] = made->id;
            ++out_.created.departments;
            return;
        }
        if (input.name == had.name && input.parent == had.parent && input.compound == had.compound)
            return same();
        changed(row.from, org::change_department(at_.tx, at_.actor, at_.now, had.id, had.rev, input));
    }

    void post(const PostRow& row) {
        const auto known = world_.posts.find(row.code);
        const bool fresh = known == world_.posts.end();
        const org::Post had = fresh ? org::Post{} : known->second;
        org::PostInput input{row.code,
                             row.name,
                             id_in(departments_, row.department, had.department),
                             id_in(compounds_, row.compound, had.compound),
                             row.rank.value_or(had.rank),
                             row.leads.value_or(had.leads),
                             row.level.value_or(had.level),
                             row.compartments.value_or(had.compartments),
                             row.scope.value_or(had.scope)};
        if (fresh && !row.scope && input.compound) input.scope = org::ScopeKind::compound;
        if (fresh) {
            const auto made = org::create_post(at_.tx, at_.actor, at_.now, input);
            if (!good(row.from, made)) return;
            posts_[row.code] = made->id;
            ++out_.created.posts;
            return;
        }
        const bool equal = input.name == had.name && input.department == had.department &&
                           input.compound == had.compound && input.rank == had.rank &&
                           input.leads == had.leads && input.level == had.level &&
                           input.compartments == had.compartments && input.scope == had.scope;
        if (equal) return same();
        changed(row.from, org::change_post(at_.tx, at_.actor, at_.now, had.id, had.rev, input));
    }

    /// A duty keeps the posts it has; the workbook adds to them.
    void duties(const std::vector<DutyRow>& rows) {
        std::map<org::Duty, std::vector<const DutyRow*>> by_duty;
        for (const DutyRow& row : rows) by_duty[row.duty].push_back(&row);
        for (const auto& [duty, wanted] : by_duty) {
            std::vector<Id> posts = org::posts_of(at_.tx, company_, duty);
            const std::size_t before = posts.size();
            for (const DutyRow* row : wanted) {
                const Id post = id_in(posts_, row->post, Id{});
                if (std::find(posts.begin(), posts.end(), post) != posts.end()) {
                    same();
                } else {
                    posts.push_back(post);
                    ++out_.created.duties;
                }
            }
            if (posts.size() == before) continue;
            good(wanted.front()->from, org::map_duty(at_.tx, at_.actor, at_.now, duty, posts));
        }
    }

    void person(const PersonRow& row) {
        const auto known = org::person_by_staff_number(at_.tx, company_, row.staff_number);
        const auto had = known ? org::find_person(at_.tx, at_.keys, *known) : std::nullopt;
        Id id = known.value_or(Id{});
        bool touched = false;
        if (!had) {
            const auto made = org::create_person(at_.tx, at_.keys, at_.actor, at_.now,
                                                 {row.staff_number, row.name, row.phone, row.mail});
            if (!good(row.from, made)) return;
            id = made->id;
            ++out_.created.people;
            touched = true;
        } else {
            const org::PersonInput input{row.staff_number, row.name, kept(row.phone, had->phone),
                                         kept(row.mail, had->mail)};
            if (input.name != had->name || input.phone != had->phone || input.mail != had->mail) {
                changed(row.from,
                        org::change_person(at_.tx, at_.keys, at_.actor, at_.now, id, had->rev, input));
                touched = true;
            }
        }
        touched = hold(row, id) || touched;
        touched = open_account(row, id) || touched;
        if (!touched) same();
    }

    /// Posts held already, now or from a later day on, are left as they are; none is ended by an import.
    bool hold(const PersonRow& row, Id person) {
        if (row.posts.empty()) return false;
        bool made = false;
        const auto held = org::holdings_of(at_.tx, company_, person, at_.now);
        const Instant from = row.since ? clock::start_of(*row.since) : at_.now;
        std::set<Id> wanted;
        for (const std::string& code : row.posts) {
            const Id post = id_in(posts_, code, Id{});
            const bool holds =
                std::any_of(held.begin(), held.end(), [&](const auto& each) { return each.post == post; });
            if (holds || !wanted.insert(post).second) continue;
            if (!good(row.from,
                      org::hold_post(at_.tx, at_.actor, at_.now, {person, post, from, std::nullopt})))
                continue;
            ++out_.created.holdings;
            made = true;
        }
        return made;
    }

    bool open_account(const PersonRow& row, Id person) {
        if (row.login.empty() || world_.logins.contains(row.login)) return false;
        const auto issued = org::create_account(at_.tx, at_.keys, at_.actor, at_.now, person, row.login);
        if (!good(row.from, issued)) return false;
        ++out_.created.accounts;
        out_.codes.push_back({row.staff_number, issued->login, issued->code, issued->expires_at});
        return true;
    }

    /// Buildings, units and rooms of one compound by the names people mean; read at first need.
    struct Places {
        Ids buildings, units;                                      ///< units by building and name
        std::map<std::string, std::optional<std::int64_t>> rooms;  ///< floor by building, unit and name
    };

    static std::string under(Id parent, const std::string& name) { return to_string(parent) + "/" + name; }

    Places& places_of(Id compound) {
        const auto [at, fresh] = places_.try_emplace(compound);
        if (!fresh) return at->second;
        Places& places = at->second;
        for (const auto& each : org::buildings(at_.tx, company_, compound)) {
            places.buildings.emplace(building_key(each.name), each.id);
        }
        for (const auto& each : org::units(at_.tx, company_, compound)) {
            places.units.emplace(under(each.building, unit_key(each.name)), each.id);
        }
        for (const auto& each : org::rooms(at_.tx, company_, compound)) {
            places.rooms.emplace(under(each.unit ? each.unit : each.building, room_key(each.name)),
                                 each.floor);
        }
        return places;
    }

    /// The id behind the key; made by `create` where there is none. Id{} after a refusal.
    template <class F>
    Id find_or_make(Origin from, Ids& ids, const std::string& key, std::int64_t& count, bool& touched,
                    F&& create) {
        if (const auto found = ids.find(key); found != ids.end()) return found->second;
        const Result<org::Created> made = create();
        if (!good(from, made)) return {};
        ids.emplace(key, made->id);
        ++count;
        touched = true;
        return made->id;
    }

    void room(const RoomRow& row) {
        const Id compound = id_in(compounds_, row.compound, Id{});
        Places& places = places_of(compound);
        bool touched = false;
        const Id building = find_or_make(
            row.from, places.buildings, building_key(row.building), out_.created.buildings, touched, [&] {
                return org::create_building(at_.tx, at_.actor, at_.now, {compound, row.building});
            });
        if (!building) return;
        Id unit;
        if (!row.unit.empty()) {
            unit = find_or_make(row.from, places.units, under(building, unit_key(row.unit)),
                                out_.created.units, touched, [&] {
                                    return org::create_unit(at_.tx, at_.actor, at_.now, {building, row.unit});
                                });
            if (!unit) return;
        }
        if (!row.room.empty()) touched = add_room(row, places, building, unit) || touched;
        if (!touched) same();
    }

    bool add_room(const RoomRow& row, Places& places, Id building, Id unit) {
        const std::string key = under(unit ? unit : building, room_key(row.room));
        const auto found = places.rooms.find(key);
        if (found != places.rooms.end()) {
            if (row.floor && row.floor != found->second) {
                const Table& table = book_.tables[row.from.table];
                out_.notes.push_back(table.problem(
                    table.lines[row.from.line], definition(Part::rooms).index("floor"), "import_floor_kept"));
            }
            return false;
        }
        if (!good(row.from,
                  org::create_room(at_.tx, at_.actor, at_.now, {building, unit, row.room, row.floor})))
            return true;
        places.rooms.emplace(key, row.floor);
        ++out_.created.rooms;
        return true;
    }

    void same() { ++out_.unchanged; }
    void changed(Origin from, const Result<std::int64_t>& result) {
        if (good(from, result)) ++out_.changed;
    }

    const Context& at_;
    const Book& book_;
    const World& world_;
    Id company_;
    Ids compounds_, departments_, posts_;
    std::map<Id, Places> places_;
    Outcome out_;
};

}  // namespace

Outcome apply(const Context& context, const Book& book, const World& world, const Plan& plan) {
    return Applier(context, book, world).run(plan);
}

}  // namespace gx::system::import
