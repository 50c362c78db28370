//! The evidence of a whole election for an auditor, with the roll: encrypted, so that anyone may carry it.
//!
//! # Layout
//! An [age](https://age-encryption.org/v1) file for one X25519 recipient (`age1…`). Inside, frames `u32be(length) || CBOR`:
//! first the header, then one record for each credential or revocation, one for each line of the roll, and one for each
//! envelope that counts, in any order.
//!
//! ```text
//! header  = ["tabella-evidence", 3, election_id: bstr32, issuers: [* bstr]]     ; DER certificates of the e-ID's issuers
//! record  = ["credential" / "revocation", P: bstr32, nonce: bstr32, evidence: bstr]
//! elector = ["elector", roll: uint, code: tstr, style: tstr, weight: uint, removed: 0 / 1]
//! counted = ["counted", roll: uint, reference: tstr]
//! ```
//!
//! age authenticates the end of the file too: what is cut off is noticed.

use std::{
    collections::BTreeMap,
    io::{self, Read, Write},
    str::FromStr as _,
};

use age::{DecryptError, Decryptor, Encryptor, stream::StreamWriter, x25519};
use tabella_crypto::{
    CompressedRistretto, ElectionId,
    cbor::{DecodeError, Reader, Writer},
};
use tabella_identity::PersonId;

use crate::{
    electorate::{Elector, Electorate},
    entry::RollNumber,
    evidence::Opening,
    roll::RollError,
};

const TYPE: &str = "tabella-evidence";
const ELECTOR: &str = "elector";
const COUNTED: &str = "counted";
const VERSION: u64 = 3;
/// Longest frame, in bytes: a token, an OCSP answer and as much again.
const FRAME_MAX: u32 = 1 << 20;

/// For what a record is evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The `credential` entry of P.
    Credential,
    /// The `revocation` entry of P.
    Revocation,
}

impl Subject {
    fn as_str(self) -> &'static str {
        match self {
            Self::Credential => "credential",
            Self::Revocation => "revocation",
        }
    }
}

/// Why an export cannot be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// Not an age recipient.
    #[error("not an age recipient (age1…)")]
    Recipient,
    /// Not an age identity.
    #[error("no age identity (AGE-SECRET-KEY-1…) in the key file")]
    Identity,
    /// Encrypting failed.
    #[error("encryption failed: {0}")]
    Encryption(String),
    /// The key does not open the file, or the file is none of age's, or was changed.
    #[error("cannot open the evidence: {0}")]
    Decryption(#[from] DecryptError),
    /// The file cannot be read or written, or is cut off or changed.
    #[error("cannot read or write the evidence: {0}")]
    Io(#[from] io::Error),
    /// The layout is broken.
    #[error("the evidence is damaged: {0}")]
    Layout(#[from] DecodeError),
    /// Something else, or of another version.
    #[error("not an export of evidence in version {VERSION}")]
    Other,
    /// A frame of impossible length.
    #[error("a record of {0} bytes")]
    Frame(usize),
    /// Two records for one entry.
    #[error("two records for one entry of the board")]
    Twice,
    /// A line of the roll that is nobody's.
    #[error("a line of the roll names nobody")]
    Nobody,
    /// One person or number on two lines of the roll.
    #[error("the roll: {0}")]
    Roll(#[from] RollError),
}

/// The first frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Which election.
    pub election: ElectionId,
    /// DER certificates of the issuers whose hashes the manifest has as trust anchors.
    pub issuers: Vec<Vec<u8>>,
}

/// An envelope that was accepted: the vote in it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Whose.
    pub number: RollNumber,
    /// The office's name for it.
    pub reference: String,
}

/// Writes an export record by record.
pub struct ExportWriter<W: Write>(StreamWriter<W>);

impl<W: Write> ExportWriter<W> {
    /// Begins an export for the holder of `recipient` (`age1…`).
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn begin(recipient: &str, header: &Header, output: W) -> Result<Self, ExportError> {
        let recipient = x25519::Recipient::from_str(recipient).map_err(|_| ExportError::Recipient)?;
        let failed = |error: &dyn std::fmt::Display| ExportError::Encryption(error.to_string());
        let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
            .map_err(|error| failed(&error))?;
        let mut writer = Self(encryptor.wrap_output(output)?);
        let cbor = Writer::new()
            .array(4)
            .text(TYPE)
            .uint(VERSION)
            .bytes(header.election.as_bytes())
            .array(header.issuers.len());
        writer.frame(&header.issuers.iter().fold(cbor, |cbor, issuer| cbor.bytes(issuer)).finish())?;
        Ok(writer)
    }

    /// Adds the evidence of one entry.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn record(
        &mut self,
        subject: Subject,
        credential: &CompressedRistretto,
        opening: &Opening,
    ) -> Result<(), ExportError> {
        let cbor = Writer::new().array(4).text(subject.as_str()).bytes(credential.as_bytes());
        self.frame(&cbor.bytes(&opening.nonce).bytes(&opening.evidence).finish())
    }

    /// Adds a line of the roll.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn elector(&mut self, elector: &Elector) -> Result<(), ExportError> {
        let Elector { number, id, style, weight, removed } = elector;
        let cbor = Writer::new().array(6).text(ELECTOR).uint(number.0).text(&id.expose());
        self.frame(&cbor.text(style.as_str()).uint(*weight).uint((*removed).into()).finish())
    }

    /// Adds an envelope whose vote counts.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn counted(&mut self, counted: &Counted) -> Result<(), ExportError> {
        let Counted { number, reference } = counted;
        self.frame(&Writer::new().array(3).text(COUNTED).uint(number.0).text(reference).finish())
    }

    /// Ends the export; without this it cannot be read.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn finish(self) -> Result<W, ExportError> {
        Ok(self.0.finish()?)
    }

    fn frame(&mut self, cbor: &[u8]) -> Result<(), ExportError> {
        let length = u32::try_from(cbor.len()).ok().filter(|length| *length <= FRAME_MAX);
        let length = length.ok_or(ExportError::Frame(cbor.len()))?;
        self.0.write_all(&length.to_be_bytes())?;
        Ok(self.0.write_all(cbor)?)
    }
}

