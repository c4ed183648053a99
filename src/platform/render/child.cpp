#include "platform/render/child.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/base/check.hpp"

namespace gx::render {
namespace {

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {
        if (number_ < 0) throw Broken("render: no descriptor left");
    }
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return number_; }
    void close() {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }

  private:
    int number_;
};

/// Never left behind: it is killed before it is waited for. One that is already leaving keeps its exit code.
class Process {
  public:
    explicit Process(pid_t id) : id_(id) {}
    ~Process() { wait(); }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    std::optional<int> wait() {
        if (id_ == 0) return std::nullopt;
        ::kill(id_, SIGKILL);
        int status = 0;
        while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {}
        id_ = 0;
        if (!WIFEXITED(status)) return std::nullopt;
        return WEXITSTATUS(status);
    }

    void limit(const ChildLimits& limits) const {
        const auto seconds = static_cast<rlim_t>(std::chrono::ceil<std::chrono::seconds>(limits.time).count());
        set(RLIMIT_CPU, seconds);
        set(RLIMIT_CORE, 0);  // a core would hold what the sheet holds
        set(RLIMIT_FSIZE, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        set(RLIMIT_AS, limits.memory);  // sanitizers reserve terabytes
#endif
    }

  private:
    template <class Resource>
    void set(Resource resource, rlim_t most) const {
        const rlimit value{most, most};
        if (::prlimit(id_, resource, &value, nullptr) != 0 && errno != ESRCH) throw Broken("render: prlimit");
    }
    pid_t id_;
};

/// 0 if it cannot be started.
pid_t spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments, int end) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    if (::posix_spawn_file_actions_init(&actions) != 0 || ::posix_spawnattr_init(&attributes) != 0) throw std::bad_alloc();
    ::posix_spawn_file_actions_adddup2(&actions, end, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, end, STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<std::string> words{program.filename().string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    char* const environment[] = {nullptr};
    pid_t id = 0;
    const int error = ::posix_spawn(&id, program.c_str(), &actions, &attributes, argv.data(), environment);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error == EAGAIN || error == ENOMEM) throw Broken("render: no process left");
    return error == 0 ? id : 0;
}

/// Feeds and reads until the other side closes. False: out of time, too much output.
bool exchange(int socket, int timer, BytesView input, std::size_t most, Bytes& output) {
    if (input.empty()) ::shutdown(socket, SHUT_WR);
    std::array<std::uint8_t, 64 * 1024> piece;
    for (;;) {
        const auto wanted = static_cast<short>(input.empty() ? POLLIN : POLLIN | POLLOUT);
        pollfd waiting[] = {{socket, wanted, 0}, {timer, POLLIN, 0}};
        if (::poll(waiting, 2, -1) < 0 && errno != EINTR) throw Broken("render: poll");
        if (waiting[1].revents != 0) return false;
        if ((waiting[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
            const ssize_t got = ::recv(socket, piece.data(), piece.size(), MSG_DONTWAIT);
            if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return true;
            if (got > 0) output.insert(output.end(), piece.data(), piece.data() + got);
            if (output.size() > most) return false;
        }
        if ((waiting[0].revents & POLLOUT) != 0 && !input.empty()) {
            const ssize_t put = ::send(socket, input.data(), input.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
            // One that does not want to hear more may still have an answer.
            if (put < 0 && errno != EAGAIN && errno != EINTR) input = {};
            if (put > 0) input = input.subspan(static_cast<std::size_t>(put));
            if (input.empty()) ::shutdown(socket, SHUT_WR);
        }
    }
}

}  // namespace

ChildAnswer run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments, BytesView input,
                      const ChildLimits& limits) {
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw Broken("render: socketpair");
    Descriptor mine(ends[0]), theirs(ends[1]);
    const Descriptor timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
    const pid_t id = spawn(program, arguments, theirs.get());
    theirs.close();
    if (id == 0) return {};
    Process process(id);
    process.limit(limits);
    itimerspec end{};
    end.it_value.tv_sec = limits.time.count() / 1000;
    end.it_value.tv_nsec = limits.time.count() % 1000 * 1'000'000;
    if (::timerfd_settime(timer.get(), 0, &end, nullptr) != 0) throw Broken("render: timerfd");
    ChildAnswer answer;
    const bool whole = exchange(mine.get(), timer.get(), input, limits.output, answer.output);
    const std::optional<int> exit_code = process.wait();
    if (whole) answer.exit_code = exit_code;
    return answer;
}

}  // namespace gx::render
