/// What counts as the same text: full and half width, capitals and small letters, any white space. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/json/json.hpp"

namespace gx::search {

inline constexpr int kTermsMax = 8;         ///< words of one question
inline constexpr int kQuestionMax = 100;    ///< characters of one question
inline constexpr int kTextMax = 200'000;    ///< characters of one document that can be found; what follows cannot

/// A text character by character, as it is and as it is compared; both have the same length.
struct Letters {
    std::u32string shown, folded;
};
/// What is no UTF-8 ends the text.
Letters letters_of(std::string_view text);
std::string to_utf8(std::u32string_view letters);

/// The words of a question, folded: what stands between white space. A document is found if it holds every word as a
/// piece of its text. Refusals: search_question_empty, search_question_long.
Result<std::vector<std::u32string>> terms_of(std::string_view question);
bool holds_all(const Letters& document, const std::vector<std::u32string>& terms);

/// Single characters and pairs of neighbours, each once, without white space: what a document is found by.
std::vector<std::u32string> grams_of(std::u32string_view folded);
/// Those a document must have to hold all terms: pairs, or the character of a term that is one.
std::vector<std::u32string> grams_of(const std::vector<std::u32string>& terms);

/// A piece of text, `hit` where it is what was asked for.
struct Piece {
    std::string text;
    bool hit = false;
};
BOOST_DESCRIBE_STRUCT(Piece, (), (text, hit))
/// About 80 characters around the first hit below the document's first line, on one line; its beginning if there is none.
std::vector<Piece> extract(const Letters& document, const std::vector<std::u32string>& terms);
/// The document's first line with its hits.
std::vector<Piece> title(const Letters& document, const std::vector<std::u32string>& terms);

}  // namespace gx::search
