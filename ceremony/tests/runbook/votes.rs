//! Between the two runbooks people vote; a server for that is not theirs to run, so the ballots are posted here.

use std::fs;

use rand_core::OsRng;
use tabella_ballot::{Choices, CredentialSecret, Prepared, Styles, Tracker};
use tabella_crypto::{EvidenceCommitment, hash::parse_hex32, signature::SigningKey};
use tabella_election::{
    Signed,
    message::{Credential, TrusteeCommitment},
};
use tabella_trustee::key_ceremony::{CommitmentEntry, CommitmentView};

use crate::people::{People, post};

/// One ballot for each of these options.
pub(crate) fn cast(people: &People, options: &[usize]) {
    let election = people.election();
    let commitments: Vec<CommitmentEntry> = (1..=election.trustee_count())
        .map(|k| {
            let entry = fs::read(people.path(&format!("stick/commitment-{k}.entry"))).unwrap();
            let hash = Signed::<TrusteeCommitment>::decode(&entry).unwrap().message.package_hash;
            CommitmentEntry {
                blob: fs::read(people.path(&format!("stick/blob/sha256/{hash}"))).unwrap(),
                entry,
            }
        })
        .collect();
    let view = CommitmentView::check(&election, 1, &commitments).unwrap();
    let styles = Styles::new(&election, &view.keys().joint).unwrap();
    let seed = fs::read_to_string(people.path("authority/registrar.key")).unwrap();
    let registrar = SigningKey::from_bytes(&parse_hex32(seed.trim()).unwrap());

    let mut entries = Vec::new();
    let mut write = |name: String, bytes: &[u8]| {
        fs::write(people.path("board").join(&name), bytes).unwrap();
        entries.push(name);
    };
    for (voter, option) in options.iter().enumerate() {
        let secret = CredentialSecret::generate(&mut OsRng);
        let credential = Credential {
            credential: *secret.public(),
            style: election.styles()[0].id.clone(),
            weight: 1,
            evidence: EvidenceCommitment(secret.public().to_bytes()),
            replaces: None,
        };
        write(
            format!("credential-{voter}.entry"),
            Signed::sign(credential, election.id(), &registrar).encode(),
        );
        let mut choices = vec![0; 2];
        choices[*option] = 1;
        let choices = Choices::from_values(choices);
        let prepared = Prepared::encrypt(&styles, 0, &secret, Tracker::NONE, choices, &mut OsRng).unwrap();
        write(format!("ballot-{voter}.entry"), &prepared.cast(&secret, &mut OsRng, &styles).0.encode());
    }
    let (code, said) = people.shell("board", &post(&entries));
    assert_eq!(code, 0, "{said}");
}

/// The counts of the only contest, as `tabella verify --counts` prints them.
pub(crate) fn counts(said: &str) -> Vec<u64> {
    let online = |line: &str| line.split_once(" online ")?.0.split_whitespace().last()?.parse().ok();
    said.lines().filter_map(online).collect()
}
