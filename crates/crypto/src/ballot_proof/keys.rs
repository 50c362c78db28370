//! Joint keys of an election and what a ballot style needs of them.

use std::sync::{Arc, OnceLock};

use bulletproofs::BulletproofGens;
use curve25519_dalek::{constants::RISTRETTO_BASEPOINT_TABLE, ristretto::RistrettoBasepointTable};
use merlin::Transcript;

use super::Shape;
use crate::{
    CompressedRistretto, ElectionId, KeysHash, RistrettoPoint, Scalar, generators, hash::sha256,
    points_proof, transcript::ProofTranscript as _,
};

/// The joint keys `Y_1 … Y_W` of an election.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JointKeys {
    points: Vec<RistrettoPoint>,
    hash: KeysHash,
}

impl JointKeys {
    /// Keys in order of their index. That they differ and none is the identity was checked by the ceremony.
    #[must_use]
    pub fn new(points: Vec<RistrettoPoint>) -> Self {
        let encoded: Vec<CompressedRistretto> = points.iter().map(RistrettoPoint::compress).collect();
        let parts: Vec<&[u8]> = encoded.iter().map(|point| point.as_bytes().as_slice()).collect();
        Self { hash: KeysHash(sha256(b"tabella/v1/joint-keys", &parts)), points }
    }

    /// `keys_hash` of section 4.
    pub fn hash(&self) -> &KeysHash {
        &self.hash
    }

    /// The keys; index w is at position w − 1.
    pub fn points(&self) -> &[RistrettoPoint] {
        &self.points
    }

    /// `Y_w`; `None` if there is no such index.
    pub fn get(&self, w: usize) -> Option<&RistrettoPoint> {
        self.points.get(w.checked_sub(1)?)
    }
}

/// A style names a key index that the election does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no joint key with index {index}")]
pub struct NoSuchKey {
    /// The index, from 1.
    pub index: usize,
}

/// Everything that is the same for all ballots of one style.
pub struct StyleKeys {
    pub(super) election: ElectionId,
    pub(super) style: String,
    pub(super) shape: Shape,
    /// The transcript's state after `style`, cloned for every ballot.
    pub(super) transcript: Transcript,
    /// `Y_m`.
    pub(super) options: Vec<RistrettoPoint>,
    /// `Y_j`.
    pub(super) points: Vec<RistrettoPoint>,
    /// `G_1 … G_N`.
    pub(super) vector: Arc<[RistrettoPoint]>,
    /// Made at the first ballot with points: they are costly and rarely needed.
    range: OnceLock<BulletproofGens>,
    pub(super) tables: Option<Tables>,
}

/// Fixed-base tables (30 KB a point): worth it from the second ballot of a style on, never for a device's only one.
pub(super) struct Tables {
    pub(super) options: Vec<RistrettoBasepointTable>,
    pub(super) points: Vec<RistrettoBasepointTable>,
    pub(super) blinding: RistrettoBasepointTable,
}

impl StyleKeys {
    /// The keys of one style.
    ///
    /// # Errors
    /// [`NoSuchKey`].
    pub fn new(election: ElectionId, style: &str, shape: Shape, keys: &JointKeys) -> Result<Self, NoSuchKey> {
        let pick = |indices: &[usize]| {
            indices
                .iter()
                .map(|index| keys.get(*index).copied().ok_or(NoSuchKey { index: *index }))
                .collect::<Result<Vec<_>, _>>()
        };
        let mut transcript = Transcript::new(b"tabella/v1/ballot");
        transcript.append(b"election", election.as_bytes());
        transcript.append(b"joint-keys", keys.hash().as_bytes());
        transcript.append(b"style", style.as_bytes());
        Ok(Self {
            election,
            style: style.to_owned(),
            options: pick(&shape.option_keys)?,
            points: pick(&shape.points_keys)?,
            vector: generators::vector_generators(shape.bits()),
            range: OnceLock::new(),
            tables: None,
            transcript,
            shape,
        })
    }

    /// The same keys with fixed-base tables, for making many ballots.
    #[must_use]
    pub fn with_tables(mut self) -> Self {
        let tables = |points: &[RistrettoPoint]| points.iter().map(RistrettoBasepointTable::create).collect();
        self.tables = Some(Tables {
            options: tables(&self.options),
            points: tables(&self.points),
            blinding: RistrettoBasepointTable::create(&generators::blinding_generator()),
        });
        self
    }

    /// Which election.
    pub fn election(&self) -> &ElectionId {
        &self.election
    }

    /// The style's id.
    pub fn style(&self) -> &str {
        &self.style
    }

    /// The style's contests.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// `r·Y_m`, constant time.
    pub(super) fn mul_option(&self, m: usize, r: &Scalar) -> RistrettoPoint {
        match self.tables.as_ref().and_then(|tables| tables.options.get(m)) {
            Some(table) => r * table,
            None => self.options.get(m).map_or_else(RistrettoPoint::default, |key| r * key),
        }
    }

    /// `r·Y_j`, constant time.
    pub(super) fn mul_points_option(&self, j: usize, r: &Scalar) -> RistrettoPoint {
        match self.tables.as_ref().and_then(|tables| tables.points.get(j)) {
            Some(table) => r * table,
            None => self.points.get(j).map_or_else(RistrettoPoint::default, |key| r * key),
        }
    }

    /// `ρ·H`, constant time.
    pub(super) fn mul_blinding(&self, rho: &Scalar) -> RistrettoPoint {
        match &self.tables {
            Some(tables) => rho * &tables.blinding,
            None => rho * generators::blinding_generator(),
        }
    }

    /// `v·G`, constant time.
    pub(super) fn mul_base(v: &Scalar) -> RistrettoPoint {
        v * RISTRETTO_BASEPOINT_TABLE
    }

    pub(crate) fn range_generators(&self) -> &BulletproofGens {
        self.range.get_or_init(|| points_proof::range_generators(&self.shape))
    }
}
