use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_crypto::{authorisation::CredentialSecret, hash::hex};
use tabella_election::Election;

use super::*;
use crate::{
    eligibility::eligible,
    testing::{PaperCard, election, entry, person_id},
};

const ORIGIN: &str = "https://vote.example.org";

struct Desk {
    election: Election,
    rng: ChaCha20Rng,
    live: Option<Live>,
    nonce: TakenNonce,
    now: UnixTime,
    origin: &'static str,
    session: PersonId,
    roll_number: u64,
    revocation: Revocation<'static>,
}

impl Desk {
    fn new() -> Self {
        let election = election();
        let now = UnixTime(election.opens() + 100);
        let nonce = TakenNonce { nonce: ServerNonce([3; 32]), issued: UnixTime(now.0 - 10) };
        let rng = ChaCha20Rng::from_seed([1; 32]);
        let session = person_id(1);
        Self {
            election,
            rng,
            live: None,
            nonce,
            now,
            origin: ORIGIN,
            session,
            roll_number: 1,
            revocation: Revocation::Unchecked(WhyUnchecked::Outage),
        }
    }

    /// A device's request, by the card of a person.
    fn request(&mut self, secret: &CredentialSecret, card: u64) -> CredentialRequest {
        let replaces = self.live.map(|live| live.credential);
        let id = *self.election.id();
        let authorization = Authorization::new(&id, secret.public(), replaces.as_ref(), &self.nonce.nonce);
        CredentialRequest {
            credential: *secret.public(),
            replaces,
            possession: secret.authorise(&id, Purpose::Register, &authorization.0, &mut self.rng),
            token: PaperCard::sign(&person_id(card), self.origin, &authorization.challenge_nonce()),
        }
    }

    fn secret(&mut self) -> CredentialSecret {
        CredentialSecret::generate(&mut self.rng)
    }

    fn approve(&mut self, request: &CredentialRequest) -> Result<Approved, RequestRefusal> {
        let entry = entry(self.roll_number);
        let closes = UnixTime(self.election.closes());
        let situation = Situation {
            election: &self.election,
            session: &self.session,
            eligible: eligible(Some(&entry), &self.election, closes, Channel::Undecided, self.now).unwrap(),
            live: self.live,
            nonce: self.nonce,
            origin: self.origin,
            revocation: self.revocation,
            now: self.now,
        };
        approve(request, &situation, &PaperCard, &mut self.rng)
    }

    fn refused(&mut self, request: &CredentialRequest) -> &'static str {
        self.approve(request).unwrap_err().name()
    }
}

#[test]
fn the_authorization_is_as_specified() {
    let (election, credential) = (ElectionId([1; 32]), CompressedRistretto([2; 32]));
    let (replaces, nonce) = (CompressedRistretto([3; 32]), ServerNonce([4; 32]));
    let bytes = |replaces: u8| {
        [&b"tabella/v1/credential"[..], &[1; 32], &[2; 32], &[replaces; 32], &[4; 32]].concat()
    };
    let first = Authorization::new(&election, &credential, None, &nonce);
    assert_eq!(first.0, tabella_crypto::hash::sha256(&bytes(0), &[]));
    let next = Authorization::new(&election, &credential, Some(&replaces), &nonce);
    assert_eq!(next.0, tabella_crypto::hash::sha256(&bytes(3), &[]));
    assert_eq!(first.challenge_nonce().len(), 44);
    assert_eq!(hex(&BASE64.decode(next.challenge_nonce().as_bytes()).unwrap()), hex(&next.0));
}

#[test]
fn the_device_and_the_desk_agree_on_what_is_signed_to_sign_in() {
    let nonce = [7; 32];
    assert_eq!(
        tabella_crypto::authorisation::sign_in_authorization(&nonce),
        tabella_identity::sign_in_nonce(&nonce)
    );
}

#[test]
fn a_first_and_a_second_device() {
    let mut desk = Desk::new();
    let secret = desk.secret();
    let request = desk.request(&secret, 1);
    let approved = desk.approve(&request).unwrap();
    let entry = approved.credential();
    assert_eq!((entry.credential, entry.style.as_str(), entry.weight), (*secret.public(), "east", 1));
    assert_eq!((entry.replaces, approved.channel()), (None, Channel::Online));
    assert_eq!(entry.evidence, approved.opening().commitment());
    let Evidence::SignIn(kept) = Evidence::decode(&approved.opening().evidence).unwrap() else { panic!() };
    assert_eq!((kept.number, kept.token, kept.origin.as_str()), (RollNumber(1), request.token, ORIGIN));

    desk.live = Some(Live { credential: *secret.public(), chain_length: 1 });
    let second = desk.secret();
    let request = desk.request(&second, 1);
    assert_eq!(desk.approve(&request).unwrap().credential().replaces, Some(*secret.public()));
}

