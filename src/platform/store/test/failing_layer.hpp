/// A file layer below SQLite's encryption that fails at the n-th write or sync. For tests.
#pragma once

#include <atomic>
#include <string>

namespace gx::store::failing {

/// How many more operations succeed; negative: all.
struct Plan {
    std::atomic<int> syncs{-1};
    std::atomic<int> writes{-1};
    std::atomic<int> write_error{0};  ///< SQLite code: SQLITE_FULL or SQLITE_IOERR_WRITE
    std::atomic<int> synced{0};       ///< counts all syncs
    void all_well() {
        syncs = -1;
        writes = -1;
    }
};

Plan& plan();
/// Registered at first use; the name goes into Options::vfs.
std::string name();

}  // namespace gx::store::failing
