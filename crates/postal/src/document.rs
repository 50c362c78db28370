//! The request as a text that the person reads and signs, and the signature as it is kept.
//!
//! What is signed is these bytes and nothing else: UTF-8, lines ended by `\n`, each field on its line, further lines of an
//! address indented. No field holds a line break, so none can pretend to be another. The words are those of [`VERSION`] for
//! ever: a change of any of them is a new version.

mod words;

use tabella_crypto::{
    cbor::{DecodeError, Reader, Writer},
    hash,
};
use tabella_election::Election;
use tabella_identity::{
    Configuration, PersonId, Redacted, Revocation, UnixTime, WhyUnchecked,
    signing::{self, DocumentSignature, SignedDocument},
};
use tabella_roll::RollEntry;

use crate::{
    form::{DeliverTo, Duration},
    names::name_of,
    request::Request,
};
use words::Words;

/// Of form and words; the document's last line.
pub const VERSION: &str = "tabella/v1/postal-request";

/// Most bytes of an OCSP answer that is kept.
const OCSP_MAX: usize = 64 * 1024;

/// A request as a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    text: Redacted<String>,
}

/// The sentence that the person declares, in a language: the one that is ticked beside the answers.
pub fn declaration(language: &str) -> &'static str {
    Words::of(language).declaration
}

/// The document of a request in a language: that of the page on which it is read, or else in English.
pub fn of(request: &Request, entry: &RollEntry, election: &Election, language: &str) -> Document {
    let words = Words::of(language);
    let person = &entry.person;
    let manifest = election.manifest();
    let mut out = Lines::default();
    out.text(words.title);
    // an election need not have a title in every language of the pages
    let title = [language, request.language()].into_iter().find_map(|language| manifest.title.get(language));
    out.field(words.election, title.unwrap_or_default());
    out.field(words.election_id, &election.id().to_string());
    out.field(words.reference, &request.reference().to_string());
    if let Some(replaced) = request.replaces() {
        out.field(words.replaces, &replaced.to_string());
    }
    out.field(words.surname, person.surname.expose());
    out.field(words.given_names, person.given_name.expose());
    out.field(words.birth_date, &person.birth_date.expose().to_string());
    out.field(words.place_of_birth, request.expose_place_of_birth());
    out.field(words.registered_address, person.address.as_ref().map_or("", |lines| lines.expose().as_str()));
    out.field(
        words.deliver_to,
        match request.deliver_to() {
            DeliverTo::Registered => words.to_registered,
            DeliverTo::Home => words.to_home,
            DeliverTo::Abroad => words.to_abroad,
        },
    );
    let recipient = format!("{} {}", person.given_name.expose(), person.surname.expose());
    out.field(words.address, &request.address().lines(&recipient).join("\n"));
    let country = request.address().country();
    let name = name_of(country, language).unwrap_or_default();
    out.field(words.country, &format!("{country} {name}"));
    out.field(
        words.duration,
        match request.duration() {
            Duration::Election => words.this_election,
            Duration::Year => words.this_year,
            Duration::Standing => words.standing,
        },
    );
    out.field(words.language_of, words::name_of(request.language()));
    out.field(words.email, request.expose_email());
    out.field(words.phone, request.expose_phone());
    if let Some(attachment) = request.attachment() {
        out.field(words.attachment, &format!("SHA-256 {}", hash::hex(attachment)));
    }
    out.text(words.declaration);
    out.text(VERSION);
    Document { text: Redacted::new(out.0) }
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn text(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    /// A dash says that the person left a field empty, and not that it was lost.
    fn field(&mut self, label: &str, value: &str) {
        let value = if value.is_empty() { "–" } else { value };
        self.text(&format!("{label}: {}", value.lines().collect::<Vec<_>>().join("\n  ")));
    }
}

impl Document {
    /// The text, for the person to read and for the card to sign.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// SHA-256 of the text.
    pub fn hash(&self) -> [u8; 32] {
        hash::sha256(b"", &[self.expose().as_bytes()])
    }
}

/// A signature over a request, as it is kept for whoever doubts it.
///
/// ```text
/// signed = ["postal-request", document: tstr, signature: tstr, ocsp: bstr / null, at: uint]
/// ```
///
/// `signature` is the JSON that the browser sent, with the signing certificate in it; `ocsp` the answer on that certificate,
/// none in an outage that officials declared; `at` when it was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    document: Document,
    signature: DocumentSignature,
    ocsp: Option<Vec<u8>>,
    at: UnixTime,
}

/// Bytes that are no signature of a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignedError {
    /// Not the encoding.
    #[error("not a signed request: {0}")]
    Decode(#[from] DecodeError),
    /// Of another type, or too large.
    #[error("not a signed request")]
    Type,
    /// The signature is not what a browser sends.
    #[error("the signature: {0}")]
    Signature(tabella_identity::TokenFault),
}

impl Signed {
    /// Keeps a signature that was just verified: `verified` shows it.
    pub fn keep(
        document: Document,
        signature: DocumentSignature,
        ocsp: Option<Vec<u8>>,
        verified: &SignedDocument,
    ) -> Self {
        Self { document, signature, ocsp, at: verified.at() }
    }

    /// What was signed.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// When it was verified.
    pub fn at(&self) -> UnixTime {
        self.at
    }

    /// Verifies it again, as of the moment at which it was kept.
    ///
    /// # Errors
    /// [`tabella_identity::Refusal`].
    pub fn check(
        &self,
        signer: &PersonId,
        configuration: &Configuration,
    ) -> Result<SignedDocument, tabella_identity::Refusal> {
        let document = self.document.expose().as_bytes();
        let unconfirmed = signing::check(document, &self.signature, signer, configuration, self.at)?;
        let revocation = match &self.ocsp {
            Some(answer) => Revocation::Recorded(answer),
            None => Revocation::Unchecked(WhyUnchecked::Outage),
        };
        unconfirmed.confirm(revocation, self.at)
    }

    /// As the store keeps it, sealed.
    pub fn encode(&self) -> Vec<u8> {
        let writer = Writer::new().array(5).text("postal-request").text(self.document.expose());
        let writer = writer.text(&self.signature.to_json());
        let writer = match &self.ocsp {
            Some(answer) => writer.bytes(answer),
            None => writer.null(),
        };
        // nothing was verified before 1970
        writer.uint(u64::try_from(self.at.0).unwrap_or(0)).finish()
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`SignedError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, SignedError> {
        let mut reader = Reader::new(bytes);
        reader.array_of(5)?;
        if reader.text()? != "postal-request" {
            return Err(SignedError::Type);
        }
        let document = Document { text: Redacted::new(reader.text()?.to_owned()) };
        let signature =
            DocumentSignature::parse(reader.text()?.as_bytes()).map_err(SignedError::Signature)?;
        let ocsp = if reader.null()? { None } else { Some(reader.bytes()?.to_vec()) };
        if ocsp.as_ref().is_some_and(|answer| answer.len() > OCSP_MAX) {
            return Err(SignedError::Type);
        }
        let at = UnixTime(reader.uint_as()?);
        reader.finish()?;
        Ok(Self { document, signature, ocsp, at })
    }
}

#[cfg(test)]
mod tests;
