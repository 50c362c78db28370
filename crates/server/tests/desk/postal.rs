//! A citizen asks for a vote by post, with forms alone.

use tabella_database::testing::TestDatabase;
use tabella_roll::BirthDate;
use tabella_tests::Fixture;

use crate::{
    browser::{Answer, Browser},
    credentials::register,
    device::Device,
    on_both,
    postal_office::{batch, steps},
    stand::{JANUARY, POSTAL_OFFICERS, Stand, card, entry, person_id, roll, setup},
};

on_both!(
    from_the_start_page_to_the_timeline,
    what_is_read_is_what_is_signed,
    one_answer_is_changed_without_the_others,
    which_vote_counts_is_said,
    a_demo_card_at_a_touch,
    nothing_where_there_is_nothing,
    nothing_typed_is_lost,
    refusals_say_what_is_left,
    the_last_second_counts,
    whoever_voted_online_where_that_is_final,
    a_picture_goes_with_the_decision,
);

impl Stand {
    /// An address of a citizen's vote by post.
    pub(crate) fn of_post(&self, rest: &str) -> String {
        format!("/postal/{}{rest}", self.election.id())
    }

    /// An address of the office's pages.
    pub(crate) fn of_post_office(&self, rest: &str) -> String {
        format!("/office/{}{rest}", self.election.id())
    }
}

#[track_caller]
pub(crate) fn shows(answer: &Answer, words: &[&str]) {
    let text = answer.text();
    for words in words {
        assert!(text.contains(words), "{words:?} is not in {} {text}", answer.status);
    }
}