/// The evidence of an election, by entry, and its roll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The first frame.
    pub header: Header,
    /// All records.
    pub records: BTreeMap<([u8; 32], Subject), Opening>,
    /// The roll.
    pub electorate: Electorate,
    /// Envelopes whose votes count, also of people who never had a credential.
    pub counted: Vec<Counted>,
}

impl Export {
    /// Opens an export with the auditor's key file: an age identity file, comments allowed, one `AGE-SECRET-KEY-1…`.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn read(key_file: &str, input: impl Read) -> Result<Self, ExportError> {
        let mut lines =
            key_file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let identity = lines.next().and_then(|line| x25519::Identity::from_str(line).ok());
        let identity = identity.ok_or(ExportError::Identity)?;
        let mut plain = Decryptor::new(input)?.decrypt(std::iter::once(&identity as &dyn age::Identity))?;
        let header = read_header(&frame(&mut plain)?.ok_or(ExportError::Other)?)?;
        let (mut records, mut electorate) = (BTreeMap::new(), Electorate::default());
        let mut counted = Vec::new();
        while let Some(frame) = frame(&mut plain)? {
            match read_record(&frame)? {
                Record::Evidence(key, opening) => {
                    if records.insert(key, opening).is_some() {
                        return Err(ExportError::Twice);
                    }
                }
                Record::Elector(elector) => electorate.insert(elector)?,
                Record::Counted(one) => counted.push(one),
            }
        }
        Ok(Self { header, records, electorate, counted })
    }
}

/// The next frame; none at the end.
fn frame(plain: &mut impl Read) -> Result<Option<Vec<u8>>, ExportError> {
    let mut head = Vec::new();
    plain.by_ref().take(4).read_to_end(&mut head)?;
    if head.is_empty() {
        return Ok(None);
    }
    let head: [u8; 4] = head.try_into().map_err(|_| io::Error::from(io::ErrorKind::UnexpectedEof))?;
    let length = u32::from_be_bytes(head);
    if length > FRAME_MAX {
        return Err(ExportError::Frame(length as usize));
    }
    let mut frame = Vec::new();
    plain.take(length.into()).read_to_end(&mut frame)?;
    if frame.len() == length as usize {
        Ok(Some(frame))
    } else {
        Err(io::Error::from(io::ErrorKind::UnexpectedEof).into())
    }
}

