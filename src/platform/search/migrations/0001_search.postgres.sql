-- What can be found, in the order in which it came: its label, and its text, sealed once more so that a hit can be
-- shown and proved without asking the module.
CREATE TABLE search_document (
    company {i64} NOT NULL,
    -- 1, 2, 3 ..; below zero the row of search_index. Never shown: it counts what a reader may not see
    number {i64} NOT NULL,
    -- 'incident'
    type {text} NOT NULL,
    object {i64} NOT NULL,
    level {i64} NOT NULL,
    compartments {i64} NOT NULL,
    scope {i64} NOT NULL,
    author {i64} NOT NULL,
    at {i64} NOT NULL,
    text {bytes} NOT NULL,
    PRIMARY KEY (company, number)
) {end};
CREATE UNIQUE INDEX search_document_object ON search_document (company, object);
CREATE INDEX search_document_author ON search_document (company, author, type, scope, level, compartments, number);

-- Which labels there are, so that a question asks for those in reach. author 0: anybody's, each label also with scope 0
-- for readers of the whole company.
CREATE TABLE search_label (
    company {i64} NOT NULL,
    type {text} NOT NULL,
    author {i64} NOT NULL,
    level {i64} NOT NULL,
    compartments {i64} NOT NULL,
    scope {i64} NOT NULL,
    PRIMARY KEY (company, author, type, scope, level, compartments)
) {end};

-- Records whose text changed and is to be read again.
CREATE TABLE search_todo (
    company {i64} NOT NULL,
    object {i64} NOT NULL,
    type {text} NOT NULL,
    -- of the change; a newer one while the text was being read stays
    mark {i64} NOT NULL,
    PRIMARY KEY (company, object)
) {end};

-- How far a rebuilding has come in each kind of record; version is that of the tokens.
CREATE TABLE search_walk (
    company {i64} NOT NULL,
    type {text} NOT NULL,
    version {i64} NOT NULL,
    after {i64} NOT NULL,
    done {i64} NOT NULL,
    PRIMARY KEY (company, type)
) {end};

-- Keyed hashes of characters and pairs of characters, a set for each document, without order. Rows are numbered
-- downwards from -1, so that the newest comes first when the index is read forwards.
CREATE TABLE search_index (
    number BIGINT PRIMARY KEY,
    tokens TEXT COLLATE "C" NOT NULL
);
CREATE INDEX search_index_tokens ON search_index USING gin (string_to_array(tokens, ' '));
