//! Question and answer as the register writes them: JSON, read strictly.

use serde::{Deserialize, Serialize};
use tabella_identity::PersonId;
use tabella_postal::register::{Record, RecordText};

use super::Unanswered;

/// Longest answer, in bytes.
pub(super) const ANSWER_MAX: usize = 64 * 1024;

/// What is asked. The code stands here, and where people ask for their own form in `X-Road-UserId`; in no address.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    pub(super) personal_code: String,
    pub(super) purpose: String,
}

/// What is answered: who it is about, and the record; `null` if the register has none.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub(super) personal_code: String,
    // must be there, as a record or as null
    #[serde(deserialize_with = "Option::deserialize")]
    pub(super) person: Option<Person>,
}

/// A record.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    given_names: String,
    surname: String,
    birth_date: String,
    #[serde(default)]
    place_of_birth: Option<String>,
    deceased: bool,
    #[serde(default)]
    address: Option<Address>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    phone: Option<String>,
}

/// An address.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    country: String,
    lines: Vec<String>,
}

/// The record in an answer to a question about this person.
pub(super) fn read(bytes: &[u8], person: &PersonId) -> Result<Option<Record>, Unanswered> {
    // why it is none stays unsaid: serde's words quote it
    let answer: Answer = serde_json::from_slice(bytes).map_err(|_| Unanswered::Malformed)?;
    if answer.personal_code != person.expose() {
        return Err(Unanswered::OtherPerson);
    }
    answer.person.map(|person| Record::check(&person.text()).map_err(|_| Unanswered::Malformed)).transpose()
}

impl Person {
    fn text(self) -> RecordText {
        RecordText {
            given_names: self.given_names,
            surname: self.surname,
            birth_date: self.birth_date,
            place_of_birth: self.place_of_birth.unwrap_or_default(),
            deceased: self.deceased,
            address: self.address.map(|address| (address.country, address.lines)),
            email: self.email.unwrap_or_default(),
            phone: self.phone.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn answer() -> Value {
        json!({
            "personal_code": "PNOEE-38001085718",
            "person": {
                "given_names": "Jaan",
                "surname": "Kask",
                "birth_date": "1980-01-08",
                "deceased": false,
                "address": { "country": "EE", "lines": ["Pikk 1", "10123 Tallinn"] },
            },
        })
    }

    fn read_value(answer: &Value) -> Result<Option<Record>, Unanswered> {
        read(answer.to_string().as_bytes(), &PersonId::parse("PNOEE-38001085718").unwrap())
    }

    #[test]
    fn a_record_or_none() {
        assert!(read_value(&answer()).unwrap().is_some());
        let mut nobody = answer();
        nobody["person"] = Value::Null;
        assert!(read_value(&nobody).unwrap().is_none());
    }

    #[test]
    fn wild_answers() {
        let refused = |change: &dyn Fn(&mut Value), why: &str| {
            let mut answer = answer();
            change(&mut answer);
            assert_eq!(read_value(&answer).unwrap_err().name(), why, "{answer}");
        };
        refused(&|answer| answer["personal_code"] = "PNOEE-38001085719".into(), "other-person");
        refused(&|answer| answer["personal_code"] = "38001085718".into(), "other-person");
        refused(&|answer| drop(answer.as_object_mut().unwrap().remove("person")), "malformed");
        refused(&|answer| answer["more"] = 1.into(), "malformed");
        refused(&|answer| answer["person"]["more"] = 1.into(), "malformed");
        refused(&|answer| answer["person"]["deceased"] = "no".into(), "malformed");
        refused(&|answer| drop(answer["person"].as_object_mut().unwrap().remove("deceased")), "malformed");
        refused(&|answer| answer["person"]["surname"] = "x".repeat(1_000).into(), "malformed");
        refused(&|answer| answer["person"]["birth_date"] = "8 January 1980".into(), "malformed");
        refused(&|answer| answer["person"]["address"]["country"] = "Estonia".into(), "malformed");
        refused(&|answer| *answer = json!([]), "malformed");
        let twice =
            answer().to_string().replace("\"deceased\":false", "\"deceased\":false,\"deceased\":true");
        assert!(twice.contains("true"));
        let person = PersonId::parse("PNOEE-38001085718").unwrap();
        assert_eq!(read(twice.as_bytes(), &person).unwrap_err().name(), "malformed");
        assert_eq!(read(b"{", &person).unwrap_err().name(), "malformed");
    }
}
