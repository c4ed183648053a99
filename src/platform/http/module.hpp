/// What a module gives the program; module.cpp fills it and reads as the module's table of contents.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "platform/calendar/calendar.hpp"
#include "platform/due/obligation.hpp"
#include "platform/http/route.hpp"
#include "platform/outbox/outbox.hpp"
#include "platform/render/sheet.hpp"
#include "platform/search/search.hpp"

namespace gx::http {

/// Live figures for one clause, over the whole company: counts only. Shown to those whose reach is the whole company.
struct Figure {
    std::string key;  ///< message key of the label
    std::int64_t value = 0;
};

struct Module {
    std::string_view name;
    const Part* part = nullptr;
    std::vector<Route> routes;
    /// Made once the services exist; handlers may keep references to them.
    std::function<std::map<std::string, outbox::Handler, std::less<>>(const Services&)> outbox;
    std::function<std::map<std::string, due::Handler, std::less<>>(const Services&)> clocks;
    /// Cases that the calendar brings.
    std::function<std::vector<due::Obligation>(const Services&)> obligations;
    /// For the kinds of clocks with derived moments: what a reader is told of one whose end the calendar moves.
    std::function<std::map<std::string, calendar::Describe, std::less<>>(const Services&)> subjects;
    /// Kinds of records that full text finds.
    std::function<std::vector<search::Source>(const Services&)> search;
    std::function<std::vector<Figure>(store::Tx&, const Services&, std::string_view clause)> evidence;
    /// Rows that an import or the demo adds live in app; a module may fill its own demo records here.
    std::function<void(const Services&)> demo;
};

}  // namespace gx::http
