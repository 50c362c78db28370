//! Entries on their way to the board: what waits, what is given up, and that nothing stands in the way of the rest.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tabella_database::testing::TestDatabase;
use tabella_tests::Fixture;

use crate::{
    credentials::register,
    device::Device,
    on_both,
    stand::{MANAGERS, REGISTRARS, Stand, setup},
    urn::PATIENCE,
};

on_both!(what_the_board_refuses_stands_in_nobodys_way);

/// What the urn's place answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    /// A proxy that knows better.
    Proxy,
    /// Not open yet.
    Setup,
    /// After `end`: revocations only.
    Ended,
    /// The entry is wrong.
    Wrong,
    /// Takes everything.
    Kind,
}

/// Something that listens where the urn should.
struct Urn {
    url: String,
    mood: Arc<Mutex<Mood>>,
    asked: Arc<Mutex<u64>>,
}

impl Urn {
    fn start(election: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (mood, asked) = (Arc::new(Mutex::new(Mood::Proxy)), Arc::new(Mutex::new(0)));
        let (its_mood, its_asked) = (Arc::clone(&mood), Arc::clone(&asked));
        // ends with the test's process
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (path, body) = request(stream.as_ref().unwrap());
                let mood = *its_mood.lock().unwrap();
                let (status, answer) = if path.ends_with("/status") {
                    let phase = if mood == Mood::Ended { "ended" } else { "setup" };
                    (200, json!({ "election_id": election, "phase": phase, "closes": null }).to_string())
                } else {
                    let mut asked = its_asked.lock().unwrap();
                    *asked += 1;
                    said(mood, &body, *asked)
                };
                let head = format!(
                    "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    answer.len()
                );
                stream.unwrap().write_all((head + &answer).as_bytes()).unwrap();
            }
        });
        Self { url, mood, asked }
    }

    fn be(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// Waits until it was asked so many times more.
    fn wait_asked(&self, more: u64) {
        let goal = *self.asked.lock().unwrap() + more;
        wait("the urn is asked", || *self.asked.lock().unwrap() >= goal);
    }
}

fn request(mut stream: &TcpStream) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    let head = loop {
        let mut byte = [0; 1];
        stream.read_exact(&mut byte).unwrap();
        bytes.extend(byte);
        if bytes.ends_with(b"\r\n\r\n") {
            break String::from_utf8(bytes).unwrap().to_ascii_lowercase();
        }
    };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    (head.split(' ').nth(1).unwrap().to_owned(), body)
}

fn said(mood: Mood, body: &[u8], index: u64) -> (u16, String) {
    let problem = |status: u16, name: &str| {
        (status, json!({ "type": format!("urn:tabella:problem:{name}") }).to_string())
    };
    let revokes = body.windows(10).any(|word| word == b"revocation");
    match mood {
        Mood::Proxy => (400, "<html>no</html>".into()),
        Mood::Setup => problem(409, "phase"),
        Mood::Ended if !revokes => problem(409, "phase"),
        Mood::Wrong => problem(422, "unknown-style"),
        Mood::Ended | Mood::Kind => (200, json!({ "index": index }).to_string()),
    }
}

#[track_caller]
fn wait(what: &str, is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < PATIENCE, "{what}: not in time");
        thread::sleep(Duration::from_millis(20));
    }
}

fn what_the_board_refuses_stands_in_nobodys_way(database: TestDatabase) {
    let fixture = Fixture::unannounced(&setup());
    let urn = Urn::start(fixture.election.id().to_string());
    let stand = Stand::with(database, &fixture, &urn.url, 4, "", None);
    let manager = stand.signed_in(MANAGERS[0]);
    let outbox = || manager.get(&stand.of_office("outbox")).good();
    let refused = || outbox()["refused"].as_array().unwrap().len();
    let index = |person: u64| -> Value {
        stand.signed_in(person).get(&stand.of_election("credential")).good()["index"].clone()
    };

    // what others say is no reason to give an entry up, nor is a board that is not open yet
    register(&stand, &stand.signed_in(1), 1, &mut Device::new(1)).good();
    urn.wait_asked(1);
    assert_eq!(outbox(), json!({ "waiting": 1, "refused": [] }));
    urn.be(Mood::Setup);
    urn.wait_asked(2);
    assert_eq!(outbox(), json!({ "waiting": 1, "refused": [] }));
    urn.be(Mood::Kind);
    wait("the first is placed", || index(1).is_u64());

    // an entry that is wrong does not block the next one
    urn.be(Mood::Wrong);
    register(&stand, &stand.signed_in(2), 2, &mut Device::new(2)).good();
    wait("the second is given up", || refused() == 1);
    assert_eq!(outbox()["refused"][0]["problem"], "unknown-style");
    // the person is told, and gets another one
    let told = stand.signed_in(2).get(&stand.of_election("credential")).good();
    let refusal = json!({ "credential": Device::new(2).credential(), "problem": "unknown-style" });
    assert_eq!((&told["credential"], &told["refused"]), (&json!(null), &refusal));
    urn.be(Mood::Kind);
    register(&stand, &stand.signed_in(2), 2, &mut Device::new(22)).good();
    wait("the second is placed after all", || index(2).is_u64());
    register(&stand, &stand.signed_in(3), 3, &mut Device::new(3)).good();
    wait("the third is placed", || index(3).is_u64());

    // a credential that comes after the end does not keep a revocation from the board
    urn.be(Mood::Ended);
    register(&stand, &stand.signed_in(4), 4, &mut Device::new(4)).good();
    let [one, other] = REGISTRARS.map(|number| stand.signed_in(number));
    let why = json!({ "reason": "voted on paper" });
    let deed = one.post(&stand.of_office("lines/1/revocation"), &why).good();
    let consent = format!("/desk/v1/office/deeds/{}/consent", deed["deed"].as_str().unwrap());
    other.post(&consent, &json!({})).good();
    wait("the outbox is empty", || outbox()["waiting"] == 0);
    assert_eq!(refused(), 2);
    assert_eq!(outbox()["refused"][1]["problem"], "phase");
    // nor does it tell anybody to vote now
    let person = stand.signed_in(3);
    let told = || person.get("/desk/v1/me/elections").good()["elections"][0].clone();
    wait("the end is known", || told()["reason"] == "closed");
    assert!(
        told()["closes"].as_i64().unwrap() > stand.now() && told()["has_credential"] == true,
        "{}",
        told()
    );
    let page = person.page("/elections").text();
    assert!(page.contains("Voting online is over.") && !page.contains("You can vote online now"), "{page}");
    assert!(page.contains("You have registered a device") && page.contains("/vote/look.html"), "{page}");
    let metrics = manager.get("/metrics").text();
    assert!(metrics.contains("tabella_desk_never_placed_total 2"), "{metrics}");
}
