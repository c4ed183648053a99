/// Checking the whole trail: on the database with the keys, or a bundle file with the public key alone.

#include <cstdio>
#include <fstream>
#include <sstream>

#include "platform/base/check.hpp"
#include "platform/trail/note.hpp"
#include "platform/trail/state.hpp"

namespace gx::trail {
namespace {

constexpr std::string_view kBundleHead = "guixing-trail-bundle v1";

/// Rebuilds the tree entry by entry and holds it against the signed checkpoints on the way.
class Rebuild {
  public:
    Rebuild(const std::vector<std::string>& notes, std::string_view origin, BytesView public_key) {
        for (const auto& note : notes) {
            auto opened = open_note(note, origin, public_key);
            if (!opened) {
                wrong(0, "a checkpoint's signature is not valid");
                return;
            }
            checkpoints_.push_back(std::move(*opened));
        }
        compare();
    }
    /// False once something is wrong.
    bool add(std::string_view canonical, const Hash& stored_leaf) {
        if (!verdict_.problem.empty()) return false;
        const std::int64_t here = frontier_.size();
        const Hash leaf = leaf_hash(as_bytes(canonical));
        if (leaf != stored_leaf) return wrong(here, "the entry is not the one that was hashed");
        if (!from_canonical(canonical)) return wrong(here, "the entry is not readable");
        frontier_.append(leaf);
        ++verdict_.entries;
        return compare();
    }
    bool wrong(std::int64_t sequence, std::string_view problem) {
        if (verdict_.problem.empty()) {
            verdict_.bad_sequence = sequence;
            verdict_.problem = problem;
        }
        return false;
    }
    const Frontier& frontier() const { return frontier_; }
    Verdict finish() {
        if (verdict_.problem.empty() && next_ < checkpoints_.size()) {
            wrong(frontier_.size(), "entries are missing: a checkpoint states " +
                                        std::to_string(checkpoints_.back().size) + " of them");
        }
        return verdict_;
    }

  private:
    bool compare() {
        while (next_ < checkpoints_.size() && checkpoints_[next_].size == frontier_.size()) {
            if (checkpoints_[next_].root != frontier_.root()) return wrong(since_, "not what the next checkpoint states");
            since_ = frontier_.size();
            ++next_;
        }
        return true;
    }

