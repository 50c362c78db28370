//! What is wrong, too much or too long.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    num::NonZeroU32,
    time::{Duration, Instant},
};

use sqlx::{Connection as _, Executor as _};
use tabella_ballot::Tracker;
use tabella_crypto::{BlobHash, authorisation::Purpose, cbor::Writer, hash::sha256, signature::SigningKey};
use tabella_election::{
    Signed,
    message::{ManifestPosted, Reason},
};
use tabella_tests::{Fixture, Voter, entry_of};

use crate::stand::{Answer, PATIENCE, Stand};

/// A `ballot` entry with these ballot bytes and a valid authorisation.
pub(crate) fn authorised(fixture: &mut Fixture, voter: &Voter, ballot: &[u8]) -> Vec<u8> {
    let tracker = sha256(b"tabella/v1/tracker", &[ballot]);
    let authorisation =
        voter.secret.authorise(fixture.election.id(), Purpose::Cast, &tracker, &mut fixture.rng);
    let writer = Writer::new().array(4).text("ballot").bytes(ballot);
    writer.bytes(authorisation.key.as_bytes()).bytes(&authorisation.z).finish()
}

/// A ballot with a valid authorisation and a proof that fails.
fn wrong_proof(fixture: &mut Fixture, voter: &Voter) -> Vec<u8> {
    let ballot = fixture.prepare(voter, &[1, 0]).ballot().encode().to_vec();
    // the first byte of z_bits: still a canonical scalar. Behind it: 96 - 1 bytes and `points`, null
    let place = ballot.len() - 1 - 96;
    let mut ballot = ballot;
    ballot[place] ^= 1;
    authorised(fixture, voter, &ballot)
}

fn expect(answer: &Answer, status: u16, problem: &str) {
    assert_eq!((answer.status, &*answer.problem()), (status, problem));
}

#[test]
fn wrong_everything() {
    let mut stand = Stand::open(|_| {});
    let voter = stand.fixture.credential(0, 1);
    stand.send_last();
    let revoked = stand.fixture.credential(0, 1);
    stand.send_last();
    let client = stand.client();
    let before = client.get("/api/v1/status").json()["log"]["size"].clone();
    let good = entry_of(&stand.fixture.ballot(&voter, &[1, 0]).0);

    let cbor = [("content-type", "application/cbor")];
    let post = |kind: &[(&str, &str)], body: &[u8]| client.post("/api/v1/ballots", kind, body);
    expect(&post(&[("content-type", "text/plain")], good.bytes()), 415, "media-type");
    expect(
        &post(&[("content-type", "application/cbor"), ("content-encoding", "gzip")], good.bytes()),
        415,
        "media-type",
    );
    expect(&post(&cbor, b""), 400, "entry");
    expect(&post(&cbor, &[0xff; 100]), 400, "entry");
    expect(&post(&cbor, &[0x9f; 300]), 400, "entry");
    expect(&post(&cbor, &good.bytes()[..good.bytes().len() - 1]), 422, "encoding");
    expect(&post(&cbor, &[good.bytes(), &[0]].concat()), 422, "encoding");
    expect(&post(&cbor, &vec![0; stand.fixture.election.ballot_entry_max() + 1]), 413, "too-large");
    expect(&client.cast(stand.fixture.entries[0].bytes()), 400, "entry");
    expect(&client.cast(stand.fixture.entries.last().unwrap().bytes()), 400, "wrong-route");
    expect(&client.official(&good), 400, "wrong-route");

    // the last byte of z
    let mut unauthorised = good.bytes().to_vec();
    *unauthorised.last_mut().unwrap() ^= 1;
    expect(&client.cast(&unauthorised), 422, "authorisation");
    let stranger = stand.fixture.stranger(0, 1);
    let unknown = entry_of(&stand.fixture.ballot(&stranger, &[1, 0]).0);
    expect(&client.cast(unknown.bytes()), 409, "not-live");
    let prepared = stand.fixture.prepare_after(&voter, Tracker([1; 32]), &[1, 0]);
    let styles = stand.fixture.styles();
    let (other, _) = prepared.cast(&voter.secret, &mut stand.fixture.rng, &styles);
    expect(&client.cast(entry_of(&other).bytes()), 409, "previous");

    // officials
    let late = stand.fixture.revocation(&revoked, Reason::Paper);
    let mut forged = late.bytes().to_vec();
    *forged.last_mut().unwrap() ^= 1;
    let body = |entry: &[u8]| Writer::new().array(2).bytes(entry).array(0).finish();
    expect(&client.post("/api/v1/entries", &cbor, &body(&forged)), 422, "signature");
    expect(&client.post("/api/v1/entries", &cbor, late.bytes()), 400, "malformed");
    expect(&client.post("/api/v1/entries", &cbor, &body(stand.fixture.entries[0].bytes())), 400, "entry");
    expect(&client.official(&stand.fixture.notice(7, None)), 409, "sequence");
    let size = client.get("/api/v1/status").json()["log"]["size"].clone();
    assert_eq!(before, size, "something wrong was appended");

    // the very same entry of an official: the very same answer
    let first = client.official(&late);
    assert_eq!(first.status, 200);
    assert_eq!(client.official(&late), first);
    expect(&client.cast(entry_of(&stand.fixture.ballot(&revoked, &[1, 0]).0).bytes()), 409, "not-live");
    // and the good ballot is as good as before
    assert_eq!(client.cast(good.bytes()).status, 200);
}

