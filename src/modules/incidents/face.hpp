/// What others may use of this module: a quick report without HTTP, and a month's ledger as a sheet.
#pragma once

#include <optional>
#include <string>

#include "platform/base/result.hpp"
#include "platform/http/call.hpp"
#include "platform/render/sheet.hpp"

namespace gx::incidents {

/// The least that a first report needs; kind and its elements as in data/kinds.toml.
struct QuickReport {
    std::string kind;
    std::string place;
    Instant happened_at;
    std::string summary;
    std::optional<Fen> loss{};
    std::optional<std::int64_t> injured{};
};

/// The same use case as POST /api/incidents, in the caller's transaction. The id of the incident.
Result<Id> report_quickly(store::Tx& tx, const http::Services& services, const org::Actor& actor, Instant now,
                          const QuickReport& report);

/// The ledger of a month ("2026-11") as far as the actor may read it. Leaves the export's entry in the trail, so
/// the transaction must be a writing one. Refuses a malformed month. Clause E4.4.
Result<render::Sheet> export_ledger(store::Tx& tx, const http::Services& services, const org::Actor& actor, Instant now,
                                    std::string_view month, std::optional<Id> compound);

}  // namespace gx::incidents
