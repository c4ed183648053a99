#include "platform/search/tokens.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

#include "platform/crypto/short_hash.hpp"

namespace gx::search {
namespace {

std::string word_of(std::uint64_t hash) {
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
    std::string out(8, 'a');
    for (char& letter : out) {
        letter = kLetters[hash & 31U];
        hash >>= 5U;
    }
    return out;
}

std::string joined(std::vector<std::string> words) {
    std::sort(words.begin(), words.end());
    std::string out;
    out.reserve(words.size() * 9);
    for (const std::string& word : words) {
        if (!out.empty()) out += ' ';
        out += word;
    }
    return out;
}

}  // namespace

std::vector<std::string> Tokens::of(const Shelf& shelf, const std::vector<std::u32string>& grams) const {
    const crypto::Key key = crypto::derive(key_, fmt::format("{} {} {} {} {}", shelf.type, shelf.whole ? "whole" : "scope",
                                                             shelf.whole ? 0 : shelf.label.scope.value, shelf.label.level,
                                                             shelf.label.compartments));
    std::vector<std::string> out;
    out.reserve(grams.size());
    for (const std::u32string& gram : grams) {
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(gram.data());
        out.push_back(word_of(crypto::short_hash(key, {bytes, gram.size() * sizeof(char32_t)})));
    }
    return out;
}

std::string Tokens::of_document(const std::string& type, const labels::Label& label,
                                const std::vector<std::u32string>& grams) const {
    std::vector<std::string> all = of({type, false, label}, grams);
    for (std::string& word : of({type, true, label}, grams)) all.push_back(std::move(word));
    return joined(std::move(all));
}

}  // namespace gx::search
