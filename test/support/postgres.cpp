#include "support/postgres.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <vector>

namespace gx::test {
namespace {

constexpr const char* kBin = "/usr/lib/postgresql/15/bin";

int free_port() {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0) throw std::runtime_error("no free port");
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    close(fd);
    return ntohs(address.sin_port);
}

/// PostgreSQL refuses to run as root.
const passwd* other_user() { return geteuid() == 0 ? getpwnam("postgres") : nullptr; }

pid_t start(const std::vector<std::string>& command, const std::string& log) {
    const passwd* user = other_user();
    std::vector<char*> argv;
    argv.reserve(command.size() + 1);
    for (const auto& word : command) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    const pid_t pid = fork();
    if (pid != 0) return pid;
    if (user != nullptr && (setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) _exit(127);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);  // a killed test leaves no server behind
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    dup2(out, 1);
    dup2(out, 2);
    for (int fd = 3; fd < 256; ++fd) close(fd);
    setpgid(0, 0);
    execv(argv[0], argv.data());
    _exit(127);
}

class Cluster {
  public:
    Cluster() {
        std::string name = (std::filesystem::temp_directory_path() / "gx-pg-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
        dir_ = name;
        if (const passwd* user = other_user()) {
            if (chown(dir_.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("chown");
        }
        const pid_t pid = start({std::string(kBin) + "/initdb", "-D", dir_ + "/data", "-U", "postgres", "-A", "trust",
                                 "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"}, dir_ + "/log");
        int status = 0;
        waitpid(pid, &status, 0);
        if (status != 0) throw std::runtime_error("initdb failed, see " + dir_ + "/log");
        for (int tries = 0; tries < 5; ++tries) {
            port_ = free_port();
            if (run()) return;
        }
        throw std::runtime_error("PostgreSQL does not start, see " + dir_ + "/log");
    }
    ~Cluster() {
        if (owner_ != getpid()) return;  // a forked child of a test
        end(SIGQUIT);
        std::error_code ignored;
        std::filesystem::remove_all(dir_, ignored);
    }
    std::string url() const { return "postgres://postgres@127.0.0.1:" + std::to_string(port_) + "/"; }
    void crash() {
        end(SIGQUIT);
        if (!run()) throw std::runtime_error("PostgreSQL does not start again, see " + dir_ + "/log");
    }

  private:
    bool run() {
        pid_ = start({std::string(kBin) + "/postgres", "-D", dir_ + "/data", "-p", std::to_string(port_), "-c", "fsync=off",
                      "-c", "full_page_writes=off", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                      "-c", "max_connections=100", "-c", "shared_buffers=64MB", "-c", "log_min_messages=warning"},
                     dir_ + "/log");
        for (int tries = 0; tries < 1000; ++tries) {
            if (PQping((url() + "postgres").c_str()) == PQPING_OK) return true;
            if (waitpid(pid_, nullptr, WNOHANG) == pid_) return false;
            poll(nullptr, 0, 20);
        }
        end(SIGQUIT);
        return false;
    }
    void end(int signal) {
        kill(pid_, signal);
        waitpid(pid_, nullptr, 0);
    }

    std::string dir_;
    int port_ = 0;
    pid_t pid_ = 0;
    pid_t owner_ = getpid();
};

std::unique_ptr<Cluster>& own_cluster() {
    static std::unique_ptr<Cluster> cluster;
    return cluster;
}

}  // namespace

bool has_postgres() {
    return std::getenv("GX_TEST_PG") != nullptr || std::filesystem::exists(std::string(kBin) + "/postgres");
}

std::string postgres_server() {
    if (const char* url = std::getenv("GX_TEST_PG")) {
        const std::string text(url);
        return text.substr(0, text.rfind('/') + 1);
    }
    auto& cluster = own_cluster();
    if (!cluster) cluster = std::make_unique<Cluster>();
    return cluster->url();
}

bool crash_postgres() {
    if (!own_cluster()) return false;
    own_cluster()->crash();
    return true;
}

}  // namespace gx::test
