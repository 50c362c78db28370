//! Preparing an election through the office's pages: from nothing, from files, by two officials at once; and every wrong order refused.

use serde_json::{Value, json};
use tabella_crypto::{
    ElectionId,
    hash::{hex, sha256},
};
use tabella_database::testing::TestDatabase;
use tabella_election::Election;

use crate::{
    browser::{Answer, Browser},
    on_both,
    stand::{MANAGERS, REGISTRARS, Stand},
};

on_both!(
    an_election_from_nothing,
    files_stay_what_they_were,
    two_fix_it_in_the_right_order,
    nobody_overwrites_another,
    what_was_typed_stays_and_is_explained,
    ballot_definitions_of_other_systems,
    what_is_deleted_is_gone,
);

const ROOT: &str = "/office/prepare";

/// A draft, as an official sees it.
struct Pages<'a> {
    browser: &'a Browser,
    root: String,
}

impl<'a> Pages<'a> {
    /// Begins one; the draft.
    #[track_caller]
    fn begin(browser: &'a Browser, fields: &[(&str, &str)]) -> Self {
        browser.page(ROOT);
        let answer = browser.form_only(ROOT, fields);
        assert_eq!(answer.status, 303, "{}", answer.text());
        Self { browser, root: answer.header("location").to_owned() }
    }

    #[track_caller]
    fn import(browser: &'a Browser, file: &[u8]) -> Self {
        Self::import_as(browser, &[("from", "file")], file)
    }

    #[track_caller]
    fn import_as(browser: &'a Browser, fields: &[(&str, &str)], file: &[u8]) -> Self {
        browser.page(ROOT);
        let answer = browser.upload(ROOT, fields, file);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let drafts = browser.page(ROOT).text();
        let (_, rest) = drafts.split_once("href=\"/office/prepare/").unwrap();
        let root = format!("{ROOT}/{}", rest.split('"').next().unwrap());
        Self { browser, root }
    }

    /// The same with somebody else's eyes.
    fn of(&self, browser: &'a Browser) -> Self {
        Self { browser, root: self.root.clone() }
    }

    fn get(&self, place: &str) -> Answer {
        let path = if place.is_empty() { self.root.clone() } else { format!("{}/{place}", self.root) };
        self.browser.page(&path)
    }

    /// The version that a page's form names.
    #[track_caller]
    fn version(&self, place: &str) -> String {
        let page = self.get(place).text();
        let (_, rest) = page.split_once("name=\"version\" value=\"").unwrap_or_else(|| panic!("{page}"));
        rest.split('"').next().unwrap().to_owned()
    }

    fn send(&self, place: &str, version: &str, fields: &[(&str, &str)]) -> Answer {
        let fields = [&[("version", version)], fields].concat();
        self.browser.form(&format!("{}/{place}", self.root), &fields)
    }

    /// Fills a form in; it is taken.
    #[track_caller]
    fn save(&self, place: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.send(place, &self.version(place), fields);
        assert_eq!(answer.status, 200, "{place}: {}", answer.text());
        answer
    }

    fn file(&self) -> Vec<u8> {
        let answer = self.get("manifest.json");
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
        assert!(answer.header("content-disposition").starts_with("attachment; filename="));
        answer.body
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.file()).unwrap()
    }

    fn hash(&self) -> String {
        hex(&sha256(b"", &[&self.file()]))
    }

    /// Says something about fixing the bytes as they are.
    fn fix(&self, say: &str, more: &[(&str, &str)]) -> Answer {
        let hash = self.hash();
        self.fix_of(&hash, say, more)
    }

    fn fix_of(&self, hash: &str, say: &str, more: &[(&str, &str)]) -> Answer {
        self.get("fix");
        let fields = [&[("say", say), ("sha256", hash)], more].concat();
        self.browser.form(&format!("{}/fix", self.root), &fields)
    }
}

#[track_caller]
fn refused(answer: &Answer, problem: &str, words: &str) {
    let text = answer.text();
    assert_eq!((answer.status, &*answer.problem()), (409, problem), "{text}");
    assert!(text.contains(words), "{words}: {text}");
}

#[track_caller]
fn says(answer: &Answer, words: &str) {
    assert!(answer.text().contains(words), "{words}: {}", answer.text());
}

