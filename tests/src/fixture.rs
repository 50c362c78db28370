//! An election on a board in memory, step by step.

use std::sync::Arc;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_ballot::{Choices, CredentialSecret, Posted, Prepared, Styles};
use tabella_board::{BoardState, Entry, EntrySource, Kind, ReadError, Rejection, admit};
use tabella_crypto::{
    BlobHash, CompressedRistretto, EvidenceCommitment, RootHash, Scalar, Tracker, TrusteeIndex,
    ballot_proof::{Seed, Shape},
    share::{Share, ShareContext, ShareStatement},
    signature::SigningKey,
};
use tabella_election::{
    Election, Message, Signed, TallyStatement,
    ceremony::test_ciphertext,
    message::{
        Close, Credential, DecryptionShare, End, JointKeysSigned, ManifestPosted, Notice, Open, Reason,
        ResultPosted, Revocation, TestShare,
    },
    share::{TallyShare, TestShareBlob},
};
use tabella_tally::{Counts, ResultBlob};

use crate::{
    FrostPackages, People, Round1, Setup, Voter,
    ceremony::{commitment_entry, shares},
};

/// Entries by index.
pub struct MemoryBoard<'a>(pub &'a [Entry]);

impl EntrySource for MemoryBoard<'_> {
    fn entry(&self, index: u64) -> Result<Vec<u8>, ReadError> {
        let entry = usize::try_from(index).ok().and_then(|index| self.0.get(index));
        entry.map(|entry| entry.bytes().to_vec()).ok_or_else(|| ReadError(format!("no entry {index}")))
    }
}

/// All of a state that can be seen from outside, to tell whether anything changed.
pub fn fingerprint(state: &BoardState) -> impl PartialEq + std::fmt::Debug + use<> {
    (
        (state.phase(), state.tree().size(), state.tree().root(), state.counters()),
        state.ceremony().map(|keys| (keys.hash, *keys.joint.hash())),
        (state.closes(), state.end_index(), state.close(), state.shares().collect::<Vec<_>>()),
        state.statement().cloned(),
        (state.result().cloned(), state.snapshot([0; 32])),
    )
}

/// An election with everyone's secrets.
#[derive(Clone)]
pub struct Fixture {
    /// The election.
    pub election: Arc<Election>,
    /// Everyone but the voters.
    pub people: People,
    /// What the entries add up to.
    pub state: BoardState,
    /// The board.
    pub entries: Vec<Entry>,
    /// Where all that is random comes from.
    pub rng: ChaCha20Rng,
    /// For making many ballots; none before the keys are there.
    making: Option<Arc<Styles>>,
}

impl Fixture {
    /// An election whose board is open for voting.
    pub fn new(setup: &Setup) -> Self {
        let mut fixture = Self::announced(setup);
        fixture.hold_ceremony(1);
        fixture.open();
        fixture
    }

    /// An election whose manifest stands on the board and nothing else.
    pub fn announced(setup: &Setup) -> Self {
        let mut fixture = Self::unannounced(setup);
        let message = ManifestPosted { manifest_hash: BlobHash::of(fixture.election.bytes()) };
        let entry = fixture.signed(message, &fixture.people.authority, fixture.election.bytes().to_vec());
        fixture.expect(entry);
        fixture
    }

    /// An election with an empty board.
    pub fn unannounced(setup: &Setup) -> Self {
        let mut rng = setup.rng();
        let people = People::generate(setup.trustees, &mut rng);
        let manifest = people.manifest(setup, &mut rng);
        let election = Arc::new(Election::parse(&manifest).unwrap());
        let state = BoardState::new(Arc::clone(&election));
        Self { election, people, state, entries: Vec::new(), rng, making: None }
    }

    /// Puts an entry on the board, if it may stand there.
    ///
    /// # Errors
    /// [`Rejection`] names the reason; the board is as it was.
    pub fn post(&mut self, entry: Entry) -> Result<(), Rejection> {
        let mut entries = self.post_all(vec![entry]);
        entries.remove(0)
    }

