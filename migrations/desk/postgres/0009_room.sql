-- What trustees at connected machines send each other in a key ceremony.

CREATE TABLE round2_package (
    election  BYTEA  NOT NULL CHECK (length(election) = 32),
    ceremony  BYTEA  NOT NULL CHECK (length(ceremony) = 32),
    sender    BIGINT NOT NULL CHECK (sender > 0),
    recipient BIGINT NOT NULL CHECK (recipient > 0),
    package   BYTEA  NOT NULL,
    PRIMARY KEY (election, ceremony, sender, recipient),
    CHECK (sender <> recipient)
);
COMMENT ON TABLE round2_package IS 'Packages of the second round of a key ceremony, until voting opens.';
COMMENT ON COLUMN round2_package.election IS 'For which election.';
COMMENT ON COLUMN round2_package.ceremony IS 'Hash of the commitments for which it was made.';
COMMENT ON COLUMN round2_package.sender IS 'The trustee who signed it, by place in the manifest.';
COMMENT ON COLUMN round2_package.recipient IS 'The trustee who alone can read it.';
COMMENT ON COLUMN round2_package.package IS 'As it came; the first of a sender for a recipient stays.';

CREATE TRIGGER round2_package_update BEFORE UPDATE ON round2_package FOR EACH ROW EXECUTE FUNCTION append_only();
