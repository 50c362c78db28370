//! What a voter's device keeps: receipts, proofs, and which ballot it cast last. Nothing of it says how anyone voted.
//!
//! ```text
//! <tracker>.receipt      the ballot box's receipt, as it was sent
//! <tracker>.tlog-proof   the proof that the ballot stands on the witnessed board (C2SP tlog-proof)
//! <credential>.pending   the ballot that was sent and has no answer yet, signed, as it is posted
//! <credential>.last      trackers, one on each line: the last ballot that was acknowledged, and one that was sent after it
//! ```

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use tabella_ballot::{Tracker, tracker_text};
use tabella_board::Receipt;
use tabella_crypto::CompressedRistretto;
use tabella_tlog::TlogProof;
use tabella_verifier::Memory as _;

use super::public_hex;
use crate::files::FileMemory;

pub(super) struct Receipts {
    folder: PathBuf,
    last: PathBuf,
    pending: PathBuf,
}

impl Receipts {
    pub(super) fn open(folder: &Path, public: &CompressedRistretto) -> anyhow::Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let of_credential = |kind: &str| folder.join(format!("{}.{kind}", public_hex(public)));
        Ok(Self { folder: folder.into(), last: of_credential("last"), pending: of_credential("pending") })
    }

    fn last(&self) -> anyhow::Result<Vec<Tracker>> {
        let bytes = FileMemory(&self.last).load().with_context(|| format!("{}", self.last.display()))?;
        let text = String::from_utf8(bytes.unwrap_or_default())?;
        let read = |line: &str| line.parse::<Tracker>().with_context(|| format!("{}", self.last.display()));
        text.lines().map(read).collect()
    }

    fn write(&self, trackers: &[Tracker]) -> anyhow::Result<()> {
        let lines: Vec<String> = trackers.iter().map(|tracker| format!("{tracker}\n")).collect();
        FileMemory(&self.last)
            .store(lines.concat().as_bytes())
            .with_context(|| format!("cannot write {}", self.last.display()))
    }

    /// Whether the chain's last ballot on the board can be one of this device's. A device that cast nothing knows nothing.
    pub(super) fn fits(&self, previous: &Tracker) -> anyhow::Result<bool> {
        let last = self.last()?;
        Ok(last.is_empty() || last.contains(previous))
    }

    /// Remembers a ballot, and its very bytes, before it is sent: its acknowledgement may be lost, and nobody can make these
    /// bytes again.
    pub(super) fn begin(&self, tracker: &Tracker, entry: &[u8]) -> anyhow::Result<()> {
        let acknowledged = self.last()?.first().copied().unwrap_or(Tracker::NONE);
        self.write(&[acknowledged, *tracker])?;
        FileMemory(&self.pending)
            .store(entry)
            .with_context(|| format!("cannot write {}", self.pending.display()))
    }

    /// A ballot of an earlier run that has no answer yet.
    pub(super) fn pending(&self) -> anyhow::Result<Option<Vec<u8>>> {
        FileMemory(&self.pending).load().with_context(|| format!("cannot read {}", self.pending.display()))
    }

    /// The ballot that was sent has its answer.
    pub(super) fn answered(&self) -> anyhow::Result<()> {
        match fs::remove_file(&self.pending) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot remove {}", self.pending.display()))
            }
            _ => Ok(()),
        }
    }

    /// Keeps a receipt; that of a ballot which was cast is the last from now on.
    pub(super) fn keep(&self, receipt: &Receipt, is_cast: bool) -> anyhow::Result<PathBuf> {
        let path = self.folder.join(format!("{}.receipt", tracker_text(receipt.tracker())));
        FileMemory(&path)
            .store(receipt.encode())
            .with_context(|| format!("cannot write {}", path.display()))?;
        if is_cast {
            self.write(&[*receipt.tracker()])?;
            self.answered()?;
        }
        Ok(path)
    }

    pub(super) fn keep_proof(&self, tracker: &Tracker, proof: &TlogProof) -> anyhow::Result<PathBuf> {
        let path = self.folder.join(format!("{}.tlog-proof", tracker_text(tracker)));
        let text = proof.encode()?;
        FileMemory(&path)
            .store(text.as_bytes())
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ballot_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let public = CompressedRistretto([3; 32]);
        let receipts = Receipts::open(&folder.path().join("new"), &public).unwrap();
        let [one, two, other] = [Tracker([1; 32]), Tracker([2; 32]), Tracker([9; 32])];
        let fits = |tracker: &Tracker| receipts.fits(tracker).unwrap();
        assert!(fits(&Tracker::NONE) && fits(&other));
        receipts.begin(&one, b"ballot").unwrap();
        assert_eq!(receipts.pending().unwrap().as_deref(), Some(&b"ballot"[..]));
        assert!(fits(&Tracker::NONE) && fits(&one) && !fits(&other));
        receipts.write(&[one]).unwrap();
        assert!(fits(&one) && !fits(&Tracker::NONE));
        receipts.answered().unwrap();
        receipts.answered().unwrap();
        assert_eq!(receipts.pending().unwrap(), None);
        receipts.begin(&two, b"").unwrap();
        assert!(fits(&one) && fits(&two) && !fits(&Tracker::NONE) && !fits(&other));
    }
}