    /// Puts entries on the board in one batch, leaving out those that are refused. Verdicts come in their order.
    pub fn post_all(&mut self, entries: Vec<Entry>) -> Vec<Result<(), Rejection>> {
        // the tally of a board that is closed within the batch reads all entries before
        let before = self.entries.len();
        self.entries.extend(entries.iter().cloned());
        let source = MemoryBoard(&self.entries);
        let verdicts = admit(&mut self.state, entries, &source, &mut self.rng).unwrap();
        let mut position = 0;
        self.entries.retain(|_| {
            let keep = position < before || verdicts[position - before].is_ok();
            position += 1;
            keep
        });
        verdicts
    }

    /// Puts an entry on the board that must be accepted.
    pub fn expect(&mut self, entry: Entry) {
        let kind = entry.kind();
        self.post(entry).unwrap_or_else(|rejection| panic!("a lawful {kind} entry was refused: {rejection}"));
    }

    /// Tries an entry that must be refused, checks that nothing changed, and returns why it is refused.
    pub fn refuse(&mut self, entry: Entry) -> Rejection {
        let (before, size) = (fingerprint(&self.state), self.entries.len());
        let kind = entry.kind();
        let rejection = match self.post(entry) {
            Ok(()) => panic!("a {kind} entry was accepted that must be refused"),
            Err(rejection) => rejection,
        };
        assert_eq!(fingerprint(&self.state), before, "a refused entry changed the state");
        assert_eq!(self.entries.len(), size);
        rejection
    }

    /// An entry of somebody; `blob` is empty for types that have none.
    pub fn signed<M: Message>(&self, message: M, key: &SigningKey, blob: Vec<u8>) -> Entry {
        let signed = Signed::sign(message, self.election.id(), key);
        Entry::with_blob(signed.encode().to_vec(), blob).unwrap()
    }

    // The key ceremony.

    /// All trustees, in manifest order.
    pub fn trustees(&self) -> Vec<TrusteeIndex> {
        TrusteeIndex::all(self.election.trustee_count()).collect()
    }

    /// The secrets of a trustee.
    pub fn trustee(&self, trustee: TrusteeIndex) -> &crate::Trustee {
        &self.people.trustees[trustee.zero_based()]
    }

    /// Draws everyone's polynomials for an attempt; nothing is posted.
    pub fn round1(&mut self, attempt: u64) -> Round1 {
        let (mut trustees, mut entries) = (Vec::new(), Vec::new());
        for trustee in self.trustees() {
            let packages = FrostPackages::draw(&self.election, trustee, &mut self.rng);
            entries.push(self.commitment(trustee, attempt, &packages.package()));
            trustees.push(packages);
        }
        Round1 { trustees, entries }
    }

    /// A trustee's commitment entry.
    pub fn commitment(
        &self,
        trustee: TrusteeIndex,
        attempt: u64,
        package: &tabella_election::ceremony::CommitmentPackage,
    ) -> Entry {
        commitment_entry(&self.election, trustee, attempt, package, self.trustee(trustee))
    }

    /// Posts round 1 and hands out the shares.
    pub fn commit(&mut self, round1: &Round1) {
        for entry in &round1.entries {
            self.expect(entry.clone());
        }
        for (trustee, secrets) in self.people.trustees.iter_mut().zip(shares(&self.election, round1)) {
            trustee.secrets = secrets;
        }
        let keys = &self.state.ceremony().unwrap().joint;
        self.making = Some(Arc::new(Styles::with_tables(&self.election, keys).unwrap()));
    }

    /// The whole ceremony, up to everyone's test share.
    pub fn hold_ceremony(&mut self, attempt: u64) {
        let round1 = self.round1(attempt);
        self.commit(&round1);
        for trustee in self.trustees() {
            let entry = self.joint_keys(trustee);
            self.expect(entry);
        }
        for trustee in self.trustees() {
            let entry = self.test_share(trustee);
            self.expect(entry);
        }
    }

