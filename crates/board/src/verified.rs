//! What can be said of an entry without its place on the board: signatures, proofs, authorisations.

use std::sync::Arc;

use rand_core::{CryptoRng, RngCore};
use tabella_ballot::{AuthorisedBallot, BallotError, Posted, Styles, VerifiedBallot};
use tabella_crypto::{
    BlobHash, CeremonyHash, TrusteeIndex, ballot_proof::DecodedAhead, group, parallel,
    signature::VerifyingKey,
};
use tabella_election::{
    Election, Message, Signed, TallyStatement,
    ceremony::{CeremonyKeys, CommitmentPackage, TestShareError, VerifiedCommitments},
    message::{
        Close, Complaint, Credential, DecryptionShare, End, JointKeysSigned, ManifestPosted, Notice, Open,
        ResultPosted, Revocation, TestShare, TrusteeCommitment,
    },
    share::TallyShare,
};
use tabella_tally::{ResultBlob, VerifiedShare, verify_share};
use tabella_tlog::hash::Hash;

use crate::{Entry, Kind, Rejection};

/// What entries are verified against: the manifest, and what earlier entries made of it.
#[derive(Clone)]
pub struct Context {
    /// The election.
    pub election: Arc<Election>,
    /// The keys of the current attempt, once all trustees committed.
    pub ceremony: Option<Arc<CeremonyKeys>>,
    /// Ballot styles with those keys.
    pub styles: Option<Arc<Styles>>,
    /// The tally of the closed board.
    pub statement: Option<Arc<TallyStatement>>,
}

/// Proof that every signature, proof and authorisation in the value was checked. The only constructors are [`verify_batch`],
/// [`verify_posted`] and [`verify_authorised`].
#[derive(Clone, Debug)]
pub struct Verified<T>(T);

impl<T> Verified<T> {
    /// The value.
    pub fn get(&self) -> &T {
        &self.0
    }

    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

/// A verified entry, decoded.
#[derive(Clone, Debug)]
pub struct Checked {
    pub(crate) kind: Kind,
    pub(crate) leaf: Hash,
    /// The entry's bytes, kept only where the ceremony's hash needs them.
    pub(crate) bytes: Vec<u8>,
    pub(crate) content: Content,
}

impl Checked {
    /// What the entry says.
    pub fn content(&self) -> &Content {
        &self.content
    }
}

/// What a verified entry says.
#[derive(Clone, Debug)]
pub enum Content {
    /// `manifest`: the blob is this election's manifest.
    Manifest,
    /// `trustee-commitment`.
    Commitment {
        /// The entry.
        message: TrusteeCommitment,
        /// Its package, proofs of possession checked.
        commitments: VerifiedCommitments,
    },
    /// `complaint`.
    Complaint(Complaint),
    /// `joint-keys`.
    JointKeys(JointKeysSigned),
    /// `test-share`, proof checked against the ceremony that it names.
    TestShare(TestShare),
    /// `open`.
    Open(Open),
    /// `credential`.
    Credential(Credential),
    /// `revocation`.
    Revocation(Revocation),
    /// `ballot` or `challenge`.
    Ballot(Box<VerifiedBallot>),
    /// `notice`.
    Notice(Notice),
    /// `end`.
    End(End),
    /// `close`.
    Close(Close),
    /// `decryption-share`, checked against the tally with this root.
    Share {
        /// The share.
        share: VerifiedShare,
        /// The tally that it was checked against.
        statement: Arc<TallyStatement>,
    },
    /// `result`.
    Result(ResultBlob),
}

/// Verifies entries on all cores; a pure function of context, entries and the generator of batch weights. Verdicts come
/// in the order of the entries.
pub fn verify_batch(
    context: &Context,
    entries: Vec<Entry>,
    rng: &mut (impl RngCore + CryptoRng),
) -> Vec<Result<Verified<Checked>, Rejection>> {
    let (mut others, mut ballots) = (Vec::new(), Vec::new());
    let count = entries.len();
    for (position, entry) in entries.into_iter().enumerate() {
        let is_ballot = matches!(entry.kind(), Kind::Ballot | Kind::Challenge);
        if is_ballot { ballots.push((position, entry)) } else { others.push((position, entry)) }
    }
    let mut verdicts: Vec<Option<Result<Verified<Checked>, Rejection>>> = (0..count).map(|_| None).collect();
    let mut put = |position: usize, verdict| {
        if let Some(slot) = verdicts.get_mut(position) {
            *slot = Some(verdict);
        }
    };
    let signed = parallel::map(others, |(position, entry)| {
        (position, verify_signed(context, &entry).map(|content| checked(&entry, content)))
    });
    for (position, verdict) in signed {
        put(position, verdict);
    }
    for (position, verdict) in verify_ballots(context, ballots, rng) {
        put(position, verdict);
    }
    verdicts.into_iter().map(|verdict| verdict.unwrap_or(Err(Rejection::OtherContext))).collect()
}

/// A ballot's or challenge's entry, decoded; nothing of it is checked yet.
#[derive(Clone, Debug)]
pub struct PostedEntry {
    place: Place,
    posted: Posted,
    ahead: Option<DecodedAhead>,
}

impl PostedEntry {
    /// Decodes it.
    ///
    /// # Errors
    /// [`Rejection::Ballot`] for what is no ballot or challenge of this election.
    pub fn decode(entry: &Entry, styles: &Styles) -> Result<Self, Rejection> {
        let posted = Posted::decode(entry.bytes(), styles)?;
        Ok(Self { place: Place { kind: entry.kind(), leaf: entry.leaf().hash() }, posted, ahead: None })
    }

