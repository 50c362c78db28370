CREATE TABLE card (
    card   BYTEA  NOT NULL PRIMARY KEY CHECK (length(card) = 32),
    person BYTEA  NOT NULL CHECK (length(person) = 32),
    seen   BIGINT NOT NULL
);
COMMENT ON TABLE card IS 'Keys of cards that were seen: one key, one person. Cards of two people with one key have been issued before.';
COMMENT ON COLUMN card.card IS 'Keyed hash of the certificate''s public key.';
COMMENT ON COLUMN card.person IS 'Who signed in with it first: keyed hash of the personal code.';
COMMENT ON COLUMN card.seen IS 'When that was, seconds since 1970.';
