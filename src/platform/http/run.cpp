/// The three kinds of routes. Each leaves in the trail what its row says, before it answers.
#include <fmt/format.h>

#include "platform/base/check.hpp"
#include "platform/http/router_state.hpp"
#include "platform/labels/labels.hpp"
#include "platform/outbox/batch.hpp"

namespace gx::http {
namespace {

bool leaves_trace(const Work& work) {
    return !work.route.trace.done.empty() && work.actor.kind != org::Actor::Kind::nobody;
}

/// A quiet row is quiet about success only: what was refused to whom is told of every route but the open ones, which
/// strangers call; their use cases tell what matters.
bool tells_refusal(const Work& work) {
    return !work.route.access.open && work.actor.kind != org::Actor::Kind::nobody;
}

/// Our failures are told even of a call whose person was not known yet.
bool tells_failure(const Work& work) { return !work.route.access.open || !work.route.trace.done.empty(); }

/// Writes the entries in one job of their own and answers after its commit; without entries at once. If the
/// entries cannot be written there is no answer but the failure.
void answer_after_entries(const std::shared_ptr<Work>& work, Response response) {
    if (work->entries.empty()) return work->finish(std::move(response));
    work->response = std::move(response);
    store::Job job;
    job.run = [work](store::Tx& tx) {
        for (const auto& entry : work->entries) work->state.services.trail.append(tx, work->now, entry);
        return true;
    };
    job.done = [work](const std::exception_ptr& error) {
        if (error) work->fail(error);
        else work->finish(std::move(work->response));
    };
    work->state.services.db.post(std::move(job));
}

void answer_refusal(const std::shared_ptr<Work>& work, const Error& error) {
    work->entries.clear();
    if (tells_refusal(*work) && error.key != "not_logged_in") {
        work->entries.push_back(work->entry(trail::Outcome::refused, error.key));
    }
    answer_after_entries(work, work->refusal(error));
}

/// Our failure: an entry "failed" where the database still takes it, the answer 500 or 503 in any case.
void answer_failure(const std::shared_ptr<Work>& work, const std::exception_ptr& why) {
    if (!tells_failure(*work) || outbox::unavailable(why)) return work->fail(why);
    store::Job job;
    job.run = [work](store::Tx& tx) {
        work->state.services.trail.append(tx, work->now, work->entry(trail::Outcome::failed, "broken"));
        return true;
    };
    job.done = [work, why](const std::exception_ptr&) { work->fail(why); };
    work->state.services.db.post(std::move(job));
}

trail::Entry seen_entry(const Work& work, const Call::Seen& seen, trail::Outcome outcome) {
    trail::Entry entry = work.entry(outcome, {});
    entry.object_type = seen.object_type;
    entry.object = seen.object;
    entry.level = seen.label.level;
    entry.compartments = seen.label.compartments;
    entry.scope = seen.label.scope;
    return entry;
}

/// Levels 3 and 4 may be written within the second; levels 1 and 2 before the answer (G2).
void note_seen(Work& work, const Call& call) {
    if (!leaves_trace(work)) return;
    if (call.seen.empty()) {
        work.state.services.trail.saw(work.now, work.entry(trail::Outcome::seen, {}));
        return;
    }
    for (const auto& seen : call.seen) {
        auto entry = seen_entry(work, seen, trail::Outcome::seen);
        if (labels::at_least_as_secret(seen.label.level, labels::kSecret)) work.entries.push_back(std::move(entry));
        else work.state.services.trail.saw(work.now, entry);
    }
}

/// True if the transaction holds an entry of the action, however the use case wrote it.
bool journaled(store::Tx& tx, std::string_view action) {
    const std::string mark = fmt::format(R"("action":"{}")", action);
    for (const auto& entry : tx.journaled()) {
        if (entry.canonical.find(mark) != std::string::npos) return true;
    }
    return false;
}

/// What a write ends with, inside its transaction.
struct Written {
    Result<Response> result = Response{};
};

Result<Response> write_once(Work& work, store::Tx& tx) {
    // Again, because rights may have changed since the request was admitted.
    GX_TRY_DONE(work.identify(tx));
    Call call = work.call(&tx, work.params);
    GX_TRY(response, work.route.handler(call));
    const auto done = work.route.trace.done;
    if (!done.empty() && !call.replayed_ && !call.recorded_ && !journaled(tx, done)) {
        throw Bug(fmt::format("{} left no trail entry {}", work.route.operation, done));
    }
    return std::move(response);
}

}  // namespace

void run_read(const std::shared_ptr<Work>& work) {
    std::optional<Result<Response>> result;
    try {
        result = work->state.services.db.read([&](store::Tx& tx) -> Result<Response> {
            GX_TRY_DONE(work->admit(tx));
            GX_TRY_DONE(work->prepare());
            Call call = work->call(&tx, std::move(work->params));
            GX_TRY(response, work->route.handler(call));
            note_seen(*work, call);
            work->state.metrics.count_statements(work->row(), tx.counters());
            return std::move(response);
        });
    } catch (...) {
        return answer_failure(work, std::current_exception());
    }
    if (*result) answer_after_entries(work, std::move(**result));
    else answer_refusal(work, result->error());
}

void run_write(const std::shared_ptr<Work>& work) {
    std::optional<Result<Done>> ready;
    try {
        ready = work->state.services.db.read([&](store::Tx& tx) { return work->admit(tx); });
        if (*ready) ready = work->prepare();
    } catch (...) {
        return answer_failure(work, std::current_exception());
    }
    if (!*ready) return answer_refusal(work, ready->error());

    const auto written = std::make_shared<Written>();
    store::Job job;
    job.run = [work, written](store::Tx& tx) {
        written->result = write_once(*work, tx);
        return written->result.has_value();
    };
    job.refused = [work, written](store::Tx& tx) {
        if (!tells_refusal(*work)) return;
        work->state.services.trail.append(tx, work->now, work->entry(trail::Outcome::refused, written->result.error().key));
    };
    job.done = [work, written](const std::exception_ptr& error) {
        if (error) answer_failure(work, error);
        else if (written->result) work->finish(std::move(*written->result));
        else work->finish(work->refusal(written->result.error()));
    };
    work->state.services.db.post(std::move(job));
}

void run_heavy_call(const std::shared_ptr<Work>& work) {
    std::optional<Result<Response>> result;
    try {
        Result<Done> ready = work->state.services.db.read([&](store::Tx& tx) { return work->admit(tx); });
        if (ready) ready = work->prepare();
        if (!ready) return answer_refusal(work, ready.error());
        Call call = work->call(nullptr, std::move(work->params));
        result = work->route.handler(call);
        if (*result && leaves_trace(*work) && !call.replayed_ && !call.recorded_) {
            // The route has no transaction of its own that could have held the entry: it stands before the answer.
            for (const auto& seen : call.seen) work->entries.push_back(seen_entry(*work, seen, trail::Outcome::done));
            if (work->entries.empty()) work->entries.push_back(work->entry(trail::Outcome::done, {}));
        }
    } catch (...) {
        return answer_failure(work, std::current_exception());
    }
    if (*result) answer_after_entries(work, std::move(**result));
    else answer_refusal(work, result->error());
}

}  // namespace gx::http
