//! `ceremony rehearse`: the key ceremony for practice. One trustee sits at this machine; the program plays all others, with the very
//! steps of the real day, and the authority. Nothing of it is of use in an election.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rand_core::{OsRng, RngCore as _};
use serde_json::{Value, json};
use tabella_crypto::{TrusteeIndex, hash::hex, signature::SigningKey};
use tabella_election::{Election, ceremony::CeremonyKeys, draft, message::TestShare};
use tabella_tlog::Vkey;
use tabella_trustee::seal::WorkFactor;
use zeroize::Zeroizing;

use crate::{
    cli::{Ceremony, New, Online, Rehearse},
    files::{self, Access},
    load::{self, signed},
    paths::OnMedium,
    problem::{Outcome, Problem, who},
    steps,
    talk::{Talk, line},
};

const DRAFT: &[u8] = include_bytes!("practice.draft.json");

/// Where everybody's things lie.
struct Room<'a> {
    out: &'a Path,
    /// The other trustees, as the program plays them.
    others: Vec<Talk>,
}

pub(crate) fn run(talk: &Talk, args: &Rehearse) -> Outcome<Value> {
    talk.say(&format!(
        "REHEARSAL OF THE KEY CEREMONY\n\
         You are trustee 1 of {}; this program plays the others and the election authority. You do what you\n\
         will do on the day, with the same steps; the command that you will type then stands before each.\n\
         Everything lies in {} and is of no use in an election: delete it afterwards. Take a passphrase\n\
         that you will never use again. If you stop, begin again with another folder.\n",
        args.trustees,
        args.out.display(),
    ))?;
    if args.threshold > args.trustees {
        return Err(Problem::new(
            "no-threshold",
            format!("{} of {} trustees cannot decrypt.", args.threshold, args.trustees),
            "Give a --threshold that is not above --trustees.",
        ));
    }
    if args.out.exists() {
        return Err(Problem::exists(&args.out));
    }
    let room = Room { out: &args.out, others: (2..=args.trustees).map(|_| played()).collect() };
    room.furnish()?;
    talk.say("On the day: ceremony new --name \"YOUR NAME\" --out own.trustee\n")?;
    let own = steps::new::run(talk, &New { name: args.name.clone(), out: room.key_file(1) })?;
    let mut members = vec![own];
    for (number, other) in room.others() {
        let name = format!("Trustee {number} (played)");
        members.push(steps::new::run(other, &New { name, out: room.key_file(number) })?);
    }
    files::write_new(&room.manifest(), &manifest(&members, args.threshold)?, Access::Public)?;
    talk.say("\nThe authority has all keys and publishes the manifest.")?;

    room.step(talk, "round1", steps::round1::run, true)?;
    room.step(talk, "round2", steps::round2::run, true)?;
    let finished = room.step(talk, "finish", steps::finish::run, false)?;

    let election = load::election(&room.manifest())?;
    check(&election, &room.stick())?;
    talk.say(&format!(
        "\nThe rehearsal is over: {0} of {0} trustees have the same keys, and every trustee proved with a test\n\
         decryption that its share is right. On the day these files are published, the authority opens the\n\
         voting, and after its close {1} of you run `ceremony decrypt`.\n\
         Next: look at a file with `ceremony inspect`, do once on purpose what must not happen (another\n\
         passphrase, a file that is missing), then delete {2}.",
        args.trustees,
        args.threshold,
        args.out.display(),
    ))?;
    Ok(json!({
        "folder": args.out.display().to_string(),
        "election": election.id().to_string(),
        "trustees": args.trustees,
        "threshold": args.threshold,
        "keys": finished.get("keys"),
        "agreeing": finished.get("agreeing"),
        "tested": args.trustees,
    }))
}

/// Somebody whom the program plays: nobody knows the passphrase, and sealing takes no time.
fn played() -> Talk {
    let mut bytes = Zeroizing::new([0; 16]);
    OsRng.fill_bytes(&mut *bytes);
    Talk::played(Zeroizing::new(hex(bytes.as_slice())), WorkFactor::new(1).unwrap_or(WorkFactor::DEFAULT))
}

