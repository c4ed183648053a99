/// Rights that the routes of this module ask for.
#pragma once

#include "platform/org/actor.hpp"

namespace gx::system {

using org::Duty;

inline constexpr org::Permission kOrgRead{"org.read"};
inline constexpr org::Permission kOrgManage{"org.manage", {Duty::system_administrator, Duty::personnel_clerk}};
inline constexpr org::Permission kAccountsManage{"accounts.manage",
                                                 {Duty::system_administrator, Duty::security_administrator}};
inline constexpr org::Permission kDutiesManage{
    "duties.manage", {Duty::general_office, Duty::general_office_head, Duty::system_administrator}};
inline constexpr org::Permission kRosterManage{"roster.manage",
                                               {Duty::branch_manager, Duty::security_head, Duty::general_affairs,
                                                Duty::system_administrator}};
inline constexpr org::Permission kTrailRead{"trail.read", {Duty::audit_administrator, Duty::auditor}};
inline constexpr org::Permission kSettingsManage{"settings.manage", {Duty::system_administrator}};
inline constexpr org::Permission kClausesRead{"clauses.read"};
inline constexpr org::Permission kCalendarRead{"calendar.read"};
inline constexpr org::Permission kCalendarManage{"calendar.manage", {Duty::general_affairs, Duty::system_administrator}};

}  // namespace gx::system
