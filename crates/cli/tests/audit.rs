//! `tabella audit-eligibility`: a small board with true tokens, an honest registrar and a dishonest one.
#![cfg(feature = "demo")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output},
    sync::Arc,
};

use age::secrecy::ExposeSecret as _;
use ed25519_dalek::SigningKey;
use serde_json::Value;
use tabella_cli::board_dir::BoardDir;
use tabella_crypto::{
    CompressedRistretto, EvidenceCommitment,
    authorisation::{CredentialSecret, Purpose},
    hash::{hex, sha256},
};
use tabella_election::{
    Election,
    message::{Credential, Reason, Revocation},
};
use tabella_identity::{
    Configuration, PersonId, Revocation as CardRevocation, Token, UnixTime,
    demo::{DemoAuthority, DemoStatus},
    ocsp::Nonce,
    web_eid,
};
use tabella_roll::{
    Channel, Elector, Roll, RollNumber,
    credential::{Authorization, CredentialRequest, Live, ServerNonce, Situation, TakenNonce, approve},
    demo_configuration,
    eligibility::eligible,
    evidence::{Decision, Evidence, PaperVote},
    export::{Counted, ExportWriter, Header, Subject},
    import::{Limits, import},
};
use tabella_tests::{Fixture, LOG_NAME, Setup, drafts::contest};
use tabella_tlog::{Cosigner, NoteSigner};

const ORIGIN: &str = "https://vote.example.org";
const ROLL: &str = "\
number;personal_code;given_name;surname;birth_date;district;style;weight;language;address;email
1;PNOEE-30303039914;Ada;Byron;1980-01-08;u;s;1;en;;
2;PNOEE-30303039915;Bea;Weber;1990-12-31;u;s;1;fr;;
3;PNOEE-30303039916;Cleo;Wáng;2001-02-28;u;s;2;en;;
";

/// A desk that writes a board, and the auditor's files.
struct Office {
    fixture: Fixture,
    authority: DemoAuthority,
    cards: Configuration,
    roll: Roll,
    export: ExportWriter<Vec<u8>>,
    key_file: String,
}

impl Office {
    fn open() -> Self {
        let authority = DemoAuthority::new();
        let mut setup = Setup::with_contests(&[contest(2, 1, 0, 1)]);
        let anchors = vec![hex(&sha256(b"", &[authority.certificate()]))];
        *setup.draft.pointer_mut("/eid/trust_anchors").unwrap() = anchors.into();
        let fixture = Fixture::new(&setup);
        let issuers = vec![authority.certificate().to_vec()];
        let cards = demo_configuration(&fixture.election, vec![authority.anchor()]).unwrap();
        let import = import(ROLL.as_bytes(), &fixture.election, &Roll::new(), &Limits::default()).unwrap();
        assert_eq!(import.rejected, []);
        let identity = age::x25519::Identity::generate();
        // one more than the manifest names: nothing to this election
        let other = DemoAuthority::stranger("stranger", "Another authority").certificate().to_vec();
        let header = Header { election: *fixture.election.id(), issuers: [issuers, vec![other]].concat() };
        let mut export = ExportWriter::begin(&identity.to_public().to_string(), &header, Vec::new()).unwrap();
        for entry in import.accepted.iter() {
            export.elector(&Elector::of(entry, false)).unwrap();
        }
        let key_file = format!("# the auditor's\n{}\n", identity.to_string().expose_secret());
        Self { fixture, authority, cards, roll: import.accepted, export, key_file }
    }

