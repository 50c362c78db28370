//! The ballot proof once more, written only from the text of section 5 and 6, with flaws that can be switched on.
//!
//! Two uses. As a second implementation: what it proves our verifier accepts, what ours proves it accepts. As the verifier
//! that an attack needs: a forged ballot must be accepted by the flawed verifier (else the attack would not be one) and
//! refused by ours.

mod verify;

use bulletproofs::{BulletproofGens, PedersenGens, RangeProof};
use merlin::Transcript;
use rand_chacha::ChaCha20Rng;
use tabella_board::Entry;
use tabella_crypto::{
    CompressedRistretto, ElectionId, KeysHash, RistrettoPoint, Scalar, Tracker,
    ballot_proof::{BallotProof, Ciphertexts, ContestShape},
    cbor::Writer,
    generators::{blinding_generator, vector_generator},
    group,
    hash::sha256,
    points_proof::PointsProof,
};
use tabella_tests::Fixture;

pub(crate) const G: RistrettoPoint = curve25519_dalek::constants::RISTRETTO_BASEPOINT_POINT;

/// What a verifier does wrong.
#[derive(Clone, Copy, Default)]
pub(crate) struct Flaws {
    /// Appends left out of the ballot's transcript: label and occurrence (from 0; none: all).
    pub omit: &'static [(&'static [u8], Option<usize>)],
    /// u_q = y^q instead of y^(M+q).
    pub overlapping_weights: bool,
    /// Points options are numbered anew in each contest.
    pub restarting_numbers: bool,
    /// The range proof's blinding base is the joint key of the first points option, its commitments are the ciphertexts.
    pub joint_key_as_blinding: bool,
}

/// What a ballot is about.
#[derive(Clone)]
pub(crate) struct Statement {
    pub election: ElectionId,
    pub keys_hash: KeysHash,
    pub style: String,
    pub credential: CompressedRistretto,
    pub previous: Tracker,
    pub contests: Vec<ContestShape>,
    pub keys: Vec<RistrettoPoint>,
    pub flaws: Flaws,
}

/// A bit of the statement.
struct Bit {
    slack: bool,
    of: usize,
    coefficient: u64,
}

struct Layout {
    /// Contest q of each option m.
    contest_of: Vec<usize>,
    option_keys: Vec<RistrettoPoint>,
    totals: Vec<u64>,
    bits: Vec<Bit>,
    points_keys: Vec<RistrettoPoint>,
    /// Exponent of y of each points option.
    numbers: Vec<u32>,
}

/// The challenges that a proof came to.
pub(crate) struct Trace {
    pub y: Scalar,
    pub x: Scalar,
    pub g: Vec<Scalar>,
    pub lambda: Vec<Scalar>,
    pub kappa: Scalar,
}

/// A ballot that anyone may have made.
#[derive(Clone)]
pub(crate) struct Forged {
    pub statement: Statement,
    pub ciphertexts: Ciphertexts,
    pub proof: BallotProof,
}

/// Changes the values under bit-vector options and points options.
type AfterY<'a> = &'a dyn Fn(&Trace, &mut Vec<Scalar>, &mut Vec<Scalar>);

/// What a prover has: nothing needs to be lawful.
pub(crate) struct Witness<'a> {
    pub r: Scalar,
    /// Encrypted under the bit-vector options.
    pub values: Vec<Scalar>,
    pub bits: Vec<Scalar>,
    /// Encrypted under the points options.
    pub points: Vec<Scalar>,
    /// In range: what the V of the points options hold, or what the joint key opens their ciphertexts to.
    pub committed: Vec<u64>,
    /// With that flaw, the blinding with which it does.
    pub opening: Option<Scalar>,
    /// Changes the encrypted values after y: works where their ciphertexts were left out of the transcript.
    pub after_y: AfterY<'a>,
}

struct Log<'f> {
    transcript: Transcript,
    flaws: &'f Flaws,
    seen: Vec<&'static [u8]>,
}

