#include "modules/system/import.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "modules/system/import_apply.hpp"
#include "platform/text/text.hpp"

namespace gx::system {
namespace {

using import::Book;
using import::Outcome;
using import::Problem;

ImportProblem to_answer(const text::Catalogue& texts, Lang lang, const Problem& problem) {
    ImportProblem out;
    out.sheet = problem.sheet;
    if (problem.row > 0) out.row = static_cast<std::int64_t>(problem.row);
    if (!problem.column.empty()) out.column = problem.column;
    if (!problem.cell.empty()) out.cell = problem.cell;
    out.code = problem.code;
    out.detail = texts.say(lang, problem.code, problem.params);
    return out;
}

/// As somebody goes through the workbook: sheet by sheet, row by row.
void sort(std::vector<Problem>& problems, const std::vector<files::Sheet>& sheets) {
    std::map<std::string, std::size_t, std::less<>> order;
    for (const files::Sheet& sheet : sheets) order.emplace(sheet.name, order.size());
    const auto place = [&](const Problem& problem) {
        const auto at = order.find(problem.sheet);
        return std::pair{at == order.end() ? order.size() : at->second, problem.row};
    };
    std::stable_sort(problems.begin(), problems.end(),
                     [&](const Problem& a, const Problem& b) { return place(a) < place(b); });
}

ImportCounts to_answer(const import::Counts& counts) {
    return {counts.compounds, counts.departments, counts.posts,     counts.duties, counts.people,
            counts.holdings,  counts.accounts,    counts.buildings, counts.units,  counts.rooms};
}

/// One run over one workbook.
class Import {
  public:
    Import(const http::Services& services, const org::Actor& actor, Instant now, const ImportInput& input,
           std::vector<files::Sheet> sheets)
        : services_(services),
          actor_(actor),
          now_(now),
          input_(input),
          sheets_(std::move(sheets)),
          book_(import::read_book(sheets_, input.only, input.lang)) {}

    /// What can be told without writing; empty if the workbook is right as far as its lines tell.
    std::vector<Problem> look() const {
        return services_.db.read([&](store::Tx& tx) {
            std::vector<Problem> problems = book_.problems;
            const import::World world = import::look(context(tx), book_);
            (void)import::check(book_, world, problems);
            return problems;
        });
    }

    /// Once more against what the company has by now, then into effect.
    Outcome write(store::Tx& tx) const {
        std::vector<Problem> problems = book_.problems;
        const import::World world = import::look(context(tx), book_);
        const import::Plan plan = import::check(book_, world, problems);
        Outcome outcome;
        if (problems.empty()) {
            outcome = import::apply(context(tx), book_, world, plan);
        } else {
            outcome.problems = std::move(problems);
        }
        return outcome;
    }

    ImportAnswer answer(Outcome outcome) const {
        ImportAnswer out;
        out.rows = static_cast<std::int64_t>(book_.rows);
        sort(outcome.problems, sheets_);
        out.errors_total = static_cast<std::int64_t>(outcome.problems.size());
        if (outcome.problems.size() > kImportErrorsMax) outcome.problems.resize(kImportErrorsMax);
        for (const Problem& problem : outcome.problems) {
            out.errors.push_back(to_answer(services_.texts, input_.lang, problem));
        }
        std::vector<Problem> notes = book_.notes;
        notes.insert(notes.end(), outcome.notes.begin(), outcome.notes.end());
        if (notes.size() > kImportErrorsMax) notes.resize(kImportErrorsMax);
        for (const Problem& note : notes) out.notes.push_back(to_answer(services_.texts, input_.lang, note));
        if (!outcome.problems.empty()) return out;  // nothing was counted that will not be
        out.created = to_answer(outcome.created);
        out.changed = outcome.changed;
        out.unchanged = outcome.unchanged;
        if (input_.dry_run) return out;
        out.applied = true;
        for (auto& issued : outcome.codes) {
            out.codes.push_back({issued.staff_number, issued.login, issued.code, issued.expires_at});
        }
        return out;
    }

  private:
    import::Context context(store::Tx& tx) const {return {tx, services_.keys, actor_, now_};
}

const http::Services& services_;
const org::Actor& actor_;
Instant now_;
const ImportInput& input_;
std::vector<files::Sheet> sheets_;
Book book_;
};  // namespace

}  // namespace gx::system

std::string import_note(const ImportAnswer& answer) {
    const ImportCounts& made = answer.created;
    const auto created = made.compounds + made.departments + made.posts + made.duties + made.people +
                         made.holdings + made.accounts + made.buildings + made.units + made.rooms;
    return fmt::format(R"({{"rows":{},"created":{},"changed":{},"unchanged":{},"accounts":{},"errors":{}}})",
                       answer.rows, created, answer.changed, answer.unchanged, made.accounts,
                       answer.errors_total);
}

Result<ImportAnswer> import_organisation(const http::Services& services, const org::Actor& actor, Instant now,
                                         const ImportInput& input,
                                         const std::function<void(store::Tx&, const ImportAnswer&)>& trace) {
    files::Limits limits;
    limits.file_bytes = kImportBytesMax;
    GX_TRY(sheets, files::read_table(input.content, limits));
    const Import import(services, actor, now, input, std::move(sheets));
    ImportAnswer answer;
    if (auto problems = import.look(); !problems.empty()) {
        Outcome outcome;
        outcome.problems = std::move(problems);
        answer = import.answer(std::move(outcome));
        return services.db.write([&](store::Tx& tx) -> Result<ImportAnswer> {
            trace(tx, answer);
            return answer;
        });
    }
    // A dry run does everything, then is rolled back: so it finds what only the organisation itself can
    // refuse.
    const auto done = services.db.write(
        [&](store::Tx& tx) -> Result<Done> {
            answer = import.answer(import.write(tx));
            if (!answer.applied) return refuse("import_not_kept");
            trace(tx, answer);
            return Done{};
        },
        [&](store::Tx& tx) { trace(tx, answer); });
    if (!done && done.error().key != "import_not_kept") return tl::unexpected<Error>(done.error());
    return answer;
}

}  // namespace gx::system
