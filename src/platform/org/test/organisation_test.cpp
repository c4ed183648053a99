#include "platform/org/directory.hpp"
#include "world.hpp"

namespace gx::org {
namespace {

class Organisation : public OrgTest {};
GX_ON_BOTH_ENGINES(Organisation);

TEST_P(Organisation, C3_3_the_first_administrator_administers_and_nothing_more_is_there) {
    EXPECT_TRUE(admin.has(Duty::system_administrator));
    EXPECT_TRUE(admin.posts.front().reach.whole_company);
    EXPECT_EQ(first.login, "admin");
    EXPECT_FALSE(first.code.empty());
    db().read([&](store::Tx& tx) {
        EXPECT_EQ(person_name(tx, keys(), first.person), "示例管理员");
        EXPECT_EQ(the_company(tx)->name, "示例物业");
        EXPECT_TRUE(compounds(tx, company).empty());
    });
}

TEST_P(Organisation, places_stand_in_the_order_people_expect) {
    const Id garden = compound("A01");
    const auto building = [&](const char* name) {
        return run([&](store::Tx& tx) { return create_building(tx, admin, now(), {garden, name}); }).id;
    };
    const Id ten = building("10栋");
    const Id two = building("2栋");
    const Id unit = run([&](store::Tx& tx) { return create_unit(tx, admin, now(), {two, "1单元"}); }).id;
    run([&](store::Tx& tx) { return create_room(tx, admin, now(), {Id{}, unit, "1002", 10}); });
    run([&](store::Tx& tx) { return create_room(tx, admin, now(), {two, unit, "201", std::nullopt}); });
    run([&](store::Tx& tx) { return create_room(tx, admin, now(), {ten, Id{}, "配电房", -1}); });
    run([&](store::Tx& tx) { return create_area(tx, admin, now(), {garden, "东区", {two, ten}}); });
    reopen();
    db().read([&](store::Tx& tx) {
        const auto found = buildings(tx, company, garden);
        ASSERT_EQ(found.size(), 2U);
        EXPECT_EQ(found[0].name, "2栋");
        const auto all = rooms(tx, company, garden);
        ASSERT_EQ(all.size(), 3U);
        EXPECT_EQ(all[0].name, "201");
        EXPECT_EQ(all[0].building, two);
        EXPECT_EQ(areas(tx, company, garden).at(0).buildings.size(), 2U);
        EXPECT_EQ(room_by_name(tx, company, ten, Id{}, "配电房"), all[2].id);
    });
    EXPECT_EQ(refusal([&](store::Tx& tx) { return create_building(tx, admin, now(), {garden, " 2栋 "}); }),
              "name: org_name_taken");
    EXPECT_EQ(refusal([&](store::Tx& tx) { return create_room(tx, admin, now(), {ten, unit, "1", std::nullopt}); }),
              "unit: org_unit_elsewhere");
    EXPECT_EQ(refusal([&](store::Tx& tx) { return create_room(tx, admin, now(), {ten, Id{}, "1", 900}); }),
              "floor: field_range");
}

TEST_P(Organisation, a_repeated_create_gives_the_first_record_and_a_changed_one_is_refused) {
    const Stamp stamp{Bytes(16, 1), Bytes(16, 2)};
    const auto once = run([&](store::Tx& tx) { return create_compound(tx, admin, now(), {"A", "甲", "", true}, stamp); });
    const auto twice = run([&](store::Tx& tx) { return create_compound(tx, admin, now(), {"A", "甲", "", true}, stamp); });
    EXPECT_FALSE(once.replayed);
    EXPECT_TRUE(twice.replayed);
    EXPECT_EQ(once.id, twice.id);
    const Stamp other{Bytes(16, 1), Bytes(16, 3)};
    EXPECT_EQ(refusal([&](store::Tx& tx) { return create_compound(tx, admin, now(), {"B", "乙", "", true}, other); }),
              "idempotency_mismatch");
}

TEST_P(Organisation, changes_need_the_rev_that_was_seen) {
    const Id id = compound("A01");
    EXPECT_EQ(run([&](store::Tx& tx) { return change_compound(tx, admin, now(), id, 1, {"A01", "新名", "路", false}); }), 2);
    EXPECT_EQ(refusal([&](store::Tx& tx) { return change_compound(tx, admin, now(), id, 1, {"A01", "旧", "", true}); }),
              "rev_moved");
    db().read([&](store::Tx& tx) { EXPECT_EQ(compound_name(tx, company, id), "新名"); });
    EXPECT_EQ(refusal([&](store::Tx& tx) { return change_compound(tx, admin, now(), Id{5}, 1, {"A", "旧", "", true}); }),
              "not_found");
}

TEST_P(Organisation, a_department_never_stands_below_itself) {
    const Id top = department("D1");
    const Id middle = department("D2", top);
    const Id low = department("D3", middle);
    EXPECT_EQ(refusal([&](store::Tx& tx) {
                  return change_department(tx, admin, now(), top, 1, {"D1", "顶", low, Id{}, std::nullopt});
              }),
              "parent: org_department_cycle");
    EXPECT_EQ(refusal([&](store::Tx& tx) {
                  return change_department(tx, admin, now(), top, 1, {"D1", "顶", top, Id{}, std::nullopt});
              }),
              "parent: org_department_cycle");
}

TEST_P(Organisation, C2_5_reach_follows_compound_department_or_company) {
    const Id garden = compound("A");
    const Id top = department("D1");
    const Id below = department("D2", top);
    const Id a = person("01");
    const Id b = person("02");
    hold(a, post("P1", below, ScopeKind::compound, garden));
    hold(b, post("P2", top, ScopeKind::department));
    const auto one = actor(a);
    EXPECT_EQ(one.posts.at(0).reach.scopes, (std::vector<Id>{std::min(garden, below), std::max(garden, below)}));
    EXPECT_EQ(actor(b).posts.at(0).reach.scopes, (std::vector<Id>{top, below}));
    EXPECT_FALSE(one.posts.at(0).reach.whole_company);
    db().read([&](store::Tx& tx) {
        EXPECT_EQ(readers(tx, company, {labels::kOrdinary, 0, garden}, now(), 10),
                  (std::vector<Id>{std::min(a, first.person), std::max(a, first.person)}));
        EXPECT_EQ(readers(tx, company, {labels::kSecret, 0, garden}, now(), 10), std::vector<Id>{});
    });
}

TEST_P(Organisation, E4_1_the_responsible_leader_is_the_branch_manager_then_the_head_then_the_general_manager) {
    const Id garden = compound("A");
    const Id top = department("D1");
    const Id below = department("D2", top);
    const Id general = person("01");
    const Id head = person("02");
    const Id branch = person("03");
    const auto leaders = [&](Id of, Id in) {
        return db().read([&](store::Tx& tx) { return responsible_leaders(tx, company, of, in, now()); });
    };
    EXPECT_TRUE(leaders(garden, below).empty());
    const Id boss = post("GM", top, ScopeKind::company);
    hold(general, boss);
    map(Duty::general_manager, {boss});
    EXPECT_EQ(leaders(garden, below), std::vector<Id>{general});
    hold(head, post("H", top, ScopeKind::department, Id{}, true));
    EXPECT_EQ(leaders(garden, below), std::vector<Id>{head});
    const Id manager = post("BM", below, ScopeKind::compound, garden, true);
    map(Duty::branch_manager, {manager});
    EXPECT_EQ(leaders(garden, below), std::vector<Id>{head}) << "a post nobody holds leads nobody";
    hold(branch, manager);
    EXPECT_EQ(leaders(garden, below), std::vector<Id>{branch});
    EXPECT_EQ(leaders(compound("B"), top), std::vector<Id>{head});
}

TEST_P(Organisation, holding_a_post_twice_at_a_time_is_refused) {
    const Id who = person("01");
    const Id what = post("P", department("D"), ScopeKind::department);
    hold(who, what, now() + std::chrono::hours{24});
    EXPECT_EQ(refusal([&](store::Tx& tx) { return hold_post(tx, admin, now(), {who, what, now(), std::nullopt}); }),
              "org_post_held");
    clock().advance(std::chrono::hours{24});
    hold(who, what);
    EXPECT_EQ(actor(who).posts.size(), 1U);
}

TEST_P(Organisation, G2_rights_are_not_ones_own_to_give) {
    const Id clerk_post = post("C", department("D"), ScopeKind::company);
    map(Duty::personnel_clerk, {clerk_post});
    const Id who = person("01");
    hold(who, clerk_post);
    const Actor clerk = actor(who);
    const Id other = post("O", department("E"), ScopeKind::company);
    EXPECT_EQ(refusal([&](store::Tx& tx) { return hold_post(tx, clerk, now(), {who, other, now(), std::nullopt}); }),
              "org_own_post");
    const Id mate = person("02");
    EXPECT_EQ(refusal([&](store::Tx& tx) {
                  return hold_post(tx, clerk, now(), {mate, admin.main_post(), now(), std::nullopt});
              }),
              "org_administrator_post");
    EXPECT_EQ(refusal([&](store::Tx& tx) { return map_duty(tx, clerk, now(), Duty::system_administrator, {other}); }),
              "org_administrator_post");
    EXPECT_EQ(refusal([&](store::Tx& tx) { return hold_post(tx, clerk, now(), {mate, other, now(), std::nullopt}); }), "");
    // A duty is no way round: none more on a post of one's own, and no administrator's code in other hands.
    EXPECT_EQ(refusal([&](store::Tx& tx) {
                  return map_duty(tx, clerk, now(), Duty::auditor, {other, clerk.main_post()});
              }),
              "org_own_post");
    EXPECT_EQ(refusal([&](store::Tx& tx) { return map_duty(tx, clerk, now(), Duty::auditor, {other}); }), "");
    EXPECT_EQ(refusal([&](store::Tx& tx) { return reset_account(tx, keys(), clerk, now(), first.account); }),
              "org_administrator_post");
}

/// A clerk whose reach is one department: what lies above or beside it is not his to bring below it.
TEST_P(Organisation, G2_a_department_is_moved_only_by_who_reaches_it_and_both_its_places) {
    const Id own = department("OWN");
    const Id one = department("ONE", own);
    const Id two = department("TWO", own);
    const Id foreign = department("FOREIGN");
    const Id below = department("BELOW", foreign);
    const Id clerk_post = post("C", own, ScopeKind::department);
    map(Duty::personnel_clerk, {clerk_post});
    const Id who = person("01");
    hold(who, clerk_post);
    hold(who, post("G", foreign, ScopeKind::department));  // reached, but not by the post of personnel
    const Actor clerk = actor(who);
    const auto move = [&](const Actor& by, Id what, const std::string& code, Id to, std::int64_t rev = 1) {
        return refusal([&](store::Tx& tx) {
            return change_department(tx, by, now(), what, rev, {code, "部门" + code, to, Id{}, std::nullopt});
        });
    };
    EXPECT_EQ(move(clerk, foreign, "FOREIGN", own), "org_move_out_of_scope");
    EXPECT_EQ(move(clerk, below, "BELOW", own), "org_move_out_of_scope");
    EXPECT_EQ(move(clerk, one, "ONE", foreign), "org_move_out_of_scope") << "nor out of it";
    EXPECT_EQ(move(clerk, own, "OWN", foreign), "org_move_out_of_scope");
    EXPECT_EQ(move(clerk, one, "ONE", Id{}), "org_move_out_of_scope");
    EXPECT_EQ(move(clerk, one, "ONE", two), "") << "within it he may";
    EXPECT_EQ(move(clerk, foreign, "FOREIGN", Id{}), "") << "what stays where it is may be renamed";
    const Id garden = compound("A");
    EXPECT_EQ(refusal([&](store::Tx& tx) {
                  return change_department(tx, clerk, now(), foreign, 2, {"FOREIGN", "部门", Id{}, garden, std::nullopt});
              }),
              "org_move_out_of_scope");
    EXPECT_EQ(move(admin, foreign, "FOREIGN", own, 2), "");
    EXPECT_EQ(actor(who).posts.at(0).reach.scopes.size(), 5U);
}

TEST_P(Organisation, G2_a_post_that_is_ones_own_from_tomorrow_is_not_ones_own_to_widen) {
    const Id own = department("D");
    const Id clerk_post = post("C", own, ScopeKind::department);
    map(Duty::personnel_clerk, {clerk_post});
    const Id next = post("N", own, ScopeKind::compound, compound("A"));
    const Id who = person("01");
    hold(who, clerk_post);
    run([&](store::Tx& tx) { return hold_post(tx, admin, now(), {who, next, now() + std::chrono::hours{24}, std::nullopt}); });
    const Actor clerk = actor(who);
    PostInput wider;
    wider.code = "N";
    wider.name = "岗位";
    wider.department = own;
    wider.scope = ScopeKind::company;
    EXPECT_EQ(refusal([&](store::Tx& tx) { return change_post(tx, clerk, now(), next, 1, wider); }), "org_own_post");
    EXPECT_EQ(refusal([&](store::Tx& tx) { return map_duty(tx, clerk, now(), Duty::auditor, {next}); }), "org_own_post");
}

TEST_P(Organisation, G2_the_first_code_of_an_administrator_is_for_administrators) {
    const Id security = post("S", department("D"), ScopeKind::company);
    map(Duty::security_administrator, {security});
    const Id who = person("01");
    hold(who, security);
    const Id second = person("02");
    hold(second, admin.main_post());
    const Actor actor_of_security = actor(who);
    const auto open = [&](const Actor& by) {
        return refusal([&](store::Tx& tx) { return create_account(tx, keys(), by, now(), second, "second"); });
    };
    EXPECT_EQ(open(actor_of_security), "org_administrator_post");
    EXPECT_EQ(open(admin), "");
}

TEST_P(Organisation, the_last_administrator_stays) {
    EXPECT_EQ(refusal([&](store::Tx& tx) { return map_duty(tx, admin, now(), Duty::system_administrator, {}); }),
              "org_last_administrator");
    EXPECT_EQ(refusal([&](store::Tx& tx) { return leave(tx, admin, now(), first.person, now()); }),
              "org_last_administrator");
    const Id holding = db().read([&](store::Tx& tx) { return holdings_of(tx, company, first.person, now()).at(0).id; });
    clock().advance(std::chrono::minutes{1});
    EXPECT_EQ(refusal([&](store::Tx& tx) { return end_holding(tx, admin, now(), holding); }), "org_last_administrator");
    const Id second = person("02");
    hold(second, admin.main_post());
    EXPECT_EQ(refusal([&](store::Tx& tx) { return end_holding(tx, admin, now(), holding); }), "org_last_administrator")
        << "a holder without an account administers nothing";
    account(second, "second");
    EXPECT_EQ(refusal([&](store::Tx& tx) { return end_holding(tx, admin, now(), holding); }), "");
}

TEST_P(Organisation, people_are_found_by_number_name_and_phone_and_no_column_shows_them) {
    const Id who = person("01");
    const auto found = [&](const char* text) {
        return db().read([&](store::Tx& tx) { return search_people(tx, keys(), text); });
    };
    EXPECT_EQ(found("01").at(0).id, who);
    EXPECT_EQ(found(" 示例01 ").at(0).id, who);
    EXPECT_EQ(found("+86 138-0013-8001").at(0).id, who);
    EXPECT_TRUE(found("示例").empty());
    EXPECT_EQ(mask_phone("13800138001"), "138****8001");
    EXPECT_EQ(mask_phone("110"), "****10");
    EXPECT_EQ(mask_mail("zhang@example.com"), "z***@example.com");
    db().read([&](store::Tx& tx) {
        const auto page = people(tx, keys(), "01", 10);
        ASSERT_EQ(page.size(), 1U);
        EXPECT_EQ(page[0].staff_number, "ADMIN");
    });
    run([&](store::Tx& tx) { return change_person(tx, keys(), admin, now(), who, 1, {"01", "示例新名", "", "a@b.cn"}); });
    db().read([&](store::Tx& tx) {
        EXPECT_EQ(person_name(tx, keys(), who), "示例新名");
        EXPECT_EQ(mail_of(tx, keys(), who), "a@b.cn");
    });
    EXPECT_TRUE(found("示例01").empty());
}

TEST_P(Organisation, the_roster_tells_who_answers_now) {
    const Id garden = compound("A");
    const Id guard = person("01");
    const Id leader = person("02");
    const auto plan = [&](Id of, Id who, const char* duty, int from_hours, int to_hours) {
        return run([&](store::Tx& tx) {
                   return create_roster(tx, admin, now(), {of, who, duty, now() + std::chrono::hours{from_hours},
                                                          now() + std::chrono::hours{to_hours}});
               }).id;
    };
    plan(garden, guard, "guard", 0, 8);
    const Id night = plan(Id{}, leader, "leader", 8, 20);
    const auto now_on = [&](Id of) { return db().read([&](store::Tx& tx) { return on_duty(tx, company, of, now()); }); };
    EXPECT_EQ(now_on(garden), std::vector<Id>{guard});
    EXPECT_TRUE(now_on(Id{}).empty());
    clock().advance(std::chrono::hours{8});
    EXPECT_EQ(now_on(garden), std::vector<Id>{leader});
    EXPECT_EQ(now_on(Id{}), std::vector<Id>{leader});
    EXPECT_EQ(refusal([&](store::Tx& tx) {
                  return create_roster(tx, admin, now(), {garden, guard, "guard", now(), now() + std::chrono::hours{24 * 32}});
              }),
              "to: org_roster_long");
    run([&](store::Tx& tx) { return remove_roster(tx, admin, now(), night); });
    EXPECT_TRUE(now_on(garden).empty());
}

TEST_P(Organisation, a_duty_nobody_with_an_account_holds_is_reported) {
    const auto vacant = [&] { return db().read([&](store::Tx& tx) { return vacant_duties(tx, company, now()); }); };
    EXPECT_EQ(vacant().size(), kDuties - 1);
    const Id what = post("GM", department("D"), ScopeKind::company);
    map(Duty::general_manager, {what});
    const Id who = person("01");
    hold(who, what);
    EXPECT_EQ(vacant().size(), kDuties - 1);
    account(who, "gm");
    EXPECT_EQ(vacant().size(), kDuties - 2);
}

TEST_P(Organisation, no_list_sorts_or_walks_a_whole_table) {
    const Id garden = compound("A");
    compound("B");
    const Id top = department("D1");
    const Id what = post("P", department("D2", top), ScopeKind::department, Id{}, true);
    map(Duty::guard, {what});
    for (const char* number : {"01", "02", "03"}) hold(person(number), what);
    run([&](store::Tx& tx) {
        return create_roster(tx, admin, now(), {garden, first.person, "guard", now(), now() + std::chrono::hours{1}});
    });
    db().read([&](store::Tx& tx) {
        EXPECT_EQ(compounds(tx, company).size(), 2U);
        EXPECT_EQ(departments(tx, company).size(), 3U);
        EXPECT_EQ(posts(tx, company).size(), 2U);
        EXPECT_EQ(people(tx, keys(), "", 3).size(), 3U);
        EXPECT_EQ(people(tx, keys(), "03", 3).size(), 1U);
        EXPECT_EQ(search_people(tx, keys(), "13800138002").size(), 1U);
        EXPECT_EQ(roster(tx, company, std::nullopt, now(), now() + std::chrono::hours{1}).size(), 1U);
        EXPECT_EQ(on_duty(tx, company, garden, now()).size(), 1U);
        EXPECT_EQ(holders(tx, company, Duty::guard, top, now()).size(), 0U);
        EXPECT_EQ(responsible_leaders(tx, company, garden, top, now()).size(), 0U);
        EXPECT_EQ(actor_of(tx, company, first.person, now()).posts.size(), 1U);
        EXPECT_EQ(sessions_of(tx, company, first.person, now()).size(), 0U);
        EXPECT_EQ(tx.counters().sorts, 0);
        EXPECT_EQ(tx.counters().full_scan_steps, 0);
    });
}

}  // namespace
}  // namespace gx::org
