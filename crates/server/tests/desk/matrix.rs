//! Who may use what: every route as everyone, compared with the one table.

use std::fmt::Write as _;

use serde_json::json;
use tabella_database::testing::TestDatabase;
use tabella_desk_store::Role;
use tabella_server::desk::{Action, RouteInfo, Who, permits, routes};

use crate::{
    browser::Browser,
    on_both,
    stand::{OFFICIALS, SECRET, Stand},
};

on_both!(g06_every_route_as_everyone, the_data_tracker_asks_for_one_person);

fn browser_of(stand: &Stand, who: Who) -> Browser {
    match who {
        Who::Nobody => stand.browser(),
        Who::Person => stand.signed_in(1),
        Who::Official(role) => {
            let official = OFFICIALS.iter().find(|(_, word)| *word == role.as_str());
            stand.signed_in(official.unwrap().0)
        }
        Who::Portal => {
            let mut browser = stand.browser();
            browser.bearer = Some(SECRET.to_owned());
            browser
        }
    }
}

fn is_admitted(stand: &Stand, browser: &Browser, route: &RouteInfo) -> bool {
    let path = route
        .path
        .replace("{election}", &stand.election.id().to_string())
        .replace("{upload}", "999")
        .replace("{number}", "1")
        .replace("{sheet}", "data")
        .replace("{wish}", "withdraw")
        .replace("{batch}", "1")
        // one that nobody has
        .replace("{reference}", "0123-4567-89A6")
        .replace("{deed}", &"0".repeat(64));
    let answer = match route.method {
        "GET" => browser.get(&path),
        "POST" if route.page => browser.form_only(&path, &[]),
        "POST" if route.path.ends_with("uploads") => browser.post_as(&path, "text/csv", b"number\n1\n"),
        "POST" => browser.post(&path, &json!({})),
        method => panic!("{method}"),
    };
    let problem = answer.problem();
    assert!(
        !matches!(&*problem, "csrf" | "foreign-origin" | "internal" | "method" | "too-many-requests"),
        "{path}: {answer:?}"
    );
    assert!(problem != "not-found" || !answer.text().contains("no such address"), "{path}");
    // whoever looks at pages gets one
    if route.page && answer.status != 303 && !path.contains("csv") {
        assert!(answer.header("content-type").starts_with("text/html"), "{path}: {answer:?}");
    }
    match &*problem {
        "signed-out" => assert_eq!(answer.status, 401),
        "forbidden" => assert_eq!(answer.status, 403),
        _ => return true,
    }
    false
}

fn g06_every_route_as_everyone(database: TestDatabase) {
    let stand = Stand::new(database, 2);
    let everyone: Vec<Who> = Who::all().collect();
    let browsers: Vec<Browser> = everyone.iter().map(|who| browser_of(&stand, *who)).collect();
    let letter = |who: &Who| match who {
        Who::Nobody => "nobody",
        Who::Person => "person",
        Who::Portal => "portal",
        Who::Official(Role::PostalOfficer) => "postal",
        Who::Official(Role::ElectionManager) => "manager",
        Who::Official(role) => role.as_str(),
    };
    let head: Vec<String> = everyone.iter().map(|who| format!("{:>10}", letter(who))).collect();
    println!("{:>94}", head.concat());
    let mut wrong = Vec::new();
    for route in routes() {
        let mut line = format!("{:<5}{:<69}", route.method, route.path.replace("/desk/v1", ""));
        for (who, browser) in everyone.iter().zip(&browsers) {
            // whoever signs out is out: a browser of its own
            let own = route.path.contains("sign-out").then(|| browser_of(&stand, *who));
            let admitted = is_admitted(&stand, own.as_ref().unwrap_or(browser), &route);
            write!(line, "{:>10}", if admitted { "yes" } else { "-" }).unwrap();
            if admitted != permits(*who, route.action) {
                wrong.push(format!("{} {} as {who:?}: admitted {admitted}", route.method, route.path));
            }
            if own.is_some() && matches!(who, Who::Person | Who::Official(_)) {
                // out everywhere means here, too
                browser.begin();
                if browser.get("/desk/v1/me").problem() == "signed-out" {
                    let number = match who {
                        Who::Official(role) => {
                            OFFICIALS.iter().find(|(_, word)| *word == role.as_str()).unwrap().0
                        }
                        _ => 1,
                    };
                    browser.sign_in(&crate::stand::card(number)).good();
                }
            }
        }
        println!("{line}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // the table has something to refuse for everyone
    assert!(everyone.iter().all(|who| Action::ALL.iter().any(|action| !permits(*who, *action))));
}

fn the_data_tracker_asks_for_one_person(database: TestDatabase) {
    let stand = Stand::new(database, 2);
    let helpdesk = stand.signed_in(crate::stand::HELPDESK);
    for purpose in ["phone-call", "counter", "letter"] {
        stand.later(10);
        helpdesk.post(&stand.of_office("lines/look"), &json!({ "purpose": purpose, "number": 1 })).good();
    }
    let portal = browser_of(&stand, Who::Portal);
    let root = "/desk/v1/data-tracker";
    assert_eq!(portal.get(&format!("{root}/heartbeat")).good()["status"], "OK");
    assert!(
        portal.get(&format!("{root}/usagePeriod")).good()["periodStart"].as_str().unwrap().ends_with('Z')
    );
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
