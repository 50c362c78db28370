//! What the desk prints: who may, what is in it, and who reads that it was done.

use tabella_crypto::hash::{hex, sha256};
use tabella_database::testing::TestDatabase;
use tabella_documents::testing::{Read, program};

use crate::{
    browser::{Answer, Browser},
    on_both,
    postal::{TYPED, document, file, number, shows},
    postal_office::{batch, code, steps},
    stand::{AUDITOR, HELPDESK, POSTAL_OFFICERS, Stand, card},
};

on_both!(
    papers_of_a_batch,
    no_envelopes_without_an_address,
    nothing_is_printed_without_the_program,
    a_request_confirmed_on_paper
);

const POSTAL: &str =
    "return_address = [\"Postal Office\", \"1, rue des Bulletins\", \"L-9999 Luxembourg\"]\n";

/// A desk that prints.
fn config(postal: &str) -> String {
    format!(
        "{postal}---documents = {:?}\n[help]\nphone = \"+352 800 00 000\"\n",
        program().display().to_string()
    )
}

/// What the data log says to whom it is about.
const LOGGED: &str = "printed your address on labels, letters or envelopes";

#[track_caller]
fn pdf(answer: &Answer, name: &str) -> Read {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"{name}.pdf\""));
    let read = Read::new(answer.body.clone()).unwrap();
    assert_eq!(read.lacks(), [""; 0]);
    read
}

fn logged(stand: &Stand, person: u64) -> usize {
    stand.signed_in(person).page("/usage").text().matches(LOGGED).count()
}

fn papers_of_a_batch(database: TestDatabase) {
    let stand = Stand::in_january(database, 3, &config(POSTAL));
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    let references = [1, 2, 3].map(|person| file(&stand, person));
    for reference in &references[..2] {
        steps(&stand, &officer, reference, &["take-up", "approve"]);
    }
    let path = batch(&stand, &officer, &[]);
    let papers = format!("{path}/papers");
    // no codes yet, and so no papers
    assert!(!officer.page(&path).text().contains(&papers));
    assert_eq!(officer.form_only(&papers, &[("papers", "labels")]).problem(), "no-packs");
    officer.form(&path, &[("do", "print")]);
    shows(&officer.page(&path), &["Address labels (PDF)", "Letters (PDF)", "Return envelopes (PDF)"]);
    let codes = [0, 1].map(|one| code(&stand, &officer, &references[one]));
    officer.page(&path);

    assert_eq!(officer.form_only(&papers, &[("papers", "ballots")]).problem(), "malformed");
    for number in [AUDITOR, HELPDESK, 1] {
        let browser = stand.signed_in(number);
        browser.page("/elections");
        assert_eq!(browser.form_only(&papers, &[("papers", "labels")]).problem(), "forbidden", "{number}");
    }
    assert_eq!([1, 2, 3].map(|person| logged(&stand, person)), [0; 3], "nobody has seen anything");

    for (times, kind) in (1..).zip(["labels", "letters", "envelopes"]) {
        let read = pdf(&officer.form_only(&papers, &[("papers", kind)]), &format!("batch-1-{kind}"));
        assert_eq!(
            read.title(),
            ["Address labels: Batch 1", "Letters: Batch 1", "Return envelopes: Batch 1"][times - 1]
        );
        for (person, code) in (1..).zip(&codes) {
            assert!(read.says(code), "{kind}: {}", read.text());
            let name =
                read.says(&format!("Given{person} Weber")) && read.says(&format!("{person}, rue du Nord"));
            assert_eq!(name, kind != "envelopes", "{kind}: {}", read.text());
        }
        assert!(!read.says("Given3"), "who is in another batch is not in this one");
        assert_eq!(read.says("1, rue des Bulletins"), kind != "labels");
        assert_eq!(read.says("+352 800 00 000"), kind == "letters");
        assert_eq!(read.says("Friday 15 January 2027"), kind == "letters", "the letter has a date");
        assert_eq!([1, 2, 3].map(|person| logged(&stand, person)), [times, times, 0], "{kind}");
    }
    shows(&stand.signed_in(1).page("/usage"), &["An official for votes by post"]);

    // one of them alone, as when its papers are sent anew
    let case = stand.of_post_office(&format!("/requests/{}", references[0]));
    shows(&officer.page(&case), &["Address labels (PDF)"]);
    let one = pdf(
        &officer.form_only(&format!("{case}/papers"), &[("papers", "letters")]),
        &format!("pack-{}-letters", references[0]),
    );
    assert!(one.pages() == 1 && one.says(&codes[0]) && !one.says("Given2"));
    assert_eq!([1, 2].map(|person| logged(&stand, person)), [4, 3]);
    let third = stand.of_post_office(&format!("/requests/{}", references[2]));
    assert!(!officer.page(&third).text().contains("Address labels (PDF)"));
    assert_eq!(officer.form_only(&format!("{third}/papers"), &[("papers", "labels")]).problem(), "no-packs");

    // the reconciliation, to be signed: of nobody, and so without a line in anybody's log
    shows(&officer.page(&stand.of_post_office("/reconciliation")), &["To print and sign (PDF)"]);
    let auditor = stand.signed_in(AUDITOR);
    let balance = pdf(&auditor.get(&stand.of_post_office("/reconciliation.pdf")), "reconciliation");
    for text in ["As of Friday 15 January 2027", "East", "2020right", "Checked"] {
        assert!(balance.says(text), "{text}: {}", balance.text());
    }
    assert_eq!([1, 2].map(|person| logged(&stand, person)), [4, 3]);
}

