/// Runs the stories (*.scn) beside this file: prose lines, then calls, then what must come back. See README.md.

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "platform/json/json.hpp"
#include "scenarios/world.hpp"

namespace gx::test {
namespace {

constexpr const char* kFolder = GX_SOURCE_DIR "/test/scenarios";

std::string trimmed(const std::string& text) {
    const auto from = text.find_first_not_of(" \t");
    if (from == std::string::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

Duration parse_length(const std::string& text) {
    static const std::regex pattern(R"((\d+)([dhms]))");
    Duration out{};
    for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
        const std::int64_t count = std::atoll((*at)[1].str().c_str());
        switch ((*at)[2].str()[0]) {
            case 'd': out += std::chrono::hours{24 * count}; break;
            case 'h': out += std::chrono::hours{count}; break;
            case 'm': out += std::chrono::minutes{count}; break;
            default: out += std::chrono::seconds{count};
        }
    }
    return out;
}

/// "clock.state", "items.0.number"; nullptr if there is no such thing.
const boost::json::value* at_path(const boost::json::value& root, const std::string& path) {
    const boost::json::value* here = &root;
    std::stringstream pieces(path);
    for (std::string piece; std::getline(pieces, piece, '.');) {
        if (here->is_object()) {
            here = here->as_object().if_contains(piece);
        } else if (here->is_array()) {
            const auto index = static_cast<std::size_t>(std::atoll(piece.c_str()));
            here = index < here->as_array().size() ? &here->as_array()[index] : nullptr;
        } else {
            here = nullptr;
        }
        if (here == nullptr) return nullptr;
    }
    return here;
}

std::string as_word(const boost::json::value& value) {
    return value.is_string() ? std::string(value.as_string()) : boost::json::serialize(value);
}

class Story {
  public:
    Story(const std::filesystem::path& file, store::Engine engine) : file_(file), company_(engine) {}

    void run() {
        std::ifstream in(file_);
        for (std::string line; std::getline(in, line) && !::testing::Test::HasFatalFailure();) {
            ++line_;
            line = trimmed(line);
            if (line.empty() || line[0] == '#') continue;
            SCOPED_TRACE(file_.filename().string() + ":" + std::to_string(line_) + "  " + line);
            step(filled(line));
        }
    }

  private:
    /// {name} of earlier answers, {now}, {now-10m}, {now+2h}.
    std::string filled(const std::string& line) {
        static const std::regex hole(R"(\{(now([+-][0-9dhms]+)?|[a-z_]+)\})");
        std::string out;
        auto last = line.cbegin();
        for (std::sregex_iterator at(line.begin(), line.end(), hole), end; at != end; ++at) {
            out.append(last, (*at)[0].first);
            const std::string name = (*at)[1].str();
            if (name.starts_with("now")) {
                const std::string shift = (*at)[2].str();
                const Duration by = parse_length(shift);
                out += to_rfc3339(company_.clock().now() + (shift.starts_with("-") ? -by : by));
            } else {
                out += names_.contains(name) ? names_[name] : (*at)[0].str();
            }
            last = (*at)[0].second;
        }
        out.append(last, line.cend());
        return out;
    }

    void step(const std::string& line) {
        std::stringstream words(line);
        std::string first;
        words >> first;
        std::string rest;
        std::getline(words, rest);
        rest = trimmed(rest);
        if (first == "as") {
            login_ = rest;
        } else if (first == "clock") {
            move_clock(rest);
        } else if (first == "restart") {
            company_.restart();
        } else if (first == "header") {
            const auto colon = rest.find(':');
            headers_[trimmed(rest.substr(0, colon))] = trimmed(rest.substr(colon + 1));
        } else if (first == "let") {
            const auto equals = rest.find('=');
            const auto* value = at_path(answer_, trimmed(rest.substr(equals + 1)));
            ASSERT_NE(value, nullptr) << reply_.body;
            names_[trimmed(rest.substr(0, equals))] = as_word(*value);
        } else if (first == "GET" || first == "POST" || first == "PATCH" || first == "PUT" || first == "DELETE") {
            send(first, rest);
        } else {
            expect(first, rest);
        }
    }

    void move_clock(const std::string& to) {
        if (to.starts_with("+")) {
            company_.advance(parse_length(to));
            return;
        }
        const auto at = clock::parse_local(to);
        ASSERT_TRUE(at.has_value()) << "clock wants +2h or 2026-11-23 09:00";
        ASSERT_GE(*at, company_.clock().now());
        company_.clock().set(*at);
        company_.app().tick();
    }

    void send(const std::string& method, const std::string& rest) {
        const auto space = rest.find(' ');
        const std::string path = rest.substr(0, space);
        const std::string body = space == std::string::npos ? "" : trimmed(rest.substr(space));
        if (names_.contains("rev") && body.find("\"if-match\"") == std::string::npos) headers_.try_emplace("if-match", "\"" + names_["rev"] + "\"");
        reply_ = company_.call(login_, method, path, body, headers_);
        headers_.clear();
        names_.erase("rev");
        answer_ = nullptr;
        if (reply_.content_type.find("json") != std::string::npos && !reply_.body.empty()) {
            auto tree = json::parse(reply_.body);
            ASSERT_TRUE(tree.has_value()) << reply_.body;
            answer_ = std::move(*tree);
            if (const auto* rev = at_path(answer_, "rev")) names_["rev"] = as_word(*rev);
        }
        company_.app().tick();
    }

    /// "201 clock.state = running; number has 2026; no 13900; items none"
    void expect(const std::string& status, const std::string& rest) {
        ASSERT_EQ(std::to_string(reply_.status), status) << reply_.body;
        std::stringstream pieces(rest);
        for (std::string piece; std::getline(pieces, piece, ';');) {
            if (!trimmed(piece).empty()) expect_one(trimmed(piece));
        }
    }

    void expect_one(const std::string& piece) {
        std::stringstream words(piece);
        std::string path, relation, wanted;
        words >> path;
        if (path == "no" || path == "has") {
            std::getline(words, wanted);
            const bool found = reply_.body.find(trimmed(wanted)) != std::string::npos;
            ASSERT_EQ(found, path == "has") << piece << "\n" << reply_.body;
            return;
        }
        words >> relation;
        std::getline(words, wanted);
        wanted = trimmed(wanted);
        const auto* value = at_path(answer_, path);
        if (relation == "none") {
            ASSERT_TRUE(value == nullptr || value->is_null() || (value->is_array() && value->as_array().empty())) << reply_.body;
            return;
        }
        ASSERT_NE(value, nullptr) << "no " << path << " in " << reply_.body;
        if (relation == "=") {
            ASSERT_EQ(as_word(*value), wanted) << reply_.body;
        } else if (relation == "count") {
            ASSERT_EQ(std::to_string(value->as_array().size()), wanted) << reply_.body;
        } else {
            ASSERT_EQ(relation, "has") << "unknown relation in: " << piece;
            ASSERT_NE(as_word(*value).find(wanted), std::string::npos) << as_word(*value);
        }
    }

    std::filesystem::path file_;
    Company company_;
    int line_ = 0;
    std::string login_;
    std::map<std::string, std::string> names_, headers_;
    Reply reply_;
    boost::json::value answer_;
};

std::vector<std::string> stories() {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
        if (entry.path().extension() == ".scn") out.push_back(entry.path().stem().string());
    }
    std::sort(out.begin(), out.end());
    return out;
}

class Stories : public ::testing::TestWithParam<std::tuple<std::string, store::Engine>> {};

TEST_P(Stories, come_true) {
    const auto& [name, engine] = GetParam();
    if (const std::string why = missing(engine); !why.empty()) GTEST_SKIP() << why;
    Story(std::filesystem::path(kFolder) / (name + ".scn"), engine).run();
}

INSTANTIATE_TEST_SUITE_P(All, Stories,
                         ::testing::Combine(::testing::ValuesIn(stories()),
                                            ::testing::Values(store::Engine::sqlite, store::Engine::postgres)),
                         [](const auto& story) {
                             return std::get<0>(story.param) +
                                    (std::get<1>(story.param) == store::Engine::sqlite ? "_sqlite" : "_postgres");
                         });

}  // namespace
}  // namespace gx::test
