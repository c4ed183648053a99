#include "app/admin_socket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <utility>

#include "platform/base/check.hpp"

namespace gx::app {
namespace {

constexpr std::uint32_t kMessageMax = 64U << 20;

sockaddr_un address_of(const std::filesystem::path& path) {
    sockaddr_un out{};
    out.sun_family = AF_UNIX;
    if (path.string().size() >= sizeof out.sun_path) throw Broken("the data folder's path is too long: " + path.string());
    path.string().copy(out.sun_path, sizeof out.sun_path - 1);
    return out;
}

bool send_all(int to, const void* data, std::size_t size) {
    const char* at = static_cast<const char*>(data);
    while (size > 0) {
        const ssize_t sent = ::send(to, at, size, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        at += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

bool receive_all(int from, void* data, std::size_t size) {
    char* at = static_cast<char*>(data);
    while (size > 0) {
        const ssize_t got = ::recv(from, at, size, 0);
        if (got <= 0) return false;
        at += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

/// Strings with their lengths before them; the count goes first.
bool send_strings(int to, const std::vector<std::string>& strings) {
    auto count = static_cast<std::uint32_t>(strings.size());
    if (!send_all(to, &count, sizeof count)) return false;
    for (const auto& text : strings) {
        auto size = static_cast<std::uint32_t>(text.size());
        if (!send_all(to, &size, sizeof size) || !send_all(to, text.data(), text.size())) return false;
    }
    return true;
}

bool receive_strings(int from, std::vector<std::string>& strings) {
    std::uint32_t count = 0;
    if (!receive_all(from, &count, sizeof count) || count > 1'000) return false;
    for (std::uint32_t i = 0; i < count; ++i) {
        std::uint32_t size = 0;
        if (!receive_all(from, &size, sizeof size) || size > kMessageMax) return false;
        strings.emplace_back(size, '\0');
        if (!receive_all(from, strings.back().data(), size)) return false;
    }
    return true;
}

}  // namespace

AdminSocket::AdminSocket(std::filesystem::path path, Run run) : path_(std::move(path)), run_(std::move(run)) {
    const auto address = address_of(path_);
    ::unlink(path_.c_str());
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const mode_t old = ::umask(S_IRWXG | S_IRWXO);
    const bool bound = listener_ >= 0 &&
                       ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                       ::listen(listener_, 8) == 0;
    ::umask(old);
    int ends[2];
    if (!bound || ::pipe(ends) != 0) throw Broken("cannot listen on " + path_.string() + ": " + std::strerror(errno));
    stop_read_ = ends[0];
    stop_write_ = ends[1];
    thread_ = std::thread([this] { serve(); });
}

AdminSocket::~AdminSocket() {
    ::close(stop_write_);
    thread_.join();
    ::close(stop_read_);
    ::close(listener_);
    ::unlink(path_.c_str());
}

void AdminSocket::serve() {
    for (;;) {
        pollfd waits[] = {{listener_, POLLIN, 0}, {stop_read_, POLLIN, 0}};
        if (::poll(waits, 2, -1) < 0) continue;
        if (waits[1].revents != 0) return;
        const int peer = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (peer < 0) continue;
        const timeval patience{5, 0};
        ::setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        answer(peer);
        ::close(peer);
    }
}

void AdminSocket::answer(int peer) {
    std::vector<std::string> arguments;
    if (!receive_strings(peer, arguments) || arguments.empty()) return;
    const std::string folder = arguments.front();
    arguments.erase(arguments.begin());
    CommandAnswer answer;
    try {
        answer = run_(folder, arguments);
    } catch (const std::exception& broken) {
        answer = {1, "", std::string(broken.what()) + "\n"};
    }
    send_strings(peer, {std::to_string(answer.code), answer.out, answer.err});
}

CommandAnswer AdminSocket::send(const std::filesystem::path& path, const std::vector<std::string>& arguments) {
    const auto address = address_of(path);
    const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (server < 0 || ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        if (server >= 0) ::close(server);
        throw Broken("another process holds the data folder but does not answer on " + path.string());
    }
    std::vector<std::string> message{std::filesystem::current_path().string()};
    message.insert(message.end(), arguments.begin(), arguments.end());
    std::vector<std::string> reply;
    const bool good = send_strings(server, message) && receive_strings(server, reply) && reply.size() == 3;
    ::close(server);
    if (!good) throw Broken("the server broke off while it carried out the command");
    int code = 1;
    std::from_chars(reply[0].data(), reply[0].data() + reply[0].size(), code);
    return {code, reply[1], reply[2]};
}

}  // namespace gx::app
