//! `tabella client check` against a house that serves a booth, and `tabella doctor` on its configs.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::Arc,
    thread,
};

use serde_json::{Value, json};
use tabella_cli::board_dir::BoardDir;
use tabella_crypto::hash::{hex, sha256};
use tabella_identity::demo::DemoAuthority;
use tabella_tests::{Fixture, LOG_NAME, Setup, drafts};
use tabella_tlog::{Cosigner, NoteSigner};
use tempfile::TempDir;

const ORIGIN: &str = "https://vote.example.org";
const FILES: [(&str, &str); 3] = [
    ("index.html", "<!doctype html>"),
    ("booth-0123456789ab.js", "vote()"),
    ("headers.json", "{\"Referrer-Policy\": \"no-referrer\"}"),
];

fn tabella(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tabella")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn write_secret(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// A house with a desk and a booth, and the board of its election in a directory.
struct Stand {
    folder: TempDir,
    id: String,
    child: Child,
    url: String,
}

impl Stand {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("client")).unwrap();
        let (mut sums, mut clients) = (String::new(), Vec::new());
        for (name, content) in FILES {
            fs::write(at("client").join(name), content).unwrap();
            let hash = hex(&sha256(b"", &[content.as_bytes()]));
            writeln!(sums, "{hash}  {name}").unwrap();
            clients.push(json!({ "name": name, "sha256": hash }));
        }
        fs::write(at("client/SHA256SUMS"), sums).unwrap();

        let mut draft = drafts::small();
        let anchor = hex(&sha256(b"", &[DemoAuthority::new().certificate()]));
        draft["eid"] = json!({ "trust_anchors": [anchor], "origins": [ORIGIN] });
        draft["clients"] = clients.into();
        let fixture = Fixture::new(&Setup { draft, ..Setup::default() });
        write_board(&fixture, &at("board"));
        fs::write(at("manifest.json"), fixture.election.bytes()).unwrap();
        write_secret(&at("registrar.key"), &hex(&fixture.people.registrar.to_bytes()));
        write_secret(&at("desk.key"), &"5a".repeat(32));
        let desk = format!(
            "listen = \"127.0.0.1:0\"\norigin = \"{ORIGIN}\"\ndatabase = \"sqlite:desk.db\"\nkey = \"desk.key\"\ndemo = true\n\
             [[election]]\nmanifest = \"manifest.json\"\nregistrar_key = \"registrar.key\"\nurn = \"http://127.0.0.1:9\"\n"
        );
        fs::write(at("desk.toml"), desk).unwrap();
        let house = "listen = \"127.0.0.1:0\"\ndesk = \"desk.toml\"\nurns = []\nclient = \"client\"\n";
        fs::write(at("house.toml"), house).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tabella"));
        command.args(["serve", "house", "--json-log", "--config"]).arg(at("house.toml"));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (id, url) = (fixture.election.id().to_string(), line.trim_end().to_owned());
        Self { folder, id, child, url }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Exit code and JSON.
    fn check(&self) -> (Option<i32>, Value) {
        let output = tabella(&[
            "client",
            "check",
            &self.url,
            "--board",
            &self.path("board"),
            "--election-id",
            &self.id,
            "--json",
        ]);
        let said = text(&output.stderr);
        (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_else(|_| said.into()))
    }

    fn differences(&self) -> Vec<(String, String)> {
        let (code, said) = self.check();
        assert_eq!(code, Some(1), "{said}");
        let of = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
        let listed = said["differences"].as_array().unwrap().iter();
        listed.map(|one| (of(one, "file"), of(one, "kind"))).collect()
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn write_board(fixture: &Fixture, place: &Path) {
    let mut board = BoardDir::create(place, Arc::clone(&fixture.election)).unwrap();
    assert!(board.admit(fixture.entries.clone()).unwrap().iter().all(Result::is_ok));
    let log = NoteSigner::new(LOG_NAME, fixture.people.checkpoint.clone()).unwrap();
    let witness = |(number, key): (u32, &ed25519_dalek::SigningKey)| {
        Cosigner::new(&format!("witness.example.org/{number}"), key.clone()).unwrap()
    };
    let witnesses: Vec<Cosigner> = (1..).zip(&fixture.people.witnesses).map(witness).collect();
    let time = u64::try_from(fixture.election.closes()).unwrap();
    board.publish(&log, &witnesses, time).unwrap();
}

#[test]
fn what_a_house_serves_is_what_the_board_says() {
    let stand = Stand::new();
    let (code, said) = stand.check();
    assert_eq!((code, &said["holds"], &said["files"]), (Some(0), &json!(true), &json!(3)), "{said}");
    let named = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(file, kind)| ((*file).to_owned(), (*kind).to_owned())).collect()
    };
    // one byte
    let file = stand.folder.path().join("client/booth-0123456789ab.js");
    fs::write(&file, "vote[)").unwrap();
    assert_eq!(stand.differences(), named(&[("booth-0123456789ab.js", "changed")]));
    let said = text(
        &tabella(&[
            "client",
            "check",
            &stand.url,
            "--board",
            &stand.path("board"),
            "--election-id",
            &stand.id,
        ])
        .stdout,
    );
    assert!(
        said.contains("booth-0123456789ab.js: SHA-256") && said.contains("WRONG: 1 difference in 3 files")
    );
    fs::write(&file, "vote()").unwrap();
    // the page that people get without naming it, too
    let file = stand.folder.path().join("client/index.html");
    fs::write(&file, "<!doctype htmL>").unwrap();
    assert_eq!(stand.differences(), named(&[("index.html", "changed"), ("/vote/", "start")]));
    fs::write(&file, FILES[0].1).unwrap();
    // browsers ask for less to download: the copy that they get is another one
    let copy = stand.folder.path().join("client/index.html.gz");
    fs::write(&copy, gzip(b"<!doctype htmL>")).unwrap();
    let (code, said) = stand.check();
    assert_eq!((code, said["differences"][0]["kind"].as_str()), (Some(1), Some("changed")), "{said}");
    let words = said["differences"][0]["words"].as_str().unwrap();
    assert!(words.ends_with("(to whoever takes gzip; gzip, deflate, br, zstd)"), "{words}");
    fs::write(&copy, gzip(FILES[0].1.as_bytes())).unwrap();
    assert_eq!(stand.check().0, Some(0));
    fs::write(stand.folder.path().join("client/index.html.br"), b"not Brotli").unwrap();
    assert_eq!(stand.differences(), named(&[("index.html", "changed"), ("/vote/", "start")]));
    fs::remove_file(stand.folder.path().join("client/index.html.br")).unwrap();
    // headers: the house sends those with which it started
    let headers = stand.folder.path().join("client/headers.json");
    fs::write(&headers, "{\"Referrer-Policy\": \"unsafe-url\"}").unwrap();
    let expected = ["headers.json", "index.html", "/vote/"]
        .map(|file| (file, if file == "headers.json" { "changed" } else { "header" }));
    let mut found = stand.differences();
    found.sort();
    assert!(
        expected.iter().all(|(file, kind)| found.contains(&((*file).to_owned(), (*kind).to_owned()))),
        "{found:?}"
    );
    fs::write(&headers, FILES[2].1).unwrap();
    // a list that hides a change, and a file that is not there
    let sums = stand.folder.path().join("client/SHA256SUMS");
    let listed = fs::read_to_string(&sums).unwrap();
    fs::write(&sums, listed.replace("headers.json", "other.js")).unwrap();
    fs::remove_file(stand.folder.path().join("client/headers.json")).unwrap();
    let expected = [("headers.json", "missing"), ("headers.json", "list"), ("other.js", "list")];
    assert_eq!(stand.differences(), named(&expected));
    // another election, and nobody there
    let other = "0".repeat(64);
    let refused =
        tabella(&["client", "check", &stand.url, "--board", &stand.path("board"), "--election-id", &other]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("which is not the trusted one"));
    // the board is not there: that it can be named helps; that nobody answers is another matter
    let said = |url: &str| text(&tabella(&["client", "check", url, "--election-id", &stand.id]).stderr);
    assert!(said(&stand.url).contains("name it with --board"), "{}", said(&stand.url));
    let silent = said("http://127.0.0.1:9");
    assert!(!silent.contains("--board") && silent.contains("127.0.0.1:9"), "{silent}");
}

