//! What a verifier keeps from one run to the next.

use serde::{Deserialize, Serialize};
use tabella_crypto::ElectionId;
use tabella_tlog::{Hash, TreeSize};

use crate::tiles::TileEdge;

/// Where a verifier keeps its memory: its own storage, as trusted as the verifier itself.
pub trait Memory {
    /// What was kept last; `None` before the first run.
    ///
    /// # Errors
    /// If it may be there but cannot be read.
    fn load(&mut self) -> std::io::Result<Option<Vec<u8>>>;

    /// Keeps this in place of what was kept before, all of it or nothing.
    ///
    /// # Errors
    /// If it cannot be written.
    fn store(&mut self, bytes: &[u8]) -> std::io::Result<()>;
}

/// Memory that lasts as long as the value.
impl Memory for Option<Vec<u8>> {
    fn load(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        Ok(self.clone())
    }

    fn store(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        *self = Some(bytes.to_vec());
        Ok(())
    }
}

/// What a file of ours starts with; other versions are not read.
const MAGIC: &[u8] = b"tabella verifier state 1\n";

/// The watermark: how far the board was verified, and the state there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Watermark {
    pub(crate) election: ElectionId,
    /// The checkpoint last verified, as signed: with another one of the same log it proves that there are two boards.
    pub(crate) note: Vec<u8>,
    pub(crate) size: TreeSize,
    pub(crate) root: Hash,
    pub(crate) resume: Option<Resume>,
}

/// Where the next run can go on: the tip while votes are cast, later the place right before `close`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Resume {
    /// Of `BoardState::snapshot`.
    pub(crate) snapshot: Vec<u8>,
    pub(crate) edge: TileEdge,
    /// Entries of each kind so far, in the order of `Kind::ALL`.
    pub(crate) kinds: Vec<u64>,
    /// Roots at the sizes of kept checkpoints so far.
    pub(crate) roots: Vec<(TreeSize, Hash)>,
}

impl Watermark {
    pub(crate) fn encode(&self) -> Option<Vec<u8>> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(postcard::to_stdvec(self).ok()?);
        Some(bytes)
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (watermark, rest): (Self, _) = postcard::take_from_bytes(bytes.strip_prefix(MAGIC)?).ok()?;
        let whole = watermark.resume.as_ref().is_none_or(|resume| resume.edge.is_whole());
        (rest.is_empty() && whole).then_some(watermark)
    }
}

#[cfg(test)]
mod tests {
    use tabella_tlog::leaf_hash;

    use super::*;

    #[test]
    fn reads_back_and_refuses_the_rest() {
        let mut edge = TileEdge::default();
        edge.push::<()>(leaf_hash(b"x"), &mut |_, _| Ok(())).unwrap();
        let roots = vec![(TreeSize(1), leaf_hash(b"x"))];
        let resume = Resume { snapshot: vec![1, 2], edge, kinds: vec![1; 15], roots };
        let watermark = Watermark {
            election: ElectionId([1; 32]),
            note: b"note".to_vec(),
            size: TreeSize(1),
            root: leaf_hash(b"x"),
            resume: Some(resume),
        };
        let bytes = watermark.encode().unwrap();
        assert_eq!(Watermark::decode(&bytes), Some(watermark));
        assert_eq!(Watermark::decode(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Watermark::decode(&[&bytes[..], b"x"].concat()), None);
        assert_eq!(Watermark::decode(&bytes[1..]), None);
        assert_eq!(Watermark::decode(b""), None);
    }

    #[test]
    fn memory_in_memory() {
        let mut memory: Option<Vec<u8>> = None;
        assert_eq!(memory.load().unwrap(), None);
        memory.store(b"x").unwrap();
        assert_eq!(memory.load().unwrap().as_deref(), Some(&b"x"[..]));
    }
}
