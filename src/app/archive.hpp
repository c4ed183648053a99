/// Backups: one encrypted file with the database, the files and a manifest; never the root key.
#pragma once

#include <filesystem>
#include <string>

#include "platform/crypto/crypto.hpp"

namespace gx::app {

class App;
class DataDir;

struct BackupFacts {
    std::string made_at;
    std::string version;
    std::string engine;
    std::int64_t trail_size = 0;
    std::string trail_root;
    std::int64_t files = 0;
};

/// While the server goes on working. Throws Broken; nothing half-written stays at `target`.
BackupFacts backup(App& app, const std::filesystem::path& target);
/// Into an empty folder that already holds the root key; then opens it, checks the database and verifies the whole
/// trail against the manifest. Throws Broken with what is wrong.
BackupFacts restore(const DataDir& dir, const crypto::Key& root, const std::filesystem::path& source);

}  // namespace gx::app
