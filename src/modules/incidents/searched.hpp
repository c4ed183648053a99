/// What full text finds of an incident.
#pragma once

#include "platform/http/call.hpp"
#include "platform/search/search.hpp"

namespace gx::incidents {

inline constexpr std::string_view kSearchType = "incident";

/// Number and kind (the title), place, summary, report texts, names of photos.
std::vector<search::Source> search_sources(const http::Services& services);

}  // namespace gx::incidents
