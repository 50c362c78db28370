//! What the election authority says on the board.

use tabella_crypto::{
    BlobHash, KeysHash, RootHash,
    cbor::{DecodeError, Reader, Writer},
};

use super::Message;

/// `manifest`: the first entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestPosted {
    /// The blob with the manifest's bytes.
    pub manifest_hash: BlobHash,
}

impl Message for ManifestPosted {
    const TYPE: &'static str = "manifest";
    const FIELDS: usize = 1;

    fn write(&self, writer: Writer) -> Writer {
        writer.bytes(self.manifest_hash.as_bytes())
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { manifest_hash: BlobHash(reader.fixed()?) })
    }
}

/// `open`: voting may begin, with these keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The joint keys.
    pub keys_hash: KeysHash,
}

impl Message for Open {
    const TYPE: &'static str = "open";
    const FIELDS: usize = 1;

    fn write(&self, writer: Writer) -> Writer {
        writer.bytes(self.keys_hash.as_bytes())
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { keys_hash: KeysHash(reader.fixed()?) })
    }
}

/// `notice`: an incident, or an extension of voting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number among the notices.
    pub sequence: u64,
    /// What people are told.
    pub text: String,
    /// The new closing time in seconds since 1970, if voting is extended.
    pub closes: Option<u64>,
}

impl Message for Notice {
    const TYPE: &'static str = "notice";
    const FIELDS: usize = 3;

    fn write(&self, writer: Writer) -> Writer {
        let writer = writer.uint(self.sequence).text(&self.text);
        match self.closes {
            None => writer.null(),
            Some(closes) => writer.uint(closes),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            sequence: reader.uint()?,
            text: reader.text()?.to_owned(),
            closes: if reader.null()? { None } else { Some(reader.uint()?) },
        })
    }
}

/// `end`: online voting is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// The joint keys.
    pub keys_hash: KeysHash,
    /// How many entries the board had at least.
    pub size: u64,
}

impl Message for End {
    const TYPE: &'static str = "end";
    const FIELDS: usize = 2;

    fn write(&self, writer: Writer) -> Writer {
        writer.bytes(self.keys_hash.as_bytes()).bytes(&self.size.to_be_bytes())
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { keys_hash: KeysHash(reader.fixed()?), size: u64::from_be_bytes(reader.fixed()?) })
    }
}

/// `close`: the ballots to be counted are those of the tree before this entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// Entries before this one.
    pub size: u64,
    /// Their tree hash.
    pub root: RootHash,
}

impl Message for Close {
    const TYPE: &'static str = "close";
    const FIELDS: usize = 1;

    fn write(&self, writer: Writer) -> Writer {
        writer.bytes(&[&self.size.to_be_bytes()[..], self.root.as_bytes()].concat())
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let at = reader.position();
        let tree: [u8; 40] = reader.fixed()?;
        let split = tree.split_first_chunk().and_then(|(size, root)| Some((size, root.try_into().ok()?)));
        let (size, root) = split.ok_or(DecodeError::Expected { expected: "size and root", at })?;
        Ok(Self { size: u64::from_be_bytes(*size), root: RootHash(root) })
    }
}

/// `result`: the counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultPosted {
    /// The blob with the counts.
    pub result_hash: BlobHash,
}

impl Message for ResultPosted {
    const TYPE: &'static str = "result";
    const FIELDS: usize = 1;

    fn write(&self, writer: Writer) -> Writer {
        writer.bytes(self.result_hash.as_bytes())
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { result_hash: BlobHash(reader.fixed()?) })
    }
}
