/// Changes of the calendar, proved on an obligation: a monthly ledger and an answer within working days, with ladders
/// that fire by a test's clock.
#include <gtest/gtest.h>

#include "platform/calendar/change.hpp"
#include "platform/clock/clock.hpp"
#include "platform/due/due.hpp"
#include "support/database.hpp"

namespace gx::calendar {
namespace {

using namespace std::chrono_literals;
using clock::Basis;
using clock::Hours;
using clock::Roll;
using clock::Term;
using test::kCompany;

constexpr const char* kAnswer = "sample.answer";
const Term kFiveDays{Basis::working_days, 5, {}, Roll::none, Hours::office};

Day day(std::string_view iso) { return parse_day(iso).value(); }
Instant at(std::string_view local) { return clock::parse_local(local).value(); }

/// A year as a clerk would have it; invented.
clock::Notice year_2027() {
    clock::Notice out{2027, "示例:2027年放假安排", {}};
    for (const auto* off : {"2027-01-01", "2027-01-02", "2027-01-03", "2027-05-01", "2027-10-01"}) out.days.push_back({day(off), false, "示例节"});
    out.days.push_back({day("2026-12-31"), false, "示例节"});
    out.days.push_back({day("2027-01-09"), true, "示例节"});
    return out;
}

class CalendarChange : public test::OnBothEngines {
  protected:
    std::vector<const Part*> parts() override {
        return {&gen::platform_keys, &gen::platform_trail, &gen::platform_org, &gen::platform_due, &gen::platform_calendar};
    }
    void SetUp() override {
        test::OnBothEngines::SetUp();
        if (IsSkipped()) return;
        trail = std::make_unique<trail::Trail>(db(), keys(), "test");
        actor.kind = org::Actor::Kind::staff;
        actor.company = kCompany;
        actor.person = Id{77};
        book.describe(kAnswer, [](store::Tx&, const org::Actor& reader, Id subject) -> std::optional<Subject> {
            if (reader.kind != org::Actor::Kind::system && subject == Id{13}) return std::nullopt;
            return Subject{{labels::kConfidential, 0, Id{5}}, "答复 " + to_string(subject)};
        });
    }
    void TearDown() override {
        trail.reset();
        test::OnBothEngines::TearDown();
    }
    template <class F>
    auto write(F&& f) { return db().write([&](store::Tx& tx) { return f(tx); }); }
    /// An obligation begins: reminder halfway, then the end.
    void begin(std::int64_t subject, Instant start) {
        const auto done = write([&](store::Tx& tx) -> Result<Done> {
            due::set(tx, due::derive(*book.at(tx, kCompany), {kCompany, kAnswer, Id{subject}, {}, 0}, {start, kFiveDays, 50, {}}));
            return Done{};
        });
        ASSERT_TRUE(done);
    }
    due::Due row(std::int64_t subject) {
        return db().read([&](store::Tx& tx) { return due::find(tx, kCompany, kAnswer, Id{subject}); }).value();
    }
    std::string end_of(std::int64_t subject) {
        return db().read([&](store::Tx& tx) {
            const auto found = due::find(tx, kCompany, kAnswer, Id{subject});
            return clock::to_local(book.at(tx, kCompany)->end_of_term(found->derived->start, found->derived->term).at);
        });
    }
    Result<Made> make(const Change& change, std::int64_t rev) { return make(change, rev, std::to_string(++keys_made)); }
    Result<Made> make(const Change& change, std::int64_t rev, const std::string& key) {
        const Bytes stamp(as_bytes(key).begin(), as_bytes(key).end());
        return write([&](store::Tx& tx) {
            return make_change(tx, {book, *trail, kCompany}, actor, now(), change, rev, {stamp, Bytes{1, 2}});
        });
    }
    Result<Effect> attempt(const Change& change) {
        return db().read([&](store::Tx& tx) { return try_change(tx, book, kCompany, now(), change); });
    }
    std::vector<std::string> wrong_fields(const Change& change) {
        const auto tried = attempt(change);
        std::vector<std::string> out;
        if (tried) return out;
        if (tried.error().fields.empty()) out.push_back(tried.error().key);
        for (const auto& field : tried.error().fields) out.push_back(field.path + " " + field.key);
        return out;
    }
    clock::DayKind kind(std::string_view iso) {
        return db().read([&](store::Tx& tx) { return book.at(tx, kCompany)->kind(day(iso)); });
    }
    static Change company(std::string_view iso, std::optional<bool> works, std::string name = "台风停工") {
        return {std::nullopt, {{day(iso), works, std::move(name)}}};
    }

