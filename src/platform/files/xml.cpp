#include "platform/files/xml.hpp"

#include <memory>

#include <expat.h>

namespace gx::files {
namespace {

constexpr int kDepthMax = 64;

std::string_view local_name(std::string_view name) {
    const std::size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// Carries events out of C; no exception passes through expat.
struct Run {
    XmlHandler& handler;
    XML_Parser parser;
    int depth = 0;
    bool refused = false;  ///< a document type, or too deep
    std::exception_ptr thrown = nullptr;

    template <class F>
    void guard(F&& f) {
        if (thrown || refused || handler.failed()) return;
        try {
            f();
        } catch (...) {
            thrown = std::current_exception();
        }
        if (thrown || refused || handler.failed()) XML_StopParser(parser, XML_FALSE);
    }
};

void on_start(void* data, const char* name, const char** attributes) {
    auto& run = *static_cast<Run*>(data);
    run.guard([&] {
        if (++run.depth > kDepthMax) {
            run.refused = true;
        } else {
            run.handler.start(local_name(name), Attributes(attributes));
        }
    });
}

void on_end(void* data, const char* name) {
    auto& run = *static_cast<Run*>(data);
    run.guard([&] {
        --run.depth;
        run.handler.end(local_name(name));
    });
}

void on_text(void* data, const char* text, int size) {
    auto& run = *static_cast<Run*>(data);
    run.guard([&] { run.handler.text({text, static_cast<std::size_t>(size)}); });
}

void on_doctype(void* data, const char*, const char*, const char*, int) {
    auto& run = *static_cast<Run*>(data);
    run.guard([&] { run.refused = true; });
}

}  // namespace

std::string_view Attributes::get(std::string_view name) const {
    for (const char** at = list_; *at != nullptr; at += 2) {
        if (local_name(at[0]) == name) return at[1];
    }
    return {};
}

Result<Done> read_xml(Archive& archive, const std::string& part, XmlHandler& handler) {
    const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate(nullptr),
                                                                         &XML_ParserFree);
    if (!parser) throw std::bad_alloc();
    Run run{handler, parser.get()};
    XML_SetUserData(parser.get(), &run);
    XML_SetElementHandler(parser.get(), &on_start, &on_end);
    XML_SetCharacterDataHandler(parser.get(), &on_text);
    XML_SetStartDoctypeDeclHandler(parser.get(), &on_doctype);
    bool good = true;
    const auto feed = [&](std::string_view piece, bool last) {
        good = XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), last) == XML_STATUS_OK;
        return good;
    };
    GX_TRY_DONE(archive.read(part, [&](std::string_view piece) { return feed(piece, false); }));
    if (good) feed("", true);
    if (run.thrown) std::rethrow_exception(run.thrown);
    if (handler.failed()) return tl::unexpected<Error>(*handler.failed());
    if (!good) {
        return refuse("table_damaged", "place",
                      part + ":" + std::to_string(XML_GetCurrentLineNumber(parser.get())));
    }
    return Done{};
}

}  // namespace gx::files
