/// Servers that listen on loopback while a test runs: a mail server and a receiver of webhooks, each a child process.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/database.hpp"

namespace gx::notify {

/// Debian's own Python, because python3-aiosmtpd belongs to it.
class Server {
  public:
    Server(const char* script, std::vector<std::string> arguments) {
        // The compiler may have been called with paths relative to the build directory, where the test lies.
        const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path() / __FILE__;
        const auto path = here.parent_path() / script;
        arguments.insert(arguments.begin(), {"/usr/bin/python3", path.string(), folder_.path().string()});
        std::vector<char*> words;
        for (auto& word : arguments) words.push_back(word.data());
        words.push_back(nullptr);
        int ends[2];
        if (pipe(ends) != 0) throw std::runtime_error("pipe");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
        posix_spawn_file_actions_addclose(&actions, ends[0]);
        // What the servers say about failed handshakes is wanted here, and only noise.
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
        const int failed = posix_spawn(&child_, words[0], &actions, nullptr, words.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        output_ = ends[0];
        if (failed != 0) throw std::runtime_error("cannot start " + path.string());
        const std::string line = next_line();
        if (!line.starts_with("port ")) throw std::runtime_error(path.string() + " did not start; python3-aiosmtpd?");
        port_ = std::stoi(line.substr(5));
    }
    ~Server() {
        kill(child_, SIGTERM);
        waitpid(child_, nullptr, 0);
        close(output_);
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    int port() const { return port_; }
    /// Waits until the server says something; empty after 20 s or at its end.
    std::string next_line() {
        std::string line;
        for (char c = 0;;) {
            pollfd wait{output_, POLLIN, 0};
            if (poll(&wait, 1, 20'000) != 1 || read(output_, &c, 1) != 1) return {};
            if (c == '\n') return line;
            line += c;
        }
    }
    /// What arrived, counted from 1; an empty object if it did not.
    boost::json::object got(int number) const {
        std::ifstream file(folder_.path() / (std::to_string(number) + ".json"));
        std::ostringstream text;
        text << file.rdbuf();
        if (text.str().empty()) return {};
        return boost::json::parse(text.str()).as_object();
    }
    int count() const {
        int out = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
            if (entry.path().extension() == ".json") ++out;
        }
        return out;
    }

  private:
    test::TempDir folder_;
    pid_t child_ = 0;
    int output_ = -1;
    int port_ = 0;
};

/// A certificate for 127.0.0.1 and localhost that signs itself.
class Certificate {
  public:
    Certificate() {
        const std::string command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 "
                                    "-subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 "
                                    "-keyout " + key() + " -out " + file() + " 2>/dev/null";
        if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl failed");
    }
    std::string file() const { return (folder_.path() / "cert.pem").string(); }
    std::string key() const { return (folder_.path() / "key.pem").string(); }

  private:
    test::TempDir folder_;
};

}  // namespace gx::notify