#[test]
fn the_doctor_knows_whose_config_it_is() {
    let stand = Stand::new();
    let doctor = |name: &str| {
        let output = tabella(&["doctor", "--config", &stand.path(name)]);
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (code, said, _) = doctor("desk.toml");
    assert!(said.starts_with("desk: ") && said.contains("opened with this key"), "{said}");
    assert!(
        said.contains("1 issuer\n") && said.contains("0 officials\n") && said.contains(&stand.id),
        "{said}"
    );
    assert_eq!(code, Some(0), "{said}");
    // what a start survives, and nobody should: no ballot box, too few people, names erased at once, a port that somebody has
    assert!(said.contains("doubt  urn        http://127.0.0.1:9: "), "{said}");
    assert!(said.contains("doubt  managers   0 election managers") && said.contains("ok     port"), "{said}");
    let text_of = |name: &str| fs::read_to_string(stand.path(name)).unwrap();
    let (desk, taken) = (text_of("desk.toml"), TcpListener::bind("127.0.0.1:0").unwrap());
    let manager = |person: &str| format!("[[official]]\nperson = {person:?}\nrole = \"election-manager\"\n");
    let changed = desk.replace("127.0.0.1:0", &taken.local_addr().unwrap().to_string());
    let changed = format!("retention_days = 7\n{changed}{}", manager("PNOEE-38001085718"));
    fs::write(stand.path("desk.toml"), &changed).unwrap();
    let (code, said, _) = doctor("desk.toml");
    assert!(
        said.contains("doubt  retention  7 days") && said.contains("doubt  managers   1 election manager:"),
        "{said}"
    );
    assert!(said.contains(&format!("doubt  port       {} is taken", taken.local_addr().unwrap())), "{said}");
    assert_eq!(code, Some(0), "{said}");
    fs::write(stand.path("desk.toml"), format!("{changed}{}", manager("PNOEE-60001017869"))).unwrap();
    assert!(!doctor("desk.toml").1.contains("managers"));
    // a ballot box of another election, and no ballot box at all
    for (answer, words) in
        [("{\"election_id\":\"00ff\"}", "is of election 00ff, not of "), ("hello", "not as a ballot box")]
    {
        let urn = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", urn.local_addr().unwrap());
        let answering = thread::spawn(move || {
            let (mut stream, _) = urn.accept().unwrap();
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", answer.len());
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            stream.write_all((head + answer).as_bytes()).unwrap();
        });
        fs::write(stand.path("desk.toml"), desk.replace("http://127.0.0.1:9", &url)).unwrap();
        let (code, said, _) = doctor("desk.toml");
        assert!(code == Some(1) && said.contains("wrong  urn") && said.contains(words), "{said}");
        answering.join().unwrap();
    }
    // TOML with a slip is said with its line
    fs::write(stand.path("desk.toml"), desk.replace("demo = true", "demo true")).unwrap();
    let (code, _, said) = doctor("desk.toml");
    assert!(code == Some(2) && said.contains("desk.toml: TOML parse error at line 5"), "{said}");
    fs::write(stand.path("desk.toml"), desk).unwrap();
    // a house's, and the desk's that it names
    let (code, said, _) = doctor("house.toml");
    assert!(said.starts_with("house: ") && said.contains("\ndesk: "), "{said}");
    assert_eq!(code, Some(0), "{said}");
    fs::remove_file(stand.folder.path().join("client/index.html")).unwrap();
    let desk = fs::read_to_string(stand.path("desk.toml")).unwrap();
    fs::write(stand.path("desk.toml"), desk.replace("desk.key", "registrar.key")).unwrap();
    let (code, said, _) = doctor("house.toml");
    assert!(said.contains("wrong  booth") && said.contains("wrong  store"), "{said}");
    assert_eq!(code, Some(1), "{said}");
    // a witness's
    let witness = "name = \"witness.example.org/1\"\nkey = \"registrar.key\"\nstate = \"state\"\nlisten = \"127.0.0.1:0\"\n\
                   [[log]]\nvkey = \"example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx\"\n";
    fs::write(stand.path("witness.toml"), witness).unwrap();
    let (code, said, _) = doctor("witness.toml");
    assert!(said.starts_with("witness: ") && said.contains("ok     logs       1 log"), "{said}");
    assert!(said.contains("holds no memory of a witness"), "{said}");
    assert_eq!(code, Some(1), "{said}");
    fs::write(stand.path("other.toml"), "x = 1\n").unwrap();
    let (code, _, said) = doctor("other.toml");
    assert!(said.contains("is the config of no server"), "{said}");
    assert_eq!(code, Some(2));
}

#[test]
fn a_config_of_another_server_is_named() {
    let stand = Stand::new();
    let started = |server: &[&str], name: &str| {
        let output = tabella(&[server, &["--config", &stand.path(name)]].concat());
        assert_eq!(output.status.code(), Some(2));
        text(&output.stderr)
    };
    for (server, name, words) in [
        (
            &["serve", "urn"][..],
            "desk.toml",
            "the config of another server (desk): `tabella serve desk` starts it",
        ),
        (&["serve", "desk"], "house.toml", "(house): `tabella serve house`"),
        (&["serve", "house"], "desk.toml", "(desk): `tabella serve desk`"),
        (&["witness", "serve"], "desk.toml", "(desk): `tabella serve desk`"),
    ] {
        let said = started(server, name);
        assert!(said.contains(words), "{server:?} {name}: {said}");
    }
    // a slip in a config of the right server is no other server's
    let desk = fs::read_to_string(stand.path("desk.toml")).unwrap();
    fs::write(stand.path("desk.toml"), desk.replace("demo = true", "demo = 7")).unwrap();
    let said = started(&["serve", "desk"], "desk.toml");
    assert!(said.contains("line 5") && !said.contains("another server"), "{said}");
}
