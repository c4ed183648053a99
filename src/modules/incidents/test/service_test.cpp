#include <gmock/gmock.h>

#include "modules/incidents/sheets.hpp"
#include "modules/incidents/test/world.hpp"
#include "platform/crypto/crypto.hpp"

namespace gx::incidents {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class Incidents : public IncidentTest {};
GX_ON_BOTH_ENGINES(Incidents);

TEST_P(Incidents, E4_2_a_fire_is_reported_and_all_who_must_know_are_told_at_once) {
    const Incident it = reported(guard_a, quick());
    settle_down();
    const IncidentView seen = seen_by(manager_a, it.id);
    EXPECT_EQ(seen.number, "突报〔2026〕1号");
    EXPECT_EQ(seen.state, "reported");
    EXPECT_EQ(seen.clock.id, ClockId::two_hours);
    EXPECT_EQ(seen.clock.state, ClockState::running);
    EXPECT_EQ(seen.clock.due, it.happened_at + hours{2});
    EXPECT_EQ(seen.compound->id, compound_a);
    EXPECT_EQ(seen.place, "3栋负一层");
    EXPECT_FALSE(seen.decision.reasons.empty());
    for (const Id told : {manager_a, affairs, second_a}) {
        const auto got = notices(told);
        ASSERT_EQ(got.size(), 1U);
        EXPECT_EQ(got[0].key, "notice.incident.reported");
        EXPECT_EQ(got[0].urgency, notify::Urgency::emergency);
        EXPECT_EQ(got[0].object, it.id);
        EXPECT_EQ(got[0].params.find("配电"), std::string::npos) << "no narrative leaves by a notice";
    }
    EXPECT_THAT(notice_keys(guard_a), IsEmpty());
    EXPECT_THAT(notice_keys(director), IsEmpty());
    EXPECT_THAT(notice_keys(manager_b), IsEmpty());
}

TEST_P(Incidents, E4_2_the_open_pages_of_all_whose_reach_covers_it_look_at_once_and_no_others) {
    std::map<Id, int> looked;
    std::vector<std::uint64_t> pages;
    for (const Id person : {director, manager_a, manager_b}) {
        pages.push_back(hub.add(person, Id{1}, [&looked, person] { ++looked[person]; }));
    }
    reported(guard_a, quick());
    settle_down();
    EXPECT_GE(looked[director], 1) << "told of nothing, yet the clock is on the start page";
    EXPECT_GE(looked[manager_a], 1);
    EXPECT_EQ(looked[manager_b], 0);
    for (const std::uint64_t page : pages) hub.remove(page);
}

TEST_P(Incidents, E4_2_who_does_not_reach_it_gets_the_same_answer_as_for_nothing) {
    const Incident it = reported(guard_a, quick());
    const auto get = [&](Id id) { return [id](const Act& act) { return load(act, id); }; };
    EXPECT_EQ(refusal(manager_b, get(it.id)), "not_found");
    EXPECT_EQ(refusal(manager_b, get(Id{12345})), "not_found");
    EXPECT_EQ(refusal(guard_b, [&](const Act& act) { return follow_up(act, it.id, {"越权续报", {}, {}}, nullptr); }), "not_found");
}

TEST_P(Incidents, E4_2_the_ladder_fires_to_the_minute_and_each_rung_once) {
    ReportInput input = quick();
    input.happened_at = now();
    const Incident it = reported(guard_a, input);
    settle_down();
    pass(minutes{59});
    EXPECT_THAT(notice_keys(guard_a), IsEmpty());
    pass(minutes{1});
    EXPECT_THAT(notice_keys(guard_a), ElementsAre("notice.incident.reminded"));
    pass(minutes{30});
    EXPECT_THAT(notice_keys(manager_a), ElementsAre("notice.incident.reminded", "notice.incident.reported"));
    pass(minutes{29});
    EXPECT_THAT(actions_in_trail(it.id), Not(Contains("incident.breached")));
    pass(minutes{1});
    EXPECT_THAT(actions_in_trail(it.id), Contains("incident.breached"));
    EXPECT_THAT(notice_keys(director), IsEmpty());
    pass(minutes{30});
    EXPECT_THAT(notice_keys(director), ElementsAre("notice.incident.escalated"));
    pass(hours{48});
    EXPECT_THAT(actions_in_trail(it.id), ElementsAre("incident.reported", "incident.reminded", "incident.reminded",
                                                     "incident.breached", "incident.escalated"));
}

TEST_P(Incidents, E4_2_a_stop_over_the_deadline_loses_and_doubles_nothing) {
    ReportInput input = quick();
    input.happened_at = now();
    const Incident it = reported(guard_a, input);
    settle_down();
    close();
    clock().advance(hours{3});
    reopen();
    open();
    settle_down();
    restart();
    settle_down();
    EXPECT_THAT(actions_in_trail(it.id), ElementsAre("incident.reported", "incident.reminded", "incident.reminded",
                                                     "incident.breached", "incident.escalated"));
    EXPECT_EQ(seen_by(guard_a, it.id).clock.state, ClockState::late);
    EXPECT_EQ(seen_by(guard_a, it.id).clock.late_by_ms, to_millis(Instant{} + hours{1}));
}

TEST_P(Incidents, E4_2_the_full_report_stops_the_clock_and_is_acknowledged_followed_and_closed) {
    const Incident it = reported(guard_a, quick());
    settle_down();
    pass(minutes{30});
    fully(guard_a, it.id);
    settle_down();
    EXPECT_THAT(notice_keys(affairs), Contains("notice.incident.full_reported"));
    acknowledged(affairs, it.id);
    settle_down();
    must_as(guard_a, [&](const Act& act) { return follow_up(act, it.id, {"供电部门已到场", "稳定", {}}, nullptr); });
    must_as(manager_a, [&](const Act& act) -> Result<Incident> {
        GX_TRY(found, load(act, it.id));
        return final_report(act, it.id, found.state.rev, {"恢复供电", "接头老化", Fen{120'000}, "更换接头,纳入巡检"});
    });
    settle_down();
    const IncidentView seen = seen_by(affairs, it.id);
    EXPECT_EQ(seen.state, "closed");
    EXPECT_EQ(seen.clock.state, ClockState::met);
    ASSERT_EQ(seen.reports.size(), 3U);
    EXPECT_EQ(seen.reports[0].kind, "full");
    EXPECT_EQ(seen.reports[1].kind, "follow_up");
    EXPECT_EQ(seen.reports[2].kind, "final");
    EXPECT_EQ(seen.reports[2].cause, "接头老化");
    ASSERT_EQ(seen.acknowledgements.size(), 1U);
    EXPECT_EQ(seen.acknowledgements[0].role, "general_affairs");
    EXPECT_EQ(seen.loss, Fen{120'000});
    pass(hours{10});
    EXPECT_THAT(actions_in_trail(it.id), Not(Contains("incident.breached")));
}

TEST_P(Incidents, E4_2_a_full_report_names_what_is_missing) {
    const Incident it = reported(guard_a, quick());
    const auto send = [&](FullReportInput input) {
        return refusal(guard_a, [&](const Act& act) { return full_report(act, it.id, it.state.rev, input, nullptr); });
    };
    EXPECT_EQ(send(whole()), "details.cause_suspected: incident_element_missing");
    FullReportInput empty = whole_for("fire");
    empty.course = " ";
    EXPECT_EQ(send(empty), "course: incident_text_length");
    EXPECT_EQ(seen_by(guard_a, it.id).state, "reported");
}

TEST_P(Incidents, E4_2_only_general_affairs_or_the_general_manager_acknowledge) {
    const Incident it = fully(guard_a, reported(guard_a, quick()).id);
    const auto acknowledge_it = [&](const Act& act) { return acknowledge(act, it.id, it.state.rev); };
    EXPECT_EQ(refusal(manager_a, acknowledge_it), "flow_not_yours");
    EXPECT_EQ(refusal(affairs, [&](const Act& act) { return acknowledge(act, it.id, it.state.rev - 1); }), "rev_moved");
    EXPECT_EQ(refusal(director, acknowledge_it), "");
}

TEST_P(Incidents, E2_a_late_report_stays_late_whatever_is_done) {
    ReportInput input = quick();
    input.happened_at = now() - hours{5};
    const Incident it = reported(guard_a, input);
    settle_down();
    EXPECT_EQ(seen_by(guard_a, it.id).clock.state, ClockState::late);
    fully(guard_a, it.id);
    acknowledged(affairs, it.id);
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return correct_knowledge(act, it.id, {now(), "其实刚知道"}); }),
              "learned_at: incident_learned_not_earlier");
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return raise_grade(act, it.id, {Grade::ordinary, "降级"}); }),
              "grade: incident_grade_not_higher");
    pass(hours{1});
    const auto seen = seen_by(affairs, it.id);
    EXPECT_EQ(seen.clock.state, ClockState::late);
    EXPECT_EQ(*seen.clock.late_by_ms, to_millis(Instant{} + hours{3}));
}