    /// Decodes most of its points, so that [`verify_posted`] need not. What cannot be decoded is refused there.
    pub fn decode_ahead(&mut self) {
        let ballot = self.posted.ballot();
        self.ahead = DecodedAhead::new(&ballot.ciphertexts, &ballot.proof).ok();
    }

    /// What it says.
    pub fn posted(&self) -> &Posted {
        &self.posted
    }
}

/// A ballot or challenge entry that the credential's holder made; no proof of it is checked yet. The only constructor is
/// [`authorise_batch`].
#[derive(Clone, Debug)]
pub struct Authorised {
    place: Place,
    ballot: AuthorisedBallot,
}

/// Checks the authorisations of ballots and challenges on all cores, and nothing else: a ballot box need not verify what the
/// credential's holder did not make. Verdicts come in the order of the entries.
pub fn authorise_batch(
    context: &Context,
    entries: Vec<PostedEntry>,
    rng: &mut (impl RngCore + CryptoRng),
) -> Vec<Result<Authorised, Rejection>> {
    let (places, posted): (Vec<_>, Vec<_>) =
        entries.into_iter().map(|entry| (entry.place, entry.posted)).unzip();
    let verdicts = tabella_ballot::authorise_batch(context.election.id(), posted, rng);
    let verdicts = places.into_iter().zip(verdicts);
    verdicts.map(|(place, verdict)| Ok(Authorised { place, ballot: verdict? })).collect()
}

/// What [`verify_batch`] says, of ballots and challenges whose authorisation was checked already.
pub fn verify_authorised(
    context: &Context,
    entries: Vec<Authorised>,
    rng: &mut (impl RngCore + CryptoRng),
) -> Vec<Result<Verified<Checked>, Rejection>> {
    let (places, ballots) = entries.into_iter().map(|entry| (entry.place, entry.ballot)).unzip();
    judge(context, places, ballots, |styles, ballots| tabella_ballot::verify_authorised(styles, ballots, rng))
}

/// What [`verify_batch`] says, of ballots and challenges that were decoded already.
pub fn verify_posted(
    context: &Context,
    entries: Vec<PostedEntry>,
    rng: &mut (impl RngCore + CryptoRng),
) -> Vec<Result<Verified<Checked>, Rejection>> {
    let (places, posted) =
        entries.into_iter().map(|entry| (entry.place, (entry.posted, entry.ahead))).unzip();
    judge(context, places, posted, |styles, posted| tabella_ballot::verify_ahead(styles, posted, rng))
}

/// Verdicts of ballots with the places of their entries.
fn judge<T>(
    context: &Context,
    places: Vec<Place>,
    ballots: Vec<T>,
    all: impl FnOnce(&Styles, Vec<T>) -> Vec<Result<VerifiedBallot, BallotError>>,
) -> Vec<Result<Verified<Checked>, Rejection>> {
    let Some(styles) = &context.styles else {
        return places.iter().map(|_| Err(Rejection::OtherContext)).collect();
    };
    let verdicts = places.into_iter().zip(all(styles, ballots));
    verdicts.map(|(place, verdict)| Ok(verified_ballot(place, verdict?))).collect()
}

fn checked(entry: &Entry, content: Content) -> Verified<Checked> {
    let keep = matches!(content, Content::Commitment { .. });
    let bytes = if keep { entry.bytes().to_vec() } else { Vec::new() };
    Verified(Checked { kind: entry.kind(), leaf: entry.leaf().hash(), bytes, content })
}

type Verdict = (usize, Result<Verified<Checked>, Rejection>);

fn verify_ballots(
    context: &Context,
    entries: Vec<(usize, Entry)>,
    rng: &mut (impl RngCore + CryptoRng),
) -> Vec<Verdict> {
    let Some(styles) = &context.styles else {
        let incomplete = Rejection::CeremonyIncomplete("there are no joint keys");
        return entries.into_iter().map(|(position, _)| (position, Err(incomplete.clone()))).collect();
    };
    let decoded = parallel::map(entries, |(position, entry)| (position, PostedEntry::decode(&entry, styles)));
    let mut posted = Vec::with_capacity(decoded.len());
    let decoded: Vec<(usize, Result<(), Rejection>)> = decoded
        .into_iter()
        .map(|(position, decoded)| (position, decoded.map(|entry| posted.push(entry))))
        .collect();
    let mut verdicts = verify_posted(context, posted, rng).into_iter();
    let judged = decoded.into_iter().map(|(position, decoded)| {
        let verdict = decoded.and_then(|()| verdicts.next().unwrap_or(Err(Rejection::OtherContext)));
        (position, verdict)
    });
    judged.collect()
}

/// What stays of a ballot's entry once it is decoded.
#[derive(Clone, Copy, Debug)]
struct Place {
    kind: Kind,
    leaf: Hash,
}

fn verified_ballot(Place { kind, leaf }: Place, ballot: VerifiedBallot) -> Verified<Checked> {
    Verified(Checked { kind, leaf, bytes: Vec::new(), content: Content::Ballot(Box::new(ballot)) })
}

/// Decodes a signed entry and checks who signed it.
fn signed<'k, M: Message>(
    context: &Context,
    entry: &Entry,
    author: impl FnOnce(&M) -> Result<(&'k VerifyingKey, &'static str), Rejection>,
) -> Result<M, Rejection> {
    let signed = Signed::<M>::decode(entry.bytes())?;
    let (key, who) = author(&signed.message)?;
    signed.verify(context.election.id(), key).map_err(|_| Rejection::Signature(who))?;
    Ok(signed.message)
}

