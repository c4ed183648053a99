-- What somebody has to do in a case. Opened and ended with the case's steps; never deleted.
CREATE TABLE flow_task (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    flow {text} NOT NULL,
    case_id {i64} NOT NULL,
    case_number {text} NOT NULL,
    -- the state that asks, in which round
    step {text} NOT NULL,
    round {i64} NOT NULL,
    -- single, any, all, ratio, sequence; tasks of one set share task_set, quorum is the k of ratio,
    -- place the turn in a sequence
    mode {text} NOT NULL,
    task_set {i64} NOT NULL,
    quorum {i64} NOT NULL,
    place {i64} NOT NULL,
    -- one of the two: a duty within the label's scope, or a person
    assigned_duty {text} NOT NULL,
    assigned_person {i64} NOT NULL,
    level {i64} NOT NULL,
    compartments {i64} NOT NULL,
    scope {i64} NOT NULL,
    opened_at {i64} NOT NULL,
    -- no due moment = the largest number, so that such tasks come last
    due_at {i64} NOT NULL,
    status {text} NOT NULL,
    ended_at {i64},
    -- who did it; NULL if nobody (void)
    ended_by {i64},
    PRIMARY KEY (company, id)
) {end};
CREATE INDEX flow_task_person ON flow_task (company, assigned_person, due_at, id) WHERE status = 'open';
CREATE INDEX flow_task_duty ON flow_task (company, assigned_duty, due_at, id) WHERE status = 'open';
CREATE INDEX flow_task_scope ON flow_task (company, assigned_duty, scope, due_at, id) WHERE status = 'open';
CREATE INDEX flow_task_case ON flow_task (company, case_id) WHERE status = 'open';