TEST_P(Incidents, E4_2_found_late_counts_from_the_declared_knowledge_with_a_reason) {
    ReportInput input = quick();
    input.happened_at = now() - hours{5};
    input.learned_at = now() - minutes{20};
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return report(act, input, nullptr); }),
              "learned_reason: incident_text_length");
    input.learned_reason = "夜间无人,巡查时发现";
    const Incident it = reported(guard_a, input);
    auto seen = seen_by(guard_a, it.id);
    EXPECT_EQ(seen.learned_basis, LearnedBasis::declared);
    EXPECT_EQ(seen.clock.due, now() - minutes{20} + hours{2});
    must_as(manager_a, [&](const Act& act) { return correct_knowledge(act, it.id, {now() - hours{4}, "监控显示四小时前已有人发现"}); });
    settle_down();
    seen = seen_by(guard_a, it.id);
    EXPECT_EQ(seen.learned_basis, LearnedBasis::record);
    EXPECT_EQ(seen.clock.state, ClockState::late);
    EXPECT_THAT(actions_in_trail(it.id), Contains("incident.breached"));
}

TEST_P(Incidents, E4_2_a_confirmed_call_with_all_points_to_general_affairs_stops_the_two_hours_as_of_then) {
    ReportInput input = quick();
    input.happened_at = now() - minutes{145};
    const Incident it = reported(guard_a, input);
    settle_down();
    EXPECT_EQ(seen_by(guard_a, it.id).clock.state, ClockState::late);
    const Instant heard = now() - minutes{115};
    const std::vector<Point> all{Point::time, Point::place, Point::course, Point::trend, Point::measures, Point::help};
    must_as(guard_a, [&](const Act& act) { return record_call(act, it.id, {affairs, heard, all}, nullptr); });
    settle_down();
    EXPECT_THAT(notice_keys(affairs), Contains("notice.incident.call_recorded"));
    EXPECT_EQ(seen_by(guard_a, it.id).clock.state, ClockState::late) << "a claim proves nothing";
    const Id call = seen_by(guard_a, it.id).calls.at(0).id;
    EXPECT_EQ(refusal(manager_a, [&](const Act& act) { return answer_call(act, it.id, call, {true, {}, all}); }),
              "incident_call_not_yours");
    must_as(affairs, [&](const Act& act) { return answer_call(act, it.id, call, {true, heard, all}); });
    const auto seen = seen_by(guard_a, it.id);
    EXPECT_EQ(seen.clock.state, ClockState::met);
    EXPECT_EQ(seen.clock.stopped_at, heard);
    EXPECT_EQ(refusal(affairs, [&](const Act& act) { return answer_call(act, it.id, call, {true, heard, all}); }),
              "incident_call_answered");
}

