/// Whole files under one key, for backups.
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "platform/base/check.hpp"
#include "platform/crypto/crypto.hpp"

namespace gx::crypto {
namespace {

constexpr std::string_view kMagic = "GXSEAL1\n";
constexpr std::size_t kPiece = 64 * 1024;
constexpr std::size_t kExtra = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t kHeader = crypto_secretstream_xchacha20poly1305_HEADERBYTES;

[[noreturn]] void fail(const std::string& what, const std::string& path) {
    throw Broken(what + " " + path + ": " + std::strerror(errno));
}

class Source {
  public:
    explicit Source(const std::string& path) : path_(path), fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (fd_ < 0) fail("cannot read", path);
    }
    ~Source() { ::close(fd_); }
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    /// Fills `out` unless the file ends before; bytes read.
    std::size_t read(std::span<std::uint8_t> out) {
        std::size_t have = 0;
        while (have < out.size()) {
            const auto got = ::read(fd_, out.data() + have, out.size() - have);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) fail("cannot read", path_);
            if (got == 0) break;
            have += static_cast<std::size_t>(got);
        }
        return have;
    }

  private:
    std::string path_;
    int fd_;
};

/// Written under another name and renamed when whole and synced.
class Target {
  public:
    explicit Target(const std::string& path) : path_(path), part_(path + ".part") {
        fd_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd_ < 0) fail("cannot write", part_);
    }
    ~Target() {
        if (fd_ >= 0) ::close(fd_);
        if (!done_) ::unlink(part_.c_str());
    }
    Target(const Target&) = delete;
    Target& operator=(const Target&) = delete;
    void write(BytesView bytes) {
        while (!bytes.empty()) {
            const auto put = ::write(fd_, bytes.data(), bytes.size());
            if (put < 0 && errno == EINTR) continue;
            if (put < 0) fail("cannot write", part_);
            bytes = bytes.subspan(static_cast<std::size_t>(put));
        }
    }
    void finish() {
        if (::fsync(fd_) != 0) fail("cannot sync", part_);
        if (::rename(part_.c_str(), path_.c_str()) != 0) fail("cannot rename", part_);
        done_ = true;
        const auto slash = path_.rfind('/');
        const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path_.substr(0, slash);
        const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0) fail("cannot open", folder);
        const int synced = ::fsync(fd);
        ::close(fd);
        if (synced != 0) fail("cannot sync", folder);
    }

  private:
    std::string path_;
    std::string part_;
    int fd_ = -1;
    bool done_ = false;
};

}  // namespace

void seal_file(const Key& key, const std::string& from, const std::string& to) {
    Source source(from);
    Target target(to);
    crypto_secretstream_xchacha20poly1305_state state;
    std::uint8_t header[kHeader];
    crypto_secretstream_xchacha20poly1305_init_push(&state, header, key.view().data());
    target.write(as_bytes(kMagic));
    target.write(header);
    Bytes plain(kPiece);
    Bytes sealed(kPiece + kExtra);
    bool last = false;
    while (!last) {
        const std::size_t have = source.read(plain);
        last = have < kPiece;  // a file of whole pieces ends with an empty one
        const auto tag = static_cast<unsigned char>(last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
        crypto_secretstream_xchacha20poly1305_push(&state, sealed.data(), nullptr, plain.data(), have,
                                                   as_bytes(kMagic).data(), kMagic.size(), tag);
        target.write({sealed.data(), have + kExtra});
    }
    sodium_memzero(plain.data(), plain.size());
    target.finish();
}

void open_file(const Key& key, const std::string& from, const std::string& to) {
    Source source(from);
    Bytes start(kMagic.size() + kHeader);
    if (source.read(start) != start.size() || as_text(start).substr(0, kMagic.size()) != kMagic) {
        throw Broken(from + " is not a sealed file of this program");
    }
    crypto_secretstream_xchacha20poly1305_state state;
    if (crypto_secretstream_xchacha20poly1305_init_pull(&state, &start[kMagic.size()], key.view().data()) != 0) {
        throw Broken(from + " is damaged at its beginning");
    }
    Target target(to);
    Bytes sealed(kPiece + kExtra);
    Bytes plain(kPiece);
    for (bool last = false; !last;) {
        const std::size_t have = source.read(sealed);
        unsigned char tag = 0;
        unsigned long long size = 0;
        if (have < kExtra || crypto_secretstream_xchacha20poly1305_pull(
                                 &state, plain.data(), &size, &tag, sealed.data(), have, as_bytes(kMagic).data(),
                                 kMagic.size()) != 0) {
            throw Broken(from + " is damaged, cut off, or sealed with another key");
        }
        last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
        target.write({plain.data(), static_cast<std::size_t>(size)});
    }
    std::uint8_t more = 0;
    if (source.read({&more, 1}) != 0) throw Broken(from + " goes on after its end");
    target.finish();
}

}  // namespace gx::crypto
