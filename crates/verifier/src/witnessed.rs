//! Checkpoints that a board keeps for good: at `open`, `end`, `close` and its last.
//!
//! `witnessed/<size>` is the signed note with its cosignatures; `witnessed/index` lists the sizes in ascending order, one
//! decimal number on each line.

use tabella_tlog::{Checkpoint, SignedNote, Source, TreeSize, Vkey};

use crate::check::{CheckId, Failure};

/// Path of the list of sizes.
pub const INDEX_PATH: &str = "witnessed/index";

/// Most checkpoints that a board keeps; bounds what a verifier reads.
pub const WITNESSED_MAX: usize = 10_000;

/// Path of the checkpoint of the tree of this size.
pub fn witnessed_path(size: TreeSize) -> String {
    format!("witnessed/{size}")
}

/// Not the one way to write the list of sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line} of {INDEX_PATH} is not a size greater than the one before, or there are more than {WITNESSED_MAX}"
)]
pub struct IndexError {
    /// The line, from 1.
    pub line: usize,
}

/// Reads the list of sizes.
///
/// # Errors
/// [`IndexError`] for anything that [`encode_index`] does not write.
pub fn parse_index(bytes: &[u8]) -> Result<Vec<TreeSize>, IndexError> {
    let mut sizes: Vec<TreeSize> = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let error = IndexError { line: sizes.len() + 1 };
        let end = rest.iter().position(|byte| *byte == b'\n').ok_or(error)?;
        let (line, after) = rest.split_at_checked(end).ok_or(error)?;
        let size = decimal(line).ok_or(error)?;
        if sizes.last().is_some_and(|last| last.0 >= size) || sizes.len() == WITNESSED_MAX {
            return Err(error);
        }
        sizes.push(TreeSize(size));
        rest = after.get(1..).unwrap_or_default();
    }
    Ok(sizes)
}

/// Writes the list of sizes, which ascend.
pub fn encode_index(sizes: &[TreeSize]) -> Vec<u8> {
    sizes.iter().flat_map(|size| format!("{size}\n").into_bytes()).collect()
}

/// A number above zero without sign or leading zeroes.
fn decimal(line: &[u8]) -> Option<u64> {
    let digits = line.iter().all(u8::is_ascii_digit) && !line.starts_with(b"0");
    if digits { str::from_utf8(line).ok()?.parse().ok() } else { None }
}

/// A kept checkpoint; the log's signature is checked, cosignatures are not.
#[derive(Clone, Debug)]
pub(crate) struct Witnessed {
    pub(crate) note: SignedNote,
    pub(crate) checkpoint: Checkpoint,
}

/// All kept checkpoints in ascending order.
pub(crate) fn read(source: &dyn Source, log: &Vkey) -> Result<Vec<Witnessed>, Failure> {
    let unreadable = |error: tabella_tlog::SourceError| Failure::unreadable(CheckId::Consistency, error);
    let wrong = |words: String| Failure::new(CheckId::Consistency, "witnessed", words);
    let Some(index) = source.read(INDEX_PATH).map_err(unreadable)? else { return Ok(Vec::new()) };
    let sizes = parse_index(&index).map_err(|error| wrong(error.to_string()))?;
    let read_one = |size: TreeSize| {
        let path = witnessed_path(size);
        let bytes = source.read(&path).map_err(unreadable)?;
        let bytes = bytes.ok_or_else(|| wrong(format!("{path} is listed and missing")))?;
        let note = SignedNote::parse(&bytes).map_err(|error| wrong(format!("{path}: {error}")))?;
        let checkpoint = Checkpoint::open(&note, log).map_err(|error| wrong(format!("{path}: {error}")))?;
        if checkpoint.size != size {
            return Err(wrong(format!("{path} is the checkpoint of size {}", checkpoint.size)));
        }
        Ok(Witnessed { note, checkpoint })
    };
    sizes.into_iter().map(read_one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_has_one_spelling() {
        let sizes = [TreeSize(1), TreeSize(20), TreeSize(300)];
        assert_eq!(encode_index(&sizes), b"1\n20\n300\n");
        assert_eq!(parse_index(b"1\n20\n300\n").unwrap(), sizes);
        assert_eq!(parse_index(b"").unwrap(), []);
        for (bad, line) in [
            (&b"1"[..], 1),
            (b"0\n", 1),
            (b"01\n", 1),
            (b"1\n1\n", 2),
            (b"2\n1\n", 2),
            (b"1\n\n", 2),
            (b"1\r\n", 1),
            (b"+1\n", 1),
            (b"1\n2 \n", 2),
            (b"\n", 1),
            (b"99999999999999999999\n", 1),
        ] {
            assert_eq!(parse_index(bad), Err(IndexError { line }), "{bad:?}");
        }
    }
}
