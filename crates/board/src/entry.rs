//! An entry as published: its bytes, and the blob that it names.

use tabella_crypto::{
    BlobHash,
    cbor::{DecodeError, Reader},
};
use tabella_tlog::{Hash, leaf_hash};

/// Longest entry, a limit of tlog-tiles: larger contents are blobs.
pub const ENTRY_MAX: usize = 65_535;

/// The types of entries (section 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The election authority's manifest.
    Manifest,
    /// A trustee's round-1 package.
    TrusteeCommitment,
    /// A trustee says that another's share is bad.
    Complaint,
    /// A trustee has seen this ceremony and these keys.
    JointKeys,
    /// A trustee proves that it holds its shares.
    TestShare,
    /// Voting begins.
    Open,
    /// Someone may vote.
    Credential,
    /// A credential counts no longer.
    Revocation,
    /// A ballot is cast.
    Ballot,
    /// A ballot is opened for checking.
    Challenge,
    /// The authority tells something.
    Notice,
    /// Voting is over.
    End,
    /// The board is closed for counting.
    Close,
    /// A trustee's decryption share.
    DecryptionShare,
    /// The counts.
    Result,
}

impl Kind {
    /// Every type, in the order of section 8.
    pub const ALL: [Self; 15] = [
        Self::Manifest,
        Self::TrusteeCommitment,
        Self::Complaint,
        Self::JointKeys,
        Self::TestShare,
        Self::Open,
        Self::Credential,
        Self::Revocation,
        Self::Ballot,
        Self::Challenge,
        Self::Notice,
        Self::End,
        Self::Close,
        Self::DecryptionShare,
        Self::Result,
    ];

    /// The entry's first element.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::TrusteeCommitment => "trustee-commitment",
            Self::Complaint => "complaint",
            Self::JointKeys => "joint-keys",
            Self::TestShare => "test-share",
            Self::Open => "open",
            Self::Credential => "credential",
            Self::Revocation => "revocation",
            Self::Ballot => "ballot",
            Self::Challenge => "challenge",
            Self::Notice => "notice",
            Self::End => "end",
            Self::Close => "close",
            Self::DecryptionShare => "decryption-share",
            Self::Result => "result",
        }
    }

    /// Position of the blob's hash among the elements after the type, for types that have a blob.
    fn blob_position(self) -> Option<usize> {
        match self {
            Self::Manifest | Self::Result => Some(0),
            Self::DecryptionShare => Some(1),
            Self::TrusteeCommitment | Self::TestShare => Some(2),
            _ => None,
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where blobs are found.
pub trait Blobs {
    /// The blob with this hash; `None` if there is none. Its hash is checked by the caller.
    ///
    /// # Errors
    /// [`ReadError`] if it cannot be read.
    fn blob(&self, hash: &BlobHash) -> Result<Option<Vec<u8>>, ReadError>;
}

/// A storage that does not answer; not a defect of the board.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot read: {0}")]
pub struct ReadError(pub String);

/// Bytes that are no entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Longer than an entry may be.
    #[error("an entry has at most {ENTRY_MAX} bytes, this has {0}")]
    TooLong(usize),
    /// Not an array that starts with a known type.
    #[error("not an entry: {0}")]
    Decode(#[from] DecodeError),
    /// The blob that it names is missing.
    #[error("the blob {0} is missing")]
    BlobMissing(BlobHash),
    /// The blob's bytes have another hash.
    #[error("the bytes of blob {0} have another hash")]
    BlobHash(BlobHash),
    /// The storage does not answer.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// Bytes of an entry with their leaf hash, which is computed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    bytes: Vec<u8>,
    hash: Hash,
}

impl From<Vec<u8>> for Leaf {
    fn from(bytes: Vec<u8>) -> Self {
        Self { hash: leaf_hash(&bytes), bytes }
    }
}

impl Leaf {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `SHA-256(0x00 || bytes)`.
    pub fn hash(&self) -> Hash {
        self.hash
    }
}

/// An entry as published. Its type is known and its blob at hand; nothing else is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    kind: Kind,
    leaf: Leaf,
    blob: Vec<u8>,
}

impl Entry {
    /// Reads an entry and the blob that it names.
    ///
    /// # Errors
    /// [`EntryError`].
    pub fn read(leaf: impl Into<Leaf>, blobs: &dyn Blobs) -> Result<Self, EntryError> {
        let leaf = leaf.into();
        let (_, hash) = head(&leaf.bytes)?;
        let blob = match hash {
            None => Vec::new(),
            Some(hash) => blobs.blob(&hash)?.ok_or(EntryError::BlobMissing(hash))?,
        };
        Self::with_blob(leaf, blob)
    }

    /// An entry with the blob that it names (empty for types that have none).
    ///
    /// # Errors
    /// [`EntryError`] if the bytes are no entry or the blob is another.
    pub fn with_blob(leaf: impl Into<Leaf>, blob: Vec<u8>) -> Result<Self, EntryError> {
        let leaf = leaf.into();
        let (kind, hash) = head(&leaf.bytes)?;
        match hash {
            Some(hash) if BlobHash::of(&blob) != hash => Err(EntryError::BlobHash(hash)),
            Some(_) => Ok(Self { kind, leaf, blob }),
            None => Ok(Self { kind, leaf, blob: Vec::new() }),
        }
    }

    /// Its type.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.leaf.bytes
    }

    /// Its bytes with their leaf hash.
    pub fn leaf(&self) -> &Leaf {
        &self.leaf
    }

    /// The blob's bytes; empty for types without.
    pub fn blob(&self) -> &[u8] {
        &self.blob
    }

    /// The blob's hash, for types that have one.
    pub fn blob_hash(&self) -> Option<BlobHash> {
        head(&self.leaf.bytes).ok().and_then(|(_, hash)| hash)
    }
}

