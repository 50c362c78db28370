//! Documents of each kind, read back.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

mod pictures;
mod samples;

use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
};

use samples::{LANGUAGES, PEOPLE, all, batch, confirmation, pack, packs, reconciliation, record};
use tabella_documents::{Answer, Balance, Confirmation, Order, Pack, Packs, testing::Read};

#[track_caller]
fn read(order: &Order) -> Read {
    let paper = order.render();
    let paper = paper.unwrap_or_else(|error| panic!("{error}: {}", error.expose_words()));
    Read::new(paper.into_bytes()).unwrap()
}

/// Points of so many millimetres.
fn points(millimetres: f32) -> f32 {
    millimetres / 25.4 * 72.0
}

#[test]
fn every_kind_in_every_language() {
    // a word that only this language has there
    let words = [
        ("confirmation", ["We have", "reçu", "eingegangen", "kritt", "käes"]),
        ("labels", ["Address labels", "Étiquettes", "Adressetiketten", "Adressetiketten", "Aadressisildid"]),
        ("letters", ["Letters", "Lettres", "Anschreiben", "Bréiwer", "Kirjad"]),
        (
            "envelopes",
            ["Return envelopes", "Enveloppes", "Wahlbriefumschläge", "Enveloppë", "Tagastusümbrikud"],
        ),
        ("reconciliation", ["Reconciliation", "Décompte", "Abgleich", "Ofgläich", "bilanss"]),
        // its words are the caller's
        ("record", ["Result"; 5]),
    ];
    for (position, language) in LANGUAGES.into_iter().enumerate() {
        for ((name, order), (kind, words)) in all(language).into_iter().zip(words) {
            assert_eq!(name, kind);
            let read = read(&order);
            assert_eq!(read.lacks(), [""; 0], "{name} in {language}");
            assert_eq!(read.language().as_deref(), Some(language), "{name}");
            assert!(read.title().contains(words[position]), "{name} in {language}: {}", read.title());
            let pages = match name {
                "labels" | "record" => 2,
                "letters" | "envelopes" => PEOPLE.len(),
                _ => 1,
            };
            assert_eq!(read.pages(), pages, "{name} in {language}");
            let size = if name == "envelopes" { [229.0, 162.0] } else { [210.0, 297.0] }.map(points);
            for (width, height) in read.sizes() {
                assert!(
                    (width - size[0]).abs() < 1.0 && (height - size[1]).abs() < 1.0,
                    "{name}: {width} {height}"
                );
            }
        }
    }
}

#[test]
fn a_confirmation_says_what_was_asked_for() {
    let asked = confirmation("en");
    let read = read(&Order::Confirmation(asked.clone()));
    let own = [asked.reference, asked.person, asked.election, asked.filed, asked.site, asked.made];
    let answers = asked.answers.iter().flat_map(|answer| [answer.label.clone(), answer.value.clone()]);
    for text in own.into_iter().chain(answers).chain(asked.help).chain(["5a".repeat(32)]) {
        assert!(read.says(&text), "{text} is not in {}", read.text());
    }
    let structure = read.structure();
    assert_eq!((structure.get("H1"), structure.get("H2")), (Some(&1), Some(&3)), "{structure:?}");
    // whom an official helped has signed nothing
    let entered = Order::Confirmation(Confirmation { signed: None, ..confirmation("en") });
    let entered = self::read(&entered);
    // once it is decided, nothing is said of what comes next
    let decided = Order::Confirmation(Confirmation { undecided: false, ..confirmation("en") });
    assert!(read.says("What comes next") && !self::read(&decided).says("What comes next"));
    assert!(!entered.says("SHA-256") && entered.says("Léa Weber"));
}

