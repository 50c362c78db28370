//! One document of each kind, about people who do not exist.

use std::collections::BTreeMap;

use tabella_documents::{
    Answer, Balance, Confirmation, Order, Pack, Packs, Part, Reconciliation, Record, Table,
};

pub(crate) const LANGUAGES: [&str; 5] = ["en", "fr", "de", "lb", "et"];

/// 15 January 2027, noon.
const JANUARY: i64 = 1_800_014_400;
const DAY: &str = "Friday 15 January 2027, 13:00";

/// Names and addresses as the post writes them, in several scripts and lengths.
pub(crate) const PEOPLE: [&[&str]; 9] = [
    &["Léa Weber", "1, rue de l’Été", "L-1234 Luxembourg"],
    &["Jüri Õunapuu-Šķēle", "Tähe 4–12", "51010 TARTU", "ESTONIA"],
    &["Đặng Thị Hồng Nhung", "12 Nguyễn Huệ", "Phường Bến Nghé", "700000 HỒ CHÍ MINH", "VIETNAM"],
    &["Ольга Кузнецова", "ул. Ленина, д. 5, кв. 12", "190000 САНКТ-ПЕТЕРБУРГ", "RUSSIAN FEDERATION"],
    &["Ελένη Παπαδοπούλου", "Ερμού 15", "105 63 ΑΘΗΝΑ", "GREECE"],
    &["יוסף כהן", "רחוב הרצל 10", "6688101 תל אביב", "ISRAEL"],
    &["فاطمة الزهراء", "شارع الملك فهد 12", "12345 الرياض", "SAUDI ARABIA"],
    &["田中花子 Hanako Tanaka", "1-2-3 Ginza, 中央区", "TOKYO 104-0061", "JAPAN"],
    &[
        "Maximiliane Henriette Freifrau von und zu Hohenlohe-Waldenburg-Schillingsfürst",
        "c/o International Committee for the Preservation of Very Long Addresses",
        "Building 4, Staircase C, Third Floor on the Left",
        "Industrieparkverlängerungsringstraße 1234567890 a",
        "Second Courtyard",
        "LLANFAIRPWLLGWYNGYLLGOGERYCHWYRNDROBWLLLLANTYSILIOGOGOGOCH",
        "ANGLESEY",
        "LL61 5UJ",
        "UNITED KINGDOM",
    ],
];

