//! Running an election through the office's pages, with a real ballot box: the key ceremony on the wall, opening, a notice, the end,
//! the close, votes on paper, the result; and every wrong order refused.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::{Value, json};
use tabella_board::{Entry, Kind};
use tabella_crypto::{BlobHash, CeremonyHash, TrusteeIndex, hash::hex, signature};
use tabella_database::testing::TestDatabase;
use tabella_documents::testing::{Read, program};
use tabella_election::ceremony::{ROUND2, Round2Package, ceremony_hash, round2_message};
use tabella_tests::{Fixture, Setup};
use tabella_verifier::{Options, Trust, Verdict, verify};

use crate::{
    browser::{Answer, Browser},
    on_both,
    stand::{AUDITOR, MANAGERS, ORIGIN, POSTAL_OFFICERS, REGISTRARS, Stand, setup, write_secret},
    urn::{self, PATIENCE},
};

on_both!(
    a_whole_election_is_run_by_two,
    the_ceremonys_protocol_is_noted_and_silence_is_given_up,
    without_the_key_commands_are_shown
);

/// Every vote is counted apart.
fn small() -> Setup {
    let mut setup = setup();
    setup.draft["min_reporting_unit"] = json!(1);
    setup
}

/// A desk of this board; with the authority's key, or without.
fn desk(database: TestDatabase, board: &urn::Stand, with_key: bool) -> Stand {
    let url = format!("http://{}", board.client().address());
    let key = hex(&board.fixture.people.authority.to_bytes());
    let change = move |folder: &std::path::Path, text: String| {
        let own = if with_key {
            write_secret(&folder.join("authority.key"), &key);
            "authority_key = \"authority.key\"\nresults = \"/results/\"\n"
        } else {
            ""
        };
        let text = text.replace("urn = \"http://127.0.0.1:9\"\n", &format!("urn = \"{url}\"\n{own}"));
        format!("documents = {:?}\n{text}", program().display().to_string())
    };
    let now = board.time.load(Ordering::Relaxed);
    Stand::start_at(database, &board.fixture, &change, None, now).unwrap()
}

/// The pages of an election, as an official sees them.
struct Pages {
    election: String,
    browser: Browser,
}

impl Pages {
    fn office(&self, rest: &str) -> String {
        format!("/office/{}/{rest}", self.election)
    }

    #[track_caller]
    fn propose(&self, fields: &[(&str, &str)]) -> Answer {
        self.browser.page(&self.office("conduct"));
        self.browser.form(&self.office("conduct"), fields)
    }

    /// Consents to what the page offers.
    #[track_caller]
    fn consent(&self, page: &str) -> Answer {
        self.decide(&self.deed(page), &[("sure", "yes")])
    }

    /// Sends the form of a deed.
    fn decide(&self, deed: &str, fields: &[(&str, &str)]) -> Answer {
        let fields = [&[("deed", deed)], fields].concat();
        self.browser.form(&self.office("conduct/consent"), &fields)
    }

    /// The deed that waits on a page.
    #[track_caller]
    fn deed(&self, page: &str) -> String {
        let page = self.browser.page(&self.office(page)).text();
        let (_, rest) = page.split_once("name=\"deed\" value=\"").unwrap_or_else(|| panic!("{page}"));
        rest.split('"').next().unwrap().to_owned()
    }
}

/// Hands entries in as files of a stick.
fn hand_in(browser: &Browser, election: &str, entries: &[&Entry]) -> Answer {
    let path = format!("/room/{election}/hand-in");
    browser.page(&path);
    let files: Vec<&[u8]> = entries
        .iter()
        .flat_map(|entry| [entry.bytes(), entry.blob()])
        .filter(|bytes| !bytes.is_empty())
        .collect();
    browser.upload_all(&path, &files)
}

#[track_caller]
fn refused(answer: &Answer, words: &str) {
    let text = answer.text();
    assert_eq!((answer.status, &*answer.problem()), (409, "not-now"), "{text}");
    assert!(text.contains(words), "{words}: {text}");
    assert!(text.contains("Nothing was signed"), "{text}");
}

fn status(board: &urn::Stand) -> Value {
    board.client().get("/api/v1/status").json()
}

