/// HTTP/1.1 on the wire: Beast's parser for what comes in, a plain text for what goes out. No sockets here.
#pragma once

#include "platform/http/asio.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/call.hpp"

namespace gx::http {

/// One request as it arrives. Keeps its own copy of target and headers (names in lower case), so that the input
/// buffer may move.
class WireReader final : public boost::beast::http::basic_parser<true> {
  public:
    explicit WireReader(std::size_t header_bytes_max);

    /// What of a well-formed message the wall does not take; 0 = all well, else the HTTP status.
    int verdict() const { return verdict_; }
    bool head() const { return head_; }
    bool expects_continue() const { return expects_continue_; }
    bool http_1_1() const { return version_ >= 11; }
    std::string_view target() const { return view(target_); }
    void set_body_max(std::size_t bytes) { body_max_ = bytes; }
    std::string& body() { return body_; }
    /// Fills method, path, query, headers and body; the views live as long as this object.
    void fill(Request& request) const;

  private:
    using string_view = boost::beast::string_view;
    using error_code = boost::beast::error_code;
    struct Piece {
        std::size_t at = 0, size = 0;
    };
    struct Field {
        Piece name, content;
    };
    Piece keep(string_view text, bool lower);
    std::string_view view(const Piece& piece) const { return std::string_view(text_).substr(piece.at, piece.size); }

    void on_request_impl(boost::beast::http::verb method, string_view name, string_view target, int version,
                         error_code& error) override;
    void on_response_impl(int, string_view, int, error_code&) override {}
    void on_field_impl(boost::beast::http::field field, string_view name, string_view content, error_code& error) override;
    void on_header_impl(error_code& error) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code& error) override;
    std::size_t on_body_impl(string_view piece, error_code& error) override;
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t remain, string_view piece, error_code& error) override;
    void on_finish_impl(error_code& error) override;

    std::string text_;
    std::string body_;
    std::vector<Field> fields_;
    Piece target_;
    Method method_ = Method::get;
    int version_ = 11;
    int verdict_ = 0;
    int hosts_ = 0;
    bool head_ = false;
    bool expects_continue_ = false;
    std::size_t body_max_ = 0;
};

/// What the head of an answer says beside status and headers of the response.
struct HeadFacts {
    std::size_t length = 0;
    bool has_length = true;  ///< false: the body ends with the connection (streams)
    bool keep_alive = true;
    bool page = false;       ///< pages get the policy of pages, all else that of data
    std::string_view date;
    std::string_view request_id;
};
/// Appends status line and headers, with the empty line.
void write_head(std::string& out, const Response& response, const HeadFacts& facts);

}  // namespace gx::http