    std::vector<Checkpoint> checkpoints_;
    std::size_t next_ = 0;
    std::int64_t since_ = 0;
    Frontier frontier_;
    Verdict verdict_;
};

std::vector<std::string> read_lines(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw Broken("cannot read " + path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(std::move(line));
    return lines;
}

struct Bundle {
    std::string origin;
    Bytes public_key;
    std::vector<std::string> notes;
    std::vector<std::string> entries;
};

/// "origin+hash+base64(type and key)".
bool read_key(std::string_view line, Bundle& bundle) {
    const auto second = line.rfind('+', line.size());
    // base64 may hold '+': the hash is the 8 hex digits after the first '+' that follows the origin
    const auto first = line.find('+');
    if (first == std::string_view::npos || second == std::string_view::npos || first + 10 > line.size()) return false;
    bundle.origin = std::string(line.substr(0, first));
    const auto material = crypto::from_base64(line.substr(first + 10));
    if (!material || material->size() != 33) return false;
    bundle.public_key.assign(material->begin() + 1, material->end());
    return verifier_key(bundle.origin, bundle.public_key) == line;
}

std::optional<Bundle> read_bundle(const std::string& path) {
    const auto lines = read_lines(path);
    Bundle out;
    if (lines.size() < 3 || lines[0] != kBundleHead || !read_key(lines[1], out)) return std::nullopt;
    std::string note;
    std::size_t at = 2;
    for (; at < lines.size() && lines[at] != "entries"; ++at) {
        if (lines[at] == "checkpoint") {
            if (!note.empty()) out.notes.push_back(std::exchange(note, {}));
            continue;
        }
        note += lines[at] + "\n";
    }
    if (!note.empty()) out.notes.push_back(std::move(note));
    if (at == lines.size()) return std::nullopt;
    out.entries.assign(lines.begin() + static_cast<std::ptrdiff_t>(at) + 1, lines.end());
    return out;
}

}  // namespace

Verdict Trail::verify() const {
    return state_->db.read([&](store::Tx& tx) {
        const auto notes = checkpoint_notes(tx, state_->company);
        Rebuild rebuild(notes, state_->origin, crypto::public_key(state_->sign_seed));
        walk(tx, state_->company, [&](const EntryRow& row) {
            const std::int64_t here = rebuild.frontier().size();
            if (row.sequence != here) return rebuild.wrong(here, "the entry is missing");
            if (!crypto::equal(row.mac, state_->entry_mac(row.sequence, row.leaf))) {
                return rebuild.wrong(here, "the entry was changed or moved outside the program");
            }
            return rebuild.add(row.canonical, row.leaf);
        });
        const auto head = load_head(tx, state_->company);
        const std::int64_t stated = head ? head->frontier.size() : 0;
        if (head && !crypto::equal(head->mac, state_->head_mac(*head))) {
            rebuild.wrong(rebuild.frontier().size(), "the head of the trail was changed outside the program");
        } else if (stated != rebuild.frontier().size()) {
            rebuild.wrong(rebuild.frontier().size(), "entries are missing at the end");
        } else if (head && head->frontier.root() != rebuild.frontier().root()) {
            rebuild.wrong(0, "the tree is not the one that was written");
        }
        Verdict verdict = rebuild.finish();
        verdict.unnumbered = count_unnumbered(tx, state_->company);
        return verdict;
    });
}

void Trail::export_bundle(const std::string& path, Instant now) {
    checkpoint(now);
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << kBundleHead << '\n' << verifier_key(state_->origin, crypto::public_key(state_->sign_seed)) << '\n';
    state_->db.read([&](store::Tx& tx) {
        const auto notes = checkpoint_notes(tx, state_->company);
        for (const auto& note : notes) out << "checkpoint\n" << note;
        out << "entries\n";
        std::int64_t last = 0;
        if (!notes.empty()) {
            last = open_note(notes.back(), state_->origin, crypto::public_key(state_->sign_seed)).value_or(Checkpoint{}).size;
        }
        walk(tx, state_->company, [&](const EntryRow& row) {
            if (row.sequence >= last) return false;
            out << to_hex(BytesView(row.leaf)) << ' ' << row.canonical << '\n';
            return true;
        });
    });
    out.flush();
    if (!out) throw Broken("cannot write " + path);
}

Verdict verify_bundle(const std::string& path) {
    const auto bundle = read_bundle(path);
    if (!bundle) return {0, 0, 0, "the file is no trail bundle, or its head was changed"};
    Rebuild rebuild(bundle->notes, bundle->origin, bundle->public_key);
    for (const auto& line : bundle->entries) {
        const auto leaf = line.size() > 65 ? from_hex(std::string_view(line).substr(0, 64)) : std::nullopt;
        if (!leaf || line[64] != ' ') {
            rebuild.wrong(rebuild.frontier().size(), "the line is damaged");
            break;
        }
        Hash hash{};
        std::copy(leaf->begin(), leaf->end(), hash.begin());
        if (!rebuild.add(std::string_view(line).substr(65), hash)) break;
    }
    Verdict verdict = rebuild.finish();
    if (verdict.problem.empty()) {
        const auto last = bundle->notes.empty() ? std::optional<Checkpoint>{}
                                                : open_note(bundle->notes.back(), bundle->origin, bundle->public_key);
        if (!last || last->size != verdict.entries) {
            verdict.bad_sequence = last ? last->size : 0;
            verdict.problem = "there are entries that no checkpoint covers";
        }
    }
    return verdict;
}

}  // namespace gx::trail