#[test]
fn suspects_wait_apart() {
    let mut stand = Stand::open(|_| {});
    let voter = stand.fixture.credential(0, 1);
    stand.send_last();
    let wrong = wrong_proof(&mut stand.fixture, &voter);
    expect(&stand.client().cast(&wrong), 422, "ballot-proof");
    let client = stand.client();
    let metrics = || String::from_utf8(client.get("/metrics").body).unwrap();
    let counted = |figure: &str| assert!(metrics().contains(figure), "{figure}: {}", metrics());
    counted("tabella_urn_suspects_total 1");
    counted("tabella_urn_bad_total 1");
    // again and right: both are answered, and the right one counts
    expect(&stand.client().cast(&wrong), 422, "ballot-proof");
    counted("tabella_urn_bad_total 2");
    let mut forged = wrong.clone();
    *forged.last_mut().unwrap() ^= 1;
    expect(&stand.client().cast(&forged), 422, "authorisation");
    counted("tabella_urn_bad_total 3");
    stand.fixture.cast(&voter, &[0, 1]);
    stand.send_last();
    counted("tabella_urn_verified_total{way=\"by_steps\"} 1");
    // a replacement is the same chain
    let new = stand.fixture.replace(&voter);
    stand.send_last();
    let wrong = wrong_proof(&mut stand.fixture, &new);
    expect(&stand.client().cast(&wrong), 422, "ballot-proof");
    counted("tabella_urn_suspects_total 1");
    counted("tabella_urn_bad_total 4");
    // and so it is after a restart
    stand.stop();
    stand.start().unwrap();
    assert!(
        String::from_utf8(stand.client().get("/metrics").body)
            .unwrap()
            .contains("tabella_urn_suspects_total 0")
    );
    let wrong = wrong_proof(&mut stand.fixture, &new);
    expect(&stand.client().cast(&wrong), 422, "ballot-proof");
    let after = String::from_utf8(stand.client().get("/metrics").body).unwrap();
    assert!(after.contains("tabella_urn_suspects_total 0"), "the chain was forgotten: {after}");
}

/// Asked at once or, after a forgery, step by step.
#[test]
fn a_credential_has_its_share_and_strangers_cannot_use_it_up() {
    for forgeries in [0, 5] {
        let one = NonZeroU32::MIN;
        let mut stand = Stand::open(|config| config.limits.credential_burst = one);
        let voter = stand.fixture.credential(0, 1);
        stand.send_last();
        let client = stand.client();
        let good = entry_of(&stand.fixture.ballot(&voter, &[1, 0]).0);
        let mut forged = good.bytes().to_vec();
        *forged.last_mut().unwrap() ^= 1;
        for _ in 0..forgeries {
            expect(&client.cast(&forged), 422, "authorisation");
        }
        let challenge = entry_of(&stand.fixture.challenged(&voter, &[1, 0]));
        assert_eq!(client.cast(challenge.bytes()).status, 200);
        let answer = client.cast(good.bytes());
        expect(&answer, 429, "too-many-ballots");
        assert!(answer.retry_after.is_some_and(|seconds| (1..=11).contains(&seconds)), "{answer:?}");
    }
}

