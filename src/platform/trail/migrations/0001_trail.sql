-- Every act, sight, export and refusal. `canonical` is hashed into the tree; the other columns repeat parts of it
-- for look-up. `sequence` is the place in the tree: given before the commit on SQLite, soon after it on PostgreSQL.
CREATE TABLE trail_entry (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    sequence {i64},
    at {i64} NOT NULL,
    canonical {text} NOT NULL,
    leaf {bytes} NOT NULL,
    -- keyed hash over sequence and leaf, so that a changed entry can be named without walking to a checkpoint
    mac {bytes},
    object {i64} NOT NULL,
    level {i64} NOT NULL,
    compartments {i64} NOT NULL,
    scope {i64} NOT NULL,
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX trail_entry_sequence ON trail_entry (company, sequence);
CREATE INDEX trail_entry_object ON trail_entry (company, object, id);

-- The tree's growing edge, one row a company; `mac` keeps it from being rewritten with the database alone.
CREATE TABLE trail_head (
    company {i64} NOT NULL,
    size {i64} NOT NULL,
    last_at {i64} NOT NULL,
    frontier {bytes} NOT NULL,
    mac {bytes} NOT NULL,
    PRIMARY KEY (company)
) {end};

-- Signed statements of size and root.
CREATE TABLE trail_checkpoint (
    company {i64} NOT NULL,
    size {i64} NOT NULL,
    at {i64} NOT NULL,
    note {text} NOT NULL,
    PRIMARY KEY (company, size)
) {end};
