use proptest::prelude::*;

use tabella_identity::PersonId;

use super::*;
use crate::testing::{election, roll};

const HEADER: &str =
    "personal_code,given_name,surname,birth_date,district,style,weight,language,address,email";
const ADA: &str = "PNOEE-1,Ada,Byron,1979-06-05,east,east,1,en,\"1 Road\nTown\",ada@example.org";
const BEA: &str = "PNOEE-2,Béa,Wéber,1990-12-31,town,harbour,3,fr,,";

fn read(file: impl AsRef<[u8]>) -> Import {
    import(file.as_ref(), &election(), &Roll::new(), &Limits::default()).unwrap()
}

fn refused(file: impl AsRef<[u8]>) -> ImportError {
    import(file.as_ref(), &election(), &Roll::new(), &Limits::default()).unwrap_err()
}

fn file(lines: &[&str]) -> String {
    format!("{HEADER}\n{}\n", lines.join("\n"))
}

fn said(import: &Import) -> Vec<String> {
    import.rejected.iter().map(ToString::to_string).collect()
}

#[test]
fn a_good_file_is_read() {
    let import = read(file(&[ADA, BEA]));
    assert_eq!((said(&import), import.rows, import.accepted.len()), (vec![], 2, 2));
    let ada = import.accepted.entry(RollNumber(1)).unwrap();
    assert_eq!(ada.person.address.as_ref().unwrap().expose(), "1 Road\nTown");
    let bea = import.accepted.find(&PersonId::parse("PNOEE-2").unwrap()).unwrap();
    assert_eq!((bea.number, bea.weight, bea.style.as_str()), (RollNumber(2), 3, "harbour"));
    assert_eq!((&bea.person.address, &bea.person.email), (&None, &None));
    assert_eq!(bea.person.surname.expose(), "Wéber");
}

#[test]
fn separators_line_ends_marks_and_order_do_not_matter() {
    let plain = read(file(&[ADA, BEA]));
    let text = file(&[ADA, BEA]);
    let crlf = text.replace('\n', "\r\n");
    let bom = format!("\u{feff}{text}");
    let no_end = text.trim_end().to_owned();
    let blank = text.replace("\nPNOEE-2", "\n\n\r\nPNOEE-2");
    let semicolons = text.replace(',', ";");
    let tabs = text.replace(',', "\t");
    let quoted = text
        .replace(HEADER, &HEADER.split(',').map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(","));
    for other in [crlf, bom, no_end, blank, semicolons, tabs, quoted] {
        assert_eq!(read(&other), plain, "{other}");
    }
    let swapped: String = text
        .replace("1 Road\nTown", "1 Road")
        .lines()
        .map(|line| line.split(',').rev().collect::<Vec<_>>().join(",") + "\n")
        .collect();
    assert_eq!(read(swapped).accepted, read(text.replace("1 Road\nTown", "1 Road")).accepted);
}

#[test]
fn every_fault_is_reported_with_line_and_column() {
    let bad = "ee-38,, Byron,1980-1-8,nowhere,nothing,0,xx,\"a\n\nb\",nobody";
    let import = read(file(&[ADA, bad, BEA, "PNOEE-3,x", "PNOEE-4,a,b,1980-01-08,east,harbour,4,en,,"]));
    let expected = [
        "line 4, personal_code: is not a personal code such as PNOEE-38001085718",
        "line 4, given_name: is empty",
        "line 4, surname: starts or ends with a space",
        "line 4, birth_date: is not a date such as 1980-01-08",
        "line 4, district: is not a reporting unit of the manifest",
        "line 4, style: is not a ballot style of the manifest",
        "line 4, weight: is not a whole number from 1, in digits without leading zeros",
        "line 4, language: is not a language of the manifest",
        "line 4, address: is not 1 to 10 lines, none of them empty",
        "line 4, email: is not an e-mail address",
        "line 8: has 2 fields instead of 10",
        "line 9, style: is a ballot style whose reporting unit does not lie in the district",
        "line 9, weight: is more than the manifest's weight_max, 3",
    ];
    assert_eq!(said(&import), expected);
    assert_eq!((import.rows, import.accepted.len()), (5, 2));
}

