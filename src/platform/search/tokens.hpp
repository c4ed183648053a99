/// From pairs of characters to what the index holds.
#pragma once

#include <string>
#include <vector>

#include "platform/keys/keys.hpp"
#include "platform/labels/labels.hpp"

namespace gx::search {

/// Goes up when tokens are made in another way; the index is then made anew.
inline constexpr std::int64_t kTokensVersion = 1;

/// The documents of one kind under one label, or (whole) of any scope.
struct Shelf {
    std::string type;
    bool whole = false;
    labels::Label label;  ///< scope is not looked at where whole
};

/// Makes words of 8 letters [a-z2-7], 40 bits, under a key of the shelf's own: the same pair on two shelves has nothing
/// in common. Two pairs may fall together, so every document that is found is looked at.
class Tokens {
  public:
    explicit Tokens(const keys::Keyring& keys) : key_(keys.purpose("search")) {}
    std::vector<std::string> of(const Shelf& shelf, const std::vector<std::u32string>& grams) const;
    /// What a document is indexed by, on the shelf of its scope and that of the whole; in no order of the text's.
    std::string of_document(const std::string& type, const labels::Label& label, const std::vector<std::u32string>& grams) const;

  private:
    crypto::Key key_;
};

}  // namespace gx::search