    /// A trustee's word on the keys on the board.
    pub fn joint_keys(&self, trustee: TrusteeIndex) -> Entry {
        let keys = self.state.ceremony().unwrap();
        let message = JointKeysSigned { trustee, keys_hash: *keys.joint.hash(), ceremony_hash: keys.hash };
        self.signed(message, &self.trustee(trustee).signing, Vec::new())
    }

    /// A trustee's test share.
    pub fn test_share(&mut self, trustee: TrusteeIndex) -> Entry {
        let keys = Arc::clone(self.state.ceremony().unwrap());
        let (a, b) = test_ciphertext(&keys);
        let all: Vec<usize> = (1..=b.len()).collect();
        let statement = ShareStatement {
            context: ShareContext::Test { election: self.election.id(), ceremony: &keys.hash },
            trustee,
            a: &a,
            b: &b,
            verification_keys: &keys.verification_keys(trustee, &all).unwrap(),
        };
        let secrets = &self.people.trustees[trustee.zero_based()].secrets;
        let share = statement.prove(secrets, &mut self.rng).unwrap();
        self.test_share_entry(trustee, share)
    }

    /// A test share as an entry.
    pub fn test_share_entry(&self, trustee: TrusteeIndex, share: Share) -> Entry {
        let blob = TestShareBlob(share).encode();
        let ceremony_hash = self.state.ceremony().unwrap().hash;
        let message = TestShare { trustee, ceremony_hash, share_hash: BlobHash::of(&blob) };
        self.signed(message, &self.trustee(trustee).signing, blob)
    }

    /// Opens voting.
    pub fn open(&mut self) {
        let message = Open { keys_hash: *self.state.ceremony().unwrap().joint.hash() };
        let entry = self.signed(message, &self.people.authority, Vec::new());
        self.expect(entry);
    }

    /// The secret key with index w (from 1), from the shares of the first t trustees.
    pub fn joint_secret(&self, w: usize) -> Scalar {
        let chosen: Vec<TrusteeIndex> =
            self.trustees().into_iter().take(self.election.threshold().0.into()).collect();
        let coefficients = tabella_crypto::share::lagrange_at_zero(&chosen).unwrap();
        coefficients.iter().zip(chosen).map(|(l, k)| l * self.trustee(k).secrets[w - 1]).sum()
    }

    // Voting.

    /// Ballot styles with tables.
    pub fn styles(&self) -> Arc<Styles> {
        Arc::clone(self.making.as_ref().unwrap())
    }

    /// The shape of the style at a position.
    pub fn shape(&self, style: usize) -> &Shape {
        &self.election.styles()[style].shape
    }

    /// A credential entry; nothing is posted.
    pub fn credential_entry(&self, voter: &Voter, replaces: Option<CompressedRistretto>) -> Entry {
        let message = Credential {
            credential: *voter.secret.public(),
            style: self.election.styles()[voter.style].id.clone(),
            weight: voter.weight,
            evidence: EvidenceCommitment([7; 32]),
            replaces,
        };
        self.signed(message, &self.people.registrar, Vec::new())
    }

    /// Someone who is not on the board.
    pub fn stranger(&mut self, style: usize, weight: u64) -> Voter {
        Voter { secret: CredentialSecret::generate(&mut self.rng), style, weight }
    }

    /// Admits a new voter.
    pub fn credential(&mut self, style: usize, weight: u64) -> Voter {
        let voter = self.stranger(style, weight);
        let entry = self.credential_entry(&voter, None);
        self.expect(entry);
        voter
    }

    /// The same person signs in on a new device.
    pub fn replace(&mut self, voter: &Voter) -> Voter {
        let new = self.stranger(voter.style, voter.weight);
        let entry = self.credential_entry(&new, Some(*voter.secret.public()));
        self.expect(entry);
        new
    }

