//! The verifying half, with the flaws of its statement; and forged ballots as bytes.

use bulletproofs::{BulletproofGens, PedersenGens, RangeProof};
use rand_chacha::ChaCha20Rng;
use tabella_ballot::{CredentialSecret, Posted};
use tabella_board::Entry;
use tabella_crypto::{
    CompressedRistretto, RistrettoPoint, Scalar,
    authorisation::Purpose,
    cbor::Writer,
    generators::{blinding_generator, vector_generator},
    group,
    points_proof::PointsProof,
};
use tabella_tests::Fixture;

use super::{
    Flaws, Forged, G, Layout, Log, Statement, Trace, cast_entry, decode, link, points_transcript, power,
    tracker,
};

impl Forged {
    /// A ballot taken apart.
    pub(crate) fn of(fixture: &Fixture, posted: &Posted) -> Self {
        let ballot = posted.ballot();
        let statement =
            Statement::new(fixture, ballot.style, &ballot.credential, ballot.previous, Flaws::default());
        Self { statement, ciphertexts: ballot.ciphertexts.clone(), proof: ballot.proof.clone() }
    }

    /// Left minus right of (1), (2), (3a), (3b) and the points link, with the flaws of the statement. `None` if the range
    /// proof fails.
    pub(crate) fn residuals(&self) -> Option<Vec<RistrettoPoint>> {
        let proof = &self.proof;
        let layout = self.statement.layout();
        let (mut log, trace) = self.challenges(&layout);
        let (x, y) = (trace.x, trace.y);
        let h = blinding_generator();
        let f: Vec<Scalar> = group::scalars(&proof.f).unwrap();
        let [z_bits, z_cross, z_link] = proof.z.map(|z| group::scalar(z).unwrap());
        let commitments = decode(&proof.commitments);
        let [bits, mask, cross, square, l_a, l_b] = commitments.as_slice() else { unreachable!() };
        let b = decode(&self.ciphertexts.b);
        let a = group::point(&self.ciphertexts.a).unwrap();
        let over = |scalar: &dyn Fn(&Scalar) -> Scalar| -> RistrettoPoint {
            f.iter().zip(1..).map(|(f, i)| scalar(f) * vector_generator(i)).sum()
        };
        let b_star: RistrettoPoint = trace.g.iter().zip(&b).map(|(g, b)| g * b).sum();
        let y_star: RistrettoPoint = trace.g.iter().zip(&layout.option_keys).map(|(g, y)| g * y).sum();
        let link_f: Scalar = trace.lambda.iter().zip(&f).map(|(l, f)| l * f).sum();
        let mut all = vec![
            x * bits + mask - over(&|f| *f) - z_bits * h,
            x * cross + square - over(&|f| f * (x - f)) - z_cross * h,
            x * a + l_a - z_link * G,
            x * (b_star - trace.kappa * G) + l_b - link_f * G - z_link * y_star,
        ];
        if let Some(points) = &proof.points {
            all.extend(self.points_residuals(&layout, &mut log, y, a, points)?);
        }
        Some(all)
    }

    fn challenges(&self, layout: &Layout) -> (Log<'_>, Trace) {
        let proof = &self.proof;
        let v = proof.points.as_ref().map_or(&[][..], |points| &points.v);
        let mut log = self.statement.log(&self.ciphertexts, v);
        let labels: [&'static [u8]; 4] = [b"bits", b"mask", b"cross", b"square"];
        for (label, commitment) in labels.into_iter().zip(&proof.commitments) {
            log.append(label, commitment.as_bytes());
        }
        let y = log.scalar(b"y");
        log.append(b"link-a", proof.commitments[4].as_bytes());
        log.append(b"link-b", proof.commitments[5].as_bytes());
        let x = log.scalar(b"x");
        (log, self.statement.weights(layout, y, x))
    }

    /// The challenges and what follows from them.
    pub(crate) fn trace(&self) -> Trace {
        self.challenges(&self.statement.layout()).1
    }

    fn points_residuals(
        &self,
        layout: &Layout,
        log: &mut Log<'_>,
        y: Scalar,
        a: RistrettoPoint,
        points: &PointsProof,
    ) -> Option<[RistrettoPoint; 3]> {
        let mut transcript = points_transcript(log);
        let (b, v) = (decode(&self.ciphertexts.points_b), decode(&points.v));
        let in_range = if self.statement.flaws.joint_key_as_blinding { &b } else { &v };
        let zero = RistrettoPoint::default();
        let commitments: Vec<CompressedRistretto> = self
            .statement
            .ranges(in_range, |c| Scalar::from(c) * G, zero, |a, b| a - b)
            .iter()
            .map(RistrettoPoint::compress)
            .collect();
        RangeProof::from_bytes(&points.range)
            .ok()?
            .verify_multiple(
                &BulletproofGens::new(32, commitments.len()),
                &self.statement.pedersen(layout),
                &mut transcript,
                &commitments,
                32,
            )
            .ok()?;
        let c = link(&mut transcript, &points.t);
        let [z_v, z_r, z_gamma] = points.z.map(|z| group::scalar(z).unwrap());
        let t = decode(&points.t);
        let powers: Vec<Scalar> = layout.numbers.iter().map(|j| power(&y, *j as usize)).collect();
        let sum = |points: &[RistrettoPoint]| -> RistrettoPoint {
            powers.iter().zip(points).map(|(p, point)| p * point).sum()
        };
        let h_bp = PedersenGens::default().B_blinding;
        Some([
            z_r * G - t[0] - c * a,
            z_v * G + z_r * sum(&layout.points_keys) - t[1] - c * sum(&b),
            z_v * G + z_gamma * h_bp - t[2] - c * sum(&v),
        ])
    }

    /// Whether a verifier with the flaws of the statement accepts.
    pub(crate) fn accepted(&self) -> bool {
        self.residuals().is_some_and(|all| all.iter().all(|point| *point == RistrettoPoint::default()))
    }

    /// The ballot's bytes.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let Self { statement, ciphertexts, proof } = self;
        let list = |writer: Writer, points: &[CompressedRistretto]| {
            writer.list(points.iter().map(CompressedRistretto::as_bytes))
        };
        let writer = Writer::new()
            .array(11)
            .uint(1)
            .bytes(statement.election.as_bytes())
            .text(&statement.style)
            .bytes(statement.credential.as_bytes())
            .bytes(statement.previous.as_bytes())
            .bytes(ciphertexts.a.as_bytes());
        let writer = list(list(writer, &ciphertexts.b), &proof.commitments).list(&proof.f).list(&proof.z);
        match &proof.points {
            None => writer.null(),
            Some(points) => {
                let writer =
                    list(list(writer.array(5), &ciphertexts.points_b), &points.v).bytes(&points.range);
                list(writer, &points.t).list(&points.z)
            }
        }
        .finish()
    }

    /// The entry with an honest authorisation: the attacker votes with an own credential.
    pub(crate) fn entry(&self, secret: &CredentialSecret, rng: &mut ChaCha20Rng) -> Entry {
        let ballot = self.encode();
        let authorisation = secret.authorise(&self.statement.election, Purpose::Cast, &tracker(&ballot), rng);
        cast_entry(&ballot, authorisation.key.as_bytes(), &authorisation.z)
    }
}