/// The next entry that the desk puts on the board stands on the board in memory, too.
fn follow(board: &mut urn::Stand) -> Kind {
    let (client, index) = (board.client(), board.fixture.entries.len());
    let started = Instant::now();
    let bytes = loop {
        let answer = client.get_as(&format!("/api/v1/entries/{index}"), "application/cbor");
        if answer.status == 200 {
            break answer.body;
        }
        assert!(started.elapsed() < PATIENCE, "entry {index} does not come");
        std::thread::sleep(Duration::from_millis(20));
    };
    let source = tabella_verifier::SourceBlobs(&client);
    let entry = Entry::read(bytes, &source).unwrap();
    let kind = entry.kind();
    board.fixture.expect(entry);
    board.wait_published(board.fixture.entries.len() as u64);
    kind
}

fn a_whole_election_is_run_by_two(database: TestDatabase) {
    let mut run = Run::begin(database);
    let carried = run.ceremony();
    run.opening();
    run.forgets(&carried);
    run.voting();
    run.ending();
    run.shares();
    run.paper();
    run.result();
}

/// A package that was carried in the key ceremony.
struct Carried {
    bytes: Vec<u8>,
    /// Another one of the same trustee for the same recipient.
    anew: Vec<u8>,
    /// Another one, carried only when the board is back.
    late: Vec<u8>,
    /// One that is never carried.
    missing: Vec<u8>,
    /// Where it is given to anyone.
    place: String,
}

/// An election that is run.
struct Run {
    board: urn::Stand,
    stand: Stand,
    election: String,
    first: Pages,
    second: Pages,
    /// Somebody without an office, who carries sticks.
    carrier: Browser,
    /// Names of the trustees.
    names: Vec<String>,
}

impl Run {
    fn begin(database: TestDatabase) -> Self {
        let mut board = urn::Stand::with(&small());
        board.time.store(board.fixture.election.opens() + 1_000, Ordering::Relaxed);
        board.start().unwrap();
        let stand = desk(database, &board, true);
        let election = stand.election.id().to_string();
        let [first, second] =
            MANAGERS.map(|number| Pages { election: election.clone(), browser: stand.signed_in(number) });
        let carrier = stand.signed_in(1);
        let names = stand.election.manifest().trustees.members.iter().map(|one| one.name.clone()).collect();
        Self { board, stand, election, first, second, carrier, names }
    }

    /// The clocks show another time; whoever was signed in no longer is.
    fn set_time(&mut self, now: i64) {
        self.board.time.store(now, Ordering::Relaxed);
        self.stand.time.store(now, Ordering::Relaxed);
        self.first.browser = self.stand.signed_in(MANAGERS[0]);
        self.second.browser = self.stand.signed_in(MANAGERS[1]);
        self.carrier = self.stand.signed_in(1);
    }

    /// What hangs on the wall.
    fn room(&self, more: &str) -> Answer {
        Browser::new(self.stand.address()).get(&format!("/room/{}{more}", self.election))
    }

    fn hand_in(&self, entries: &[&Entry]) -> Answer {
        hand_in(&self.carrier, &self.election, entries)
    }

    /// One proposes, the other consents, and it is on the board.
    #[track_caller]
    fn say(&mut self, fields: &[(&str, &str)], page: &str, kind: Kind) {
        let proposed = self.first.propose(fields);
        assert_eq!(proposed.status, 200, "{}", proposed.text());
        self.second.consent(page);
        assert_eq!(follow(&mut self.board), kind);
    }

