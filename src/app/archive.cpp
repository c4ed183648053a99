#include "app/archive.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <zip.h>

#include <array>

#include "app/app.hpp"
#include "platform/base/check.hpp"
#include "platform/json/json.hpp"

extern char** environ;

namespace gx::app {

BOOST_DESCRIBE_STRUCT(BackupFacts, (), (made_at, version, engine, trail_size, trail_root, files))

namespace {

constexpr const char* kManifest = "manifest.json";
constexpr const char* kDatabase = "database";
constexpr std::string_view kFilesPrefix = "files/";

/// Removes what is left behind, whatever happens.
class Scratch {
  public:
    explicit Scratch(std::filesystem::path path) : path_(std::move(path)) { std::filesystem::remove_all(path_); }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

/// Another program with the database's URL as its last argument; throws Broken if it fails or is not installed.
void run_program(std::vector<std::string> arguments) {
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_t child = 0;
    int status = 0;
    if (::posix_spawnp(&child, argv[0], nullptr, nullptr, argv.data(), environ) != 0 ||
        ::waitpid(child, &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        throw Broken(arguments[0] + " failed; is the package postgresql-client installed?");
    }
}

class Zip {
  public:
    Zip(const std::filesystem::path& file, int flags) {
        int code = 0;
        zip_ = ::zip_open(file.c_str(), flags, &code);
        if (zip_ == nullptr) throw Broken("cannot open the archive " + file.string());
    }
    ~Zip() {
        if (zip_ != nullptr) ::zip_discard(zip_);
    }
    void add(const std::string& name, const std::filesystem::path& file) {
        zip_source_t* source = ::zip_source_file(zip_, file.c_str(), 0, -1);
        place(name, source);
    }
    /// `text` must live until close().
    void add_text(const std::string& name, const std::string& text) {
        place(name, ::zip_source_buffer(zip_, text.data(), text.size(), 0));
    }
    void close() {
        if (::zip_close(zip_) != 0) throw Broken(std::string("cannot write the archive: ") + ::zip_strerror(zip_));
        zip_ = nullptr;
    }
    std::string read_text(const char* name) {
        std::string out;
        read(name, [&](const char* data, std::size_t size) { out.append(data, size); });
        return out;
    }
    void extract(const std::string& name, const std::filesystem::path& target) {
        std::filesystem::create_directories(target.parent_path());
        std::FILE* file = std::fopen(target.c_str(), "wbe");
        if (file == nullptr) throw Broken("cannot write " + target.string());
        bool good = true;
        read(name.c_str(), [&](const char* data, std::size_t size) {
            good = good && std::fwrite(data, 1, size, file) == size;
        });
        good = std::fclose(file) == 0 && good;
        if (!good) throw Broken("cannot write " + target.string());
    }
    std::vector<std::string> names() const {
        std::vector<std::string> out;
        for (zip_int64_t i = 0; i < ::zip_get_num_entries(zip_, 0); ++i) out.emplace_back(::zip_get_name(zip_, static_cast<zip_uint64_t>(i), 0));
        return out;
    }

  private:
    void place(const std::string& name, zip_source_t* source) {
        const zip_int64_t index = ::zip_file_add(zip_, name.c_str(), source, ZIP_FL_ENC_UTF_8);
        if (index < 0 || ::zip_set_file_compression(zip_, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0) != 0) {
            throw Broken("cannot add " + name + " to the archive");
        }
    }
    template <class F>
    void read(const char* name, F&& f) {
        zip_file_t* file = ::zip_fopen(zip_, name, 0);
        if (file == nullptr) throw Broken(std::string("the backup holds no ") + name);
        std::array<char, 65536> buffer{};
        for (zip_int64_t got = 0; (got = ::zip_fread(file, buffer.data(), buffer.size())) > 0;) {
            f(buffer.data(), static_cast<std::size_t>(got));
        }
        ::zip_fclose(file);
    }
    zip_t* zip_ = nullptr;
};

void copy_database(App& app, const std::filesystem::path& target) {
    if (app.db().engine() == store::Engine::sqlite) {
        app.db().copy_to(target);
        return;
    }
    run_program({"pg_dump", "--format=custom", "--no-owner", "--file=" + target.string(), app.dir().store_url()});
}

bool inside(const std::filesystem::path& relative) {
    for (const auto& piece : relative) {
        if (piece == "..") return false;
    }
    return relative.is_relative();
}

BackupFacts unpack(const DataDir& dir, const std::filesystem::path& archive) {
    Zip zip(archive, ZIP_RDONLY | ZIP_CHECKCONS);
    const auto tree = json::parse(zip.read_text(kManifest));
    auto facts = tree ? json::read<BackupFacts>(*tree) : Result<BackupFacts>(tl::unexpected<Error>(Error{}));
    if (!facts) throw Broken("the backup's manifest is not readable");
    for (const std::string& name : zip.names()) {
        if (!name.starts_with(kFilesPrefix)) continue;
        const std::filesystem::path relative = name.substr(kFilesPrefix.size());
        if (!inside(relative)) throw Broken("the backup names a file outside its folder");
        zip.extract(name, dir.files() / relative);
    }
    if (facts->engine == "sqlite") {
        zip.extract(kDatabase, dir.database());
    } else {
        const Scratch dump(dir.temporary() / "restore.dump");
        zip.extract(kDatabase, dump.path());
        run_program({"pg_restore", "--no-owner", "--exit-on-error", "--dbname=" + dir.store_url(), dump.path().string()});
    }
    return std::move(*facts);
}

}  // namespace

BackupFacts backup(App& app, const std::filesystem::path& target) {
    const Scratch database(app.dir().temporary() / "backup.db");
    const Scratch plain(app.dir().temporary() / "backup.zip");
    const Scratch sealed(target.string() + ".new");
    const trail::Checkpoint checkpoint = app.trail().checkpoint(app.now());
    copy_database(app, database.path());
    BackupFacts facts{to_rfc3339(app.now()), std::string(kVersion),
                      app.db().engine() == store::Engine::sqlite ? "sqlite" : "postgres", checkpoint.size,
                      to_hex(BytesView(checkpoint.root)), 0};
    std::string manifest;
    {
        Zip zip(plain.path(), ZIP_CREATE | ZIP_TRUNCATE);
        zip.add(kDatabase, database.path());
        // Content files are written once and never changed, so they may be read after the database was copied.
        for (const auto& entry : std::filesystem::recursive_directory_iterator(app.dir().files())) {
            if (!entry.is_regular_file() || entry.path().extension() == ".new") continue;
            zip.add(std::string(kFilesPrefix) + entry.path().lexically_relative(app.dir().files()).string(), entry.path());
            ++facts.files;
        }
        json::write(manifest, facts);
        zip.add_text(kManifest, manifest);
        zip.close();
    }
    crypto::seal_file(keys::backup_key(app.root()), plain.path().string(), sealed.path().string());
    std::filesystem::rename(sealed.path(), target);
    return facts;
}

BackupFacts restore(const DataDir& dir, const crypto::Key& root, const std::filesystem::path& source) {
    if (std::filesystem::exists(dir.database())) throw Broken("the folder already holds a database; choose an empty one");
    BackupFacts facts;
    {
        const Scratch plain(dir.temporary() / "restore.zip");
        crypto::open_file(keys::backup_key(root), source.string(), plain.path().string());
        facts = unpack(dir, plain.path());
    }
    return facts;
}

}  // namespace gx::app
