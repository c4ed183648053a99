/// The built-in company CA, for offices that have no other: one root to install once, server certificates under it.
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <set>

#include "platform/base/check.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/server.hpp"

namespace gx::http {
namespace {

namespace fs = std::filesystem;

constexpr auto kCaLives = std::chrono::days{3652};
constexpr auto kServerLives = std::chrono::days{825};  ///< the most that Apple's systems take
constexpr auto kRenewBefore = std::chrono::days{30};
constexpr auto kBackdated = std::chrono::hours{24};    ///< for clients whose clocks are behind

template <auto Free>
struct Freer {
    template <class T>
    void operator()(T* thing) const { Free(thing); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using CertPtr = std::unique_ptr<X509, Freer<X509_free>>;
using BioPtr = std::unique_ptr<BIO, Freer<BIO_free_all>>;

template <class T>
T* must(T* thing, std::string_view what) {
    if (thing == nullptr) throw Broken(fmt::format("certificate: {} failed", what));
    return thing;
}
void must(int done, std::string_view what) {
    if (done <= 0) throw Broken(fmt::format("certificate: {} failed", what));
}

std::string text_of(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* cert) {
    const BioPtr bio(must(BIO_new(BIO_s_mem()), "memory"));
    must(PEM_write_bio_X509(bio.get(), cert), "writing the certificate");
    return text_of(bio.get());
}
std::string pem_of(EVP_PKEY* key) {
    const BioPtr bio(must(BIO_new(BIO_s_mem()), "memory"));
    must(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr), "writing the key");
    return text_of(bio.get());
}

/// Whole or not at all, and readable by nobody else where `secret`.
void write_file(const fs::path& path, const std::string& text, bool secret) {
    const fs::path fresh = path.string() + ".new";
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, secret ? 0600 : 0644);
    if (file < 0) throw Broken(fmt::format("cannot write {}: {}", fresh.string(), std::generic_category().message(errno)));
    const bool good = ::fchmod(file, secret ? 0600 : 0644) == 0 &&
                      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    ::close(file);
    if (!good) throw Broken(fmt::format("cannot write {}", fresh.string()));
    fs::rename(fresh, path);
}

CertPtr load_cert(const fs::path& path) {
    const BioPtr bio(BIO_new_file(path.c_str(), "r"));
    CertPtr cert(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
    ERR_clear_error();
    return cert;
}
KeyPtr load_key(const fs::path& path) {
    const BioPtr bio(BIO_new_file(path.c_str(), "r"));
    KeyPtr key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr) : nullptr);
    ERR_clear_error();
    return key;
}

std::time_t seconds(Instant at) { return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count(); }

void extend(X509* cert, X509* issuer, int kind, const std::string& text) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, cert, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>> extension(
        must(X509V3_EXT_conf_nid(nullptr, &context, kind, text.c_str()), "extension " + text));
    must(X509_add_ext(cert, extension.get(), -1), "extension");
}

CertPtr blank(EVP_PKEY* key, const std::string& name, Instant now, std::chrono::days lives) {
    CertPtr cert(must(X509_new(), "certificate"));
    must(X509_set_version(cert.get(), X509_VERSION_3), "version");
    Bytes serial = crypto::random_bytes(16);
    serial[0] &= 0x7F;  // positive, as RFC 5280 wants
    const std::unique_ptr<BIGNUM, Freer<BN_free>> number(BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
    must(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(cert.get())), "serial number");
    must(ASN1_TIME_set(X509_getm_notBefore(cert.get()), seconds(now - kBackdated)), "time");
    must(ASN1_TIME_set(X509_getm_notAfter(cert.get()), seconds(now + lives - kBackdated)), "time");
    must(X509_set_pubkey(cert.get(), key), "public key");
    auto* subject = X509_get_subject_name(cert.get());
    const auto* bytes = reinterpret_cast<const unsigned char*>(name.data());
    must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytes, static_cast<int>(name.size()), -1, 0), "name");
    return cert;
}

KeyPtr new_key() { return KeyPtr(must(EVP_EC_gen("P-256"), "key")); }