/// A forgery, a wrong proof, one too many: each is counted, and what comes next is asked step by step.
#[test]
fn every_bad_ballot_makes_it_careful() {
    for (status, problem) in [(422, "authorisation"), (422, "ballot-proof"), (429, "too-many-ballots")] {
        let one = NonZeroU32::MIN;
        let mut stand = Stand::open(|config| config.limits.credential_burst = one);
        let voters = [(); 3].map(|()| {
            let voter = stand.fixture.credential(0, 1);
            stand.send_last();
            voter
        });
        let fixture = &mut stand.fixture;
        let before = entry_of(&fixture.challenged(&voters[0], &[1, 0])).bytes().to_vec();
        let after = entry_of(&fixture.ballot(&voters[1], &[1, 0]).0).bytes().to_vec();
        let bad = match problem {
            "authorisation" => {
                let mut forged = entry_of(&fixture.ballot(&voters[2], &[1, 0]).0).bytes().to_vec();
                *forged.last_mut().unwrap() ^= 1;
                forged
            }
            "ballot-proof" => wrong_proof(fixture, &voters[2]),
            _ => entry_of(&fixture.ballot(&voters[0], &[1, 0]).0).bytes().to_vec(),
        };
        let client = stand.client();
        let figures = || {
            let text = String::from_utf8(client.get("/metrics").body).unwrap();
            let names = ["verified_total{way=\"at_once\"}", "verified_total{way=\"by_steps\"}", "bad_total"];
            names.map(|name| {
                let name = format!("tabella_urn_{name} ");
                let value = text.lines().find_map(|line| line.strip_prefix(&name)?.parse::<u32>().ok());
                value.unwrap_or_else(|| panic!("no {name} in {text}"))
            })
        };
        assert_eq!(client.cast(&before).status, 200);
        assert_eq!(figures(), [1, 0, 0], "{problem}");
        expect(&client.cast(&bad), status, problem);
        assert_eq!(figures(), [1, 0, 1], "{problem}");
        assert_eq!(client.cast(&after).status, 200);
        assert_eq!(figures(), [1, 1, 1], "{problem}");
    }
}

/// Ballots of a batch are checked together: one that fails takes nothing from the others, and a forgery makes nobody suspect, also if
/// its proof is wrong.
#[test]
fn a_forgery_among_ballots_of_one_batch() {
    for milliseconds in [0, 500] {
        let mut stand = Stand::open(|config| config.pool.milliseconds = milliseconds);
        let mut sent = Vec::new();
        for number in 0..7 {
            let voter = stand.fixture.credential(0, 1);
            stand.send_last();
            let ballot = match number {
                4 => wrong_proof(&mut stand.fixture, &voter),
                _ => entry_of(&stand.fixture.ballot(&voter, &[1, 0]).0).bytes().to_vec(),
            };
            sent.push((ballot, true));
        }
        for forged in [1, 4] {
            *sent[forged].0.last_mut().unwrap() ^= 1;
            sent[forged].1 = false;
        }
        let client = stand.client();
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let casts: Vec<_> = sent.iter().map(|(bytes, _)| scope.spawn(|| client.cast(bytes))).collect();
            casts.into_iter().map(|cast| cast.join().unwrap()).collect()
        });
        for (answer, (_, is_good)) in answers.iter().zip(&sent) {
            if *is_good {
                assert_eq!(answer.status, 200, "{answer:?}");
            } else {
                expect(answer, 422, "authorisation");
            }
        }
        let metrics = String::from_utf8(client.get("/metrics").body).unwrap();
        assert!(metrics.contains("tabella_urn_suspects_total 0"), "{metrics}");
    }
}

/// Whoever could fill the pool could have a ballot appended alone, at the moment when it was cast.
#[test]
fn forgeries_do_not_fill_the_pool() {
    let wait = Duration::from_millis(700);
    let mut stand = Stand::open(|config| {
        config.pool.milliseconds = 700;
        config.pool.ballots = 3;
    });
    let voter = stand.fixture.credential(0, 1);
    stand.send_last();
    let good = entry_of(&stand.fixture.ballot(&voter, &[1, 0]).0).bytes().to_vec();
    let mut forged = good.clone();
    *forged.last_mut().unwrap() ^= 1;
    let client = stand.client();
    // the first to arrive, whoever it is, opens the pool after this
    let started = Instant::now();
    std::thread::scope(|scope| {
        let honest = scope.spawn(|| (client.cast(&good), started.elapsed()));
        let forgers: Vec<_> = (0..8).map(|_| scope.spawn(|| client.cast(&forged))).collect();
        for forger in forgers {
            expect(&forger.join().unwrap(), 422, "authorisation");
        }
        let (answer, time) = honest.join().unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(time >= wait, "appended after {time:?}");
    });
}

