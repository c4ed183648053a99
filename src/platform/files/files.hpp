/// Encrypted content store: DIR/files/ab/cdef..., named by the keyed hash of the content, sealed with a key
/// per file. Written and synced before the transaction that names it; orphans are swept.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/keys/keys.hpp"
#include "platform/labels/labels.hpp"
#include "platform/store/db.hpp"

namespace gx::files {

inline constexpr std::size_t kPhotoBytesMax = 10 * 1024 * 1024;

/// By content, never by name: jpeg, png, webp, pdf, xlsx, csv, text; nullopt if it is none of them.
std::optional<std::string_view> sniff(BytesView content);

struct Meta {
    Id id;
    std::string name;        ///< as uploaded, cleaned
    std::string media_type;  ///< from sniff
    std::int64_t size = 0;
    Bytes digest;  ///< SHA-256 of the content
    labels::Label label;
    Id author;
    Instant at;
    int width = 0, height = 0;  ///< pictures
};

class Store {
  public:
    Store(std::filesystem::path dir, const keys::Keyring& keys);

    /// Outside any transaction: checks size and magic (refusals file_too_large, file_kind_refused,
    /// picture_bad), makes the preview of a picture, writes both encrypted, syncs. Nothing is visible until
    /// `record`.
    Result<Meta> put_picture(Instant now, std::string_view name, BytesView content,
                             const labels::Label& label, Id author);
    /// The row; in the transaction of the act it belongs to.
    void record(store::Tx& tx, Id company, const Meta& meta) const;
    /// Ties files to the record they belong to (once; only the author's own loose files). Refusal:
    /// file_unknown.
    Result<Done> attach(store::Tx& tx, Id company, Id author, const std::vector<Id>& files,
                        std::string_view owner_type, Id owner, const labels::Label& label) const;
    std::vector<Meta> of(store::Tx& tx, Id company, Id owner) const;
    std::optional<Meta> find(store::Tx& tx, Id company, Id id) const;

    Bytes read(const Meta& meta) const;     ///< throws Broken if damaged
    Bytes preview(const Meta& meta) const;  ///< JPEG, at most 480 px
    /// Removes content that no row names and that is older than a day.
    std::size_t sweep(store::Tx& tx, Instant now) const;

  private:
    std::filesystem::path dir_;
    const keys::Keyring& keys_;
};

}  // namespace gx::files
