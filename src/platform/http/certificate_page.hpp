/// The page from which a phone or desk installs the company CA: fingerprint to compare, QR code, the file itself.
#pragma once

#include <optional>
#include <string>

#include "platform/http/call.hpp"

namespace gx::http {

class CertificatePage {
  public:
    /// `ca_file` empty: there is no such page. Throws Broken if the file cannot be read.
    CertificatePage(const std::string& ca_file, std::string fingerprint);
    /// /certificate, /certificate.pem and /certificate.png; nullopt for every other path.
    std::optional<Response> find(const Request& request, const text::Catalogue& texts) const;

  private:
    Response page(const text::Catalogue& texts) const;
    std::string pem_;
    std::string fingerprint_;
};

}  // namespace gx::http