#[test]
fn an_address_has_its_share() {
    let stand = Stand::open(|config| {
        config.limits.address_burst = NonZeroU32::new(40).unwrap();
        config.limits.address_per_second = NonZeroU32::MIN;
    });
    let client = stand.client();
    let answer = (0..60).map(|_| client.get("/checkpoint")).find(|answer| answer.status == 429);
    let answer = answer.expect("no limit");
    expect(&answer, 429, "too-many-requests");
    assert!(answer.retry_after.is_some());
    // whoever watches over the process is no client
    assert_eq!(client.get("/healthz").status, 200);
}

#[test]
fn full_queue_says_when_to_come_back() {
    let mut stand = Stand::open(|config| {
        config.pool.queue = 1;
        config.pool.ballots = 1;
    });
    let mut entries = Vec::new();
    for _ in 0..12 {
        let voter = stand.fixture.credential(0, 1);
        stand.send_last();
        entries.push(entry_of(&stand.fixture.ballot(&voter, &[1, 0]).0));
    }
    let (url, client) = (stand.config.database.clone().unwrap(), stand.client());
    // somebody else writes: nothing can be made durable meanwhile
    let (runtime, mut other) = (stand.runtime(), None);
    runtime.block_on(async {
        let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
        connection.execute("BEGIN IMMEDIATE").await.unwrap();
        other = Some(connection);
    });
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            entries.iter().map(|entry| scope.spawn(|| client.cast(entry.bytes()))).collect();
        let started = Instant::now();
        while threads.iter().filter(|thread| thread.is_finished()).count() < 4 && started.elapsed() < PATIENCE
        {
            std::thread::sleep(Duration::from_millis(10));
        }
        runtime.block_on(async { other.take().unwrap().execute("ROLLBACK").await.unwrap() });
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let busy: Vec<&Answer> = answers.iter().filter(|answer| answer.status != 200).collect();
    assert!(!busy.is_empty() && busy.len() < answers.len(), "{} of {} refused", busy.len(), answers.len());
    for answer in busy {
        expect(answer, 503, "busy");
        assert_eq!(answer.retry_after, Some(2));
    }
    // and later there is room
    for entry in &entries {
        assert_eq!(client.cast(entry.bytes()).status, 200);
    }
}

/// Sends raw bytes and reads until the end or the first answer.
fn raw(stand: &Stand, request: &[u8]) -> String {
    ask(stand.client().address(), request)
}

fn ask(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = [0; 64];
    let count = stream.read(&mut answer).unwrap();
    String::from_utf8_lossy(&answer[..count]).into_owned()
}