    /// A revocation entry; nothing is posted.
    pub fn revocation(&self, voter: &Voter, reason: Reason) -> Entry {
        let credential = *voter.secret.public();
        let message = Revocation { credential, reason, evidence: EvidenceCommitment([8; 32]) };
        self.signed(message, &self.people.registrar, Vec::new())
    }

    /// Revokes a voter's credential.
    pub fn revoke(&mut self, voter: &Voter, reason: Reason) {
        let entry = self.revocation(voter, reason);
        self.expect(entry);
    }

    /// The tracker that a voter's next ballot must follow; [`Tracker::NONE`] also for those who may not vote.
    pub fn previous(&self, voter: &Voter) -> Tracker {
        self.state.previous(voter.secret.public().as_bytes()).unwrap_or(Tracker::NONE)
    }

    /// Encrypts a ballot that follows the voter's last.
    ///
    /// # Panics
    /// If the choices break the rules.
    pub fn prepare(&mut self, voter: &Voter, choices: &[u32]) -> Prepared {
        let previous = self.previous(voter);
        self.prepare_after(voter, previous, choices)
    }

    /// Encrypts a ballot that follows the given tracker.
    ///
    /// # Panics
    /// If the choices break the rules.
    pub fn prepare_after(&mut self, voter: &Voter, previous: Tracker, choices: &[u32]) -> Prepared {
        let styles = self.styles();
        let choices = Choices::from_values(choices.to_vec());
        Prepared::encrypt(&styles, voter.style, &voter.secret, previous, choices, &mut self.rng).unwrap()
    }

    /// A ballot to cast; nothing is posted.
    pub fn ballot(&mut self, voter: &Voter, choices: &[u32]) -> (Posted, Seed) {
        let (prepared, styles) = (self.prepare(voter, choices), self.styles());
        prepared.cast(&voter.secret, &mut self.rng, &styles)
    }

    /// A challenge; nothing is posted.
    pub fn challenged(&mut self, voter: &Voter, choices: &[u32]) -> Posted {
        let (prepared, styles) = (self.prepare(voter, choices), self.styles());
        prepared.challenge(&voter.secret, &mut self.rng, &styles)
    }

    /// Casts a ballot.
    pub fn cast(&mut self, voter: &Voter, choices: &[u32]) -> Posted {
        let (posted, _) = self.ballot(voter, choices);
        self.expect(entry_of(&posted));
        posted
    }

    /// Challenges a ballot.
    pub fn challenge(&mut self, voter: &Voter, choices: &[u32]) -> Posted {
        let posted = self.challenged(voter, choices);
        self.expect(entry_of(&posted));
        posted
    }

    /// A notice; nothing is posted.
    pub fn notice(&self, sequence: u64, closes: Option<u64>) -> Entry {
        let message = Notice { sequence, text: "For your information.".into(), closes };
        self.signed(message, &self.people.authority, Vec::new())
    }

    // The end.

    /// An `end` entry; nothing is posted.
    pub fn end_entry(&self) -> Entry {
        let keys_hash = *self.state.ceremony().unwrap().joint.hash();
        let message = End { keys_hash, size: self.state.tree().size().0 };
        self.signed(message, &self.people.authority, Vec::new())
    }

    /// Ends voting.
    pub fn end(&mut self) {
        let entry = self.end_entry();
        self.expect(entry);
    }

    /// A `close` entry for the board as it is; nothing is posted.
    pub fn close_entry(&self) -> Entry {
        let tree = self.state.tree();
        let message = Close { size: tree.size().0, root: RootHash(tree.root().0) };
        self.signed(message, &self.people.authority, Vec::new())
    }

    /// Closes the board.
    pub fn close(&mut self) {
        let entry = self.close_entry();
        self.expect(entry);
    }

    /// The tally of the closed board.
    pub fn statement(&self) -> Arc<TallyStatement> {
        Arc::clone(self.state.statement().unwrap())
    }

