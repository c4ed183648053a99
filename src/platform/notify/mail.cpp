#include "platform/notify/mail.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "platform/clock/clock.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/text/text.hpp"

namespace gx::notify {
namespace {

constexpr std::size_t kWordBytes = 45;  ///< 60 characters of base64; with "=?UTF-8?B?" and "?=" under 75
constexpr std::size_t kLine = 76;

std::string without_controls(std::string_view text) {
    std::string out(text);
    std::ranges::replace_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return out;
}

/// The longest beginning of at most kWordBytes that does not cut a character.
std::string_view word_of(std::string_view text) {
    std::size_t size = std::min(kWordBytes, text.size());
    while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    return text.substr(0, size == 0 ? std::min(kWordBytes, text.size()) : size);
}

std::string base64_lines(std::string_view text) {
    const std::string all = crypto::to_base64(as_bytes(text));
    std::string out;
    for (std::size_t at = 0; at < all.size(); at += kLine) out += all.substr(at, kLine) + "\r\n";
    return out;
}

/// The canonical form of text ends its lines with CRLF.
std::string with_crlf(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') out += '\r';
        if (c != '\r') out += c;
    }
    return out;
}

}  // namespace

std::string encoded_words(std::string_view utf8) {
    std::string clean = without_controls(utf8);
    const bool ascii = std::ranges::all_of(clean, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (ascii && clean.size() <= kLine - 10 && clean.find("=?") == std::string::npos) return clean;
    std::string out;
    for (std::string_view rest = clean; !rest.empty();) {
        const auto word = word_of(rest);
        rest.remove_prefix(word.size());
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + crypto::to_base64(as_bytes(word)) + "?=";
    }
    return out;
}

std::string mail_date(Instant at) {
    constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Day day = clock::day_of(at);
    const auto second = std::chrono::floor<std::chrono::seconds>(at - clock::start_of(day)).count();
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0800",
                       kDays[std::chrono::weekday{std::chrono::sys_days{day}}.c_encoding()],
                       static_cast<unsigned>(day.day()), kMonths[static_cast<unsigned>(day.month()) - 1],
                       static_cast<int>(day.year()), second / 3600, second / 60 % 60, second % 60);
}

std::string to_mime(const Letter& letter) {
    std::string out;
    out += "Date: " + mail_date(letter.date) + "\r\n";
    out += "From: " + encoded_words(letter.sender) + " <" + letter.from + ">\r\n";
    out += "To: <" + letter.to + ">\r\n";
    out += "Message-ID: <" + letter.message_id + ">\r\n";
    out += "Subject: " + encoded_words(letter.subject) + "\r\n";
    // Out-of-office programs must not answer an alarm.
    out += "Auto-Submitted: auto-generated\r\n";
    out += "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    return out + base64_lines(with_crlf(letter.body));
}

}  // namespace gx::notify
