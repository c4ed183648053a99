/// Encrypted content store: DIR/files/ab/cdef..., named by the keyed hash of the content, sealed with a key
/// of its own. Written and synced before the transaction that names it; orphans are swept.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/keys/keys.hpp"
#include "platform/labels/labels.hpp"
#include "platform/store/db.hpp"

namespace gx::files {

inline constexpr std::size_t kPhotoBytesMax = 10 * 1024 * 1024;
inline constexpr int kNameMax = 120;  ///< characters of a file name

/// By content, never by name: jpeg, png, webp, pdf, xlsx, csv, text; nullopt if it is none of them.
std::optional<std::string_view> sniff(BytesView content);
/// Without folders, control and direction characters, at most kNameMax characters; `otherwise` if nothing is
/// left.
std::string clean_name(std::string_view name, std::string_view otherwise);

struct Meta {
    Id id;
    std::string name;        ///< as uploaded, cleaned
    std::string media_type;  ///< from sniff
    std::int64_t size = 0;
    Bytes digest;  ///< keyed hash of the content, 32 bytes: also its name on the disk
    labels::Label label;
    Id author;
    Instant at;
    int width = 0, height = 0;  ///< pictures, upright
    std::string owner_type;     ///< empty while loose
    Id owner;                   ///< Id{} while loose: then only the author may see it
};

class Store {
  public:
    /// `dir` is DIR/files; made where it is missing. Borrows the keys.
    Store(std::filesystem::path dir, const keys::Keyring& keys);

    /// Outside any transaction: checks size and magic (refusals file_empty, file_too_large,
    /// file_kind_refused, picture_bad), makes the preview of a picture, writes both encrypted, syncs. Nothing
    /// is visible until `record`.
    Result<Meta> put_picture(Instant now, std::string_view name, BytesView content,
                             const labels::Label& label, Id author);
    /// The row; in the transaction of the act it belongs to. Key and body digest of the create, where there
    /// are any.
    void record(store::Tx& tx, Id company, const Meta& meta, BytesView idempotency_key = {},
                BytesView idempotency_body = {}) const;
    /// What an earlier create of this key recorded, and the digest of what it said.
    struct Earlier {
        Meta meta;
        Bytes body;
    };
    std::optional<Earlier> earlier(store::Tx& tx, Id company, BytesView idempotency_key) const;
    /// Ties files to the record they belong to (once; only the author's own loose files). Refusal:
    /// file_unknown.
    Result<Done> attach(store::Tx& tx, Id company, Id author, const std::vector<Id>& files,
                        std::string_view owner_type, Id owner, const labels::Label& label) const;
    /// By id, so in time order.
    std::vector<Meta> of(store::Tx& tx, Id company, Id owner) const;
    std::optional<Meta> find(store::Tx& tx, Id company, Id id) const;
    /// All of the company by id, above `after`; for checks over everything.
    std::vector<Meta> above(store::Tx& tx, Id company, Id after, std::int64_t limit) const;

    Bytes read(const Meta& meta) const;     ///< throws Broken if missing or damaged
    Bytes preview(const Meta& meta) const;  ///< JPEG, at most 480 px; throws Broken
    /// Removes content that no row names and that is older than a day; returns how many files. sweep_part looks at
    /// the folder of one first byte, so that a large store is swept in small pieces.
    std::size_t sweep(store::Tx& tx, Instant now) const;
    std::size_t sweep_part(store::Tx& tx, Instant now, std::uint8_t part) const;

  private:
    Bytes digest_of(BytesView content) const;
    void write(Instant now, const Bytes& digest, std::string_view kind, BytesView content) const;
    Bytes open(const Meta& meta, std::string_view kind) const;

    std::filesystem::path dir_;
    const keys::Keyring& keys_;
    crypto::Key key_;
    /// A file that is written anew must not be swept between two looks.
    mutable std::mutex sweeping_;
};

}  // namespace gx::files
