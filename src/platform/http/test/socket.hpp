/// A client that sends exactly the bytes it is told, for tests of the wall.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <string>
#include <string_view>

namespace gx::http {

class RawClient {
  public:
    explicit RawClient(int port) {
        file_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{8, 0};
        ::setsockopt(file_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(file_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        connected_ = ::connect(file_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    }
    ~RawClient() { ::close(file_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool connected() const { return connected_; }
    int file() const { return file_; }
    /// False once the other side has closed.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto count = ::send(file_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }
    /// Until `mark` has come, or the end. What came stays for the next call.
    std::string until(std::string_view mark) {
        for (;;) {
            const auto at = kept_.find(mark);
            if (at != std::string::npos) {
                std::string out = kept_.substr(0, at + mark.size());
                kept_.erase(0, at + mark.size());
                return out;
            }
            if (!more()) return std::exchange(kept_, {});
        }
    }
    /// Everything to the end of the connection; `closed` tells whether it ended (and not only the patience).
    std::string rest() {
        while (more()) {}
        return std::exchange(kept_, {});
    }
    bool closed() const { return closed_; }
    /// One answer: head and, by its Content-Length, body.
    struct Answer {
        int status = 0;
        std::string head, body;
        std::string header(std::string_view name) const {
            const auto at = head.find("\r\n" + std::string(name) + ": ");
            if (at == std::string::npos) return {};
            const auto from = at + name.size() + 4;
            return head.substr(from, head.find("\r\n", from) - from);
        }
    };
    Answer answer(bool has_body = true) {
        Answer out;
        out.head = until("\r\n\r\n");
        if (out.head.size() > 12) std::from_chars(out.head.data() + 9, out.head.data() + 12, out.status);
        std::size_t length = 0;
        const auto text = out.header("Content-Length");
        std::from_chars(text.data(), text.data() + text.size(), length);
        while (has_body && kept_.size() < length && more()) {}
        if (has_body) {
            out.body = kept_.substr(0, length);
            kept_.erase(0, length);
        }
        return out;
    }

  private:
    bool more() {
        char piece[16 * 1024];
        const auto count = ::recv(file_, piece, sizeof piece, 0);
        if (count == 0 || (count < 0 && errno == ECONNRESET)) closed_ = true;
        if (count <= 0) return false;
        kept_.append(piece, static_cast<std::size_t>(count));
        return true;
    }
    int file_ = -1;
    bool connected_ = false;
    bool closed_ = false;
    std::string kept_;
};

}  // namespace gx::http