impl Log<'_> {
    fn append(&mut self, label: &'static [u8], message: &[u8]) {
        let occurrence = self.seen.iter().filter(|seen| **seen == label).count();
        self.seen.push(label);
        let omitted =
            |(omit, nth): &(&[u8], Option<usize>)| *omit == label && nth.is_none_or(|nth| nth == occurrence);
        if !self.flaws.omit.iter().any(omitted) {
            self.transcript.append_message(label, message);
        }
    }

    fn scalar(&mut self, label: &'static [u8]) -> Scalar {
        scalar(&mut self.transcript, label)
    }
}

pub(crate) fn scalar(transcript: &mut Transcript, label: &'static [u8]) -> Scalar {
    let mut bytes = [0; 64];
    transcript.challenge_bytes(label, &mut bytes);
    Scalar::from_bytes_mod_order_wide(&bytes)
}

fn power(y: &Scalar, exponent: usize) -> Scalar {
    (0..exponent).fold(Scalar::ONE, |product, _| product * y)
}

/// `1, 2, 4, …, 2^(e−2), S − (2^(e−1) − 1)`.
fn coefficients(max: u64) -> Vec<u64> {
    let Some(top) = max.checked_ilog2() else { return Vec::new() };
    (0..top).map(|i| 1 << i).chain([max - ((1 << top) - 1)]).collect()
}

/// Bits of a value that the coefficients reach.
fn spread(mut value: u64, max: u64) -> Vec<Scalar> {
    let mut bits: Vec<Scalar> = coefficients(max)
        .into_iter()
        .rev()
        .enumerate()
        .map(|(i, c)| {
            // the last coefficient is needed as soon as the smaller ones do not reach
            let takes = if i == 0 { value > max - c } else { value >= c };
            value -= if takes { c } else { 0 };
            Scalar::from(u8::from(takes))
        })
        .collect();
    bits.reverse();
    bits
}

fn decode(list: &[CompressedRistretto]) -> Vec<RistrettoPoint> {
    list.iter().map(|point| group::point(point).unwrap()).collect()
}

fn encrypt(layout: &Layout, r: &Scalar, values: &[Scalar], points: &[Scalar]) -> Ciphertexts {
    let all = |values: &[Scalar], keys: &[RistrettoPoint]| {
        values.iter().zip(keys).map(|(v, key)| (v * G + r * key).compress()).collect()
    };
    Ciphertexts {
        a: (r * G).compress(),
        b: all(values, &layout.option_keys),
        points_b: all(points, &layout.points_keys),
    }
}

impl Statement {
    /// Of a credential's next ballot, with these flaws.
    pub(crate) fn new(
        fixture: &Fixture,
        style: usize,
        credential: &CompressedRistretto,
        previous: Tracker,
        flaws: Flaws,
    ) -> Self {
        let joint = &fixture.state.ceremony().unwrap().joint;
        let style = &fixture.election.styles()[style];
        Self {
            election: *fixture.election.id(),
            keys_hash: *joint.hash(),
            style: style.id.to_string(),
            credential: *credential,
            previous,
            contests: style.shape.contests().to_vec(),
            keys: joint.points().to_vec(),
            flaws,
        }
    }

    fn layout(&self) -> Layout {
        let mut layout = Layout {
            contest_of: vec![],
            option_keys: vec![],
            totals: vec![],
            bits: vec![],
            points_keys: vec![],
            numbers: vec![],
        };
        let mut slack = Vec::new();
        let mut number = 0;
        for contest in &self.contests {
            let keys = contest.key_indices.iter().map(|w| self.keys[w - 1]);
            if contest.option_max > 255 {
                if self.flaws.restarting_numbers {
                    number = 0;
                }
                for key in keys {
                    number += 1;
                    layout.points_keys.push(key);
                    layout.numbers.push(number);
                }
                continue;
            }
            let q = layout.totals.len();
            for key in keys {
                let of = layout.contest_of.len();
                layout.contest_of.push(q);
                layout.option_keys.push(key);
                let bits = coefficients(contest.option_max.into());
                layout.bits.extend(bits.into_iter().map(|coefficient| Bit { slack: false, of, coefficient }));
            }
            layout.totals.push(contest.total_max.into());
            let range = coefficients((contest.total_max - contest.total_min).into());
            slack.extend(range.into_iter().map(|coefficient| Bit { slack: true, of: q, coefficient }));
        }
        layout.bits.extend(slack);
        layout
    }

