//! Who lives in the demo's town. Every name and code is invented.

use anyhow::Context as _;
use serde_json::json;
use tabella_election::Election;
use tabella_identity::{
    PersonId,
    demo::{DemoAuthority, DemoCard},
};

use crate::terminal::count;

/// Somebody with a card who may vote, or not.
pub(super) struct DemoVoter {
    pub(super) person: &'static str,
    pub(super) given_name: &'static str,
    pub(super) surname: &'static str,
    birth_date: &'static str,
    /// Ballot style and reporting unit; none for who is not on the roll.
    style: Option<&'static str>,
    language: &'static str,
    address: &'static str,
    /// What the population register has: where the person was born, and where the person lives if that is elsewhere.
    place_of_birth: &'static str,
    moved_to: Option<&'static str>,
    pub(super) about: &'static str,
}

/// Somebody with a card who holds an office.
pub(super) struct DemoOfficial {
    pub(super) person: &'static str,
    pub(super) given_name: &'static str,
    pub(super) surname: &'static str,
    pub(super) role: &'static str,
}

/// Voters of the demo.
pub(super) const VOTERS: [DemoVoter; 5] = [
    DemoVoter {
        person: "PNOEE-47101010033",
        given_name: "Mari",
        surname: "Maasikas",
        birth_date: "1971-01-01",
        style: Some("river"),
        language: "en",
        address: "1, Quai de la Rivière\nL-1234 Luxembourg",
        place_of_birth: "Tartu, Estonia",
        moved_to: None,
        about: "votes in the river district, on five questions",
    },
    DemoVoter {
        person: "PNOEE-38001085718",
        given_name: "Jaan",
        surname: "Kask",
        birth_date: "1980-01-08",
        style: Some("hill"),
        language: "en",
        address: "2, Rue de la Colline\nL-1235 Luxembourg",
        place_of_birth: "Pärnu, Estonia",
        moved_to: None,
        about: "votes in the hill district, on two questions",
    },
    DemoVoter {
        person: "PNOEE-60405060014",
        given_name: "Emma",
        surname: "Weber",
        birth_date: "2004-05-06",
        style: Some("hill"),
        language: "fr",
        address: "4, Rue de la Colline\nL-1235 Luxembourg",
        place_of_birth: "Tartu, Estonia",
        moved_to: None,
        about: "votes in the hill district, on two questions",
    },
    DemoVoter {
        person: "PNOEE-35512240026",
        given_name: "Nicolas",
        surname: "Schmit",
        birth_date: "1955-12-24",
        style: Some("river"),
        language: "fr",
        address: "9, Quai de la Rivière\nL-1234 Luxembourg",
        place_of_birth: "Luxembourg",
        moved_to: Some("12, Rue du Marché\nL-1236 Luxembourg"),
        about: "votes in the river district, on five questions",
    },
    DemoVoter {
        person: "PNOEE-48807070018",
        given_name: "Liis",
        surname: "Rebane",
        birth_date: "1988-07-07",
        style: None,
        language: "en",
        address: "",
        place_of_birth: "Viljandi, Estonia",
        moved_to: None,
        about: "is not on the electoral roll",
    },
];

/// Where somebody votes.
pub(super) struct Home<'e> {
    pub(super) district: &'e str,
    pub(super) style: &'e str,
    /// On what, in words.
    pub(super) about: String,
}

/// Where each of [`VOTERS`] votes: in the town as it is written there; in another election they take its ballot styles in turn.
pub(super) fn homes(election: &Election) -> Vec<Option<Home<'_>>> {
    let others = election.styles();
    let home = |(number, voter): (usize, &DemoVoter)| {
        let in_town = voter.style.map(|style| election.style(style))?;
        let style = in_town.or_else(|| others.get(number % others.len().max(1)))?;
        let unit = election.manifest().reporting_units.get(style.unit)?;
        let about = if in_town.is_some() {
            voter.about.to_owned()
        } else {
            let name = unit.name.get("en").unwrap_or(unit.id.as_str());
            format!("votes in {name}, on {}", count(style.contests.len() as u64, "question", "questions"))
        };
        Some(Home { district: unit.id.as_str(), style: style.id.as_str(), about })
    };
    (0..).zip(&VOTERS).map(home).collect()
}

