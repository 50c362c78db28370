//! A board in a directory, written entry by entry without any rule: the program must find out by itself what is wrong.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rand_core::OsRng;
use tabella_ballot::{Choices, CredentialSecret, Prepared, Styles, Tracker};
use tabella_crypto::{BlobHash, EvidenceCommitment, KeysHash, RootHash};
use tabella_election::{
    Election, Message, Signed,
    message::{Close, Credential, End, ManifestPosted, Open, TrusteeCommitment},
};
use tabella_tlog::{Checkpoint, Cosigner, DirectoryWriter, Durability, NoteSigner};
use tabella_trustee::key_ceremony::{CommitmentEntry, CommitmentView};
use tabella_verifier::{INDEX_PATH, encode_index, witnessed_path};

use crate::room::{AUTHORITY, LOG, REGISTRAR, Room, WITNESS, official};

pub(crate) struct Board {
    pub(crate) path: PathBuf,
    pub(crate) election: Election,
    pub(crate) view: CommitmentView,
    writer: DirectoryWriter,
    witnessed: Vec<tabella_tlog::TreeSize>,
    entries: u64,
}

impl Board {
    /// Opened with the keys whose ceremony lies on the room's medium.
    pub(crate) fn open(room: &Room, n: u16, name: &str) -> Self {
        let (path, election) = (room.path(name), room.election());
        let commitments: Vec<CommitmentEntry> = (1..=n)
            .map(|k| {
                let entry = fs::read(room.on_media(&format!("commitment-{k}.entry"))).unwrap();
                let hash = Signed::<TrusteeCommitment>::decode(&entry).unwrap().message.package_hash;
                CommitmentEntry {
                    blob: fs::read(room.on_media(&format!("blob/sha256/{hash}"))).unwrap(),
                    entry,
                }
            })
            .collect();
        let view = CommitmentView::check(&election, 1, &commitments).unwrap();
        let writer = DirectoryWriter::open(&path, Durability::Fast).unwrap();
        let mut board = Self { path, election, view, writer, witnessed: Vec::new(), entries: 0 };

        let manifest = fs::read(room.manifest()).unwrap();
        board.writer.put_blob(&manifest).unwrap();
        board.authority(ManifestPosted { manifest_hash: BlobHash::of(&manifest) });
        for blob in fs::read_dir(room.on_media("blob/sha256")).unwrap() {
            board.writer.put_blob(&fs::read(blob.unwrap().path()).unwrap()).unwrap();
        }
        for kind in ["commitment", "joint-keys", "test-share"] {
            for k in 1..=n {
                board.append(&fs::read(room.on_media(&format!("{kind}-{k}.entry"))).unwrap());
            }
        }
        board.authority(Open { keys_hash: board.keys_hash() });
        board.publish(board.election.opens());
        board
    }

    fn keys_hash(&self) -> KeysHash {
        *self.view.keys().joint.hash()
    }

    fn append(&mut self, entry: &[u8]) {
        self.writer.append(&[entry]).unwrap();
        self.entries += 1;
    }

    fn authority(&mut self, message: impl Message) {
        let signed = Signed::sign(message, self.election.id(), &official(AUTHORITY));
        self.append(signed.encode());
    }

    /// A ballot of a new voter for one of the two options.
    pub(crate) fn vote(&mut self, option: usize) {
        let styles = Styles::new(&self.election, &self.view.keys().joint).unwrap();
        let secret = CredentialSecret::generate(&mut OsRng);
        let credential = Credential {
            credential: *secret.public(),
            style: self.election.styles()[0].id.clone(),
            weight: 1,
            evidence: EvidenceCommitment(secret.public().to_bytes()),
            replaces: None,
        };
        let signed = Signed::sign(credential, self.election.id(), &official(REGISTRAR));
        self.append(signed.encode());
        let mut choices = vec![0; 2];
        choices[option] = 1;
        let choices = Choices::from_values(choices);
        let prepared = Prepared::encrypt(&styles, 0, &secret, Tracker::NONE, choices, &mut OsRng).unwrap();
        self.append(&prepared.cast(&secret, &mut OsRng, &styles).0.encode());
    }

    pub(crate) fn end(&mut self) {
        self.authority(End { keys_hash: self.keys_hash(), size: self.entries });
        self.publish(self.election.closes());
    }

    pub(crate) fn close(&mut self) {
        let close = Close { size: self.entries, root: RootHash(self.writer.root().0) };
        self.authority(close);
        self.publish(self.election.closes() + 60);
    }

    /// A close by somebody else.
    pub(crate) fn forged_close(&mut self) {
        let close = Close { size: self.entries, root: RootHash(self.writer.root().0) };
        let signed = Signed::sign(close, self.election.id(), &official(REGISTRAR));
        self.append(signed.encode());
        self.publish(self.election.closes() + 60);
    }

    /// A checkpoint, cosigned by the witness at this time.
    fn publish(&mut self, time: i64) {
        self.publish_with(&[time]);
    }

    /// A close that no witness saw.
    pub(crate) fn unwitnessed_close(&mut self) {
        let close = Close { size: self.entries, root: RootHash(self.writer.root().0) };
        self.authority(close);
        self.publish_with(&[]);
    }

    fn publish_with(&mut self, times: &[i64]) {
        let (size, root) = self.writer.integrate().unwrap();
        let log = NoteSigner::new("box.example", official(LOG)).unwrap();
        let mut note = Checkpoint::new("box.example", size, root).sign(&log).unwrap();
        for time in times {
            let witness = Cosigner::new("witness.example", official(WITNESS)).unwrap();
            note.add_signature(witness.cosign(&note, u64::try_from(*time).unwrap()).unwrap()).unwrap();
        }
        let bytes = note.encode();
        self.writer.publish(bytes.as_bytes()).unwrap();
        self.writer.put_file(&witnessed_path(size), bytes.as_bytes()).unwrap();
        self.witnessed.push(size);
        self.writer.put_file(INDEX_PATH, &encode_index(&self.witnessed)).unwrap();
    }

    /// The same board as one file.
    pub(crate) fn archive(&self, path: &Path) {
        tabella_verifier::write_archive(&self.path, fs::File::create(path).unwrap()).unwrap();
    }
}
