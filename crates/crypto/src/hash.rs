//! The 32-byte names of things: each has its own type, so that none is taken for another.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected 64 lower-case hexadecimal digits")]
pub struct HexError;

/// SHA-256 over a domain label and parts, as protocol.md writes `SHA-256("label" || part || …)`.
pub fn sha256(label: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(label);
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

fn digit(c: u8) -> Option<u8> {
    match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    }
}

/// 32 bytes from 64 lower-case hexadecimal digits.
///
/// # Errors
/// [`HexError`] for any other text: one value has one spelling.
pub fn parse_hex32(text: &str) -> Result<[u8; 32], HexError> {
    let digits: &[u8; 64] = text.as_bytes().try_into().map_err(|_| HexError)?;
    let mut out = [0; 32];
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return Err(HexError) };
        *byte = (digit(*high).ok_or(HexError)? << 4) | digit(*low).ok_or(HexError)?;
    }
    Ok(out)
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

macro_rules! name32 {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 32]);

        impl $name {
            /// The bytes.
            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = HexError;

            fn from_str(text: &str) -> Result<Self, HexError> {
                parse_hex32(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                if s.is_human_readable() { s.collect_str(self) } else { self.0.serialize(s) }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                if d.is_human_readable() {
                    String::deserialize(d)?.parse().map_err(de::Error::custom)
                } else {
                    <[u8; 32]>::deserialize(d).map(Self)
                }
            }
        }
    };
}

name32!(
    /// `SHA-256("tabella/v1/manifest" || manifest bytes)`: which election (section 2).
    ElectionId
);
name32!(
    /// `SHA-256("tabella/v1/joint-keys" || Y_1 || … || Y_W)` (section 4).
    KeysHash
);
name32!(
    /// `round1_hash` of section 4: which key ceremony, attempt included.
    CeremonyHash
);
name32!(
    /// `SHA-256("tabella/v1/tracker" || ballot bytes)` (section 5); all zeros where a chain has no ballot yet.
    Tracker
);
name32!(
    /// SHA-256 of a blob's bytes: its name beside the tiles (section 8).
    BlobHash
);
name32!(
    /// `SHA-256("tabella/v1/evidence" || nonce || evidence)` (section 9); opaque here.
    EvidenceCommitment
);
name32!(
    /// An RFC 6962 tree hash as share proofs bind it (section 10).
    RootHash
);

impl ElectionId {
    /// The election that these exact manifest bytes describe.
    pub fn of_manifest(manifest: &[u8]) -> Self {
        Self(sha256(b"tabella/v1/manifest", &[manifest]))
    }
}

impl BlobHash {
    /// The name of these bytes.
    pub fn of(blob: &[u8]) -> Self {
        Self(sha256(b"", &[blob]))
    }
}

impl Tracker {
    /// The `previous` of a chain's first ballot.
    pub const NONE: Self = Self([0; 32]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_has_one_spelling() {
        let id = ElectionId::of_manifest(b"x");
        assert_eq!(id.to_string().parse::<ElectionId>(), Ok(id));
        for bad in [id.to_string().to_uppercase(), format!("{id}0"), format!(" {id}"), "é".repeat(32)] {
            assert_eq!(bad.parse::<ElectionId>(), Err(HexError), "{bad}");
        }
    }
}
