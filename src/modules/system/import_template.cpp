#include "modules/system/import_template.hpp"

#include "modules/system/import_book.hpp"
#include "platform/org/actor.hpp"
#include "platform/render/form.hpp"

namespace gx::system::import {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows examples_zh(Part part) {
    switch (part) {
        case Part::compounds:
            return {{"示例-C01", "示例小区一", "示例市示例路1号"},
                    {"示例-C02", "示例小区二", "示例市示例路2号"}};
        case Part::departments:
            return {{"示例-D01", "综合部", "", ""}, {"示例-D02", "示例小区一管理处", "示例-D01", "示例-C01"}};
        case Part::posts:
            return {
                {"示例-P01", "管理处主任", "示例-D02", "示例-C01", "20", "是", "保密", "业主信息", "小区"},
                {"示例-P02", "秩序维护员", "示例-D02", "示例-C01", "90", "否", "普通", "", "小区"}};
        case Part::duties:
            return {{"示例-P01", "管理处主任"}, {"示例-P02", "秩序维护员"}};
        case Part::people:
            return {
                {"示例-1001", "示例甲", "13800000001", "jia@example.com", "示例-P01", "2026-01-01", "jia"},
                {"示例-1002", "示例乙", "010-12345678-801", "", "示例-P02", "2026年1月1日", ""}};
        case Part::rooms:
            return {{"示例-C01", "1栋", "1单元", "101", "1"}, {"示例-C01", "地下车库", "", "", "-1"}};
    }
    return {};
}

Rows examples_en(Part part) {
    switch (part) {
        case Part::compounds:
            return {{"EXAMPLE-C01", "Example Garden", "1 Example Road"},
                    {"EXAMPLE-C02", "Example Court", "2 Example Road"}};
        case Part::departments:
            return {{"EXAMPLE-D01", "General affairs", "", ""},
                    {"EXAMPLE-D02", "Branch Example Garden", "EXAMPLE-D01", "EXAMPLE-C01"}};
        case Part::posts:
            return {{"EXAMPLE-P01", "Branch manager", "EXAMPLE-D02", "EXAMPLE-C01", "20", "yes",
                     "confidential", "owner_pii", "compound"},
                    {"EXAMPLE-P02", "Guard", "EXAMPLE-D02", "EXAMPLE-C01", "90", "no", "ordinary", "",
                     "compound"}};
        case Part::duties:
            return {{"EXAMPLE-P01", "branch manager"}, {"EXAMPLE-P02", "guard"}};
        case Part::people:
            return {{"EXAMPLE-1001", "Example A", "13800000001", "a@example.com", "EXAMPLE-P01", "2026-01-01",
                     "a"},
                    {"EXAMPLE-1002", "Example B", "010-12345678-801", "", "EXAMPLE-P02", "2026/1/1", ""}};
        case Part::rooms:
            return {{"EXAMPLE-C01", "1栋", "1单元", "101", "1"}, {"EXAMPLE-C01", "Garage", "", "", "-1"}};
    }
    return {};
}

std::vector<std::string> choices(Form form, Lang lang) {
    const bool zh = lang == Lang::zh;
    using List = std::vector<std::string>;
    if (form == Form::flag) return zh ? List{"是", "否"} : List{"yes", "no"};
    if (form == Form::level) {
        return zh ? List{"绝密", "机密", "保密", "普通"}
                  : List{"top secret", "secret", "confidential", "ordinary"};
    }
    if (form == Form::scope)
        return zh ? List{"小区", "部门", "公司"} : List{"compound", "department", "company"};
    if (form != Form::duty) return {};
    List duties;
    for (std::size_t i = 0; i < org::kDuties; ++i)
        duties.emplace_back(org::duty_name(static_cast<org::Duty>(i), lang));
    return duties;
}

Rows explanation(Lang lang) {
    Rows rows;
    if (lang == Lang::zh) {
        rows = {
            {"机构导入模板",
             "逐表填写后上传。先用“试导入”核对,全部无误后再正式导入;有一处错误则整本都不导入。"},
            {"红色列标题", "必填。列的先后次序可以改动,不用的列可以删去,但不能增加其他列。"},
            {"示例行", "以“示例”开头的行只作说明,导入时跳过,可以直接删除。"},
            {"重复导入",
             "按编码、工号、楼栋房号对应已有记录:没有变化的跳过,有变化的更新,空格保留原值,不会重复新增。"},
            {"不接受",
             "合并单元格、公式、重复的编码或房号。日期写成 2026-11-23、2026/11/23 或 2026年11月23日。"},
            {"登录名",
             "填写即开通账号。导入后显示一次性登录码(24 小时内有效),只显示这一次,请当面交给本人。"}};
    } else {
        rows = {
            {"Organisation import",
             "Fill in the sheets and upload the file. Try it first; one error and nothing is imported."},
            {"Red headings",
             "Required. Columns may stand in any order and may be left out; others may not be added."},
            {"Examples", "Lines that begin with EXAMPLE are left out by the import; delete them or not."},
            {"Again",
             "Records are found by code, staff number and place: equal ones are left, others changed, empty "
             "cells keep what is there, nothing is doubled."},
            {"Not taken",
             "Merged cells, formulas, doubled codes or rooms. Dates are 2026-11-23 or 2026/11/23."},
            {"Log-ins", "Open an account. The one-time codes (24 hours) are shown once, after the import."}};
    }
    for (const Definition& each : definitions()) {
        for (const Column& column : each.columns) {
            const std::string_view help = lang == Lang::zh ? column.help_zh : column.help_en;
            const std::string_view sheet = lang == Lang::zh ? each.zh : each.en;
            const std::string_view name = lang == Lang::zh ? column.zh : column.en;
            if (!help.empty())
                rows.push_back({std::string(sheet) + " / " + std::string(name), std::string(help)});
        }
    }
    // More of them than a cell's list of choices can offer.
    for (const std::string& duty : choices(Form::duty, lang))
        rows.push_back({lang == Lang::zh ? "职责" : "Duty", duty});
    return rows;
}

}  // namespace

Bytes template_workbook(Lang lang, Instant now) {
    const bool zh = lang == Lang::zh;
    std::vector<render::FormSheet> sheets;
    sheets.push_back({zh ? "说明" : "Instructions", {}, explanation(lang)});
    for (const Definition& each : definitions()) {
        render::FormSheet sheet{
            std::string(zh ? each.zh : each.en), {}, zh ? examples_zh(each.part) : examples_en(each.part)};
        for (const Column& column : each.columns) {
            sheet.columns.push_back({std::string(zh ? column.zh : column.en),
                                     std::string(zh ? column.help_zh : column.help_en),
                                     column.max > 60 ? 28 : 16, column.required, choices(column.form, lang)});
        }
        sheets.push_back(std::move(sheet));
    }
    return render::to_form(zh ? "机构导入模板" : "Organisation import", sheets, now);
}

}  // namespace gx::system::import
