#include "platform/http/static_files.hpp"

#include <brotli/decode.h>
#include <fmt/format.h>

#include <memory>

#include "platform/base/check.hpp"

namespace gx::http {
namespace {

/// True if the list of Accept-Encoding names the coding and does not refuse it with q=0.
bool accepts(std::string_view list, std::string_view coding) {
    while (!list.empty()) {
        auto item = list.substr(0, list.find(','));
        list.remove_prefix(std::min(item.size() + 1, list.size()));
        while (item.starts_with(' ')) item.remove_prefix(1);
        if (!item.starts_with(coding)) continue;
        item.remove_prefix(coding.size());
        const auto quality = item.find("q=");
        if (quality == std::string_view::npos) return item.empty() || item.front() == ' ' || item.front() == ';';
        return item.find_first_of("123456789", quality) != std::string_view::npos;
    }
    return false;
}

std::string unpack(BytesView packed) {
    const std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> state(
        BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), &BrotliDecoderDestroyInstance);
    GX_CHECK(state != nullptr);
    std::string out;
    std::size_t left = packed.size();
    const std::uint8_t* next = packed.data();
    for (;;) {
        std::size_t room = 0;
        const auto result = BrotliDecoderDecompressStream(state.get(), &left, &next, &room, nullptr, nullptr);
        while (BrotliDecoderHasMoreOutput(state.get()) != BROTLI_FALSE) {
            std::size_t size = 0;
            const std::uint8_t* piece = BrotliDecoderTakeOutput(state.get(), &size);
            out.append(reinterpret_cast<const char*>(piece), size);
        }
        if (result == BROTLI_DECODER_RESULT_SUCCESS) return out;
        GX_CHECK(result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT);
    }
}

/// A path of the application's own router, not of a file.
bool is_place(std::string_view path) {
    // A page's own path may hold a dot (/clauses/E4.2); what the build makes lies at the root or in folders of its own.
    constexpr std::string_view kFolders[] = {"/assets/", "/icons/", "/manual/"};
    for (const auto folder : kFolders) {
        if (path.starts_with(folder)) return false;
    }
    const bool at_root = path.rfind('/') == 0;
    return !at_root || path.find('.') == std::string_view::npos;
}

}  // namespace

StaticFiles::StaticFiles(std::span<const StaticFile> files) {
    for (const StaticFile& file : files) files_.emplace(file.path, &file);
    const auto index = files_.find("/index.html");
    if (index != files_.end()) index_ = index->second;
}

std::optional<StaticAnswer> StaticFiles::find(const Request& request) const {
    const auto found = files_.find(request.path);
    const StaticFile* file = found != files_.end() ? found->second : is_place(request.path) ? index_ : nullptr;
    if (file == nullptr) return std::nullopt;
    const auto codings = request.header("accept-encoding");
    const bool brotli = accepts(codings, "br");
    const bool gzip = !brotli && accepts(codings, "gzip");
    const std::string_view coding = brotli ? "br" : gzip ? "gzip" : "";

    StaticAnswer out;
    const std::string etag = fmt::format("\"{}-{}\"", file->etag, coding.empty() ? "id" : coding);
    out.response.content_type = file->media_type;
    auto& headers = out.response.headers;
    headers.emplace_back("ETag", etag);
    headers.emplace_back("Vary", "Accept-Encoding");
    headers.emplace_back("Cache-Control", file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (request.header("if-none-match").find(etag) != std::string_view::npos) {
        out.response.status = 304;
        out.response.content_type.clear();
        return out;
    }
    if (!coding.empty()) headers.emplace_back("Content-Encoding", coding);
    if (brotli) out.body = file->brotli;
    else if (gzip) out.body = file->gzip;
    else out.response.body = unpack(file->brotli);
    return out;
}

}  // namespace gx::http
