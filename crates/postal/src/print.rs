//! What whoever prints and posts the packs is given: labels, and nothing else about anybody.

use tabella_identity::Country;
use tabella_roll::RollEntry;

use crate::{code::PackCode, request::Request};

/// Lines of a label: recipient, organisation, three of the street, part of the town, town, state, postal code, country.
pub const LABEL_LINES: usize = 10;

/// One pack.
#[derive(Clone, PartialEq, Eq)]
pub struct Pack {
    /// Its code: on the envelope and in the return envelope's picture.
    pub code: PackCode,
    /// Which ballot paper goes into it.
    pub style: String,
    /// In which language the letter is.
    pub language: String,
    /// The label, at most [`LABEL_LINES`].
    pub lines: Vec<String>,
}

impl std::fmt::Debug for Pack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pack").field("code", &self.code).finish_non_exhaustive()
    }
}

impl Pack {
    /// The pack of an approved request, posted in `from`. The code is all that connects them.
    pub fn new(code: PackCode, request: &Request, entry: &RollEntry, from: Country) -> Self {
        let person = &entry.person;
        let recipient = format!("{} {}", person.given_name.expose(), person.surname.expose());
        Self {
            code,
            style: entry.style.to_string(),
            language: request.language().into(),
            lines: request.address().label(&recipient, from),
        }
    }
}

/// The packs of a batch as a file for a printing house: UTF-8, commas, `\r\n`, a line of names first.
pub fn csv(packs: &[Pack]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let names = ["code", "style", "language"].map(ToOwned::to_owned).into_iter();
    // writing to a Vec does not fail, nor do rows of one length
    let _ = writer.write_record(names.chain((1..=LABEL_LINES).map(|line| format!("line_{line}"))));
    for pack in packs {
        let head = [pack.code.to_string(), guard(&pack.style), guard(&pack.language)].into_iter();
        let lines = pack.lines.iter().map(|line| guard(line));
        let rest = std::iter::repeat_n(String::new(), LABEL_LINES.saturating_sub(pack.lines.len()));
        let _ = writer.write_record(head.chain(lines.take(LABEL_LINES)).chain(rest));
    }
    writer.into_inner().unwrap_or_default()
}

/// A text as a cell that no spreadsheet takes for a formula (attack G08, OWASP *CSV Injection*): an apostrophe stands before
/// what begins like one, also after spaces and in full width. What cannot be printed becomes a space.
pub fn guard(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let begins = text.trim_start().chars().next();
    if begins.is_some_and(|c| "=+-@＝＋－＠".contains(c)) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;
    use crate::{
        Form,
        address::AddressForm,
        form::DeliverTo,
        testing::{World, form, reference},
    };

    #[test]
    fn a_printer_learns_the_label_and_nothing_else() {
        let world = World::new();
        let lines = AddressForm {
            country: "QA".into(),
            lines: "=HYPERLINK(\"http://x\")\n+1, \"Bay\" St\nDoha".into(),
            ..AddressForm::default()
        };
        let typed = Form {
            deliver_to: Some(DeliverTo::Abroad),
            address: lines,
            phone: "+352621123456".into(),
            email: "lea@example.org".into(),
            ..form()
        };
        let permission = world.asking().permission().unwrap().unwrap();
        let request = permission.request(&typed, None, reference(1)).unwrap();
        let code = PackCode::generate(&mut ChaCha20Rng::seed_from_u64(1));
        let pack = Pack::new(code.clone(), &request, &world.entry, world.terms.home);
        let file = String::from_utf8(csv(&[pack])).unwrap();
        let rows: Vec<_> = file.split("\r\n").collect();
        assert_eq!(
            rows,
            [
                "code,style,language,line_1,line_2,line_3,line_4,line_5,line_6,line_7,line_8,line_9,line_10",
                &format!(
                    "{code},east,en,Léa Weber,\"'=HYPERLINK(\"\"http://x\"\")\",\"'+1, \"\"Bay\"\" St\",Doha,QATAR,,,,,"
                ),
                ""
            ]
        );
        for secret in ["352621123456", "lea@example.org", "1980", &request.reference().to_string()] {
            assert!(!file.contains(secret), "{secret}");
        }
    }

    #[test]
    fn formulas_are_texts() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+352", "'+352"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "' =1"),
            ("\r=1", "' =1"),
            ("  =1", "'  =1"),
            ("＝1", "'＝1"),
            ("12, rue", "12, rue"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(guard(text), cell, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_file_is_read_as_it_was_written(lines in proptest::collection::vec("\\PC{0,30}|[=+@-][\\PC\n\r\t,\"]{0,9}", 0..12)) {
            let code = PackCode::generate(&mut ChaCha20Rng::seed_from_u64(1));
            let pack = Pack { code, style: "s".into(), language: "en".into(), lines: lines.clone() };
            let file = csv(&[pack]);
            let mut reader = csv::Reader::from_reader(file.as_slice());
            let row = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(row.len(), 3 + LABEL_LINES);
            let kept = lines.iter().take(LABEL_LINES);
            for (cell, line) in row.iter().skip(3).zip(kept) {
                prop_assert_eq!(cell, guard(line));
                prop_assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
                prop_assert!(!cell.contains(['\n', '\r', '\t']));
            }
        }
    }
}
