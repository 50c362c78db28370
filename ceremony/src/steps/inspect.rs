//! `ceremony inspect`: what a file is.

use std::{fmt::Write as _, path::Path};

use serde_json::{Value, json};
use tabella_crypto::TrusteeIndex;
use tabella_election::{
    Election, Message, Signed,
    message::{Complaint, DecryptionShare, JointKeysSigned, TestShare, TrusteeCommitment},
};
use tabella_trustee::{
    key_ceremony::Round2Package,
    seal::{Header, SealError, Sealed},
};

use crate::{
    cli::Inspect,
    files, load,
    problem::{Outcome, Problem},
    talk::{Talk, line},
};

/// Explains each file; and whether all could be explained. One that cannot be says why, and the others are explained.
pub(crate) fn run(talk: &Talk, args: &Inspect) -> Outcome<(Value, bool)> {
    let mut results = Vec::new();
    let mut all = true;
    for path in &args.files {
        let (text, value) =
            files::read(path).and_then(|bytes| explain(path, &bytes)).unwrap_or_else(|problem| {
                all = false;
                let Problem { kind, what, what_to_do, .. } = problem;
                let text = format!("NOT EXPLAINED: {what}\n{what_to_do}");
                (text, json!({"error": kind, "what": what, "what_to_do": what_to_do}))
            });
        talk.say(&format!("{}\n  {}\n", path.display(), text.replace('\n', "\n  ")))?;
        results.push(value);
    }
    Ok((Value::Array(results), all))
}

fn explain(path: &Path, bytes: &[u8]) -> Outcome<(String, Value)> {
    match Sealed::parse(bytes) {
        Ok(sealed) => return Ok(explain_sealed(&sealed.header)),
        Err(SealError::NotSealed) => {}
        Err(error) => return Err(Problem::sealed(path, &error)),
    }
    let found = entry(bytes, |entry: TrusteeCommitment| {
        let TrusteeCommitment { trustee, attempt, package_hash } = entry;
        (format!("Public: the commitment of trustee {trustee} for attempt {attempt} (round 1), for the board. Its package is blob/sha256/{package_hash}."),
        json!({"type": "trustee-commitment", "trustee": trustee.get(), "attempt": attempt, "package": package_hash.to_string()}))
    })
    .or_else(|| entry(bytes, |entry: Complaint| {
        let Complaint { trustee, attempt, accused, reason } = entry;
        let reason = line(&reason);
        (format!("Public: a complaint of trustee {trustee} against trustee {accused} in attempt {attempt}, for the board: {reason}. That attempt is over."),
        json!({"type": "complaint", "trustee": trustee.get(), "attempt": attempt, "accused": accused.get(), "reason": reason}))
    }))
    .or_else(|| entry(bytes, |entry: JointKeysSigned| {
        let JointKeysSigned { trustee, keys_hash, ceremony_hash } = entry;
        (format!("Public: what trustee {trustee} saw of the ceremony, for the board.\nHash of the keys: {keys_hash}\nCeremony hash:    {ceremony_hash}"),
        json!({"type": "joint-keys", "trustee": trustee.get(), "keys": keys_hash.to_string(), "ceremony": ceremony_hash.to_string()}))
    }))
    .or_else(|| entry(bytes, |entry: TestShare| {
        let TestShare { trustee, ceremony_hash, share_hash } = entry;
        (format!("Public: the proof that trustee {trustee} holds a share, for the board. Its content is blob/sha256/{share_hash}.\nCeremony hash: {ceremony_hash}"),
        json!({"type": "test-share", "trustee": trustee.get(), "ceremony": ceremony_hash.to_string(), "share": share_hash.to_string()}))
    }))
    .or_else(|| entry(bytes, |entry: DecryptionShare| {
        let DecryptionShare { trustee, share_hash } = entry;
        (format!("Public: the decryption share of trustee {trustee}, for the board. Its content is blob/sha256/{share_hash}."),
        json!({"type": "decryption-share", "trustee": trustee.get(), "share": share_hash.to_string()}))
    }))
    .or_else(|| package(bytes))
    .or_else(|| manifest(bytes));
    found.ok_or_else(|| {
        Problem::new(
            "unknown-file",
            format!("{} is no file that this program writes or reads by itself.", path.display()),
            "Files in blob/sha256 are the contents of entries: inspect the .entry file beside them.",
        )
    })
}

fn entry<M: Message>(bytes: &[u8], explain: impl FnOnce(M) -> (String, Value)) -> Option<(String, Value)> {
    Signed::<M>::decode(bytes).ok().map(|signed| explain(signed.message))
}

fn package(bytes: &[u8]) -> Option<(String, Value)> {
    let Round2Package { sender, recipient, ceremony, .. } = Round2Package::decode(bytes).ok()?;
    let text = format!(
        "A package of trustee {sender} for trustee {recipient} (round 2). Only trustee {recipient} can read it.\nCeremony hash: {ceremony}"
    );
    let value = json!({"type": "round2", "sender": sender.get(), "recipient": recipient.get(), "ceremony": ceremony.to_string()});
    Some((text, value))
}

fn manifest(bytes: &[u8]) -> Option<(String, Value)> {
    let election = Election::parse(bytes).ok()?;
    let members = &election.manifest().trustees.members;
    let mut trustees = String::new();
    for (k, member) in TrusteeIndex::all(election.trustee_count()).zip(members) {
        let _ = write!(trustees, "\n{k}. {}  {}", line(&member.name), member.key);
    }
    let text = format!(
        "Public: the manifest of an election.\nTitle:       {}\nElection id: {}\nTrustees, of whom {} decrypt together:{trustees}",
        load::title(&election),
        election.id(),
        election.threshold().0
    );
    let value = json!({
        "type": "manifest",
        "title": load::title(&election),
        "election": election.id().to_string(),
        "threshold": election.threshold().0,
        "trustees": members.len(),
        "keys": election.key_count(),
    });
    Some((text, value))
}

fn explain_sealed(header: &Header) -> (String, Value) {
    if let Header::Keys(public) = header {
        let text = format!(
            "SECRET, sealed: the keys of a trustee. Keep two copies apart from the passphrase.\nName:           {}\nKey:            {}\nEncryption key: {}",
            line(&public.name),
            public.key_hex(),
            public.encryption_key
        );
        let value = json!({"type": "keys", "name": public.name, "key": public.key_hex(), "encryption_key": public.encryption_key});
        return (text, value);
    }
    let (kind, keep) = match header {
        Header::Round1(_) => ("round1", "Needed until `ceremony finish` is done."),
        Header::Round2(..) => ("round2", "Needed until `ceremony finish` is done."),
        _ => (
            "share",
            "Keep two copies apart from the passphrase until the result is published; then destroy them.",
        ),
    };
    let mut text = format!("SECRET, sealed: {}. {keep}", header.holds());
    let mut value = json!({"type": kind});
    if let Some(session) = header.session() {
        let _ = write!(
            text,
            "\nElection id: {}\nTrustee:     {}\nAttempt:     {}",
            session.election, session.trustee, session.attempt
        );
        value = json!({
            "type": kind,
            "election": session.election.to_string(),
            "trustee": session.trustee.get(),
            "attempt": session.attempt,
        });
    }
    if let Header::Share(_, ceremony, keys) = header {
        let _ = write!(text, "\nCeremony:    {ceremony}\nKeys:        {keys}");
    }
    (text, value)
}
