/// The module's routes and permissions.
#pragma once

#include <vector>

#include "platform/http/route.hpp"

namespace gx::incidents {

inline const org::Permission kReport{"incidents.report"};
inline const org::Permission kRead{"incidents.read"};
inline const org::Permission kAcknowledge{"incidents.acknowledge", {org::Duty::general_affairs, org::Duty::general_manager}};
inline const org::Permission kLead{"incidents.lead",
                                   {org::Duty::branch_manager, org::Duty::department_head, org::Duty::general_manager,
                                    org::Duty::deputy_general_manager, org::Duty::general_affairs}};
inline const org::Permission kExport{"incidents.export",
                                     {org::Duty::branch_manager, org::Duty::department_head, org::Duty::general_affairs,
                                      org::Duty::general_manager, org::Duty::auditor}};

std::vector<http::Route> routes();
std::vector<http::Route> month_routes();
std::vector<http::Route> disaster_routes();

}  // namespace gx::incidents
