/// The pages that the program carries, found and answered without touching the disk.
#pragma once

#include <span>
#include <string>
#include <unordered_map>

#include "platform/http/server.hpp"

namespace gx::http {

/// An answer whose body lies in the program itself, or was unpacked for a client that takes neither packing.
struct StaticAnswer {
    Response response;  ///< body unused if `body` is set
    BytesView body;
};

class StaticFiles {
  public:
    explicit StaticFiles(std::span<const StaticFile> files);
    /// nullopt: no such page. A path without a dot that names no file is a place inside the application: index.html.
    std::optional<StaticAnswer> find(const Request& request) const;

  private:
    std::unordered_map<std::string_view, const StaticFile*> files_;
    const StaticFile* index_ = nullptr;
};

}  // namespace gx::http