TEST_P(Incidents, E4_2_a_call_to_the_leader_or_without_all_points_does_not_stop_the_two_hours) {
    const Incident it = reported(guard_a, quick());
    const std::vector<Point> all{Point::time, Point::place, Point::course, Point::trend, Point::measures, Point::help};
    must_as(guard_a, [&](const Act& act) { return record_call(act, it.id, {manager_a, now(), all}, nullptr); });
    must_as(guard_a, [&](const Act& act) { return record_call(act, it.id, {affairs, now(), {Point::time}}, nullptr); });
    const auto calls = seen_by(guard_a, it.id).calls;
    must_as(manager_a, [&](const Act& act) { return answer_call(act, it.id, calls[0].id, {true, {}, all}); });
    must_as(affairs, [&](const Act& act) { return answer_call(act, it.id, calls[1].id, {true, {}, {{Point::time}}}); });
    EXPECT_EQ(seen_by(guard_a, it.id).clock.state, ClockState::running);
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return record_call(act, it.id, {manager_b, now(), all}, nullptr); }),
              "receiver: incident_receiver_without_reach");
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return record_call(act, it.id, {affairs, now() + hours{1}, all}, nullptr); }),
              "said_at: incident_in_future");
}

TEST_P(Incidents, E4_2_raising_the_grade_brings_the_stricter_clock_and_its_ladder) {
    ReportInput input = quick("theft_company");
    input.loss = Fen{10'000};
    const Incident it = reported(guard_a, input);
    settle_down();
    EXPECT_EQ(seen_by(guard_a, it.id).clock.id, ClockId::two_days);
    pass(hours{3});
    must_as(manager_a, [&](const Act& act) { return raise_grade(act, it.id, {Grade::major, "涉及多户,影响较大"}); });
    settle_down();
    const auto seen = seen_by(guard_a, it.id);
    EXPECT_EQ(seen.clock.id, ClockId::two_hours);
    EXPECT_EQ(seen.clock.state, ClockState::late);
    EXPECT_THAT(actions_in_trail(it.id), ElementsAre("incident.reported", "incident.graded", "incident.breached", "incident.escalated"));
}

TEST_P(Incidents, E2_only_author_leader_general_affairs_and_general_manager_correct_what_was_reported) {
    const Incident it = reported(guard_a, quick());
    const auto raise = [&](const Act& act) { return raise_grade(act, it.id, {Grade::ordinary, "请核对等级"}); };
    const auto correct = [&](const Act& act) { return correct_knowledge(act, it.id, {now(), "其实刚知道"}); };
    EXPECT_EQ(refusal(second_a, raise), "flow_not_yours") << "reach and the right to report are not enough";
    EXPECT_EQ(refusal(second_a, correct), "flow_not_yours");
    EXPECT_EQ(refusal(manager_b, raise), "not_found") << "leads elsewhere";
    for (const Id person : {guard_a, manager_a, affairs, director}) {
        EXPECT_EQ(refusal(person, raise), "grade: incident_grade_not_higher");
        EXPECT_EQ(refusal(person, correct), "learned_at: incident_learned_not_earlier");
    }
    ReportInput late = quick("theft_company");
    late.loss = Fen{10'000};
    late.learned_at = now();
    late.learned_reason = "巡查时发现";
    const Id other = reported(guard_a, late).id;
    EXPECT_THAT(seen_by(second_a, other).actions, AllOf(Contains("follow_up"), Contains("add_photos")));
    EXPECT_THAT(seen_by(second_a, other).actions, Not(AnyOf(Contains("raise_grade"), Contains("knowledge"))));
    EXPECT_THAT(seen_by(manager_a, other).actions, AllOf(Contains("raise_grade"), Contains("knowledge")));
}

TEST_P(Incidents, E2_a_false_alarm_needs_another_superior_and_keeps_its_number) {
    const Incident it = reported(guard_a, quick());
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return ask_void(act, it.id, {""}); }), "flow_reason_needed");
    EXPECT_EQ(refusal(second_a, [&](const Act& act) { return ask_void(act, it.id, {"不是火情"}); }), "flow_not_yours");
    must_as(manager_a, [&](const Act& act) { return ask_void(act, it.id, {"施工扬尘触发"}); });
    EXPECT_EQ(refusal(manager_a, [&](const Act& act) { return answer_void(act, it.id, {true}); }), "flow_same_person");
    EXPECT_EQ(refusal(second_a, [&](const Act& act) { return answer_void(act, it.id, {true}); }), "flow_not_yours");
    must_as(affairs, [&](const Act& act) { return answer_void(act, it.id, {true}); });
    settle_down();
    const auto seen = seen_by(guard_a, it.id);
    EXPECT_EQ(seen.state, "voided");
    EXPECT_EQ(seen.number, "突报〔2026〕1号");
    ASSERT_TRUE(seen.void_);
    EXPECT_EQ(seen.void_->reason, "施工扬尘触发");
    EXPECT_EQ(seen.void_->confirmed_by->id, affairs);
    EXPECT_EQ(reported(guard_a, quick()).number, 2);
    pass(hours{5});
    EXPECT_THAT(actions_in_trail(it.id), Not(Contains("incident.breached")));
}

