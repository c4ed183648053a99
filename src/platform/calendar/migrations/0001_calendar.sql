-- Which change of the calendar is in force; no row = the calendar as it comes with the program.
CREATE TABLE calendar (
    company {i64} NOT NULL,
    -- changes so far
    rev {i64} NOT NULL,
    -- id of the last change: never used twice, also where a transaction was undone
    change_id {i64} NOT NULL,
    PRIMARY KEY (company)
) {end};

-- A year's arrangement by the State Council as the company imported it; goes before the program's own of that year.
CREATE TABLE calendar_notice (
    company {i64} NOT NULL,
    year {i64} NOT NULL,
    source {text} NOT NULL,
    change_id {i64} NOT NULL,
    PRIMARY KEY (company, year)
) {end};

-- Days that differ from the plain week.
CREATE TABLE calendar_day (
    company {i64} NOT NULL,
    -- year of the imported arrangement, 0 = the company's own day
    year {i64} NOT NULL,
    -- days since 1970-01-01
    day {i64} NOT NULL,
    -- 1 = worked, 0 = free
    works {i64} NOT NULL,
    -- holiday, or the company's reason
    name {text} NOT NULL,
    PRIMARY KEY (company, year, day)
) {end};

-- Hours of posts for which the company has said so; others follow from their duties.
CREATE TABLE calendar_post (
    company {i64} NOT NULL,
    post {i64} NOT NULL,
    -- 0 = office, 1 = round the clock
    hours {i64} NOT NULL,
    PRIMARY KEY (company, post)
) {end};

-- Journal of changes.
CREATE TABLE calendar_change (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    rev {i64} NOT NULL,
    at {i64} NOT NULL,
    author {i64} NOT NULL,
    -- "notice" or "company_days"
    what {text} NOT NULL,
    -- of a notice, else 0 and empty
    year {i64} NOT NULL,
    source {text} NOT NULL,
    -- JSON: each day that is another kind of day since
    days {text} NOT NULL,
    idempotency_key {bytes} NOT NULL,
    idempotency_body {bytes} NOT NULL,
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX calendar_change_key ON calendar_change (company, idempotency_key);

-- Running clocks whose end a change moved.
CREATE TABLE calendar_move (
    company {i64} NOT NULL,
    change_id {i64} NOT NULL,
    kind {text} NOT NULL,
    subject {i64} NOT NULL,
    end_before {i64} NOT NULL,
    end_after {i64} NOT NULL,
    PRIMARY KEY (company, change_id, kind, subject)
) {end};
