//! G07: personal codes, names and addresses go through every flow, and are in no log line, metric, URL or problem.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use age::secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tabella_database::testing::TestDatabase;
use tabella_identity::{PersonId, Redacted};
use tabella_roll::{Roll, export::Export};
use tabella_server::desk::routes;
use tracing_subscriber::EnvFilter;

use crate::{
    browser::{Answer, Browser},
    credentials::register,
    device::Device,
    exports::fetch,
    on_both,
    stand::{HELPDESK, MANAGERS, ORIGIN, REGISTRARS, SECRET, Stand, authority, entry},
};

on_both!(g07_nothing_personal_gets_out);

const CODE: &str = "48812040138";
const NAME: &str = "Kanarienvogel";

/// Everything that is logged in this process.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) fn log() -> Log {
    static LOG: std::sync::OnceLock<Log> = std::sync::OnceLock::new();
    let log = LOG.get_or_init(|| {
        let log = Log::default();
        let writer = log.clone();
        // more than any operator sees
        let filter = EnvFilter::new("info,tabella_server=trace,tabella_desk_store=trace,tower_sessions=trace,tower_sessions_core=trace");
        let builder = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false);
        builder.with_writer(move || writer.clone()).init();
        log
    });
    log.clone()
}

#[track_caller]
fn silent(what: &str, text: &str) {
    for canary in [CODE, NAME, "Vogelweide"] {
        assert!(!text.contains(canary), "{what} tells {canary}: {text}");
    }
}

/// Every refusal is looked at.
#[track_caller]
fn refused(answer: &Answer) {
    assert!(answer.status >= 400, "{answer:?}");
    // a page names the person who looks at it in its head, and nobody in what it says
    let text = answer.text();
    silent("a problem", text.split_once("<main").map_or(&*text, |(_, main)| main));
    silent("a header", &format!("{:?}", answer.headers));
}

fn g07_nothing_personal_gets_out(database: TestDatabase) {
    let log = log();
    let stand = Stand::new(database, 1);
    let id = PersonId::parse(&format!("PNOEE-{CODE}")).unwrap();
    let card = || authority().card(&id, NAME, NAME);
    let mut roll = Roll::new();
    for number in [1, 2] {
        let mut entry = entry(number);
        if number == 2 {
            entry.person.id = id.clone();
            entry.person.given_name = Redacted::new(NAME.into());
            entry.person.address = Some(Redacted::new(format!("Vogelweide 1\n{NAME}")));
            entry.person.email = Some(Redacted::new(format!("{NAME}@example.org")));
        }
        roll.insert(entry).unwrap();
    }
    silent("the report", &stand.put_roll(&roll).to_string());
    let faulty = String::from_utf8(roll.to_csv()).unwrap().replace(",1,en,", &format!(",{NAME},en,"));
    let registrar = stand.signed_in(REGISTRARS[0]);
    let looked = registrar.post_as(&stand.of_office("uploads"), "text/csv", faulty.as_bytes());
    assert_eq!(looked.good()["rejected"], 2);
    silent("the report of faults", &looked.text());

    let browser = stand.browser();
    refused(&browser.answer(&format!("{{\"{NAME}\":\"{CODE}\"}}")));
    browser.challenge();
    refused(&browser.answer(&format!("{{\"unverifiedCertificate\":\"{CODE}\"}}")));
    refused(&browser.post("/desk/v1/sign-in", &json!({ NAME: CODE })));
    refused(&browser.answer(&card().authenticate(ORIGIN, &"A".repeat(44))));
    browser.challenge();
    refused(&browser.answer(&card().authenticate("https://evil.example", &browser.challenge())));
    browser.sign_in(&card()).good();
    assert!(browser.get("/desk/v1/me").text().contains("Vogelweide"), "the canary lives");
    let mut device = Device::new(1);
    let challenge = browser.post(&stand.of_election("credential/challenge"), &json!({})).good();
    let mut wrong = device.request(stand.election.id(), &challenge, &card());
    wrong["z"] = CODE.into();
    refused(&browser.post(&stand.of_election("credential"), &wrong));
    let challenge = browser.post(&stand.of_election("credential/challenge"), &json!({})).good();
    let request = device.request(stand.election.id(), &challenge, &card());
    browser.post(&stand.of_election("credential"), &request).good();
    refused(&register(&stand, &stand.signed_in(1), 1, &mut device));
    let own = stand.of_election("me/correction");
    browser.post(&own, &json!({ "changes": { "address": format!("Vogelweide 2\n{NAME}") } })).good();
    for changes in [
        json!({ NAME: "x" }),
        json!({ "surname": NAME }),
        json!({ "language": NAME }),
        json!({ "email": NAME }),
    ] {
        refused(&browser.post(&own, &json!({ "changes": changes })));
    }
    office(&stand, &registrar);
    // whatever stands where an id should
    for route in routes().into_iter().filter(|route| route.path.contains('{')) {
        let path =
            ["{election}", "{upload}", "{number}", "{deed}", "{reference}", "{sheet}", "{wish}", "{batch}"]
                .iter()
                .fold(route.path.to_owned(), |path, part| path.replace(part, CODE));
        for browser in [&browser, &registrar] {
            refused(&match route.method {
                "GET" => browser.get(&path),
                _ => browser.post(&path, &json!({ NAME: CODE })),
            });
        }
    }
    let mut portal = Browser::new(stand.address());
    portal.bearer = Some(SECRET.into());
    let path = format!("/desk/v1/data-tracker/findUsage?userCode=EE{CODE}&periodStart={NAME}");
    refused(&portal.send("GET", &path, &[("x-road-userid", &format!("EE{CODE}"))], b""));

    silent("a metric", &browser.get("/metrics").text());
    silent("the description", &browser.get("/desk/v1/openapi.json").text());
    assert!(routes().iter().all(|route| !route.path.contains("person")), "a URL asks for a person");
    browser.post("/desk/v1/sign-out", &Value::Null);
    let logged = log.text();
    assert!(logged.contains("listening") && logged.contains("refused"), "nothing is logged at all");
    for canary in [CODE, NAME, "Vogelweide"] {
        let line = logged.lines().find(|line| line.contains(canary));
        assert_eq!(line, None, "a log line tells {canary}");
    }
}

