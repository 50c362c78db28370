//! `tabella client check`: whether a server hands out the very booth that the election's manifest names.
//!
//! A server can serve one page to most and another to some: this sees what it serves to whoever runs it. Many people in many places
//! see more, and none of them is known to the server beforehand.

mod encoding;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::ensure;
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::json;
use tabella_crypto::hash::{hex, sha256};
use tabella_election::Election;
use tabella_verifier::Trust;

use crate::{
    files::open_board,
    follow::first_manifest,
    http::{HttpClient, HttpError, HttpSource, Patience, is_url},
    terminal::{self, count, one_line},
    verify::TrustArgs,
};

/// Largest file of a booth, in bytes.
const FILE_MAX: u64 = 64 << 20;
/// The list that lies beside the files.
const SUMS: &str = "SHA256SUMS";
/// The headers with which the booth's files are served.
const HEADERS: &str = "headers.json";
/// What the server answers where no file is named.
const START: &str = "index.html";

/// The pages with which people vote.
#[derive(Subcommand)]
pub enum ClientCommand {
    /// Compare what a server serves below /vote/ with what the election's board says
    Check(CheckArgs),
}

/// Exit codes: 0 if every file is what the manifest says, 1 if one is not, 2 if nothing could be compared.
#[derive(Args)]
pub struct CheckArgs {
    /// The address of the booth, such as https://vote.example.org or https://vote.example.org/vote/
    url: String,
    /// The board: a directory, an archive, or a URL; without it the one that lies at the same address
    #[arg(long, value_name = "DIR|ARCHIVE|URL")]
    board: Option<PathBuf>,
    #[command(flatten)]
    trust: TrustArgs,
    /// Print one JSON object on one line
    #[arg(long)]
    json: bool,
}

/// One thing that is not as the manifest says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Difference {
    file: String,
    /// `missing`, `changed`, `start`, `list`, `header`.
    kind: &'static str,
    words: String,
}

/// Runs the command.
///
/// # Errors
/// If server or board cannot be asked.
pub fn run(command: &ClientCommand) -> anyhow::Result<ExitCode> {
    let ClientCommand::Check(arguments) = command;
    let (origin, client) = booth(&arguments.url)?;
    let trust = arguments.trust.trust()?;
    let election = if let Some(board) = &arguments.board {
        first_manifest(&*open_board(board)?)?
    } else {
        let Trust::Election(id) = &trust else {
            anyhow::bail!("name the board with --board, or the election with --election-id");
        };
        let board = HttpClient::new(&format!("{origin}/board/{id}"), Patience::default())?;
        let board = HttpSource::open(board).map_err(|error| match &error {
            HttpError::Refused { status: 404, .. } => anyhow::Error::new(error)
                .context("the board does not lie at the same address: name it with --board"),
            _ => error.into(),
        })?;
        first_manifest(&board)?
    };
    let is_trusted = match &trust {
        Trust::Election(id) => id == election.id(),
        Trust::Authority(key) => key == election.authority_key(),
    };
    ensure!(is_trusted, "the board is of election {}, which is not the trusted one", election.id());
    let named = named(&election);
    ensure!(!named.is_empty(), "the manifest of election {} names no file of a booth", election.id());
    let differences = compare(&client, &named)?;
    if arguments.json {
        let shown = json!({
            "holds": differences.is_empty(),
            "election": election.id().to_string(),
            "url": client.url(),
            "files": named.len(),
            "differences": differences,
        });
        println!("{}", terminal::json(&shown)?);
    } else {
        for Difference { file, words, .. } in &differences {
            println!("{}: {}", one_line(file), one_line(words));
        }
        let files = count(named.len() as u64, "file", "files");
        println!(
            "{}",
            match differences.len() {
                0 => format!("{}: {files}, as election {} says.", client.url(), election.id()),
                found => format!("WRONG: {} in {files}.", count(found as u64, "difference", "differences")),
            }
        );
    }
    Ok(ExitCode::from(u8::from(!differences.is_empty())))
}

/// The origin, and the booth below it.
fn booth(url: &str) -> anyhow::Result<(String, HttpClient)> {
    ensure!(
        is_url(url),
        "{url:?} is no address of a web page: it begins with https:// (or http:// on this machine), such as http://127.0.0.1:8080"
    );
    let base = url.trim_end_matches('/');
    let base = base.strip_suffix("/index.html").unwrap_or(base);
    let origin = base.strip_suffix("/vote").unwrap_or(base);
    let client = HttpClient::new(&format!("{origin}/vote"), Patience::default())?;
    Ok((origin.to_owned(), client))
}

/// Files and their hashes.
fn named(election: &Election) -> BTreeMap<String, String> {
    let clients = &election.manifest().clients;
    clients.iter().map(|client| (client.name.clone(), client.sha256.clone())).collect()
}