/// A pack of this person.
pub(crate) fn pack(number: u16, language: &str, lines: &[&str]) -> Pack {
    let office =
        ["Briefwahlamt – Bureau du vote par correspondance", "33, boulevard Roosevelt", "L-2450 Luxembourg"];
    let abroad = lines.len() > 3;
    let office = office.into_iter().chain(abroad.then_some("LUXEMBOURG"));
    Pack {
        // as long as a code is, and each another
        code: format!("7K3M-{number:04X}-W9TB"),
        style: "river".into(),
        language: language.into(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        election: "Town Council 2027".into(),
        district: "River District".into(),
        post_by: "Wednesday 17 February 2027".into(),
        return_until: "Sunday 21 February 2027, 14:00".into(),
        help: ["+352 800 00 000", "votes@example.org", "Monday to Friday, 8 to 18"].map(Into::into).into(),
        office: office.map(Into::into).collect(),
    }
}

/// A pack of everybody, in every language.
pub(crate) fn packs() -> Vec<Pack> {
    let languages = LANGUAGES.iter().cycle();
    (1..)
        .zip(PEOPLE.iter().zip(languages))
        .map(|(number, (lines, language))| pack(number, language, lines))
        .collect()
}

/// Batch 3, for an official of this language.
pub(crate) fn batch(language: &str, packs: Vec<Pack>) -> Packs {
    let dates = LANGUAGES.map(|language| (language.to_owned(), format!("15.1.2027 ({language})")));
    Packs {
        language: language.into(),
        of: "Batch 3".into(),
        dates: BTreeMap::from(dates),
        at: JANUARY,
        packs,
    }
}

pub(crate) fn confirmation(language: &str) -> Confirmation {
    let answer = |label: &str, value: &str| Answer { label: label.into(), value: value.into() };
    Confirmation {
        language: language.into(),
        undecided: true,
        reference: "0123-4567-89A6".into(),
        election: "Town Council 2027".into(),
        person: "Léa Weber".into(),
        filed: "Friday 15 January 2027, 12:58".into(),
        answers: vec![
            answer("Send my papers to", "another address, abroad"),
            answer("Address", "Tähe 4–12\n51010 TARTU\nESTONIA"),
            answer("For which elections", "this election"),
            answer("E-mail address", "lea.weber@example.org"),
            answer("Telephone", "+352621123456"),
            answer("Post your vote by", "Wednesday 17 February 2027"),
            answer("Your vote must be here by", "Sunday 21 February 2027, 14:00"),
        ],
        signed: Some("5a".repeat(32)),
        site: "https://vote.example.org".into(),
        help: vec!["+352 800 00 000".into(), "votes@example.org".into()],
        made: DAY.into(),
        at: JANUARY,
    }
}

pub(crate) fn reconciliation(language: &str) -> Reconciliation {
    let balance = |district: &str, issued, returned, outstanding, cancelled| Balance {
        district: district.into(),
        issued,
        returned,
        outstanding,
        cancelled,
    };
    Reconciliation {
        language: language.into(),
        whole: true,
        election: "Town Council 2027".into(),
        balances: vec![
            balance("River District", 1_204, 871, 320, 13),
            balance("Hill District", 987, 701, 280, 6),
            balance("Harbour, Docks and the Islands beyond the Breakwater", 45, 40, 5, 1),
        ],
        made: DAY.into(),
        at: JANUARY,
    }
}

pub(crate) fn record(language: &str) -> Record {
    let answer = |label: &str, value: &str| Answer { label: label.into(), value: value.into() };
    let row = |name: &str, list: &str, votes: &str| [name, list, votes].map(Into::into).to_vec();
    let many = (1..=60).map(|number| row(&format!("Candidate {number}"), "List 2", "7"));
    Record {
        language: language.into(),
        title: "Result: Town Council 2027".into(),
        lead: vec!["Every ballot stands on a public board, and every check was made.".into()],
        parts: vec![
            Part {
                heading: "Who shall sit on the council?".into(),
                table: Some(Table {
                    head: vec!["Name".into(), "List".into(), "Votes".into()],
                    words: 2,
                    rows: [
                        row("Maia Feldspat", "Liberté & Égalité", "1\u{202f}204"),
                        row("田中花子", "=1+1", "45"),
                    ]
                    .into_iter()
                    .chain(many)
                    .collect(),
                    sum: Some(row("Together", "", "1 669")),
                }),
                ..Part::default()
            },
            Part {
                heading: "How people took part".into(),
                text: vec!["Those who voted twice count once.".into()],
                facts: vec![answer("Ballots that count", "300")],
                codes: vec![answer("Number of the election", &"5a".repeat(32))],
                ..Part::default()
            },
        ],
        bound: format!("Board: 667 entries, root {}", "c3".repeat(32)),
        scanned: Some(answer("Size and root of the board", &format!("tabella:667:{}", "c3".repeat(32)))),
        signatures: vec!["Day, name, signature".into(), "Day, name, signature".into()],
        at: JANUARY,
    }
}

/// Every kind in a language, by name.
pub(crate) fn all(language: &str) -> [(&'static str, Order); 6] {
    let packs = batch(language, packs());
    [
        ("confirmation", Order::Confirmation(confirmation(language))),
        ("labels", Order::Labels(packs.clone())),
        ("letters", Order::Letters(packs.clone())),
        ("envelopes", Order::Envelopes(packs)),
        ("reconciliation", Order::Reconciliation(reconciliation(language))),
        ("record", Order::Record(record(language))),
    ]
}
