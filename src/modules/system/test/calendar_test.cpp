/// The calendar through its sheet and its routes.
#include "desk.hpp"
#include "modules/system/calendar_sheet.hpp"
#include "platform/clock/clock.hpp"
#include "platform/due/due.hpp"
#include "platform/render/form.hpp"

namespace gx::system {
namespace {

using org::Duty;

Instant at(std::string_view local) { return clock::parse_local(local).value(); }

/// "2027-01-01 off 元旦"
std::vector<std::string> lines(const Result<std::vector<clock::SpecialDay>>& days) {
    std::vector<std::string> out;
    if (!days) {
        for (const auto& field : days.error().fields) out.push_back(field.path + "! " + field.key);
        if (days.error().fields.empty()) out.push_back("! " + days.error().key);
        return out;
    }
    for (const auto& day : *days) out.push_back(to_iso(day.day) + (day.works ? " work " : " off ") + day.name);
    return out;
}
std::vector<std::string> read(std::string_view csv) { return lines(read_calendar_sheet(as_bytes(csv), Lang::zh)); }

constexpr std::string_view kYear =
    "开始日期;结束日期;安排;节日\n2027-01-01;2027年1月3日;放假;元旦\n2027/1/9;;上班;元旦\n;;放假;清明节\n"
    "2027-05-01;;放假;劳动节\n2027-10-01;2027-10-07;放假;国庆节\n2027-06-01;;放假;示例:端午节\n";

TEST(CalendarSheet, runs_and_single_days_are_read_and_lines_without_date_left_out) {
    EXPECT_EQ(read("日期,类型,名称\n2027-05-01,放假,劳动节\n"), (std::vector<std::string>{"2027-05-01 off 劳动节"}));
    const auto all = read(kYear);
    ASSERT_EQ(all.size(), 12U);
    EXPECT_EQ(all[2], "2027-01-03 off 元旦");
    EXPECT_EQ(all[3], "2027-01-09 work 元旦");
    EXPECT_EQ(all.back(), "2027-10-07 off 国庆节");
}

TEST(CalendarSheet, every_wrong_cell_is_named) {
    EXPECT_EQ(read("开始日期;结束日期;安排;节日\n2027-02-30;;放假;春节\n2027-01-05;2027-01-01;放假;元旦\n2027-01-01;;补;\n"),
              (std::vector<std::string>{"A2! import_date_wrong", "B3! calendar_run_wrong", "C4! calendar_arrangement_wrong",
                                        "D4! import_cell_missing"}));
    EXPECT_EQ(read("开始日期;节日\n2027-01-01;元旦\n"), (std::vector<std::string>{"安排! import_column_missing"}));
    EXPECT_EQ(read("姓名;电话\n甲;1\n"), (std::vector<std::string>{"file! calendar_no_table"}));
    EXPECT_EQ(read("开始日期;安排;节日\n"), (std::vector<std::string>{"file! calendar_no_table"}));
}

TEST(CalendarSheet, the_form_comes_back_as_it_was_filled_in) {
    for (const Lang lang : {Lang::zh, Lang::en}) {
        const Bytes empty = calendar_form(lang, 2027, at("2026-11-23 09:00"));
        EXPECT_EQ(lines(read_calendar_sheet(empty, lang)), (std::vector<std::string>{"file! calendar_no_table"})) << "nothing filled in";
    }
    render::FormSheet sheet{"放假安排", {}, {{"2027-05-01", "2027-05-02", "放假", "劳动节"}}};
    for (const auto* heading : {"开始日期", "结束日期", "安排", "节日"}) sheet.columns.push_back({heading, "", 14, true, {}});
    const Bytes filled = render::to_form("放假安排", {{"说明", {}, {{"放假安排", "逐行填写"}}}, sheet}, at("2026-11-23 09:00"));
    EXPECT_EQ(lines(read_calendar_sheet(filled, Lang::zh)), (std::vector<std::string>{"2027-05-01 off 劳动节", "2027-05-02 off 劳动节"}));
}

class CalendarDesk : public Desk {
  protected:
    static constexpr const char* kKind = "sample.answer";
    /// An obligation that runs over the turn of the year, which `hidden` readers may not know of.
    void begin(std::int64_t subject, bool hidden) {
        if (hidden) hidden_.push_back(Id{subject});
        const auto done = db().write([&](store::Tx& tx) -> Result<Done> {
            const clock::Term term{clock::Basis::working_days, 5, {}, clock::Roll::none, clock::Hours::office};
            due::set(tx, due::derive(*book.at(tx, company), {company, kKind, Id{subject}, {}, 0}, {at("2026-12-28 10:00"), term}));
            return Done{};
        });
        ASSERT_TRUE(done);
    }
    void SetUp() override {
        book.describe(kKind, [this](store::Tx&, const org::Actor& reader, Id subject) -> std::optional<calendar::Subject> {
            const bool hidden = std::ranges::find(hidden_, subject) != hidden_.end();
            if (hidden && reader.kind != org::Actor::Kind::system) return std::nullopt;
            return calendar::Subject{labels::Label{}, "答复 " + to_string(subject)};
        });
        Desk::SetUp();
    }
    Answer import(const Visitor& who, const std::string& how) {
        return post(who, "/api/calendar/notices?year=2027&source=%E7%A4%BA%E4%BE%8B%E9%80%9A%E7%9F%A5" + how, std::string(kYear));
    }
    std::vector<Id> hidden_;
};

TEST_P(CalendarDesk, a_year_is_tried_and_then_taken_in_with_what_moves) {
    const Visitor affairs = staff(Duty::general_affairs, "zonghe");
    begin(11, false);
    const Answer tried = import(affairs, "");
    ASSERT_EQ(tried.status, 201) << tried.raw;
    EXPECT_FALSE(tried.at("/applied").as_bool());
    EXPECT_EQ(tried.text("/ends/0/name"), "答复 11");
    EXPECT_EQ(tried.text("/ends/0/before"), "2027-01-04T16:00:00.000Z");
    EXPECT_EQ(tried.text("/ends/0/after"), "2027-01-05T16:00:00.000Z");
    EXPECT_EQ(entries(), (std::vector<std::string>{"calendar.tried"}));
    EXPECT_FALSE(get(affairs, "/api/calendar?year=2027").at("/published").as_bool());

    EXPECT_EQ(import(affairs, "&dry_run=false").status, 422) << "a change is made on a calendar that was seen";
    EXPECT_EQ(entries(), (std::vector<std::string>{"calendar.notice_imported!"}));
    const Answer made = import(affairs, "&dry_run=false&rev=0");
    ASSERT_EQ(made.status, 201) << made.raw;
    EXPECT_EQ(entries(), (std::vector<std::string>{"calendar.end_moved", "calendar.notice_imported"}));
    EXPECT_EQ(made.text("/author/name"), "示例zonghe");
    const Answer year = get(affairs, "/api/calendar?year=2027");
    EXPECT_TRUE(year.at("/published").as_bool() && year.at("/imported").as_bool());
    EXPECT_EQ(year.text("/source"), "示例通知");
    const Answer journal = get(admin, "/api/calendar/changes/" + made.text("/id"));
    EXPECT_EQ(journal.text("/ends/0/after"), "2027-01-05T16:00:00.000Z");
}

TEST_P(CalendarDesk, who_may_not_know_of_a_clock_sees_the_same_as_if_there_were_none) {
    const Visitor affairs = staff(Duty::general_affairs, "zonghe");
    const std::string without = import(affairs, "").raw;
    begin(13, true);
    EXPECT_EQ(import(affairs, "").raw, without);
    ASSERT_EQ(import(affairs, "&dry_run=false&rev=0").status, 201);
    EXPECT_EQ(get(affairs, "/api/calendar/changes/" + get(affairs, "/api/calendar/changes").text("/items/0/id")).at("/ends").as_array().size(), 0U);
    const auto moved = db().read([&](store::Tx& tx) { return due::find(tx, company, kKind, Id{13}); });
    EXPECT_EQ(moved->at, at("2027-01-06 00:00")) << "it moves all the same";
}

TEST_P(CalendarDesk, a_repeated_change_gets_the_first_answer_and_another_body_does_not) {
    const http::Method post = http::Method::post;
    const std::string body = R"({"days":[{"day":"2026-12-24","works":false,"name":"年会"}],"dry_run":false,"rev":0})";
    const Answer first = ask(admin, {post, "/api/calendar/company-days", body, "", "calendar-key-1"});
    ASSERT_EQ(first.status, 201) << first.raw;
    const Answer again = ask(admin, {post, "/api/calendar/company-days", body, "", "calendar-key-1"});
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.text("/id"), first.text("/id"));
    EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
    const std::string other = R"({"days":[{"day":"2026-12-25","works":false,"name":"年会"}],"dry_run":false,"rev":1})";
    EXPECT_EQ(ask(admin, {post, "/api/calendar/company-days", other, "", "calendar-key-1"}).status, 422);
}

TEST_P(CalendarDesk, a_post_works_by_its_word_or_its_duty) {
    const Visitor guard = staff(Duty::guard, "baoan");
    EXPECT_EQ(get(guard, "/api/calendar/posts").status, 403);
    const auto hours = [&](std::string_view name) {
        const Answer all = get(admin, "/api/calendar/posts");
        for (const auto& row : all.at("/items").as_array()) {
            if (row.at("name").as_string() == name) return row.as_object();
        }
        throw std::runtime_error("no such post");
    };
    auto row = hours("岗位baoan");
    EXPECT_EQ(row.at("hours").as_string(), "round_the_clock");
    EXPECT_FALSE(row.at("own").as_bool());
    (void)entries();
    const std::string path = "/api/calendar/posts/" + std::string(row.at("post").as_string());
    EXPECT_EQ(ask(admin, {http::Method::put, path, R"({"hours":"office"})"}).status, 200);
    EXPECT_EQ(entries(), (std::vector<std::string>{"calendar.hours_set"}));
    row = hours("岗位baoan");
    EXPECT_EQ(row.at("hours").as_string(), "office");
    EXPECT_TRUE(row.at("own").as_bool());
    EXPECT_EQ(ask(admin, {http::Method::put, path, "{}"}).text("/hours"), "round_the_clock");
}

TEST_P(CalendarDesk, ends_are_worked_out_within_bounds) {
    const auto end = [&](const std::string& query) { return get(admin, "/api/calendar/end?start=2026-09-30T02:00:00Z&" + query); };
    EXPECT_EQ(end("basis=working_days&count=3").text("/last_day"), "2026-10-10");
    EXPECT_EQ(end("basis=working_time&minutes=60").text("/end"), "2026-09-30T03:00:00.000Z");
    EXPECT_EQ(end("basis=calendar_days&count=2&roll=next").text("/rolled_from"), "2026-10-02");
    EXPECT_EQ(end("basis=working_days&count=0").status, 422);
    EXPECT_EQ(end("basis=working_days&count=367").status, 422);
    EXPECT_EQ(end("basis=month_day&count=32").status, 422);
    EXPECT_EQ(get(admin, "/api/calendar?year=2031").status, 422);
    EXPECT_EQ(get(admin, "/api/calendar?year=2006").status, 422);
    EXPECT_EQ(get(admin, "/api/calendar/end?start=1970-01-01T00:00:00Z&basis=real&minutes=1").status, 422);
}

GX_ON_BOTH_ENGINES(CalendarDesk);

}  // namespace
}  // namespace gx::system