TEST_P(Incidents, E2_a_denied_false_alarm_goes_on_where_it_was_and_the_clock_never_stopped) {
    const Incident it = reported(guard_a, quick());
    must_as(guard_a, [&](const Act& act) { return ask_void(act, it.id, {"可能误报"}); });
    must_as(manager_a, [&](const Act& act) { return answer_void(act, it.id, {false}); });
    EXPECT_EQ(seen_by(guard_a, it.id).state, "reported");
    EXPECT_EQ(seen_by(guard_a, it.id).clock.due, it.happened_at + hours{2});
    fully(guard_a, it.id);
    must_as(guard_a, [&](const Act& act) { return ask_void(act, it.id, {"还是误报"}); });
    must_as(affairs, [&](const Act& act) { return answer_void(act, it.id, {false}); });
    EXPECT_EQ(seen_by(guard_a, it.id).state, "full_reported");
}

TEST_P(Incidents, E2_a_closed_case_is_reopened_with_a_reason_by_general_affairs) {
    const Incident it = fully(guard_a, reported(guard_a, quick()).id);
    acknowledged(affairs, it.id);
    must_as(affairs, [&](const Act& act) -> Result<Incident> {
        GX_TRY(found, load(act, it.id));
        return final_report(act, it.id, found.state.rev, {"恢复", "老化", {}, "更换"});
    });
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return follow_up(act, it.id, {"补充", {}, {}}, nullptr); }), "incident_over");
    EXPECT_EQ(refusal(manager_a, [&](const Act& act) { return incidents::reopen(act, it.id, {"又冒烟"}); }), "flow_not_yours");
    must_as(affairs, [&](const Act& act) { return incidents::reopen(act, it.id, {"再次冒烟"}); });
    EXPECT_EQ(seen_by(guard_a, it.id).state, "acknowledged");
}

