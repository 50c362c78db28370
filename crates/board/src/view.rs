//! An entry and its blob as JSON. Points, scalars and hashes are hexadecimal.

use serde_json::{Map, Value, json};
use tabella_ballot::tracker_text;
use tabella_crypto::{
    Tracker,
    cbor::{DecodeError, Reader},
    hash::{hex, sha256},
};
use tabella_election::{
    Message, Signed,
    message::{
        Close, Complaint, Credential, DecryptionShare, End, JointKeysSigned, ManifestPosted, Notice, Open,
        ResultPosted, Revocation, TestShare, TrusteeCommitment,
    },
};
use tabella_tlog::LeafIndex;

use crate::{Entry, Kind};

type Decoded = Result<Value, DecodeError>;

/// An entry that is not what its type says.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// Entry or blob is not encoded as the protocol says.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The manifest is not JSON.
    #[error("the manifest: {0}")]
    Json(#[from] serde_json::Error),
}

/// An entry with its place: index, type, length, leaf hash, and what it says. Nothing of it is verified.
///
/// # Errors
/// [`ViewError`].
pub fn entry(index: LeafIndex, entry: &Entry) -> Result<Value, ViewError> {
    let mut value = json!({
        "index": index.0,
        "type": entry.kind().as_str(),
        "bytes": entry.bytes().len(),
        "leaf_hash": entry.leaf().hash().to_hex(),
    });
    if let (Some(shown), Value::Object(content)) = (value.as_object_mut(), content(entry)?) {
        shown.extend(content);
    }
    Ok(value)
}

/// What an entry says.
fn content(entry: &Entry) -> Result<Value, ViewError> {
    let (bytes, blob) = (entry.bytes(), entry.blob());
    Ok(match entry.kind() {
        Kind::Manifest => {
            let manifest: Value = serde_json::from_slice(blob)?;
            signed(
                bytes,
                |m: &ManifestPosted| json!({"manifest_hash": m.manifest_hash, "manifest": manifest}),
            )?
        }
        Kind::TrusteeCommitment => {
            let runs = list(&mut Reader::new(blob), run)?;
            signed(
                bytes,
                |m: &TrusteeCommitment| json!({"trustee": m.trustee, "attempt": m.attempt, "package_hash": m.package_hash, "package": runs}),
            )?
        }
        Kind::Complaint => signed(
            bytes,
            |m: &Complaint| json!({"trustee": m.trustee, "attempt": m.attempt, "accused": m.accused, "reason": m.reason}),
        )?,
        Kind::JointKeys => signed(
            bytes,
            |m: &JointKeysSigned| json!({"trustee": m.trustee, "keys_hash": m.keys_hash, "ceremony_hash": m.ceremony_hash}),
        )?,
        Kind::TestShare => {
            let share = share(&mut Reader::new(blob))?;
            signed(bytes, |m: &TestShare| {
                json!({
                    "trustee": m.trustee, "ceremony_hash": m.ceremony_hash, "share_hash": m.share_hash, "share": share,
                })
            })?
        }
        Kind::Open => signed(bytes, |m: &Open| json!({"keys_hash": m.keys_hash}))?,
        Kind::Credential => signed(bytes, |m: &Credential| {
            json!({
                "credential": hex(m.credential.as_bytes()),
                "style": m.style,
                "weight": m.weight,
                "evidence": m.evidence,
                "replaces": m.replaces.map(|replaced| hex(replaced.as_bytes())),
            })
        })?,
        Kind::Revocation => signed(
            bytes,
            |m: &Revocation| json!({"credential": hex(m.credential.as_bytes()), "reason": m.reason.as_str(), "evidence": m.evidence}),
        )?,
        Kind::Ballot => ballot_entry(bytes)?,
        Kind::Challenge => challenge_entry(bytes)?,
        Kind::Notice => {
            signed(bytes, |m: &Notice| json!({"sequence": m.sequence, "text": m.text, "closes": m.closes}))?
        }
        Kind::End => signed(bytes, |m: &End| json!({"keys_hash": m.keys_hash, "size": m.size}))?,
        Kind::Close => signed(bytes, |m: &Close| json!({"size": m.size, "root": m.root}))?,
        Kind::DecryptionShare => {
            let contests = list(&mut Reader::new(blob), |groups| list(groups, share))?;
            signed(
                bytes,
                |m: &DecryptionShare| json!({"trustee": m.trustee, "share_hash": m.share_hash, "contests": contests}),
            )?
        }
        Kind::Result => {
            let result = result(blob)?;
            signed(bytes, |m: &ResultPosted| json!({"result_hash": m.result_hash, "result": result}))?
        }
    })
}

