#include "platform/org/rights.hpp"

#include <algorithm>

namespace gx::org {
namespace {

bool by_parent(const table::Branch& a, const table::Branch& b) { return a.parent < b.parent; }

}  // namespace

std::vector<Id> ReachMaker::with_below(Id department) {
    if (!branches_) {
        branches_ = table::branches(tx_, company_);
        std::sort(branches_->begin(), branches_->end(), by_parent);
    }
    std::vector<Id> out{department};
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto [first, last] =
            std::equal_range(branches_->begin(), branches_->end(), table::Branch{Id{}, out[i]}, by_parent);
        for (auto branch = first; branch != last; ++branch) {
            if (std::find(out.begin(), out.end(), branch->id) == out.end()) out.push_back(branch->id);
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

labels::Reach ReachMaker::reach(const Post& post) {
    labels::Reach out;
    out.level = post.level;
    out.compartments = post.compartments;
    if (post.scope == ScopeKind::company) {
        out.whole_company = true;
    } else if (post.scope == ScopeKind::department) {
        out.scopes = with_below(post.department);
    } else {
        if (post.compound) out.scopes.push_back(post.compound);
        out.scopes.push_back(post.department);
        std::sort(out.scopes.begin(), out.scopes.end());
    }
    return out;
}

Rights rights_of(store::Tx& tx, Id company, Id person, Instant now) {
    auto rows = table::held(tx, company, person, now);
    std::sort(rows.begin(), rows.end(), [](const table::HeldRow& a, const table::HeldRow& b) {
        return std::pair(a.post.rank, a.post.id) < std::pair(b.post.rank, b.post.id);
    });
    ReachMaker maker(tx, company);
    Rights out;
    for (const table::HeldRow& row : rows) {
        if (row.from > now) {
            out.until = std::min(out.until, to_millis(row.from));
            continue;
        }
        out.until = std::min(out.until, row.to);
        HeldPost held;
        held.post = row.post.id;
        held.department = row.post.department;
        held.compound = row.post.compound;
        held.leads = row.post.leads;
        for (const Duty duty : duties_of(tx, company, row.post.id)) held.duties.set(static_cast<std::size_t>(duty));
        held.reach = maker.reach(row.post);
        out.posts.push_back(std::move(held));
    }
    return out;
}

}  // namespace gx::org