fn compare(client: &HttpClient, named: &BTreeMap<String, String>) -> anyhow::Result<Vec<Difference>> {
    let mut differences = Vec::new();
    let mut differs = |file: &str, kind, words: String| {
        differences.push(Difference { file: file.to_owned(), kind, words });
    };
    for (name, expected) in named {
        for (kind, words) in in_every_encoding(client, name, expected)? {
            differs(name, kind, words);
        }
    }
    // people do not type a file's name
    if let Some(expected) = named.get(START) {
        for (_, found) in in_every_encoding(client, "", expected)? {
            differs("/vote/", "start", format!("not {START} as the manifest has it: {found}"));
        }
    }
    // without its headers a page is as it was made, and not as safe
    if let Some(Ok(bytes)) =
        named.get(HEADERS).map(|_| fetch(client, HEADERS, encoding::ALL[0])).transpose()?
        && let Ok(expected) = serde_json::from_slice::<BTreeMap<String, String>>(&bytes)
    {
        let start = named.contains_key(START).then_some("");
        let is_page = |name: &&str| Path::new(name).extension().is_some_and(|kind| kind == "html");
        for page in named.keys().map(String::as_str).filter(is_page).chain(start) {
            if let Ok(Some(answer)) = client.get_as_browser(page, encoding::ALL[3], FILE_MAX) {
                for words in wrong_headers(&expected, &answer.headers) {
                    differs(if page.is_empty() { "/vote/" } else { page }, "header", words);
                }
            }
        }
    }
    match fetch(client, SUMS, encoding::ALL[0])? {
        Err((kind, words)) => differs(SUMS, kind, words),
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes);
            let listed = text.lines().map(|line| line.split_once("  ").unwrap_or(("", line)));
            let listed: BTreeMap<&str, &str> = listed.map(|(hash, name)| (name, hash)).collect();
            let names: BTreeSet<&str> =
                listed.keys().copied().chain(named.keys().map(String::as_str)).collect();
            for name in names {
                let (here, there) = (listed.get(name).copied(), named.get(name).map(String::as_str));
                let words = match (here, there) {
                    (Some(_), None) => "listed beside the files, and not in the manifest",
                    (None, Some(_)) => "in the manifest, and not listed beside the files",
                    (Some(here), Some(there)) if here != there => {
                        "listed with another hash than in the manifest"
                    }
                    _ => continue,
                };
                differs(name, "list", format!("{SUMS}: {words}"));
            }
        }
    }
    Ok(differences)
}

/// Headers that are missing, or say something else.
fn wrong_headers(expected: &BTreeMap<String, String>, found: &BTreeMap<String, String>) -> Vec<String> {
    let wrong = |(name, value): (&String, &String)| match found.get(&name.to_ascii_lowercase()) {
        Some(sent) if sent == value => None,
        Some(sent) => Some(format!("the header {name} says {sent:?}, {HEADERS} says {value:?}")),
        None => Some(format!("the header {name} is missing")),
    };
    expected.iter().filter_map(wrong).collect()
}

/// A file's bytes, or the kind of what is wrong with it, and words. What cannot be had is a finding; that nobody answers is none.
fn fetch(
    client: &HttpClient,
    path: &str,
    encodings: &str,
) -> anyhow::Result<Result<Vec<u8>, (&'static str, String)>> {
    match client.get_as_browser(path, encodings, FILE_MAX) {
        Ok(None) => Ok(Err(("missing", "the server does not have it".to_owned()))),
        Ok(Some(answer)) => {
            let decoded = encoding::decode(answer.body, &answer.encoding, FILE_MAX);
            Ok(decoded.map_err(|words| ("changed", words)))
        }
        Err(error @ (HttpError::Refused { .. } | HttpError::TooLong { .. })) => {
            Ok(Err(("missing", error.to_string())))
        }
        Err(error) => Err(error.into()),
    }
}

/// How a file differs from its hash: once, however many encodings it does so in. A server that holds compressed copies beside
/// its files gives browsers those.
fn in_every_encoding(
    client: &HttpClient,
    path: &str,
    expected: &str,
) -> anyhow::Result<Vec<(&'static str, String)>> {
    let mut found: Vec<(&'static str, String, Vec<&str>)> = Vec::new();
    for encodings in encoding::ALL {
        let (kind, words) = match fetch(client, path, encodings)? {
            Err(wrong) => wrong,
            Ok(bytes) => {
                let hash = hex(&sha256(b"", &[&bytes]));
                if hash == expected {
                    continue;
                }
                ("changed", format!("SHA-256 {hash}, the manifest says {expected}"))
            }
        };
        match found.iter_mut().find(|(_, known, _)| *known == words) {
            Some((.., list)) => list.push(encodings),
            None => found.push((kind, words, vec![encodings])),
        }
    }
    let told = |(kind, words, list): (_, String, Vec<&str>)| {
        let whom = if list.len() == encoding::ALL.len() {
            String::new()
        } else {
            format!(" (to whoever takes {})", list.join("; "))
        };
        (kind, words + &whom)
    };
    Ok(found.into_iter().map(told).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_many_ways() {
        for url in [
            "https://vote.example.org",
            "https://vote.example.org/",
            "https://vote.example.org/vote",
            "https://vote.example.org/vote/",
            "https://vote.example.org/vote/index.html",
        ] {
            let (origin, client) = booth(url).unwrap();
            assert_eq!(
                (&*origin, client.url()),
                ("https://vote.example.org", "https://vote.example.org/vote")
            );
        }
        let said = booth("127.0.0.1:8090").unwrap_err().to_string();
        assert!(said.contains("http://127.0.0.1:8080"), "{said}");
    }

    #[test]
    fn headers_are_those_of_the_build() {
        let of = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let expected = of(&[("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff")]);
        let good =
            of(&[("referrer-policy", "no-referrer"), ("x-content-type-options", "nosniff"), ("date", "x")]);
        assert!(wrong_headers(&expected, &good).is_empty());
        let wrong = wrong_headers(&expected, &of(&[("referrer-policy", "no-referrer, unsafe-url")]));
        assert!(
            wrong[0].contains("unsafe-url") && wrong[1].ends_with("X-Content-Type-Options is missing"),
            "{wrong:?}"
        );
    }
}
