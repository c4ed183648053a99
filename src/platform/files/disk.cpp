#include "platform/files/disk.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/base/check.hpp"

namespace gx::files {
namespace {

[[noreturn]] void broken(const char* what) {
    throw Broken(std::string("files: cannot ") + what + ": " + std::strerror(errno));
}

class Descriptor {
  public:
    Descriptor(const std::filesystem::path& path, int flags, const char* what)
        : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
        if (fd_ < 0) broken(what);
    }
    ~Descriptor() { ::close(fd_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }
    void sync() const {
        if (::fsync(fd_) != 0) broken("sync");
    }

  private:
    int fd_;
};

void sync_folder(const std::filesystem::path& folder) {
    Descriptor(folder, O_RDONLY | O_DIRECTORY, "open the folder").sync();
}

void make_folder(const std::filesystem::path& folder) {
    if (::mkdir(folder.c_str(), 0700) == 0) return sync_folder(folder.parent_path());
    if (errno != EEXIST) broken("make the folder");
}

void write_all(int fd, BytesView content) {
    while (!content.empty()) {
        const ssize_t done = ::write(fd, content.data(), content.size());
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) broken("write");
        content = content.subspan(static_cast<std::size_t>(done));
    }
}

}  // namespace

void write_durably(const std::filesystem::path& path, BytesView content, Instant now) {
    const std::filesystem::path folder = path.parent_path();
    make_folder(folder);
    const std::filesystem::path temporary = folder / (".new-" + to_string(new_id(now)));
    try {
        const Descriptor file(temporary, O_WRONLY | O_CREAT | O_EXCL, "create");
        write_all(file.get(), content);
        const auto millis = to_millis(now);
        const timespec time{millis / 1000, millis % 1000 * 1'000'000};
        const timespec times[] = {time, time};
        if (::futimens(file.get(), times) != 0) broken("set the time");
        file.sync();
        if (::rename(temporary.c_str(), path.c_str()) != 0) broken("rename");
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
    sync_folder(folder);
}

Bytes read_whole(const std::filesystem::path& path) {
    const Descriptor file(path, O_RDONLY, "open");
    struct stat info {};
    if (::fstat(file.get(), &info) != 0) broken("read");
    Bytes out(static_cast<std::size_t>(info.st_size));
    for (std::size_t at = 0; at < out.size();) {
        const ssize_t got = ::read(file.get(), out.data() + at, out.size() - at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) broken("read");
        if (got == 0) throw Broken("files: a file ended early");
        at += static_cast<std::size_t>(got);
    }
    return out;
}

Instant written_at(const std::filesystem::path& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) broken("look at");
    return from_millis(info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1'000'000);
}

}  // namespace gx::files
