#include <array>

#include "modules/system/import_book.hpp"
#include "platform/base/check.hpp"
#include "platform/text/text.hpp"

namespace gx::system::import {
namespace {

constexpr std::string_view kCodeZh = "字母、数字和 - _ . /,最多 32 个,全公司不重复。再次导入时按编码对应。";
constexpr std::string_view kCodeEn =
    "Letters, digits and - _ . /, at most 32, unique. A later import finds the record by it.";

constexpr std::array kCompounds = {
    Column{"code", "小区编码", "Compound code", Form::code, true, 32, "编码|code", kCodeZh, kCodeEn},
    Column{"name", "小区名称", "Compound name", Form::text, true, 60, "名称|name", "", ""},
    Column{"address", "地址", "Address", Form::text, false, 200, "小区地址", "", ""},
};

constexpr std::array kDepartments = {
    Column{"code", "部门编码", "Department code", Form::code, true, 32, "编码|code", kCodeZh, kCodeEn},
    Column{"name", "部门名称", "Department name", Form::text, true, 60, "名称|name", "", ""},
    Column{"parent", "上级部门编码", "Parent code", Form::code, false, 32, "上级编码|上级部门|parent",
           "没有上级的留空。", "Empty at the top."},
    Column{"compound", "小区编码", "Compound code", Form::code, false, 32, "所属小区编码|所属小区|compound",
           "只属于一个小区的部门(如管理处)填写。", "For a department that belongs to one compound."},
};

constexpr std::array kPosts = {
    Column{"code", "岗位编码", "Post code", Form::code, true, 32, "编码|code", kCodeZh, kCodeEn},
    Column{"name", "岗位名称", "Post name", Form::text, true, 60, "名称|name", "", ""},
    Column{"department", "部门编码", "Department code", Form::code, true, 32,
           "所属部门编码|所属部门|department", "", ""},
    Column{"compound", "小区编码", "Compound code", Form::code, false, 32, "所属小区编码|所属小区|compound",
           "只管一个小区的岗位填写。", "For a post of one compound."},
    Column{"rank", "职级", "Rank", Form::number, false, 20, "级别|rank", "1 到 999,1 最高;空着按 100。",
           "1 to 999, 1 is the highest; empty is 100."},
    Column{"leads", "是否负责人", "Heads department", Form::flag, false, 20, "负责人|leads",
           "填“是”或“否”;空着为否。", "yes or no; empty is no."},
    Column{"level", "知悉密级", "Level", Form::level, false, 20, "密级|level",
           "绝密、机密、保密、普通之一;空着为普通。",
           "top secret, secret, confidential or ordinary; empty is ordinary."},
    Column{
        "compartments", "专项知悉范围", "Compartments", Form::compartments, false, 200,
        "专项范围|compartments",
        "业主信息、员工信息、财务、申诉、人事、信息安全、印章、审计;多项用顿号隔开。",
        "owner_pii, staff_pii, finance, grievance, personnel, it_security, seal, audit; parted by commas."},
    Column{"scope", "管辖范围", "Scope", Form::scope, false, 20, "范围|scope",
           "小区、部门、公司之一;空着时,填了小区编码的按小区,其余按部门。",
           "compound, department or company; empty is compound where there is one, else department."},
};

constexpr std::array kDuties = {
    Column{"post", "岗位编码", "Post code", Form::code, true, 32, "post", "由哪个岗位承担。",
           "The post that carries it."},
    Column{"duty", "职责", "Duty", Form::duty, true, 60, "职责名称|duty",
           "制度里所说的职责,从清单中选取,一行一项。", "A duty that the regulations name; one a line."},
};

constexpr std::array kPeople = {
    Column{"staff_number", "工号", "Staff number", Form::code, true, 32, "员工编号|staff_number", kCodeZh,
           kCodeEn},
    Column{"name", "姓名", "Name", Form::text, true, 60, "name", "", ""},
    Column{"phone", "手机", "Phone", Form::phone, false, 30, "电话|手机号|手机号码|联系电话|phone",
           "加密保存,平时不显示全号。", "Kept encrypted, shown masked."},
    Column{"mail", "邮箱", "Mail", Form::mail, false, 200, "电子邮箱|邮件|mail|e-mail|email",
           "紧急通知发往这里。", "Emergency notices go there."},
    Column{"posts", "岗位编码", "Post codes", Form::codes, false, 400, "岗位|posts|post code",
           "兼任多个岗位的用顿号隔开。", "Several are parted by commas."},
    Column{"from", "任职日期", "From", Form::date, false, 30, "任职开始|开始日期|from",
           "如 2026-11-23;空着为导入之时。", "As 2026-11-23; empty is the moment of the import."},
    Column{"login", "登录名", "Log-in", Form::code, false, 32, "账号|login",
           "填写即开通账号,导入后给出一次性登录码。",
           "Opens an account; the import answers with a one-time code."},
};

constexpr std::array kRooms = {
    Column{"compound", "小区编码", "Compound code", Form::code, true, 32, "所属小区编码|compound", "", ""},
    Column{"building", "楼栋", "Building", Form::text, true, 60, "楼号|楼栋名称|building", "如 1栋。",
           "As 1栋 or A."},
    Column{"unit", "单元", "Unit", Form::text, false, 60, "单元名称|unit", "没有单元的留空。",
           "Empty where there is none."},
    Column{"room", "房号", "Room", Form::text, false, 60, "房间|房屋|room|name", "只登记楼栋或单元的留空。",
           "Empty to register the building or unit only."},
    Column{"floor", "楼层", "Floor", Form::number, false, 20, "所在楼层|floor", "-20 到 200。", "-20 to 200."},
};

constexpr std::array kDefinitions = {
    Definition{Part::compounds, "compounds", "小区", "Compounds", "项目|小区信息", kCompounds},
    Definition{Part::departments, "departments", "部门", "Departments", "组织|部门信息", kDepartments},
    Definition{Part::posts, "posts", "岗位", "Posts", "岗位信息", kPosts},
    Definition{Part::duties, "duties", "职责", "Duties", "职责分工", kDuties},
    Definition{Part::people, "people", "人员", "People", "员工|人员信息|staff", kPeople},
    Definition{Part::rooms, "rooms", "房间", "Rooms", "房屋|楼栋单元房间|楼栋|资产信息", kRooms},
};

}  // namespace

std::size_t Definition::index(std::string_view column_key) const {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].key == column_key) return i;
    }
    GX_CHECK(false);  // callers name columns of their own definition
}

std::span<const Definition> definitions() { return kDefinitions; }

const Definition& definition(Part part) {
    const Definition& found = kDefinitions[static_cast<std::size_t>(part)];
    GX_CHECK(found.part == part);
    return found;
}

}  // namespace gx::system::import