    fn weights(&self, layout: &Layout, y: Scalar, x: Scalar) -> Trace {
        let m = layout.contest_of.len();
        let w: Vec<Scalar> = (1..=m).map(|m| power(&y, m)).collect();
        let offset = if self.flaws.overlapping_weights { 0 } else { m };
        let u: Vec<Scalar> = (1..=layout.totals.len()).map(|q| power(&y, offset + q)).collect();
        Trace {
            g: w.iter().zip(&layout.contest_of).map(|(w, q)| w + u[*q]).collect(),
            lambda: layout
                .bits
                .iter()
                .map(|bit| {
                    let c = Scalar::from(bit.coefficient);
                    if bit.slack { -u[bit.of] * c } else { w[bit.of] * c }
                })
                .collect(),
            kappa: u.iter().zip(&layout.totals).map(|(u, total)| u * Scalar::from(*total)).sum(),
            y,
            x,
        }
    }

    fn log(&self, ciphertexts: &Ciphertexts, v: &[CompressedRistretto]) -> Log<'_> {
        let transcript = Transcript::new(b"tabella/v1/ballot");
        let mut log = Log { transcript, flaws: &self.flaws, seen: vec![] };
        log.append(b"election", self.election.as_bytes());
        log.append(b"joint-keys", self.keys_hash.as_bytes());
        log.append(b"style", self.style.as_bytes());
        log.append(b"credential", self.credential.as_bytes());
        log.append(b"previous", self.previous.as_bytes());
        log.append(b"a", ciphertexts.a.as_bytes());
        for b in &ciphertexts.b {
            log.append(b"b", b.as_bytes());
        }
        for (b, v) in ciphertexts.points_b.iter().zip(v) {
            log.append(b"b", b.as_bytes());
            log.append(b"v", v.as_bytes());
        }
        log
    }

    /// The witness of lawful choices.
    pub(crate) fn honest(&self, r: Scalar, choices: &[u32]) -> Witness<'static> {
        let scalars = |list: &[u32]| list.iter().map(|v| Scalar::from(*v)).collect::<Vec<_>>();
        let m = self.layout().contest_of.len();
        let (values, points) = choices.split_at(m);
        let (mut bits, mut slack, mut rest) = (Vec::new(), Vec::new(), values);
        for contest in self.contests.iter().filter(|contest| contest.option_max <= 255) {
            let (own, tail) = rest.split_at(contest.key_indices.len());
            rest = tail;
            for v in own {
                bits.extend(spread(u64::from(*v), contest.option_max.into()));
            }
            let left = contest.total_max - own.iter().sum::<u32>();
            slack.extend(spread(left.into(), (contest.total_max - contest.total_min).into()));
        }
        bits.extend(slack);
        Witness {
            r,
            values: scalars(values),
            bits,
            points: scalars(points),
            committed: points.iter().map(|v| u64::from(*v)).collect(),
            opening: None,
            after_y: &|_, _, _| {},
        }
    }

    /// A proof that says whatever the witness says, lawful or not.
    pub(crate) fn prove(&self, witness: Witness<'_>, rng: &mut ChaCha20Rng) -> (Forged, Trace) {
        let layout = self.layout();
        let Witness { r, mut values, bits, mut points, committed, opening, after_y } = witness;
        let h = blinding_generator();
        let generators: Vec<RistrettoPoint> = (1..).map(vector_generator).take(bits.len()).collect();
        let commit = |scalars: &[Scalar], rho: &Scalar| {
            (scalars.iter().zip(&generators).map(|(s, g)| s * g).sum::<RistrettoPoint>() + rho * h).compress()
        };
        let pedersen = PedersenGens::default();
        let gammas: Vec<Scalar> = committed.iter().map(|_| Scalar::random(rng)).collect();
        let v: Vec<CompressedRistretto> = committed
            .iter()
            .zip(&points)
            .zip(&gammas)
            .map(|((v, point), gamma)| {
                let v = if opening.is_some() { *point } else { Scalar::from(*v) };
                pedersen.commit(v, *gamma).compress()
            })
            .collect();
        let mut ciphertexts = encrypt(&layout, &r, &values, &points);
        let mut log = self.log(&ciphertexts, &v);
        let [rho_bits, rho_mask, rho_cross, rho_square, rho_link] =
            std::array::from_fn(|_| Scalar::random(rng));
        let a: Vec<Scalar> = bits.iter().map(|_| Scalar::random(rng)).collect();
        let cross: Vec<Scalar> =
            a.iter().zip(&bits).map(|(a, b)| a * (Scalar::ONE - Scalar::from(2u8) * b)).collect();
        let square: Vec<Scalar> = a.iter().map(|a| -(a * a)).collect();
        let [c_bits, c_mask, c_cross, c_square] = [
            commit(&bits, &rho_bits),
            commit(&a, &rho_mask),
            commit(&cross, &rho_cross),
            commit(&square, &rho_square),
        ];
        log.append(b"bits", c_bits.as_bytes());
        log.append(b"mask", c_mask.as_bytes());
        log.append(b"cross", c_cross.as_bytes());
        log.append(b"square", c_square.as_bytes());
        let y = log.scalar(b"y");

        let mut trace = self.weights(&layout, y, Scalar::ZERO);
        after_y(&trace, &mut values, &mut points);
        ciphertexts = encrypt(&layout, &r, &values, &points);
        let y_star: RistrettoPoint = trace.g.iter().zip(&layout.option_keys).map(|(g, key)| g * key).sum();
        let masked: Scalar = trace.lambda.iter().zip(&a).map(|(l, a)| l * a).sum();
        let l_a = (rho_link * G).compress();
        let l_b = (masked * G + rho_link * y_star).compress();
        log.append(b"link-a", l_a.as_bytes());
        log.append(b"link-b", l_b.as_bytes());
        let x = log.scalar(b"x");
        trace.x = x;
        let f = a.iter().zip(&bits).map(|(a, b)| (x * b + a).to_bytes()).collect();
        let z = [x * rho_bits + rho_mask, x * rho_cross + rho_square, x * r + rho_link].map(|z| z.to_bytes());
        let points_proof = (!points.is_empty()).then(|| {
            self.prove_points(&layout, &mut log, (r, opening), y, (&points, &committed, &gammas, &v), rng)
        });
        let commitments = [c_bits, c_mask, c_cross, c_square, l_a, l_b];
        let proof = BallotProof { commitments, f, z, points: points_proof };
        (Forged { statement: self.clone(), ciphertexts, proof }, trace)
    }

    fn prove_points(
        &self,
        layout: &Layout,
        log: &mut Log<'_>,
        (r, opening): (Scalar, Option<Scalar>),
        y: Scalar,
        (points, committed, gammas, v): (&[Scalar], &[u64], &[Scalar], &[CompressedRistretto]),
        rng: &mut ChaCha20Rng,
    ) -> PointsProof {
        let mut transcript = points_transcript(log);
        let blindings: Vec<Scalar> =
            opening.map_or_else(|| gammas.to_vec(), |opening| gammas.iter().map(|_| opening).collect());
        let ranges: Vec<i128> = self.ranges(
            &committed.iter().map(|v| i128::from(*v)).collect::<Vec<_>>(),
            i128::from,
            0,
            |a, b| a - b,
        );
        let values: Vec<u64> = ranges.into_iter().map(|v| u64::try_from(v).unwrap()).collect();
        let blindings = self.ranges(&blindings, |_| Scalar::ZERO, Scalar::ZERO, |a, b| a - b);
        let (range, _) = RangeProof::prove_multiple_with_rng(
            &BulletproofGens::new(32, values.len()),
            &self.pedersen(layout),
            &mut transcript,
            &values,
            &blindings,
            32,
            rng,
        )
        .unwrap();
        let powers: Vec<Scalar> = layout.numbers.iter().map(|j| power(&y, *j as usize)).collect();
        let dot = |list: &[Scalar]| powers.iter().zip(list).map(|(p, v)| p * v).sum::<Scalar>();
        let [rho_v, rho_r, rho_gamma] = std::array::from_fn(|_| Scalar::random(rng));
        let key_sum: RistrettoPoint = powers.iter().zip(&layout.points_keys).map(|(p, key)| p * key).sum();
        let h_bp = PedersenGens::default().B_blinding;
        let t = [rho_r * G, rho_v * G + rho_r * key_sum, rho_v * G + rho_gamma * h_bp].map(|t| t.compress());
        let c = link(&mut transcript, &t);
        let z = [rho_v + c * dot(points), rho_r + c * r, rho_gamma + c * dot(gammas)].map(|z| z.to_bytes());
        PointsProof { v: v.to_vec(), range: range.to_bytes(), t, z }
    }

    fn pedersen(&self, layout: &Layout) -> PedersenGens {
        if self.flaws.joint_key_as_blinding {
            PedersenGens { B: G, B_blinding: layout.points_keys[0] }
        } else {
            PedersenGens::default()
        }
    }

    /// Section 6's list of what is in range.
    fn ranges<T: Copy + std::iter::Sum>(
        &self,
        values: &[T],
        constant: impl Fn(u32) -> T,
        zero: T,
        minus: impl Fn(T, T) -> T,
    ) -> Vec<T> {
        let (mut all, mut rest) = (Vec::new(), values);
        for contest in self.contests.iter().filter(|contest| contest.option_max > 255) {
            let (own, tail) = rest.split_at(contest.key_indices.len());
            rest = tail;
            all.extend(own);
            all.extend(own.iter().map(|v| minus(constant(contest.option_max), *v)));
            let total = own.iter().copied().sum();
            all.push(minus(constant(contest.total_max), total));
            all.push(minus(total, constant(contest.total_min)));
        }
        all.resize(all.len().next_power_of_two(), zero);
        all
    }
}