fn managers(stand: &Stand) -> [Browser; 2] {
    MANAGERS.map(|number| stand.signed_in(number))
}

/// A hash as pages show it.
fn grouped(hash: &str) -> String {
    hash.as_bytes().chunks(8).map(|chunk| std::str::from_utf8(chunk).unwrap()).collect::<Vec<_>>().join(" ")
}

fn an_election_from_nothing(database: TestDatabase) {
    let stand = Stand::new(database, 0);
    let [anna, bert] = managers(&stand);
    let draft = Pages::begin(&anna, &[]);
    says(&draft.get(""), "Offer a language.");
    says(&draft.get("fix"), "The check list is not in order");
    // the title is asked for in the languages that were offered just now
    says(&draft.save("title", &[("languages", "en, fr")]), "Title (Français)");
    draft.save(
        "title",
        &[("languages", "en, fr"), ("title-en", "Town council"), ("title-fr", "Conseil communal")],
    );
    draft.save(
        "schedule",
        &[
            ("time_zone", "Europe/Luxembourg"),
            ("opens", "2027-03-01 08:00"),
            ("closes", "2027-03-05 18:00"),
            ("grace_seconds", "600"),
        ],
    );
    assert_eq!(draft.json()["schedule"]["opens"], "2027-03-01T07:00:00Z");
    draft.save("units/new", &[("id", "town"), ("name", "Town")]);
    draft.save("units/new", &[("id", "east"), ("name-en", "East"), ("name-fr", "Est"), ("parent", "town")]);
    draft.save("units/new", &[("id", "west"), ("name", "West"), ("parent", "town")]);
    let council = [("title-en", "Council"), ("title-fr", "Conseil"), ("total_min", "0"), ("total_max", "5")];
    draft.save(
        "contests/new",
        &[&council[..], &[("id", "council"), ("filling", "votes"), ("option_max", "2")]].concat(),
    );
    let park = [("title-en", "The park"), ("title-fr", "Le parc"), ("id", "park"), ("filling", "one")];
    draft.save("contests/new", &park);
    candidates(&draft);
    limits_and_keys(&stand, &draft);
    let overview = draft.get("");
    says(&overview, "Everything is in order.");
    says(&overview, &format!("/vote/preview.html?draft={}", draft.root.rsplit('/').next().unwrap()));
    // who did what
    says(&overview, "Given90001 Weber");
    says(&overview, "begun from nothing");
    let file = draft.file();
    let election = Election::parse(&file).unwrap();
    assert_eq!(election.manifest().title.get("fr"), Some("Conseil communal"));
    assert_eq!(draft.fix("propose", &[]).status, 200);
    says(
        &draft.of(&bert).fix("consent", &[("sure", "yes")]),
        "Two election managers have fixed this manifest",
    );
    assert_eq!(draft.file(), file);
}

