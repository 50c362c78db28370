//! A transparency log that knows only bytes: Merkle hashing, tiles, signed notes, checkpoints, cosignatures.
//!
//! # Specifications
//! RFC 6962 Merkle tree hashes over SHA-256 with the proofs of RFC 9162, and the C2SP formats [tlog-tiles], [signed-note],
//! [tlog-checkpoint], [tlog-cosignature] (version 1, Ed25519) and [tlog-proof]. A stock client of these formats can audit a
//! log that [`DirectoryWriter`] wrote, and [`LogReader`] reads a log that another implementation wrote.
//!
//! # What is here
//! - [`hash`], [`range`]: leaves, nodes, and the right edge of a tree that grows.
//! - [`tile`], [`edge`]: the paths of tiles and entry bundles and their bytes; the tiles at the right edge as they fill.
//! - [`note`], [`checkpoint`]: signed notes, tree heads in them, witnesses and their quorum.
//! - [`proof`], [`tlog_proof`]: inclusion and consistency; a proof that can be kept and checked offline.
//! - [`source`], [`reader`], [`writer`]: where files come from, reading a log, writing one into a directory.
//! - [`text`]: hexadecimal digits and base64.
//!
//! # What is not here
//! No knowledge of what an entry says, no clock (times are parameters), no randomness, no network, no witness service, no
//! pruning, and no lock against a second writer of the same directory (the program that owns the directory has one).
//! ML-DSA-44 cosignatures (algorithm 0x06) are recognised and kept, not verified: a policy that needs one is not met, by name.
//!
//! [tlog-tiles]: https://c2sp.org/tlog-tiles
//! [signed-note]: https://c2sp.org/signed-note
//! [tlog-checkpoint]: https://c2sp.org/tlog-checkpoint
//! [tlog-cosignature]: https://c2sp.org/tlog-cosignature
//! [tlog-proof]: https://c2sp.org/tlog-proof
#![forbid(unsafe_code)]

pub mod checkpoint;
pub mod edge;
pub mod hash;
pub mod note;
pub mod proof;
pub mod range;
pub mod reader;
pub mod source;
pub mod text;
pub mod tile;
pub mod tlog_proof;
pub mod writer;

// The public interface is:
pub use checkpoint::{Checkpoint, CheckpointError, Cosignature, Cosigner, PolicyError, WitnessPolicy};
pub use edge::{FullTile, TileEdge};
pub use hash::{EMPTY_ROOT, Hash, LeafIndex, TreeSize, leaf_hash, node_hash};
pub use note::{NoteError, NoteSigner, SignedNote, Vkey, VkeyError};
pub use proof::{ConsistencyProof, HashReader, InclusionProof, ProofError, tree_root};
pub use range::CompactRange;
pub use reader::{LogError, LogReader, TileReader};
pub use source::{DirectorySource, Source, SourceError};
pub use tile::{BundleError, BundlePath, PathError, TilePath};
pub use tlog_proof::{Included, TlogProof, TlogProofError};
pub use writer::{DirectoryWriter, Durability, WriteError};
