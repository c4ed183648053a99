#include "platform/http/listener.hpp"
#include "platform/http/session.hpp"

namespace gx::http {
namespace {

class PlainSession final : public Session<Socket> {
  public:
    using Session::Session;
    void start() override { begin(); }

  protected:
    void shut_down() override {
        boost::system::error_code ignored;
        wire_.shutdown(Socket::shutdown_send, ignored);
        on_shut_down();
    }
};

}  // namespace

std::shared_ptr<Connection> plain_connection(Shared& shared, const LoopFacts& loop, AcceptedSocket socket,
                                             std::string remote, bool loopback) {
    return std::make_shared<PlainSession>(shared, loop, std::move(remote), loopback, false, std::move(socket));
}

}  // namespace gx::http
