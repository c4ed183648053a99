/// The use cases of incident reporting: each one function, one transaction, without outside effects.
#pragma once

#include "modules/incidents/act.hpp"
#include "modules/incidents/api.hpp"

namespace gx::incidents {

/// Texts in code points.
inline constexpr int kSummaryMin = 4, kSummaryMax = 2'000;
inline constexpr int kPlaceMax = 200;
inline constexpr int kTextMax = 4'000;
inline constexpr int kReasonMax = 500;
inline constexpr std::size_t kPhotosAtOnce = 9, kPhotosMax = 30;
inline constexpr std::int64_t kMoneyMax = 1'000'000'000'000'000;  ///< fen
inline constexpr std::int64_t kPeopleMax = 100'000;

// -- service_report.cpp: E3.1-E3.6, E4.1-E4.4 -----------------------------------------------------------------------
/// The quick report. With `key`, a repeat gives the first record again (call.replayed), a changed body is refused.
Result<Incident> report(const Act& act, const ReportInput& input, const http::Idempotency* key);
Result<Done> add_photos(const Act& act, Id id, const PhotosInput& input);

// -- service_progress.cpp: E4.2 -------------------------------------------------------------------------------------
Result<Incident> full_report(const Act& act, Id id, std::int64_t rev, const FullReportInput& input,
                             const http::Idempotency* key);
Result<Incident> acknowledge(const Act& act, Id id, std::int64_t rev);
Result<Incident> follow_up(const Act& act, Id id, const FollowUpInput& input, const http::Idempotency* key);
Result<Incident> final_report(const Act& act, Id id, std::int64_t rev, const FinalReportInput& input);

// -- service_calls.cpp: E4.2 ----------------------------------------------------------------------------------------
Result<Incident> record_call(const Act& act, Id id, const CallInput& input, const http::Idempotency* key);
Result<Incident> answer_call(const Act& act, Id id, Id call, const CallAnswerInput& input);

// -- service_correct.cpp: E2 ----------------------------------------------------------------------------------------
Result<Incident> raise_grade(const Act& act, Id id, const GradeInput& input);
Result<Incident> correct_knowledge(const Act& act, Id id, const KnowledgeInput& input);
Result<Incident> ask_void(const Act& act, Id id, const ReasonInput& input);
Result<Incident> answer_void(const Act& act, Id id, const VoidAnswerInput& input);
Result<Incident> reopen(const Act& act, Id id, const ReasonInput& input);

// -- service_read.cpp -----------------------------------------------------------------------------------------------
Result<IncidentPage> list(const Act& act, const ListQuery& query);
Result<RunningClocks> running_clocks(const Act& act);
Result<Timeline> timeline(const Act& act, Id id);
Result<DecisionView> assessment(const Act& act, const AssessmentInput& input);
KindList kind_list(Lang lang);

}  // namespace gx::incidents