#[test]
fn a_report_does_not_repeat_personal_data() {
    // everything shifted by one column
    let shifted = format!("x,{}", ADA.rsplit_once(',').unwrap().0);
    let import = read(file(&[&shifted]));
    let text = format!("{:?} {:?}", said(&import), import.rejected);
    assert!(!import.rejected.is_empty());
    for secret in ["PNOEE-1", "Ada", "Byron", "1979", "Road"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let accepted = format!("{:?}", read(file(&[ADA])).accepted);
    for secret in ["PNOEE-1,", "Ada", "Byron", "1979", "Road", "example.org"] {
        assert!(!accepted.contains(secret), "{secret}");
    }
}

#[test]
fn all_lines_of_a_double_are_rejected() {
    let again = BEA.replace("PNOEE-2", "PNOEE-1");
    let third = again.replace("Béa", "Bea");
    let import = read(file(&[ADA, &again, BEA, &third]));
    let expected = [
        "line 2, personal_code: is also on line 4",
        "line 4, personal_code: is also on line 2",
        "line 6, personal_code: is also on line 2",
    ];
    assert_eq!((said(&import), import.accepted.len()), (expected.map(String::from).to_vec(), 1));
}

#[test]
fn numbers_stay_with_people() {
    let so_far = roll(3);
    let election = election();
    let with = |file: &str| import(file.as_bytes(), &election, &so_far, &Limits::default()).unwrap();
    // without numbers: 2 keeps its own, the others are new
    let known = so_far.entry(RollNumber(2)).unwrap().person.id.expose();
    let import = with(&file(&[ADA, &ADA.replace("PNOEE-1", &known), BEA]));
    let numbers: Vec<u64> = import.accepted.iter().map(|entry| entry.number.0).collect();
    assert_eq!(numbers, [2, 4, 5]);
    assert_eq!(import.accepted.entry(RollNumber(2)).unwrap().person.id.expose(), known);
    // with numbers
    let line = |number: &str, line: &str| format!("{number},{line}");
    let numbered = |lines: &[String]| format!("number,{HEADER}\n{}\n", lines.join("\n"));
    let import = with(&numbered(&[
        line("9", ADA),
        line("2", BEA),
        line("3", &BEA.replace("PNOEE-2", &known)),
        line("0", &BEA.replace("PNOEE-2", "PNOEE-7")),
        line("12", &BEA.replace("PNOEE-2", "PNOEE-8")),
        line("12", &BEA.replace("PNOEE-2", "PNOEE-9")),
    ]));
    let expected = [
        "line 4, number: is another person's number on the roll so far",
        "line 5, number: is not this person's number on the roll so far",
        "line 6, number: is not a whole number from 1, in digits without leading zeros",
        "line 7, number: is also on line 8",
        "line 8, number: is also on line 7",
    ];
    assert_eq!(said(&import), expected);
    assert_eq!(import.accepted.iter().map(|entry| entry.number.0).collect::<Vec<_>>(), [9]);
}

#[test]
fn what_is_no_table() {
    assert_eq!(refused(""), ImportError::Empty);
    assert_eq!(refused("\u{feff}\n"), ImportError::Empty);
    assert_eq!(refused(b"\xff\xfen\0u\0".as_slice()), ImportError::NotUtf8);
    assert_eq!(refused("personal_code\n"), ImportError::Separator);
    assert_eq!(refused(HEADER.replacen(',', ";", 1)), ImportError::Separator);
    assert_eq!(refused(format!("{HEADER},email")), ImportError::RepeatedColumn(Column::Email));
    assert_eq!(refused(format!("{HEADER},vote")), ImportError::UnknownColumn { position: 11 });
    assert_eq!(refused(HEADER.replace(",weight", "")), ImportError::MissingColumn(Column::Weight));
    let limits = Limits { bytes_max: 10, rows_max: 1 };
    let small = |file: &str, limits| import(file.as_bytes(), &election(), &Roll::new(), &limits);
    assert!(matches!(small(&file(&[ADA]), limits), Err(ImportError::TooLarge { max: 10, .. })));
    let limits = Limits { rows_max: 1, ..Limits::default() };
    assert_eq!(small(&file(&[ADA, BEA]), limits), Err(ImportError::TooManyRows { max: 1 }));
}

#[test]
fn bytes_and_quotation_marks_that_do_not_fit() {
    let mut bytes = file(&[ADA, BEA]).into_bytes();
    let at = bytes.windows(2).position(|window| window == "é".as_bytes()).unwrap();
    bytes[at] = 0xff;
    assert_eq!(said(&read(bytes)), ["line 4, given_name: is not UTF-8"]);
    let open = BEA.replace("Wéber", "\"Wéber");
    let import = read(file(&[ADA, &open, "x", "y"]));
    let expected =
        "line 4: has a quotation mark that is not closed; everything up to line 6 may belong to it";
    assert_eq!((said(&import), import.accepted.len()), (vec![expected.to_owned()], 1));
}

#[test]
fn fields_that_would_mislead() {
    let with = |column: &str, text: &str| {
        let position = HEADER.split(',').position(|name| name == column).unwrap();
        let fields: Vec<&str> =
            BEA.split(',').enumerate().map(|(at, field)| if at == position { text } else { field }).collect();
        let import = read(file(&[&fields.join(",")]));
        import.rejected.first().map(|rejected| (rejected.column.unwrap().name().to_owned(), rejected.reason))
    };
    let field = |column: &str, error| Some((column.to_owned(), Reason::Field(error)));
    for formula in ["=cmd()", "+1", "-1", "@x"] {
        assert_eq!(with("surname", formula), field("surname", FieldError::Formula), "{formula}");
        assert_eq!(with("address", formula), field("address", FieldError::Formula), "{formula}");
    }
    for hidden in ["a\u{202e}b", "a\u{200b}b", "a\u{7}b", "a\u{feff}", "\"a\nb\""] {
        assert_eq!(with("surname", hidden), field("surname", FieldError::Invisible), "{hidden:?}");
    }
    assert_eq!(with("surname", &"x".repeat(201)), field("surname", FieldError::TooLong { max: 200 }));
    assert_eq!(with("surname", &"é".repeat(200)), None);
    assert_eq!(with("birth_date", "2027-03-02"), field("birth_date", FieldError::BirthDate));
    assert_eq!(with("birth_date", "1879-12-31"), field("birth_date", FieldError::BirthDate));
    assert_eq!(with("birth_date", "1990-02-30"), field("birth_date", FieldError::Date));
    for weight in ["01", "+1", "1.0", "1 ", "", "18446744073709551617"] {
        assert!(with("weight", weight).is_some(), "{weight}");
    }
    for email in ["a", "a@b", "@b.org", "a@b..org", "a b@c.org", "a@-b.org", "a@b@c.org"] {
        assert_eq!(with("email", email).map(|fault| fault.0).as_deref(), Some("email"), "{email}");
    }
    assert_eq!(with("email", "jõgi+x@süd.example"), None);
}

#[test]
fn a_roll_is_written_and_read_back() {
    let roll = roll(20);
    assert_eq!(read(roll.to_csv()).accepted, roll);
}

fn line() -> impl Strategy<Value = String> {
    let field = prop_oneof![
        Just("PNOEE-1".to_owned()),
        Just("PNOEE-2".into()),
        Just("east".into()),
        Just("1980-01-08".into()),
        Just("1".into()),
        Just("en".into()),
        Just("\"".into()),
        Just("\"a\nb\"".into()),
        Just("\r".into()),
        "[a-z\"\n\r,;é@.]{0,6}",
    ];
    prop_oneof![
        Just(ADA.to_owned()),
        (0u32..6).prop_map(|code| BEA.replace("PNOEE-2", &format!("PNOEE-{code}"))),
        prop::collection::vec(field, 0..12).prop_map(|fields| fields.join(",")),
    ]
}

proptest! {
    #[test]
    fn every_line_is_accepted_or_rejected(lines in prop::collection::vec(line(), 0..12)) {
        let text = format!("{HEADER}\n{}", lines.join("\n"));
        let import = read(&text);
        let rejected: std::collections::BTreeSet<u64> = import.rejected.iter().map(|rejected| rejected.line).collect();
        prop_assert_eq!(import.accepted.len() + rejected.len(), import.rows);
        let last = text.split('\n').count() as u64;
        prop_assert!(rejected.iter().all(|line| (2..=last).contains(line)));
        // what was accepted is written and read back without fault
        let again = read(import.accepted.to_csv());
        prop_assert_eq!(again.rejected, vec![]);
        prop_assert_eq!(again.accepted, import.accepted);
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), columns: bool) {
        let file = if columns { [HEADER.as_bytes(), b"\n", &bytes].concat() } else { bytes };
        let _ = import(&file, &election(), &Roll::new(), &Limits::default());
    }
}