    /// A trustee's share of a tally, made with its secrets; nothing is posted.
    pub fn share(&mut self, trustee: TrusteeIndex, statement: &TallyStatement) -> TallyShare {
        let keys = Arc::clone(self.state.ceremony().unwrap());
        let mut contests = Vec::new();
        for contest in &statement.contests {
            let all = &self.people.trustees[trustee.zero_based()].secrets;
            let secrets: Vec<Scalar> = contest.key_indices.iter().map(|w| all[w - 1]).collect();
            let verification_keys = keys.verification_keys(trustee, &contest.key_indices).unwrap();
            let mut shares = Vec::new();
            for group in &contest.groups {
                let units: Vec<&str> = group.units.iter().map(tabella_election::UnitId::as_str).collect();
                let statement = ShareStatement {
                    context: ShareContext::Tally {
                        election: &statement.election,
                        root: &statement.root,
                        size: statement.size,
                        contest: contest.contest_id.as_str(),
                        group: &units,
                    },
                    trustee,
                    a: &group.a,
                    b: &group.b,
                    verification_keys: &verification_keys,
                };
                shares.push(statement.prove(&secrets, &mut self.rng).unwrap());
            }
            contests.push(shares);
        }
        TallyShare { contests }
    }

    /// A share as an entry.
    pub fn share_entry(&self, trustee: TrusteeIndex, share: &TallyShare) -> Entry {
        let blob = share.encode();
        let message = DecryptionShare { trustee, share_hash: BlobHash::of(&blob) };
        self.signed(message, &self.trustee(trustee).signing, blob)
    }

    /// These trustees (from 1) decrypt.
    pub fn decrypt(&mut self, trustees: &[u16]) {
        for k in trustees {
            let trustee = TrusteeIndex::new(*k).unwrap();
            let share = self.share(trustee, &self.statement());
            let entry = self.share_entry(trustee, &share);
            self.expect(entry);
        }
    }

    /// A result entry; nothing is posted.
    pub fn result_entry(&self, blob: &ResultBlob) -> Entry {
        let blob = blob.encode();
        let message = ResultPosted { result_hash: BlobHash::of(&blob) };
        self.signed(message, &self.people.authority, blob)
    }

    /// Publishes the counts that the shares on the board give.
    ///
    /// # Errors
    /// [`Rejection`] if they give none.
    pub fn result(&mut self) -> Result<Counts, Rejection> {
        let counts = self.state.counts()?;
        let entry = self.result_entry(&ResultBlob { counts: counts.clone(), postal: Vec::new() });
        self.post(entry)?;
        Ok(counts)
    }

    /// End, close, shares of the first t trustees, result.
    pub fn finish(&mut self) -> Counts {
        self.end();
        self.close();
        let trustees: Vec<u16> = (1..=self.election.threshold().0).collect();
        self.decrypt(&trustees);
        self.result().unwrap()
    }

    /// The board replayed from its first entry, in one batch.
    pub fn replayed(&self) -> BoardState {
        self.replayed_to(self.entries.len())
    }

    /// The board replayed up to `open`: what a snapshot is loaded into.
    pub fn replayed_to_open(&self) -> BoardState {
        let open = self.entries.iter().position(|entry| entry.kind() == Kind::Open).unwrap();
        self.replayed_to(open + 1)
    }

    fn replayed_to(&self, size: usize) -> BoardState {
        let mut state = BoardState::new(Arc::clone(&self.election));
        let mut rng = ChaCha20Rng::from_seed([9; 32]);
        let source = MemoryBoard(&self.entries);
        let verdicts = admit(&mut state, self.entries[..size].to_vec(), &source, &mut rng).unwrap();
        for (index, verdict) in verdicts.into_iter().enumerate() {
            verdict.unwrap_or_else(|rejection| panic!("entry {index}: {rejection}"));
        }
        state
    }
}

/// A ballot or challenge as an entry.
pub fn entry_of(posted: &Posted) -> Entry {
    Entry::with_blob(posted.encode(), Vec::new()).unwrap()
}
