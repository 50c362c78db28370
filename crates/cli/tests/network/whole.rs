//! A whole election over HTTP: the urn, three witnesses, a voter, a follower and an observer, each over its socket.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use tabella_board::{Entry, Kind};
use tabella_cli::http::{HttpClient, HttpSource, Patience};
use tabella_crypto::{cbor::Writer, hash::hex};
use tabella_server::{
    urn::{Config, Urn},
    witness::{Witness, serve},
};
use tabella_tests::Fixture;
use tabella_tlog::{Checkpoint, LeafIndex, LogReader};
use tabella_verifier::SourceBlobs;
use tokio::{net::TcpListener, runtime::Runtime};

use crate::{
    boards::{Signers, election},
    code, path, tabella, text,
};

/// A file with a secret key, for its owner alone.
fn key_file(path: &Path, key: &SigningKey) {
    fs::write(path, hex(key.as_bytes())).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// Starts the election's witnesses; their names and URLs.
fn witnesses(runtime: &Runtime, fixture: &Fixture, folder: &Path, now: u64) -> Vec<(String, String)> {
    let log = fixture.election.checkpoint_key().clone();
    let start = |cosigner: tabella_tlog::Cosigner| {
        let name = cosigner.vkey().unwrap().name().to_owned();
        let state = folder.join(name.replace('/', "-"));
        let witness =
            Witness::open(cosigner, std::slice::from_ref(&log), &state, true, Arc::new(move || now)).unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(serve(Arc::new(witness), listener, std::future::pending()));
        (name, url)
    };
    Signers::of(fixture).witnesses.into_iter().map(start).collect()
}

fn config(fixture: &Fixture, folder: &Path, witnesses: &[(String, String)]) -> PathBuf {
    fs::write(folder.join("manifest.json"), fixture.election.bytes()).unwrap();
    key_file(&folder.join("receipt.key"), &fixture.people.receipt);
    key_file(&folder.join("checkpoint.key"), &fixture.people.checkpoint);
    let witness =
        |(name, url): &(String, String)| format!("\n[[witness]]\nname = \"{name}\"\nurl = \"{url}\"\n");
    let witnesses: Vec<String> = witnesses.iter().map(witness).collect();
    let text = format!(
        "listen = \"127.0.0.1:0\"\nmanifest = \"manifest.json\"\ndatabase = \"sqlite:{}\"\n\
         receipt_key = \"receipt.key\"\ncheckpoint_key = \"checkpoint.key\"\n\n\
         [pool]\nmilliseconds = 20\ncheckpoint_milliseconds = 20\n{}",
        folder.join("urn.db").display(),
        witnesses.concat()
    );
    let path = folder.join("urn.toml");
    fs::write(&path, text).unwrap();
    path
}

/// Posts entries of officials, one after the other.
fn post(client: &HttpClient, entries: &[Entry]) {
    for entry in entries {
        let writer = Writer::new().array(2).bytes(entry.bytes());
        let writer = match entry.blob_hash() {
            Some(_) => writer.array(1).bytes(entry.blob()),
            None => writer.array(0),
        };
        let answer = client.post("api/v1/entries", "application/cbor", &writer.finish(), 10_000);
        answer.unwrap_or_else(|error| panic!("{}: {error}", entry.kind()));
    }
}

/// Entries that the fixture does not have yet.
fn catch_up(fixture: &mut Fixture, client: &HttpClient) {
    let source = HttpSource::open(client.clone()).unwrap();
    let log = LogReader::new(&source);
    let size = Checkpoint::parse(log.checkpoint().unwrap().text()).unwrap().size;
    for bytes in log.entries(LeafIndex(fixture.entries.len() as u64), size) {
        fixture.expect(Entry::read(bytes.unwrap(), &SourceBlobs(&source)).unwrap());
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one election, from its first step to its last")]
fn an_election_from_its_url_alone() {
    let mut fixture = election();
    let voter = fixture.credential(0, 1);
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let now = u64::try_from(fixture.election.closes()).unwrap();
    let runtime = Runtime::new().unwrap();
    let witnesses = witnesses(&runtime, &fixture, directory.path(), now);
    let config = Config::load(&config(&fixture, directory.path(), &witnesses)).unwrap();
    let urn = runtime.block_on(Urn::start(config, Arc::new(move || i64::try_from(now).unwrap()))).unwrap();
    runtime.block_on(urn.ready()).unwrap();
    let url = format!("http://{}", urn.address());
    let client = HttpClient::new(&url, Patience::default()).unwrap();
    post(&client, &fixture.entries);

    key_file(&at("credential"), &SigningKey::from_bytes(&voter.secret.expose_bytes()));
    let id = fixture.election.id().to_string();
    let contest = fixture.election.manifest().contests.first().unwrap();
    let vote = |option: usize, deed: &str| {
        let option = contest.options.get(option).unwrap().id.as_str();
        fs::write(at("selections"), json!({ contest.id.as_str(): { option: 1 } }).to_string()).unwrap();
        let (credential, selections, receipts) = (at("credential"), at("selections"), at("receipts"));
        let output = tabella(&[
            "cast",
            &url,
            "--election-id",
            &id,
            "--credential",
            path(&credential),
            "--selections",
            path(&selections),
            "--receipts",
            path(&receipts),
            "--json",
            deed,
        ]);
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        let said = text(&output.stdout);
        serde_json::from_str::<Value>(said.lines().last().unwrap()).unwrap()["index"].as_u64().unwrap()
    };
    let first = fixture.entries.len() as u64;
    assert_eq!(vote(0, "--yes"), first);

    // one more voter, with nothing but the program
    let done = |line: &[&str]| {
        let output = tabella(line);
        assert_eq!(code(&output), 0, "{line:?}: {}", text(&output.stderr));
        text(&output.stdout).trim_end().to_owned()
    };
    key_file(&at("registrar.key"), &fixture.people.registrar);
    fs::create_dir(at("stick")).unwrap();
    let secret = at("credential-2");
    let public = done(&["credential", "new", "--out", path(&secret)]);
    assert_eq!(fs::metadata(&secret).unwrap().permissions().mode() & 0o777, 0o600);
    let style = fixture.election.styles().first().unwrap().id.as_str();
    let (key, stick, evidence) = (at("registrar.key"), at("stick"), "07".repeat(32));
    done(&[
        "office",
        "sign",
        "credential",
        "--credential",
        &public,
        "--style",
        style,
        "--evidence",
        &evidence,
        "--board",
        &url,
        "--key",
        path(&key),
        "--out",
        path(&stick),
    ]);
    let entry = stick.join(format!("credential-{}.entry", public.get(..16).unwrap()));
    let said = done(&["board", "post", "--board", &url, path(&entry)]);
    assert!(said.ends_with(&format!(": entry {}", first + 1)), "{said}");
    assert_eq!(
        done(&["board", "post", "--board", &url, path(&entry)]),
        said,
        "the same entry stands where it stood"
    );
    let output = tabella(&["board", "post", "--board", &url, "--checkpoint-key", path(&key), path(&entry)]);
    assert!(text(&output.stderr).contains("give only the entries"), "{}", text(&output.stderr));
    let options = [contest.id.as_str(), contest.options.first().unwrap().id.as_str()];
    fs::write(at("selections-2"), json!({ options[0]: { options[1]: 1 } }).to_string()).unwrap();
    done(&[
        "cast",
        &url,
        "--election-id",
        &id,
        "--credential",
        path(&secret),
        "--selections",
        path(&at("selections-2")),
        "--receipts",
        path(&at("receipts-2")),
        "--yes",
    ]);
    let first = first + 2;

    let state = at("followed");
    let follow = || {
        let output = tabella(&["follow", &url, "--state", path(&state), "--election-id", &id, "--once"]);
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        text(&output.stdout)
    };
    assert!(follow().contains("the first checkpoint seen"));
    assert_eq!(vote(2, "--challenge"), first + 1);
    assert_eq!(vote(1, "--yes"), first + 2);
    assert!(follow().contains("continues the"));
    let shown =
        text(&tabella(&["board", "show", &(first + 1).to_string(), "--board", &url, "--json"]).stdout);
    assert!(shown.contains("\"type\":\"challenge\""), "{shown}");

    // the authority ends, the trustees decrypt; each entry of `close` and after is on the witnessed board before the next
    catch_up(&mut fixture, &client);
    let voted = fixture.entries.len();
    fixture.finish();
    post(&client, fixture.entries.get(voted..).unwrap());
    let last = fixture.entries.len() as u64;
    let complete = || {
        let source = HttpSource::open(client.clone()).unwrap();
        Checkpoint::parse(LogReader::new(&source).checkpoint().unwrap().text()).unwrap().size.0 == last
    };
    assert!((0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        complete()
    }));
    assert_eq!(fixture.entries.last().unwrap().kind(), Kind::Result);
    let verify = |target: &str| {
        let output = tabella(&["verify", target, "--election-id", &id, "--json"]);
        (code(&output), text(&output.stdout))
    };
    let (status, report) = verify(&url);
    assert_eq!(status, 0, "{report}");
    let archive = at("board.tar");
    assert_eq!(code(&tabella(&["board", "archive", "--board", &url, "--out", path(&archive)])), 0);
    assert_eq!(verify(path(&archive)), (0, report));
    follow();
    runtime.block_on(urn.stop());
}