TEST_P(Incidents, E3_3_a_loss_of_499_99_is_only_a_ledger_line_500_00_is_reportable) {
    ReportInput input = quick("equipment_damage");
    input.loss = Fen{49'999};
    const Incident small = reported(guard_a, input);
    input.loss = Fen{50'000};
    const Incident reportable = reported(guard_a, input);
    settle_down();
    EXPECT_FALSE(seen_by(guard_a, small.id).decision.reportable);
    EXPECT_EQ(seen_by(guard_a, small.id).clock.id, ClockId::none);
    EXPECT_TRUE(seen_by(guard_a, reportable.id).decision.reportable);
    EXPECT_EQ(seen_by(guard_a, reportable.id).clock.id, ClockId::two_days);
    EXPECT_EQ(notice_keys(manager_a).size(), 1U);
}

TEST_P(Incidents, E4_1_news_is_whole_with_its_first_report_and_old_news_is_late_and_not_published) {
    ReportInput input = quick("news");
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return report(act, input, nullptr); }), "details.person: incident_element_missing");
    input.details = {{"person", "工程部(示例)"}, {"result", "已启用"}};
    const auto fresh = seen_by(guard_a, reported(guard_a, input).id);
    EXPECT_EQ(fresh.state, "full_reported");
    EXPECT_EQ(fresh.clock.state, ClockState::met);
    EXPECT_EQ(fresh.published, true);
    input.happened_at = now() - hours{24 * 5};
    const auto old = seen_by(guard_a, reported(guard_a, input).id);
    EXPECT_EQ(old.clock.state, ClockState::late);
    EXPECT_EQ(old.published, false);
}