/// Candidates come from a file, or are typed, moved, taken out.
fn candidates(draft: &Pages<'_>) {
    let csv = "contest,list,list_name,number,name\ncouncil,a,Amber,1,Ada Berg\ncouncil,a,Amber,2,Bo Falk\ncouncil,b,Blue,1,Cleo Dahl\n";
    draft.get("options");
    let path = format!("{}/options", draft.root);
    let wrong = draft.browser.upload(
        &path,
        &[("version", &draft.version("options"))],
        csv.replace("Blue,1", "Blue,x").as_bytes(),
    );
    assert_eq!(wrong.status, 422);
    says(&wrong, "Line 4, column number: “x” is not a number from 1 to 9999.");
    assert_eq!(draft.json()["contests"][0]["options"], json!([]), "nothing of it is taken");
    let taken = draft.browser.upload(&path, &[("version", &draft.version("options"))], csv.as_bytes());
    assert_eq!(taken.status, 200, "{}", taken.text());
    // or are typed, moved, taken out
    draft.save("options/2-option-new", &[("id", "no"), ("name-en", "No"), ("name-fr", "Non")]);
    draft.save("options/2-option-new", &[("id", "yes"), ("name-en", "Yes"), ("name-fr", "Oui")]);
    draft.save("options/2-option-2", &[("deed", "up")]);
    draft.save("options/2-option-new", &[("id", "mistake"), ("name", "A mistake")]);
    draft.save("options/2-option-3", &[("deed", "remove")]);
    let json = draft.json();
    let ids = |contest: usize| -> Vec<String> {
        let options = json["contests"][contest]["options"].as_array().unwrap();
        options.iter().map(|option| option["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        (ids(0), ids(1)),
        (vec!["a-1".into(), "a-2".into(), "b-1".into()], vec!["yes".into(), "no".into()])
    );
    says(&draft.get("options/1"), "Ada Berg");
}

/// Everything that is left, with the keys of the stand's election.
fn limits_and_keys(stand: &Stand, draft: &Pages<'_>) {
    let keys: Value = serde_json::from_slice(stand.election.bytes()).unwrap();
    let key = |place: &str| keys.pointer(place).unwrap().as_str().unwrap().to_owned();
    for unit in ["east", "west"] {
        draft.save("styles/new", &[("id", unit), ("unit", unit), ("contest-0", "yes"), ("contest-1", "yes")]);
    }
    let numbers = [("voters_max", "5000"), ("weight_max", "1"), ("min_reporting_unit", "10")];
    let limits = [
        ("ballots_per_chain", "50"),
        ("challenges_per_chain", "20"),
        ("credentials_per_chain", "20"),
        ("second_device_checks", "3"),
    ];
    draft.save("rules", &[&numbers[..], &limits, &[("revoting", "yes")]].concat());
    let times = [("apply_until", "2027-02-03 17:00"), ("return_until", "2027-03-05 14:00")];
    draft.save("postal/new", &[&times[..], &[("kind", "home")]].concat());
    let [authority, registrar] = ["/authority/key", "/registrar/key"].map(key);
    let [receipt, checkpoint] = ["/ballot_box/receipt_key", "/ballot_box/checkpoint_key"].map(key);
    draft.save(
        "offices",
        &[
            ("authority-name", "Town hall"),
            ("authority-key", &authority),
            ("registrar-name", "Registry"),
            ("registrar-key", &registrar),
            ("box-name", "Urn"),
            ("receipt-key", &receipt),
            ("checkpoint-key", &checkpoint),
        ],
    );
    for (name, member) in [("Ada", 0), ("Bo", 1), ("Cleo", 2)] {
        let [own, encryption] =
            ["key", "encryption_key"].map(|field| key(&format!("/trustees/members/{member}/{field}")));
        let fields = [("trustee-name", name), ("trustee-key", &*own), ("trustee-encryption", &*encryption)];
        draft.save("trustees/new", &fields);
    }
    says(&draft.get(""), "Of 3 trustees 0 must act together");
    draft.save("trustees", &[("threshold", "2")]);
    let witness = key("/witnesses/members/0");
    draft.save("witnesses/new", &[("vkey", &witness)]);
    draft.save("witnesses", &[("quorum", "1")]);
    let anchor = key("/eid/trust_anchors/0");
    draft.save(
        "eid",
        &[("origins", "https://vote.example.org"), ("anchors", &anchor), ("level", "high"), ("issuers", "")],
    );
}

fn files_stay_what_they_were(database: TestDatabase) {
    let stand = Stand::new(database, 0);
    let [anna, _] = managers(&stand);
    let lawful = stand.election.bytes().to_vec();
    assert_eq!(Pages::import(&anna, &lawful).file(), lawful);
    let served = [("from", "election"), ("election", &*stand.election.id().to_string())];
    let draft = Pages::begin(&anna, &served);
    assert_eq!(draft.file(), lawful);
    // what says the same is no change: the file stays, in whatever format it was
    let compact = serde_json::from_slice::<Value>(&lawful).unwrap().to_string().into_bytes();
    let draft = Pages::import(&anna, &compact);
    let threshold = stand.election.manifest().trustees.threshold.to_string();
    draft.save("trustees", &[("threshold", &threshold)]);
    assert_eq!(draft.file(), compact);
    let quorum = stand.election.manifest().witnesses.quorum.to_string();
    let members = stand.election.manifest().trustees.members.len().to_string();
    draft.save("trustees", &[("threshold", &members)]);
    draft.save("trustees", &[("threshold", &threshold)]);
    draft.save("witnesses", &[("quorum", &quorum)]);
    // written once, it is what the project writes
    assert_eq!(draft.file(), lawful);
    let wrong = anna.upload(ROOT, &[("from", "file")], b"{\"version\":1,\"version\":1}");
    assert_eq!(wrong.status, 422);
    says(&wrong, "is repeated");
    assert_eq!(anna.upload(ROOT, &[("from", "file")], b"").status, 422);
    for address in ["9999", "x", "1/moon", "1/units/99", "1/options/99", "1/options/1-moon-1"] {
        assert_eq!(anna.page(&format!("{ROOT}/{address}")).status, 404, "{address}");
    }
}

/// A draft to which only a title in French is missing.
fn nearly(stand: &Stand) -> Vec<u8> {
    let mut manifest: Value = serde_json::from_slice(stand.election.bytes()).unwrap();
    manifest["title"].as_object_mut().unwrap().remove("fr");
    manifest.to_string().into_bytes()
}

/// The form of the title.
fn title(stand: &Stand, french: &str) -> Vec<(String, String)> {
    let manifest = stand.election.manifest();
    let mut fields = vec![("languages".to_owned(), manifest.languages.join(", "))];
    for (language, text) in &manifest.title.0 {
        let text = if language == "fr" { french } else { text };
        fields.push((format!("title-{language}"), text.to_owned()));
    }
    fields
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, text)| (&**name, &**text)).collect()
}