void make_ca(const fs::path& cert_file, const fs::path& key_file, Instant now) {
    const KeyPtr key = new_key();
    const CertPtr cert = blank(key.get(), "Guixing CA " + to_hex(crypto::random_bytes(4)), now, kCaLives);
    must(X509_set_issuer_name(cert.get(), X509_get_subject_name(cert.get())), "issuer");
    extend(cert.get(), cert.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    extend(cert.get(), cert.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(cert.get(), cert.get(), NID_subject_key_identifier, "hash");
    must(X509_sign(cert.get(), key.get(), EVP_sha256()), "signature");
    write_file(key_file, pem_of(key.get()), true);
    write_file(cert_file, pem_of(cert.get()), false);
}

bool is_address(const std::string& name) {
    std::array<unsigned char, 16> room{};
    return ::inet_pton(AF_INET, name.c_str(), room.data()) == 1 || ::inet_pton(AF_INET6, name.c_str(), room.data()) == 1;
}

/// "every address" is none: the machine's own addresses and name instead.
std::set<std::string> real_names(const std::vector<std::string>& names) {
    std::set<std::string> out;
    bool every = false;
    for (std::string name : names) {
        if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
        if (name == "0.0.0.0" || name == "::") every = true;
        else if (!name.empty()) out.insert(name);
    }
    if (!every) return out;
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) == 0 && host[0] != 0) out.insert(host.data());
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return out;
    for (const ifaddrs* at = list; at != nullptr; at = at->ifa_next) {
        if (at->ifa_addr == nullptr) continue;
        std::array<char, INET6_ADDRSTRLEN> text{};
        const void* address = nullptr;
        if (at->ifa_addr->sa_family == AF_INET) address = &reinterpret_cast<const sockaddr_in*>(at->ifa_addr)->sin_addr;
        if (at->ifa_addr->sa_family == AF_INET6) address = &reinterpret_cast<const sockaddr_in6*>(at->ifa_addr)->sin6_addr;
        if (address == nullptr || ::inet_ntop(at->ifa_addr->sa_family, address, text.data(), text.size()) == nullptr) continue;
        out.insert(text.data());
    }
    ::freeifaddrs(list);
    return out;
}

/// Names that would need escaping in OpenSSL's little language are no host names.
std::string subject_names(const std::set<std::string>& names) {
    std::string out;
    for (const auto& name : names) {
        const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == ':';
        });
        if (!plain) throw Broken("no certificate can be made for the name " + name);
        out += fmt::format("{}{}:{}", out.empty() ? "" : ",", is_address(name) ? "IP" : "DNS", name);
    }
    return out;
}

void make_server(const fs::path& cert_file, const fs::path& key_file, X509* ca, EVP_PKEY* ca_key, const std::string& names,
                 const std::string& first, Instant now) {
    const KeyPtr key = new_key();
    const CertPtr cert = blank(key.get(), first, now, kServerLives);
    must(X509_set_issuer_name(cert.get(), X509_get_subject_name(ca)), "issuer");
    extend(cert.get(), ca, NID_basic_constraints, "critical,CA:FALSE");
    extend(cert.get(), ca, NID_key_usage, "critical,digitalSignature");
    extend(cert.get(), ca, NID_ext_key_usage, "serverAuth");
    extend(cert.get(), ca, NID_subject_key_identifier, "hash");
    extend(cert.get(), ca, NID_authority_key_identifier, "keyid");
    extend(cert.get(), ca, NID_subject_alt_name, names);
    must(X509_sign(cert.get(), ca_key, EVP_sha256()), "signature");
    write_file(key_file, pem_of(key.get()), true);
    write_file(cert_file, pem_of(cert.get()) + pem_of(ca), false);
}

/// Signed by this CA, for exactly these names, and not about to end.
bool still_good(X509* cert, EVP_PKEY* key, X509* ca, const std::set<std::string>& names, Instant now) {
    if (cert == nullptr || key == nullptr || X509_check_private_key(cert, key) != 1) return false;
    std::time_t renew = seconds(now + kRenewBefore);
    if (X509_cmp_time(X509_get0_notAfter(cert), &renew) <= 0) return false;
    const KeyPtr ca_public(X509_get_pubkey(ca));
    if (X509_verify(cert, ca_public.get()) != 1) return false;
    return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
        return is_address(name) ? X509_check_ip_asc(cert, name.c_str(), 0) == 1
                                : X509_check_host(cert, name.data(), name.size(), 0, nullptr) == 1;
    });
}

}  // namespace

Certificate company_certificate(const std::string& dir, const std::vector<std::string>& names, Instant now) {
    const fs::path folder(dir);
    const fs::path ca_file = folder / "ca.pem", ca_key_file = folder / "ca.key";
    const fs::path cert_file = folder / "server.pem", key_file = folder / "server.key";
    const auto wanted = real_names(names);
    if (wanted.empty()) throw Broken("a certificate needs at least one name or address");
    if (!fs::exists(ca_file)) make_ca(ca_file, ca_key_file, now);
    const CertPtr ca = load_cert(ca_file);
    const KeyPtr ca_key = load_key(ca_key_file);
    if (ca == nullptr || ca_key == nullptr || X509_check_private_key(ca.get(), ca_key.get()) != 1) {
        throw Broken(fmt::format("the company CA in {} is damaged; restore ca.pem and ca.key, or remove both for a new one "
                                 "(every device must then install it again)", dir));
    }
    if (!still_good(load_cert(cert_file).get(), load_key(key_file).get(), ca.get(), wanted, now)) {
        make_server(cert_file, key_file, ca.get(), ca_key.get(), subject_names(wanted), *wanted.begin(), now);
    }
    std::array<unsigned char, 32> digest{};
    unsigned size = digest.size();
    must(X509_digest(ca.get(), EVP_sha256(), digest.data(), &size), "fingerprint");
    ERR_clear_error();
    return {cert_file.string(), key_file.string(), ca_file.string(), to_hex(BytesView(digest.data(), digest.size()))};
}

}  // namespace gx::http
