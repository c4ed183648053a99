/// The root key's file and its printed sheet.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "platform/clock/clock.hpp"
#include "platform/keys/keys.hpp"
#include "platform/text/text.hpp"

namespace gx::gen {
extern const Part platform_keys;
}

namespace gx::keys {
namespace {

constexpr std::string_view kPlain = "guixing-root-key-1";
constexpr std::string_view kWithPassphrase = "guixing-root-key-1-passphrase";
constexpr std::string_view kPlace = "root key";
constexpr std::size_t kProof = 3;    ///< bytes of the key's hash at the end of the sheet
constexpr std::size_t kGroups = 14;  ///< (32 + 3) bytes in groups of 20 bits

std::filesystem::path file_in(const std::filesystem::path& keys_dir) { return keys_dir / "root.key"; }

[[noreturn]] void fail(const std::string& what, const std::filesystem::path& path) {
    throw Broken(what + " " + path.string() + ": " + std::strerror(errno));
}

void write_new(const std::filesystem::path& keys_dir, const std::string& text) {
    std::filesystem::create_directories(keys_dir);
    if (chmod(keys_dir.c_str(), 0700) != 0) fail("cannot protect", keys_dir);
    const auto path = file_in(keys_dir);
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) fail("cannot create", path);
    const bool good = fchmod(fd, 0600) == 0 &&
                      write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
    close(fd);
    if (!good) fail("cannot write", path);
    const int folder = open(keys_dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 || fsync(folder) != 0) fail("cannot sync", keys_dir);
    close(folder);
}

std::string read_protected(const std::filesystem::path& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        throw Broken("There is no root key " + path.string() +
                     ". Without it the data cannot be read; restore it from the recovery sheet: guixing restore --sheet");
    }
    if (fd < 0) fail("cannot read", path);
    struct stat about {};
    char text[1024];
    ssize_t size = -1;
    const bool known = fstat(fd, &about) == 0;
    const bool safe = known && (about.st_mode & 077) == 0 && (about.st_uid == geteuid() || geteuid() == 0);
    if (safe) size = read(fd, text, sizeof text);
    close(fd);
    if (!safe) {
        throw Broken(fmt::format("The root key {} can be read by others (mode {:03o}, owner {}). Put it right with: "
                                 "chown {} {} && chmod 600 {}",
                                 path.string(), about.st_mode & 0777, about.st_uid, geteuid(), path.string(),
                                 path.string()));
    }
    if (size < 0) fail("cannot read", path);
    return {text, static_cast<std::size_t>(size)};
}

/// From the environment (a service), else from the terminal without showing it.
std::string ask_passphrase() {
    if (const char* given = std::getenv("GUIXING_PASSPHRASE")) return given;
    const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
    termios before{};
    if (terminal < 0 || tcgetattr(terminal, &before) != 0) {
        throw Broken("The root key is locked with a passphrase: set GUIXING_PASSPHRASE or start from a terminal.");
    }
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(terminal, TCSAFLUSH, &silent);
    constexpr std::string_view kAsk = "Passphrase of the root key / 根密钥口令: ";
    std::string out;
    char c = '\n';
    if (write(terminal, kAsk.data(), kAsk.size()) < 0) c = '\0';
    while (read(terminal, &c, 1) == 1 && c != '\n') out += c;
    tcsetattr(terminal, TCSAFLUSH, &before);
    if (write(terminal, "\n", 1) < 0) out.clear();
    close(terminal);
    return out;
}

BytesView proof_of(const crypto::Hash& hash) { return BytesView(hash).first(kProof); }

}  // namespace

crypto::Key load_root(const std::filesystem::path& keys_dir) {
    const auto path = file_in(keys_dir);
    std::istringstream words(read_protected(path));
    std::string kind, first, second;
    words >> kind >> first >> second;
    const auto bytes = from_hex(first);
    if (kind == kPlain && bytes && bytes->size() == 32) return crypto::Key::from(*bytes);
    const auto sealed = from_hex(second);
    if (kind != kWithPassphrase || !bytes || bytes->size() != 16 || !sealed) {
        throw Broken("The root key " + path.string() + " is damaged; restore it from the recovery sheet.");
    }
    const auto opened = crypto::open(crypto::from_passphrase(ask_passphrase(), *bytes), *sealed, kPlace);
    if (!opened) throw Broken("The passphrase does not open the root key " + path.string() + ".");
    return crypto::Key::from(*opened);
}

crypto::Key create_root(const std::filesystem::path& keys_dir) {
    crypto::Key key = crypto::Key::random();
    save_root(keys_dir, key);
    return key;
}

void save_root(const std::filesystem::path& keys_dir, const crypto::Key& root) {
    write_new(keys_dir, fmt::format("{}\n{}\n", kPlain, to_hex(root.view())));
}

crypto::Key create_root(const std::filesystem::path& keys_dir, std::string_view passphrase) {
    crypto::Key key = crypto::Key::random();
    const Bytes salt = crypto::random_bytes(16);
    const Bytes sealed = crypto::seal(crypto::from_passphrase(passphrase, salt), key.view(), kPlace);
    write_new(keys_dir, fmt::format("{}\n{}\n{}\n", kWithPassphrase, to_hex(salt), to_hex(sealed)));
    return key;
}

std::string recovery_sheet(const crypto::Key& root, std::string_view company, Instant now) {
    Bytes bytes(root.view().begin(), root.view().end());
    const auto hash = crypto::sha256(root.view());
    bytes.insert(bytes.end(), proof_of(hash).begin(), proof_of(hash).end());
    const std::string code = crypto::to_code(bytes);
    std::string groups;
    for (std::size_t i = 0; i < kGroups; ++i) {
        groups += fmt::format("{:2}: {}{}", i + 1, code.substr(i * 6, 5), i % 4 == 3 || i + 1 == kGroups ? "\n" : "     ");
    }
    const Part* const parts[] = {&gen::platform_keys};
    const text::Catalogue catalogue(parts);
    const text::Params params{{"company", std::string(company)}, {"time", clock::to_local(now)}, {"groups", groups}};
    return catalogue.say(Lang::zh, "recovery_sheet", params) + "\n" +
           catalogue.say(Lang::en, "recovery_sheet", {params[0], params[1], {"groups", ""}});
}

Result<crypto::Key> from_recovery(std::string_view typed) {
    // The sheet numbers its groups ("3: ABCDE"); whoever copies the numbers too is right as well.
    std::string groups;
    std::istringstream words{std::string(typed)};
    for (std::string word; words >> word;) {
        const auto colon = word.find(':');
        groups += (colon == std::string::npos ? word : word.substr(colon + 1)) + " ";
    }
    if (const int bad = crypto::first_bad_group(groups); bad != 0) {
        return refuse("recovery_group", "group", std::to_string(bad));
    }
    const auto bytes = crypto::from_code(groups);
    if (!bytes || bytes->size() != 32 + kProof) {
        const std::size_t given = bytes ? (bytes->size() * 8 + 19) / 20 : 0;
        return refuse("recovery_incomplete", "wanted", std::to_string(kGroups), "given", std::to_string(given));
    }
    crypto::Key key = crypto::Key::from(BytesView(*bytes).first(32));
    const auto hash = crypto::sha256(key.view());
    if (!crypto::equal(proof_of(hash), BytesView(*bytes).subspan(32))) return refuse("recovery_other");
    return key;
}

crypto::Key page_key(const crypto::Key& root) { return crypto::derive(root, "guixing database pages 1"); }

crypto::Key backup_key(const crypto::Key& root) { return crypto::derive(root, "guixing backup 1"); }

}  // namespace gx::keys
