//! From a template and its data to a file.

use std::fmt;

use jiff::Timestamp as Moment;
use typst::{
    comemo,
    diag::{SourceDiagnostic, Warned},
    ecow::EcoVec,
    foundations::{Datetime, Dict, Smart},
    layout::PagedDocument,
};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{
    Order,
    world::{Room, Template},
};

/// A document: PDF 1.7, PDF/UA-1 (ISO 14289-1).
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    pdf: Vec<u8>,
}

/// There are people in it.
impl fmt::Debug for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Paper({} bytes)", self.pdf.len())
    }
}

impl Paper {
    /// The file.
    pub fn into_bytes(self) -> Vec<u8> {
        self.pdf
    }
}

/// A document could not be made. Whatever is in its data, that is a defect of a template.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{template} cannot be {step}")]
pub struct RenderError {
    template: &'static str,
    step: &'static str,
    /// Typst's words, which quote what they are about.
    words: String,
}

impl fmt::Debug for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Order {
    /// Makes the document, in the language that the order names or else in English.
    ///
    /// # Errors
    /// [`RenderError`].
    pub fn render(&self) -> Result<Paper, RenderError> {
        match self {
            Self::Confirmation(confirmation) => confirmation.render(),
            Self::Labels(packs) => packs.labels(),
            Self::Letters(packs) => packs.letters(),
            Self::Envelopes(packs) => packs.envelopes(),
            Self::Reconciliation(reconciliation) => reconciliation.render(),
            Self::Record(record) => record.render(),
        }
    }
}

impl RenderError {
    fn new(template: Template, step: &'static str, why: &EcoVec<SourceDiagnostic>) -> Self {
        let words: Vec<&str> = why.iter().map(|one| one.message.as_str()).collect();
        Self { template: template.name(), step, words: words.join("; ") }
    }

    /// Typst's words, which quote what they are about: not for a log.
    pub fn expose_words(&self) -> &str {
        &self.words
    }
}

/// Renders. `at` is when, as the file says it of itself.
pub(crate) fn render(template: Template, data: Dict, at: i64) -> Result<Paper, RenderError> {
    let _forgetting = Forgetting;
    let room = Room::new(template, data);
    let Warned { output, .. } = typst::compile::<PagedDocument>(&room);
    let document = output.map_err(|why| RenderError::new(template, "laid out", &why))?;
    let ua = PdfStandards::new(&[PdfStandard::Ua_1]);
    let options = PdfOptions {
        ident: Smart::Auto,
        timestamp: moment(at).map(Timestamp::new_utc),
        page_ranges: None,
        standards: ua.map_err(|_| RenderError::new(template, "PDF/UA-1", &EcoVec::new()))?,
        tagged: true,
    };
    let pdf = typst_pdf::pdf(&document, &options);
    let pdf = pdf.map_err(|why| RenderError::new(template, "written as PDF/UA-1", &why))?;
    Ok(Paper { pdf })
}

/// Typst remembers what it computed; here nothing is computed twice, and all of it is about somebody.
struct Forgetting;

impl Drop for Forgetting {
    fn drop(&mut self) {
        comemo::evict(0);
    }
}

fn moment(at: i64) -> Option<Datetime> {
    let at = Moment::from_second(at).ok()?.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let part = |part: i8| part.unsigned_abs();
    let (month, day) = (part(at.month()), part(at.day()));
    Datetime::from_ymd_hms(
        at.year().into(),
        month,
        day,
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    )
}
