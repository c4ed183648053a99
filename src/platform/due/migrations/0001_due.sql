-- The next moment at which each running clock must be looked at. Lateness is never stored here.
CREATE TABLE due (
    company {i64} NOT NULL,
    -- names the handler
    kind {text} NOT NULL,
    -- the record it is about
    subject {i64} NOT NULL,
    -- when the rung is due, and which rung of the ladder it is
    at {i64} NOT NULL,
    rung {i64} NOT NULL,
    -- failures of this rung so far, and when to try: `at`, or later after a failure
    tries {i64} NOT NULL,
    wake_at {i64} NOT NULL,
    PRIMARY KEY (company, kind, subject)
) {end};
CREATE INDEX due_wake_at ON due (wake_at, company, kind, subject);