/// Type and blob hash. The rest of the entry is decoded when it is verified.
fn head(bytes: &[u8]) -> Result<(Kind, Option<BlobHash>), EntryError> {
    if bytes.len() > ENTRY_MAX {
        return Err(EntryError::TooLong(bytes.len()));
    }
    let mut reader = Reader::new(bytes);
    reader.array()?;
    let at = reader.position();
    let name = reader.text()?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == name);
    let kind = kind.ok_or(DecodeError::Expected { expected: "a type of entry", at })?;
    let Some(position) = kind.blob_position() else { return Ok((kind, None)) };
    for skipped in 0..position {
        // before the hash stand integers, in a test-share also the ceremony's hash
        if kind == Kind::TestShare && skipped == 1 {
            reader.fixed::<32>()?;
        } else {
            reader.uint()?;
        }
    }
    Ok((kind, Some(BlobHash(reader.fixed()?))))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tabella_crypto::cbor::Writer;

    use super::*;

    struct Store(BTreeMap<BlobHash, Vec<u8>>);

    impl Blobs for Store {
        fn blob(&self, hash: &BlobHash) -> Result<Option<Vec<u8>>, ReadError> {
            if *hash == BlobHash([0; 32]) {
                Err(ReadError("the disk".into()))
            } else {
                Ok(self.0.get(hash).cloned())
            }
        }
    }

    /// The beginning of an entry of each type that has a blob.
    fn heads(hash: &BlobHash) -> [(Kind, Vec<u8>); 5] {
        let start = |kind: Kind| Writer::new().array(9).text(kind.as_str());
        let hash = hash.as_bytes();
        [
            (Kind::Manifest, start(Kind::Manifest).bytes(hash)),
            (Kind::TrusteeCommitment, start(Kind::TrusteeCommitment).uint(1).uint(2).bytes(hash)),
            (Kind::TestShare, start(Kind::TestShare).uint(1).bytes(&[7; 32]).bytes(hash)),
            (Kind::DecryptionShare, start(Kind::DecryptionShare).uint(1).bytes(hash)),
            (Kind::Result, start(Kind::Result).bytes(hash)),
        ]
        .map(|(kind, writer)| (kind, writer.finish()))
    }

    #[test]
    fn a_blob_comes_with_its_entry() {
        let hash = BlobHash::of(b"blob");
        let store = Store([(hash, b"blob".to_vec())].into());
        for (kind, bytes) in heads(&hash) {
            let entry = Entry::read(bytes.clone(), &store).unwrap();
            assert_eq!((entry.kind(), entry.blob(), entry.blob_hash()), (kind, &b"blob"[..], Some(hash)));
            assert_eq!(Entry::with_blob(bytes.clone(), b"other".to_vec()), Err(EntryError::BlobHash(hash)));
            assert_eq!(Entry::read(bytes, &Store(BTreeMap::new())), Err(EntryError::BlobMissing(hash)));
        }
        for (_, bytes) in heads(&BlobHash([0; 32])) {
            assert!(matches!(Entry::read(bytes, &store), Err(EntryError::Read(_))));
        }
    }

    #[test]
    fn a_store_that_gives_other_bytes_is_not_believed() {
        let hash = BlobHash::of(b"blob");
        let store = Store([(hash, b"other".to_vec())].into());
        for (_, bytes) in heads(&hash) {
            assert_eq!(Entry::read(bytes, &store), Err(EntryError::BlobHash(hash)));
        }
    }

    #[test]
    fn other_types_have_no_blob() {
        for kind in Kind::ALL {
            let bytes = Writer::new().array(2).text(kind.as_str()).finish();
            let has_blob = heads(&BlobHash([1; 32])).iter().any(|(other, _)| *other == kind);
            let entry = Entry::with_blob(bytes, b"beside".to_vec());
            assert_eq!(entry.is_err(), has_blob, "{kind}");
            assert!(entry.is_err() || entry.is_ok_and(|entry| entry.blob().is_empty()), "{kind}");
        }
    }

    #[test]
    fn longest_entry() {
        let mut bytes = Writer::new().array(2).text("open").finish();
        bytes.resize(ENTRY_MAX, 0);
        assert!(Entry::with_blob(bytes.clone(), Vec::new()).is_ok());
        bytes.push(0);
        assert_eq!(Entry::with_blob(bytes, Vec::new()), Err(EntryError::TooLong(ENTRY_MAX + 1)));
    }
}
