/// Photos: upload, whole, preview. Who may see one follows from the record it belongs to.
#include "modules/system/common.hpp"
#include "modules/system/routes.hpp"
#include "platform/files/files.hpp"

namespace gx::system {

struct FileQuery {
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(FileQuery, (), (name))

struct FileView {
    Id id;
    std::string name, media_type;
    std::int64_t size = 0;
    std::int64_t width = 0, height = 0;
};
BOOST_DESCRIBE_STRUCT(FileView, (), (id, name, media_type, size, width, height))

namespace {

FileView view_of(const files::Meta& meta) {
    return {meta.id, meta.name, meta.media_type, meta.size, meta.width, meta.height};
}

/// A loose file is its author's alone; one that belongs to a record follows the record's label.
bool may_see(const http::Call& call, const files::Meta& meta) {
    if (!meta.owner) return meta.author == call.actor.person;
    return labels::may_read(call.actor.reaches(), call.actor.person, {meta.label, meta.author, false, false, false});
}

Result<FileView> upload(http::Call& call, const FileQuery& query) {
    const auto& key = call.idempotency();
    const auto& services = call.services;
    const auto repeated = services.db.read([&](store::Tx& tx) { return services.files.earlier(tx, services.company, key.key); });
    if (repeated) {
        if (repeated->body != key.body) return refuse("idempotency_mismatch");
        call.replayed();
        return view_of(repeated->meta);
    }
    GX_TRY(meta, services.files.put_picture(call.now, query.name.value_or(""), as_bytes(call.request.body),
                                            kOrdinaryLabel, call.actor.person));
    const auto kept = services.db.write([&](store::Tx& tx) -> Result<Done> {
        services.files.record(tx, services.company, meta, key.key, key.body);
        call.record(tx, "file.uploaded", "file", meta.id, kOrdinaryLabel,
                    R"({"size":)" + std::to_string(meta.size) + "}");
        return Done{};
    });
    if (!kept) return tl::unexpected<Error>(kept.error());
    return view_of(meta);
}

Result<files::Meta> seen(http::Call& call) {
    GX_TRY(id, call.id());
    const auto& services = call.services;
    const auto meta = services.db.read([&](store::Tx& tx) { return services.files.find(tx, services.company, id); });
    if (!meta || !may_see(call, *meta)) return refuse("not_found");
    call.saw("file", id, meta->label);
    call.add_header("Cache-Control", "private, no-store");
    return *meta;
}

Result<http::File> download(http::Call& call, const json::None&) {
    GX_TRY(meta, seen(call));
    return http::File{meta.media_type, meta.name, call.services.files.read(meta)};
}

Result<http::File> preview(http::Call& call, const json::None&) {
    GX_TRY(meta, seen(call));
    return http::File{"image/jpeg", "", call.services.files.preview(meta)};
}

}  // namespace

std::vector<http::Route> file_routes() {
    using http::Kind;
    using http::Method;
    return {
        http::route<&upload>(Method::post, "/api/files", Kind::heavy, http::kLoggedIn, "E4.1", "files.upload",
                             {"file.uploaded"}, "上传照片", "Upload a photo",
                             {.create = true, .body_max = files::kPhotoBytesMax, .media_in = "*/*"}),
        http::route<&download>(Method::get, "/api/files/{id}", Kind::heavy, http::kLoggedIn, "G2", "files.get",
                               {"file.seen"}, "下载文件", "The whole file"),
        http::route<&preview>(Method::get, "/api/files/{id}/preview", Kind::heavy, http::kLoggedIn, "G2",
                              "files.preview", {"file.seen"}, "照片预览", "Preview of a photo"),
    };
}

}  // namespace gx::system
