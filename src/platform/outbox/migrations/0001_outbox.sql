-- What follows from acts and is not yet done; a row lives for moments.
CREATE TABLE outbox (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    topic {text} NOT NULL,
    -- JSON of ids and codes
    payload {text} NOT NULL,
    at {i64} NOT NULL,
    PRIMARY KEY (company, id)
) {end};

-- Rows whose handler failed; apart, so that an act writes one tree only.
CREATE TABLE outbox_retry (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    topic {text} NOT NULL,
    payload {text} NOT NULL,
    at {i64} NOT NULL,
    -- failures so far
    tries {i64} NOT NULL,
    retry_at {i64} NOT NULL,
    -- the last failure, for the administrator
    problem {text} NOT NULL,
    PRIMARY KEY (company, id)
) {end};
CREATE INDEX outbox_retry_at ON outbox_retry (retry_at, company, id);
