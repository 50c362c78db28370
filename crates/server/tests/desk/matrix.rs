//! Who may use what: every route as everyone, compared with what is written down in `matrix.txt`.

use std::fmt::Write as _;

use rand_core::OsRng;
use serde_json::{Value, json};
use tabella_crypto::ElectionId;
use tabella_database::testing::TestDatabase;
use tabella_desk_store::{DeskKey, DeskPool, Office, Role};
use tabella_identity::UnixTime;
use tabella_server::desk::{Action, RouteInfo, Who, permits, routes};
use tokio::runtime::Runtime;

use crate::{
    browser::Browser,
    on_both,
    stand::{OFFICIALS, REGISTRARS, SECRET, Stand, person_id},
};

on_both!(g06_every_route_as_everyone, the_data_tracker_asks_for_one_person);

/// What was agreed: a line for each route, a column for everyone. An official's column has three letters: of an office that
/// holds everywhere, of one in another election, of one in another district than the person whom it is about.
const AGREED: &str = include_str!("matrix.txt");

/// Where an official's office holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Everywhere,
    OtherElection,
    OtherDistrict,
}

const HOLDS: [Holds; 3] = [Holds::Everywhere, Holds::OtherElection, Holds::OtherDistrict];

/// Who holds such an office.
fn official(role: Role, holds: Holds) -> u64 {
    let number = OFFICIALS.iter().find(|(_, word)| *word == role.as_str()).unwrap().0;
    match holds {
        Holds::Everywhere => number,
        Holds::OtherElection => number + 1_000,
        Holds::OtherDistrict => number + 2_000,
    }
}

fn appoint_elsewhere(stand: &Stand, url: &str) {
    let rows = Role::ALL.into_iter().flat_map(|role| {
        let (other, here) = (ElectionId([9; 32]), *stand.election.id());
        let elsewhere = Office { role, election: Some(other), district: None };
        let district = Office { role, election: Some(here), district: Some("harbour".into()) };
        [(official(role, Holds::OtherElection), elsewhere), (official(role, Holds::OtherDistrict), district)]
    });
    Runtime::new().unwrap().block_on(async {
        let store = DeskPool::open(url, DeskKey::new(&[0x5a; 32]), &mut OsRng).await.unwrap();
        for (number, office) in rows {
            store.appoint(&store.key().person(&person_id(number)), &office, UnixTime(0)).await.unwrap();
        }
        store.close().await;
    });
}

/// Everyone, in the order of the columns.
fn everyone() -> Vec<(Who, Holds)> {
    let holds = |who| match who {
        Who::Official(_) => HOLDS.to_vec(),
        _ => vec![Holds::Everywhere],
    };
    Who::all().flat_map(|who| holds(who).into_iter().map(move |holds| (who, holds))).collect()
}

fn browser_of(stand: &Stand, who: Who, holds: Holds) -> Browser {
    match who {
        Who::Nobody => stand.browser(),
        Who::Person => stand.signed_in(1),
        Who::Official(role) => stand.signed_in(official(role, holds)),
        Who::Portal => {
            let mut browser = stand.browser();
            browser.bearer = Some(SECRET.to_owned());
            browser
        }
    }
}

/// What a request needs to get as far as the question where an office holds.
fn body(route: &RouteInfo, recipient: &str) -> Value {
    let end = route.path.rsplit('/').next().unwrap();
    match end {
        "look" if route.path.contains("lines") => json!({ "purpose": "letter", "number": 1 }),
        "correction" if route.path.contains("lines") => json!({ "changes": { "email": "" }, "reason": "x" }),
        "revocation" => json!({ "reason": "x" }),
        "evidence" => json!({ "recipient": recipient }),
        "appoint" | "dismiss" => json!({ "person": person_id(77).expose(), "role": "helpdesk" }),
        "consent" | "apply" if route.path.contains("uploads") => json!({ "difference": "0".repeat(64) }),
        _ => json!({}),
    }
}