    /// What the desk makes of a sign-in, not yet on the board.
    fn sign_in(&mut self, who: u64, replaces: Option<CompressedRistretto>) -> (Credential, CredentialSecret) {
        let election: Arc<Election> = Arc::clone(&self.fixture.election);
        let now = UnixTime(election.opens() + 60);
        let rng = &mut self.fixture.rng;
        let secret = CredentialSecret::generate(rng);
        let nonce = TakenNonce { nonce: ServerNonce::generate(rng), issued: now };
        let authorization =
            Authorization::new(election.id(), secret.public(), replaces.as_ref(), &nonce.nonce);
        let challenge = authorization.challenge_nonce();
        let entry = self.roll.entry(RollNumber(who)).unwrap();
        let session: PersonId = entry.person.id.clone();
        let token = self.authority.card(&session, "Any", "Name").authenticate(ORIGIN, &challenge);
        let parsed = Token::parse(token.as_bytes()).unwrap();
        let unconfirmed = web_eid::check(&parsed, ORIGIN, &challenge, &self.cards, now).unwrap();
        let ocsp_nonce = Nonce::random(rng);
        let answer = self.authority.respond(&unconfirmed.ocsp_request(&ocsp_nonce), DemoStatus::Good, now);
        let request = CredentialRequest {
            credential: *secret.public(),
            replaces,
            possession: secret.authorise(election.id(), Purpose::Register, &authorization.0, rng),
            token: token.into_bytes(),
        };
        let closes = UnixTime(election.closes());
        let situation = Situation {
            election: &election,
            session: &session,
            eligible: eligible(Some(entry), &election, closes, Channel::Undecided, now).unwrap(),
            live: replaces.map(|credential| Live { credential, chain_length: 1 }),
            nonce,
            origin: ORIGIN,
            revocation: CardRevocation::Answered { answer: &answer, nonce: &ocsp_nonce },
            now,
        };
        let approved = approve(&request, &situation, &self.cards, rng).unwrap();
        self.export.record(Subject::Credential, secret.public(), approved.opening()).unwrap();
        (approved.credential().clone(), secret)
    }

    fn post(&mut self, credential: Credential) {
        let entry = self.fixture.signed(credential, &self.fixture.people.registrar, Vec::new());
        self.fixture.expect(entry);
    }

    fn issue(&mut self, who: u64, replaces: Option<CompressedRistretto>) -> CompressedRistretto {
        let (credential, secret) = self.sign_in(who, replaces);
        self.post(credential);
        *secret.public()
    }

    fn envelope(&mut self, who: u64) {
        let counted = Counted { number: RollNumber(who), reference: format!("envelope {who}") };
        self.export.counted(&counted).unwrap();
    }

    fn paper(&mut self, who: u64, credential: CompressedRistretto) {
        self.envelope(who);
        let (number, at) = (RollNumber(who), UnixTime(self.fixture.election.opens() + 90));
        let evidence = Evidence::Paper(PaperVote { number, reference: format!("envelope {who}"), at });
        self.revoke(credential, Reason::Paper, &evidence);
    }

    fn revoke(&mut self, credential: CompressedRistretto, reason: Reason, evidence: &Evidence) {
        let opening = evidence.seal(&mut self.fixture.rng).unwrap();
        self.export.record(Subject::Revocation, &credential, &opening).unwrap();
        let message = Revocation { credential, reason, evidence: opening.commitment() };
        let entry = self.fixture.signed(message, &self.fixture.people.registrar, Vec::new());
        self.fixture.expect(entry);
    }

    fn decide(&mut self, who: u64, credential: CompressedRistretto) {
        let officials = ["PNOEE-30303039917", "PNOEE-30303039918"].map(|id| PersonId::parse(id).unwrap());
        let (number, at) = (RollNumber(who), UnixTime(self.fixture.election.opens() + 90));
        let evidence =
            Evidence::Administrative(Decision { number, reason: "wrong style".into(), officials, at });
        self.revoke(credential, Reason::Administrative, &evidence);
    }

    /// Closes the board and writes everybody's files.
    fn finish(mut self) -> Files {
        self.fixture.finish();
        let directory = tempfile::tempdir().unwrap();
        let mut board =
            BoardDir::create(&directory.path().join("board"), Arc::clone(&self.fixture.election)).unwrap();
        assert!(board.admit(self.fixture.entries.clone()).unwrap().iter().all(Result::is_ok));
        let log = NoteSigner::new(LOG_NAME, self.fixture.people.checkpoint.clone()).unwrap();
        let witness = |(number, key): (u32, &SigningKey)| {
            Cosigner::new(&format!("witness.example.org/{number}"), key.clone()).unwrap()
        };
        let witnesses: Vec<Cosigner> = (1..).zip(&self.fixture.people.witnesses).map(witness).collect();
        let time = u64::try_from(self.fixture.election.closes()).unwrap();
        board.publish(&log, &witnesses, time).unwrap();
        let files = Files { directory };
        files.put("manifest.json", self.fixture.election.bytes());
        files.put("evidence.age", &self.export.finish().unwrap());
        files.put("auditor.key", self.key_file.as_bytes());
        files
    }
}

struct Files {
    directory: tempfile::TempDir,
}

