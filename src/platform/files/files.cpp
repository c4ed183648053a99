#include "platform/files/files.hpp"

#include <algorithm>

#include "platform/files/disk.hpp"
#include "platform/files/picture.hpp"
#include "platform/files/rows.hpp"

namespace gx::files {
namespace {

constexpr auto kOrphanLives = std::chrono::hours{24};
constexpr std::string_view kContent = "";
constexpr std::string_view kPreview = ".p";
constexpr std::size_t kHexSize = 64;

keys::Place name_place(Id id) { return {"file", id, "name"}; }

/// DIR/ab/cdef... and, of a preview, the same with ".p".
std::filesystem::path path_of(const std::filesystem::path& dir, const Bytes& digest, std::string_view kind) {
    const std::string hex = to_hex(digest);
    return dir / hex.substr(0, 2) / (hex.substr(2) + std::string(kind));
}

std::string place_of(const Bytes& digest, std::string_view kind) {
    return "file/" + to_hex(digest) + std::string(kind);
}

Meta to_meta(const keys::Keyring& keys, rows::Row row) {
    row.meta.name = keys.open(name_place(row.meta.id), row.sealed_name);
    return std::move(row.meta);
}

/// The digest that a file's path names; nullopt for what is not ours.
std::optional<Bytes> digest_in(const std::filesystem::path& path) {
    std::string hex = path.parent_path().filename().string() + path.filename().string();
    if (hex.size() == kHexSize + kPreview.size() && hex.ends_with(kPreview)) hex.resize(kHexSize);
    return hex.size() == kHexSize ? from_hex(hex) : std::nullopt;
}

}  // namespace

Store::Store(std::filesystem::path dir, const keys::Keyring& keys)
    : dir_(std::move(dir)), keys_(keys), key_(keys.purpose("files")) {
    std::error_code error;
    std::filesystem::create_directories(dir_, error);
    std::filesystem::permissions(dir_, std::filesystem::perms::owner_all, error);
    if (error) throw Broken("files: cannot make the folder: " + error.message());
}

Bytes Store::digest_of(BytesView content) const {
    const crypto::Hash keyed = crypto::hmac_sha256(key_.view(), crypto::sha256(content));
    return {keyed.begin(), keyed.end()};
}

void Store::write(Instant now, const Bytes& digest, std::string_view kind, BytesView content) const {
    const std::string place = place_of(digest, kind);
    write_durably(path_of(dir_, digest, kind), crypto::seal(crypto::derive(key_, place), content, place),
                  now);
}

Bytes Store::open(const Meta& meta, std::string_view kind) const {
    const std::string place = place_of(meta.digest, kind);
    auto content =
        crypto::open(crypto::derive(key_, place), read_whole(path_of(dir_, meta.digest, kind)), place);
    if (!content) throw Broken("files: the content of file " + to_string(meta.id) + " is damaged");
    return *std::move(content);
}

Result<Meta> Store::put_picture(Instant now, std::string_view name, BytesView content,
                                const labels::Label& label, Id author) {
    if (content.empty()) return refuse("file_empty");
    if (content.size() > kPhotoBytesMax) {
        return refuse("file_too_large", "limit", std::to_string(kPhotoBytesMax >> 20) + " MiB");
    }
    const auto media_type = sniff(content);
    if (!media_type || !media_type->starts_with("image/")) return refuse("file_kind_refused");
    GX_TRY(picture, read_picture(*media_type, content));
    Meta meta;
    meta.id = new_id(now);
    meta.name = clean_name(name, "photo");
    meta.media_type = *media_type;
    meta.size = static_cast<std::int64_t>(content.size());
    meta.digest = digest_of(content);
    meta.label = label;
    meta.author = author;
    meta.at = now;
    meta.width = picture.width;
    meta.height = picture.height;
    const std::lock_guard lock(sweeping_);
    write(now, meta.digest, kPreview, picture.preview);
    write(now, meta.digest, kContent, content);
    return meta;
}

void Store::record(store::Tx& tx, Id company, const Meta& meta, BytesView key, BytesView body) const {
    rows::insert(tx, company, meta, keys_.seal(name_place(meta.id), meta.name), key, body);
}

std::optional<Store::Earlier> Store::earlier(store::Tx& tx, Id company, BytesView key) const {
    auto row = rows::by_key(tx, company, key);
    if (!row) return std::nullopt;
    Bytes body = std::move(row->idempotency_body);
    return Earlier{to_meta(keys_, *std::move(row)), std::move(body)};
}

Result<Done> Store::attach(store::Tx& tx, Id company, Id author, const std::vector<Id>& files,
                           std::string_view owner_type, Id owner, const labels::Label& label) const {
    GX_CHECK(owner);
    for (const Id file : files) {
        if (!rows::attach(tx, company, author, file, owner_type, owner, label)) return refuse("file_unknown");
    }
    return Done{};
}

std::vector<Meta> Store::of(store::Tx& tx, Id company, Id owner) const {
    std::vector<Meta> out;
    for (rows::Row& row : rows::of(tx, company, owner)) out.push_back(to_meta(keys_, std::move(row)));
    return out;
}

std::vector<Meta> Store::above(store::Tx& tx, Id company, Id after, std::int64_t limit) const {
    std::vector<Meta> out;
    for (rows::Row& row : rows::above(tx, company, after, limit)) out.push_back(to_meta(keys_, std::move(row)));
    return out;
}

std::optional<Meta> Store::find(store::Tx& tx, Id company, Id id) const {
    auto row = rows::find(tx, company, id);
    return row ? std::optional(to_meta(keys_, *std::move(row))) : std::nullopt;
}

Bytes Store::read(const Meta& meta) const {
    Bytes content = open(meta, kContent);
    if (digest_of(content) != meta.digest)
        throw Broken("files: file " + to_string(meta.id) + " is another content");
    return content;
}

Bytes Store::preview(const Meta& meta) const { return open(meta, kPreview); }

std::size_t Store::sweep(store::Tx& tx, Instant now) const {
    std::size_t removed = 0;
    for (int part = 0; part < 256; ++part) removed += sweep_part(tx, now, static_cast<std::uint8_t>(part));
    return removed;
}

std::size_t Store::sweep_part(store::Tx& tx, Instant now, std::uint8_t part) const {
    std::size_t removed = 0;
    std::error_code gone;
    const std::uint8_t byte[] = {part};
    for (const auto& entry : std::filesystem::directory_iterator(dir_ / to_hex(byte), gone)) {
        const auto digest = digest_in(entry.path());
        const bool unfinished = entry.path().filename().string().starts_with(".new-");
        if (!digest && !unfinished) continue;
        const std::lock_guard lock(sweeping_);
        if (!std::filesystem::exists(entry.path(), gone) || now - written_at(entry.path()) < kOrphanLives) continue;
        if (digest && rows::names_digest(tx, keys_.company(), *digest)) continue;
        removed += std::filesystem::remove(entry.path(), gone) ? 1U : 0U;
    }
    return removed;
}

}  // namespace gx::files
