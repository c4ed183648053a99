-- A disaster under which many reports are grouped. Everybody on the staff may read its name and time; the reports under
-- it keep their own labels.
CREATE TABLE disaster (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    rev {i64} NOT NULL,
    -- 0 typhoon, 1 rainstorm, 2 flood, 3 snow, 4 heat, 5 earthquake, 6 other
    kind {i64} NOT NULL,
    -- sealed
    name {bytes} NOT NULL,
    started_at {i64} NOT NULL,
    ended_at {i64},
    author {i64} NOT NULL,
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX disaster_idem ON disaster (company, idem_key);

-- Which disaster an incident belongs to; id is the incident's. The bit in incident.parts says whether there is a row.
CREATE TABLE incident_disaster (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    disaster {i64} NOT NULL,
    PRIMARY KEY (company, id)
) {end};
CREATE INDEX incident_disaster_of ON incident_disaster (company, disaster, id);