impl Files {
    fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.directory.path().join(name);
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    fn audit(&self, more: &[&str]) -> Output {
        let path = |name: &str| Path::to_str(&self.directory.path().join(name)).unwrap().to_owned();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tabella"));
        command.args(["audit-eligibility", "--board", &path("board"), "--manifest", &path("manifest.json")]);
        command.args(["--evidence", &path("evidence.age"), "--key", &path("auditor.key")]);
        // from elsewhere, if there is one
        if Path::new(&path("roll.csv")).exists() {
            command.args(["--roll", &path("roll.csv")]);
        }
        command.args(more).output().unwrap()
    }

    /// Exit code and JSON.
    fn report(&self, more: &[&str]) -> (i32, Value) {
        let output = self.audit(&[&["--demo", "--json"], more].concat());
        assert!(!output.stdout.is_empty(), "{}", text(&output.stderr));
        (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn names(report: &Value) -> Vec<&str> {
    report["faults"].as_array().unwrap().iter().map(|fault| fault["fault"].as_str().unwrap()).collect()
}

#[test]
fn an_honest_registrar_is_clean() {
    let mut office = Office::open();
    let one = office.issue(1, None);
    office.issue(1, Some(one));
    let two = office.issue(2, None);
    office.paper(2, two);
    let files = office.finish();

    let (code, report) = files.report(&["--postal-counted", "1"]);
    assert_eq!((code, &report["verdict"], names(&report)), (0, &"clean".into(), vec![]));
    assert_eq!((&report["closed"], &report["numbers"]["people"]), (&true.into(), &2.into()));
    assert_eq!(report["numbers"]["credentials"], 3);
    let output = files.audit(&["--demo"]);
    let said = text(&output.stdout);
    assert!(said.contains("Verdict: incomplete") && said.contains("give --postal-counted"), "{said}");
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(files.report(&[]).1["missing"], serde_json::json!(["postal-count"]));
    assert!(!said.contains("PNOEE") && !said.contains("Weber"));

    // a roll from elsewhere counts more than the registrar's
    files.put("roll.csv", ROLL.as_bytes());
    assert_eq!(files.report(&["--postal-counted", "1"]).0, 0);
    files.put("roll.csv", ROLL.replace("03039914", "03039999").as_bytes());
    let (code, report) = files.report(&["--postal-counted", "1"]);
    assert_eq!((code, names(&report)), (1, vec!["not-on-roll"; 2]));
    files.put("roll.csv", ROLL.as_bytes());

    // more revocations than envelopes
    let (code, report) = files.report(&["--postal-counted", "0"]);
    assert_eq!((code, names(&report)), (1, vec!["too-many-paper"]));
    // cards that anyone can make are for demonstrations
    let output = files.audit(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("demo authority"));
}

#[test]
fn envelopes_count_beside_credentials() {
    let mut office = Office::open();
    office.issue(1, None);
    // never had a credential
    office.envelope(3);
    let files = office.finish();
    let (code, report) = files.report(&["--postal-counted", "1"]);
    assert_eq!((code, names(&report)), (0, vec![]), "{report}");
    assert_eq!(
        (&report["numbers"]["envelopes"], &report["numbers"]["envelopes_only"]),
        (&1.into(), &1.into())
    );
    assert_eq!(files.report(&[]).1["missing"], serde_json::json!(["postal-count"]));
    assert_eq!(names(&files.report(&["--postal-counted", "2"]).1), ["too-few-envelopes"]);

    // one person, two votes; and an envelope that is not there
    let mut office = Office::open();
    office.issue(1, None);
    office.envelope(1);
    let two = office.issue(2, None);
    let (number, at) = (RollNumber(2), UnixTime(office.fixture.election.opens() + 90));
    let invented = Evidence::Paper(PaperVote { number, reference: "envelope 2".into(), at });
    office.revoke(two, Reason::Paper, &invented);
    let files = office.finish();
    let (code, report) = files.report(&["--postal-counted", "1"]);
    let mut found = names(&report);
    found.sort_unstable();
    assert_eq!((code, found), (1, vec!["counted-twice", "paper-not-counted"]), "{report}");
    let said = text(&files.audit(&["--demo"]).stdout);
    assert!(said.contains("two votes (number 1 on the roll) [counted-twice]"), "{said}");
}

#[test]
fn a_dishonest_registrar_is_caught() {
    let mut office = Office::open();
    office.issue(1, None);
    // adds one that nobody asked for
    let added = *CredentialSecret::generate(&mut office.fixture.rng).public();
    let evidence = EvidenceCommitment([1; 32]);
    office.post(Credential { credential: added, style: "s".into(), weight: 1, evidence, replaces: None });
    // raises a weight
    let (mut credential, _) = office.sign_in(2, None);
    credential.weight = 3;
    office.post(credential);
    // gives one person two chains
    office.issue(1, None);
    // revokes without cause
    let three = office.issue(3, None);
    let message = Revocation { credential: three, reason: Reason::Administrative, evidence };
    let entry = office.fixture.signed(message, &office.fixture.people.registrar, Vec::new());
    office.fixture.expect(entry);
    let files = office.finish();

    let (code, report) = files.report(&[]);
    let expected = vec!["missing-evidence", "weight", "second-chain", "missing-evidence"];
    assert_eq!((code, names(&report)), (1, expected), "{report}");
    assert_eq!(report["faults"][1]["roll_number"], 2);
    let said = text(&files.audit(&["--demo"]).stdout);
    assert!(said.contains("Verdict: 4 faults") && said.contains("[weight]"), "{said}");
    assert!(!said.contains("PNOEE") && !said.contains("Weber"));
}

#[test]
fn who_decided_is_asked() {
    let mut office = Office::open();
    let one = office.issue(1, None);
    office.decide(1, one);
    let files = office.finish();
    let (code, report) = files.report(&[]);
    assert_eq!(
        (code, &report["verdict"], &report["missing"][0]),
        (3, &"incomplete".into(), &"officials".into())
    );

    files.put("officials", b"PNOEE-30303039917\n\nPNOEE-30303039918\n");
    let path = |name: &str| files.directory.path().join(name).to_str().unwrap().to_owned();
    let given = ["--officials", &path("officials"), "--causes", &path("causes.csv")];
    assert_eq!(files.report(&given).0, 0);
    let causes = fs::read_to_string(path("causes.csv")).unwrap();
    let at = UnixTime(Fixture::unannounced(&Setup::default()).election.opens() + 90);
    let at = jiff::Timestamp::from_second(at.0).unwrap();
    let line = format!("1;administrative;wrong style;PNOEE-30303039917;PNOEE-30303039918;{at}\n");
    assert!(causes.ends_with(&line), "{causes}");
    // nothing is overwritten
    let output = files.audit(&[&["--demo"][..], &given].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("must not be there yet"));

    files.put("officials", b"PNOEE-30303039917\n");
    let (code, report) = files.report(&given[..2]);
    assert_eq!((code, names(&report)), (1, vec!["no-official"]));
    files.put("officials", b"PNOEE-30303039917\nPNOEE-3030303991\n");
    let short = files.audit(&[&["--demo"][..], &given[..2]].concat());
    assert!(text(&short.stderr).contains("officials, line 2: a personal code of Estonia has eleven digits"));
    files.put("officials", b"Ada\n");
    assert!(
        text(&files.audit(&[&["--demo"][..], &given[..2]].concat()).stderr).contains("officials, line 1")
    );
    for outage in ["2026-03-01", "2026-03-02T00:00:00Z/2026-03-01T00:00:00Z", "noon/2026-03-01T00:00:00Z"] {
        assert_eq!(files.audit(&["--demo", "--outage", outage]).status.code(), Some(2), "{outage}");
    }
}

#[test]
fn what_cannot_be_audited() {
    let files = Office::open().finish();
    files.put("roll.csv", ROLL.as_bytes());
    let refused = |name: &str, bytes: &[u8], words: &str| {
        let kept = fs::read(files.directory.path().join(name)).unwrap();
        files.put(name, bytes);
        let output = files.audit(&["--demo"]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{said}");
        files.put(name, &kept);
    };
    refused("manifest.json", b"{}", "version");
    refused("manifest.json", b"{}", "manifest.json: ");
    let without_numbers: String =
        ROLL.lines().map(|line| line.split_once(';').unwrap().1.to_owned() + "\n").collect();
    refused("roll.csv", without_numbers.as_bytes(), "no column `number`");
    refused("roll.csv", ROLL.replace(";u;s;1;fr", ";u;s;9;fr").as_bytes(), "line 3, weight");
    refused("evidence.age", b"x", "cannot read");
    refused("auditor.key", b"# empty\n", "auditor.key: no age identity");
    let key = files.directory.path().join("auditor.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(text(&files.audit(&["--demo"]).stderr).contains("auditor.key can be read by others: chmod 600"));
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let other = Fixture::unannounced(&Setup { seed: 9, ..Setup::default() });
    refused("manifest.json", other.election.bytes(), "not signed by the ballot box");
    assert_eq!(files.audit(&["--demo"]).status.code(), Some(0));
}
