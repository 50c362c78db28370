//! An election: its manifest decoded and laid out.

use std::sync::{Arc, OnceLock};

use tabella_crypto::{
    ElectionId, Threshold, TrusteeIndex,
    ballot_proof::{JointKeys, NoSuchKey, Shape, StyleKeys},
    signature::{FrequentKey, VerifyingKey},
};
use tabella_tlog::{Vkey, WitnessPolicy};

use crate::{
    ids::{ContestId, StyleId},
    layout::{Layout, challenge_len},
    manifest::{Contest, Keys, Manifest, ManifestError, parse_strict},
};

/// One election. Everything here follows from the manifest's bytes.
#[derive(Clone, Debug)]
pub struct Election {
    id: ElectionId,
    bytes: Vec<u8>,
    manifest: Manifest,
    keys: Keys,
    /// Made when it is first asked for.
    frequent_registrar: OnceLock<Arc<FrequentKey>>,
    layout: Layout,
}

/// A ballot style with positions in place of ids.
#[derive(Clone, Debug)]
pub struct Style {
    /// The style's id.
    pub id: StyleId,
    /// Position of its reporting unit in the manifest.
    pub unit: usize,
    /// Positions of its contests in the manifest, in manifest order.
    pub contests: Vec<usize>,
    /// What its ballots must prove.
    pub shape: Shape,
}

impl Election {
    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// [`ManifestError`] for everything that section 3 refuses.
    pub fn parse(bytes: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Manifest = parse_strict(bytes)?;
        let (keys, layout) = manifest.check()?;
        let (id, bytes) = (ElectionId::of_manifest(bytes), bytes.to_vec());
        Ok(Self { id, bytes, manifest, keys, frequent_registrar: OnceLock::new(), layout })
    }

    /// The manifest as it stands in the file.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Which election: the hash of the manifest's bytes.
    pub fn id(&self) -> &ElectionId {
        &self.id
    }

    /// The manifest's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The ballot styles, in manifest order.
    pub fn styles(&self) -> &[Style] {
        &self.layout.styles
    }

    /// The ballot style with this id.
    pub fn style(&self, id: &str) -> Option<&Style> {
        self.layout.styles.iter().find(|style| style.id.as_str() == id)
    }

    /// The position in the manifest and the contest with this id.
    pub fn contest(&self, id: &ContestId) -> Option<(usize, &Contest)> {
        self.manifest.contests.iter().enumerate().find(|(_, contest)| contest.id == *id)
    }

    /// Key index (from 1) of each option of the contest at this position of the manifest; empty if there is none.
    pub fn key_indices(&self, contest: usize) -> &[usize] {
        self.layout.key_indices.get(contest).map_or(&[], Vec::as_slice)
    }

    /// W: how many joint keys the election has.
    pub fn key_count(&self) -> usize {
        self.layout.key_count
    }

    /// Position of the parent of the reporting unit at this position; none for roots.
    pub fn parent(&self, unit: usize) -> Option<usize> {
        self.layout.parents.get(unit).copied().flatten()
    }

    pub(crate) fn parents(&self) -> &[Option<usize>] {
        &self.layout.parents
    }

    /// What each style's ballots are made and verified with, in the order of [`Self::styles`].
    ///
    /// # Errors
    /// [`NoSuchKey`] if there are fewer joint keys than [`Self::key_count`].
    pub fn style_keys(&self, keys: &JointKeys) -> Result<Vec<Arc<StyleKeys>>, NoSuchKey> {
        let of_style = |style: &Style| {
            StyleKeys::new(self.id, style.id.as_str(), style.shape.clone(), keys).map(Arc::new)
        };
        self.styles().iter().map(of_style).collect()
    }

    /// n: how many trustees there are.
    pub fn trustee_count(&self) -> u16 {
        // as many as fit an index: checked with the threshold
        u16::try_from(self.keys.trustees.len()).unwrap_or(u16::MAX)
    }

    /// t: how many trustees must decrypt together.
    pub fn threshold(&self) -> Threshold {
        Threshold(self.manifest.trustees.threshold)
    }

    /// The key with which a trustee signs.
    pub fn trustee_key(&self, trustee: TrusteeIndex) -> Option<&VerifyingKey> {
        self.keys.trustees.get(trustee.zero_based())
    }

    /// The key of the election authority.
    pub fn authority_key(&self) -> &VerifyingKey {
        &self.keys.authority
    }

    /// The key of the registrar.
    pub fn registrar_key(&self) -> &VerifyingKey {
        &self.keys.registrar
    }

    /// The key of the registrar, for whoever checks many credentials.
    pub fn frequent_registrar_key(&self) -> &FrequentKey {
        self.frequent_registrar.get_or_init(|| Arc::new(FrequentKey::new(self.registrar_key())))
    }

    /// The key with which the ballot box signs receipts.
    pub fn receipt_key(&self) -> &VerifyingKey {
        &self.keys.receipt
    }

    /// The key with which the ballot box signs checkpoints.
    pub fn checkpoint_key(&self) -> &Vkey {
        &self.keys.checkpoint
    }

    /// Whose cosignatures a checkpoint needs.
    pub fn witness_policy(&self) -> WitnessPolicy {
        // u32 fits usize on every target
        let quorum = self.manifest.witnesses.quorum as usize;
        WitnessPolicy { members: self.keys.witnesses.clone(), quorum }
    }

    /// Length of the longest `ballot` or `challenge` entry that this election can have, in bytes.
    pub fn ballot_entry_max(&self) -> usize {
        let len = |style: &Style| challenge_len(style.id.as_str().len(), &style.shape);
        self.layout.styles.iter().map(len).max().unwrap_or_default()
    }

    /// First moment of online voting, in seconds since 1970.
    pub fn opens(&self) -> i64 {
        self.manifest.schedule.opens.0
    }

    /// End of online voting as scheduled, in seconds since 1970; notices may extend it.
    pub fn closes(&self) -> i64 {
        self.manifest.schedule.closes.0
    }

    /// Seconds after closing within which a witness must have seen `end`.
    pub fn grace(&self) -> i64 {
        self.manifest.schedule.grace_seconds.into()
    }
}