/// The text that is to be signed.
pub(crate) fn document(answer: &Answer) -> String {
    let text = answer.text();
    let (_, rest) = text.split_once("<pre class=\"document\" tabindex=\"0\">").unwrap();
    let text = rest.split("</pre>").next().unwrap();
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

/// What is typed on the sheets, each with what it leads to.
pub(crate) const TYPED: [(&str, &[(&str, &str)]); 4] = [
    ("data", &[("place-of-birth", "Esch")]),
    ("delivery", &[("deliver-to", "registered")]),
    ("duration", &[("duration", "election")]),
    ("contact", &[("language", "en"), ("email", ""), ("phone", "")]),
];

/// Asks for a vote by post with these answers; gives the page that comes after the signature.
pub(crate) fn ask(
    stand: &Stand,
    browser: &Browser,
    person: u64,
    typed: &[(&str, &[(&str, &str)])],
) -> Answer {
    shows(&browser.page(&stand.of_post("")), &["days left"]);
    browser.form(&stand.of_post(""), &[]);
    for (sheet, fields) in typed {
        let answer = browser.form(&stand.of_post(&format!("/form/{sheet}")), fields);
        assert_eq!(answer.status, 200, "{sheet}: {}", answer.text());
    }
    let sign = browser.form(&stand.of_post("/form/check"), &[("declaration", "yes")]);
    shows(&sign, &["Read, sign and send"]);
    let signature = card(person).sign(document(&sign).as_bytes()).to_json();
    browser.form(&stand.of_post("/sign"), &[("signature", &signature)])
}

/// The number of the request that a page shows.
#[track_caller]
pub(crate) fn number(answer: &Answer) -> String {
    let text = answer.text();
    let (_, rest) =
        text.split_once("<p class=\"code\">").unwrap_or_else(|| panic!("{} {text}", answer.status));
    rest.split('<').next().unwrap().to_owned()
}

/// Files a request; gives its number.
pub(crate) fn file(stand: &Stand, person: u64) -> String {
    number(&ask(stand, &stand.signed_in(person), person, &TYPED))
}

/// Eight pages, without a script, with a card of the demo.
fn from_the_start_page_to_the_timeline(database: TestDatabase) {
    let stand = Stand::in_january(database, 2, "");
    let browser = Browser::new(stand.address());
    let start = browser.page("/");
    shows(&start, &["<html lang=\"en\">", "DEMO", "href=\"/sign-in\""]);
    assert!(start.header("content-security-policy").starts_with("default-src 'none'; style-src 'self'"));
    assert!(start.header("content-type").starts_with("text/html"));
    for file in ["/style.css", "/card.js"] {
        assert_eq!(browser.get(file).status, 200);
    }
    assert_eq!(browser.page("/elections").problem(), "signed-out");
    browser.page("/sign-in");
    let wrong = browser.form("/sign-in/demo", &[("person", "nobody <b>")]);
    assert_eq!(wrong.status, 422);
    shows(
        &wrong,
        &["There is a problem", "href=\"#f-person\"", "value=\"nobody &#60;b&#62;\"", "as in PNOEE-"],
    );
    let elections = browser.form("/sign-in/demo", &[("person", &person_id(1).expose())]);
    shows(
        &elections,
        &[
            "My elections",
            "You can vote online from Monday 1 March 2027, 09:00",
            "Given1 Weber",
            "time zone Europe/Luxembourg",
        ],
    );
    // whoever may not go somewhere is still who they are
    for (path, problem) in [(stand.of_post_office(""), "forbidden"), ("/office".to_owned(), "not-found")] {
        let refused = browser.page(&path);
        assert_eq!(refused.problem(), problem);
        shows(&refused, &["Given1 Weber", "action=\"/sign-out\""]);
    }

    let mut pages = 0;
    let mut seen = |answer: Answer, words: &[&str]| {
        pages += 1;
        shows(&answer, words);
        assert_eq!(answer.text().matches("<h1>").count(), 1);
        assert!(!answer.text().contains("card.js") || answer.text().contains("data-card"));
        answer
    };
    let deadlines =
        ["Friday 12 February 2027, 23:59 (28 days left)", "Tuesday 26 January 2027, 23:59 (11 days left)"];
    seen(browser.page(&stand.of_post("")), &deadlines);
    seen(browser.form(&stand.of_post(""), &[]), &["Your data", "8 January 1980", "1, rue du Nord"]);
    shows(&browser.page("/elections"), &["NOT sent"]);
    for ((sheet, fields), next) in
        TYPED.iter().zip(["Where should", "For which", "How do we", "Check your answers"])
    {
        seen(browser.form(&stand.of_post(&format!("/form/{sheet}")), fields), &[next]);
    }
    seen(
        browser.form(&stand.of_post("/form/check"), &[("declaration", "yes")]),
        &["Esch", "tabella/v1/postal-request"],
    );
    let done =
        seen(browser.form(&stand.of_post("/sign/demo"), &[]), &["signed and sent", "received by the office"]);
    assert!(pages <= 8, "{pages} pages");
    let reference = number(&done);

    // the timeline, the list, the data log
    let path = stand.of_post(&format!("/requests/{reference}"));
    shows(
        &browser.page(&path),
        &["class=\"now\"", "class=\"later\"", "Take the request back", "Friday 5 March 2027"],
    );
    shows(&browser.page("/elections"), &[&format!("Your request {reference}"), "received by the office"]);
    shows(&browser.page("/usage"), &["sent your request for a vote by post", "You"]);
    // what was signed is kept, and opens with the card's certificate
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    let page = officer.page(&stand.of_post_office(&format!("/requests/{reference}")));
    shows(&page, &["with the card, verified Friday 15 January 2027", "Given1"]);
    shows(&browser.page("/usage"), &["An official for votes by post", "looked at your data"]);
    // here and there
    let elsewhere = stand.signed_in(1);
    shows(&browser.page("/elections"), &["Sign out everywhere"]);
    let out = browser.form("/sign-out/everywhere", &[]);
    shows(&out, &["Your vote"]);
    for browser in [&browser, &elsewhere] {
        assert_eq!(browser.page(&path).problem(), "signed-out");
    }
    browser.page("/sign-in");
    browser.form("/sign-in/demo", &[("person", &person_id(1).expose())]);
    shows(&browser.form("/sign-out", &[]), &["Your vote"]);
    assert_eq!(browser.page(&path).problem(), "signed-out");
}

/// The text that is signed is in the language of the page, whatever the letters are in, and declares what was ticked.
fn what_is_read_is_what_is_signed(database: TestDatabase) {
    let stand = Stand::in_january(database, 1, "");
    let browser = stand.signed_in(1);
    let in_german = browser.form("/language", &[("language", "de"), ("to", &stand.of_post(""))]);
    shows(&in_german, &["<html lang=\"de\">"]);
    browser.form(&stand.of_post(""), &[]);
    for (sheet, fields) in TYPED {
        browser.form(&stand.of_post(&format!("/form/{sheet}")), fields);
    }
    let check = browser.page(&stand.of_post("/form/check"));
    let sign = browser.form(&stand.of_post("/form/check"), &[("declaration", "yes")]);
    let text = document(&sign);
    assert!(
        text.starts_with("ANTRAG AUF BRIEFWAHL\n") && text.contains("\nSchreiben Sie mir auf: English\n"),
        "{text}"
    );
    let declared = text.lines().rev().nth(1).unwrap();
    assert!(declared.starts_with("Ich erkläre"), "{text}");
    shows(&check, &[&format!("<span>{declared}</span>")]);
    // another tab chose another language meanwhile: what was read is what is sent
    browser.form_only("/language", &[("language", "fr"), ("to", "/")]);
    let signature = card(1).sign(text.as_bytes()).to_json();
    let sent = browser.form(&stand.of_post("/sign"), &[("signature", &signature), ("language", "de")]);
    assert_eq!(number(&sent).len(), 14);
}

/// Whoever comes back to a draft and changes one answer is led back to all of them, and declares anew.
fn one_answer_is_changed_without_the_others(database: TestDatabase) {
    let stand = Stand::in_january(database, 1, "");
    let browser = stand.signed_in(1);
    browser.page(&stand.of_post(""));
    browser.form(&stand.of_post(""), &[]);
    let sheet = |name: &str| stand.of_post(&format!("/form/{name}"));
    shows(&browser.page(&sheet("delivery")), &["Ask by Friday 12 February 2027, 23:59"]);
    assert!(!browser.page(&sheet("delivery")).text().contains("<select id=\"f-country\""));
    for (name, fields) in TYPED {
        browser.form(&sheet(name), fields);
    }
    browser.form(&sheet("check"), &[("declaration", "yes")]);
    let check = browser.page(&sheet("check"));
    shows(&check, &[&format!("{}?change", sheet("duration")), "value=\"yes\" checked"]);
    shows(&browser.page(&format!("{}?change", sheet("duration"))), &["name=\"change\" value=\"yes\""]);
    let back = browser.form(&sheet("duration"), &[("duration", "year"), ("change", "yes")]);
    shows(&back, &["Check your answers", "all elections of this year", "Your declaration"]);
    assert!(!back.text().contains("value=\"yes\" checked"), "declared before the answers were changed");
    // a change that makes something missing asks for that, and for nothing else
    let country = browser.form(&sheet("delivery"), &[("deliver-to", "abroad"), ("change", "yes")]);
    shows(&country, &["To which country?"]);
    let address = browser.form(&sheet("country"), &[("country", "QA"), ("change", "yes")]);
    shows(&address, &["The address in lines"]);
    let back = browser.form(&sheet("address"), &[("lines", "PO Box 1\nDoha"), ("change", "yes")]);
    shows(&back, &["Check your answers", "Doha"]);
}

/// Precedence is the manifest's; and who can no longer take a request back learns why, and whom to call.
fn which_vote_counts_is_said(database: TestDatabase) {
    let help = "---[help]\nphone = \"+352 800 00 000\"\nemail = \"office@example.org\"\n[help.hours]\nen = \"8 to 18\"\n";
    let stand = Stand::in_january(database, 2, help);
    let reference = file(&stand, 1);
    let browser = stand.signed_in(1);
    let first = "Once your envelope is here in time and accepted, the vote in it counts";
    shows(&browser.page("/elections"), &[first]);
    let path = stand.of_post(&format!("/requests/{reference}"));
    let page = browser.page(&path);
    shows(
        &page,
        &[first, "tell us:", "href=\"tel:+35280000000\"", "href=\"mailto:office@example.org\"", "8 to 18"],
    );
    assert!(!page.text().contains("cannot take the request back"));
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    steps(&stand, &officer, &reference, &["take-up", "approve"]);
    batch(&stand, &officer, &["print", "dispatch"]);
    let page = browser.page(&path);
    shows(&page, &["on the way to you", "You cannot take the request back any more", "call or write to us"]);
    assert!(!page.text().contains(&format!("{path}/withdraw")));
}

/// People and officials under headings of their own; an official sees the office before anything else.
fn a_demo_card_at_a_touch(database: TestDatabase) {
    let card = |number: u64, given: &str, about: &str| {
        let person = person_id(number).expose();
        format!(
            "[[demo_card]]\nperson = {person:?}\ngiven_name = {given:?}\nsurname = \"Weber\"\nabout = {about:?}\n"
        )
    };
    let officer = POSTAL_OFFICERS[0];
    let cards = format!("---{}{}", card(officer, "Olga", "postal-officer"), card(1, "Léa", "votes <here>"));
    let stand = Stand::in_january(database, 1, &cards);
    let browser = Browser::new(stand.address());
    let page = browser.page("/sign-in").text();
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words:?} is not in {page}"));
    let (people, officials) = (at("Cards of the demo<"), at("Cards of demo officials<"));
    assert!(people < at("Léa Weber<small>votes &#60;here&#62;") && at("Léa Weber") < officials);
    assert!(officials < at("Olga Weber<small>An official for votes by post<"));
    let elections = browser.form("/sign-in/demo", &[("person", &person_id(officer).expose())]);
    shows(&elections, &["<bdi>Olga Weber</bdi>"]);
    let text = elections.text();
    let [office, roll] = ["/office/", "not on the electoral roll"].map(|words| text.find(words).unwrap());
    assert!(office < roll, "the office comes first");
}

