#include "modules/incidents/searched.hpp"

#include "modules/incidents/act.hpp"
#include "modules/incidents/kinds.hpp"
#include "modules/incidents/routes.hpp"
#include "modules/incidents/store.hpp"
#include "platform/base/check.hpp"
#include "platform/files/files.hpp"

namespace gx::incidents {
namespace {

void add_line(std::string& out, const std::optional<std::string>& text) {
    if (text && !text->empty()) out += "\n" + *text;
}

std::string text_of(const http::Services& services, store::Tx& tx, const Incident& it) {
    const Kind* kind = kinds().find(it.kind);
    std::string out = number_of(it) + " " + (kind == nullptr ? it.kind : kind->zh);
    const Narrative narrative = open_narrative(services, it);
    add_line(out, narrative.place);
    add_line(out, narrative.summary);
    for (const Detail& detail : narrative.details) add_line(out, detail.value);
    if (it.has(Has::reports)) {
        for (const Report& report : reports_of(tx, services.company, it.id)) {
            const auto text = json::read_text<ReportText>(
                open_text(services, "incident_report", report.id, "narrative", report.narrative));
            GX_CHECK(text.has_value());
            for (const auto& part : {text->place, std::optional(text->course), text->trend, text->measures, text->help,
                                     text->result, text->cause}) {
                add_line(out, part);
            }
        }
    }
    if (it.has(Has::photos)) {
        for (const files::Meta& file : services.files.of(tx, services.company, it.id)) add_line(out, file.name);
    }
    return out;
}

}  // namespace

std::vector<search::Source> search_sources(const http::Services& services) {
    const auto load = [&services](store::Tx& tx, Id object) -> std::optional<search::Document> {
        const auto it = find(tx, services.company, object);
        if (!it) return std::nullopt;
        return search::Document{std::string(kSearchType), it->id, it->label, it->author, it->entered_at, text_of(services, tx, *it)};
    };
    const auto above_id = [&services](store::Tx& tx, Id after, std::size_t count) {
        return above(tx, services.company, after, count);
    };
    return {{std::string(kSearchType), &kRead, load, above_id}};
}

}  // namespace gx::incidents