fn two_fix_it_in_the_right_order(database: TestDatabase) {
    let stand = Stand::new(database, 0);
    let [anna, bert] = managers(&stand);
    let first = Pages::import(&anna, &nearly(&stand));
    let second = first.of(&bert);
    refused(&first.fix("propose", &[]), "not-now", "The check list is not in order");
    refused(&second.fix("consent", &[("sure", "yes")]), "not-now", "");
    first.save("title", &borrowed(&title(&stand, "Titre")));
    let seen = first.hash();
    assert_eq!(first.fix("propose", &[]).status, 200);
    refused(&second.fix("propose", &[]), "not-now", "proposed already");
    refused(&first.fix("consent", &[("sure", "yes")]), "not-now", "Another election manager must consent");
    refused(&second.fix("consent", &[]), "not-now", "");
    let id = ElectionId::of_manifest(&first.file()).to_string();
    for pages in [&first, &second] {
        let page = pages.get("fix");
        says(&page, &grouped(&seen));
        says(&page, &grouped(&id));
    }
    // the deed is one of those that wait for a second official, for those who may consent
    let deeds = bert.get("/desk/v1/office/deeds").good();
    assert_eq!(deeds["deeds"][0]["kind"], "manifest");
    let deed = deeds["deeds"][0]["deed"].as_str().unwrap().to_owned();
    let registrar = stand.signed_in(REGISTRARS[0]);
    assert_eq!(registrar.get("/desk/v1/office/deeds").good()["deeds"], json!([]));
    let looked = bert.post(&format!("/desk/v1/office/deeds/{deed}/look"), &json!({})).good();
    assert_eq!(looked["content"]["sha256"], seen);
    // what was consented to is these bytes and no others
    second.save("title", &borrowed(&title(&stand, "Autre titre")));
    refused(&second.fix_of(&seen, "consent", &[("sure", "yes")]), "not-now", "The draft is another by now");
    refused(&second.fix("consent", &[("sure", "yes")]), "not-now", "");
    let late = bert.post(&format!("/desk/v1/office/deeds/{deed}/consent"), &json!({}));
    assert_eq!((late.status, &*late.problem()), (409, "draft-changed"));
    // taken back, proposed again, by the other one
    assert_eq!(second.fix("propose", &[]).status, 200);
    assert_eq!(first.fix("take-back", &[]).status, 200);
    refused(&first.fix("consent", &[("sure", "yes")]), "not-now", "");
    stand.later(1);
    assert_eq!(second.fix("propose", &[]).status, 200);
    let (file, hash) = (first.file(), first.hash());
    let done = first.fix("consent", &[("sure", "yes")]);
    says(&done, "Two election managers have fixed this manifest");
    says(&done, &grouped(&hash));
    says(&done, "Given90001 Weber");
    says(&done, "Given90002 Weber");
    assert_eq!(first.file(), file);
    assert!(first.get("manifest.json").header("content-disposition").contains("\"manifest.json\""));
    // nothing of it changes any more
    let edit = second.send("title", "4", &borrowed(&title(&stand, "Encore")));
    refused(&edit, "draft-fixed", "This manifest is fixed");
    refused(&second.fix("propose", &[]), "not-now", "This manifest is fixed");
    refused(&first.fix("consent", &[("sure", "yes")]), "not-now", "This manifest is fixed");
    assert!(!first.get("title").text().contains("name=\"version\""));
    assert!(!first.get("units/1").text().contains("name=\"version\""));
    let number = first.root.rsplit('/').next().unwrap().to_owned();
    // not even beside the pages
    let copy = Pages::begin(&anna, &[("from", "draft"), ("draft", &number)]);
    assert_eq!(copy.file(), file);
    copy.save("title", &borrowed(&title(&stand, "Copie")));
    assert_eq!(first.file(), file);
    assert_ne!(copy.file(), file);
}