/// For people a page says so, for machines a problem; and nothing stands where nothing is configured.
fn nothing_where_there_is_nothing(database: TestDatabase) {
    let stand = Stand::in_january(database, 1, "");
    let browser = Browser::new(stand.address());
    for (path, kind) in [("/nowhere", "text/html"), ("/desk/v1/nowhere", "application/problem+json")] {
        let nowhere = browser.get(path);
        assert_eq!((nowhere.status, &*nowhere.problem()), (404, "not-found"));
        assert!(nowhere.header("content-type").starts_with(kind), "{path}");
    }
    let method = browser.send("DELETE", "/elections", &[], b"");
    assert_eq!((method.status, &*method.problem()), (405, "method"));
    assert!(method.header("content-type").starts_with("text/html"));
    let start = browser.page("/");
    assert!(!start.text().contains("<footer>"), "help that nobody gives");
    // a language without a session, kept for the next page
    let german = browser.page("/?language=de");
    shows(&german, &["<html lang=\"de\">", "value=\"et\""]);
    assert!(german.header("set-cookie").contains("tabella-language=de; Path=/;"));
    shows(&browser.page("/nowhere"), &["<html lang=\"de\">"]);
    assert!(!browser.page("/?language=xx").header("set-cookie").contains("xx"));
}