fn read_header(frame: &[u8]) -> Result<Header, ExportError> {
    let mut reader = Reader::new(frame);
    reader.array_of(4)?;
    if reader.text()? != TYPE || reader.uint()? != VERSION {
        return Err(ExportError::Other);
    }
    let election = ElectionId(reader.fixed()?);
    let mut issuers = Vec::new();
    for _ in 0..reader.array()? {
        issuers.push(reader.bytes()?.to_vec());
    }
    reader.finish()?;
    Ok(Header { election, issuers })
}

/// Whatever follows the header.
enum Record {
    Evidence(([u8; 32], Subject), Opening),
    Elector(Elector),
    Counted(Counted),
}

fn read_record(frame: &[u8]) -> Result<Record, ExportError> {
    let mut reader = Reader::new(frame);
    let elements = reader.array()?;
    let at = reader.position();
    let expected = |expected| ExportError::from(DecodeError::Expected { expected, at });
    let subject = match (reader.text()?, elements) {
        ("credential", 4) => Subject::Credential,
        ("revocation", 4) => Subject::Revocation,
        (ELECTOR, 6) => {
            let number = RollNumber(reader.uint()?);
            let id = PersonId::parse(reader.text()?).map_err(|_| ExportError::Nobody)?;
            let (style, weight) = (reader.text()?.into(), reader.uint()?);
            let removed = match reader.uint()? {
                0 => false,
                1 => true,
                _ => return Err(expected("an elector that was removed, or not")),
            };
            reader.finish()?;
            return Ok(Record::Elector(Elector { number, id, style, weight, removed }));
        }
        (COUNTED, 3) => {
            let counted = Counted { number: RollNumber(reader.uint()?), reference: reader.text()?.into() };
            reader.finish()?;
            return Ok(Record::Counted(counted));
        }
        _ => return Err(expected("credential, revocation, elector or counted")),
    };
    let credential = reader.fixed()?;
    let opening = Opening { nonce: reader.fixed()?, evidence: reader.bytes()?.to_vec() };
    reader.finish()?;
    Ok(Record::Evidence((credential, subject), opening))
}

#[cfg(test)]
mod tests {
    use age::secrecy::ExposeSecret as _;

    use super::*;

    fn opening(byte: u8) -> Opening {
        Opening { nonce: [byte; 32], evidence: vec![byte; 100] }
    }

    fn header() -> Header {
        Header { election: ElectionId([9; 32]), issuers: vec![vec![1; 500], vec![2; 40]] }
    }

    fn point(byte: u8) -> CompressedRistretto {
        CompressedRistretto([byte; 32])
    }

    fn key() -> (String, String) {
        let identity = x25519::Identity::generate();
        let file = format!("# made for a test\n{}\n", identity.to_string().expose_secret());
        (identity.to_public().to_string(), file)
    }

    fn write(recipient: &str, records: &[(Subject, u8)]) -> Vec<u8> {
        let mut writer = ExportWriter::begin(recipient, &header(), Vec::new()).unwrap();
        for (subject, byte) in records {
            writer.record(*subject, &point(*byte), &opening(*byte)).unwrap();
        }
        writer.finish().unwrap()
    }

    #[test]
    fn an_export_is_read_by_its_auditor() {
        let (recipient, key_file) = key();
        let file = write(
            &recipient,
            &[(Subject::Credential, 1), (Subject::Revocation, 1), (Subject::Credential, 2)],
        );
        let export = Export::read(&key_file, &file[..]).unwrap();
        assert_eq!(export.header, header());
        assert_eq!(export.records.len(), 3);
        assert_eq!(export.records.get(&([2; 32], Subject::Credential)), Some(&opening(2)));
        assert!(matches!(Export::read(&key().1, &file[..]), Err(ExportError::Decryption(_))));
        assert!(matches!(Export::read("# nothing\n", &file[..]), Err(ExportError::Identity)));
        assert!(!file.windows(20).any(|window| window == [1; 20]));
    }