    Book book;
    org::Actor actor;
    std::unique_ptr<trail::Trail> trail;
    int keys_made = 0;
};

TEST_P(CalendarChange, a_new_year_moves_the_running_clocks_it_touches_and_no_other) {
    begin(11, at("2026-12-28 10:00"));  // 29, 30, 31 December, 1 and 4 January by the plain week
    begin(12, at("2026-11-23 10:00"));
    EXPECT_EQ(end_of(11), "2027-01-05 00:00");
    const auto tried = attempt({year_2027(), {}});
    ASSERT_TRUE(tried);
    EXPECT_EQ(tried->days.size(), 7U);
    ASSERT_EQ(tried->ends.size(), 1U);
    EXPECT_EQ(tried->ends.front().subject, Id{11});
    EXPECT_EQ(clock::to_local(tried->ends.front().end_after), "2027-01-07 00:00");
    EXPECT_EQ(end_of(11), "2027-01-05 00:00") << "a try moves nothing";

    const Instant reminder = row(11).at;
    const auto made = make({year_2027(), {}}, 0);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->rev, 1);
    EXPECT_EQ(end_of(11), "2027-01-07 00:00");
    EXPECT_EQ(row(11).at - reminder, 24h) << "half of two days";
    EXPECT_EQ(end_of(12), "2026-12-01 00:00");
    const auto moves = db().read([&](store::Tx& tx) { return moves_of(tx, kCompany, made->id); });
    ASSERT_EQ(moves.size(), 1U);
    EXPECT_EQ(clock::to_local(moves.front().end_before), "2027-01-05 00:00");
    reopen();
    EXPECT_EQ(kind("2027-01-09"), clock::DayKind::moved_workday);
    EXPECT_EQ(kind("2026-12-31"), clock::DayKind::holiday);
}

TEST_P(CalendarChange, each_moved_clock_leaves_one_entry_with_its_own_label) {
    begin(11, at("2026-12-28 10:00"));
    begin(13, at("2026-12-29 10:00"));
    ASSERT_TRUE(make({year_2027(), {}}, 0));
    for (const std::int64_t subject : {11, 13}) {
        const auto entries = db().read([&](store::Tx& tx) { return trail->of_object(tx, Id{subject}); });
        ASSERT_EQ(entries.size(), 1U);
        EXPECT_EQ(entries.front().entry.action, "calendar.end_moved");
        EXPECT_EQ(entries.front().entry.level, labels::kConfidential);
        EXPECT_EQ(entries.front().entry.actor, actor.person);
        EXPECT_NE(entries.front().entry.note.find(R"("calendar":"1")"), std::string::npos);
    }
    const auto seen = db().read([&](store::Tx& tx) { return book.subject(tx, actor, kAnswer, Id{13}); });
    EXPECT_FALSE(seen) << "who may not know of it is not told by the calendar";
}

TEST_P(CalendarChange, the_ladder_fires_by_the_new_calendar) {
    begin(11, at("2026-12-28 10:00"));
    std::vector<std::string> fired;
    due::Runner runner(db(), [this] { return now(); }, {{kAnswer, [&](store::Tx& tx, Instant, const due::Due& due) -> std::optional<due::Due> {
        tx.after_commit([&fired, due] { fired.push_back(std::to_string(due.rung) + " " + clock::to_local(due.at)); });
        if (due.rung > 0) return std::nullopt;
        due::Due next{due.company, due.kind, due.subject, {}, 1};
        return due::derive(*book.at(tx, kCompany), next, {due.derived->start, due.derived->term, 100, {}});
    }}});
    clock().set(at("2027-01-02 08:00"));
    runner.run_due();
    EXPECT_EQ(fired, (std::vector<std::string>{"0 2027-01-01 05:00"}));
    ASSERT_TRUE(make(company("2027-01-04", false), 0));
    clock().set(at("2027-01-05 23:59"));
    runner.run_due();
    EXPECT_EQ(fired.size(), 1U) << "the last day is 5 January now";
    clock().set(at("2027-01-06 00:00"));
    runner.run_due();
    EXPECT_EQ(fired.back(), "1 2027-01-06 00:00");
}

TEST_P(CalendarChange, what_the_company_took_back_is_as_it_was) {
    ASSERT_TRUE(make(company("2026-11-27", false), 0));
    EXPECT_EQ(kind("2026-11-27"), clock::DayKind::company_closed);
    ASSERT_TRUE(make(company("2026-11-28", true, "盘点"), 1));
    EXPECT_EQ(kind("2026-11-28"), clock::DayKind::company_workday);
    ASSERT_TRUE(make(company("2026-11-27", std::nullopt, ""), 2));
    EXPECT_EQ(kind("2026-11-27"), clock::DayKind::workday);
    const auto journal = db().read([&](store::Tx& tx) { return changes(tx, kCompany, Id{}, 2); });
    ASSERT_EQ(journal.size(), 2U);
    EXPECT_EQ(journal.front().rev, 3);
    EXPECT_EQ(journal.front().author, actor.person);
    ASSERT_EQ(journal.front().days.size(), 1U);
    EXPECT_EQ(journal.front().days.front().before, clock::DayKind::company_closed);
    EXPECT_EQ(journal.front().days.front().name, "台风停工");
    const auto older = db().read([&](store::Tx& tx) { return changes(tx, kCompany, journal.back().id, 9); });
    EXPECT_EQ(older.size(), 1U);
}

TEST_P(CalendarChange, nobody_arranges_the_past) {
    EXPECT_EQ(wrong_fields(company("2026-11-20", false)), (std::vector<std::string>{"2026-11-20 calendar_past"}));
    EXPECT_TRUE(attempt(company("2026-11-23", false))) << "a typhoon today";
    clock::Notice changed = db().read([&](store::Tx& tx) { return book.at(tx, kCompany)->notices().at(2026); });
    changed.days.push_back({day("2026-11-20"), false, "补休"});
    EXPECT_EQ(wrong_fields({changed, {}}), (std::vector<std::string>{"2026-11-20 calendar_past"}));
    changed.days.back().day = day("2026-11-27");
    EXPECT_TRUE(attempt({changed, {}})) << "an amendment within the year";
    clock().set(at("2027-02-01 09:00"));
    EXPECT_TRUE(attempt({year_2027(), {}})) << "a year not yet published was provisional";
}

TEST_P(CalendarChange, a_half_filled_or_foreign_arrangement_is_refused_day_by_day) {
    clock::Notice wrong = year_2027();
    std::erase_if(wrong.days, [](const auto& row) { return row.day == day("2027-10-01"); });
    wrong.days.push_back({day("2026-11-30"), false, "示例节"});
    wrong.days.push_back({day("2027-05-01"), true, "示例节"});
    wrong.days.push_back({day("2027-06-01"), true, " "});
    EXPECT_EQ(wrong_fields({wrong, {}}), (std::vector<std::string>{"2026-11-30 calendar_other_year", "2027-05-01 calendar_doubled",
                                                                   "2027-06-01 calendar_text", "2027-10-01 calendar_holiday_missing"}));
    clock::Notice far = year_2027();
    far.year = 2031;
    EXPECT_EQ(wrong_fields({far, {}}), (std::vector<std::string>{"year field_range"}));
    EXPECT_EQ(wrong_fields(company("2026-11-27", std::nullopt, "")), (std::vector<std::string>{"2026-11-27 calendar_absent"}));
    EXPECT_EQ(wrong_fields({db().read([&](store::Tx& tx) { return book.at(tx, kCompany)->notices().at(2026); }), {}}),
              (std::vector<std::string>{"calendar_nothing_changes"}));
}

TEST_P(CalendarChange, a_change_is_made_once_and_only_over_the_calendar_it_was_tried_on) {
    const auto first = make(company("2026-11-27", false), 0, "k1");
    ASSERT_TRUE(first);
    const auto again = make(company("2026-11-27", false), 0, "k1");
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->replayed);
    EXPECT_EQ(again->id, first->id);
    const auto stale = make(company("2026-11-30", false), 0, "k2");
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().key, "calendar_moved_on");
    EXPECT_EQ(kind("2026-11-30"), clock::DayKind::workday);
}