/// What is wrong is said beside the field, and stays where it was typed; a draft is there the next day.
fn nothing_typed_is_lost(database: TestDatabase) {
    let stand = Stand::in_january(database, 2, "");
    let browser = stand.signed_in(1);
    browser.page(&stand.of_post(""));
    browser.form(&stand.of_post(""), &[]);
    let sheet = |name: &str| stand.of_post(&format!("/form/{name}"));
    let wrong = browser.form(&sheet("data"), &[("place-of-birth", "")]);
    assert_eq!(wrong.status, 422);
    shows(
        &wrong,
        &["Problem: Your data", "href=\"#f-place-of-birth\"", "aria-invalid=\"true\"", "Fill this in."],
    );
    browser.form(&sheet("data"), &[("place-of-birth", "Esch <b>\"")]);
    shows(&browser.page(&sheet("data")), &["value=\"Esch &#60;b&#62;&#34;\""]);
    // abroad, and no country; then a country, and its fields
    let country = browser.form(&sheet("delivery"), &[("deliver-to", "abroad")]);
    shows(&country, &["To which country?", ">Åland Islands<", ">Eswatini<", ">Finland<"]);
    assert_eq!(country.text().matches(">Finland<").count(), 1);
    assert!(!country.text().contains("UNITED KINGDOM"));
    let abroad = browser.form(&sheet("country"), &[("country", "")]);
    assert_eq!(abroad.status, 422);
    shows(&abroad, &["Country: Choose one."]);
    let address = browser.form(&sheet("country"), &[("country", "GB")]);
    shows(&address, &["Postal code", "Town"]);
    let typed = [("street", "10 High Street"), ("city", "Bath"), ("postal-code", "x")];
    let wrong = browser.form(&sheet("address"), &typed);
    assert_eq!(wrong.status, 422);
    shows(&wrong, &["value=\"Bath\"", "10 High Street</textarea>", "Type the postal code as in"]);
    let later = browser.form(
        &sheet("address"),
        &[("then", "later"), ("city", "Bath"), ("street", "10 High Street"), ("postal-code", "BA1 5LN")],
    );
    shows(&later, &["My elections", "NOT sent", "Go on with your request"]);
    stand.later(86_400);
    let browser = stand.signed_in(1);
    let check = browser.page(&sheet("check"));
    shows(&check, &["BATH", "UNITED KINGDOM", "is NOT sent yet"]);
    let unsure = browser.form(&sheet("check"), &[]);
    assert_eq!(unsure.status, 422);
    shows(&unsure, &["Tick it if it is true"]);
    // a signature over another text is none over this one
    let sign = browser.form(&sheet("check"), &[("declaration", "yes")]);
    let text = document(&sign);
    shows(&sign, &["BA1 5LN"]);
    let other = card(1).sign(text.replace("BATH", "HULL").as_bytes()).to_json();
    assert_eq!(browser.form(&stand.of_post("/sign"), &[("signature", &other)]).problem(), "card-refused");
    let other = card(2).sign(text.as_bytes()).to_json();
    assert_eq!(browser.form(&stand.of_post("/sign"), &[("signature", &other)]).problem(), "card-refused");
    assert_eq!(browser.form(&stand.of_post("/sign"), &[("signature", "x")]).problem(), "card-refused");
    let own = card(1).sign(text.as_bytes()).to_json();
    let sent = browser.form(&stand.of_post("/sign"), &[("signature", &own)]);
    // corrected: taken back, with the same answers
    let path = stand.of_post(&format!("/requests/{}/correct", number(&sent)));
    shows(&browser.page(&path), &["Correct your answers"]);
    shows(&browser.form(&path, &[]), &["Check your answers", "BATH"]);
    shows(&browser.page("/elections"), &["taken back", "NOT sent"]);
}

