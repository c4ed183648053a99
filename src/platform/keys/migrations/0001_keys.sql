-- The company's key, wrapped by the root key, which is never in the database.
CREATE TABLE company_key (
    company {i64} NOT NULL,
    wrapped {bytes} NOT NULL,
    PRIMARY KEY (company)
) {end};

-- One key per person, wrapped by the company's key. A deleted row makes everything about the person unreadable.
CREATE TABLE person_key (
    company {i64} NOT NULL,
    -- the person
    id {i64} NOT NULL,
    wrapped {bytes} NOT NULL,
    PRIMARY KEY (company, id)
) {end};
