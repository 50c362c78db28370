//! What is wrong with a card: one Web eID token, checked as the desk would.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::{Value, json};
use tabella_identity::{
    Anchor, AuthenticatedPerson, Certificate, Configuration, Level, Refusal, Revocation, RevocationStatus,
    Token, UnixTime, WhyUnchecked, ocsp::Nonce, web_eid,
};

use crate::terminal::one_line;

/// Exit code of a token that is not valid.
const EXIT_INVALID: u8 = 1;

/// What can be done with an e-ID.
#[derive(Subcommand)]
pub enum EidCommand {
    /// Check one Web eID authentication token: exit code 0 if it is valid, 1 if not
    Check(CheckArgs),
}

/// What a token is checked against. Nothing is fetched, and the clock is not read.
#[derive(Args)]
pub struct CheckArgs {
    /// The token: JSON as the browser gave it, or an object with a member "token"
    #[arg(long)]
    token: PathBuf,
    /// Origin of the page, such as https://vote.example.org
    #[arg(long)]
    origin: String,
    /// The challenge nonce, the text that the card's software was given
    #[arg(long)]
    nonce: String,
    /// Certificates of the issuers to trust, PEM or DER
    #[arg(long, required = true, num_args = 1..)]
    ca: Vec<PathBuf>,
    /// When, in RFC 3339, such as 2026-03-01T12:00:00Z
    #[arg(long)]
    at: Timestamp,
    /// The OCSP responder's answer (DER), if revocation is to be checked
    #[arg(long)]
    ocsp: Option<PathBuf>,
    /// The nonce of the OCSP request in hexadecimal; without it, the answer's nonce is not compared
    #[arg(long, requires = "ocsp")]
    ocsp_nonce: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Does what was asked.
///
/// # Errors
/// If a file cannot be read, or a certificate to trust is none.
pub fn run(command: EidCommand) -> anyhow::Result<ExitCode> {
    let EidCommand::Check(arguments) = command;
    let Checked { result, hints } = check(&arguments)?;
    let (verdict, code) =
        if result.is_ok() { ("valid", ExitCode::SUCCESS) } else { ("invalid", ExitCode::from(EXIT_INVALID)) };
    if arguments.json {
        println!("{:#}", as_json(verdict, &result, &hints));
    } else {
        match &result {
            Ok(person) => println!("{verdict}: {} ({})", person.id().expose(), revocation(person)),
            Err(refusal) => println!("{verdict}: {refusal} ({})", refusal.name()),
        }
        for hint in &hints {
            println!("  {}", one_line(hint));
        }
    }
    Ok(code)
}

/// What became of a token.
struct Checked {
    result: Result<AuthenticatedPerson, Refusal>,
    /// Where to look if it was refused.
    hints: Vec<String>,
}

fn check(arguments: &CheckArgs) -> anyhow::Result<Checked> {
    let read = |path: &PathBuf| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    let mut anchors = Vec::new();
    for path in &arguments.ca {
        let found = Anchor::read_all(&read(path)?, Level::High);
        anchors.extend(found.with_context(|| format!("{} is no issuer to trust", path.display()))?);
    }
    let token = bare(read(&arguments.token)?);
    let answer = arguments.ocsp.as_ref().map(read).transpose()?;
    let nonce = arguments.ocsp_nonce.as_deref().map(ocsp_nonce).transpose()?;
    let revocation = match (&answer, &nonce) {
        (Some(answer), Some(nonce)) => Revocation::Answered { answer, nonce },
        (Some(answer), None) => Revocation::Recorded(answer),
        (None, _) => Revocation::Unchecked(WhyUnchecked::Diagnosis),
    };
    let verify = || {
        let configuration = Configuration::new(vec![arguments.origin.clone()], anchors.clone())
            .map_err(|fault| Refusal::from(&fault))?;
        let token = Token::parse(&token)?;
        let now = UnixTime(arguments.at.as_second());
        web_eid::verify(&token, &arguments.origin, &arguments.nonce, &configuration, revocation, now)
    };
    let result = verify();
    let certificate = Token::parse(&token).ok();
    let certificate = certificate.and_then(|token| Certificate::parse(token.unverified_certificate()).ok());
    let hints = match (&result, certificate) {
        (Err(refusal), Some(certificate)) => hints(refusal, &certificate, &anchors, arguments),
        _ => Vec::new(),
    };
    Ok(Checked { result, hints })
}

/// Where to look, for whoever has the card at hand.
fn hints(
    refusal: &Refusal,
    certificate: &Certificate,
    anchors: &[Anchor],
    arguments: &CheckArgs,
) -> Vec<String> {
    let dates = |certificate: &Certificate| {
        let (from, until) = certificate.validity();
        let text = |time: UnixTime| Timestamp::from_second(time.0).unwrap_or_default().to_string();
        format!("valid from {} until {}, --at is {}", text(from), text(until), arguments.at)
    };
    match refusal {
        Refusal::IssuerUnknown => {
            let known = anchors
                .iter()
                .map(|anchor| format!("given with --ca: {}", anchor.certificate().subject_name()));
            let issuer = format!("the card's issuer: {}", certificate.issuer_name());
            std::iter::once(issuer).chain(known).collect()
        }
        Refusal::Expired { .. } | Refusal::NotYetValid { .. } => {
            vec![format!("the card's certificate is {}", dates(certificate))]
        }
        Refusal::IssuerNotValid => anchors
            .iter()
            .map(|anchor| {
                format!("{} is {}", anchor.certificate().subject_name(), dates(anchor.certificate()))
            })
            .collect(),
        Refusal::OriginMalformed => {
            vec![format!("--origin is {:?}: without path, and without a slash at the end", arguments.origin)]
        }
        Refusal::Signature => vec![
            format!("the card signs origin and nonce: is the page's origin exactly {}?", arguments.origin),
            format!(
                "is the nonce exactly the text of {} characters that the card's software was given?",
                arguments.nonce.len()
            ),
            "at this desk that is Base64 of SHA-256(\"tabella/v1/sign-in\" and the 32 bytes of server_nonce)"
                .to_owned(),
        ],
        _ => Vec::new(),
    }
}

/// The token of a test case, or the file as it is.
fn bare(file: Vec<u8>) -> Vec<u8> {
    match serde_json::from_slice::<Value>(&file) {
        Ok(Value::Object(case)) if !case.contains_key("format") => {
            case.get("token").map_or(file, |token| token.to_string().into_bytes())
        }
        _ => file,
    }
}

fn ocsp_nonce(text: &str) -> anyhow::Result<Nonce> {
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok();
    let Some(nonce) = bytes.and_then(|bytes| Nonce::from_bytes(&bytes)) else {
        bail!("--ocsp-nonce is not 1 to 128 bytes in hexadecimal")
    };
    Ok(nonce)
}

fn revocation(person: &AuthenticatedPerson) -> &'static str {
    match person.revocation() {
        RevocationStatus::Good { .. } => "not revoked",
        RevocationStatus::Unchecked(_) => "revocation not checked",
    }
}

fn as_json(verdict: &str, result: &Result<AuthenticatedPerson, Refusal>, hints: &[String]) -> Value {
    match result {
        Ok(person) => json!({
            "verdict": verdict,
            "reason": null,
            "subject": person.id().expose(),
            "given_name": person.given_name().expose(),
            "surname": person.surname().expose(),
            "revocation": revocation(person),
        }),
        Err(refusal) => json!({
            "verdict": verdict,
            "reason": refusal.name(),
            "detail": refusal.to_string(),
            "hints": hints,
            "subject": null,
        }),
    }
}
