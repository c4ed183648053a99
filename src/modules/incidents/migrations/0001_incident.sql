-- One row per incident: the state of the case, the times that judge it, codes and counts. What people wrote lies
-- sealed in `narrative`.
CREATE TABLE incident (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    -- state of the case, as the flow engine keeps it
    flow_version {i64} NOT NULL,
    state {text} NOT NULL,
    round {i64} NOT NULL,
    rev {i64} NOT NULL,
    -- label; scope is the compound if there is one, else the department
    level {i64} NOT NULL,
    compartments {i64} NOT NULL,
    scope {i64} NOT NULL,
    author {i64} NOT NULL,
    -- running number of the year, without gaps; kept by a false alarm
    year {i64} NOT NULL,
    number {i64} NOT NULL,
    kind {text} NOT NULL,
    grade {i64} NOT NULL,
    -- 0 = not in a compound
    compound {i64} NOT NULL,
    department {i64} NOT NULL,
    happened_at {i64} NOT NULL,
    -- year and month of the happening, 202611; the month of the ledger
    month {i64} NOT NULL,
    learned_at {i64} NOT NULL,
    learned_basis {i64} NOT NULL,
    -- the server's receipt of the first report
    entered_at {i64} NOT NULL,
    -- what the device claims; never judged by
    device_time {i64},
    offline {i64} NOT NULL,
    -- 0 none, 1 news, 2 two days, 3 two hours
    clock {i64} NOT NULL,
    -- what stopped the clock and when; absent while it runs
    stopped_at {i64},
    stopped_by {i64} NOT NULL,
    -- the due moment while the clock runs, only to order the list of running clocks
    running_due {i64},
    full_reported_at {i64},
    voided_at {i64},
    loss {i64},
    injured {i64},
    dead {i64},
    -- circumstances that are judged, one bit each
    flags {i64} NOT NULL,
    photos {i64} NOT NULL,
    -- which child rows exist, one bit each, so that a plain read asks for none
    parts {i64} NOT NULL,
    narrative {bytes} NOT NULL,
    -- idempotency of the create
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX incident_idem ON incident (company, idem_key);
-- Lists take ids out of these alone.
CREATE INDEX incident_scope ON incident (company, scope, level, id, compartments);
CREATE INDEX incident_scope_kind ON incident (company, scope, level, kind, id, compartments);
CREATE INDEX incident_whole ON incident (company, level, id, compartments);
CREATE INDEX incident_whole_kind ON incident (company, level, kind, id, compartments);
CREATE INDEX incident_author ON incident (company, author, id);
CREATE INDEX incident_author_kind ON incident (company, author, kind, id);
CREATE INDEX incident_month ON incident (company, month, id, level, compartments);
CREATE INDEX incident_scope_month ON incident (company, scope, month, id, level, compartments);
CREATE INDEX incident_running_scope ON incident (company, scope, level, running_due, id) WHERE running_due IS NOT NULL;
CREATE INDEX incident_running_whole ON incident (company, level, running_due, id) WHERE running_due IS NOT NULL;

-- The last number given in a year.
CREATE TABLE incident_number (
    company {i64} NOT NULL,
    year {i64} NOT NULL,
    last {i64} NOT NULL,
    PRIMARY KEY (company, year)
) {end};

-- Full report, follow-ups, final report; texts sealed.
CREATE TABLE incident_report (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    incident {i64} NOT NULL,
    -- 0 full, 1 follow-up, 2 final
    kind {i64} NOT NULL,
    author {i64} NOT NULL,
    -- the server's receipt
    at {i64} NOT NULL,
    loss {i64},
    narrative {bytes} NOT NULL,
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX incident_report_idem ON incident_report (company, idem_key);
CREATE INDEX incident_report_of ON incident_report (company, incident, id);

-- Telephone reports and what their receiver says of them. Points are bits in the order of the clause.
CREATE TABLE incident_call (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    incident {i64} NOT NULL,
    caller {i64} NOT NULL,
    receiver {i64} NOT NULL,
    said_at {i64} NOT NULL,
    points {i64} NOT NULL,
    -- 0 open, 1 confirmed, 2 denied
    state {i64} NOT NULL,
    heard_at {i64},
    heard_points {i64} NOT NULL,
    -- 1 = the receiver was the general affairs department or the general manager, as of the confirmation
    entitled {i64} NOT NULL,
    confirmed_at {i64},
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX incident_call_idem ON incident_call (company, idem_key);
CREATE INDEX incident_call_of ON incident_call (company, incident, id);

-- Acts with a reason or a role: acknowledgement, void, reopening, grade, first knowledge; reasons sealed.
CREATE TABLE incident_act (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    incident {i64} NOT NULL,
    -- 0 acknowledged, 1 void asked, 2 void confirmed, 3 void denied, 4 reopened, 5 graded, 6 learned earlier
    kind {i64} NOT NULL,
    person {i64} NOT NULL,
    at {i64} NOT NULL,
    -- duty by which it was acknowledged, else empty
    role {text} NOT NULL,
    reason {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE INDEX incident_act_of ON incident_act (company, incident, id);

-- Totals for the page of clauses, moved after the acts (from the outbox), so that nobody counts rows.
CREATE TABLE incident_tally (
    company {i64} NOT NULL,
    what {text} NOT NULL,
    total {i64} NOT NULL,
    PRIMARY KEY (company, what)
) {end};