    /// The key ceremony: sticks are handed in, and the wall tells who lacks what.
    fn ceremony(&mut self) -> Carried {
        let wall = self.room("").text();
        assert!(wall.contains("The authority hands in the manifest"), "{wall}");
        refused(&self.first.propose(&[("say", "open")]), "This can only be done at: key ceremony");
        let mut entries = self.board.fixture.entries.clone();
        assert_eq!(entries.pop().unwrap().kind(), Kind::Open);
        let ceremony = &*entries;
        // all but the last test share, in no order
        let (last, most) = ceremony.split_last().unwrap();
        let said = self.hand_in(&most.iter().rev().collect::<Vec<_>>());
        assert_eq!(said.status, 200, "{}", said.text());
        assert!(said.text().contains("It is entry 0."), "{}", said.text());
        let path = format!("/room/{}/hand-in", self.election);
        let alone = self.carrier.upload_all(&path, &[last.bytes()]);
        assert!(alone.text().contains("its content is missing"), "{}", alone.text());
        let other = self.carrier.upload_all(&path, &[last.bytes(), b"something else"]);
        assert!(other.text().contains("none of the files is the content"), "{}", other.text());
        let nothing = self.carrier.upload_all(&path, &[b"a picture"]);
        assert_eq!(nothing.status, 422, "{}", nothing.text());

        let wall = self.room("").text();
        assert!(wall.contains("ceremony round2") && wall.contains(&self.names[2]), "{wall}");
        assert!(wall.contains(&format!("--relay {ORIGIN}/room/{}", self.election)), "{wall}");
        let carried = self.packages(ceremony);
        self.without_a_board(&carried);
        let refusal = self.first.propose(&[("say", "open")]);
        refused(&refusal, &format!("These trustees have not finished the key ceremony: {}.", self.names[2]));
        let said = self.hand_in(&[last]);
        assert_eq!(said.status, 200, "{}", said.text());
        self.board.wait_published(ceremony.len() as u64);
        let wall = self.room("");
        let text = wall.text();
        assert!(text.contains("The authority can open the voting") && !text.contains("round2"), "{text}");
        assert_eq!(wall.header("refresh"), "10");
        assert!(self.room("?still").header("refresh").is_empty());
        self.protocol(ceremony);
        carried
    }

    /// What anyone can send again is answered without the board; nothing else is taken until it answers.
    fn without_a_board(&mut self, carried: &Carried) {
        self.board.config.listen = self.board.client().address();
        self.board.stop();
        for bytes in [&carried.bytes, &carried.anew] {
            assert_eq!(self.send_package(bytes).good()["kept"], false);
        }
        for bytes in [&carried.late, &carried.missing] {
            let silent = self.send_package(bytes);
            assert_eq!((silent.status, &*silent.problem()), (503, "board-silent"), "{}", silent.text());
        }
        // somebody else may have the port for a moment
        let started = Instant::now();
        while let Err(error) = self.board.start() {
            let is_taken = error.contains("in use") && started.elapsed() < PATIENCE;
            assert!(is_taken, "{error}");
            std::thread::sleep(Duration::from_millis(100));
        }
        assert_eq!(self.send_package(&carried.late).good()["kept"], true);
    }

    /// Once people vote, packages are neither taken nor kept.
    fn forgets(&self, carried: &Carried) {
        let nobody = Browser::new(self.stand.address());
        let started = Instant::now();
        while nobody.get(&carried.place).status != 404 {
            assert!(started.elapsed() < PATIENCE, "the package is still there");
            std::thread::sleep(Duration::from_millis(100));
        }
        for bytes in [&carried.bytes, &carried.late, &carried.missing] {
            let late = self.send_package(bytes);
            assert_eq!((late.status, &*late.problem()), (409, "not-now"), "{}", late.text());
        }
        assert_eq!(nobody.get(&carried.place).status, 404);
    }

    fn send_package(&self, bytes: &[u8]) -> Answer {
        let path = format!("/room/{}/packages", self.election);
        let nobody = Browser::new(self.stand.address());
        nobody.send("POST", &path, &[("content-type", "application/cbor")], bytes)
    }

    /// What everyone can make again from the board, as a file and as a sheet.
    fn protocol(&self, ceremony: &[Entry]) {
        let file = self.room("/protocol.json");
        let protocol: Value = serde_json::from_slice(&file.body).unwrap();
        let entries = protocol["entries"].as_array().unwrap();
        assert_eq!(entries.len(), ceremony.len());
        for (said, entry) in entries.iter().zip(ceremony) {
            let hash = tabella_tlog::leaf_hash(entry.bytes()).to_hex();
            assert_eq!((&said["type"], &said["sha256"]), (&json!(entry.kind().as_str()), &json!(hash)));
        }
        assert_eq!((&protocol["complete"], &protocol["attempt"]), (&json!(true), &json!(1)));
        let keys = self.board.fixture.state.ceremony().unwrap().joint.hash().to_string();
        assert_eq!(protocol["keys_hash"], json!(keys));
        let wall = self.room("").text();
        let hash = BlobHash::of(&file.body).to_string();
        let shown: String = wall.split_whitespace().collect();
        assert!(shown.contains(&hash) && wall.contains("puts this hash on the board"), "{wall}");
        let sheet = Read::new(self.room("/protocol.pdf").body).unwrap();
        assert_eq!(sheet.lacks(), [""; 0]);
        let words = sheet.text();
        // a long word may end on the next line: there is a space without a width
        let words: String =
            words.split(|letter: char| letter.is_whitespace() || letter == '\u{200b}').collect();
        for word in [&*hash, &keys, &self.names[2], "The ceremony is complete"] {
            let word: String = word.split_whitespace().collect();
            assert!(words.contains(&word), "{word}: {words}");
        }
    }