fn nobody_overwrites_another(database: TestDatabase) {
    let stand = Stand::new(database, 0);
    let [anna, bert] = managers(&stand);
    let first = Pages::import(&anna, stand.election.bytes());
    let second = first.of(&bert);
    let (mine, theirs) = (first.version("title"), second.version("title"));
    assert_eq!(mine, theirs);
    assert_eq!(second.send("title", &theirs, &borrowed(&title(&stand, "De Bert"))).status, 200);
    let late = first.send("title", &mine, &borrowed(&title(&stand, "D’Anna")));
    refused(&late, "draft-changed", "Given90002 Weber has changed this draft since you read it");
    // what was typed is still there, and is refused again: nobody overwrites unseen
    says(&late, "D’Anna");
    says(&late, &format!("name=\"version\" value=\"{mine}\""));
    assert_eq!(first.json()["title"]["fr"], "De Bert");
    first.save("title", &borrowed(&title(&stand, "D’Anna")));
    assert_eq!(first.json()["title"]["fr"], "D’Anna");
    // a thing that the other took out meanwhile
    first.save("clients/new", &[("client-name", "booth"), ("sha256", &"ab".repeat(32))]);
    let before = first.version("clients/1");
    second.save("clients/1", &[("deed", "remove")]);
    let gone = first.send("clients/1", &before, &[("client-name", "other"), ("sha256", &"ab".repeat(32))]);
    refused(&gone, "draft-changed", "has changed this draft since");
    assert_eq!(first.json()["clients"], json!([]));
    // many at once: of those who saw the same version one is taken, and none of the others
    let version = first.version("clients/new");
    let send = |browser: &Browser, name: String| {
        let hash = "cd".repeat(32);
        let fields = [("version", &*version), ("client-name", &*name), ("sha256", &*hash)];
        browser.form_only(&format!("{}/clients/new", first.root), &fields).status
    };
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let both = [("a", &anna), ("b", &bert)].map(|(who, browser)| {
            let send = &send;
            scope.spawn(move || (0..5).map(|k| send(browser, format!("{who}-{k}"))).collect::<Vec<_>>())
        });
        both.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [303, 409].contains(status)), "{statuses:?}");
    assert_eq!(first.json()["clients"].as_array().unwrap().len(), 1);
}

