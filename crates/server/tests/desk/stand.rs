//! A desk that runs, with officials and a roll.

use std::{
    fmt::Write as _,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
};

use serde_json::{Value, json};
use tabella_crypto::hash::{hex, sha256};
use tabella_database::testing::TestDatabase;
use tabella_election::Election;
use tabella_identity::{
    PersonId, Redacted,
    demo::{DemoAuthority, DemoCard},
};
use tabella_roll::{BirthDate, Person, Roll, RollEntry, RollNumber};
use tabella_server::desk::{Config, Desk, Responder, Running, StartError};
use tabella_tests::{Fixture, Setup, drafts};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::browser::Browser;

pub(crate) const ORIGIN: &str = "https://vote.example.org";
/// The printing house's key.
pub(crate) fn printer() -> &'static age::x25519::Identity {
    static PRINTER: OnceLock<age::x25519::Identity> = OnceLock::new();
    PRINTER.get_or_init(age::x25519::Identity::generate)
}

/// 15 January 2027, noon: in time to ask for a vote by post, wherever the papers go.
pub(crate) const JANUARY: i64 = 1_800_014_400;
pub(crate) const SECRET: &str = "the secret of the security server, long enough";

/// Officials by role, as the config names them.
pub(crate) const OFFICIALS: [(u64, &str); 8] = [
    (90_001, "election-manager"),
    (90_002, "election-manager"),
    (90_003, "registrar"),
    (90_004, "registrar"),
    (90_005, "auditor"),
    (90_006, "postal-officer"),
    (90_007, "helpdesk"),
    (90_008, "postal-officer"),
];
pub(crate) const MANAGERS: [u64; 2] = [90_001, 90_002];
pub(crate) const REGISTRARS: [u64; 2] = [90_003, 90_004];
pub(crate) const AUDITOR: u64 = 90_005;
pub(crate) const HELPDESK: u64 = 90_007;
pub(crate) const POSTAL_OFFICERS: [u64; 2] = [90_006, 90_008];

pub(crate) fn authority() -> &'static DemoAuthority {
    static AUTHORITY: OnceLock<DemoAuthority> = OnceLock::new();
    AUTHORITY.get_or_init(DemoAuthority::new)
}

/// The small election with the desk's e-ID.
pub(crate) fn setup() -> Setup {
    setup_of(authority())
}

/// The same with the cards of another authority.
pub(crate) fn setup_of(authority: &DemoAuthority) -> Setup {
    let mut draft = drafts::small();
    let anchor = hex(&sha256(b"", &[authority.certificate()]));
    draft["eid"] = json!({ "trust_anchors": [anchor], "origins": [ORIGIN] });
    Setup { draft, ..Setup::default() }
}

pub(crate) fn person_id(number: u64) -> PersonId {
    PersonId::parse(&format!("PNOEE-380{number:08}")).unwrap()
}

pub(crate) fn card(number: u64) -> DemoCard {
    authority().card(&person_id(number), &format!("Given{number}"), "Weber")
}

pub(crate) fn entry(number: u64) -> RollEntry {
    let person = Person {
        id: person_id(number),
        given_name: Redacted::new(format!("Given{number}")),
        surname: Redacted::new("Weber".into()),
        birth_date: BirthDate::new("1980-01-08".parse().unwrap()),
        language: "en".into(),
        address: Some(Redacted::new(format!("{number}, rue du Nord\nL-1234 Luxembourg"))),
        email: None,
    };
    RollEntry { number: RollNumber(number), person, district: "east".into(), style: "east".into(), weight: 1 }
}

pub(crate) fn roll(people: u64) -> Roll {
    let mut roll = Roll::new();
    (1..=people).for_each(|number| roll.insert(entry(number)).unwrap());
    roll
}

/// A desk that runs.
pub(crate) struct Stand {
    pub(crate) election: Election,
    database: Option<TestDatabase>,
    running: Option<Running>,
    pub(crate) time: Arc<AtomicI64>,
    _folder: TempDir,
    runtime: Runtime,
}

