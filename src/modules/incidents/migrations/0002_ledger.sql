-- The ledger of one month of a compound or department on its way to general affairs, and (scope 0) that of the company
-- on its way to the general manager. Before it is handed in, the ledger is a query; from then on it stands in `sheet`.
CREATE TABLE incident_ledger (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    -- state of the case, as the flow engine keeps it
    flow_version {i64} NOT NULL,
    state {text} NOT NULL,
    round {i64} NOT NULL,
    rev {i64} NOT NULL,
    -- label; level and compartments are those of the most secret line handed in; scope 0 = the company
    level {i64} NOT NULL,
    compartments {i64} NOT NULL,
    scope {i64} NOT NULL,
    -- 202611
    month {i64} NOT NULL,
    -- 0 = not a compound's
    compound {i64} NOT NULL,
    -- 0 = not a department's
    department {i64} NOT NULL,
    opened_at {i64} NOT NULL,
    -- lateness is judged by the first hand-in; a return does not make it late
    first_submitted_at {i64},
    submitted_at {i64},
    -- 0 = nobody yet
    submitted_by {i64} NOT NULL,
    lines {i64} NOT NULL,
    -- sealed lines as handed in; empty until then
    sheet {bytes} NOT NULL,
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX incident_ledger_once ON incident_ledger (company, scope, month);
CREATE INDEX incident_ledger_of ON incident_ledger (company, month, id);
