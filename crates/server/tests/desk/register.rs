//! The population register: asked about everyone who asks for a vote by post, over HTTP, whatever it answers, or nothing.

use std::{
    collections::BTreeSet,
    net::TcpListener,
    thread::JoinHandle,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tabella_database::testing::TestDatabase;
use tabella_server::desk::{DemoMood, DemoRegister};
use tabella_tests::Fixture;
use tokio::{runtime::Runtime, sync::oneshot};

use crate::{
    browser::{Answer, Browser},
    canary::log,
    on_both,
    postal::{TYPED, ask, file, number, shows},
    postal_office::{consent, steps, wait},
    stand::{JANUARY, POSTAL_OFFICERS, Stand, person_id, roll, setup},
};

on_both!(
    it_agrees_and_is_approved_with_the_others,
    an_official_looks_where_it_differs,
    down_a_request_is_filed_and_waits,
    slow_it_delays_nobody,
    wild_answers_are_refused,
    two_officials_go_ahead_of_it,
    a_difference_is_approved_by_who_has_seen_it,
    a_form_is_filled_in,
);

const SERVICE: &str = "DEMO/GOV/0/population-register/person";
/// What a citizen reads while nothing is confirmed.
const AWAITED: &str = "The population register has not confirmed your data yet";

/// A register that runs, until it is dropped.
struct Running {
    register: DemoRegister,
    port: u16,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    fn start(people: &Value) -> Self {
        Self::start_at(people, 0)
    }

    fn start_at(people: &Value, port: u16) -> Self {
        let register = DemoRegister::new(people.to_string().as_bytes()).unwrap();
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stop, stopped) = oneshot::channel();
        let own = register.clone();
        let thread = std::thread::spawn(move || {
            let runtime = Runtime::new().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let stopped = async move { drop(stopped.await) };
                own.serve(listener, stopped).await;
            });
            runtime.shutdown_background();
        });
        Self { register, port, stop: Some(stop), thread: Some(thread) }
    }

    fn put(&self, people: &Value) {
        self.register.put(people.to_string().as_bytes()).unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.register.be(DemoMood::Kind);
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// The lines of config that lead to a register at this port, with patience enough for a busy machine.
fn lines(port: u16) -> String {
    lines_with(port, "timeout_seconds = 60\nprefill_milliseconds = 10000\n")
}

fn lines_with(port: u16, more: &str) -> String {
    format!(
        "---[register]\nurl = \"http://127.0.0.1:{port}\"\nservice = \"{SERVICE}\"\nclient = \"DEMO/GOV/1/tabella\"\nuser = \
         \"DEMO\"\n{more}"
    )
}

/// What the register has of a person: the same as the roll.
fn record(number: u64) -> Value {
    json!({
        "given_names": format!("GIVEN{number}"),
        "surname": "Weber",
        "birth_date": "1980-01-08",
        "place_of_birth": "Esch, Luxembourg",
        "deceased": false,
        "address": { "country": "LU", "lines": [format!("{number} rue du Nord"), "L-1234 Luxembourg"] },
    })
}

fn people(records: impl IntoIterator<Item = (u64, Value)>) -> Value {
    let pair = |(number, record): (u64, Value)| (person_id(number).expose(), record);
    Value::Object(records.into_iter().map(pair).collect())
}

fn case(stand: &Stand, reference: &str) -> String {
    stand.of_post_office(&format!("/requests/{reference}"))
}

/// Waits until the office's page of a request says this.
fn wait_for(stand: &Stand, reference: &str, words: &str) {
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    wait(words, || officer.page(&case(stand, reference)).text().contains(words));
}

/// What the office's page of a request says of the register, as its form for an approval sends it.
fn seen(stand: &Stand, officer: &Browser, reference: &str) -> String {
    let page = officer.page(&case(stand, reference)).text();
    let (_, rest) = page.split_once("name=\"register\" value=\"").unwrap_or_else(|| panic!("{page}"));
    rest.split('"').next().unwrap().to_owned()
}

/// An approval on the page as it is now.
fn approve(stand: &Stand, officer: &Browser, reference: &str, words: &str) -> Answer {
    let seen = seen(stand, officer, reference);
    let fields = [("step", "approve"), ("words", words), ("register", &*seen)];
    officer.form(&case(stand, reference), &fields)
}

/// How often the register was asked with this outcome.
fn outcomes(browser: &Browser, outcome: &str) -> u64 {
    let metrics = browser.get("/metrics").text();
    let name = format!("tabella_desk_register_asked_total{{reason=\"{outcome}\"}} ");
    metrics.lines().find_map(|line| line.strip_prefix(&name)).map_or(0, |count| count.parse().unwrap())
}

fn it_agrees_and_is_approved_with_the_others(database: TestDatabase) {
    let log = log();
    let house = Running::start(&people([(1, record(1)), (2, record(2))]));
    let stand = Stand::in_january(database, 2, &lines(house.port));
    let references = [1, 2].map(|person| file(&stand, person));
    for reference in &references {
        wait_for(&stand, reference, "agrees, Friday 15 January 2027");
    }
    let browser = stand.signed_in(1);
    let own = browser.page(&stand.of_post(&format!("/requests/{}", references[0])));
    assert!(!own.text().contains(AWAITED));
    // both looks stand in the data log: the one for the form, and the one of the office
    let usage = browser.page("/usage").text();
    assert_eq!(usage.matches("asked the population register about you").count(), 2, "{usage}");

    let asked = house.register.asked();
    assert_eq!(asked.len(), 4);
    let ids: BTreeSet<&String> = asked.iter().map(|asked| &asked.headers["x-road-id"]).collect();
    assert_eq!(ids.len(), 4, "a question without a number of its own");
    let [one, two] = [1, 2].map(person_id);
    for asked in &asked {
        assert_eq!(asked.path, format!("/r1/{SERVICE}"), "a code in an address");
        assert_eq!(asked.headers["x-road-client"], "DEMO/GOV/1/tabella");
        let body: Value = serde_json::from_slice(&asked.body).unwrap();
        assert_eq!((body["purpose"].as_str(), body.as_object().unwrap().len()), (Some("vote-by-post"), 2));
        let code = body["personal_code"].as_str().unwrap();
        assert!(code == one.expose() || code == two.expose());
        match &*asked.headers["x-road-issue"] {
            // who asks for the own data
            "vote-by-post" => {
                assert_eq!(asked.headers["x-road-userid"], code.replace("PNOEE-", "EE"));
            }
            issue => {
                assert!(references.iter().any(|one| issue == format!("vote-by-post {one}")), "{issue}");
                assert_eq!(asked.headers["x-road-userid"], "DEMO");
            }
        }
    }
    assert!(!log.text().contains(one.expose_code()) && !log.text().contains("GIVEN1"));

    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    let page = officer.page(&stand.of_post_office("?register=agrees"));
    shows(&page, &[&references[0], &references[1], "What the population register has not confirmed"]);
    assert!(!page.text().contains("waits for the register"));
    let fields: Vec<_> =
        references.iter().map(|one| ("reference", &**one)).chain([("sure", "yes")]).collect();
    shows(
        &officer.form(&stand.of_post_office("/bulk"), &fields),
        &["Approved: 2. Left for a closer look: 0."],
    );
}

fn an_official_looks_where_it_differs(database: TestDatabase) {
    let mut moved = record(1);
    moved["surname"] = "Wagner".into();
    moved["address"] = json!({ "country": "LU", "lines": ["9, rue du Sud", "L-4321 Esch"] });
    let house = Running::start(&people([(1, moved.clone()), (2, record(2))]));
    let stand = Stand::in_january(database, 2, &lines(house.port));
    let reference = file(&stand, 1);
    wait_for(&stand, &reference, "has something else, Friday");
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    let page = officer.page(&case(&stand, &reference));
    shows(
        &page,
        &["In the register: Surname", "Wagner", "In the register: Registered address", "9, rue du Sud"],
    );
    shows(&page, &["Compare before you decide", "1, rue du Nord"]);
    assert!(!page.text().contains("In the register: Date of birth"));
    let list = officer.page(&stand.of_post_office("?register=differs"));
    shows(&list, &[&reference, "register differs"]);
    assert!(!list.text().contains("Wagner") && !list.text().contains("/bulk"));
    assert!(!officer.page(&stand.of_post_office("?register=agrees")).text().contains(&reference));
    let bulk = officer.form(&stand.of_post_office("/bulk"), &[("reference", &reference), ("sure", "yes")]);
    shows(&bulk, &["Approved: 0. Left for a closer look: 1."]);
    // the register was corrected
    moved["surname"] = "Weber".into();
    moved["address"] = record(1)["address"].clone();
    house.put(&people([(1, moved)]));
    officer.page(&case(&stand, &reference));
    officer.form(&format!("{}/register", case(&stand, &reference)), &[]);
    wait_for(&stand, &reference, "agrees, Friday");
    // what is confirmed is not asked about again
    let asked = house.register.asked().len();
    officer.form(&format!("{}/register", case(&stand, &reference)), &[]);
    shows(&officer.page(&case(&stand, &reference)), &["agrees, Friday"]);
    assert_eq!(house.register.asked().len(), asked);
    // somebody whom it never knew, approved by one who has looked where it only differs
    let mut other = record(2);
    other["given_names"] = "Léa".into();
    house.put(&people([(2, other)]));
    let second = file(&stand, 2);
    wait_for(&stand, &second, "has something else, Friday");
    steps(&stand, &officer, &second, &["take-up"]);
    approve(&stand, &officer, &second, "");
    shows(&officer.page(&case(&stand, &second)), &["<p>approved</p>", "In the register: Given names"]);
}

/// The citizen files all the same; nothing is approved; a restart forgets nothing; then it is checked.
fn down_a_request_is_filed_and_waits(database: TestDatabase) {
    let fixture = Fixture::unannounced(&setup());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let stand = Stand::of_january(database, &fixture, &roll(1), &lines(port));
    let reference = file(&stand, 1);
    let path = stand.of_post(&format!("/requests/{reference}"));
    shows(&stand.signed_in(1).page(&path), &["received by the office", AWAITED]);
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    wait("a question in vain", || outcomes(&officer, "silent") > 1);
    let page = officer.page(&stand.of_post_office(""));
    shows(&page, &[&reference, "waits for the register"]);
    assert!(!page.text().contains("/bulk"), "nothing is clean");
    let bulk = officer.form(&stand.of_post_office("/bulk"), &[("reference", &reference), ("sure", "yes")]);
    shows(&bulk, &["Approved: 0. Left for a closer look: 1."]);
    steps(&stand, &officer, &reference, &["take-up"]);
    shows(&officer.page(&case(&stand, &reference)), &["has not answered yet, and this request waits for it"]);
    let refused = approve(&stand, &officer, &reference, "");
    assert_eq!(refused.status, 422);
    shows(&refused, &["Say in words why it is approved all the same", "<p>being checked</p>"]);

    let stand = stand.again(&fixture, &lines(port), JANUARY + 60);
    shows(&stand.signed_in(1).page(&path), &["being checked", AWAITED]);
    let house = Running::start_at(&people([(1, record(1))]), port);
    stand.later(3_600);
    wait_for(&stand, &reference, "agrees, Friday");
    assert!(!stand.signed_in(1).page(&path).text().contains(AWAITED));
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    steps(&stand, &officer, &reference, &["approve"]);
    shows(&stand.signed_in(1).page(&path), &["approved"]);
    let issues: Vec<_> =
        house.register.asked().iter().map(|asked| asked.headers["x-road-issue"].clone()).collect();
    assert_eq!(issues, [format!("vote-by-post {reference}")], "asked once it answered");
}

/// No page waits longer than the config says, and after one that had to wait the others do not.
fn slow_it_delays_nobody(database: TestDatabase) {
    let house = Running::start(&people([(1, record(1)), (2, record(2))]));
    house.register.be(DemoMood::Slow(Duration::from_secs(20)));
    let stand = Stand::in_january(
        database,
        2,
        &lines_with(house.port, "timeout_seconds = 1\nprefill_milliseconds = 400\n"),
    );
    let begin = |person: u64| {
        let browser = stand.signed_in(person);
        browser.page(&stand.of_post(""));
        let started = Instant::now();
        let form = browser.form(&stand.of_post(""), &[]);
        shows(&form, &["Your data", "rue du Nord"]);
        assert!(!form.text().contains("value=\"Esch"), "filled in without an answer");
        started.elapsed()
    };
    let first = begin(1);
    assert!(first < Duration::from_secs(5), "{first:?}");
    let asked = house.register.asked().len();
    begin(2);
    assert_eq!(house.register.asked().len(), asked, "one more waits for a register that is slow");
    let browser = stand.signed_in(1);
    for (sheet, fields) in TYPED {
        browser.form(&stand.of_post(&format!("/form/{sheet}")), fields);
    }
    browser.form(&stand.of_post("/form/check"), &[("declaration", "yes")]);
    let started = Instant::now();
    let sent = browser.form(&stand.of_post("/sign/demo"), &[]);
    assert!(started.elapsed() < Duration::from_secs(5));
    shows(&sent, &["signed and sent", AWAITED]);
    let reference = number(&sent);
    // the pages are as quick while the office's question waits in vain
    wait("a question in vain", || outcomes(&browser, "silent") > 1);
    shows(&browser.page(&stand.of_post(&format!("/requests/{reference}"))), &[AWAITED]);
    house.register.be(DemoMood::Kind);
    stand.later(600);
    wait_for(&stand, &reference, "agrees, Friday");
}

/// Too long, no JSON, about somebody else, to another question: none of it counts, and nothing of it is logged.
fn wild_answers_are_refused(database: TestDatabase) {
    let log = log();
    let house = Running::start(&people([(1, record(1))]));
    house.register.be(DemoMood::Down);
    let stand = Stand::in_january(database, 1, &lines(house.port));
    let reference = file(&stand, 1);
    let browser = stand.signed_in(1);
    wait("a question in vain", || outcomes(&browser, "refused") > 0);
    let canary = "Kanarienvogel";
    let mut named = record(1);
    named["surname"] = canary.into();
    let mut more = named.clone();
    more["shoe_size"] = canary.into();
    let says = |code: &str, person: &Value| json!({ "personal_code": code, "person": person }).to_string();
    let (own, other) = (person_id(1).expose(), person_id(2).expose());
    let wild = [
        ("too-long", DemoMood::Says(format!("{}{}", says(&own, &named), " ".repeat(70_000)).into_bytes())),
        ("malformed", DemoMood::Says(format!("{{\"{canary}").into_bytes())),
        ("malformed", DemoMood::Says(says(&own, &more).into_bytes())),
        ("malformed", DemoMood::Says(json!({ "personal_code": own }).to_string().into_bytes())),
        ("other-person", DemoMood::Says(says(&other, &named).into_bytes())),
        ("other-person", DemoMood::Says(says(&other, &Value::Null).into_bytes())),
        ("other-question", DemoMood::Confused),
    ];
    for (why, mood) in wild {
        let before = outcomes(&browser, why);
        house.register.be(mood);
        stand.later(10);
        let officer = stand.signed_in(POSTAL_OFFICERS[0]);
        officer.page(&case(&stand, &reference));
        // an official does not wait until it is due
        officer.form(&format!("{}/register", case(&stand, &reference)), &[]);
        wait(why, || outcomes(&browser, why) > before);
        shows(&stand.signed_in(1).page(&stand.of_post(&format!("/requests/{reference}"))), &[AWAITED]);
    }
    let logged = log.text();
    assert!(logged.contains("an answer of the population register is refused"), "nothing is logged");
    for personal in [canary, person_id(1).expose_code(), person_id(2).expose_code(), "Esch", "rue du Nord"] {
        let line = logged.lines().find(|line| line.contains(personal));
        assert_eq!(line, None, "a log line tells {personal}");
    }
    house.register.be(DemoMood::Kind);
    stand.later(3_600);
    wait_for(&stand, &reference, "agrees, Friday");
}

/// Ahead of the register, or against it: two, who say why, and know what it has said.
fn two_officials_go_ahead_of_it(database: TestDatabase) {
    let house = Running::start(&people([]));
    house.register.be(DemoMood::Down);
    let stand = Stand::in_january(database, 3, &lines(house.port));
    let references = [file(&stand, 1), file(&stand, 2)];
    let [officer, second] = POSTAL_OFFICERS.map(|number| stand.signed_in(number));
    let approve = |reference: &str, words: &str| approve(&stand, &officer, reference, words);
    for reference in &references {
        steps(&stand, &officer, reference, &["take-up"]);
        assert_eq!(approve(reference, " ").status, 422);
        shows(&approve(reference, "Called back on a known number."), &["Another official must consent"]);
    }
    // one is done; before the other one is, the register answers
    shows(&consent(&stand, &second, &references[0]), &["<p>approved</p>", "by two officials", "Called back"]);
    let mut late = record(2);
    late["deceased"] = true.into();
    house.put(&people([(2, late)]));
    house.register.be(DemoMood::Kind);
    stand.later(600);
    wait_for(&stand, &references[1], "says that the person has died, Friday");
    assert_eq!(consent(&stand, &second, &references[1]).problem(), "register-said");
    shows(&second.page(&case(&stand, &references[1])), &["<p>being checked</p>"]);
    // what was decided is not asked about
    assert!(!officer.page(&case(&stand, &references[0])).text().contains("Ask the register again"));
    // nobody is known under this code: that is no difference which one official looks at
    house.put(&people([]));
    officer.form(&format!("{}/register", case(&stand, &references[1])), &[]);
    wait_for(&stand, &references[1], "knows nobody with this code, Friday");
    assert_eq!(approve(&references[1], "").status, 422);
    // what goes against it keeps its mark once it is approved
    let third = file(&stand, 3);
    wait_for(&stand, &third, "knows nobody with this code, Friday");
    steps(&stand, &officer, &third, &["take-up"]);
    shows(&approve(&third, "Known here for years."), &["Another official must consent"]);
    shows(&consent(&stand, &second, &third), &["<p>approved</p>", "Decide whether the papers go out"]);
    let list = officer.page(&stand.of_post_office("?register=not-found&state=approved"));
    shows(&list, &[&third, "not in the register"]);
    // the person reads why
    shows(
        &stand.signed_in(1).page(&stand.of_post(&format!("/requests/{}", references[0]))),
        &["Called back on a known"],
    );
}

/// The page said that the register is silent; by the time of the approval it differs: no official has seen that.
fn a_difference_is_approved_by_who_has_seen_it(database: TestDatabase) {
    let house = Running::start(&people([]));
    house.register.be(DemoMood::Down);
    let stand = Stand::in_january(database, 2, &lines(house.port));
    let references = [file(&stand, 1), file(&stand, 2)];
    let [officer, second] = POSTAL_OFFICERS.map(|number| stand.signed_in(number));
    for reference in &references {
        steps(&stand, &officer, reference, &["take-up"]);
    }
    // one is proposed to a second official, the other one is a page that lies open
    shows(
        &approve(&stand, &officer, &references[1], "Called back on a known number."),
        &["Another official must consent"],
    );
    assert_eq!(seen(&stand, &officer, &references[0]), "waits");
    let moved = |number| {
        let mut moved = record(number);
        moved["surname"] = "Wagner".into();
        (number, moved)
    };
    house.put(&people([moved(1), moved(2)]));
    house.register.be(DemoMood::Kind);
    stand.later(600);
    for reference in &references {
        wait_for(&stand, reference, "has something else, Friday");
    }
    let words = ("words", "Called back on a known number.");
    let path = case(&stand, &references[0]);
    for register in [&[("register", "waits")][..], &[("register", "agrees")], &[]] {
        let fields: Vec<_> = [("step", "approve"), words].iter().chain(register).copied().collect();
        let refused = officer.form(&path, &fields);
        assert_eq!((refused.status, &*refused.problem()), (409, "register-said"), "{register:?}");
    }
    assert_eq!(consent(&stand, &second, &references[1]).problem(), "register-said");
    for reference in &references {
        shows(&officer.page(&case(&stand, reference)), &["<p>being checked</p>", "Wagner"]);
        assert_eq!(seen(&stand, &officer, reference), "differs");
    }
    // who has seen it decides alone
    approve(&stand, &officer, &references[0], "");
    shows(&officer.page(&path), &["<p>approved</p>"]);
}

/// Nothing is asked twice: what the register has is there, and can be changed.
fn a_form_is_filled_in(database: TestDatabase) {
    let mut abroad = record(1);
    abroad["address"] = json!({ "country": "FR", "lines": ["2 rue X", "57000 Metz"] });
    abroad["phone"] = "+352 621 123 456".into();
    abroad["email"] = "one@example.org".into();
    let house = Running::start(&people([(1, abroad)]));
    let stand = Stand::in_january(database, 2, &lines(house.port));
    let browser = stand.signed_in(1);
    browser.page(&stand.of_post(""));
    let data = browser.form(&stand.of_post(""), &[]);
    shows(&data, &["value=\"Esch, Luxembourg\"", "may come from the population register", "call us"]);
    shows(&browser.page(&stand.of_post("/form/delivery")), &["value=\"abroad\" checked"]);
    shows(&browser.page(&stand.of_post("/form/address")), &["2 rue X\n57000 Metz"]);
    shows(
        &browser.page(&stand.of_post("/form/contact")),
        &["value=\"+352621123456\"", "value=\"one@example.org\""],
    );
    shows(&browser.page("/usage"), &["asked the population register about you", "voting by post"]);
    // what is changed stays changed, and what is begun is not begun again
    browser.form(&stand.of_post("/form/data"), &[("place-of-birth", "Metz")]);
    browser.form(&stand.of_post(""), &[]);
    shows(&browser.page(&stand.of_post("/form/data")), &["value=\"Metz\""]);
    assert_eq!(house.register.asked().len(), 1);
    // whom the register does not know fills it in as always
    let other = ask(&stand, &stand.signed_in(2), 2, &TYPED);
    shows(&other, &["signed and sent"]);
}