#[test]
fn labels_letters_and_envelopes_of_the_same_packs() {
    let packs = packs();
    let labels = read(&Order::Labels(batch("en", packs.clone())));
    let letters = read(&Order::Letters(batch("en", packs.clone())));
    let envelopes = read(&Order::Envelopes(batch("en", packs.clone())));
    for (page, pack) in packs.iter().enumerate() {
        let code = &pack.code;
        let (label, letter, envelope) = (labels.page(page / 8), letters.page(page), envelopes.page(page));
        for text in [&label, &letter, &envelope] {
            assert!(text.contains(code), "{code} is not in {text}");
        }
        // what is written from right to left is drawn from left to right, and one name has letters that no font has
        if ["he", "ar", "ja"].get(page.wrapping_sub(5)).is_some() {
            continue;
        }
        let run =
            |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect::<String>();
        for line in &pack.lines {
            assert!(run(&label).contains(&run(line)), "{line} is not in {label}");
            assert!(run(&letter).contains(&run(line)), "{line} is not in {letter}");
        }
        // the envelope says where it goes, and not from whom it comes
        assert!(envelope.contains("33, boulevard Roosevelt"), "{envelope}");
        assert_eq!(envelope.contains("LUXEMBOURG"), pack.lines.len() > 3, "{envelope}");
        assert!(!run(&envelope).contains(&run(&pack.lines[0])));
        assert!(letter.contains("Sunday 21 February 2027, 14:00"), "{letter}");
    }
    // each in the person's language
    for (page, words) in ["You asked", "Vous", "Sie haben", "Dir hutt", "Soovisite"].iter().enumerate() {
        assert!(letters.page(page).contains(words), "{}", letters.page(page));
    }
    let titles =
        ["Vote by post", "Vote par correspondance", "Wahlbrief", "Bréifwahl", "Hääletamine kirja teel"];
    for (page, title) in titles.into_iter().enumerate() {
        assert!(envelopes.page(page).contains(title), "{}", envelopes.page(page));
    }
    let pictures = envelopes.alternatives();
    assert_eq!(pictures.len(), packs.len());
    assert!(packs.iter().all(|pack| pictures.iter().any(|text| text.contains(&pack.code))));
    // what no font has is written by hand
    assert!(labels.page(0).contains("□□□□ Hanako Tanaka") && labels.says("write it by hand"));
    assert!(letters.page(7).contains("□□□□ Hanako Tanaka") && !letters.says("write it by hand"));
    assert!(labels.page(0).contains('□') && !labels.page(1).contains('□') && !letters.page(0).contains('□'));
}

/// Nobody's name is a command, a reference, a formula or emphasis: each is printed letter by letter.
#[test]
fn texts_of_people_are_never_source() {
    let hostile = [
        "#read(\"/etc/passwd\")",
        "#include \"/etc/passwd\"",
        "#panic(\"x\")",
        "*x* _y_ `z`",
        "$ x^2 $",
        "@ref <label>",
        "= Heading",
        "- item + item / term: x",
        "\\u{41} \\# //gone /* gone */",
        "] } ) #]",
        "https://example.org ~ -- --- ... '\"",
        "${sys.inputs} {{x}} { $of }",
    ];
    let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let packs: Vec<Pack> = hostile
        .iter()
        .map(|text| {
            let text = (*text).to_owned();
            Pack {
                election: text.clone(),
                district: text.clone(),
                post_by: text.clone(),
                return_until: text.clone(),
                help: vec![text.clone()],
                office: vec![text.clone()],
                ..pack(1, "en", &[&text, &text, "L-1234 Luxembourg"])
            }
        })
        .collect();
    let by = Packs { of: hostile.concat(), ..batch("en", packs) };
    for (times, order) in
        [(2, Order::Labels(by.clone())), (8, Order::Letters(by.clone())), (1, Order::Envelopes(by))]
    {
        let (read, titled) = (read(&order), squeezed(&hostile.concat()));
        assert!(squeezed(&read.title()).contains(&titled));
        for text in hostile {
            let found = read.run().matches(&squeezed(text)).count();
            assert!(found >= times, "{text}: {found} of {times} in {}", read.text());
        }
        assert!(!read.text().contains("root:"));
    }
    for text in hostile {
        let asked = Confirmation {
            election: text.into(),
            person: text.into(),
            filed: text.into(),
            answers: vec![Answer { label: text.into(), value: format!("{text}\n{text}") }],
            site: text.into(),
            help: vec![text.into()],
            made: text.into(),
            ..confirmation("en")
        };
        let mut balances = reconciliation("en");
        balances.election = text.into();
        balances.made = text.into();
        balances.balances[0].district = text.into();
        for (times, order) in [(9, Order::Confirmation(asked)), (3, Order::Reconciliation(balances))] {
            let read = read(&order);
            let found = read.run().matches(&squeezed(text)).count();
            assert!(found >= times, "{text}: {found} of {times} in {}", read.text());
        }
    }
}

/// The longest address that the form takes stays on its label and in the window of its letter: nothing is lost, and no page more.
#[test]
fn the_longest_address_fits() {
    for c in ['W', 'i', 'щ', 'ש'] {
        let word = c.to_string().repeat(100);
        let words = vec![format!("{} {}", c.to_string().repeat(9), c.to_string().repeat(9)); 5].join(" ");
        let (word, words) = (word.as_str(), words.as_str());
        let lines = [word, words, word, words, word, words, word, words, word, words];
        let packs = vec![pack(1, "de", &lines); 2];
        let labels = read(&Order::Labels(batch("en", packs.clone())));
        assert_eq!(labels.pages(), 1);
        let wanted: usize = lines.iter().map(|line| line.chars().filter(|own| *own == c).count()).sum();
        assert_eq!(labels.page(0).chars().filter(|own| *own == c).count() / wanted, 2, "{c}");
        let letters = read(&Order::Letters(batch("en", packs)));
        assert_eq!(letters.pages(), 2);
        assert!(letters.page(1).chars().filter(|own| *own == c).count() >= wanted, "{c}");
    }
}