TEST_P(CalendarChange, an_undone_change_is_not_remembered) {
    const auto undone = write([&](store::Tx& tx) -> Result<Done> {
        const auto made = make_change(tx, {book, *trail, kCompany}, actor, now(), company("2026-11-27", false), 0, {Bytes{1}, Bytes{2}});
        EXPECT_TRUE(made);
        EXPECT_EQ(book.at(tx, kCompany)->kind(day("2026-11-27")), clock::DayKind::company_closed);
        return refuse("calendar_moved_on");
    });
    EXPECT_FALSE(undone);
    EXPECT_EQ(kind("2026-11-27"), clock::DayKind::workday);
}

TEST_P(CalendarChange, hours_of_a_post_follow_its_word_or_its_duties) {
    const auto hours = [&] { return db().read([&](store::Tx& tx) { return book.hours_of(tx, kCompany, Id{9}); }); };
    EXPECT_EQ(hours(), Hours::office);
    ASSERT_TRUE(write([&](store::Tx& tx) -> Result<Done> { return set_hours(tx, kCompany, Id{9}, Hours::round_the_clock), Done{}; }));
    EXPECT_EQ(hours(), Hours::round_the_clock);
    ASSERT_TRUE(write([&](store::Tx& tx) -> Result<Done> { return set_hours(tx, kCompany, Id{9}, std::nullopt), Done{}; }));
    EXPECT_EQ(hours(), Hours::office);
    EXPECT_TRUE(book.round_the_clock(org::Duty::guard));
    EXPECT_FALSE(book.round_the_clock(org::Duty::cashier));
}

GX_ON_BOTH_ENGINES(CalendarChange);

}  // namespace
}  // namespace gx::calendar