    /// What trustees send each other: of whom signed it, for the commitments on the board, once.
    fn packages(&self, ceremony: &[Entry]) -> Carried {
        let commitments = ceremony.iter().filter(|entry| entry.kind() == Kind::TrusteeCommitment);
        let hash = ceremony_hash(&commitments.map(Entry::bytes).collect::<Vec<_>>());
        let trustees = &self.board.fixture.people.trustees;
        let [one, two] = [1, 2].map(|place| TrusteeIndex::new(place).unwrap());
        let package_of = |sender, by: usize, recipient, ceremony, words: &[u8]| {
            let message = round2_message(&ceremony, sender, recipient, words);
            let key = &trustees[by].signing;
            let signature = signature::sign(key, ROUND2, self.stand.election.id(), &message);
            Round2Package { sender, recipient, ceremony, ciphertext: words.to_vec(), signature }.encode()
        };
        let package = |by, recipient, ceremony, words: &[u8]| package_of(one, by, recipient, ceremony, words);
        let path = format!("/room/{}/packages", self.election);
        let nobody = Browser::new(self.stand.address());
        let send = |kind: &str, body: &[u8]| nobody.send("POST", &path, &[("content-type", kind)], body);
        let refused = |body: &[u8]| {
            let answer = send("application/cbor", body);
            (answer.status, answer.problem())
        };
        let good = package(0, two, hash, b"for two");
        assert_eq!(send("text/plain", &good).status, 415);
        assert_eq!(refused(b"a picture"), (400, "malformed".into()));
        assert_eq!(refused(&vec![0; 300 * 1024]), (413, "too-large".into()));
        // by another, to oneself, to nobody of this election
        let fourth = TrusteeIndex::new(4).unwrap();
        for (by, recipient) in [(1, two), (0, one), (0, fourth)] {
            let forged = package(by, recipient, hash, b"for two");
            assert_eq!(refused(&forged), (422, "package-signature".into()), "{by} {recipient}");
        }
        let earlier = package(0, two, CeremonyHash([7; 32]), b"for two");
        assert_eq!(refused(&earlier), (409, "other-ceremony".into()));
        let place = format!("{path}/{hash}/1/2");
        assert_eq!(nobody.get(&place).status, 404);
        assert_eq!(send("application/cbor", &good).good()["kept"], true);
        // sent again, or made again: the first stays
        assert_eq!(send("application/cbor", &good).good()["kept"], false);
        let anew = package(0, two, hash, b"for two, encrypted anew");
        assert_eq!(send("application/cbor", &anew).good()["kept"], false);
        let given = nobody.get(&place);
        assert_eq!((given.status, &given.body), (200, &good));
        for other in [format!("{path}/{hash}/2/1"), format!("{path}/{hash}/0/2"), format!("{path}/x/1/2")] {
            assert_eq!(nobody.get(&other).status, 404, "{other}");
        }
        let three = TrusteeIndex::new(3).unwrap();
        let late = package(0, three, hash, b"for three");
        let missing = package_of(two, 1, three, hash, b"for three");
        Carried { bytes: good, anew, late, missing, place }
    }

