/// Events of one XML part. Document types, and with them entities, are refused; depth is limited.
#pragma once

#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "platform/files/archive.hpp"

namespace gx::files {

/// Attributes of an element by local name; views live during the event.
class Attributes {
  public:
    explicit Attributes(const char** list) : list_(list) {}
    /// Empty where absent.
    std::string_view get(std::string_view local_name) const;

  private:
    const char** list_;
};

class XmlHandler {
  public:
    virtual ~XmlHandler() = default;
    /// Names come without prefix.
    virtual void start(std::string_view name, const Attributes& attributes) = 0;
    virtual void end(std::string_view) {}
    /// May come in several pieces.
    virtual void text(std::string_view) {}

    /// Ends the reading with this refusal.
    void fail(Error error) {
        if (!error_) error_ = std::move(error);
    }
    const std::optional<Error>& failed() const { return error_; }

  private:
    std::optional<Error> error_;
};

/// Refusals: table_damaged {place: part and line}, table_too_large, table_encrypted and what the handler
/// fails with.
Result<Done> read_xml(Archive& archive, const std::string& part, XmlHandler& handler);

}  // namespace gx::files
