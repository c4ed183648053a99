/// How commands reach a running server: DIR/admin.sock (0600). One request, one answer, then the end.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace gx::app {

struct CommandAnswer {
    int code = 0;
    std::string out, err;
};

class AdminSocket {
  public:
    using Run = std::function<CommandAnswer(const std::string& folder, const std::vector<std::string>& arguments)>;
    /// `run` is called on the socket's own thread, one command at a time.
    AdminSocket(std::filesystem::path path, Run run);
    ~AdminSocket();

    /// Sends a command to the server that holds the folder. Throws Broken if nobody answers.
    static CommandAnswer send(const std::filesystem::path& path, const std::vector<std::string>& arguments);

  private:
    void serve();
    void answer(int peer);

    std::filesystem::path path_;
    Run run_;
    int listener_ = -1;
    int stop_read_ = -1, stop_write_ = -1;
    std::thread thread_;
};

}  // namespace gx::app