fn what_was_typed_stays_and_is_explained(database: TestDatabase) {
    let stand = Stand::new(database, 0);
    let [anna, _] = managers(&stand);
    let draft = Pages::import(&anna, stand.election.bytes());
    let before = draft.file();
    let wrong = |place: &str, fields: &[(&str, &str)], words: &str, kept: &str| {
        let answer = draft.send(place, &draft.version(place), fields);
        assert_eq!(answer.status, 422, "{place}: {}", answer.text());
        says(&answer, words);
        says(&answer, kept);
    };
    let times = |opens: &'static str, closes: &'static str| {
        [("time_zone", "Europe/Luxembourg"), ("opens", opens), ("closes", closes), ("grace_seconds", "600")]
    };
    wrong("schedule", &times("tomorrow", "2027-03-05 18:00"), "write a day and a time", "value=\"tomorrow\"");
    wrong("schedule", &times("2027-03-28 02:30", ""), "the clocks are set forward", "2027-03-28 02:30");
    wrong(
        "schedule",
        &times("2027-03-05 18:00", "2027-03-01 08:00"),
        "must close after it opens",
        "2027-03-01 08:00",
    );
    wrong(
        "schedule",
        &[("time_zone", "Europe/Nowhere"), ("grace_seconds", "many")],
        "no such time zone",
        "Europe/Nowhere",
    );
    wrong("title", &[("languages", "en, und")], "each once", "en, und");
    wrong(
        "units/new",
        &[("id", "north"), ("name", "North"), ("name-en", "North")],
        "not both",
        "value=\"north\"",
    );
    wrong("units/new", &[("id", "east"), ("name", "East")], "There is another", "value=\"east\"");
    wrong("units/new", &[("id", ""), ("name", "<b>East</b>")], "write something", "&#60;b&#62;East");
    wrong(
        "contests/new",
        &[("id", "x"), ("filling", "points"), ("option_max", "9"), ("total_max", "9"), ("total_min", "0")],
        "points begin at 256",
        "value=\"9\"",
    );
    wrong(
        "trustees/new",
        &[("trustee-name", "Eve"), ("trustee-key", "00")],
        "not a usable key",
        "value=\"Eve\"",
    );
    wrong(
        "eid",
        &[("origins", "http://x"), ("anchors", ""), ("level", "high"), ("issuers", "")],
        "this cannot be",
        "http://x",
    );
    wrong("eid", &[("origins", ""), ("level", "low"), ("issuers", "abc")], "five parts", "abc");
    wrong("rules", &[("voters_max", "-1")], "whole number", "value=\"-1\"");
    let used = draft.send("units/1", &draft.version("units/1"), &[("deed", "remove")]);
    refused(&used, "draft-edit", "is used by");
    let nonsense = draft.send("units/1", &draft.version("units/1"), &[("deed", "moon")]);
    assert_eq!(nonsense.status, 400);
    assert_eq!(draft.send("title", "", &[]).status, 400);
    assert_eq!(draft.file(), before);
    // whoever is no election manager sees nothing of it
    let registrar = stand.signed_in(REGISTRARS[0]);
    assert_eq!(registrar.get(&format!("{}/manifest.json", draft.root)).status, 403);
    for (language, words) in [("fr", "Préparer des élections"), ("et", "Valimiste ettevalmistamine")] {
        anna.page("/elections");
        anna.form_only("/language", &[("language", language), ("to", ROOT)]);
        says(&anna.page(ROOT), words);
    }
}

fn ballot_definitions_of_other_systems(database: TestDatabase) {
    let stand = Stand::new(database, 0);
    let [anna, _] = managers(&stand);
    let draft = Pages::import(&anna, stand.election.bytes());
    says(&draft.get(""), "Save as a ballot definition for other systems (NIST SP 1500-20)");
    let answer = draft.get("ballot-definition.json");
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    assert!(answer.header("content-disposition").contains("\"ballot-definition-1.json\""));
    let mut definition: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(definition["@type"], "BallotDefinition.BallotDefinition");
    // out of it comes the same ballot; keys and limits are asked for again
    let nist = [("from", "nist")];
    let back = Pages::import_as(&anna, &nist, &answer.body);
    let (before, after) = (draft.json(), back.json());
    for field in ["title", "languages", "reporting_units", "contests", "styles"] {
        assert_eq!(after[field], before[field], "{field}");
    }
    for field in ["opens", "closes", "time_zone"] {
        assert_eq!(after["schedule"][field], before["schedule"][field], "{field}");
    }
    assert_eq!(after["authority"]["name"], before["authority"]["name"]);
    let overview = back.get("");
    says(&overview, "begun from a ballot definition");
    says(&overview, "Something is still to be done");
    // what is wrong is told with its place, and nothing is taken
    let count = |browser: &Browser| browser.page(ROOT).text().matches("href=\"/office/prepare/").count();
    let drafts = count(&anna);
    let send = |fields: &[(&str, &str)], definition: &Value| {
        anna.page(ROOT);
        anna.upload(ROOT, fields, definition.to_string().as_bytes())
    };
    let mut ranked = definition.clone();
    ranked["Election"][0]["Contest"][0]["VoteVariation"] = json!("rcv");
    let refused = send(&nist, &ranked);
    assert_eq!(refused.status, 422, "{}", refused.text());
    says(&refused, "Election/0/Contest/0/VoteVariation: Votes of this kind cannot be cast here: rcv.");
    says(&refused, "Nothing of this file was taken");
    // not even if somebody would leave something out
    let ticked = [("from", "nist"), ("leave_out", "yes")];
    assert_eq!(send(&ticked, &ranked).status, 422);
    ranked["Election"][0]["Name"]["Text"][0]["Content"] = json!("<b>Bold</b>");
    ranked["<i>More</i>"] = json!(1);
    let refused = send(&nist, &ranked).text();
    assert!(refused.contains("&#60;i&#62;More") && !refused.contains("<i>More"), "{refused}");
    assert_eq!(anna.upload(ROOT, &nist, b"").status, 422);
    says(&anna.upload(ROOT, &nist, b"{\"Version\":1,\"Version\":1}"), "is repeated");
    let manifest = anna.upload(ROOT, &nist, stand.election.bytes());
    assert_eq!(manifest.status, 422);
    // what a draft has no place for is named first, and left out if that is wanted
    definition["IsTest"] = json!(true);
    let asked = send(&nist, &definition);
    assert_eq!(asked.status, 422);
    says(&asked, "IsTest: A draft has no place for “BallotDefinition.IsTest”.");
    says(&asked, "name=\"leave_out\"");
    assert_eq!(count(&anna), drafts);
    let without = Pages::import_as(&anna, &ticked, definition.to_string().as_bytes());
    assert_eq!(without.json(), after);
    assert_eq!(count(&anna), drafts + 1);
    anna.form_only("/language", &[("language", "fr"), ("to", ROOT)]);
    let asked = send(&nist, &definition);
    says(&asked, "IsTest : Un brouillon n’a pas de place pour « BallotDefinition.IsTest ».");
    anna.form_only("/language", &[("language", "en"), ("to", ROOT)]);
    // a draft that does not say enough
    let empty = Pages::begin(&anna, &[]);
    let unsaid = empty.get("ballot-definition.json");
    assert_eq!((unsaid.status, &*unsaid.problem()), (409, "not-now"));
    says(&unsaid, "Title and languages: title: A text is missing.");
    says(&unsaid, "Times: schedule/opens: A moment is missing.");
    let registrar = stand.signed_in(REGISTRARS[0]);
    assert_eq!(registrar.get(&format!("{}/ballot-definition.json", draft.root)).status, 403);
}