TEST_P(Incidents, E4_2_wrong_input_is_named_field_by_field_and_nothing_is_kept) {
    ReportInput input = quick();
    input.happened_at = now() + minutes{3};
    input.summary = "冒";
    input.place = "";
    input.loss = Fen{-1};
    const auto refused = as(guard_a, [&](const Act& act) { return report(act, input, nullptr); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.size(), 4U);
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return report(act, quick("earthquake_on_mars"), nullptr); }),
              "kind: incident_kind_unknown");
    input = quick();
    input.compound = Id{77};
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return report(act, input, nullptr); }), "compound: incident_compound_unknown");
    input = quick();
    input.photos = std::vector<Id>{Id{5}};
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return report(act, input, nullptr); }), "file_unknown");
    EXPECT_EQ(reported(guard_a, quick()).number, 1) << "a refused report takes no number";
}

TEST_P(Incidents, E4_2_photos_belong_to_their_uploader_and_to_one_incident) {
    const auto pixel = crypto::from_base64(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    ASSERT_TRUE(pixel);
    const auto upload = [&](Id by) {
        auto meta = files->put_picture(now(), "现场.png", *pixel, {}, by);
        if (!meta) throw std::runtime_error("picture refused: " + meta.error().key);
        must([&](store::Tx& tx) -> Result<Done> {
            files->record(tx, company, *meta);
            return Done{};
        });
        return meta->id;
    };
    ReportInput input = quick();
    input.photos = std::vector<Id>{upload(guard_a)};
    const Incident it = reported(guard_a, input);
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return report(act, input, nullptr); }), "file_unknown") << "tied once";
    const Id of_another = upload(second_a);
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return add_photos(act, it.id, {{of_another}}); }), "file_unknown");
    must_as(second_a, [&](const Act& act) { return add_photos(act, it.id, {{of_another}}); });
    const auto seen = seen_by(manager_a, it.id);
    ASSERT_EQ(seen.photos.size(), 2U);
    EXPECT_EQ(seen.photos[0].name, "现场.png");
    EXPECT_EQ(seen.photos[0].width, 1);
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return add_photos(act, it.id, {std::vector<Id>(10, Id{1})}); }),
              "photos: field_too_many");
}

TEST_P(Incidents, E4_2_a_repeat_with_the_same_key_gives_the_first_record) {
    const http::Idempotency key{Bytes(16, 1), Bytes(16, 2)};
    const Incident first = must_as(guard_a, [&](const Act& act) { return report(act, quick(), &key); });
    const Incident again = must_as(guard_a, [&](const Act& act) { return report(act, quick(), &key); });
    EXPECT_EQ(first.id, again.id);
    const http::Idempotency changed{Bytes(16, 1), Bytes(16, 3)};
    EXPECT_EQ(refusal(guard_a, [&](const Act& act) { return report(act, quick(), &changed); }), "idempotency_mismatch");
    EXPECT_EQ(actions_in_trail(first.id).size(), 1U);
}

TEST_P(Incidents, E4_2_the_timeline_is_the_trail_in_sentences) {
    const Incident it = reported(guard_a, quick());
    pass(minutes{5});
    fully(guard_a, it.id);
    const Timeline out = must_as(manager_a, [&](const Act& act) { return timeline(act, it.id); });
    ASSERT_EQ(out.items.size(), 2U);
    EXPECT_NE(out.items[0].text.find("火灾"), std::string::npos);
    EXPECT_NE(out.items[0].text.find("重大"), std::string::npos);
    EXPECT_EQ(out.items[0].text.find('{'), std::string::npos);
    EXPECT_EQ(out.items[0].who->id, guard_a);
    EXPECT_EQ(out.items[1].action, "incident.full_reported");
    EXPECT_TRUE(trail->verify().problem.empty());
}

