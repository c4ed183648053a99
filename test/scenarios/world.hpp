/// The whole program in one process with a clock of the test's own and the demo company; spoken to through the
/// router, as the wall would.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "app/app.hpp"
#include "app/demo.hpp"
#include "support/database.hpp"

namespace gx::test {

struct Reply {
    int status = 0;
    std::string body;
    std::string content_type;
    std::map<std::string, std::string> headers;
};

class Company {
  public:
    explicit Company(store::Engine engine = store::Engine::sqlite);
    ~Company();

    app::App& app() { return *app_; }
    clock::ManualClock& clock() { return clock_; }
    /// Stops the program and opens it again, as after a power cut.
    void restart();
    /// Moves time in steps of a minute and does what falls due in each, as the running server would.
    void advance(Duration by);

    /// The cookie of a demo account; logs in again where the session would have ended from idleness.
    const std::string& cookie(const std::string& login);
    Reply call(const std::string& login, const std::string& method, const std::string& path, const std::string& body = {},
               const std::map<std::string, std::string>& headers = {});
    const std::vector<app::DemoAccount>& accounts() const { return accounts_; }

  private:
    TempDir folder_;
    std::unique_ptr<Database> postgres_;
    clock::ManualClock clock_{start_time()};
    std::unique_ptr<app::App> app_;
    std::vector<app::DemoAccount> accounts_;
    struct Session {
        std::string cookie;
        Instant used;
    };
    std::map<std::string, Session> sessions_;
    int keys_ = 0;
};

}  // namespace gx::test
