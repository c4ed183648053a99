#include "app/data_dir.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "platform/base/check.hpp"

namespace gx::app {
namespace {

constexpr std::string_view kStoreFile = "store.url";

void make_private_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw Broken("cannot make the folder " + folder.string() + ": " + error.message());
    ::chmod(folder.c_str(), S_IRWXU);
}

}  // namespace

DataDir::DataDir(const std::filesystem::path& root) : root_(std::filesystem::absolute(root)) {
    make_private_folder(root_);
    for (const auto& folder : {root_ / "db", files(), keys(), temporary()}) make_private_folder(folder);
    // New files are private by the program's umask; a database of an earlier version is made so here.
    for (const auto& file : std::filesystem::directory_iterator(root_ / "db")) ::chmod(file.path().c_str(), S_IRUSR | S_IWUSR);
}

DataDir::DataDir(DataDir&& other) noexcept : root_(std::move(other.root_)), lock_(std::exchange(other.lock_, -1)) {}

DataDir::~DataDir() {
    if (lock_ >= 0) ::close(lock_);
}

bool DataDir::lock() {
    if (lock_ >= 0) return true;
    const auto file = root_ / "lock";
    const int handle = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (handle < 0) throw Broken("cannot open " + file.string() + ": " + std::strerror(errno));
    if (::flock(handle, LOCK_EX | LOCK_NB) != 0) {
        ::close(handle);
        return false;
    }
    lock_ = handle;
    return true;
}

bool DataDir::initialised() const {
    return std::filesystem::exists(keys() / "root.key") &&
           (std::filesystem::exists(database()) || !store_url().empty());
}

std::string DataDir::store_url() const {
    const auto file = root_ / kStoreFile;
    return std::filesystem::exists(file) ? read_text(file) : std::string{};
}

void DataDir::remember_store(std::string_view url) const {
    if (!url.empty()) write_private(root_ / kStoreFile, url);
}

store::Options DataDir::store_options(const Bytes& page_key) const {
    store::Options options;
    options.url = store_url();
    options.engine = options.url.empty() ? store::Engine::sqlite : store::Engine::postgres;
    options.file = database();
    options.page_key = page_key;
    return options;
}

void write_private(const std::filesystem::path& file, std::string_view content) {
    const auto fresh = file.string() + ".new";
    const int handle = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (handle < 0) throw Broken("cannot write " + fresh + ": " + std::strerror(errno));
    const bool written = ::write(handle, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
                         ::fsync(handle) == 0;
    ::close(handle);
    if (!written) throw Broken("cannot write " + fresh + ": " + std::strerror(errno));
    std::filesystem::rename(fresh, file);
}

std::string read_text(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw Broken("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace gx::app