TEST_P(Incidents, E4_4_every_item_is_a_ledger_line_voided_ones_included) {
    const Incident fire = reported(guard_a, quick());
    must_as(guard_a, [&](const Act& act) { return ask_void(act, fire.id, {"误报"}); });
    must_as(affairs, [&](const Act& act) { return answer_void(act, fire.id, {true}); });
    ReportInput late = quick("theft_company");
    late.happened_at = now() - hours{24 * 6};
    late.loss = Fen{30'000};
    reported(guard_a, late);
    reported(guard_b, quick());
    ReportInput before = quick();
    before.happened_at = now() - hours{24 * 30};
    reported(guard_a, before);
    const int month = month_of(now());
    const auto sheet = [&](Id person, std::optional<Id> compound) {
        return must_as(person, [&](const Act& act) { return whole_ledger(act, month, compound); });
    };
    EXPECT_EQ(sheet(affairs, {}).rows.size(), 3U);
    EXPECT_EQ(sheet(manager_a, {}).rows.size(), 2U);
    EXPECT_EQ(sheet(manager_a, compound_b).rows.size(), 0U);
    const auto a = sheet(affairs, compound_a);
    ASSERT_EQ(a.rows.size(), 2U);
    EXPECT_EQ(a.rows[0][0], "突报〔2026〕1号");
    EXPECT_EQ(a.rows[0].back(), "已撤销(误报)");
    EXPECT_EQ(a.rows[1][0], "突报〔2026〕2号");
    EXPECT_EQ(a.rows[1][12], "30000");
    const LedgerPage page = must_as(affairs, [&](const Act& act) { return ledger_page(act, {"2026-11", {}, 2, {}}); });
    EXPECT_EQ(page.rows.size(), 2U);
    ASSERT_TRUE(page.next);
    const LedgerPage rest = must_as(affairs, [&](const Act& act) { return ledger_page(act, {"2026-11", {}, 2, page.next}); });
    EXPECT_EQ(rest.rows.size(), 1U);
    EXPECT_FALSE(rest.next);
}

TEST_P(Incidents, E4_2_tasks_follow_the_case_and_end_with_each_step) {
    const auto steps = [&](Id person) {
        const auto actor = actor_of(person);
        return db().read([&](store::Tx& tx) {
            std::vector<std::string> out;
            for (const auto& task : flow::inbox(tx, actor, 20)) out.push_back(task.step);
            return out;
        });
    };
    const Incident it = reported(guard_a, quick());
    settle_down();
    EXPECT_THAT(steps(guard_a), ElementsAre("reported"));
    EXPECT_THAT(steps(manager_a), ElementsAre("reported"));
    fully(guard_a, it.id);
    settle_down();
    EXPECT_THAT(steps(guard_a), IsEmpty());
    EXPECT_THAT(steps(affairs), ElementsAre("full_reported"));
    acknowledged(affairs, it.id);
    settle_down();
    EXPECT_THAT(steps(affairs), IsEmpty());
    EXPECT_THAT(steps(manager_a), ElementsAre("acknowledged"));
}

TEST_P(Incidents, E4_2_an_incident_of_a_department_goes_to_its_head) {
    const Incident it = reported(technician, quick("equipment_damage"));
    settle_down();
    EXPECT_EQ(it.label.scope, engineering);
    EXPECT_FALSE(it.compound);
    EXPECT_THAT(notice_keys(engineer), ElementsAre("notice.incident.reported"));
    EXPECT_THAT(notice_keys(manager_a), IsEmpty());
}

TEST_P(Incidents, E4_2_everything_is_there_after_a_restart) {
    const Incident it = reported(guard_a, quick());
    settle_down();
    restart();
    const auto seen = seen_by(manager_a, it.id);
    EXPECT_EQ(seen.summary, "配电间冒烟,已断电");
    EXPECT_EQ(seen.clock.state, ClockState::running);
    EXPECT_EQ(reported(guard_a, quick()).number, 2);
}

}  // namespace
}  // namespace gx::incidents
