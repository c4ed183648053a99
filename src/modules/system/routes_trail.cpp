/// The trail as its readers may see it: entries of what their reach covers, checkpoints, verification, bundle.
#include <filesystem>
#include <fstream>

#include "modules/system/common.hpp"
#include "modules/system/routes.hpp"
#include "platform/base/check.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/labels/labels.hpp"
#include "platform/render/workbook.hpp"

namespace gx::system {

struct TrailQuery {
    std::optional<std::string> cursor, action;
    std::optional<std::int64_t> limit;
    std::optional<Id> actor, object;
};
BOOST_DESCRIBE_STRUCT(TrailQuery, (), (cursor, action, limit, actor, object))

struct TrailRow {
    std::optional<std::int64_t> sequence;  ///< absent while not yet numbered
    Id id;
    Instant at;
    std::string action, outcome;
    std::optional<Named> actor, post;
    std::string object_type;
    Id object;  ///< 0 = none
    std::int64_t level = labels::kOrdinary;
    std::string clause, note, leaf;
};
BOOST_DESCRIBE_STRUCT(TrailRow, (), (sequence, id, at, action, outcome, actor, post, object_type, object, level, clause,
                                     note, leaf))

struct CheckpointView {
    std::int64_t size = 0;
    Instant at;  ///< when it was signed
    std::string root, note;
    std::string qr;  ///< PNG of the note as a QR code, base64; empty if the note is too long for one
};
BOOST_DESCRIBE_STRUCT(CheckpointView, (), (size, at, root, note, qr))

struct VerificationView {
    std::int64_t entries = 0;
    std::optional<std::string> problem;
    std::optional<std::int64_t> bad_sequence;
};
BOOST_DESCRIBE_STRUCT(VerificationView, (), (entries, problem, bad_sequence))

namespace {

std::string_view outcome_key(trail::Outcome outcome) {
    switch (outcome) {
        case trail::Outcome::done: return "done";
        case trail::Outcome::refused: return "refused";
        case trail::Outcome::failed: return "failed";
        case trail::Outcome::seen: return "seen";
    }
    return "";
}

bool may_see(const std::vector<labels::Reach>& reaches, Id person, const trail::Stored& stored) {
    const labels::Label label{stored.entry.level, stored.entry.compartments, stored.entry.scope};
    return labels::may_read(reaches, person, {label, Id{}, false, false, false});
}

TrailRow view_of(const http::Call& call, const trail::Stored& stored) {
    TrailRow out;
    if (stored.sequence >= 0) out.sequence = stored.sequence;
    out.id = stored.id;
    out.at = stored.at;
    out.action = stored.entry.action;
    out.outcome = outcome_key(stored.entry.outcome);
    if (stored.entry.actor) out.actor = person_named(call, stored.entry.actor);
    if (stored.entry.post) out.post = post_named(call, stored.entry.post);
    out.object_type = stored.entry.object_type;
    out.object = stored.entry.object;
    out.level = stored.entry.level;
    out.clause = stored.entry.clause;
    out.note = stored.entry.note;
    out.leaf = to_hex(stored.leaf);
    return out;
}

Result<http::Page<TrailRow>> list_trail(http::Call& call, const TrailQuery& query) {
    GX_TRY(limit, page_size(query.limit));
    std::int64_t before = 0;
    if (query.cursor) {
        const auto place = parse_id(*query.cursor);
        if (!place) return refuse_field("cursor", "system_cursor_wrong");
        before = place->value;
    }
    const auto reaches = call.actor.reaches();
    const trail::Trail::Filter filter{
        query.action.value_or(""), query.actor.value_or(Id{}), query.object.value_or(Id{}),
        [&](const trail::Stored& stored) { return may_see(reaches, call.actor.person, stored); }};
    call.saw("trail", query.object.value_or(Id{}), kOrdinaryLabel);
    http::Page<TrailRow> out;
    std::int64_t reached = 0;
    for (const auto& stored :
         call.services.trail.page(call.tx(), before, static_cast<int>(limit), filter, &reached)) {
        out.items.push_back(view_of(call, stored));
    }
    if (reached > 0) out.next = std::to_string(reached);
    return out;
}

Result<CheckpointView> checkpoint(http::Call& call, const json::None&) {
    const trail::Checkpoint made = call.services.trail.checkpoint(call.now);
    const Bytes qr = render::qr_png(made.note);
    return CheckpointView{made.size, call.now, crypto::to_base64(made.root), made.note, crypto::to_base64(qr)};
}

Result<VerificationView> verify(http::Call& call, const json::None&) {
    const trail::Verdict verdict = call.services.trail.verify();
    VerificationView out;
    out.entries = verdict.entries;
    if (!verdict.problem.empty()) out.problem = verdict.problem;
    if (verdict.bad_sequence >= 0) out.bad_sequence = verdict.bad_sequence;
    call.record("trail.verified", "trail", Id{}, kOrdinaryLabel,
                R"({"entries":)" + std::to_string(verdict.entries) + R"(,"intact":)" +
                    (verdict.problem.empty() ? "true}" : "false}"));
    return out;
}

Result<http::File> bundle(http::Call& call, const json::None&) {
    // Recorded first: the bundle tells of its own export.
    call.record("trail.exported", "trail", Id{}, kOrdinaryLabel);
    const auto path = std::filesystem::temp_directory_path() / ("guixing-trail-" + to_hex(crypto::random_bytes(16)));
    call.services.trail.export_bundle(path.string(), call.now);
    http::File file{"application/octet-stream", "guixing-trail.bundle", {}};
    {
        std::ifstream in(path, std::ios::binary);
        file.content.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
        if (in.bad()) throw Broken("the bundle cannot be read back");
    }
    std::filesystem::remove(path);
    return file;
}

}  // namespace

std::vector<http::Route> trail_routes() {
    using http::Kind;
    using http::Method;
    const auto read = http::holds(kTrailRead);
    return {
        http::route<&list_trail>(Method::get, "/api/trail", Kind::read, read, "G2", "trail.list", {"trail.read"},
                                 "留痕记录", "The trail"),
        http::route<&checkpoint>(Method::get, "/api/trail/checkpoint", Kind::heavy, read, "G2", "trail.checkpoint",
                                 {"trail.checkpoint_read"}, "留痕检查点", "Signed checkpoint of the trail"),
        http::route<&verify>(Method::post, "/api/trail/verification", Kind::heavy, read, "G2", "trail.verify",
                             {"trail.verified"}, "校验留痕", "Verify the whole trail"),
        http::route<&bundle>(Method::get, "/api/trail/bundle", Kind::heavy, read, "G2", "trail.export",
                             {"trail.exported"}, "导出留痕包", "The trail for an offline verifier"),
    };
}

}  // namespace gx::system
