//! Exports of evidence: written beside all requests, complete or not there, fetched in parts.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use age::secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tabella_database::testing::TestDatabase;
use tabella_roll::{
    evidence::Evidence,
    export::{Export, Subject},
};
use tabella_tests::Fixture;
use tempfile::TempDir;

use crate::{
    browser::{Answer, Browser},
    credentials::register,
    device::Device,
    on_both,
    postal::file,
    postal_office::{batch, code, scan, steps},
    stand::{AUDITOR, MANAGERS, POSTAL_OFFICERS, REGISTRARS, Stand, roll, setup},
};

on_both!(
    it_is_fetched_in_parts,
    it_is_whole_or_not_there,
    what_fails_can_be_repeated,
    envelopes_without_a_credential_are_in_it,
);

/// Proposes to hand the evidence out; gives the address at which the other official consents.
fn propose(stand: &Stand, key: &age::x25519::Identity) -> String {
    let to = json!({ "recipient": key.to_public().to_string() });
    let proposed = stand.signed_in(REGISTRARS[0]).post(&stand.of_office("evidence"), &to).good();
    format!("/desk/v1/office/deeds/{}/consent", proposed["deed"].as_str().unwrap())
}

/// Waits until it is written; what is said of it then.
pub(crate) fn wait(browser: &Browser, path: &str) -> Value {
    let started = Instant::now();
    loop {
        let shown = browser.get(path).good();
        if shown["state"] == "ready" || shown["state"] == "failed" {
            return shown;
        }
        // counted before it began; nobody comes onto the roll meanwhile
        let (records, of) = (shown["records"].as_u64().unwrap(), shown["of"].as_u64().unwrap());
        assert!(records <= of && of > 0, "{shown}");
        assert!(shown["state"] == "running" || records == 0, "{shown}");
        assert!(started.elapsed() < Duration::from_secs(120), "{shown}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Follows a second official's consent to the file.
pub(crate) fn fetch(browser: &Browser, consented: &Answer) -> Answer {
    assert_eq!(consented.status, 202, "{}", consented.text());
    let path = consented.header("location").to_owned();
    let shown = wait(browser, &path);
    assert_eq!(shown["state"], "ready", "{shown}");
    let file = browser.get(&format!("{path}/file"));
    assert_eq!((file.status, file.body.len() as u64), (200, shown["bytes"].as_u64().unwrap()));
    file
}

fn opened(key: &age::x25519::Identity, file: &[u8]) -> Export {
    Export::read(key.to_string().expose_secret(), file).unwrap()
}

fn it_is_fetched_in_parts(database: TestDatabase) {
    let stand = Stand::new(database, 3);
    register(&stand, &stand.signed_in(1), 1, &mut Device::new(1)).good();
    let key = age::x25519::Identity::generate();
    let consent = propose(&stand, &key);
    let manager = stand.signed_in(MANAGERS[0]);
    let consented = manager.post(&consent, &json!({}));
    let file = fetch(&manager, &consented);
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert_eq!(opened(&key, &file.body).electorate.len(), 3);

    let path = format!("{}/file", consented.header("location"));
    let part = |range: &str| manager.send("GET", &path, &[("range", range)], b"");
    let (first, rest) = (part("bytes=0-99"), part("bytes=100-"));
    assert_eq!((first.status, rest.status, first.body.len()), (206, 206, 100));
    assert_eq!(first.header("content-range"), format!("bytes 0-99/{}", file.body.len()));
    assert_eq!([first.body, rest.body].concat(), file.body);
    assert_eq!(part(&format!("bytes={}-", file.body.len())).status, 416);

    // it is done: not once more with the same consents
    assert_eq!(manager.post(&consent, &json!({})).problem(), "deed-over");
    // nobody else fetches it, and nothing else is fetched
    for path in [&path[..], consented.header("location")] {
        assert_eq!(stand.signed_in(AUDITOR).get(path).problem(), "forbidden");
        assert_eq!(stand.signed_in(1).get(path).problem(), "forbidden");
        let election = stand.election.id().to_string();
        assert_eq!(manager.get(&path.replacen(&election, &"0".repeat(64), 1)).problem(), "not-found");
    }
    let other = stand.of_office(&format!("evidence/{}/file", "7".repeat(64)));
    assert_eq!(manager.get(&other).problem(), "not-found");
}

/// A desk whose exports lie in a folder that outlives it.
fn start(database: TestDatabase, fixture: &Fixture, folder: &TempDir) -> Stand {
    start_at(database, fixture, folder, fixture.election.opens() + 1_000)
}

fn start_at(database: TestDatabase, fixture: &Fixture, folder: &TempDir, now: i64) -> Stand {
    let exports = folder.path().join("exports");
    let change = |_: &Path, text: String| format!("exports = \"{}\"\n{text}", exports.display());
    Stand::start_at(database, fixture, &change, None, now).unwrap()
}

fn it_is_whole_or_not_there(database: TestDatabase) {
    let (fixture, folder) = (Fixture::unannounced(&setup()), tempfile::tempdir().unwrap());
    let mut stand = start(database, &fixture, &folder);
    stand.put_roll(&roll(1_500));
    let key = age::x25519::Identity::generate();
    for round in 0..6 {
        let consent = propose(&stand, &key);
        let consented = stand.signed_in(MANAGERS[0]).post(&consent, &json!({}));
        let path = consented.header("location").to_owned();
        // it stops somewhere between the first record and the last
        std::thread::sleep(Duration::from_millis(8 * round));
        // a second later: another proposal is another deed
        let now = stand.now() + 1;
        stand = start_at(stand.stop(), &fixture, &folder, now);
        let manager = stand.signed_in(MANAGERS[0]);
        let file = manager.get(&format!("{path}/file"));
        if file.status == 200 {
            assert_eq!(opened(&key, &file.body).electorate.len(), 1_500);
        } else {
            // nothing was handed out, so no consent was used up
            assert_eq!(
                (file.problem(), manager.get(&path).problem()),
                ("not-found".into(), "not-found".into())
            );
            let file = fetch(&manager, &manager.post(&consent, &json!({})));
            assert_eq!(opened(&key, &file.body).electorate.len(), 1_500);
        }
    }
    // killed between using the consents up and giving the file its name: the next one gives it
    let consent = propose(&stand, &key);
    let manager = stand.signed_in(MANAGERS[0]);
    let consented = manager.post(&consent, &json!({}));
    let before = fetch(&manager, &consented).body;
    let exports = folder.path().join("exports");
    let path = format!("{}/file", consented.header("location"));
    let deed = consented.header("location").rsplit('/').next().unwrap().to_owned();
    let names = fs::read_dir(&exports).unwrap().map(|file| file.unwrap().path());
    let whole = names.filter(|path| path.to_string_lossy().contains(&deed)).collect::<Vec<_>>();
    let [whole] = &whole[..] else { panic!("{whole:?}") };
    let now = stand.now() + 1;
    let database = stand.stop();
    fs::rename(whole, whole.with_extension("written")).unwrap();
    // and one that was killed before it
    let other = exports.join(format!("{}-{}-1.written", fixture.election.id(), "7".repeat(64)));
    fs::write(&other, b"whole").unwrap();
    let stand = start_at(database, &fixture, &folder, now);
    let manager = stand.signed_in(MANAGERS[0]);
    assert_eq!(manager.get(&path).body, before);
    assert_eq!(manager.post(&consent, &json!({})).problem(), "deed-over");
    assert!(!other.exists());
    // and what a process that was killed left behind is cleared away
    let part = exports.join(format!("{}-{}-1.part", stand.election.id(), "7".repeat(64)));
    fs::write(&part, b"half").unwrap();
    let stand = start(stand.stop(), &fixture, &folder);
    assert!(!part.exists());
    let path = stand.of_office(&format!("evidence/{}/file", "7".repeat(64)));
    assert_eq!(stand.signed_in(MANAGERS[0]).get(&path).problem(), "not-found");
}

fn what_fails_can_be_repeated(database: TestDatabase) {
    let (fixture, folder) = (Fixture::unannounced(&setup()), tempfile::tempdir().unwrap());
    let stand = start(database, &fixture, &folder);
    stand.put_roll(&roll(2));
    let key = age::x25519::Identity::generate();
    let consent = propose(&stand, &key);
    // no folder can be made where a file is
    let exports = folder.path().join("exports");
    fs::write(&exports, b"").unwrap();
    let manager = stand.signed_in(MANAGERS[0]);
    let consented = manager.post(&consent, &json!({}));
    let path = consented.header("location").to_owned();
    assert_eq!(wait(&manager, &path)["state"], "failed");
    assert_eq!(manager.get(&format!("{path}/file")).problem(), "not-ready");
    fs::remove_file(&exports).unwrap();
    let file = fetch(&manager, &manager.post(&consent, &json!({})));
    assert_eq!(opened(&key, &file.body).electorate.len(), 2);
    // it is there for seven days
    let later = |stand: Stand, seconds| {
        let now = stand.now() + seconds;
        start_at(stand.stop(), &fixture, &folder, now)
    };
    let stand = later(stand, 6 * 86_400);
    assert_eq!(stand.signed_in(MANAGERS[0]).get(&format!("{path}/file")).status, 200);
    let stand = later(stand, 2 * 86_400);
    let (manager, started) = (stand.signed_in(MANAGERS[0]), Instant::now());
    while manager.get(&format!("{path}/file")).status == 200 {
        assert!(started.elapsed() < Duration::from_secs(60), "it is never cleared away");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The audit asks for everyone's envelope, not only for those that took a credential's place.
fn envelopes_without_a_credential_are_in_it(database: TestDatabase) {
    let mut setup = setup();
    setup.draft["schedule"]["opens"] = "2027-01-10T08:00:00Z".into();
    let stand = Stand::of_january(database, &Fixture::unannounced(&setup), &roll(3), "");
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    register(&stand, &stand.signed_in(1), 1, &mut Device::new(1)).good();
    let references = [1, 2, 3].map(|person| file(&stand, person));
    for reference in &references {
        steps(&stand, &officer, reference, &["take-up", "approve"]);
    }
    batch(&stand, &officer, &["print", "dispatch"]);
    // the third envelope does not come
    let envelopes = [0, 1].map(|place| {
        let code = code(&stand, &officer, &references[place]);
        scan(&stand, &officer, &code);
        steps(&stand, &officer, &references[place], &["accept"]);
        code
    });
    let key = age::x25519::Identity::generate();
    let manager = stand.signed_in(MANAGERS[0]);
    let file = fetch(&manager, &manager.post(&propose(&stand, &key), &json!({})));
    let export = opened(&key, &file.body);
    let counted: Vec<(u64, &str)> =
        export.counted.iter().map(|one| (one.number.0, one.reference.as_str())).collect();
    assert_eq!(counted, [(1, &*envelopes[0]), (2, &*envelopes[1])]);
    // the same name as in the evidence of the revocation
    let causes = export.records.iter().filter(|((_, subject), _)| *subject == Subject::Revocation);
    let causes: Vec<Evidence> =
        causes.map(|(_, opening)| Evidence::decode(&opening.evidence).unwrap()).collect();
    let [Evidence::Paper(paper)] = &causes[..] else { panic!("{causes:?}") };
    assert_eq!((paper.number.0, paper.reference.as_str()), counted[0]);
}