fn office(stand: &Stand, registrar: &Browser) {
    let helpdesk = stand.signed_in(HELPDESK);
    let look = stand.of_office("lines/look");
    helpdesk.post(&look, &json!({ "purpose": "letter", "personal_code": format!("PNOEE-{CODE}") })).good();
    refused(&helpdesk.post(&look, &json!({ "purpose": NAME, "personal_code": CODE })));
    refused(&helpdesk.post(&look, &json!({ "purpose": "letter", "personal_code": CODE })));
    refused(&helpdesk.post(&look, &json!({ "purpose": "letter", "number": CODE })));
    let correction = stand.of_office("lines/2/correction");
    refused(&registrar.post(&correction, &json!({ "changes": { "email": NAME }, "reason": NAME })));
    let decisive = json!({ "changes": { "surname": "Vogelweide" }, "reason": format!("{NAME} married") });
    let deed = registrar.post(&correction, &decisive).good();
    let path = format!("/desk/v1/office/deeds/{}/consent", deed["deed"].as_str().unwrap());
    stand.signed_in(REGISTRARS[1]).post(&path, &json!({})).good();
    let revocation = stand.of_office("lines/2/revocation");
    let deed = registrar.post(&revocation, &json!({ "reason": format!("{NAME} lost it") })).good();
    let path = format!("/desk/v1/office/deeds/{}/consent", deed["deed"].as_str().unwrap());
    refused(&registrar.post(&path, &json!({})));
    stand.signed_in(REGISTRARS[1]).post(&path, &json!({})).good();
    let [one, other] = MANAGERS.map(|number| stand.signed_in(number));
    let post = json!({ "person": format!("PNOEE-{CODE}"), "role": "helpdesk" });
    let deed = one.post("/desk/v1/office/officials/appoint", &post).good();
    let path = format!("/desk/v1/office/deeds/{}/consent", deed["deed"].as_str().unwrap());
    other.post(&path, &json!({})).good();
    let key = age::x25519::Identity::generate();
    let to = json!({ "recipient": key.to_public().to_string() });
    let deed = registrar.post(&stand.of_office("evidence"), &to).good();
    let path = format!("/desk/v1/office/deeds/{}/consent", deed["deed"].as_str().unwrap());
    let consented = one.post(&path, &json!({}));
    silent("an export", &consented.text());
    let file = fetch(&one, &consented);
    let export = Export::read(key.to_string().expose_secret(), &file.body[..]).unwrap();
    let holds = |canary: &str| file.body.windows(canary.len()).any(|window| window == canary.as_bytes());
    assert!(export.electorate.len() == 2 && !holds(CODE) && !holds(NAME), "the export is not sealed");
    let nobody = json!({ "person": NAME, "role": "helpdesk" });
    refused(&one.post("/desk/v1/office/officials/appoint", &nobody));
}