    /// Wrong orders are refused before anything is signed; one proposes, the other consents, nobody does both.
    fn opening(&mut self) {
        // not before the time that the manifest names
        let opens = self.board.fixture.election.opens();
        self.set_time(opens - 1);
        refused(&self.first.propose(&[("say", "open")]), "It cannot be opened before");
        self.set_time(opens + 1_000);
        let (first, second) = (&self.first, &self.second);
        let steps = [("end", "done at: people vote"), ("close", "voting is over"), ("result", "counting")];
        for (say, words) in steps {
            refused(&first.propose(&[("say", say)]), words);
        }
        refused(&first.propose(&[("say", "notice"), ("text", " ")]), "Write what everyone is told");
        assert_eq!(first.propose(&[("say", "open")]).status, 200);
        refused(&first.propose(&[("say", "open")]), "proposed already");
        let deed = second.deed("conduct");
        refused(&first.decide(&deed, &[("sure", "yes")]), "Another election manager must consent");
        assert_eq!(second.decide(&deed, &[]).status, 409);
        assert_eq!(status(&self.board)["phase"], "setup");
        let done = second.decide(&deed, &[("sure", "yes")]);
        assert!(done.text().contains("on the board"), "{}", done.text());
        assert_eq!(status(&self.board)["phase"], "voting");
        // what the desk signed is what the authority's own program would have signed
        let (open, entries) = self.board.fixture.entries.split_last().unwrap();
        let path = format!("/api/v1/entries/{}", entries.len());
        assert_eq!(self.board.client().get_as(&path, "application/cbor").body, open.bytes());
        refused(&second.decide(&deed, &[("sure", "yes")]), "done already");
        refused(&first.propose(&[("say", "open")]), "at this step: people vote");
    }

    /// People vote, and a notice lets them vote longer.
    fn voting(&mut self) {
        let fixture = &mut self.board.fixture;
        let styles = fixture.election.styles();
        let east = styles.iter().position(|style| &*style.id.to_string() == "east").unwrap();
        let choices = lawful(fixture, east);
        for _ in 0..3 {
            let voter = self.board.fixture.credential(east, 1);
            self.board.send_last();
            self.board.fixture.cast(&voter, &choices);
            self.board.send_last();
        }
        let closes = self.board.fixture.election.closes();
        refused(&longer(&self.first, "tomorrow"), "Give a day and a time");
        refused(&longer(&self.first, &self.legal(closes - 3_600)), "must be later");
        // taken back, it is as if nobody had proposed it
        assert_eq!(longer(&self.first, &self.legal(closes + 7_200)).status, 200);
        let deed = self.second.deed("conduct");
        assert_eq!(self.first.decide(&deed, &[("take-back", "yes")]).status, 200);
        refused(&self.second.decide(&deed, &[("sure", "yes")]), "done already");
        let until = self.legal(closes + 3_600);
        let notice = [("say", "notice"), ("text", "Voting is open for longer."), ("closes", &*until)];
        self.say(&notice, "conduct", Kind::Notice);
        assert_eq!(status(&self.board)["closes"], closes + 3_600 - (closes % 60));
        let started = Instant::now();
        // numbers may be some seconds old
        while !self.first.browser.page(&self.first.office("board")).text().contains("100.0 %") {
            assert!(started.elapsed() < PATIENCE, "no turnout");
            std::thread::sleep(Duration::from_millis(500));
        }
        let watch = self.first.browser.page(&self.first.office("board")).text();
        assert!(watch.contains("There is nothing to look at"), "{watch}");
    }

