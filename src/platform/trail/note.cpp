#include "platform/trail/note.hpp"

#include <algorithm>
#include <charconv>

#include "platform/json/json.hpp"

namespace gx::trail {
namespace {

/// The members in the order in which they are hashed; the version is bumped when one is added.
struct Canonical {
    std::int64_t v = 1;
    std::string company;  ///< ids as decimal digits, "0" = none
    std::string id;
    Instant at;
    std::string action;
    std::int64_t outcome = 0;
    std::string actor;
    std::string post;
    std::string object_type;
    std::string object;
    std::int64_t level = 4;
    std::int64_t compartments = 0;
    std::string scope;
    std::string clause;
    std::string rule;
    std::string note;
    std::string commitment;
    std::string request;
};
BOOST_DESCRIBE_STRUCT(Canonical, (), (v, company, id, at, action, outcome, actor, post, object_type, object, level,
                                      compartments, scope, clause, rule, note, commitment, request))

constexpr std::uint8_t kEd25519 = 1;
constexpr std::string_view kSignatureMark = "\xE2\x80\x94 ";  // an em dash and a space begin a signature line

Bytes key_material(BytesView public_key) {
    Bytes out(1 + public_key.size(), kEd25519);
    std::copy(public_key.begin(), public_key.end(), out.begin() + 1);
    return out;
}

Bytes key_hash(std::string_view origin, BytesView public_key) {
    const std::string name = std::string(origin) + "\n";
    const Bytes material = key_material(public_key);
    const Hash hash = crypto::sha256({as_bytes(name), BytesView(material)});
    return {hash.begin(), hash.begin() + 4};
}

std::string body_of(std::string_view origin, std::int64_t size, const Hash& root) {
    return std::string(origin) + "\n" + std::to_string(size) + "\n" + crypto::to_base64(BytesView(root)) + "\n";
}

std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

}  // namespace

std::string to_canonical(Id company, Id id, Instant at, const Entry& entry, std::string_view commitment_hex) {
    const Canonical out{1, to_string(company), to_string(id), at, entry.action,
                        static_cast<std::int64_t>(entry.outcome), to_string(entry.actor), to_string(entry.post),
                        entry.object_type, to_string(entry.object), entry.level,
                        static_cast<std::int64_t>(entry.compartments), to_string(entry.scope), entry.clause, entry.rule,
                        entry.note, std::string(commitment_hex), entry.request};
    std::string text;
    json::write(text, out);
    return text;
}

std::optional<Stored> from_canonical(std::string_view canonical) {
    const auto tree = json::parse(canonical);
    if (!tree) return std::nullopt;
    auto read = json::read<Canonical>(*tree);
    if (!read || read->v != 1 || read->outcome < 0 || read->outcome > 3 || read->level < 1 || read->level > 4) {
        return std::nullopt;
    }
    const auto id_of = [](const std::string& text) { return parse_id(text).value_or(Id{}); };
    Stored out;
    out.id = id_of(read->id);
    out.at = read->at;
    out.commitment_hex = read->commitment;
    out.entry = {read->action, static_cast<Outcome>(read->outcome), id_of(read->actor), id_of(read->post),
                 read->object_type, id_of(read->object), static_cast<std::uint8_t>(read->level),
                 static_cast<std::uint64_t>(read->compartments), id_of(read->scope), read->clause, read->rule,
                 read->note, {}, read->request};
    return out;
}

std::string verifier_key(std::string_view origin, BytesView public_key) {
    return std::string(origin) + "+" + to_hex(key_hash(origin, public_key)) + "+" +
           crypto::to_base64(key_material(public_key));
}

std::string sign_note(std::string_view origin, std::int64_t size, const Hash& root, const crypto::Key& seed) {
    const std::string body = body_of(origin, size, root);
    const auto signature = crypto::sign(seed, as_bytes(body));
    Bytes signed_by = key_hash(origin, crypto::public_key(seed));
    signed_by.insert(signed_by.end(), signature.begin(), signature.end());
    return body + "\n" + std::string(kSignatureMark) + std::string(origin) + " " + crypto::to_base64(signed_by) + "\n";
}

std::optional<Checkpoint> open_note(std::string_view note, std::string_view origin, BytesView public_key) {
    std::string_view rest = note;
    Checkpoint out;
    out.note = std::string(note);
    if (take_line(rest) != origin) return std::nullopt;
    const std::string_view size = take_line(rest);
    const auto parsed = std::from_chars(size.data(), size.data() + size.size(), out.size);
    if (parsed.ec != std::errc{} || parsed.ptr != size.data() + size.size() || out.size < 0) return std::nullopt;
    const auto root = crypto::from_base64(take_line(rest));
    if (!root || root->size() != out.root.size()) return std::nullopt;
    std::copy(root->begin(), root->end(), out.root.begin());
    if (!take_line(rest).empty()) return std::nullopt;
    std::string_view line = take_line(rest);
    const std::string start = std::string(kSignatureMark) + std::string(origin) + " ";
    if (!line.starts_with(start)) return std::nullopt;
    const auto signed_by = crypto::from_base64(line.substr(start.size()));
    const Bytes expected = key_hash(origin, public_key);
    if (!signed_by || signed_by->size() != 4 + 64 || !std::equal(expected.begin(), expected.end(), signed_by->begin())) {
        return std::nullopt;
    }
    const std::string body = body_of(origin, out.size, out.root);
    if (!crypto::verify(public_key, as_bytes(body), BytesView(*signed_by).subspan(4))) return std::nullopt;
    return out;
}

}  // namespace gx::trail
