-- Keys of cards that were seen: one key, one person. Cards of two people with one key have been issued before.
CREATE TABLE card (
    card   BLOB    NOT NULL PRIMARY KEY CHECK (length(card) = 32), -- keyed hash of the certificate's public key
    person BLOB    NOT NULL CHECK (length(person) = 32), -- who signed in with it first: keyed hash of the personal code
    seen   INTEGER NOT NULL -- when that was, seconds since 1970
) STRICT;
