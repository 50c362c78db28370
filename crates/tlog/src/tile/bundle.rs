//! Entry bundles: `u16be(length) || bytes`, up to 256 times.

use super::TILE_WIDTH;

/// Greatest length of an entry: what its two length bytes can say.
pub const MAX_ENTRY_BYTES: usize = u16::MAX as usize;

/// Why entries and a bundle's bytes do not fit each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// An entry is longer than [`MAX_ENTRY_BYTES`].
    #[error("entry {position}: {bytes} bytes, at most {MAX_ENTRY_BYTES}")]
    EntryTooLong {
        /// Position of the entry among those given, from 0.
        position: usize,
        /// Its length.
        bytes: usize,
    },
    /// More than 256 entries.
    #[error("a bundle has at most {TILE_WIDTH} entries")]
    TooManyEntries,
    /// The bytes end within an entry.
    #[error("entry {position}: the bundle ends within it")]
    Truncated {
        /// Position of the entry within the bundle, from 0.
        position: usize,
    },
    /// The bundle does not have the number of entries that its path says.
    #[error("{found} entries in a bundle of {expected}")]
    Count {
        /// What the path says.
        expected: u16,
        /// What the bundle has.
        found: usize,
    },
}

/// Appends one entry to the bytes of a bundle.
///
/// # Errors
/// [`BundleError::EntryTooLong`] at position 0; then nothing is appended.
pub fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), BundleError> {
    let too_long = BundleError::EntryTooLong { position: 0, bytes: entry.len() };
    let length = u16::try_from(entry.len()).map_err(|_| too_long)?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// The bytes of a bundle.
///
/// # Errors
/// [`BundleError::EntryTooLong`], [`BundleError::TooManyEntries`].
pub fn encode_bundle(entries: &[impl AsRef<[u8]>]) -> Result<Vec<u8>, BundleError> {
    if entries.len() > TILE_WIDTH.into() {
        return Err(BundleError::TooManyEntries);
    }
    let mut bundle = Vec::with_capacity(entries.iter().map(|entry| 2 + entry.as_ref().len()).sum());
    for (position, entry) in entries.iter().map(AsRef::as_ref).enumerate() {
        let bytes = entry.len();
        push_entry(&mut bundle, entry).map_err(|_| BundleError::EntryTooLong { position, bytes })?;
    }
    Ok(bundle)
}

/// The entries of a bundle that has exactly `width` of them.
///
/// # Errors
/// [`BundleError::Truncated`], [`BundleError::Count`].
pub fn decode_bundle(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, BundleError> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let position = entries.len();
        if position == usize::from(width) {
            return Err(BundleError::Count { expected: width, found: position + 1 });
        }
        let (length, after) = rest.split_first_chunk::<2>().ok_or(BundleError::Truncated { position })?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or(BundleError::Truncated { position })?;
        entries.push(entry);
        rest = after;
    }
    if entries.len() == usize::from(width) {
        Ok(entries)
    } else {
        Err(BundleError::Count { expected: width, found: entries.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_a_bundle() {
        let bundle = encode_bundle(&[&b"ab"[..], b"", b"c"]).unwrap();
        assert_eq!(bundle, b"\x00\x02ab\x00\x00\x00\x01c");
        assert_eq!(decode_bundle(&bundle, 3), Ok(vec![&b"ab"[..], b"", b"c"]));
        assert_eq!(decode_bundle(&bundle, 2), Err(BundleError::Count { expected: 2, found: 3 }));
        assert_eq!(decode_bundle(&bundle, 4), Err(BundleError::Count { expected: 4, found: 3 }));
        assert_eq!(decode_bundle(&bundle[..8], 3), Err(BundleError::Truncated { position: 2 }));
        assert_eq!(decode_bundle(&bundle[..7], 3), Err(BundleError::Truncated { position: 2 }));
        assert_eq!(decode_bundle(b"", 0), Ok(vec![]));
    }

    #[test]
    fn limits() {
        let longest = vec![7; MAX_ENTRY_BYTES];
        let bundle = encode_bundle(&[&longest]).unwrap();
        assert_eq!(decode_bundle(&bundle, 1), Ok(vec![longest.as_slice()]));
        let error = BundleError::EntryTooLong { position: 1, bytes: 65_536 };
        assert_eq!(encode_bundle(&[vec![], vec![7; 65_536]]), Err(error));
        assert_eq!(encode_bundle(&vec![b""; 257]), Err(BundleError::TooManyEntries));
    }
}
