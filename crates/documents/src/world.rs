//! Typst's world: templates and fonts that are compiled in, and nothing else.

use std::sync::OnceLock;

use typst::{
    Library, LibraryExt as _, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Dict},
    syntax::{FileId, Source, VirtualPath},
    text::{Font, FontBook, FontVariant},
    utils::LazyHash,
};

/// The font for reading: Latin, Greek, Cyrillic, Hebrew.
pub(crate) const SERIF: &str = "Libertinus Serif";
/// The font for codes, in which O is not 0, and for Arabic and others.
pub(crate) const MONO: &str = "DejaVu Sans Mono";

/// What all templates have in common.
const PARTS: (&str, &str) = ("parts.typ", include_str!("../templates/parts.typ"));

/// A template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Template {
    Confirmation,
    Labels,
    Letters,
    Envelopes,
    Reconciliation,
    Record,
}

impl Template {
    pub(crate) fn name(self) -> &'static str {
        self.file().0
    }

    fn file(self) -> (&'static str, &'static str) {
        match self {
            Self::Confirmation => ("confirmation.typ", include_str!("../templates/confirmation.typ")),
            Self::Labels => ("labels.typ", include_str!("../templates/labels.typ")),
            Self::Letters => ("letters.typ", include_str!("../templates/letters.typ")),
            Self::Envelopes => ("envelopes.typ", include_str!("../templates/envelopes.typ")),
            Self::Reconciliation => ("reconciliation.typ", include_str!("../templates/reconciliation.typ")),
            Self::Record => ("record.typ", include_str!("../templates/record.typ")),
        }
    }
}

/// The fonts, read once.
pub(crate) struct Fonts {
    book: LazyHash<FontBook>,
    all: Vec<Font>,
    /// What each has, upright and of ordinary weight, in order.
    known: [(&'static str, Vec<u32>); 2],
}

impl Fonts {
    pub(crate) fn get() -> &'static Self {
        static FONTS: OnceLock<Fonts> = OnceLock::new();
        FONTS.get_or_init(|| {
            let fonts = typst_assets::fonts().filter_map(|data| Font::new(Bytes::new(data), 0));
            let fonts: Vec<Font> =
                fonts.filter(|font| [SERIF, MONO].contains(&font.info().family.as_str())).collect();
            let book = FontBook::from_fonts(&fonts);
            let known = [SERIF, MONO].map(|family| {
                let font = book.select(&family.to_lowercase(), FontVariant::default());
                let info = font.and_then(|index| book.info(index));
                (family, info.map_or_else(Vec::new, |info| info.coverage.iter().collect()))
            });
            Self { book: LazyHash::new(book), all: fonts, known }
        })
    }

    /// Whether a font has a character.
    pub(crate) fn has(&self, family: &str, c: char) -> bool {
        let known = self.known.iter().find(|(name, _)| *name == family);
        known.is_some_and(|(_, known)| known.binary_search(&c.into()).is_ok())
    }
}

/// What a template sees.
pub(crate) struct Room {
    library: LazyHash<Library>,
    main: Source,
    parts: Source,
}

impl Room {
    /// A room with one template and its data, which it reads as `sys.inputs`.
    pub(crate) fn new(template: Template, data: Dict) -> Self {
        let source = |(name, text): (&str, &str)| {
            Source::new(FileId::new(None, VirtualPath::new(name)), text.to_owned())
        };
        Self {
            library: LazyHash::new(Library::builder().with_inputs(data).build()),
            main: source(template.file()),
            parts: source(PARTS),
        }
    }
}

impl World for Room {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &Fonts::get().book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = [&self.main, &self.parts].into_iter().find(|source| source.id() == id);
        known.cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        Fonts::get().all.get(index).cloned()
    }

    fn today(&self, _: Option<i64>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_else_is_there() {
        let room = Room::new(Template::Labels, Dict::new());
        for path in ["/etc/passwd", "Cargo.toml", "letters.typ"] {
            let id = FileId::new(None, VirtualPath::new(path));
            assert_eq!(room.source(id).unwrap_err(), FileError::AccessDenied);
            assert_eq!(room.file(id).unwrap_err(), FileError::AccessDenied);
        }
        assert_eq!(room.today(None), None);
        assert_eq!(Fonts::get().book.families().map(|(name, _)| name).collect::<Vec<_>>(), [MONO, SERIF]);
    }
}