/// A signed entry: its fields and its signature.
fn signed<M: Message>(bytes: &[u8], fields: impl FnOnce(&M) -> Value) -> Decoded {
    let signed = Signed::<M>::decode(bytes)?;
    let mut value = fields(&signed.message);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("signature".into(), hex(&signed.signature).into());
    }
    Ok(value)
}

fn list(reader: &mut Reader<'_>, element: impl Fn(&mut Reader<'_>) -> Decoded) -> Decoded {
    let length = reader.array()?;
    // each element takes a byte at least: a length that lies ends the loop early
    (0..length).map(|_| element(reader)).collect::<Result<Vec<_>, _>>().map(Value::from)
}

/// A byte string of points or scalars.
fn elements(reader: &mut Reader<'_>) -> Decoded {
    Ok(reader.bytes()?.chunks(32).map(hex).collect())
}

fn word(reader: &mut Reader<'_>) -> Decoded {
    Ok(hex(reader.bytes()?).into())
}

fn run(reader: &mut Reader<'_>) -> Decoded {
    reader.array_of(3)?;
    Ok(json!({"coefficients": elements(reader)?, "r": word(reader)?, "mu": word(reader)?}))
}

fn share(reader: &mut Reader<'_>) -> Decoded {
    reader.array_of(3)?;
    Ok(json!({"d": elements(reader)?, "t": elements(reader)?, "s": word(reader)?}))
}

fn counts(reader: &mut Reader<'_>) -> Decoded {
    list(reader, |groups| list(groups, |options| list(options, |count| Ok(count.uint()?.into()))))
}

fn result(blob: &[u8]) -> Decoded {
    let mut reader = Reader::new(blob);
    reader.array_of(2)?;
    let online = counts(&mut reader)?;
    let postal = list(&mut reader, |protocol| {
        protocol.array_of(2)?;
        Ok(json!({"reference": protocol.text()?, "counts": counts(protocol)?}))
    })?;
    Ok(json!({"counts": online, "postal": postal}))
}

fn ballot_entry(bytes: &[u8]) -> Decoded {
    let mut reader = Reader::new(bytes);
    reader.array_of(4)?;
    reader.text()?;
    let ballot = ballot(reader.bytes()?)?;
    authorised(ballot, Map::new(), &mut reader)
}

fn challenge_entry(bytes: &[u8]) -> Decoded {
    let mut reader = Reader::new(bytes);
    reader.array_of(6)?;
    reader.text()?;
    let ballot = ballot(reader.bytes()?)?;
    let mut opened = Map::new();
    opened.insert("seed".into(), word(&mut reader)?);
    opened.insert("choices".into(), list(&mut reader, |choice| Ok(choice.uint()?.into()))?);
    authorised(ballot, opened, &mut reader)
}

fn authorised(ballot: Value, opened: Map<String, Value>, reader: &mut Reader<'_>) -> Decoded {
    let mut fields = Map::new();
    fields.insert("ballot".into(), ballot);
    fields.extend(opened);
    fields.insert("authorisation".into(), json!({"key": word(reader)?, "z": word(reader)?}));
    reader.clone().finish()?;
    Ok(fields.into())
}

fn ballot(bytes: &[u8]) -> Decoded {
    let tracker = Tracker(sha256(b"tabella/v1/tracker", &[bytes]));
    let mut reader = Reader::new(bytes);
    reader.array_of(11)?;
    let mut value = json!({
        "tracker": tracker_text(&tracker),
        "tracker_hash": tracker,
        "version": reader.uint()?,
        "election": word(&mut reader)?,
        "style": reader.text()?,
        "credential": word(&mut reader)?,
        "previous": word(&mut reader)?,
        "a": word(&mut reader)?,
        "b": elements(&mut reader)?,
        "commitments": elements(&mut reader)?,
        "f": elements(&mut reader)?,
        "z": elements(&mut reader)?,
    });
    let points = if reader.null()? {
        Value::Null
    } else {
        reader.array_of(5)?;
        json!({
            "b": elements(&mut reader)?,
            "v": elements(&mut reader)?,
            "range_proof": word(&mut reader)?,
            "t": elements(&mut reader)?,
            "z": elements(&mut reader)?,
        })
    };
    if let Some(fields) = value.as_object_mut() {
        fields.insert("points".into(), points);
    }
    Ok(value)
}