    /// In legal time, as officials type it.
    fn legal(&self, seconds: i64) -> String {
        let zone = tabella_postal::deadline::legal_zone(&self.stand.election).unwrap();
        let time = jiff::Timestamp::from_second(seconds).unwrap().to_zoned(zone);
        time.strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// Before its time voting ends only for a reason; the board is closed after the last vote by post.
    fn ending(&mut self) {
        let closes = self.board.fixture.election.closes();
        refused(&self.first.propose(&[("say", "end")]), "a reason is needed");
        self.set_time(closes + 3_601);
        self.say(&[("say", "end")], "conduct", Kind::End);
        refused(&longer(&self.first, &self.legal(closes + 90_000)), "it cannot end later");
        refused(&self.first.propose(&[("say", "close")]), "Votes by post are taken until");
        let deadlines = self.stand.election.manifest().schedule.postal_deadlines.iter();
        let last = deadlines.map(|deadline| deadline.return_until.0).max().unwrap();
        self.set_time(last);
        self.say(&[("say", "close")], "conduct", Kind::Close);
    }

    /// Two of three trustees decrypt; the third one lies, and is named.
    fn shares(&mut self) {
        let trustee = |place: u16| TrusteeIndex::new(place).unwrap();
        let statement = self.board.fixture.statement();
        let fixture = &mut self.board.fixture;
        // what is right for another one is wrong for this one
        let stolen = fixture.share(trustee(1), &statement);
        let wrong = fixture.share_entry(trustee(3), &stolen);
        let said = self.hand_in(&[&wrong]);
        assert_eq!(said.status, 409);
        let text = said.text();
        let named = format!("{} signed it", self.names[2]);
        assert!(text.contains("the share is wrong") && text.contains(&named), "{text}");
        refused(&self.first.propose(&[("say", "result")]), "Too few shares");
        for place in [1, 2] {
            let share = self.board.fixture.share(trustee(place), &statement);
            let entry = self.board.fixture.share_entry(trustee(place), &share);
            let said = self.hand_in(&[&entry]);
            assert_eq!(said.status, 200, "{}", said.text());
            self.board.fixture.expect(entry);
        }
        self.board.wait_published(self.board.fixture.entries.len() as u64);
        let tally = self.first.browser.page(&self.first.office("tally")).text();
        let missing = tally.split("<tr").find(|row| row.contains(&*self.names[2])).unwrap();
        assert!(missing.contains("missing") && tally.matches(">there<").count() == 2, "{tally}");
    }

    /// Types a protocol of a contest: so many votes for the first option.
    fn type_paper(&self, browser: &Browser, contest: usize, votes: u64) -> Answer {
        let id = self.stand.election.manifest().contests[contest].id.to_string();
        let path = format!("/office/{}/tally/paper", self.election);
        let page = browser.page(&format!("{path}?reference=P+1&contest={id}"));
        assert_eq!(page.status, 200, "{}", page.text());
        let mut fields = vec![("reference".to_owned(), "P 1".to_owned()), ("contest".to_owned(), id)];
        let counts = self.board.fixture.state.counts().unwrap().0;
        for (group, options) in counts[contest].iter().enumerate() {
            for option in 0..options.len() {
                let votes = if (group, option) == (0, 0) { votes } else { option as u64 };
                fields.push((format!("votes-{group}-{option}"), votes.to_string()));
            }
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (&**name, &**text)).collect();
        browser.form(&path, &fields)
    }

    /// Contests that are counted.
    fn counted(&self) -> Vec<usize> {
        let counts = self.board.fixture.state.counts().unwrap().0;
        (0..counts.len()).filter(|contest| !counts[*contest].is_empty()).collect()
    }

    /// Votes on paper: two people, who see nothing of each other before both have typed.
    fn paper(&self) {
        let (manager, officer) = (&self.first.browser, self.stand.signed_in(POSTAL_OFFICERS[0]));
        let counted = self.counted();
        let text = self.type_paper(&officer, counted[0], 1_234_567).text();
        assert!(text.contains("one person typed it") && !text.contains("1234567"), "{text}");
        refused(&self.first.propose(&[("say", "result")]), "not typed the same by two people: P 1");
        let text = self.type_paper(manager, counted[0], 1_234_561).text();
        // where they differ is told, and not what was typed: who counts again does not copy
        assert!(!text.contains("1234567") && !text.contains("1234561"), "{text}");
        refused(&self.first.propose(&[("say", "result")]), "not typed the same by two people: P 1");
        // what is no number is not taken
        let contest = self.stand.election.manifest().contests[counted[0]].id.to_string();
        let path = self.first.office("tally/paper");
        let broken = manager.form(&path, &[("reference", "P 1"), ("contest", &*contest)]);
        assert_eq!(broken.status, 422, "{}", broken.text());
        let text = self.type_paper(manager, counted[0], 1_234_567).text();
        assert!(text.contains("two people typed the same"), "{text}");
        // one takes the own numbers back, not the other's; when both have, the protocol is gone
        let take_back = [("protocol", "P 1"), ("take-back", "yes")];
        let text = manager.form(&path, &take_back).text();
        assert!(text.contains("one person typed it"), "{text}");
        let text = officer.form(&path, &take_back).text();
        assert!(!text.contains("P 1") && text.contains("No votes on paper were typed"), "{text}");
        assert_eq!(officer.form(&path, &take_back).status, 404);
        self.type_paper(&officer, counted[0], 1_234_567);
        self.type_paper(manager, counted[0], 1_234_567);
        for contest in &counted[1..] {
            self.type_paper(manager, *contest, 0);
            self.type_paper(&officer, *contest, 0);
        }
        assert_eq!(self.first.propose(&[("say", "result")]).status, 200);
        // whoever consents sees the numbers of the proposal
        let shown = self.second.browser.page(&self.second.office("tally")).text();
        assert!(shown.contains("On paper (P 1)") && shown.contains("1234567"), "{shown}");
        // numbers that were changed since are not signed, and not shown in place of those
        for browser in [manager, &officer] {
            self.type_paper(browser, counted[0], 1_234_568);
        }
        let shown = self.second.browser.page(&self.second.office("tally")).text();
        assert!(shown.contains("1234567") && !shown.contains("1234568"), "{shown}");
        let deed = self.second.deed("tally");
        refused(&self.second.decide(&deed, &[("sure", "yes")]), "not those of the proposal");
        self.second.decide(&deed, &[("take-back", "yes")]);
    }

    /// The result stands, and anyone can verify it.
    fn result(&mut self) {
        let first = self.counted()[0];
        self.say(&[("say", "result")], "tally", Kind::Result);
        let state = &self.board.fixture.state;
        let result = state.result().unwrap();
        assert_eq!(
            (&*result.postal[0].reference, result.postal[0].counts.0[first][0][0]),
            ("P 1", 1_234_568)
        );
        assert_eq!(result.counts, state.counts().unwrap());
        let tally = self.first.browser.page(&self.first.office("tally")).text();
        assert!(tally.contains("The result stands") && tally.contains("href=\"/results/\""), "{tally}");
        assert!(tally.contains("On paper (P 1)") && tally.contains("1234571"), "{tally}");
        let trust = Trust::Election(*self.stand.election.id());
        let mut rng = ChaCha20Rng::from_seed([3; 32]);
        let report = verify(&self.board.client(), &trust, Options::default(), &mut |_| {}, &mut rng);
        assert_eq!(report.verdict(), Verdict::Verified, "{}", report.summary());
        // who only watches proposes nothing
        let auditor = self.stand.signed_in(AUDITOR);
        assert_eq!(auditor.page(&self.first.office("conduct")).status, 200);
        assert_eq!(auditor.form(&self.first.office("conduct"), &[("say", "close")]).problem(), "forbidden");
        let registrar = self.stand.signed_in(REGISTRARS[0]);
        assert_eq!(registrar.form(&self.first.office("tally/paper"), &[]).problem(), "forbidden");
    }
}

/// Proposes that people may vote longer.
fn longer(pages: &Pages, closes: &str) -> Answer {
    pages.propose(&[("say", "notice"), ("text", "Voting is open for longer."), ("closes", closes)])
}

/// A lawful ballot: as few votes as may be, on the first options.
fn lawful(fixture: &Fixture, style: usize) -> Vec<u32> {
    let manifest = fixture.election.manifest();
    let contests = &fixture.election.styles()[style].contests;
    let contest = |position: &usize| {
        let contest = &manifest.contests[*position];
        let mut left = contest.rule.total_min.max(1);
        let vote = |_: usize| {
            let votes = left.min(contest.rule.option_max);
            left -= votes;
            votes
        };
        (0..contest.options.len()).map(vote).collect::<Vec<u32>>()
    };
    contests.iter().flat_map(contest).collect()
}

fn the_ceremonys_protocol_is_noted_and_silence_is_given_up(database: TestDatabase) {
    let mut run = Run::begin(database);
    let entries: Vec<Entry> = run.board.fixture.entries.clone();
    let (_, ceremony) = entries.split_last().unwrap();
    run.hand_in(&ceremony.iter().collect::<Vec<_>>());
    run.board.wait_published(ceremony.len() as u64);
    // the form proposes the notice; once it is on the board, the wall and the form know
    let page = run.first.browser.page(&run.first.office("conduct")).text();
    let file = run.room("/protocol.json").body;
    let text = format!("The key ceremony is complete. SHA-256 of its protocol: {}", BlobHash::of(&file));
    assert!(page.contains(&format!("{text}</textarea>")), "{page}");
    assert_eq!(run.first.propose(&[("say", "notice"), ("text", &*text)]).status, 200);
    let done = run.second.consent("conduct").text();
    assert!(done.contains(&format!("It is entry {}.", ceremony.len())) && !done.contains(&text), "{done}");
    let wall = run.room("").text();
    assert!(
        wall.contains(&format!("hash of this protocol on the board: entry {}.", ceremony.len())),
        "{wall}"
    );
    assert_eq!(run.room("/protocol.json").body, file);

    // the ballot box is gone with something on its way: two give it up, and then something else can be said
    run.board.stop();
    let id = run.stand.election.id().to_string();
    let bytes = |hex: &str| if run.stand.is_postgres() { format!("'\\x{hex}'") } else { format!("x'{hex}'") };
    let (election, entry, deed) = (bytes(&id), bytes("00"), bytes(&"01".repeat(32)));
    run.stand.sql(&format!(
        "INSERT INTO authority_entry (election, kind, entry, deed, made) VALUES ({election}, 'open', {entry}, {deed}, 1)"
    ));
    let page = run.first.browser.page(&run.first.office("conduct")).text();
    let (_, number) = page.split_once("name=\"number\" value=\"").unwrap_or_else(|| panic!("{page}"));
    let number = number.split('"').next().unwrap().to_owned();
    let give_up = [("say", "give-up"), ("number", &*number)];
    refused(&run.first.propose(&[("say", "open")]), "still on its way");
    refused(&run.first.propose(&[("say", "give-up"), ("number", "77")]), "nothing is to be given up");
    let proposed = run.first.propose(&give_up);
    assert_eq!(proposed.status, 200, "{}", proposed.text());
    let page = run.second.browser.page(&run.second.office("conduct")).text();
    assert!(page.contains("Open the voting” was signed on"), "{page}");
    let deed = run.second.deed("conduct");
    refused(&run.first.decide(&deed, &[("sure", "yes")]), "Another election manager must consent");
    let done = run.second.decide(&deed, &[("sure", "yes")]);
    assert!(done.text().contains("Two officials gave it up"), "{}", done.text());
    refused(&run.first.propose(&give_up), "nothing is to be given up");
    // of what waited nothing stands in the way any more
    let open = run.first.propose(&[("say", "open")]).text();
    assert!(!open.contains("still on its way") && open.contains("does not take entries"), "{open}");
}

fn without_the_key_commands_are_shown(database: TestDatabase) {
    let mut board = urn::Stand::with(&small());
    board.start().unwrap();
    let stand = desk(database, &board, false);
    let election = stand.election.id().to_string();
    let anna = stand.signed_in(MANAGERS[0]);
    let entries: Vec<Entry> = board.fixture.entries.clone();
    let (open, ceremony) = entries.split_last().unwrap();
    hand_in(&anna, &election, &ceremony.iter().collect::<Vec<_>>());
    board.wait_published(ceremony.len() as u64);
    let page = anna.page(&format!("/office/{election}/conduct")).text();
    assert!(page.contains("tabella office sign open --board http://127.0.0.1:"), "{page}");
    let refusal = anna.form(&format!("/office/{election}/conduct"), &[("say", "open")]);
    refused(&refusal, "key is not on this server");
    // what was signed elsewhere is handed in here
    let said = hand_in(&anna, &election, &[open]);
    assert!(said.text().contains("The opening of the authority was taken"), "{}", said.text());
    // a word that somebody else signed is nobody's
    let forged = board.fixture.notice(1, None);
    let forged =
        tabella_election::Signed::<tabella_election::message::Notice>::decode(forged.bytes()).unwrap();
    let forged = board.fixture.signed(forged.message, &board.fixture.people.registrar, Vec::new());
    let said = hand_in(&anna, &election, &[&forged]);
    assert!(said.text().contains("did not sign it"), "{}", said.text());
    // the ballot box is away: it is said, and nothing is offered as in order
    board.stop();
    let page = anna.page(&format!("/office/{election}/board")).text();
    assert!(page.contains("The ballot box does not take entries"), "{page}");
    let page = anna.page(&format!("/office/{election}/conduct")).text();
    assert!(page.contains("Find out first why"), "{page}");
}
