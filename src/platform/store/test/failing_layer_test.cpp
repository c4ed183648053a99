// The layer itself; a *_test.cpp so that it becomes part of the test program.
#include "failing_layer.hpp"

#include <sqlite3.h>

#include <cstring>

namespace gx::store::failing {
namespace {

/// SQLite allocates this much per file: ours in front, the real one behind it.
struct File {
    sqlite3_file base;
    sqlite3_file* real;
};

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

/// True if this operation has to fail.
bool fails(std::atomic<int>& left) {
    if (left.load() < 0) return false;
    if (left.load() == 0) return true;
    --left;
    return false;
}

int do_sync(sqlite3_file* file, int flags) {
    ++plan().synced;
    if (fails(plan().syncs)) return SQLITE_IOERR_FSYNC;
    return real(file)->pMethods->xSync(real(file), flags);
}

int do_write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
    if (fails(plan().writes)) return plan().write_error.load();
    return real(file)->pMethods->xWrite(real(file), data, size, at);
}

int do_close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
int do_read(sqlite3_file* f, void* to, int size, sqlite3_int64 at) { return real(f)->pMethods->xRead(real(f), to, size, at); }
int do_truncate(sqlite3_file* f, sqlite3_int64 size) { return real(f)->pMethods->xTruncate(real(f), size); }
int do_size(sqlite3_file* f, sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); }
int do_lock(sqlite3_file* f, int lock) { return real(f)->pMethods->xLock(real(f), lock); }
int do_unlock(sqlite3_file* f, int lock) { return real(f)->pMethods->xUnlock(real(f), lock); }
int do_reserved(sqlite3_file* f, int* out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); }
int do_control(sqlite3_file* f, int op, void* arg) { return real(f)->pMethods->xFileControl(real(f), op, arg); }
int do_sector(sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); }
int do_traits(sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }
int do_map(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
    return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
}
int do_shm_lock(sqlite3_file* f, int at, int n, int flags) { return real(f)->pMethods->xShmLock(real(f), at, n, flags); }
void do_barrier(sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); }
int do_unmap(sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); }

const sqlite3_io_methods kMethods{2,       do_close, do_read,    do_write,  do_truncate, do_sync,     do_size,
                                  do_lock, do_unlock, do_reserved, do_control, do_sector, do_traits, do_map,
                                  do_shm_lock, do_barrier, do_unmap, nullptr, nullptr};

int do_open(sqlite3_vfs* layer, sqlite3_filename path, sqlite3_file* file, int flags, int* out) {
    auto* ours = reinterpret_cast<File*>(file);
    auto* below = static_cast<sqlite3_vfs*>(layer->pAppData);
    ours->base.pMethods = nullptr;
    ours->real = reinterpret_cast<sqlite3_file*>(ours + 1);
    const int code = below->xOpen(below, path, ours->real, flags, out);
    if (ours->real->pMethods != nullptr) ours->base.pMethods = &kMethods;
    return code;
}

sqlite3_vfs make() {
    sqlite3_initialize();
    sqlite3_vfs* below = sqlite3_vfs_find("unix-excl");
    sqlite3_vfs out = *below;  // everything but opening works on paths and stays as it is
    out.zName = "gx-failing";
    out.pAppData = below;
    out.szOsFile = static_cast<int>(sizeof(File)) + below->szOsFile;
    out.xOpen = do_open;
    out.pNext = nullptr;
    return out;
}

}  // namespace

Plan& plan() {
    static Plan one;
    return one;
}

std::string name() {
    static sqlite3_vfs layer = make();
    static const int registered = sqlite3_vfs_register(&layer, 0);
    (void)registered;
    return layer.zName;
}

}  // namespace gx::store::failing
