-- Imports that were put into effect: the answer, sealed, for a repeated request of the same key.
CREATE TABLE import_run (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    at {i64} NOT NULL,
    author {i64} NOT NULL,
    answer {bytes} NOT NULL,
    idempotency_key {bytes} NOT NULL,
    idempotency_body {bytes} NOT NULL,
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX import_run_idempotency ON import_run (company, idempotency_key);
