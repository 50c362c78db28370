//! An encrypted ballot, as bytes.
//!
//! `[version = 1, election_id, style, P, previous, A, [B_m…], [Bits, Mask, Cross, Square, L_a, L_b], [f_i…],
//! [z_bits, z_cross, z_link], points]`, a list of points or scalars being one byte string, `points` null or
//! `[[B_j…], [V_j…], range_proof, [t1, t2, t3], [z_v, z_r, z_γ]]`.

use tabella_crypto::{
    CompressedRistretto, ElectionId, Tracker,
    ballot_proof::{self, BallotProof, Ciphertexts, Seed, Shape},
    cbor::{DecodeError, Reader, Writer},
    group::compressed,
    hash::sha256,
    points_proof::{PointsProof, range_proof_len},
};

use crate::{BallotError, Choices, Styles};

/// Version of the ballot's format; any other is refused.
const VERSION: u64 = 1;

/// A ballot as it is published. Decoded does not mean verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptedBallot {
    /// Position of its style in the manifest.
    pub style: usize,
    /// P.
    pub credential: CompressedRistretto,
    /// Tracker of the chain's last ballot when this one was made, or zeros.
    pub previous: Tracker,
    /// The ciphertexts.
    pub ciphertexts: Ciphertexts,
    /// The proof that they are lawful.
    pub proof: BallotProof,
    tracker: Tracker,
    bytes: Vec<u8>,
}

impl EncryptedBallot {
    pub(crate) fn new(
        (style, style_id): (usize, &str),
        election: &ElectionId,
        credential: CompressedRistretto,
        previous: Tracker,
        ciphertexts: Ciphertexts,
        proof: BallotProof,
    ) -> Self {
        let bytes = encode(election, style_id, &credential, &previous, &ciphertexts, &proof);
        Self { style, credential, previous, ciphertexts, proof, tracker: tracker(&bytes), bytes }
    }

    /// Reads a ballot of this election.
    ///
    /// # Errors
    /// [`BallotError`] for another version, election or style and for any bytes that are not the one encoding of a
    /// ballot of its style. Lists have exactly the length that the style gives, checked before anything is allocated.
    pub fn decode(bytes: &[u8], styles: &Styles) -> Result<Self, BallotError> {
        let mut reader = Reader::new(bytes);
        reader.array_of(11)?;
        if reader.uint()? != VERSION {
            return Err(BallotError::Version);
        }
        if ElectionId(reader.fixed()?) != *styles.election() {
            return Err(BallotError::Election);
        }
        let (style, keys) = styles.find(reader.text()?).ok_or(BallotError::Style)?;
        let shape = keys.shape();
        let credential = CompressedRistretto(reader.fixed()?);
        let previous = Tracker(reader.fixed()?);
        let a = CompressedRistretto(reader.fixed()?);
        let b = compressed(reader.list(shape.options())?);
        let commitments = points(&mut reader)?;
        let f = reader.list(shape.bits())?;
        let z = scalars(&mut reader)?;
        let (points_b, points) = read_points(&mut reader, shape)?;
        reader.finish()?;
        let ciphertexts = Ciphertexts { a, b, points_b };
        let proof = BallotProof { commitments, f, z, points };
        Ok(Self {
            style,
            credential,
            previous,
            ciphertexts,
            proof,
            tracker: tracker(bytes),
            bytes: bytes.to_vec(),
        })
    }

    /// The ballot's bytes.
    pub fn encode(&self) -> &[u8] {
        &self.bytes
    }

    /// What was chosen, by the ballot's seed: what a second device shows (section 7).
    ///
    /// # Errors
    /// [`BallotError::Challenge`] if these are not the ciphertexts of any lawful choices and this seed, [`BallotError::Style`] if
    /// there is no such style.
    pub fn open(&self, styles: &Styles, seed: &Seed) -> Result<Choices, BallotError> {
        let keys = styles.get(self.style).ok_or(BallotError::Style)?;
        let choices = ballot_proof::open(keys, &self.credential, seed, &self.ciphertexts);
        choices.map(|mut choices| Choices(std::mem::take(&mut *choices))).ok_or(BallotError::Challenge)
    }

    /// The ballot's tracker.
    pub fn tracker(&self) -> &Tracker {
        &self.tracker
    }
}

fn tracker(bytes: &[u8]) -> Tracker {
    Tracker(sha256(b"tabella/v1/tracker", &[bytes]))
}

fn points<const N: usize>(reader: &mut Reader<'_>) -> Result<[CompressedRistretto; N], DecodeError> {
    scalars(reader).map(|list| list.map(CompressedRistretto))
}

/// A list of exactly N elements.
fn scalars<const N: usize>(reader: &mut Reader<'_>) -> Result<[[u8; 32]; N], DecodeError> {
    let at = reader.position();
    reader
        .list(N)?
        .try_into()
        .map_err(|_| DecodeError::Expected { expected: "a list of the right length", at })
}

fn read_points(
    reader: &mut Reader<'_>,
    shape: &Shape,
) -> Result<(Vec<CompressedRistretto>, Option<PointsProof>), DecodeError> {
    if shape.points_options() == 0 {
        let at = reader.position();
        let null = reader.null()?;
        return if null {
            Ok((Vec::new(), None))
        } else {
            Err(DecodeError::Expected { expected: "null", at })
        };
    }
    reader.array_of(5)?;
    let b = compressed(reader.list(shape.points_options())?);
    let v = compressed(reader.list(shape.points_options())?);
    let at = reader.position();
    let range = reader.bytes()?;
    if range.len() != range_proof_len(shape) {
        return Err(DecodeError::Expected { expected: "a range proof of the right length", at });
    }
    Ok((b, Some(PointsProof { v, range: range.to_vec(), t: points(reader)?, z: scalars(reader)? })))
}

fn encode(
    election: &ElectionId,
    style: &str,
    credential: &CompressedRistretto,
    previous: &Tracker,
    ciphertexts: &Ciphertexts,
    proof: &BallotProof,
) -> Vec<u8> {
    let list = |writer: Writer, points: &[CompressedRistretto]| {
        writer.list(points.iter().map(CompressedRistretto::as_bytes))
    };
    let writer = Writer::new()
        .array(11)
        .uint(VERSION)
        .bytes(election.as_bytes())
        .text(style)
        .bytes(credential.as_bytes())
        .bytes(previous.as_bytes())
        .bytes(ciphertexts.a.as_bytes());
    let writer = list(list(writer, &ciphertexts.b), &proof.commitments).list(&proof.f).list(&proof.z);
    match &proof.points {
        None => writer.null(),
        Some(points) => {
            let writer = list(list(writer.array(5), &ciphertexts.points_b), &points.v).bytes(&points.range);
            list(writer, &points.t).list(&points.z)
        }
    }
    .finish()
}
