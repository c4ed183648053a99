/// Files that are whole and on the disk, or not there.
#pragma once

#include <filesystem>

#include "platform/base/types.hpp"

namespace gx::files {

/// Temporary name, sync, rename, sync of the folder. The file's time is `now`. Throws Broken with the
/// system's reason.
void write_durably(const std::filesystem::path& path, BytesView content, Instant now);
/// Throws Broken.
Bytes read_whole(const std::filesystem::path& path);
/// The time that write_durably gave it.
Instant written_at(const std::filesystem::path& path);

}  // namespace gx::files
