//! Attacks on votes by post: bulk requests, other addresses, somebody else's requests, texts that would be code, forged forms.

use tabella_database::testing::TestDatabase;
use tabella_tests::Fixture;

use crate::{
    browser::Browser,
    on_both,
    postal::{TYPED, ask, file, number, shows},
    postal_office::{batch, decrypted, steps},
    stand::{HELPDESK, JANUARY, MANAGERS, ORIGIN, POSTAL_OFFICERS, Stand, roll, setup},
};

on_both!(
    g01_many_requests_of_one_network,
    g01_many_papers_to_one_address,
    g02_another_address_after_the_approval,
    g04_no_names_in_lists_and_a_limit_on_looks,
    g05_offices_end_at_their_district,
    g06_somebody_elses_request,
    g08_what_is_typed_stays_text,
    forms_name_the_token,
);

/// G01: scripted requests from one network. None is refused for it, every one needs two officials, and none is approved with
/// the others.
fn g01_many_requests_of_one_network(database: TestDatabase) {
    let stand = Stand::in_january(database, 5, "[election.postal.alarms]\nnetwork = 3");
    let references: Vec<String> = (1..=4).map(|person| file(&stand, person)).collect();
    let [officer, second] = POSTAL_OFFICERS.map(|number| stand.signed_in(number));
    let work = stand.of_post_office("");
    let page = officer.page(&format!("{work}?alarmed=yes"));
    for reference in &references {
        shows(&page, &[reference]);
    }
    assert!(!page.text().contains("/bulk"), "an alarm is nothing to approve together");
    let fields: Vec<_> =
        references.iter().map(|one| ("reference", &**one)).chain([("sure", "yes")]).collect();
    let done = officer.form(&stand.of_post_office("/bulk"), &fields);
    shows(&done, &["Approved: 0. Left for a closer look: 4."]);
    let case = stand.of_post_office(&format!("/requests/{}", references[0]));
    shows(&officer.page(&case), &["ALARM", "from the same network: 4"]);
    steps(&stand, &officer, &references[0], &["take-up"]);
    shows(
        &officer.form(&case, &[("step", "approve")]),
        &["Another official must consent", "<p>being checked</p>"],
    );
    let page = second.page(&case).text();
    let deed = page.split_once("name=\"deed\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    // one official is one, however often
    let own = officer.form(&format!("{case}/second"), &[("deed", &deed)]);
    assert_eq!(own.problem(), "consented-already");
    shows(
        &second.form(&format!("{case}/second"), &[("deed", &deed)]),
        &["<p>approved</p>", "by two officials"],
    );
    assert_eq!(second.form(&format!("{case}/second"), &[("deed", &deed)]).problem(), "deed-over");
}

/// G01: papers of many people to one address. What is clean beside them is approved together.
fn g01_many_papers_to_one_address(database: TestDatabase) {
    let stand = Stand::in_january(database, 6, "[election.postal.alarms]\naddress = 2");
    let address = [("street", "1, rue X"), ("city", "Esch"), ("postal-code", "4001")];
    let elsewhere =
        [TYPED[0], ("delivery", &[("deliver-to", "home")]), ("address", &address), TYPED[2], TYPED[3]];
    let harvested: Vec<String> =
        (1..=3).map(|person| number(&ask(&stand, &stand.signed_in(person), person, &elsewhere))).collect();
    let clean = [file(&stand, 4), file(&stand, 5)];
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    let page = officer.page(&stand.of_post_office("?alarmed=yes")).text();
    assert!(harvested.iter().all(|one| page.contains(one)) && !clean.iter().any(|one| page.contains(one)));
    shows(
        &officer.page(&stand.of_post_office(&format!("/requests/{}", harvested[0]))),
        &["with the same address: 3"],
    );
    officer.page(&stand.of_post_office(""));
    let unsure = officer.form(&stand.of_post_office("/bulk"), &[("reference", &clean[0])]);
    assert_eq!(unsure.status, 422);
    let all = harvested.iter().chain(&clean);
    let fields: Vec<_> = all.map(|one| ("reference", &**one)).chain([("sure", "yes")]).collect();
    shows(
        &officer.form(&stand.of_post_office("/bulk"), &fields),
        &["Approved: 2. Left for a closer look: 3."],
    );
    let page = officer.page(&stand.of_post_office("?state=approved")).text();
    assert!(clean.iter().all(|one| page.contains(one)) && !harvested.iter().any(|one| page.contains(one)));
}

/// G02: after the approval the address changes only by a new signed request, which two officials approve.
fn g02_another_address_after_the_approval(database: TestDatabase) {
    let stand = Stand::in_january(database, 1, "");
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    let first = file(&stand, 1);
    steps(&stand, &officer, &first, &["take-up", "approve"]);
    let browser = stand.signed_in(1);
    let path = stand.of_post(&format!("/requests/{first}"));
    let page = browser.page(&path);
    assert!(!page.text().contains("/correct"), "an approved address is corrected");
    assert_eq!(browser.form(&format!("{path}/correct"), &[]).problem(), "illegal-step");
    browser.form(&format!("{path}/withdraw"), &[]);
    shows(&browser.page(&stand.of_post("")), &["Two officials will look at the new one"]);
    let second = file(&stand, 1);
    steps(&stand, &officer, &second, &["take-up"]);
    let case = stand.of_post_office(&format!("/requests/{second}"));
    shows(&officer.page(&case), &["In place of the approved request", &first]);
    shows(
        &officer.form(&case, &[("step", "approve")]),
        &["Another official must consent", "<p>being checked</p>"],
    );
    // abroad under the name of home
    let browser = stand.signed_in(1);
    let path = stand.of_post(&format!("/requests/{second}/correct"));
    browser.page(&path);
    browser.form(&path, &[]);
    browser.form(&stand.of_post("/form/delivery"), &[("deliver-to", "abroad")]);
    let lied = browser.form(&stand.of_post("/form/country"), &[("country", "LU")]);
    assert_eq!(lied.status, 422);
    shows(&lied, &["not abroad"]);
}

/// G04: lists have no names; looks at names are counted, and end.
fn g04_no_names_in_lists_and_a_limit_on_looks(database: TestDatabase) {
    let fixture = Fixture::unannounced(&setup());
    let stand = Stand::of_january(database, &fixture, &roll(2), "");
    let reference = file(&stand, 1);
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    for path in ["", "?state=all", "/batches", "/reconciliation"] {
        let page = officer.page(&stand.of_post_office(path)).text();
        assert!(!page.contains("rue du Nord") && !page.contains("Given1"), "{path}");
    }
    let database = stand.stop();
    let change =
        |_: &std::path::Path, text: String| text.replacen("[limits]", "[limits]\nlooks_per_hour = 3", 1);
    let stand = Stand::start_at(database, &fixture, &change, None, JANUARY).unwrap();
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    let case = stand.of_post_office(&format!("/requests/{reference}"));
    for _ in 0..3 {
        assert_eq!(officer.page(&case).status, 200);
    }
    let ended = officer.page(&case);
    assert_eq!((ended.status, &*ended.problem()), (429, "too-many-requests"));
    assert!(!ended.text().contains("Given1"));
}

/// G05: an official of another district does not find the request, nor anything of it in the list.
fn g05_offices_end_at_their_district(database: TestDatabase) {
    let fixture = Fixture::unannounced(&setup());
    let western = format!(
        "[[official]]\nperson = \"{}\"\nrole = \"postal-officer\"\ndistrict = \"west\"\n",
        "PNOEE-38000090009"
    );
    let stand = Stand::of_january(database, &fixture, &roll(2), "");
    let reference = file(&stand, 1);
    let database = stand.stop();
    let change = move |_: &std::path::Path, text: String| format!("{text}{western}");
    let stand = Stand::start_at(database, &fixture, &change, None, JANUARY).unwrap();
    let stranger = stand.signed_in(90_009);
    let case = stand.of_post_office(&format!("/requests/{reference}"));
    assert!(!stranger.page(&stand.of_post_office("?state=all")).text().contains(&reference));
    assert!(!stranger.page(&stand.of_post_office("?state=all&district=east")).text().contains(&reference));
    assert_eq!(stranger.page(&case).problem(), "not-found");
    assert_eq!(stranger.form(&case, &[("step", "take-up")]).problem(), "not-found");
    let enter = stand.of_post_office("/enter");
    stranger.page(&enter);
    assert_eq!(stranger.form(&enter, &[("person", "PNOEE-38000000002")]).status, 422);
    assert_eq!(stranger.form(&format!("{enter}/file"), &[("number", "2")]).problem(), "not-found");
    let bulk = stranger.form(&stand.of_post_office("/bulk"), &[("reference", &reference), ("sure", "yes")]);
    assert_eq!(bulk.problem(), "not-found");
    // whole batches are of whole elections
    assert_eq!(stranger.form(&stand.of_post_office("/batches"), &[]).problem(), "forbidden");
    shows(
        &stand.signed_in(1).page(&stand.of_post(&format!("/requests/{reference}"))),
        &["received by the office"],
    );
}

/// G06: the number of somebody else's request opens nothing, read or written.
fn g06_somebody_elses_request(database: TestDatabase) {
    let stand = Stand::in_january(database, 2, "");
    let reference = file(&stand, 1);
    let stranger = stand.signed_in(2);
    stranger.page("/elections");
    let path = stand.of_post(&format!("/requests/{reference}"));
    for wish in ["", "/withdraw", "/correct", "/answer", "/deliver", "/cure"] {
        assert_eq!(stranger.page(&format!("{path}{wish}")).problem(), "not-found", "{wish}");
        if !wish.is_empty() {
            assert_eq!(
                stranger.form(&format!("{path}{wish}"), &[("words", "x")]).problem(),
                "not-found",
                "{wish}"
            );
        }
    }
    for rest in ["", "/identity"] {
        let office = stand.of_post_office(&format!("/requests/{reference}{rest}"));
        assert_eq!(stranger.page(&office).problem(), "forbidden");
    }
    // who may see that there are requests does not read them, and decides nothing
    for official in [HELPDESK, MANAGERS[0]] {
        let browser = stand.signed_in(official);
        let page = browser.page(&stand.of_post_office(""));
        shows(&page, &[&reference]);
        assert!(!page.text().contains("/bulk"));
        assert_eq!(
            browser.page(&stand.of_post_office(&format!("/requests/{reference}"))).problem(),
            "forbidden"
        );
    }
    shows(&stand.signed_in(1).page(&path), &["received by the office"]);
}

/// G08: what a person typed is text on every page, in the file for the printing house and in the log.
fn g08_what_is_typed_stays_text(database: TestDatabase) {
    let stand = Stand::in_january(database, 2, "");
    let hostile = "<script>alert(1)</script>";
    let lines = "=HYPERLINK(\"http://x\")\n+1, \"Bay\" <img src=x>\nDoha";
    let typed = [
        ("data", &[("place-of-birth", hostile)][..]),
        ("delivery", &[("deliver-to", "abroad")]),
        ("country", &[("country", "QA")]),
        ("address", &[("lines", lines)]),
        TYPED[2],
        TYPED[3],
    ];
    let reference = number(&ask(&stand, &stand.signed_in(1), 1, &typed));
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    let case = stand.of_post_office(&format!("/requests/{reference}"));
    let answered = "<b onmouseover=alert(2)>";
    steps(&stand, &officer, &reference, &["take-up"]);
    officer.form(&case, &[("step", "ask"), ("reason", "incomplete"), ("words", answered)]);
    let browser = stand.signed_in(1);
    let path = stand.of_post(&format!("/requests/{reference}"));
    for page in [officer.page(&case), browser.page(&path)] {
        for raw in ["<script>alert", "<img", "<b on"] {
            assert!(!page.text().contains(raw), "{raw} is code");
        }
        shows(&page, &["&#60;b onmouseover", "&#60;img src=x&#62;"]);
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    }
    shows(&officer.page(&case), &["&#60;script&#62;alert"]);
    browser.page(&format!("{path}/answer"));
    browser.form(&format!("{path}/answer"), &[("words", "yes")]);
    steps(&stand, &officer, &reference, &["approve"]);
    let second = file(&stand, 2);
    steps(&stand, &officer, &second, &["take-up", "approve"]);
    let path = batch(&stand, &officer, &["print"]);
    officer.page(&path);
    let file = decrypted(&officer.form_only(&format!("{path}/file"), &[]).body);
    shows(
        &crate::browser::Answer { status: 200, headers: Vec::new(), body: file.clone().into_bytes() },
        &["\"'=HYPERLINK(\"\"http://x\"\")\"", "\"'+1, \"\"Bay\"\" <img src=x>\""],
    );
    let starts = |cell: &str| cell.trim_start_matches('"').starts_with(['=', '+', '-', '@']);
    assert!(!file.split([',', '\n']).any(starts), "{file}");
    // an address to which nobody is led
    browser.page("/elections");
    for to in ["//evil.example", "https://evil.example", "/\\evil.example"] {
        let went = browser.form_only("/language", &[("language", "en"), ("to", to)]);
        assert_eq!(went.header("location"), "/", "{to}");
    }
}

/// A form without the session's token, with another's, or from another page changes nothing.
fn forms_name_the_token(database: TestDatabase) {
    let stand = Stand::in_january(database, 2, "");
    let (browser, other) = (stand.signed_in(1), stand.signed_in(2));
    let path = stand.of_post("");
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let send = |browser: &Browser, origin: &str, body: &str| {
        browser.send("POST", &path, &[kind, ("origin", origin)], body.as_bytes()).problem()
    };
    assert_eq!(send(&browser, ORIGIN, ""), "csrf");
    assert_eq!(send(&browser, ORIGIN, &format!("csrf={}", other.csrf())), "csrf");
    assert_eq!(send(&browser, "https://evil.example", &format!("csrf={}", browser.csrf())), "foreign-origin");
    let plain = browser.send("POST", &path, &[("content-type", "text/plain"), ("origin", ORIGIN)], b"csrf=x");
    assert_eq!((plain.status, &*plain.problem()), (415, "media-type"));
    assert!(!browser.page("/elections").text().contains("NOT sent"), "a draft was begun");
    assert_eq!(browser.form(&path, &[]).status, 200);
    shows(&browser.page("/elections"), &["NOT sent"]);
}