/// Officials of the demo: what they do stands in their names.
pub(super) const OFFICIALS: [DemoOfficial; 7] = [
    DemoOfficial {
        person: "PNOEE-36002020019",
        given_name: "Demo official",
        surname: "(election office 1)",
        role: "election-manager",
    },
    DemoOfficial {
        person: "PNOEE-47303030012",
        given_name: "Demo official",
        surname: "(election office 2)",
        role: "election-manager",
    },
    DemoOfficial {
        person: "PNOEE-38204040016",
        given_name: "Demo official",
        surname: "(electoral roll 1)",
        role: "registrar",
    },
    DemoOfficial {
        person: "PNOEE-49105050017",
        given_name: "Demo official",
        surname: "(electoral roll 2)",
        role: "registrar",
    },
    DemoOfficial {
        person: "PNOEE-36806060011",
        given_name: "Demo official",
        surname: "(audit)",
        role: "auditor",
    },
    DemoOfficial {
        person: "PNOEE-47707070013",
        given_name: "Demo official",
        surname: "(postal office 1)",
        role: "postal-officer",
    },
    DemoOfficial {
        person: "PNOEE-47808080017",
        given_name: "Demo official",
        surname: "(postal office 2)",
        role: "postal-officer",
    },
];

impl DemoOfficial {
    /// The official's card.
    pub(super) fn card(&self) -> anyhow::Result<DemoCard> {
        let id = PersonId::parse(self.person).context("a demo official's code")?;
        Ok(DemoAuthority::new().card(&id, self.given_name, self.surname))
    }
}

impl DemoVoter {
    /// The voter's card.
    pub(super) fn card(&self) -> anyhow::Result<DemoCard> {
        let id = PersonId::parse(self.person).context("a demo voter's code")?;
        Ok(DemoAuthority::new().card(&id, self.given_name, self.surname))
    }
}

/// Who decides on votes by post, for people.
pub(super) fn postal_officer() -> String {
    let officer = OFFICIALS.iter().find(|official| official.role == "postal-officer");
    officer.map_or_else(String::new, |officer| format!("{} {}", officer.given_name, officer.surname))
}

/// Names with roles, for people.
pub(super) fn offices() -> String {
    let names = OFFICIALS.map(|official| format!("{} {}", official.given_name, official.surname));
    names.join("; ")
}

/// What the demo's population register has, one record for each personal code.
pub(super) fn register() -> anyhow::Result<String> {
    let record = |voter: &DemoVoter| {
        let lines: Vec<&str> = voter.moved_to.unwrap_or(voter.address).lines().collect();
        let address = (!lines.is_empty()).then(|| json!({ "country": "LU", "lines": lines }));
        let record = json!({
            "given_names": voter.given_name,
            "surname": voter.surname,
            "birth_date": voter.birth_date,
            "place_of_birth": voter.place_of_birth,
            "deceased": false,
            "address": address,
        });
        (voter.person.to_owned(), record)
    };
    let people: serde_json::Map<_, _> = VOTERS.iter().map(record).collect();
    Ok(serde_json::to_string_pretty(&people)?)
}

/// The roll as the desk imports it.
pub(super) fn roll(election: &Election) -> anyhow::Result<String> {
    let languages = &election.manifest().languages;
    let first = languages.first().context("an election has a language")?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record([
        "personal_code",
        "given_name",
        "surname",
        "birth_date",
        "district",
        "style",
        "weight",
        "language",
        "address",
        "email",
    ])?;
    for (voter, home) in VOTERS.iter().zip(homes(election)) {
        let Some(Home { district, style, .. }) = home else { continue };
        let own = languages.iter().any(|language| language == voter.language);
        csv.write_record([
            voter.person,
            voter.given_name,
            voter.surname,
            voter.birth_date,
            district,
            style,
            "1",
            if own { voter.language } else { first },
            voter.address,
            "",
        ])?;
    }
    Ok(String::from_utf8(csv.into_inner()?)?)
}

#[cfg(test)]
mod tests {
    use tabella_roll::{
        Roll,
        import::{Limits, import},
    };
    use tabella_tests::{Fixture, Setup, drafts};

    use super::*;

    #[test]
    fn people_are_at_home_in_any_election() {
        let election = Fixture::unannounced(&Setup { draft: drafts::small(), ..Setup::default() }).election;
        let csv = roll(&election).unwrap();
        let read = import(csv.as_bytes(), &election, &Roll::new(), &Limits::default()).unwrap();
        assert_eq!((read.accepted.len(), read.rejected), (4, vec![]), "{csv}");
        let homes = homes(&election);
        assert!(homes[0].as_ref().unwrap().about.starts_with("votes in East, on "));
        assert!(homes[4].is_none(), "who is on no roll is on none here");
    }
}