    #[test]
    fn the_roll_is_in_it() {
        let (recipient, key_file) = key();
        let write = |electors: &[Elector]| {
            let mut writer = ExportWriter::begin(&recipient, &header(), Vec::new()).unwrap();
            writer.record(Subject::Credential, &point(1), &opening(1)).unwrap();
            for elector in electors {
                writer.elector(elector).unwrap();
            }
            writer.finish().unwrap()
        };
        let roll = crate::testing::roll(3);
        let mut electors: Vec<Elector> =
            roll.iter().map(|entry| Elector::of(entry, entry.number.0 == 2)).collect();
        let export = Export::read(&key_file, &write(&electors)[..]).unwrap();
        assert_eq!((export.records.len(), export.electorate.len()), (1, 3));
        let [one, two] = [1, 2].map(crate::testing::person_id);
        assert_eq!(export.electorate.find(&one), electors.first());
        // who left the roll may not vote; whose number it was is known
        assert_eq!(export.electorate.find(&two), None);
        assert_eq!(export.electorate.elector(RollNumber(2)).map(|elector| &elector.id), Some(&two));
        electors.push(Elector { number: RollNumber(9), ..electors[0].clone() });
        let twice = Export::read(&key_file, &write(&electors)[..]);
        assert!(matches!(twice, Err(ExportError::Roll(RollError::Person(RollNumber(1))))));
    }

    #[test]
    fn envelopes_are_in_it() {
        let (recipient, key_file) = key();
        let mut writer = ExportWriter::begin(&recipient, &header(), Vec::new()).unwrap();
        let counted = Counted { number: RollNumber(7), reference: "7K2M-PQRS".into() };
        writer.counted(&counted).unwrap();
        let file = writer.finish().unwrap();
        assert_eq!(Export::read(&key_file, &file[..]).unwrap().counted, [counted]);
    }

    /// What had no envelopes would find fault with nobody.
    #[test]
    fn another_version_is_refused() {
        let (recipient, key_file) = key();
        let recipient = x25519::Recipient::from_str(&recipient).unwrap();
        let recipients = std::iter::once(&recipient as &dyn age::Recipient);
        let mut output = Encryptor::with_recipients(recipients).unwrap().wrap_output(Vec::new()).unwrap();
        let frame = Writer::new().array(4).text(TYPE).uint(2).bytes(&[9; 32]).array(0).finish();
        output.write_all(&u32::try_from(frame.len()).unwrap().to_be_bytes()).unwrap();
        output.write_all(&frame).unwrap();
        let file = output.finish().unwrap();
        assert!(matches!(Export::read(&key_file, &file[..]), Err(ExportError::Other)));
    }

    #[test]
    fn what_is_cut_or_changed_is_refused() {
        let (recipient, key_file) = key();
        let file = write(&recipient, &[(Subject::Credential, 1)]);
        for length in [0, 10, file.len() / 2, file.len() - 1] {
            assert!(Export::read(&key_file, &file[..length]).is_err(), "{length}");
        }
        for position in [0, file.len() / 2, file.len() - 1] {
            let mut changed = file.clone();
            changed[position] ^= 1;
            assert!(Export::read(&key_file, &changed[..]).is_err(), "{position}");
        }
        let twice = write(&recipient, &[(Subject::Credential, 1), (Subject::Credential, 1)]);
        assert!(matches!(Export::read(&key_file, &twice[..]), Err(ExportError::Twice)));
        assert!(matches!(
            ExportWriter::begin("age1nobody", &header(), Vec::new()).err(),
            Some(ExportError::Recipient)
        ));
    }

    #[test]
    fn a_frame_has_its_limit() {
        let (recipient, key_file) = key();
        let mut writer = ExportWriter::begin(&recipient, &header(), Vec::new()).unwrap();
        let long = Opening { nonce: [0; 32], evidence: vec![0; FRAME_MAX as usize] };
        assert!(matches!(writer.record(Subject::Credential, &point(1), &long), Err(ExportError::Frame(_))));
        writer.0.write_all(&(FRAME_MAX + 1).to_be_bytes()).unwrap();
        let file = writer.finish().unwrap();
        assert!(matches!(Export::read(&key_file, &file[..]), Err(ExportError::Frame(_))));
    }
}
