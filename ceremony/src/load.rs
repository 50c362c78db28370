//! What the steps read: manifest, keys, commitments.

use std::path::Path;

use tabella_crypto::TrusteeIndex;
use tabella_election::{
    Election, Message, Signed,
    message::{Complaint, TrusteeCommitment},
};
use tabella_trustee::{
    TrusteeKeys,
    key_ceremony::{CommitmentEntry, CommitmentView, Fault},
    seal::{Passphrase, Sealed, Session},
};

use crate::{
    cli::Ceremony,
    files,
    problem::{Outcome, Problem, who},
    talk::{Talk, line},
};

/// Where everything lies.
pub(crate) struct Inputs<'a> {
    pub(crate) trustee: &'a Path,
    pub(crate) manifest: &'a Path,
    pub(crate) media: &'a Path,
}

impl<'a> From<&'a Ceremony> for Inputs<'a> {
    fn from(args: &'a Ceremony) -> Self {
        Self { trustee: &args.trustee, manifest: &args.manifest, media: &args.media }
    }
}

/// Who takes part in which election.
pub(crate) struct Party {
    pub(crate) election: Election,
    pub(crate) keys: TrusteeKeys,
    pub(crate) passphrase: Passphrase,
    pub(crate) session: Session,
}

impl Party {
    /// Reads manifest and key file, and asks for the passphrase once everything else is in order. Without an attempt
    /// the session is that of the first: the caller sets it right.
    pub(crate) fn load(talk: &Talk, inputs: &Inputs<'_>, attempt: Option<u64>) -> Outcome<Self> {
        files::medium(inputs.media)?;
        let election = election(inputs.manifest)?;
        let key_file = files::read(inputs.trustee)?;
        let problem = |error| Problem::sealed(inputs.trustee, &error);
        Sealed::parse(&key_file).map_err(problem)?;
        talk.say(&format!("Election:    {}\nElection id: {}", title(&election), election.id()))?;
        if let Some(attempt) = attempt {
            talk.say(&format!("Attempt:     {attempt}"))?;
        }
        let passphrase = talk.passphrase()?;
        let keys = TrusteeKeys::open(&key_file, &passphrase).map_err(problem)?;
        let attempt = attempt.unwrap_or(1);
        let session = keys
            .session(&election, attempt)
            .map_err(|error| Problem::fault(&Fault::Seat(error), &election, attempt))?;
        talk.say(&format!("You are {}.\n", who(&election, session.trustee)))?;
        Ok(Self { election, keys, passphrase, session })
    }

    pub(crate) fn me(&self) -> TrusteeIndex {
        self.session.trustee
    }

    pub(crate) fn attempt(&self) -> u64 {
        self.session.attempt
    }

    pub(crate) fn problem(&self, fault: &Fault) -> Problem {
        Problem::fault(fault, &self.election, self.attempt())
    }

    /// All commitments on the medium, checked.
    pub(crate) fn commitments(&self, media: &Path) -> Outcome<CommitmentView> {
        commitments(&self.election, self.attempt(), media)
    }
}

/// All commitments to an attempt on the medium, checked.
pub(crate) fn commitments(election: &Election, attempt: u64, media: &Path) -> Outcome<CommitmentView> {
    let mut entries = Vec::new();
    for path in files::matching(media, "commitment-", ".entry")? {
        let signed = signed::<TrusteeCommitment>(&path)?;
        let blob = files::blob_path(media, &signed.message.package_hash);
        let Some(blob) = files::read_if_there(&blob)? else {
            return Err(Problem::new(
                "missing-file",
                format!(
                    "The package that {} names is not on the medium: {} is missing.",
                    path.display(),
                    blob.display()
                ),
                "Copy the directory blob of that trustee's medium to this one, too. Then run the same command again.",
            ));
        };
        entries.push(CommitmentEntry { entry: signed.encode().to_vec(), blob });
    }
    CommitmentView::check(election, attempt, &entries)
        .map_err(|fault| Problem::fault(&fault, election, attempt))
}

/// A ceremony with a complaint is over.
pub(crate) fn refuse_after_complaint(election: &Election, attempt: u64, media: &Path) -> Outcome<()> {
    for path in files::matching(media, "complaint-", ".entry")? {
        let complaint = signed::<Complaint>(&path)?;
        let said = &complaint.message;
        let key = election.trustee_key(said.trustee);
        let authentic = key.is_some_and(|key| complaint.verify(election.id(), key).is_ok());
        if authentic && said.attempt == attempt {
            return Err(Problem::new(
                "complaint",
                format!(
                    "{} complained of {} in this attempt: {}. Whose fault it is, of these two, is undecided.",
                    who(election, said.trustee),
                    who(election, said.accused),
                    line(&said.reason)
                ),
                format!(
                    "This attempt is over. Start again together with --attempt {}.",
                    attempt.saturating_add(1)
                ),
            ));
        }
    }
    Ok(())
}

/// Reads a manifest.
pub(crate) fn election(path: &Path) -> Outcome<Election> {
    Election::parse(&files::read(path)?).map_err(|error| {
        Problem::new(
            "wrong-manifest",
            format!("{} is not a lawful manifest: {}.", path.display(), line(&error.to_string())),
            "Give the manifest exactly as the election authority published it, byte for byte.",
        )
    })
}

/// The election's title in its first language.
pub(crate) fn title(election: &Election) -> String {
    let manifest = election.manifest();
    line(manifest.languages.first().and_then(|language| manifest.title.get(language)).unwrap_or_default())
}

/// Reads an entry of one type; its signature is not checked.
pub(crate) fn signed<M: Message>(path: &Path) -> Outcome<Signed<M>> {
    Signed::decode(&files::read(path)?).map_err(|error| {
        Problem::new(
            "wrong-file",
            format!("{} is not a {} entry: {error}.", path.display(), M::TYPE),
            "Get the file again from its author. `ceremony inspect FILE` says what a file is.",
        )
    })
}