#[test]
fn what_was_signed_is_what_is_published() {
    let mut desk = Desk::new();
    let (secret, other) = (desk.secret(), desk.secret());
    let good = desk.request(&secret, 1);
    // another P under the same signature
    let mut changed = good.clone();
    changed.credential = *other.public();
    assert_eq!(desk.refused(&changed), "possession");
    // with a proof of possession, but not signed by the card
    let mut changed = desk.request(&other, 1);
    changed.token.clone_from(&good.token);
    assert_eq!(desk.refused(&changed), "signature");
    // possession of something else
    let mut changed = good.clone();
    changed.possession.z[0] ^= 1;
    assert_eq!(desk.refused(&changed), "possession");
    // an authorisation for casting is none for registering
    let authorization = Authorization::new(desk.election.id(), &good.credential, None, &desk.nonce.nonce);
    let mut changed = good.clone();
    let id = *desk.election.id();
    changed.possession = secret.authorise(&id, Purpose::Cast, &authorization.0, &mut desk.rng);
    assert_eq!(desk.refused(&changed), "possession");
    // another nonce
    desk.nonce.nonce = ServerNonce([9; 32]);
    assert_eq!(desk.refused(&good), "possession");
}

#[test]
fn a_stale_replaces_is_refused() {
    let mut desk = Desk::new();
    let (old, secret) = (desk.secret(), desk.secret());
    let first = desk.request(&secret, 1);
    desk.live = Some(Live { credential: *old.public(), chain_length: 1 });
    assert_eq!(desk.refused(&first), "replaces");
    let replacing = desk.request(&secret, 1);
    desk.live = None;
    assert_eq!(desk.refused(&replacing), "replaces");
    desk.live = Some(Live { credential: *secret.public(), chain_length: 1 });
    let same = desk.request(&secret, 1);
    assert_eq!(desk.refused(&same), "same");
    desk.live = Some(Live { credential: *old.public(), chain_length: 20 });
    let many = desk.request(&secret, 1);
    assert_eq!(desk.refused(&many), "chain-limit");
}

#[test]
fn only_in_time_from_the_manifests_origin_by_the_signed_in_person() {
    let mut desk = Desk::new();
    let secret = desk.secret();
    let request = desk.request(&secret, 1);
    for (age, expected) in [(-1, false), (0, true), (300, true), (301, false)] {
        desk.nonce.issued = UnixTime(desk.now.0 - age);
        assert_eq!(desk.approve(&request).is_ok(), expected, "{age}");
    }
    desk.nonce.issued = desk.now;
    for origin in [
        "https://vote.example.org/",
        "https://VOTE.example.org",
        "http://vote.example.org",
        "https://evil.example",
    ] {
        desk.origin = origin;
        let request = desk.request(&secret, 1);
        assert_eq!(desk.refused(&request), "origin");
    }
    desk.origin = ORIGIN;
    // harvested on another site
    let mut harvested = request.clone();
    let authorization = Authorization::new(desk.election.id(), &request.credential, None, &desk.nonce.nonce);
    harvested.token =
        PaperCard::sign(&person_id(1), "https://evil.example", &authorization.challenge_nonce());
    assert_eq!(desk.refused(&harvested), "signature");
    let by_another = desk.request(&secret, 2);
    assert_eq!(desk.refused(&by_another), "other-person");
    let mut long = request.clone();
    long.token = vec![b' '; TOKEN_MAX + 1];
    assert_eq!(desk.refused(&long), "token-too-long");
    for revocation in [Revocation::Recorded(b"old"), Revocation::Unchecked(WhyUnchecked::Diagnosis)] {
        let declared = std::mem::replace(&mut desk.revocation, revocation);
        assert_eq!(desk.refused(&request), "no-ocsp-answer");
        desk.revocation = declared;
    }
    desk.roll_number = 2;
    assert_eq!(desk.refused(&request), "other-entry");
}

#[test]
fn the_identity_is_no_credential() {
    let mut desk = Desk::new();
    let secret = desk.secret();
    let mut request = desk.request(&secret, 1);
    request.credential = CompressedRistretto([0; 32]);
    assert_eq!(desk.refused(&request), "possession");
}