fn trustee_key(election: &Election, index: TrusteeIndex) -> Result<(&VerifyingKey, &'static str), Rejection> {
    let key = election.trustee_key(index).ok_or(Rejection::UnknownTrustee(index.get().into()))?;
    Ok((key, "trustee"))
}

/// Everything but ballots and challenges.
fn verify_signed(context: &Context, entry: &Entry) -> Result<Content, Rejection> {
    let election = &context.election;
    let authority = (election.authority_key(), "election authority");
    let registrar = (election.registrar_key(), "registrar");
    let trustee = |index| trustee_key(election, index);
    Ok(match entry.kind() {
        Kind::Manifest => {
            let message: ManifestPosted = signed(context, entry, |_| Ok(authority))?;
            if message.manifest_hash != BlobHash::of(election.bytes()) {
                return Err(Rejection::Manifest);
            }
            Content::Manifest
        }
        Kind::TrusteeCommitment => {
            let message: TrusteeCommitment =
                signed(context, entry, |m: &TrusteeCommitment| trustee(m.trustee))?;
            let package =
                CommitmentPackage::decode(entry.blob(), election.key_count(), election.threshold())?;
            let commitments = package.verify(message.trustee, election.key_count(), election.threshold())?;
            Content::Commitment { message, commitments }
        }
        Kind::Complaint => {
            let message: Complaint = signed(context, entry, |m: &Complaint| trustee(m.trustee))?;
            trustee(message.accused)?;
            Content::Complaint(message)
        }
        Kind::JointKeys => {
            Content::JointKeys(signed(context, entry, |m: &JointKeysSigned| trustee(m.trustee))?)
        }
        Kind::TestShare => {
            let message: TestShare = signed(context, entry, |m: &TestShare| trustee(m.trustee))?;
            verify_test_share(context, message.trustee, &message.ceremony_hash, entry.blob())?;
            Content::TestShare(message)
        }
        Kind::Open => Content::Open(signed(context, entry, |_| Ok(authority))?),
        Kind::Credential => {
            let signed = Signed::<Credential>::decode(entry.bytes())?;
            signed
                .verify_frequent(election.id(), election.frequent_registrar_key())
                .map_err(|_| Rejection::Signature(registrar.1))?;
            let message = signed.message;
            group::non_identity(&message.credential)?;
            Content::Credential(message)
        }
        Kind::Revocation => Content::Revocation(signed(context, entry, |_| Ok(registrar))?),
        Kind::Notice => Content::Notice(signed(context, entry, |_| Ok(authority))?),
        Kind::End => Content::End(signed(context, entry, |_| Ok(authority))?),
        Kind::Close => Content::Close(signed(context, entry, |_| Ok(authority))?),
        Kind::DecryptionShare => {
            let message: DecryptionShare = signed(context, entry, |m: &DecryptionShare| trustee(m.trustee))?;
            let statement = context.statement.as_ref().ok_or(Rejection::NotSettled)?;
            let keys = context.ceremony.as_ref().ok_or(Rejection::NotSettled)?;
            let share = TallyShare::decode(entry.blob(), statement)?;
            let share = verify_share(statement, keys, message.trustee, &share)?;
            Content::Share { share, statement: Arc::clone(statement) }
        }
        Kind::Result => {
            let _: ResultPosted = signed(context, entry, |_| Ok(authority))?;
            let statement = context.statement.as_ref().ok_or(Rejection::NotSettled)?;
            let result = ResultBlob::decode(entry.blob(), statement)?;
            if result.postal.iter().any(|postal| postal.reference.trim().is_empty()) {
                return Err(Rejection::PostalReference);
            }
            Content::Result(result)
        }
        // verify_batch sends them another way
        Kind::Ballot | Kind::Challenge => return Err(Rejection::OtherContext),
    })
}

fn verify_test_share(
    context: &Context,
    trustee: TrusteeIndex,
    ceremony: &CeremonyHash,
    blob: &[u8],
) -> Result<(), Rejection> {
    let incomplete = Rejection::CeremonyIncomplete("not every trustee has committed");
    let keys = context.ceremony.as_ref().ok_or(incomplete)?;
    if keys.hash != *ceremony {
        return Err(Rejection::OtherKeys);
    }
    keys.verify_test_share(context.election.id(), trustee, blob).map_err(|error| match error {
        TestShareError::Encoding(error) => error.into(),
        TestShareError::Share(error) => Rejection::TestShare { culprit: trustee, error },
        TestShareError::Unknown => Rejection::UnknownTrustee(trustee.get().into()),
    })
}
