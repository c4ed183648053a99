#include "platform/search/words.hpp"

#include <algorithm>

#include "platform/text/text.hpp"

namespace gx::search {
namespace {

constexpr std::size_t kBefore = 16, kAround = 80;  // characters of an extract

/// 0 if the bytes at `at` are no character.
std::size_t decode(std::string_view text, std::size_t at, char32_t& out) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(at);
    const std::size_t size = first < 0x80 ? 1 : first >> 5U == 0x6 ? 2 : first >> 4U == 0xE ? 3 : first >> 3U == 0x1E ? 4 : 0;
    if (size == 0 || at + size > text.size()) return 0;
    out = size == 1 ? first : first & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if (byte(at + i) >> 6U != 0x2) return 0;
        out = out << 6U | (byte(at + i) & 0x3FU);
    }
    return size;
}

bool is_space(char32_t letter) {
    return letter <= 0x20 || letter == 0x7F || letter == 0xA0 || letter == 0x3000 || (letter >= 0x2000 && letter <= 0x200B) ||
           letter == 0x2028 || letter == 0x2029 || letter == 0xFEFF;
}

char32_t fold(char32_t letter) {
    if (letter > 0x3000 && letter < 0xFE00) return letter;  // nearly all Chinese text
    if (is_space(letter)) return U' ';
    if (letter >= 0xFF01 && letter <= 0xFF5E) letter -= 0xFEE0;
    if (letter >= U'A' && letter <= U'Z') letter += 0x20;
    return letter;
}

using Found = std::pair<std::size_t, std::size_t>;  // from, to

/// The first hit of any term at or after `from`; the longest where several begin.
std::optional<Found> next_hit(std::u32string_view folded, std::size_t from, const std::vector<std::u32string>& terms) {
    std::optional<Found> best;
    for (const auto& term : terms) {
        const std::size_t at = folded.find(term, from);
        if (at == std::u32string_view::npos) continue;
        if (!best || at < best->first || (at == best->first && at + term.size() > best->second)) best = {at, at + term.size()};
    }
    return best;
}

std::vector<Piece> pieces_of(const Letters& document, std::size_t from, std::size_t to, const std::vector<std::u32string>& terms) {
    std::vector<Piece> out;
    const auto add = [&](std::size_t begin, std::size_t end, bool hit) {
        if (begin == end) return;
        std::u32string text = document.shown.substr(begin, end - begin);
        std::replace_if(text.begin(), text.end(), is_space, U' ');
        out.push_back({to_utf8(text), hit});
    };
    std::size_t at = from;
    while (at < to) {
        const auto hit = next_hit(std::u32string_view(document.folded).substr(0, to), at, terms);
        add(at, hit ? hit->first : to, false);
        if (!hit) break;
        add(hit->first, hit->second, true);
        at = hit->second;
    }
    return out;
}

}  // namespace

Letters letters_of(std::string_view text) {
    Letters out;
    out.shown.reserve(text.size() / 2);
    char32_t letter = 0;
    for (std::size_t at = 0; at < text.size() && out.shown.size() < kTextMax;) {
        const std::size_t size = decode(text, at, letter);
        if (size == 0) break;
        out.shown += letter;
        at += size;
    }
    out.folded.resize(out.shown.size());
    std::transform(out.shown.begin(), out.shown.end(), out.folded.begin(), fold);
    return out;
}

std::string to_utf8(std::u32string_view letters) {
    std::string out;
    const auto put = [&](char32_t bits) { out += static_cast<char>(bits); };
    for (const char32_t letter : letters) {
        if (letter < 0x80) {
            put(letter);
            continue;
        }
        if (letter < 0x800) {
            put(0xC0 | letter >> 6U);
        } else if (letter < 0x10000) {
            put(0xE0 | letter >> 12U);
            put(0x80 | (letter >> 6U & 0x3F));
        } else {
            put(0xF0 | letter >> 18U);
            put(0x80 | (letter >> 12U & 0x3F));
            put(0x80 | (letter >> 6U & 0x3F));
        }
        put(0x80 | (letter & 0x3F));
    }
    return out;
}

Result<std::vector<std::u32string>> terms_of(std::string_view question) {
    if (text::length(question) > kQuestionMax) return refuse_field("q", "search_question_long", "max", std::to_string(kQuestionMax));
    const std::u32string folded = letters_of(question).folded;
    std::vector<std::u32string> out;
    std::u32string term;
    for (const char32_t letter : folded + U' ') {
        if (letter != U' ') {
            term += letter;
        } else if (!term.empty()) {
            if (std::find(out.begin(), out.end(), term) == out.end()) out.push_back(term);
            term.clear();
        }
    }
    if (out.empty()) return refuse_field("q", "search_question_empty");
    if (out.size() > kTermsMax) return refuse_field("q", "search_question_words", "max", std::to_string(kTermsMax));
    return out;
}

bool holds_all(const Letters& document, const std::vector<std::u32string>& terms) {
    return std::all_of(terms.begin(), terms.end(),
                       [&](const auto& term) { return document.folded.find(term) != std::u32string::npos; });
}

std::vector<std::u32string> grams_of(std::u32string_view folded) {
    std::vector<std::u32string> out;
    for (std::size_t i = 0; i < folded.size(); ++i) {
        if (folded[i] == U' ') continue;
        out.emplace_back(folded.substr(i, 1));
        if (i + 1 < folded.size() && folded[i + 1] != U' ') out.emplace_back(folded.substr(i, 2));
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::vector<std::u32string> grams_of(const std::vector<std::u32string>& terms) {
    std::vector<std::u32string> out;
    for (const auto& term : terms) {
        for (auto& gram : grams_of(std::u32string_view(term))) {
            if (gram.size() == 2 || term.size() == 1) out.push_back(std::move(gram));
        }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::vector<Piece> extract(const Letters& document, const std::vector<std::u32string>& terms) {
    const std::size_t line = std::min(document.shown.find(U'\n'), document.shown.size());
    const std::size_t body = std::min(line + 1, document.shown.size());
    const auto hit = next_hit(document.folded, body, terms);
    const std::size_t at = hit ? hit->first : body;
    const std::size_t from = at < body + kBefore ? body : at - kBefore;
    return pieces_of(document, from, std::min(from + kAround, document.shown.size()), terms);
}

std::vector<Piece> title(const Letters& document, const std::vector<std::u32string>& terms) {
    return pieces_of(document, 0, std::min(document.shown.find(U'\n'), document.shown.size()), terms);
}

}  // namespace gx::search
