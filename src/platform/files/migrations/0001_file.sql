-- Files that people uploaded. The content lies sealed in DIR/files under its keyed hash.
CREATE TABLE file (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    -- as uploaded, sealed: names of files name people
    name {bytes} NOT NULL,
    media_type {text} NOT NULL,
    size {i64} NOT NULL,
    -- keyed hash of the content
    digest {bytes} NOT NULL,
    level {i64} NOT NULL,
    compartments {i64} NOT NULL,
    scope {i64} NOT NULL,
    author {i64} NOT NULL,
    at {i64} NOT NULL,
    -- pictures, in pixels as shown; 0 for other kinds
    width {i64} NOT NULL,
    height {i64} NOT NULL,
    -- the record it belongs to; '' and 0 while loose
    owner_type {text} NOT NULL,
    owner {i64} NOT NULL,
    -- digests of the create's key and of what it said
    idempotency_key {bytes},
    idempotency_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE INDEX file_owner ON file (company, owner, id);
CREATE INDEX file_digest ON file (company, digest);
CREATE UNIQUE INDEX file_idempotency ON file (company, idempotency_key);