fn refusals_say_what_is_left(database: TestDatabase) {
    let fixture = Fixture::unannounced(&setup());
    let mut people = roll(2);
    let mut minor = entry(3);
    minor.person.birth_date = BirthDate::new("2009-03-08".parse().unwrap());
    people.insert(minor).unwrap();
    let stand = Stand::of_january(database, &fixture, &people, "");
    let refused = |person: u64, name: &str, words: &[&str]| {
        let browser = stand.signed_in(person);
        let page = browser.page(&stand.of_post(""));
        assert_eq!((page.status, &*page.problem()), (409, name));
        shows(&page, words);
        // whoever goes straight for the form is told the same
        let begun = browser.form(&stand.of_post(""), &[]);
        assert_ne!(begun.status, 200, "{name}");
    };
    refused(3, "minor", &["old enough from Monday 8 March 2027", "have the roll corrected"]);
    refused(77, "not-on-roll", &["not on the electoral roll"]);
    let reference = file(&stand, 1);
    refused(
        1,
        "duplicate",
        &["asked for a vote by post already", &reference, "Take the request back", "was not you"],
    );
    let stand = stand.again(&fixture, "requests_from = \"2027-02-01\"", JANUARY);
    let early = stand.signed_in(2).page(&stand.of_post(""));
    assert_eq!(early.problem(), "too-early");
    shows(&early, &["Monday 1 February 2027"]);
    stand.later(60 * 86_400);
    let late = stand.signed_in(2).page(&stand.of_post(""));
    assert_eq!(late.problem(), "too-late");
}

/// The second of the manifest is the last one in time, for each kind of address.
fn the_last_second_counts(database: TestDatabase) {
    let stand = Stand::in_january(database, 2, "");
    let schedule = &stand.election.manifest().schedule;
    let [home, abroad] = [0, 1].map(|at: usize| schedule.postal_deadlines[at].apply_until.0);
    let set = |at: i64| stand.time.store(at, std::sync::atomic::Ordering::Relaxed);
    let sheet = |name: &str| stand.of_post(&format!("/form/{name}"));
    set(abroad);
    let browser = stand.signed_in(1);
    shows(&browser.page(&stand.of_post("")), &["today is the last day"]);
    browser.form(&stand.of_post(""), &[]);
    let there = [("deliver-to", "abroad")];
    shows(&browser.form(&sheet("delivery"), &there), &["To which country?"]);
    shows(&browser.form(&sheet("country"), &[("country", "QA")]), &["The address in lines"]);
    set(abroad + 1);
    let late = browser.form(&sheet("delivery"), &there);
    assert_eq!(late.status, 422);
    shows(&late, &["Tuesday 26 January 2027, 23:59", "They can still be sent to an address in this country"]);
    set(home);
    let browser = stand.signed_in(2);
    let sent = ask_late(&stand, &browser);
    shows(&sent, &["signed and sent"]);
    set(home + 1);
    assert_eq!(stand.signed_in(1).page(&stand.of_post("")).problem(), "too-late");
}