fn what_is_deleted_is_gone(database: TestDatabase) {
    let stand = Stand::new(database, 0);
    let [anna, bert] = managers(&stand);
    let draft = Pages::import(&anna, stand.election.bytes());
    let delete = |draft: &Pages<'_>, version: &str, sure: bool| {
        let sure: &[(&str, &str)] = if sure { &[("sure", "yes")] } else { &[] };
        draft.send("delete", version, sure)
    };
    let seen = draft.version("");
    refused(&delete(&draft, &seen, false), "not-now", "Tick that you want to delete it");
    // not what somebody else has changed since
    draft.of(&bert).save("title", &borrowed(&title(&stand, "Autre")));
    refused(&delete(&draft, &seen, true), "draft-changed", "Given90002 Weber has changed this draft");
    // nor what is proposed, nor what is fixed
    let seen = draft.version("");
    assert_eq!(draft.fix("propose", &[]).status, 200);
    refused(&delete(&draft, &seen, true), "not-now", "Take the proposal back first");
    assert_eq!(draft.fix("take-back", &[]).status, 200);
    let fixed = Pages::import(&anna, stand.election.bytes());
    let version = fixed.version("");
    assert_eq!(fixed.fix("propose", &[]).status, 200);
    assert_eq!(fixed.of(&bert).fix("consent", &[("sure", "yes")]).status, 200);
    refused(&delete(&fixed, &version, true), "draft-fixed", "This manifest is fixed");
    assert!(!fixed.get("").text().contains("Delete this draft"));
    // who may not edit it may not delete it
    let registrar = stand.signed_in(REGISTRARS[0]);
    registrar.page("/elections");
    let path = format!("{}/delete", draft.root);
    assert_eq!(registrar.form_only(&path, &[("version", &seen), ("sure", "yes")]).status, 403);
    let list = delete(&draft, &draft.version(""), true);
    assert_eq!(list.status, 200, "{}", list.text());
    says(&list, "deleted by Given90001 Weber");
    assert!(!list.text().contains(&format!("href=\"{}\"", draft.root)));
    for place in ["", "title", "manifest.json", "ballot-definition.json", "fix"] {
        assert_eq!(draft.get(place).status, 404, "{place}");
    }
    assert_eq!(delete(&draft, "3", true).status, 404);
}