#[test]
fn a_reconciliation_adds_up_or_says_so() {
    let wrong = read(&Order::Reconciliation(reconciliation("en")));
    for text in ["1204", "871", "2236", "1612", "605", "20", "River District", "WRONG"] {
        assert!(wrong.says(text), "{text} is not in {}", wrong.text());
    }
    assert_eq!(wrong.text().matches("WRONG").count(), 2, "the district and the sum");
    let structure = wrong.structure();
    assert_eq!(
        (structure.get("Table"), structure.get("TH"), structure.get("TR")),
        (Some(&1), Some(&6), Some(&5))
    );
    let part = "Only some districts";
    let mut some = reconciliation("en");
    some.whole = false;
    assert!(!wrong.says(part) && read(&Order::Reconciliation(some)).says(part));
    let mut right = reconciliation("en");
    right.balances.pop();
    assert!(!read(&Order::Reconciliation(right.clone())).says("WRONG"));
    // wrong in both directions is not right
    right.balances =
        [(5, 4), (5, 6)].map(|(issued, returned)| Balance { issued, returned, ..Balance::default() }).into();
    assert_eq!(read(&Order::Reconciliation(right.clone())).text().matches("WRONG").count(), 3);
    right.balances.clear();
    right.language = "de".into();
    assert!(read(&Order::Reconciliation(right)).says("Es wurden noch keine Unterlagen gedruckt."));
}

#[test]
fn a_record_is_bound_to_its_board_on_every_page() {
    let record = record("en");
    let read = read(&Order::Record(record.clone()));
    for page in 0..read.pages() {
        assert!(
            read.page(page).replace(['\u{200b}', ' '], "").contains(&"c3".repeat(32)),
            "{}",
            read.page(page)
        );
    }
    for text in ["Maia Feldspat", "Liberté & Égalité", "1 204", "=1+1", "□□□□", "Candidate 60", "1 669"]
    {
        assert!(read.says(text), "{text} is not in {}", read.text());
    }
    assert!(read.run().contains(&"5a".repeat(32)));
    let structure = read.structure();
    assert_eq!(
        (structure.get("Table"), structure.get("TH"), structure.get("TR")),
        (Some(&1), Some(&3), Some(&64)),
        "{structure:?}"
    );
    assert_eq!(read.alternatives(), ["Size and root of the board"]);
    // a line that is too long or too short shifts no other
    let mut crooked = record;
    let table = crooked.parts[0].table.as_mut().unwrap();
    table.rows = vec![vec!["short".into()], ["a", "b", "1", "more"].map(Into::into).to_vec()];
    let read = self::read(&Order::Record(crooked));
    assert!(read.says("short") && !read.says("more"), "{}", read.text());
    assert_eq!(read.structure().get("TR"), Some(&4));
}

/// A large batch: no sheet is lost.
#[test]
fn five_hundred_labels() {
    let packs: Vec<_> =
        (0..500_u16).map(|number| pack(number, "en", PEOPLE[usize::from(number) % 5])).collect();
    let last = packs.last().unwrap().code.clone();
    let labels = read(&Order::Labels(batch("en", packs)));
    assert_eq!(labels.pages(), 63);
    assert!(labels.page(62).contains(&last));
}

/// The same data makes the same file, byte for byte.
#[test]
fn nothing_in_it_is_by_chance() {
    let [one, other] = [0, 1].map(|_| Order::Confirmation(confirmation("lb")).render().unwrap().into_bytes());
    assert_eq!(one, other);
}

/// The program, given this.
fn program(order: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tabella-documents"));
    command.env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(order).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn an_order_goes_in_and_a_file_comes_out() {
    let order = Order::Confirmation(confirmation("fr"));
    let made = program(&serde_json::to_vec(&order).unwrap());
    assert!(made.status.success() && made.stderr.is_empty(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(made.stdout, order.render().unwrap().into_bytes());
}

/// What cannot be read is refused, and its words are not repeated: a log may keep them.
#[test]
fn what_is_no_order_is_refused_without_a_name() {
    let mut more = serde_json::to_value(Order::Confirmation(confirmation("en"))).unwrap();
    more["Léa Weber"] = "Léa Weber".into();
    let mut other = serde_json::to_value(Order::Confirmation(confirmation("en"))).unwrap();
    other["at"] = "Léa Weber".into();
    let unknown = serde_json::json!({ "document": "Léa Weber" });
    let orders = [more, other, unknown].map(|order| serde_json::to_vec(&order).unwrap());
    for order in orders.into_iter().chain([Vec::new(), b"Weber".to_vec(), vec![0xff; 9]]) {
        let refused = program(&order);
        let words = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{words}");
        assert!(refused.stdout.is_empty() && words.contains("this is no order: line "), "{words}");
        assert!(!words.contains("Weber"), "{words}");
    }
}