fn ask_late(stand: &Stand, browser: &Browser) -> Answer {
    browser.page(&stand.of_post(""));
    browser.form(&stand.of_post(""), &[]);
    for (sheet, fields) in TYPED {
        browser.form(&stand.of_post(&format!("/form/{sheet}")), fields);
    }
    browser.form(&stand.of_post("/form/check"), &[("declaration", "yes")]);
    browser.form(&stand.of_post("/sign/demo"), &[])
}

/// G03: one channel for one person. Where a credential is final, no papers are sent; and a credential ends a request.
fn whoever_voted_online_where_that_is_final(database: TestDatabase) {
    let mut setup = setup();
    setup.draft["rules"]["paper_precedence"] = false.into();
    // it opens while requests are still taken
    setup.draft["schedule"]["opens"] = "2027-01-10T08:00:00Z".into();
    let fixture = Fixture::unannounced(&setup);
    let stand = Stand::of_january(database, &fixture, &roll(2), "");
    register(&stand, &stand.signed_in(1), 1, &mut Device::new(1)).good();
    let browser = stand.signed_in(1);
    let refused = browser.page(&stand.of_post(""));
    assert_eq!(refused.problem(), "voted-online");
    shows(&refused, &["no vote by post takes its place"]);
    let reference = file(&stand, 2);
    let browser = stand.signed_in(2);
    register(&stand, &browser, 2, &mut Device::new(2)).good();
    let path = format!("/requests/{reference}");
    shows(&browser.page(&stand.of_post(&path)), &["ended: you voted another way"]);
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    shows(&officer.page(&stand.of_post_office(&path)), &["ended: voted another way", "by a program"]);
}

/// A picture of an identity card is never shown as part of a page, and gone with the decision.
fn a_picture_goes_with_the_decision(database: TestDatabase) {
    let stand = Stand::in_january(database, 1, "identity_abroad = true");
    let browser = stand.signed_in(1);
    browser.page(&stand.of_post(""));
    browser.form(&stand.of_post(""), &[]);
    let sheet = |name: &str| stand.of_post(&format!("/form/{name}"));
    browser.form(&sheet("data"), &[("place-of-birth", "Esch")]);
    browser.form(&sheet("delivery"), &[("deliver-to", "abroad")]);
    browser.form(&sheet("country"), &[("country", "QA")]);
    shows(&browser.form(&sheet("address"), &[("lines", "PO Box 1\nDoha")]), &["picture of your passport"]);
    let wrong = browser.upload(&sheet("identity"), &[], b"<svg onload=alert(1)>");
    assert_eq!(wrong.status, 422);
    shows(&wrong, &["Upload a photograph"]);
    let next = browser.upload(&sheet("identity"), &[], b"\xff\xd8\xff\xe0 a photograph");
    shows(&next, &["For which elections?"]);
    browser.form(&sheet("duration"), &[("duration", "election")]);
    browser.form(&sheet("contact"), &[("language", "en")]);
    let sign = browser.form(&sheet("check"), &[("declaration", "yes")]);
    shows(&sign, &["SHA-256"]);
    let signature = card(1).sign(document(&sign).as_bytes()).to_json();
    let reference = number(&browser.form(&stand.of_post("/sign"), &[("signature", &signature)]));
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    let case = stand.of_post_office(&format!("/requests/{reference}"));
    let page = officer.page(&case);
    shows(&page, &["Picture of the identity card"]);
    assert!(!page.text().contains("<img"));
    let picture = officer.get(&format!("{case}/identity"));
    assert!(picture.header("content-disposition").starts_with("attachment"), "{picture:?}");
    assert_eq!((picture.header("content-type"), &picture.body[..3]), ("image/jpeg", &b"\xff\xd8\xff"[..]));
    for step in ["take-up", "approve"] {
        officer.form(&case, &[("step", step)]);
    }
    assert_eq!(officer.get(&format!("{case}/identity")).problem(), "not-found");
}
