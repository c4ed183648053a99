/// DIR: db/ (database), files/ (encrypted content), keys/ (root key; never in a backup), lock, admin.sock.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/types.hpp"
#include "platform/store/db.hpp"

namespace gx::app {

class DataDir {
  public:
    /// Makes the folders (0700) where they are missing, and the database's files private (0600). Throws Broken with the reason.
    explicit DataDir(const std::filesystem::path& root);
    DataDir(DataDir&& other) noexcept;
    DataDir(const DataDir&) = delete;
    ~DataDir();

    /// Exclusive for as long as this object lives; false if another process holds it.
    bool lock();

    const std::filesystem::path& root() const { return root_; }
    std::filesystem::path keys() const { return root_ / "keys"; }
    std::filesystem::path files() const { return root_ / "files"; }
    std::filesystem::path database() const { return root_ / "db" / "guixing.db"; }
    std::filesystem::path admin_socket() const { return root_ / "admin.sock"; }
    std::filesystem::path temporary() const { return root_ / "tmp"; }

    /// True once `init` or `demo` has made a company here.
    bool initialised() const;
    /// PostgreSQL's URL as `init --store` remembered it; empty = the embedded database.
    std::string store_url() const;
    void remember_store(std::string_view url) const;
    store::Options store_options(const Bytes& page_key) const;

  private:
    std::filesystem::path root_;
    int lock_ = -1;
};

/// Writes whole (temporary, fsync, rename), mode 0600.
void write_private(const std::filesystem::path& file, std::string_view content);
std::string read_text(const std::filesystem::path& file);  ///< throws Broken

}  // namespace gx::app