pub(crate) fn write_secret(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn config(database: &str) -> String {
    let mut text = format!(
        "listen = \"127.0.0.1:0\"\norigin = \"{ORIGIN}\"\ndatabase = \"{database}\"\nkey = \"desk.key\"\ndemo = true\n[limits]\n\
         address_per_second = 100000\naddress_burst = 100000\nsign_in_per_minute = 100000\nsign_in_burst = \
         100000\n[data_tracker]\nsecret_file = \"x-road.secret\"\norganisation_code = \"77000387\"\norganisation_name = \
         \"Office\"\nsystem = \"Tabella\"\n[[election]]\nmanifest = \"manifest.json\"\nregistrar_key = \
         \"registrar.key\"\nurn = \"http://127.0.0.1:9\"\n[election.postal]\nhome = \"LU\"\nprinter = \"{}\"\n",
        printer().to_public()
    );
    for (number, role) in OFFICIALS {
        let person = person_id(number).expose();
        write!(text, "[[official]]\nperson = \"{person}\"\nrole = \"{role}\"\n").unwrap();
    }
    text
}

/// More lines of config: those before `---` belong to votes by post, those behind it come first of all.
fn more(lines: &str) -> impl Fn(&Path, String) -> String {
    let (postal, first) = lines.split_once("---").unwrap_or((lines, ""));
    let (postal, first) = (postal.to_owned(), first.to_owned());
    move |_: &Path, text: String| {
        let text = text.replacen("[[official]]", &format!("{postal}\n[[official]]"), 1);
        text.replacen("[limits]", &format!("{first}\n[limits]\nlooks_per_hour = 100000"), 1)
    }
}

impl Stand {
    /// A desk with so many people on its roll; the election is open.
    pub(crate) fn new(database: TestDatabase, people: u64) -> Self {
        let fixture = Fixture::unannounced(&setup());
        Self::with(database, &fixture, "http://127.0.0.1:9", people, "", None)
    }

    /// The same with more lines of config, another urn, another responder.
    pub(crate) fn with(
        database: TestDatabase,
        fixture: &Fixture,
        urn: &str,
        people: u64,
        lines: &str,
        responder: Option<Arc<dyn Responder>>,
    ) -> Self {
        let change = |_: &Path, text: String| {
            let own = format!("urn = \"{urn}\"\n{lines}");
            text.replace("urn = \"http://127.0.0.1:9\"\n", &own)
        };
        let stand = Self::start(database, fixture, &change, responder).unwrap();
        if people > 0 {
            stand.put_roll(&roll(people));
        }
        stand
    }

    /// A desk without a roll whose folder and config were changed before it started; why it did not start.
    pub(crate) fn start(
        database: TestDatabase,
        fixture: &Fixture,
        change: &dyn Fn(&Path, String) -> String,
        responder: Option<Arc<dyn Responder>>,
    ) -> Result<Self, StartError> {
        Self::start_at(database, fixture, change, responder, fixture.election.opens() + 1_000)
    }

    /// The same at a time.
    pub(crate) fn start_at(
        database: TestDatabase,
        fixture: &Fixture,
        change: &dyn Fn(&Path, String) -> String,
        responder: Option<Arc<dyn Responder>>,
        now: i64,
    ) -> Result<Self, StartError> {
        let election = Election::clone(&fixture.election);
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("manifest.json"), election.bytes()).unwrap();
        write_secret(&at("registrar.key"), &hex(&fixture.people.registrar.to_bytes()));
        write_secret(&at("desk.key"), &"5a".repeat(32));
        write_secret(&at("x-road.secret"), SECRET);
        fs::write(at("desk.toml"), change(folder.path(), config(&database.url))).unwrap();
        let config = Config::load(&at("desk.toml"))?;
        let time = Arc::new(AtomicI64::new(now));
        let clock = {
            let time = Arc::clone(&time);
            Arc::new(move || time.load(Ordering::Relaxed))
        };
        let runtime = Runtime::new().unwrap();
        let running = runtime.block_on(async {
            match responder {
                None => Desk::start(config, clock).await,
                Some(responder) => Desk::start_with(config, clock, responder).await,
            }
        })?;
        let (database, running) = (Some(database), Some(running));
        Ok(Self { election, database, running, time, _folder: folder, runtime })
    }

    /// A desk in January, before the election, where votes by post are asked for; with more lines of config.
    pub(crate) fn in_january(database: TestDatabase, people: u64, lines: &str) -> Self {
        Self::of_january(database, &Fixture::unannounced(&setup()), &roll(people), lines)
    }

    /// The same with another election and another roll.
    pub(crate) fn of_january(database: TestDatabase, fixture: &Fixture, roll: &Roll, lines: &str) -> Self {
        let stand = Self::start_at(database, fixture, &more(lines), None, JANUARY).unwrap();
        stand.put_roll(roll);
        stand
    }

    /// Another desk on the same database, at another time.
    pub(crate) fn again(self, fixture: &Fixture, lines: &str, now: i64) -> Self {
        Self::start_at(self.stop(), fixture, &more(lines), None, now).unwrap()
    }

    /// Stops it; what it left behind.
    pub(crate) fn stop(mut self) -> TestDatabase {
        self.halt();
        self.database.take().unwrap()
    }

    fn halt(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }

    pub(crate) fn address(&self) -> std::net::SocketAddr {
        self.running.as_ref().unwrap().address()
    }

    /// A browser with a session that nobody has signed in to.
    pub(crate) fn browser(&self) -> Browser {
        Browser::begun(self.address())
    }

    /// A browser in which this person is signed in.
    pub(crate) fn signed_in(&self, number: u64) -> Browser {
        let browser = self.browser();
        browser.sign_in(&card(number)).good();
        browser
    }

    /// Runs statements on its database, beside it.
    pub(crate) fn sql(&self, statements: &str) {
        self.runtime.block_on(self.database.as_ref().unwrap().sql(statements)).unwrap();
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.database.as_ref().unwrap().url.starts_with("postgres")
    }

    pub(crate) fn later(&self, seconds: i64) {
        self.time.fetch_add(seconds, Ordering::Relaxed);
    }

    /// What the desk's clock shows.
    pub(crate) fn now(&self) -> i64 {
        self.time.load(Ordering::Relaxed)
    }

    /// An address below an election.
    pub(crate) fn of_election(&self, rest: &str) -> String {
        format!("/desk/v1/elections/{}/{rest}", self.election.id())
    }

    /// An address of the office below an election.
    pub(crate) fn of_office(&self, rest: &str) -> String {
        format!("/desk/v1/office/elections/{}/{rest}", self.election.id())
    }

    /// Two registrars put a roll in force.
    pub(crate) fn put_roll(&self, roll: &Roll) -> Value {
        let [one, other] = REGISTRARS.map(|number| self.signed_in(number));
        let uploaded = one.post_as(&self.of_office("uploads"), "text/csv", &roll.to_csv()).good();
        assert_eq!(uploaded["rejected"], 0, "{uploaded}");
        let (upload, seen) = (&uploaded["upload"], &uploaded["report"]["difference"]);
        for registrar in [&one, &other] {
            let path = self.of_office(&format!("uploads/{upload}/consent"));
            registrar.post(&path, &json!({ "difference": seen })).good();
        }
        let path = self.of_office(&format!("uploads/{upload}/apply"));
        other.post(&path, &json!({ "difference": seen })).good();
        uploaded
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        self.halt();
    }
}
