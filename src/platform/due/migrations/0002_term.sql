-- How `at` follows from the company's calendar; all empty where it does not. A change of the calendar moves these rows.
ALTER TABLE due ADD COLUMN start {i64};
-- the clause's term: "working_days 3 none office"
ALTER TABLE due ADD COLUMN term {text};
-- the rung: this part of the time from start to end, in percent, and so many milliseconds more
ALTER TABLE due ADD COLUMN percent {i64};
ALTER TABLE due ADD COLUMN shift {i64};
CREATE INDEX due_term ON due (company, kind, subject) WHERE term IS NOT NULL;
