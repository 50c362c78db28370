//! From a card to the board of a real urn, and what the auditor says of it.

use std::{sync::atomic::Ordering, time::Instant};

use age::secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tabella_board::{Entry, Kind};
use tabella_database::testing::TestDatabase;
use tabella_election::Signed;
use tabella_identity::UnixTime;
use tabella_roll::{
    audit::{Case, Statement, audit},
    demo_configuration,
    export::Export,
};
use tabella_tlog::LogReader;

use crate::{
    browser::Browser,
    credentials::register,
    device::Device,
    exports::fetch,
    on_both,
    stand::{MANAGERS, REGISTRARS, Stand, authority, person_id, setup},
    urn::{self, PATIENCE},
};

on_both!(credentials_reach_the_board, many_share_a_pool);

fn placed(stand: &Stand, browser: &Browser) -> u64 {
    let started = Instant::now();
    loop {
        let status = browser.get(&stand.of_election("credential")).good();
        if let Some(index) = status["index"].as_u64() {
            return index;
        }
        assert!(started.elapsed() < PATIENCE, "not placed: {status}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

fn credentials_reach_the_board(database: TestDatabase) {
    let mut board = urn::Stand::with(&setup());
    board.time.store(board.fixture.election.opens() + 1_000, Ordering::Relaxed);
    board.open_board();
    let url = format!("http://{}", board.client().address());
    let stand = Stand::with(database, &board.fixture, &url, 4, "", None);
    let before = board.fixture.entries.len() as u64;

    let (voter, mut phone, mut laptop) = (stand.signed_in(1), Device::new(1), Device::new(2));
    register(&stand, &voter, 1, &mut phone).good();
    assert_eq!(placed(&stand, &voter), before);
    let client = board.client();
    let seen = |device: &Device| client.get(&format!("/api/v1/credentials/{}", device.credential())).status;
    assert_eq!((seen(&phone), seen(&laptop)), (200, 404));
    // a new device; somebody else; a revocation and a new chain
    register(&stand, &stand.signed_in(1), 1, &mut laptop).good();
    assert_eq!(placed(&stand, &voter), before + 1);
    let (other, mut tablet) = (stand.signed_in(2), Device::new(3));
    register(&stand, &other, 2, &mut tablet).good();
    placed(&stand, &other);
    let [one, two] = REGISTRARS.map(|number| stand.signed_in(number));
    let why = json!({ "reason": "the tablet was stolen" });
    let deed = one.post(&stand.of_office("lines/2/revocation"), &why).good();
    two.post(&format!("/desk/v1/office/deeds/{}/consent", text(&deed["deed"])), &json!({})).good();
    let mut fourth = Device::new(4);
    register(&stand, &other, 2, &mut fourth).good();
    placed(&stand, &other);

    // the auditor
    let size = before + 5;
    board.wait_published(size);
    let mut statements = Vec::new();
    let reader = LogReader::new(&client);
    for index in before..size {
        let bytes = reader.entry(tabella_tlog::LeafIndex(index), tabella_tlog::TreeSize(size)).unwrap();
        let entry = Entry::with_blob(bytes.clone(), Vec::new()).unwrap();
        statements.push(match entry.kind() {
            Kind::Credential => (index, Statement::Credential(Signed::decode(&bytes).unwrap())),
            Kind::Revocation => (index, Statement::Revocation(Signed::decode(&bytes).unwrap())),
            kind => panic!("{kind}"),
        });
    }
    let key = age::x25519::Identity::generate();
    let to = json!({ "recipient": key.to_public().to_string() });
    let deed = one.post(&stand.of_office("evidence"), &to).good();
    let manager = stand.signed_in(MANAGERS[0]);
    let consented =
        manager.post(&format!("/desk/v1/office/deeds/{}/consent", text(&deed["deed"])), &json!({}));
    let file = fetch(&manager, &consented);
    let export = Export::read(key.to_string().expose_secret(), &file.body[..]).unwrap();
    let card = demo_configuration(&stand.election, vec![authority().anchor()]).unwrap();
    let (election, paper_counted) = (&stand.election, Some(0));
    let officials = REGISTRARS.map(person_id).into_iter().collect();
    let case = Case {
        election,
        roll: &export.electorate,
        export: &export,
        card: &card,
        paper_counted,
        closes: UnixTime(election.closes()),
        closed: true,
        outages: &[],
        officials: Some(&officials),
    };
    let report = audit(&case, statements.clone());
    assert!(report.is_clean(), "{report:?}");
    let numbers = report.numbers;
    assert_eq!((numbers.credentials, numbers.replacements, numbers.people), (4, 1, 2));
    assert_eq!((numbers.revoked_administrative, numbers.without_ocsp), (1, 0));
    // the auditor's check can fail
    statements.remove(0);
    assert!(!audit(&case, statements).is_clean());
}

/// An urn lets entries wait for each other. What many people are given goes to it together; what one person is given, one after
/// the other.
fn many_share_a_pool(database: TestDatabase) {
    const PEOPLE: u64 = 40;
    let mut board = urn::Stand::with(&setup());
    board.time.store(board.fixture.election.opens() + 1_000, Ordering::Relaxed);
    board.open_board();
    let before = board.fixture.entries.len() as u64;
    // away for now, and back where it was
    let address = board.client().address();
    board.stop();
    (board.config.listen, board.config.pool.milliseconds) = (address, 1_000);
    let stand = Stand::with(database, &board.fixture, &format!("http://{address}"), PEOPLE, "", None);
    for person in 1..=PEOPLE {
        let voter = stand.signed_in(person);
        for device in 0..if person == 1 { 3 } else { 1 } {
            register(&stand, &voter, person, &mut Device::new(1_000 * device + person)).good();
        }
    }
    let total = |metrics: &str, name: &str| -> u64 {
        let line = metrics.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().parse().unwrap()
    };
    board.start().unwrap();
    let (desk, started) = (Browser::new(stand.address()), Instant::now());
    while total(&desk.get("/metrics").text(), "tabella_desk_placed_total ") < PEOPLE + 2 {
        assert!(started.elapsed() < PATIENCE, "not placed");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(total(&desk.get("/metrics").text(), "tabella_desk_never_placed_total "), 0);
    // one pool for everyone, two more for the second and the third of one person; some more on a busy machine
    let urn = String::from_utf8(board.client().get("/metrics").body).unwrap();
    let pools = total(&urn, "tabella_urn_batch_entries_count ");
    assert!((3..=PEOPLE / 4).contains(&pools), "{pools} pools for {PEOPLE} people");
    assert_eq!(placed(&stand, &stand.signed_in(1)), before + PEOPLE + 1);
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
