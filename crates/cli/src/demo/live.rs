//! An election that is open, for people with a browser: desk, ballot box, booth and demo cards on one port.

mod browser;
mod people;
mod postal;

use std::{
    fmt::Write as _,
    fs,
    io::{self, BufRead as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use tabella_crypto::{
    ElectionId,
    hash::{hex, sha256},
};
use tabella_election::Election;
use tabella_identity::demo::DemoAuthority;

pub(super) use self::postal::serve as serve_postal;
use self::{
    browser::Browser,
    people::{OFFICIALS, VOTERS},
};
use super::{
    Pages,
    children::Children,
    officials::Officials,
    program,
    servers::{self, write_key},
};
use crate::office::write_new;

/// The origin that the demo's cards sign for; the manifest names it. Nobody asks the network for it.
const ORIGIN: &str = "https://vote.demo.tabella.example";

/// Where the booth's files are described.
const SUMS: &str = "SHA256SUMS";

/// The draft with the demo's e-ID and the hashes of the booth's files.
#[expect(clippy::indexing_slicing, reason = "JSON: what is missing is null")]
pub(super) fn draft(draft: &[u8], pages: &Pages) -> anyhow::Result<Vec<u8>> {
    let mut draft: Value = serde_json::from_slice(draft)?;
    let anchor = hex(&sha256(b"", &[DemoAuthority::new().certificate()]));
    draft["eid"] = json!({ "trust_anchors": [anchor], "origins": [ORIGIN] });
    draft["clients"] = pages.client.as_deref().map_or(Ok(Vec::new()), files_of)?.into();
    Ok(serde_json::to_vec(&draft)?)
}

/// The hashes of a booth's files, as a manifest has them.
fn files_of(client: &Path) -> anyhow::Result<Vec<Value>> {
    let sums = client.join(SUMS);
    let sums = fs::read_to_string(&sums)
        .with_context(|| format!("cannot read {} (`cargo xtask client` builds the booth)", sums.display()))?;
    let file = |line: &str| {
        let (hash, name) = line.split_once("  ").with_context(|| format!("{SUMS}: {line:?}"))?;
        anyhow::Ok(json!({ "name": name, "sha256": hash }))
    };
    sums.lines().map(file).collect()
}

/// Starts witnesses, and desk, ballot box and booth under one address; that address. The manifest lies in `dir`.
pub(super) fn start(
    children: &Children,
    dir: &Path,
    officials: &Officials,
    pages: &Pages,
    election: &Election,
) -> anyhow::Result<String> {
    let id = election.id();
    let folder = dir.join("servers");
    servers::prepare(children, &folder, officials, &servers::Database::Sqlite)?;
    // the desk reaches the ballot box as everyone does
    let pages = pages.found()?;
    let urn = format!("http://127.0.0.1:{}/board/{id}", pages.port);
    let (url, log) = serve_house(children, &folder, officials, &urn, &pages, election)?;
    servers::wait_ready(&format!("{url}/board/{id}")).with_context(|| format!("see {}", log.display()))?;
    Ok(url)
}

/// Starts the house of a desk that sends its entries to `urn`; its address, and where its log is.
fn serve_house(
    children: &Children,
    folder: &Path,
    officials: &Officials,
    urn: &str,
    pages: &Pages,
    election: &Election,
) -> anyhow::Result<(String, PathBuf)> {
    write_key(&folder.join("registrar.key"), &officials.registrar)?;
    let mut key = [0; 32];
    rand_core::RngCore::fill_bytes(&mut rand_core::OsRng, &mut key);
    write_new(&folder.join("desk.key"), format!("{}\n", hex(&key)).as_bytes(), true)?;
    let mut secret = [0; 32];
    rand_core::RngCore::fill_bytes(&mut rand_core::OsRng, &mut secret);
    write_new(&folder.join("x-road.secret"), format!("{}\n", hex(&secret)).as_bytes(), true)?;
    let people = folder.join("register.json");
    write_new(&people, people::register()?.as_bytes(), false)?;
    let arguments = ["serve".as_ref(), "register".as_ref(), "--people".as_ref(), people.as_os_str()];
    let register = children.serve(&arguments, &folder.join("register.log"))?;
    write_new(&folder.join("desk.toml"), desk_config(urn, &register, pages)?.as_bytes(), true)?;
    let house = folder.join("house.toml");
    write_new(&house, house_config(pages, election)?.as_bytes(), true)?;
    let arguments = ["serve".as_ref(), "house".as_ref(), "--config".as_ref(), house.as_os_str()];
    let log = folder.join("house.log");
    let url = children.serve(&arguments, &log)?;
    Ok((url, log))
}

impl Pages {
    /// With whole paths, and a port.
    fn found(&self) -> anyhow::Result<Self> {
        let whole = |path: &Option<PathBuf>| {
            let found = path.as_ref().map(|path| {
                fs::canonicalize(path).with_context(|| format!("cannot find {}", path.display()))
            });
            found.transpose()
        };
        let port = if self.port == 0 { free_port()? } else { self.port };
        Ok(Self { client: whole(&self.client)?, documents: whole(&self.documents)?, port })
    }
}

/// A port that was free a moment ago.
fn free_port() -> io::Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Two registrars put the demo's people on the roll, each with a card.
#[expect(clippy::indexing_slicing, reason = "JSON: what is missing is null")]
pub(super) fn fill_roll(url: &str, election: &Election) -> anyhow::Result<()> {
    let mut registrars = OFFICIALS.iter().filter(|official| official.role == "registrar");
    let mut sign_in = || {
        let registrar = registrars.next().context("the demo has two registrars")?;
        Browser::sign_in(url, ORIGIN, &registrar.card())
    };
    let (mut first, mut second) = (sign_in()?, sign_in()?);
    let uploads = format!("/desk/v1/office/elections/{}/uploads", election.id());
    let uploaded = first.post(&uploads, "text/csv", people::roll(election)?.as_bytes())?;
    let rejected = &uploaded["rejected"];
    ensure!(*rejected == 0, "the desk rejects {rejected} lines of the demo's roll: {}", uploaded["faults"]);
    let upload = &uploaded["upload"];
    let seen = json!({ "difference": uploaded["report"]["difference"] }).to_string();
    for browser in [&mut first, &mut second] {
        browser.post(&format!("{uploads}/{upload}/consent"), "application/json", seen.as_bytes())?;
    }
    second.post(&format!("{uploads}/{upload}/apply"), "application/json", seen.as_bytes())?;
    Ok(())
}

/// Says who can do what where, and waits until the person ends the voting.
pub(super) fn wait_for_people(url: &str, dir: &Path, election: &Election) {
    let id = election.id();
    // browsers take a page without TLS for safe only under this name
    let page = url.replace("127.0.0.1", "localhost");
    println!("\nThe election is open. Everything is on this machine; nothing is real.\n");
    println!("  Vote            {page}/vote/");
    for (voter, home) in VOTERS.iter().zip(people::homes(election)) {
        let about = home.map_or_else(|| voter.about.to_owned(), |home| home.about);
        println!("                    {} {} ({}): {about}", voter.given_name, voter.surname, voter.person);
    }
    println!("  My elections    {page}/ (a vote by post, who looked at my data; the demo's cards lie there)");
    println!(
        "                      (a demo population register confirms who asks; of Nicolas Schmit it has a new address)"
    );
    println!("  Second device   {page}/vote/look.html");
    println!("  Observe         {page}/observe/ (the complete verifier in the browser)");
    println!("  The board       {page}/board/{id}/api (for commands: {url}/board/{id})");
    println!("  Verify          {} verify {url}/board/{id} --election-id {id}", program());
    println!("  The desk        {page}/desk/v1/openapi.json (offices: sign in with the cards of");
    println!("                    {})", people::offices());
    println!(
        "  Data Tracker    {page}/desk/v1/data-tracker/findUsage?userCode=EE… (Authorization: Bearer and what stands in"
    );
    println!("                    {}; X-Road-UserId: EE…)", dir.join("servers/x-road.secret").display());
    println!(
        "\nTry: vote; check a ballot instead of casting it; vote again; find your ballot; vote as somebody who may not."
    );
    println!("Press Enter to end the voting and count. Ctrl-C ends everything.");
    wait_for_enter();
}

/// Says where the result is, and keeps it there until the person has seen enough.
pub(super) fn wait_for_end(url: &str, election: &ElectionId) {
    let page = url.replace("127.0.0.1", "localhost");
    println!("\nThe votes are counted; everything is still there.\n");
    println!(
        "  The result      {} verify {url}/board/{election} --election-id {election} --counts",
        program()
    );
    println!("  Your ballot     {page}/vote/ (find it on the board)");
    println!("  The board       {page}/board/{election}/api (for commands: {url}/board/{election})");
    println!("Press Enter again to end everything.");
    wait_for_enter();
}

/// An input that breaks off counts as well.
fn wait_for_enter() {
    let _ = io::stdin().lock().lines().next();
}

fn desk_config(urn: &str, register: &str, pages: &Pages) -> anyhow::Result<String> {
    let Pages { client, documents, .. } = pages;
    let (online, documents) = (client.is_some(), documents.as_deref());
    let documents =
        documents.map_or_else(String::new, |path| format!("documents = {:?}\n", path.to_string_lossy()));
    let mut text = format!(
        "listen = \"127.0.0.1:0\"\norigin = {ORIGIN:?}\ndatabase = \"sqlite:desk.db\"\nkey = \"desk.key\"\ndemo = true\n{documents}\n[help]\n\
         phone = \"+352 800 00 000\"\nemail = \"help@demo.tabella.example\"\n[help.hours]\nen = \"This is a demonstration: ask whoever \
         started it.\"\nfr = \"Ceci est une démonstration : demandez à la personne qui l’a lancée.\"\nde = \"Dies ist eine \
         Vorführung: Fragen Sie, wer sie gestartet hat.\"\nlb = \"Dëst ass eng Demonstratioun: frot, wien se gestart huet.\"\net = \"See on \
         demo: küsige sellelt, kes selle käivitas.\"\n\n[limits]\n\
         address_per_second = 1000\naddress_burst = 1000\nsign_in_per_minute = 1000\nsign_in_burst = 1000\n\n[register]\nurl = {register:?}\n\
         service = \"DEMO/GOV/0/population-register/person\"\nclient = \"DEMO/GOV/1/tabella\"\nuser = \"DEMO\"\n\n[[election]]\n\
         manifest = \"../manifest.json\"\nregistrar_key = \"registrar.key\"\nurn = {urn:?}\nonline = {online}\n\n\
         [election.postal]\nhome = \"LU\"\ndays_home = [1, 1]\ndays_abroad = [2, 2]\nreturn_address = [\"Bureau du vote par \
         correspondance\", \"3, rue de la Démonstration\", \"L-1234 Luxembourg\"]\n\n[data_tracker]\nsecret_file = \"x-road.secret\"\n\
         organisation_code = \"00000000\"\norganisation_name = \"Demo election office\"\nsystem = \"Tabella demo\"\n"
    );
    for official in OFFICIALS {
        write!(text, "\n[[official]]\nperson = {:?}\nrole = {:?}\n", official.person, official.role)?;
    }
    Ok(text)
}

/// With the booth's files, and the urn that goes with them; or with neither.
fn house_config(pages: &Pages, election: &Election) -> anyhow::Result<String> {
    let Pages { client, port, .. } = pages;
    let booth = client.as_ref().map_or_else(String::new, |client| {
        format!("urns = [\"urn.toml\"]\nclient = {:?}\n", client.to_string_lossy())
    });
    let mut text = format!("listen = \"127.0.0.1:{port}\"\ndesk = \"desk.toml\"\n{booth}");
    let mut card = |person: &str, given: &str, surname: &str, about: &str| {
        write!(
            text,
            "\n[[demo_card]]\nperson = {person:?}\ngiven_name = {given:?}\nsurname = {surname:?}\nabout = {about:?}\n"
        )
    };
    for (voter, home) in VOTERS.iter().zip(people::homes(election)) {
        let about = home.map_or_else(|| voter.about.to_owned(), |home| home.about);
        card(voter.person, voter.given_name, voter.surname, &about)?;
    }
    for official in OFFICIALS {
        card(official.person, official.given_name, official.surname, official.role)?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use tabella_server::desk::{Config, DemoRegister};

    use super::*;

    #[test]
    fn a_config_that_the_desk_reads() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.toml");
        let pages = Pages { client: None, documents: Some("/bin/true".into()), port: 0 };
        fs::write(&path, desk_config("http://127.0.0.1:1", "http://127.0.0.1:2", &pages).unwrap()).unwrap();
        let config = Config::load(&path).unwrap();
        assert_eq!(config.documents.unwrap(), Path::new("/bin/true"));
        assert!(!config.elections[0].online);
        assert_eq!(config.register.unwrap().url, "http://127.0.0.1:2");
    }

    #[test]
    fn a_register_of_everyone_with_a_card() {
        let people = people::register().unwrap();
        DemoRegister::new(people.as_bytes()).unwrap();
        assert!(VOTERS.iter().all(|voter| people.contains(voter.person)));
    }
}
