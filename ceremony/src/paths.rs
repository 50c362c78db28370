//! Names of files.

use std::path::{Path, PathBuf};

use tabella_crypto::TrusteeIndex;

use crate::{files, problem::Outcome};

/// The trustee's own files, all beside the key file.
pub(crate) struct Own {
    stem: PathBuf,
    attempt: u64,
}

impl Own {
    /// Of `alice.trustee`: `alice.attempt-1.round1` and so on.
    pub(crate) fn new(key_file: &Path, attempt: u64) -> Self {
        Self { stem: key_file.with_extension(""), attempt }
    }

    fn file(&self, what: &str) -> PathBuf {
        let mut name = self.stem.as_os_str().to_owned();
        name.push(format!(".attempt-{}.{what}", self.attempt));
        name.into()
    }

    /// State after round 1.
    pub(crate) fn round1(&self) -> PathBuf {
        self.file("round1")
    }

    /// State after round 2.
    pub(crate) fn round2(&self) -> PathBuf {
        self.file("round2")
    }

    /// The share.
    pub(crate) fn share(&self) -> PathBuf {
        self.file("share")
    }
}

/// The trustee's shares of all attempts.
pub(crate) fn shares(key_file: &Path) -> Outcome<Vec<PathBuf>> {
    let name = key_file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    files::matching(files::directory(key_file), &format!("{name}.attempt-"), ".share")
}

/// `commitment-2-board.entry` beside `commitment-2.entry`: what the board has where the medium has another one.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push("-board.");
    name.push(path.extension().unwrap_or_default());
    path.with_file_name(name)
}

/// Files on the medium. The first attempt has plain names, later ones carry their number.
pub(crate) struct OnMedium<'m> {
    media: &'m Path,
    attempt: u64,
}

impl<'m> OnMedium<'m> {
    pub(crate) fn new(media: &'m Path, attempt: u64) -> Self {
        Self { media, attempt }
    }

    #[cfg(feature = "online")]
    pub(crate) fn attempt(&self) -> u64 {
        self.attempt
    }

    fn file(&self, name: &str, extension: &str) -> PathBuf {
        let attempt = match self.attempt {
            1 => String::new(),
            attempt => format!("-attempt-{attempt}"),
        };
        self.media.join(format!("{name}{attempt}.{extension}"))
    }

    pub(crate) fn commitment(&self, trustee: TrusteeIndex) -> PathBuf {
        self.file(&format!("commitment-{trustee}"), "entry")
    }

    pub(crate) fn package(&self, sender: TrusteeIndex, recipient: TrusteeIndex) -> PathBuf {
        self.file(&format!("round2-{sender}-to-{recipient}"), "message")
    }

    pub(crate) fn complaint(&self, trustee: TrusteeIndex) -> PathBuf {
        self.file(&format!("complaint-{trustee}"), "entry")
    }

    pub(crate) fn joint_keys(&self, trustee: TrusteeIndex) -> PathBuf {
        self.file(&format!("joint-keys-{trustee}"), "entry")
    }

    pub(crate) fn decryption_share(&self, trustee: TrusteeIndex) -> PathBuf {
        self.file(&format!("decryption-share-{trustee}"), "entry")
    }

    pub(crate) fn test_share(&self, trustee: TrusteeIndex) -> PathBuf {
        self.file(&format!("test-share-{trustee}"), "entry")
    }
}