/// A deed about person 1 that waits for a second registrar.
fn deed(stand: &Stand, registrar: &Browser) -> String {
    stand.later(1);
    let change = json!({ "changes": { "surname": format!("Weber {}", stand.now()) }, "reason": "married" });
    let proposed = registrar.post(&stand.of_office("lines/1/correction"), &change).good();
    proposed["deed"].as_str().unwrap().to_owned()
}

fn is_admitted(browser: &Browser, route: &RouteInfo, path: &str, recipient: &str) -> bool {
    let answer = match route.method {
        "GET" => browser.get(path),
        "POST" if route.page => browser.form_only(path, &[]),
        "POST" if route.path.ends_with("uploads") => browser.post_as(path, "text/csv", b"number\n1\n"),
        "POST" => browser.post(path, &body(route, recipient)),
        method => panic!("{method}"),
    };
    let problem = answer.problem();
    assert!(
        !matches!(&*problem, "csrf" | "foreign-origin" | "internal" | "method" | "too-many-requests"),
        "{path}: {answer:?}"
    );
    assert!(problem != "not-found" || !answer.text().contains("no such address"), "{path}");
    // whoever looks at pages gets one
    let is_file = [".csv", ".pdf", ".json"].iter().any(|end| path.contains(end));
    if route.page && answer.status != 303 && (!is_file || answer.status != 200) {
        assert!(answer.header("content-type").starts_with("text/html"), "{path}: {answer:?}");
    }
    match &*problem {
        "signed-out" => assert_eq!(answer.status, 401),
        "forbidden" => assert_eq!(answer.status, 403),
        // whose line lies elsewhere is told that there is none
        "not-found" if route.path.ends_with("lines/look") => {}
        _ => return true,
    }
    false
}

fn g06_every_route_as_everyone(database: TestDatabase) {
    let url = database.url.clone();
    let stand = Stand::new(database, 2);
    appoint_elsewhere(&stand, &url);
    let recipient = age::x25519::Identity::generate().to_public().to_string();
    let everyone = everyone();
    let all =
        || -> Vec<Browser> { everyone.iter().map(|(who, holds)| browser_of(&stand, *who, *holds)).collect() };
    let (mut browsers, mut found) = (all(), String::new());
    let head = Who::all().map(|who| match who {
        Who::Nobody => "nobody",
        Who::Person => "person",
        Who::Portal => "portal",
        Who::Official(Role::PostalOfficer) => "postal",
        Who::Official(Role::ElectionManager) => "manager",
        Who::Official(role) => role.as_str(),
    });
    write!(found, "{:<72}", "").unwrap();
    head.for_each(|name| write!(found, "{name:>10}").unwrap());
    found.push('\n');
    for route in routes() {
        write!(found, "{:<5}{:<67}", route.method, route.path).unwrap();
        let mut cell = String::new();
        for ((who, holds), browser) in everyone.iter().zip(&browsers) {
            // whoever signs out is out: a browser of its own
            let own = route.path.contains("sign-out").then(|| browser_of(&stand, *who, *holds));
            let deed = if route.path.contains("{deed}") {
                deed(&stand, &stand.signed_in(REGISTRARS[1]))
            } else {
                String::new()
            };
            let path = route
                .path
                .replace("{election}", &stand.election.id().to_string())
                .replace("{upload}", "999")
                .replace("{number}", "1")
                .replace("{sheet}", "data")
                .replace("{wish}", "withdraw")
                .replace("{batch}", "1")
                .replace("{draft}", "1")
                .replace("{section}", "title")
                .replace("{item}", "new")
                .replace("{ceremony}", &"0".repeat(64))
                .replace("{sender}", "1")
                .replace("{recipient}", "2")
                // one that nobody has
                .replace("{reference}", "0123-4567-89A6")
                .replace("{deed}", &deed);
            let admitted = is_admitted(own.as_ref().unwrap_or(browser), &route, &path, &recipient);
            // the router's own table, which its description shows, says the same of offices that hold everywhere
            // except that a deed says itself who may consent to it
            if *holds == Holds::Everywhere && (admitted || route.action != Action::ConsentToDeed) {
                assert_eq!(
                    admitted,
                    permits(*who, route.action),
                    "{} {} as {who:?}",
                    route.method,
                    route.path
                );
            }
            cell.push(if admitted { 'y' } else { '-' });
            if !matches!(who, Who::Official(_)) || *holds == Holds::OtherDistrict {
                write!(found, "{cell:>10}").unwrap();
                cell.clear();
            }
        }
        found.push('\n');
        if route.path.contains("sign-out") {
            browsers = all();
        }
    }
    println!("{found}");
    for (line, (found, agreed)) in (1..).zip(found.lines().zip(AGREED.lines())) {
        assert_eq!(found, agreed, "line {line} of matrix.txt");
    }
    assert_eq!(found.lines().count(), AGREED.lines().count());
    // the table has something to refuse for everyone
    assert!(Who::all().all(|who| Action::ALL.iter().any(|action| !permits(who, *action))));
}

