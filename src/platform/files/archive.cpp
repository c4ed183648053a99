#include "platform/files/archive.hpp"

#include <array>

#include <zip.h>

namespace gx::files {
namespace {

constexpr zip_int64_t kPartsMax = 5'000;

tl::unexpected<Error> damaged(std::string_view place) {
    return refuse("table_damaged", "place", std::string(place));
}

tl::unexpected<Error> too_large(std::size_t bytes) {
    return refuse("table_too_large", "limit", std::to_string(bytes >> 20) + " MiB");
}

}  // namespace

Result<std::unique_ptr<Archive>> Archive::open(BytesView content, const Limits& limits) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(content.data(), content.size(), 0, &error);
    if (source == nullptr) return damaged("zip");
    zip_t* handle = zip_open_from_source(source, ZIP_RDONLY, &error);
    zip_error_fini(&error);
    if (handle == nullptr) {
        zip_source_free(source);
        return damaged("zip");
    }
    std::unique_ptr<Archive> archive(new Archive(handle, limits));
    if (zip_get_num_entries(handle, 0) > kPartsMax) {
        return refuse("table_too_large", "limit", std::to_string(kPartsMax) + " zip entries");
    }
    return archive;
}

Archive::~Archive() { zip_discard(zip_); }

bool Archive::has(const std::string& name) const {
    return zip_name_locate(zip_, name.c_str(), ZIP_FL_NOCASE) >= 0;
}

Result<Done> Archive::read_with(const std::string& name, const void* to,
                                bool (*sink)(const void*, std::string_view)) {
    const zip_int64_t index = zip_name_locate(zip_, name.c_str(), ZIP_FL_NOCASE);
    if (index < 0) return damaged(name);
    const auto at = static_cast<zip_uint64_t>(index);
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(zip_, at, 0, &stat) != 0) return damaged(name);
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) {
        return refuse("table_encrypted");
    }
    if ((stat.valid & ZIP_STAT_SIZE) != 0 && stat.size > limits_.part_bytes)
        return too_large(limits_.part_bytes);
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen_index(zip_, at, 0), &zip_fclose);
    if (!file) return damaged(name);
    std::array<char, 64 * 1024> piece{};
    // The stated size may lie: what is really unpacked counts.
    for (std::size_t part = 0;;) {
        const zip_int64_t got = zip_fread(file.get(), piece.data(), piece.size());
        if (got < 0) return damaged(name);
        if (got == 0) return Done{};
        part += static_cast<std::size_t>(got);
        unpacked_ += static_cast<std::size_t>(got);
        if (part > limits_.part_bytes || unpacked_ > 2 * limits_.part_bytes)
            return too_large(limits_.part_bytes);
        if (!sink(to, {piece.data(), static_cast<std::size_t>(got)})) return Done{};
    }
}

}  // namespace gx::files
