#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "house.hpp"
#include "platform/base/check.hpp"
#include "platform/http/server.hpp"
#include "socket.hpp"

namespace gx::http {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

int mode(const fs::path& path) {
    struct stat facts{};
    ::stat(path.c_str(), &facts);
    return static_cast<int>(facts.st_mode & 0777);
}

TEST(Certificate, IsMadeOnceAndRenewedInTime) {
    const test::TempDir dir;
    const Instant start = test::start_time();
    const auto made = company_certificate(dir.path(), {"localhost", "127.0.0.1"}, start);
    EXPECT_EQ(made.ca_fingerprint.size(), 64U);
    EXPECT_EQ(mode(made.key_file), 0600);
    EXPECT_EQ(mode(dir.path() / "ca.key"), 0600);
    const auto ca = content(made.ca_file), cert = content(made.cert_file);
    company_certificate(dir.path(), {"localhost"}, start + std::chrono::days{700});
    EXPECT_EQ(content(made.cert_file), cert);
    company_certificate(dir.path(), {"localhost", "office.example"}, start);
    EXPECT_NE(content(made.cert_file), cert);
    const auto wider = content(made.cert_file);
    company_certificate(dir.path(), {"localhost"}, start + std::chrono::days{800});
    EXPECT_NE(content(made.cert_file), wider);
    EXPECT_EQ(content(made.ca_file), ca);
}

TEST(Certificate, RefusesDamageAndNonsense) {
    const test::TempDir dir;
    EXPECT_THROW(company_certificate(dir.path(), {}, test::start_time()), Broken);
    EXPECT_THROW(company_certificate(dir.path(), {"a,DNS:evil"}, test::start_time()), Broken);
    const auto made = company_certificate(dir.path(), {"0.0.0.0"}, test::start_time());
    std::ofstream(made.ca_file) << "nonsense";
    EXPECT_THROW(company_certificate(dir.path(), {"localhost"}, test::start_time()), Broken);
}

class TlsTest : public HouseTest {
  protected:
    void SetUp() override {
        HouseTest::SetUp();
        made = company_certificate(folder.path(), {"localhost", "127.0.0.1"}, now());
        ServerOptions options;
        options.listen = "127.0.0.1:0";
        options.tls_cert = made.cert_file;
        options.tls_key = made.key_file;
        options.ca_file = made.ca_file;
        options.ca_fingerprint = made.ca_fingerprint;
        server = std::make_unique<Server>(*router, options);
    }
    void TearDown() override {
        server.reset();
        HouseTest::TearDown();
    }
    struct Talk {
        bool shaken = false;
        long verified = -1;
        std::string answer;
    };
    Talk talk(int max_version, const std::string& name, const std::string& bytes) {
        Talk out;
        RawClient client(server->port());
        SSL_CTX* context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_max_proto_version(context, max_version);
        SSL_CTX_load_verify_locations(context, made.ca_file.c_str(), nullptr);
        X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context), to_millis(now()) / 1'000);
        SSL* ssl = SSL_new(context);
        SSL_set1_host(ssl, name.c_str());
        SSL_set_fd(ssl, client.file());
        out.shaken = SSL_connect(ssl) == 1;
        out.verified = SSL_get_verify_result(ssl);
        if (out.shaken) {
            SSL_write(ssl, bytes.data(), static_cast<int>(bytes.size()));
            char piece[4096];
            for (int count = 0; (count = SSL_read(ssl, piece, sizeof piece)) > 0;) out.answer.append(piece, piece + count);
        }
        SSL_free(ssl);
        SSL_CTX_free(context);
        return out;
    }
    Certificate made;
    std::unique_ptr<Server> server;
};
INSTANTIATE_TEST_SUITE_P(Engines, TlsTest, ::testing::Values(store::Engine::sqlite), test::engine_name);

TEST_P(TlsTest, SpeaksVersion13AndIsWhoItSays) {
    const std::string token = cookie.substr(cookie.rfind('=') + 1);
    const auto bytes = [](const std::string& jar) {
        return "GET /api/things/12 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: " + jar + "\r\n\r\n";
    };
    const auto good = talk(TLS1_3_VERSION, "localhost", bytes("__Host-gx=" + token));
    EXPECT_TRUE(good.shaken);
    EXPECT_EQ(good.verified, X509_V_OK);
    EXPECT_TRUE(good.answer.starts_with("HTTP/1.1 200 OK")) << good.answer;
    EXPECT_TRUE(good.answer.ends_with(R"({"id":"12","name":"三号楼"})"));
    // The loopback cookie's name does not count here.
    EXPECT_TRUE(talk(TLS1_3_VERSION, "localhost", bytes("gx=" + token)).answer.starts_with("HTTP/1.1 401"));
    EXPECT_EQ(talk(TLS1_3_VERSION, "other.example", bytes("")).verified, X509_V_ERR_HOSTNAME_MISMATCH);
    EXPECT_FALSE(talk(TLS1_2_VERSION, "localhost", bytes("")).shaken);
}

TEST_P(TlsTest, GivesOutTheCompanysCertificate) {
    const auto get = [&](const std::string& path) {
        return talk(TLS1_3_VERSION, "localhost", "GET " + path + " HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n").answer;
    };
    EXPECT_NE(get("/certificate").find("SHA-256 " + made.ca_fingerprint.substr(0, 2) + ":"), std::string::npos);
    EXPECT_NE(get("/certificate.pem").find(content(made.ca_file)), std::string::npos);
    EXPECT_NE(get("/certificate.png").find("\x89PNG"), std::string::npos);
    EXPECT_EQ(get("/certificate.key").find("PRIVATE"), std::string::npos);
}

TEST_P(TlsTest, DropsWhoDoesNotShakeHands) {
    RawClient client(server->port());
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.rest();
    EXPECT_TRUE(client.closed());
}

TEST_P(TlsTest, NeedsAFittingPair) {
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.tls_cert = made.cert_file;
    options.tls_key = (folder.path() / "ca.key").string();
    EXPECT_THROW(Server(*router, options), Broken);
    options.tls_key = "absent";
    EXPECT_THROW(Server(*router, options), Broken);
}

}  // namespace
}  // namespace gx::http