fn no_envelopes_without_an_address(database: TestDatabase) {
    let stand = Stand::in_january(database, 1, &config(""));
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    let reference = file(&stand, 1);
    steps(&stand, &officer, &reference, &["take-up", "approve"]);
    let papers = format!("{}/papers", batch(&stand, &officer, &["print"]));
    let refused = officer.form_only(&papers, &[("papers", "envelopes")]);
    assert_eq!(refused.problem(), "no-return-address");
    shows(&refused, &["Ask the operator to name the address to which votes are sent."]);
    assert_eq!(logged(&stand, 1), 0);
    pdf(&officer.form_only(&papers, &[("papers", "letters")]), "batch-1-letters");
    assert_eq!(logged(&stand, 1), 1);
}

fn nothing_is_printed_without_the_program(database: TestDatabase) {
    let stand = Stand::in_january(database, 1, POSTAL);
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    let reference = file(&stand, 1);
    steps(&stand, &officer, &reference, &["take-up", "approve"]);
    let batch = batch(&stand, &officer, &["print"]);
    shows(&officer.page(&batch), &["Nothing can be printed on this server"]);
    let refused = officer.form_only(&format!("{batch}/papers"), &[("papers", "labels")]);
    assert_eq!(refused.problem(), "no-press");
    shows(&refused, &["the program that makes PDF files is missing"]);
    assert_eq!(logged(&stand, 1), 0, "nobody has seen anything");
    let person = stand.signed_in(1);
    let request = stand.of_post(&format!("/requests/{reference}"));
    assert!(!person.page(&request).text().contains("confirmation.pdf"));
    assert_eq!(person.page(&format!("{request}/confirmation.pdf")).problem(), "no-press");
    let balance = officer.page(&stand.of_post_office("/reconciliation")).text();
    assert!(balance.contains("reconciliation.csv") && !balance.contains("reconciliation.pdf"));
}

fn a_request_confirmed_on_paper(database: TestDatabase) {
    let stand = Stand::in_january(database, 2, &config(POSTAL));
    let browser = stand.signed_in(1);
    browser.page(&stand.of_post(""));
    browser.form(&stand.of_post(""), &[]);
    for (sheet, fields) in TYPED {
        browser.form(&stand.of_post(&format!("/form/{sheet}")), fields);
    }
    let sign = browser.form(&stand.of_post("/form/check"), &[("declaration", "yes")]);
    let signed = document(&sign);
    let signature = card(1).sign(signed.as_bytes()).to_json();
    let sent = browser.form(&stand.of_post("/sign"), &[("signature", &signature)]);
    let reference = number(&sent);
    let path = stand.of_post(&format!("/requests/{reference}/confirmation.pdf"));
    shows(&sent, &[&format!("href=\"{path}\""), "Confirmation on paper (PDF)"]);

    let name = format!("request-{reference}");
    let read = pdf(&browser.get(&path), &name);
    assert_eq!((read.language().as_deref(), read.pages()), (Some("en"), 1));
    let fingerprint = hex(&sha256(b"", &[signed.as_bytes()]));
    for text in [
        &*reference,
        &fingerprint,
        "Given1 Weber",
        "1, rue du Nord",
        "L-1234 Luxembourg",
        "Friday 15 January 2027",
        "Your vote must be here by",
        "https://vote.example.org",
        "+352 800 00 000",
    ] {
        assert!(read.says(text), "{text} is not in {}", read.text());
    }
    assert!(!read.says("Esch") && !read.says("1980"), "what it need not say, it does not say");
    // in the language of the page
    browser.form(&stand.of_post(""), &[]);
    browser.form_only("/language", &[("language", "de"), ("to", "/")]);
    let german = pdf(&browser.get(&path), &name);
    assert_eq!(german.language().as_deref(), Some("de"));
    assert!(german.says("Ihr Antrag auf Briefwahl ist eingegangen") && german.says("Freitag"));

    // of nobody else's request
    assert_eq!(stand.signed_in(2).page(&path).problem(), "not-found");
    assert_eq!(stand.signed_in(POSTAL_OFFICERS[0]).page(&path).problem(), "not-found");
    assert_eq!(Browser::new(stand.address()).page(&path).problem(), "signed-out");
    assert_eq!(logged(&stand, 1), 0);
    // who was entered by the office has signed nothing
    stand.sql("UPDATE postal_request SET consent = NULL");
    let read = pdf(&browser.get(&path), &name);
    assert!(read.says(&reference) && !read.says(&fingerprint) && !read.says("SHA-256"));
}