fn points_transcript(log: &mut Log<'_>) -> Transcript {
    let mut ballot = [0; 32];
    log.transcript.challenge_bytes(b"points", &mut ballot);
    let mut transcript = Transcript::new(b"tabella/v1/points");
    transcript.append_message(b"ballot", &ballot);
    transcript
}

fn link(transcript: &mut Transcript, [t1, t2, t3]: &[CompressedRistretto; 3]) -> Scalar {
    transcript.append_message(b"t1", t1.as_bytes());
    transcript.append_message(b"t2", t2.as_bytes());
    transcript.append_message(b"t3", t3.as_bytes());
    scalar(transcript, b"link")
}

/// A ballot's tracker.
pub(crate) fn tracker(ballot: &[u8]) -> [u8; 32] {
    sha256(b"tabella/v1/tracker", &[ballot])
}

/// `["ballot", ballot, K, z]`.
pub(crate) fn cast_entry(ballot: &[u8], key: &[u8; 32], z: &[u8; 32]) -> Entry {
    let bytes = Writer::new().array(4).text("ballot").bytes(ballot).bytes(key).bytes(z).finish();
    Entry::with_blob(bytes, Vec::new()).unwrap()
}

/// c of a cast ballot's authorisation.
pub(crate) fn authorisation_challenge(forged: &Forged, key: &CompressedRistretto) -> Scalar {
    let mut transcript = Transcript::new(b"tabella/v1/authorise");
    transcript.append_message(b"election", forged.statement.election.as_bytes());
    transcript.append_message(b"purpose", b"cast");
    transcript.append_message(b"credential", forged.statement.credential.as_bytes());
    transcript.append_message(b"tracker", &tracker(&forged.encode()));
    transcript.append_message(b"key", key.as_bytes());
    scalar(&mut transcript, b"c")
}

/// Left minus right of the authorisation's equation `K + c·P = z·G`.
pub(crate) fn authorisation_residual(
    forged: &Forged,
    key: &CompressedRistretto,
    z: &Scalar,
) -> RistrettoPoint {
    let c = authorisation_challenge(forged, key);
    group::point(key).unwrap() + c * group::point(&forged.statement.credential).unwrap() - z * G
}

/// r of an honest ballot from its seed, as section 5 says.
pub(crate) fn randomness(statement: &Statement, seed: &[u8; 32]) -> Scalar {
    let mut transcript = Transcript::new(b"tabella/v1/seed");
    transcript.append_message(b"election", statement.election.as_bytes());
    transcript.append_message(b"credential", statement.credential.as_bytes());
    transcript.append_message(b"style", statement.style.as_bytes());
    transcript.append_message(b"seed", seed);
    scalar(&mut transcript, b"r")
}