fn the_data_tracker_asks_for_one_person(database: TestDatabase) {
    let stand = Stand::new(database, 2);
    let helpdesk = stand.signed_in(crate::stand::HELPDESK);
    for purpose in ["phone-call", "counter", "letter"] {
        stand.later(10);
        helpdesk.post(&stand.of_office("lines/look"), &json!({ "purpose": purpose, "number": 1 })).good();
    }
    let portal = browser_of(&stand, Who::Portal, Holds::Everywhere);
    let root = "/desk/v1/data-tracker";
    assert_eq!(portal.get(&format!("{root}/heartbeat")).good()["status"], "OK");
    // the log begins with its first line, not with what could have been
    let first =
        stand.signed_in(1).get("/desk/v1/me/usage").good()["usage"].as_array().unwrap().last().unwrap()["at"]
            .clone();
    let start = portal.get(&format!("{root}/usagePeriod")).good()["periodStart"].as_str().unwrap().to_owned();
    let start = start.parse::<jiff::Timestamp>().unwrap().as_second();
    assert!(start <= first.as_i64().unwrap() && start > first.as_i64().unwrap() - 86_400, "{start} {first}");
    let find = |user: &str, rest: &str, header: &str| {
        let path = format!("{root}/findUsage?userCode={user}{rest}");
        portal.send("GET", &path, &[("x-road-userid", header)], b"")
    };
    let code = "EE38000000001";
    let found = find(code, "", code).good();
    assert_eq!(found["totalUsages"], 3);
    assert_eq!(found["usages"][0]["action"], "helpdesk: look (letter)");
    assert_eq!(found["usages"][0]["receiverCode"], "77000387");
    let second = find(code, "&offset=1&limit=1", code).good();
    assert_eq!((&second["totalUsages"], second["usages"].as_array().unwrap().len()), (&json!(3), 1));
    assert_eq!(second["usages"][0]["action"], "helpdesk: look (counter)");
    assert_eq!(find(code, "&periodStart=2030-01-01T00:00:00", code).good()["totalUsages"], 0);
    assert_eq!(find("EE38000000002", "", "EE38000000002").good()["totalUsages"], 0);
    for (user, rest, header) in [
        (code, "", "EE38000000002"),
        (code, "", ""),
        ("38000000001", "", "38000000001"),
        (code, "&periodEnd=soon", code),
    ] {
        assert_eq!(find(user, rest, header).status, 400, "{user} {rest}");
    }
    let mut stranger = stand.browser();
    stranger.bearer = Some("another secret that is long enough, too".into());
    assert_eq!(stranger.get(&format!("{root}/heartbeat")).problem(), "signed-out");
}
