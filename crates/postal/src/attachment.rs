//! A picture of the passport or identity card, where the rules ask for one.

use std::fmt;

use tabella_crypto::hash;

use crate::field::Wrong;

/// Most bytes of an upload.
pub const ATTACHMENT_MAX: usize = 5_000_000;

/// What kinds are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttachmentKind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// PDF.
    Pdf,
}

impl AttachmentKind {
    /// The media type under which it is shown to officials.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// Told by the first bytes, never by what the browser says.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            _ => None,
        }
    }
}

/// An upload. It is shown to whoever decides, and scrubbed after the decision.
///
/// # Security
/// Only its first bytes were looked at. It is never opened on the server, and served with its media type, `nosniff`, as a
/// download.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    kind: AttachmentKind,
    bytes: Vec<u8>,
}

impl Attachment {
    /// Takes an upload.
    ///
    /// # Errors
    /// [`Wrong::AttachmentSize`], [`Wrong::AttachmentKind`].
    pub fn new(bytes: Vec<u8>) -> Result<Self, Wrong> {
        if bytes.len() > ATTACHMENT_MAX {
            return Err(Wrong::AttachmentSize);
        }
        let kind = AttachmentKind::of(&bytes).ok_or(Wrong::AttachmentKind)?;
        Ok(Self { kind, bytes })
    }

    /// Its kind.
    pub fn kind(&self) -> AttachmentKind {
        self.kind
    }

    /// The bytes.
    pub fn expose(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256: what is signed.
    pub fn hash(&self) -> [u8; 32] {
        hash::sha256(b"", &[&self.bytes])
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attachment({:?}, {} bytes)", self.kind, self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_by_the_first_bytes() {
        for (bytes, kind) in [
            (&b"\xff\xd8\xff\xe0picture"[..], AttachmentKind::Jpeg),
            (b"\x89PNG\r\n\x1a\npicture", AttachmentKind::Png),
            (b"%PDF-1.7", AttachmentKind::Pdf),
        ] {
            assert_eq!(Attachment::new(bytes.to_vec()).unwrap().kind(), kind);
        }
        for other in [&b"<svg onload=alert(1)>"[..], b"MZ\x90", b"PK\x03\x04", b"GIF89a", b"%PDF", b""] {
            assert_eq!(Attachment::new(other.to_vec()), Err(Wrong::AttachmentKind));
        }
        let mut large = b"%PDF-".to_vec();
        large.resize(ATTACHMENT_MAX, 0);
        assert!(Attachment::new(large.clone()).is_ok());
        large.push(0);
        assert_eq!(Attachment::new(large), Err(Wrong::AttachmentSize));
    }
}