#[test]
fn bodies_and_headers_have_limits() {
    let stand = Stand::open(|config| config.limits.request_seconds = 2);
    let head = "POST /api/v1/ballots HTTP/1.1\r\nhost: x\r\ncontent-type: application/cbor\r\n";
    // a length that lies: refused before a byte of it is read
    let answer = raw(&stand, format!("{head}content-length: 4000000000\r\n\r\n").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    let chunk = format!("{:x}\r\n{}\r\n", 70_000, "x".repeat(70_000));
    let answer = raw(&stand, format!("{head}transfer-encoding: chunked\r\n\r\n{chunk}").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    // a body that never comes
    let answer = raw(&stand, format!("{head}content-length: 100\r\n\r\nx").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    // two lengths, both kinds of length, a signed length, many headers
    let answer = raw(&stand, format!("{head}content-length: 5\r\ncontent-length: 6\r\n\r\nhello").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    let answer = raw(&stand, format!("{head}content-length: +5\r\n\r\nhello").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    let many = "x: y\r\n".repeat(200);
    let answer = raw(&stand, format!("GET /checkpoint HTTP/1.1\r\nhost: x\r\n{many}\r\n").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}

#[test]
fn what_is_wrong_with_a_head_is_said_before_its_body_comes() {
    let mut stand = Stand::open(|_| {});
    let head = |kind: &str| {
        format!(
            "POST /api/v1/entries HTTP/1.1\r\nhost: x\r\ncontent-type: {kind}\r\ncontent-length: 9\r\n\r\n"
        )
    };
    let answer = raw(&stand, head("text/plain").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 415"), "{answer}");
    // nobody takes entries: witnesses are silent
    stand.stop();
    for witness in &mut stand.config.witnesses {
        witness.url = "http://127.0.0.1:9".into();
    }
    let (config, clock) = (stand.config.clone(), std::sync::Arc::new(|| 0));
    let running = stand.runtime().block_on(tabella_server::urn::Urn::start(config, clock)).unwrap();
    let answer = ask(running.address(), head("application/cbor").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    stand.runtime().block_on(running.stop());
}

/// The beginning of a large body: an entry, and a content of which only some comes.
fn large_body(entry: &[u8]) -> Vec<u8> {
    let mut body = Writer::new().array(2).bytes(entry).array(1).finish();
    // the head of a byte string of 66,000
    body.extend([0x5a, 0, 1, 0x01, 0xd0]);
    body.resize(body.len() + 66_000, 0);
    body
}

#[test]
fn few_large_bodies_at_once() {
    let mut stand = Stand::open(|config| config.limits.request_seconds = 600);
    let begin = |entry: &[u8], end: bool| {
        let mut stream = TcpStream::connect(stand.client().address()).unwrap();
        stream.set_read_timeout(Some(if end { PATIENCE } else { Duration::from_millis(300) })).unwrap();
        let body = large_body(entry);
        let head = "POST /api/v1/entries HTTP/1.1\r\nhost: x\r\ncontent-type: application/cbor\r\nconnection: close\r\n";
        write!(stream, "{head}transfer-encoding: chunked\r\n\r\n{:x}\r\n", body.len()).unwrap();
        stream.write_all(&[&body[..], b"\r\n", if end { b"0\r\n\r\n" } else { b"" }].concat()).unwrap();
        let mut answer = [0; 64];
        let count = stream.read(&mut answer).unwrap_or(0);
        (stream, String::from_utf8_lossy(&answer[..count]).into_owned())
    };
    let election = &stand.fixture.election;
    let signed = |key: &SigningKey| {
        let message = ManifestPosted { manifest_hash: BlobHash([7; 32]) };
        Signed::sign(message, election.id(), key).encode().to_vec()
    };
    let (official, stranger) =
        (signed(&stand.fixture.people.authority), signed(&stand.fixture.people.registrar));
    let posted = stand.fixture.entries[0].bytes();
    // strangers hold no place, with their own words or with those on the board
    let mut held: Vec<_> = (0..6).map(|number| begin([&stranger, posted][number % 2], false).0).collect();
    assert!(begin(&stranger, true).1.starts_with("HTTP/1.1 422"));
    assert!(begin(posted, true).1.starts_with("HTTP/1.1 200"));
    for _ in 0..4 {
        let (stream, answer) = begin(&official, false);
        assert_eq!(answer, "", "answered before its end");
        held.push(stream);
    }
    // the four may not have been read yet
    let busy = |want: bool| {
        let started = Instant::now();
        while begin(&official, true).1.starts_with("HTTP/1.1 503") != want {
            assert!(started.elapsed() < PATIENCE, "busy: {want}");
        }
    };
    busy(true);
    // large ones go on when one of the four ends, and small ones all the while
    drop(held.pop());
    busy(false);
    stand.fixture.credential(0, 1);
    stand.send_last();
}

#[test]
fn events_tell_each_checkpoint() {
    let mut stand = Stand::open(|_| {});
    let size = stand.fixture.entries.len();
    stand.wait_published(size as u64);
    let mut stream = TcpStream::connect(stand.client().address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(b"GET /api/v1/events HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut heard = String::new();
    let mut hear = |words: &str| {
        let started = Instant::now();
        while !heard.contains(words) {
            assert!(started.elapsed() < PATIENCE, "{words} in {heard}");
            let mut bytes = [0; 4096];
            let count = stream.read(&mut bytes).unwrap();
            assert!(count > 0, "{words} in {heard}");
            heard.push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    };
    hear(&format!("id: {size}"));
    stand.fixture.credential(0, 1);
    stand.send_last();
    hear(&format!("id: {}", size + 1));
    hear("data: — witness.example.org/");
    // a listener does not hold the server up
    let started = Instant::now();
    stand.stop();
    assert!(started.elapsed() < Duration::from_secs(30));
}
