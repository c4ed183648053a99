-- What a person was told, newest last. No personal data: `params` holds codes, numbers and times.
CREATE TABLE notice (
    company {i64} NOT NULL,
    person {i64} NOT NULL,
    id {i64} NOT NULL,
    -- names the sentence
    key {text} NOT NULL,
    params {text} NOT NULL,
    link {text} NOT NULL,
    urgency {i64} NOT NULL,
    object_type {text} NOT NULL,
    object {i64} NOT NULL,
    level {i64} NOT NULL,
    at {i64} NOT NULL,
    read_at {i64},
    PRIMARY KEY (company, person, id)
) {end};
CREATE INDEX notice_unread ON notice (company, person, id) WHERE read_at IS NULL;

-- What has to leave, or has left, the program by mail or webhook; one row per receiver and event.
CREATE TABLE notify_delivery (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    -- mail or webhook; the person, or the webhook
    channel {text} NOT NULL,
    target {i64} NOT NULL,
    -- 0 for mail, else the webhook: rows of one lane go out one after another
    lane {i64} NOT NULL,
    key {text} NOT NULL,
    params {text} NOT NULL,
    link {text} NOT NULL,
    urgency {i64} NOT NULL,
    object_type {text} NOT NULL,
    object {i64} NOT NULL,
    level {i64} NOT NULL,
    at {i64} NOT NULL,
    -- waiting, sent, dead (given up), skipped (nowhere to send it)
    state {text} NOT NULL,
    tries {i64} NOT NULL,
    next_at {i64} NOT NULL,
    ended_at {i64},
    -- why the last try failed, as a code
    problem {text} NOT NULL,
    PRIMARY KEY (company, id)
) {end};
CREATE UNIQUE INDEX notify_delivery_once ON notify_delivery (company, channel, target, object, key, at);
CREATE INDEX notify_delivery_waiting ON notify_delivery (company, lane, next_at, id) WHERE state = 'waiting';
CREATE INDEX notify_delivery_dead ON notify_delivery (company, id) WHERE state = 'dead';

-- How mail goes out; one row. Everything but the switch is sealed.
CREATE TABLE notify_mail (
    company {i64} NOT NULL,
    enabled {i64} NOT NULL,
    sealed {bytes} NOT NULL,
    PRIMARY KEY (company)
) {end};

-- Where signed webhooks go. Name, address and secret are sealed.
CREATE TABLE notify_webhook (
    company {i64} NOT NULL,
    id {i64} NOT NULL,
    enabled {i64} NOT NULL,
    sealed {bytes} NOT NULL,
    PRIMARY KEY (company, id)
) {end};
