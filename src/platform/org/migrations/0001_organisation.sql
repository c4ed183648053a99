-- The company that keeps this database, and the number that grows with each change of rights: what the program
-- remembers of rights and names is worth only as much as this number is unchanged.
CREATE TABLE company (
    company {i64} NOT NULL,
    name {text} NOT NULL,
    created_at {i64} NOT NULL,
    rights_revision {i64} NOT NULL,
    PRIMARY KEY (company)
) {end};

-- Residential compounds. idem_key and idem_body, here and below: the key of the create and the digest of what it said.
CREATE TABLE compound (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    address {text} NOT NULL,
    active {i64} NOT NULL,
    rev {i64} NOT NULL,
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX compound_code ON compound (company, code);
CREATE UNIQUE INDEX compound_idem ON compound (company, idem_key);

-- Buildings of a compound.
CREATE TABLE building (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    compound {i64} NOT NULL,
    name {text} NOT NULL,
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX building_name ON building (company, compound, name);
CREATE UNIQUE INDEX building_idem ON building (company, idem_key);

-- Units (stairways) of a building.
CREATE TABLE unit (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    compound {i64} NOT NULL,
    building {i64} NOT NULL,
    name {text} NOT NULL,
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX unit_name ON unit (company, building, name);
CREATE INDEX unit_compound ON unit (company, compound);
CREATE UNIQUE INDEX unit_idem ON unit (company, idem_key);

-- Rooms; unit 0 = directly in the building; floor_number is empty where nobody gave it.
CREATE TABLE room (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    compound {i64} NOT NULL,
    building {i64} NOT NULL,
    unit {i64} NOT NULL,
    name {text} NOT NULL,
    floor_number {i64},
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX room_name ON room (company, building, unit, name);
CREATE INDEX room_compound ON room (company, compound);
CREATE UNIQUE INDEX room_idem ON room (company, idem_key);

-- Areas: some buildings of a compound under one name.
CREATE TABLE area (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    compound {i64} NOT NULL,
    name {text} NOT NULL,
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX area_name ON area (company, compound, name);
CREATE UNIQUE INDEX area_idem ON area (company, idem_key);

-- Which buildings an area holds.
CREATE TABLE area_building (
    company {i64} NOT NULL,
    area {i64} NOT NULL,
    building {i64} NOT NULL,
    PRIMARY KEY (company, area, building)
) {end};

-- Departments, a tree by parent (0 = top); compound 0 = not tied to one; valid_to is the largest number while open.
CREATE TABLE department (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    parent {i64} NOT NULL,
    compound {i64} NOT NULL,
    valid_from {i64} NOT NULL,
    valid_to {i64} NOT NULL,
    rev {i64} NOT NULL,
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX department_code ON department (company, code);
CREATE INDEX department_parent ON department (company, parent);
CREATE UNIQUE INDEX department_idem ON department (company, idem_key);

-- Posts. leads 1 = heads its department; level and compartments as platform/labels has them; scope_kind 0 compound,
-- 1 department, 2 company; rank 1 is the highest.
CREATE TABLE post (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    department {i64} NOT NULL,
    compound {i64} NOT NULL,
    rank {i64} NOT NULL,
    leads {i64} NOT NULL,
    level {i64} NOT NULL,
    compartments {i64} NOT NULL,
    scope_kind {i64} NOT NULL,
    rev {i64} NOT NULL,
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX post_code ON post (company, code);
CREATE INDEX post_department ON post (company, department);
CREATE UNIQUE INDEX post_idem ON post (company, idem_key);

-- Which posts carry which duty; the duty by its key.
CREATE TABLE duty_post (
    company {i64} NOT NULL,
    duty {text} NOT NULL,
    post {i64} NOT NULL,
    PRIMARY KEY (company, duty, post)
) {end};
CREATE INDEX duty_post_post ON duty_post (company, post);

-- Staff. name, phone and mail are sealed with the person's own key; the indexes are keyed hashes for exact search.
-- left_at is empty while employed, and may lie ahead.
CREATE TABLE person (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    staff_number {text} NOT NULL,
    name {bytes} NOT NULL,
    phone {bytes},
    mail {bytes},
    name_index {bytes} NOT NULL,
    phone_index {bytes},
    left_at {i64},
    rev {i64} NOT NULL,
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX person_staff_number ON person (company, staff_number);
CREATE INDEX person_name_index ON person (company, name_index);
CREATE INDEX person_phone_index ON person (company, phone_index);
CREATE UNIQUE INDEX person_idem ON person (company, idem_key);

-- Who holds which post from when to when; valid_to is the largest number while open.
CREATE TABLE holding (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    person {i64} NOT NULL,
    post {i64} NOT NULL,
    valid_from {i64} NOT NULL,
    valid_to {i64} NOT NULL,
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE INDEX holding_person ON holding (company, person, valid_to);
CREATE INDEX holding_post ON holding (company, post, valid_to);
CREATE UNIQUE INDEX holding_idem ON holding (company, idem_key);

-- Accounts, one per person. password is an Argon2id hash, empty before the first log-in and after a reset; of a
-- one-time code only the SHA-256 is kept; language is zh, en, or empty before the first log-in.
CREATE TABLE account (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    person {i64} NOT NULL,
    login {text} NOT NULL,
    password {text} NOT NULL,
    must_change {i64} NOT NULL,
    code_hash {bytes},
    code_expires_at {i64} NOT NULL,
    closed_at {i64},
    language {text} NOT NULL,
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX account_login ON account (company, login);
CREATE UNIQUE INDEX account_person ON account (company, person);
CREATE UNIQUE INDEX account_idem ON account (company, idem_key);

-- Failed log-ins by the SHA-256 of the log-in, whether there is such an account or not, so that nobody can tell;
-- forgotten an hour after the last.
CREATE TABLE login_failure (
    company {i64} NOT NULL,
    login {bytes} NOT NULL,
    failures {i64} NOT NULL,
    delayed_until {i64} NOT NULL,
    last_at {i64} NOT NULL,
    PRIMARY KEY (company, login)
) {end};
CREATE INDEX login_failure_last ON login_failure (company, last_at);

-- Sessions; token is the SHA-256 of what the cookie holds.
CREATE TABLE session (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    token {bytes} NOT NULL,
    person {i64} NOT NULL,
    phone {i64} NOT NULL,
    created_at {i64} NOT NULL,
    last_used_at {i64} NOT NULL,
    ended_at {i64},
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX session_token ON session (company, token);
CREATE INDEX session_person ON session (company, person, created_at);

-- The duty roster: who answers at which hour; compound 0 = the whole company. No row is longer than 31 days.
CREATE TABLE roster (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    compound {i64} NOT NULL,
    person {i64} NOT NULL,
    duty {text} NOT NULL,
    valid_from {i64} NOT NULL,
    valid_to {i64} NOT NULL,
    idem_key {bytes},
    idem_body {bytes},
    PRIMARY KEY (company, id)
) {end};
CREATE INDEX roster_compound ON roster (company, compound, valid_from);
CREATE INDEX roster_from ON roster (company, valid_from, id);
CREATE INDEX roster_person ON roster (company, person, valid_from);
CREATE UNIQUE INDEX roster_idem ON roster (company, idem_key);
