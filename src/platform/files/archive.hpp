/// The parts of an XLSX package (ISO/IEC 29500-2), read from memory with a limit on what they may unpack to.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/files/table.hpp"

struct zip;

namespace gx::files {

class Archive {
  public:
    /// Borrows `content`. Refusals: table_damaged, table_encrypted, table_too_large (too many parts).
    static Result<std::unique_ptr<Archive>> open(BytesView content, const Limits& limits);
    ~Archive();
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    /// Part names are compared without regard to case, as the standard says.
    bool has(const std::string& name) const;
    /// Unpacks one part. `sink` gets a piece and says whether it wants more; it may be called never.
    template <class Sink>
    Result<Done> read(const std::string& name, const Sink& sink) {
        return read_with(name, &sink, [](const void* to, std::string_view piece) {
            return (*static_cast<const Sink*>(to))(piece);
        });
    }

  private:
    Archive(zip* handle, const Limits& limits) : zip_(handle), limits_(limits) {}
    Result<Done> read_with(const std::string& name, const void* to,
                           bool (*sink)(const void*, std::string_view));

    zip* zip_;
    const Limits& limits_;
    std::size_t unpacked_ = 0;  ///< of all parts together
};

}  // namespace gx::files
