-- What trustees at connected machines send each other in a key ceremony.

CREATE TABLE round2_package (
    election  BLOB    NOT NULL CHECK (length(election) = 32), -- for which election
    ceremony  BLOB    NOT NULL CHECK (length(ceremony) = 32), -- hash of the commitments for which it was made
    sender    INTEGER NOT NULL CHECK (sender > 0), -- the trustee who signed it, by place in the manifest
    recipient INTEGER NOT NULL CHECK (recipient > 0), -- the trustee who alone can read it
    package   BLOB    NOT NULL, -- as it came; the first of a sender for a recipient stays
    PRIMARY KEY (election, ceremony, sender, recipient),
    CHECK (sender <> recipient)
) STRICT;

CREATE TRIGGER round2_package_update BEFORE UPDATE ON round2_package
    BEGIN SELECT RAISE(ABORT, 'the first package stays'); END;