impl Room<'_> {
    /// The others with their numbers.
    fn others(&self) -> impl Iterator<Item = (u16, &Talk)> {
        (2..).zip(&self.others)
    }

    fn machine(&self, number: u16) -> PathBuf {
        match number {
            1 => self.out.join("your-machine"),
            other => self.out.join(format!("machine-{other}")),
        }
    }

    fn key_file(&self, number: u16) -> PathBuf {
        self.machine(number).join("own.trustee")
    }

    fn manifest(&self) -> PathBuf {
        self.out.join("manifest.json")
    }

    fn stick(&self) -> PathBuf {
        self.out.join("stick")
    }

    fn furnish(&self) -> Outcome<()> {
        let machines = (1..).take(self.others.len() + 1).map(|number| self.machine(number));
        for folder in machines.chain([self.stick()]) {
            fs::create_dir_all(&folder).map_err(|error| Problem::directory(&folder, &error))?;
        }
        Ok(())
    }

    /// A step of everybody, yours first or last. Gives what yours came to.
    fn step(
        &self,
        talk: &Talk,
        name: &str,
        run: fn(&Talk, &Ceremony) -> Outcome<Value>,
        is_first: bool,
    ) -> Outcome<Value> {
        let of = |number| Ceremony {
            trustee: self.key_file(number),
            manifest: self.manifest(),
            media: self.stick(),
            attempt: 1,
            online: Online { relay: None, wait: 0 },
        };
        let own = || {
            talk.say(&format!(
                "\nOn the day: ceremony {name} --trustee own.trustee --manifest manifest.json --media STICK\n"
            ))?;
            run(talk, &of(1))
        };
        let others = || {
            self.others().try_for_each(|(number, other)| run(other, &of(number)).map(drop))?;
            talk.say(&format!("\nThe stick went round: all others did {name}."))
        };
        if is_first {
            let done = own()?;
            others()?;
            return Ok(done);
        }
        others()?;
        own()
    }
}

/// A manifest for these trustees. Its officials' keys are drawn here and forgotten: nobody can hold this election.
fn manifest(members: &[Value], threshold: u16) -> Outcome<Vec<u8>> {
    let key = || {
        let mut seed = Zeroizing::new([0; 32]);
        OsRng.fill_bytes(&mut *seed);
        SigningKey::from_bytes(&seed).verifying_key()
    };
    let checkpoint = Vkey::ed25519("rehearsal.invalid", key()).map(|key| key.to_string());
    let witness = Vkey::cosignature("witness.rehearsal.invalid", key()).map(|key| key.to_string());
    let members: Vec<Value> = members
        .iter()
        .map(|member| json!({
                "name": member.get("name"), "key": member.get("key"), "encryption_key": member.get("encryption_key"),
            }))
        .collect();
    let keys = json!({
        "authority": {"name": "Rehearsal", "key": hex(key().as_bytes())},
        "trustees": {"threshold": threshold, "members": members},
        "registrar": {"name": "Rehearsal", "key": hex(key().as_bytes())},
        "ballot_box": {
            "name": "Rehearsal", "receipt_key": hex(key().as_bytes()), "checkpoint_key": checkpoint.ok(),
        },
        "witnesses": {"quorum": 1, "members": [witness.ok()]},
    });
    let refused = |error: String| {
        Problem::new(
            "wrong-manifest",
            format!("No election can be made of this: {}.", line(&error)),
            "Give another name, or another number of trustees.",
        )
    };
    let keys = serde_json::from_value(keys).map_err(|error| refused(error.to_string()))?;
    draft::fill(DRAFT, keys).map_err(|error| refused(error.to_string()))
}

/// Checks what everybody has put on the stick, as the board will: the commitments make keys, and every trustee's test share is of
/// these keys.
fn check(election: &Election, stick: &Path) -> Outcome<()> {
    let on_stick = OnMedium::new(stick, 1);
    let view = load::commitments(election, 1, stick)?;
    for trustee in TrusteeIndex::all(election.trustee_count()) {
        if !is_tested(election, view.keys(), &on_stick, stick, trustee)? {
            return Err(Problem::new(
                "machine",
                format!("The test decryption of {} is wrong.", who(election, trustee)),
                "This machine computes wrong, or a file was changed meanwhile. Rehearse on another one.",
            ));
        }
    }
    Ok(())
}

/// Whether the trustee's test share is signed and right.
fn is_tested(
    election: &Election,
    keys: &CeremonyKeys,
    on_stick: &OnMedium<'_>,
    stick: &Path,
    trustee: TrusteeIndex,
) -> Outcome<bool> {
    let entry = signed::<TestShare>(&on_stick.test_share(trustee))?;
    let said = &entry.message;
    let blob = files::read(&files::blob_path(stick, &said.share_hash))?;
    let Some(key) = election.trustee_key(trustee) else { return Ok(false) };
    let is_said = entry.verify(election.id(), key).is_ok()
        && (said.trustee, said.ceremony_hash) == (trustee, keys.hash);
    Ok(is_said && keys.verify_test_share(election.id(), trustee, &blob).is_ok())
}
