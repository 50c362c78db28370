//! For tests: a document, read back.

use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use hayro_syntax::{
    Pdf,
    content::Instruction,
    object::{Array, Dict, Name, Object, ObjectIdentifier, Stream},
    page::Page,
};

/// The program: where $TABELLA_DOCUMENTS says, or else built here.
///
/// # Panics
/// If it cannot be built.
pub fn program() -> PathBuf {
    if let Some(path) = env::var_os("TABELLA_DOCUMENTS") {
        return path.into();
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = here.join("../../target/documents");
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--locked", "--quiet", "--features=testing"]).current_dir(here);
    let built = cargo.env("CARGO_TARGET_DIR", &target).status();
    assert!(built.is_ok_and(|status| status.success()), "tabella-documents cannot be built");
    target.join("debug").join(crate::PROGRAM)
}

/// A file as somebody else reads it.
pub struct Read {
    pdf: Pdf,
}

fn key(name: &str) -> Name<'_> {
    Name::new(name.as_bytes())
}

/// A text of a dictionary: UTF-16 with its mark, or letters of ASCII.
fn text_of(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(rest),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn utf16(bytes: &[u8]) -> String {
    let units =
        bytes.chunks_exact(2).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte)));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Which text each glyph of a font stands for (`ToUnicode`).
type Glyphs = BTreeMap<Vec<u8>, String>;

fn glyphs(font: &Dict<'_>) -> Option<Glyphs> {
    let map = font.get::<Stream<'_>>(key("ToUnicode"))?.decoded().ok()?;
    let map = String::from_utf8_lossy(&map).into_owned();
    let hex = |word: &str| {
        let digits = word.strip_prefix('<')?.strip_suffix('>')?;
        let pair = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        (0..digits.len()).step_by(2).map(pair).collect::<Option<Vec<u8>>>()
    };
    let mut glyphs = Glyphs::new();
    for block in map.split("beginbfchar").skip(1) {
        let block = block.split("endbfchar").next().unwrap_or_default();
        for line in block.lines() {
            let Some((glyph, text)) = line.split_once(' ') else { continue };
            if let (Some(glyph), Some(text)) = (hex(glyph), hex(text.trim())) {
                glyphs.insert(glyph, utf16(&text));
            }
        }
    }
    Some(glyphs)
}

impl Read {
    /// Reads a file; none if it is no PDF.
    pub fn new(file: Vec<u8>) -> Option<Self> {
        Some(Self { pdf: Pdf::new(Arc::new(file)).ok()? })
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        self.pdf.pages().len()
    }

    /// Width and height of every page, in points.
    pub fn sizes(&self) -> Vec<(f32, f32)> {
        self.pdf.pages().iter().map(Page::render_dimensions).collect()
    }

    fn root(&self) -> Option<Dict<'_>> {
        let xref = self.pdf.xref();
        xref.get(xref.root_id())
    }

    /// The language that it is in, as it says itself.
    pub fn language(&self) -> Option<String> {
        match self.root()?.get::<Object<'_>>(key("Lang"))? {
            Object::String(text) => Some(text_of(&text.get())),
            _ => None,
        }
    }

    /// Its title, as viewers show it.
    pub fn title(&self) -> String {
        let metadata = self.metadata();
        let title = metadata.split_once("<dc:title>").and_then(|(_, rest)| rest.split_once("</dc:title>"));
        let title = title.and_then(|(title, _)| title.split_once("<rdf:li")).map_or("", |(_, title)| title);
        let title = title.split_once('>').and_then(|(_, title)| title.split_once('<'));
        let title = title.map_or("", |(title, _)| title);
        let escapes = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
        escapes.iter().fold(title.to_owned(), |title, (escape, c)| title.replace(escape, c))
    }

    fn metadata(&self) -> String {
        let root = self.root();
        let metadata = root.and_then(|root| root.get::<Stream<'_>>(key("Metadata")));
        let metadata = metadata.and_then(|stream| stream.decoded().ok()).unwrap_or_default();
        String::from_utf8_lossy(&metadata).into_owned()
    }

    /// What PDF/UA asks of the file's frame, by name; empty if all is there. What is in the frame, Typst checks as it writes it.
    pub fn lacks(&self) -> Vec<&'static str> {
        let root = self.root();
        let root = root.as_ref();
        let dict = |name: &str| root.and_then(|root| root.get::<Dict<'_>>(key(name)));
        let is_true = |dict: Option<Dict<'_>>, name: &str| {
            dict.is_some_and(|dict| dict.get::<bool>(key(name)) == Some(true))
        };
        let metadata = self.metadata();
        let tree = dict("StructTreeRoot");
        let all = [
            ("MarkInfo", is_true(dict("MarkInfo"), "Marked")),
            ("StructTreeRoot", tree.as_ref().is_some_and(|tree| tree.contains_key(key("K")))),
            ("ParentTree", tree.as_ref().is_some_and(|tree| tree.contains_key(key("ParentTree")))),
            ("Lang", self.language().is_some()),
            ("DisplayDocTitle", is_true(dict("ViewerPreferences"), "DisplayDocTitle")),
            ("pdfuaid", metadata.contains("<pdfuaid:part>1</pdfuaid:part>")),
            ("title", metadata.contains("<dc:title>")),
        ];
        all.into_iter().filter(|(_, there)| !there).map(|(name, _)| name).collect()
    }

    /// Every dictionary that has a number. (`Pdf::objects` of this version gives the first one for ever.)
    fn dictionaries(&self) -> impl Iterator<Item = Dict<'_>> {
        let numbers = 1..=i32::try_from(self.pdf.len()).unwrap_or(i32::MAX);
        numbers.filter_map(|number| self.pdf.xref().get(ObjectIdentifier::new(number, 0)))
    }

    /// The kinds of its structure's elements, and how many there are of each.
    pub fn structure(&self) -> BTreeMap<String, usize> {
        let mut kinds = BTreeMap::new();
        for dict in self.dictionaries() {
            let is_element =
                dict.get::<Name<'_>>(key("Type")).is_some_and(|name| name.as_str() == "StructElem");
            if let Some(kind) = dict.get::<Name<'_>>(key("S")).filter(|_| is_element) {
                *kinds.entry(kind.as_str().to_owned()).or_default() += 1;
            }
        }
        kinds
    }

    /// Alternative texts of its pictures.
    pub fn alternatives(&self) -> Vec<String> {
        let mut found = Vec::new();
        for dict in self.dictionaries() {
            if let Some(Object::String(text)) = dict.get::<Object<'_>>(key("Alt")) {
                found.push(text_of(&text.get()));
            }
        }
        found
    }

    /// The text of a page, from 0: runs in the order in which they are drawn, a line break where another line begins.
    pub fn page(&self, page: usize) -> String {
        self.pdf.pages().get(page).map(text).unwrap_or_default()
    }

    /// The text of all pages.
    pub fn text(&self) -> String {
        self.pdf.pages().iter().map(text).collect()
    }

    /// The same without spaces and line breaks: where lines are broken does not matter.
    pub fn run(&self) -> String {
        self.text().chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
    }

    /// Whether a text stands in it, wherever its lines are broken.
    pub fn says(&self, text: &str) -> bool {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        self.run().contains(&text)
    }
}

fn text(page: &Page<'_>) -> String {
    let fonts = &page.resources().fonts;
    let mut known: BTreeMap<String, Glyphs> = BTreeMap::new();
    for name in fonts.keys() {
        let font = fonts.get::<Dict<'_>>(key(name.as_str()));
        known.insert(name.as_str().to_owned(), font.as_ref().and_then(glyphs).unwrap_or_default());
    }
    let (mut out, mut font) = (String::new(), String::new());
    // how many marks are open, and at which one a text stands for what is drawn
    let (mut depth, mut spelt) = (0_usize, None);
    for Instruction { operands, operator } in page.operations() {
        let operands: Vec<Object<'_>> =
            Instruction { operands, operator: operator.clone() }.operands().collect();
        let mut draw = |object: &Object<'_>| {
            let Object::String(string) = object else { return };
            for glyph in string.get().chunks(2) {
                let own = known.get(&font).and_then(|glyphs| glyphs.get(glyph));
                out.push_str(own.map_or("", String::as_str));
            }
        };
        match (&*operator, operands.as_slice()) {
            (b"Tf", [Object::Name(name), ..]) => name.as_str().clone_into(&mut font),
            (b"Tj", [string]) if spelt.is_none() => draw(string),
            (b"TJ", [Object::Array(all)]) if spelt.is_none() => strings(all).iter().for_each(draw),
            (b"ET", _) => out.push('\n'),
            (b"BMC", _) => depth += 1,
            (b"BDC", properties) => {
                depth += 1;
                if let (Some(Object::Dict(dict)), None) = (properties.last(), spelt)
                    && let Some(Object::String(text)) = dict.get::<Object<'_>>(key("ActualText"))
                {
                    out.push_str(&text_of(&text.get()));
                    spelt = Some(depth);
                }
            }
            (b"EMC", _) => {
                if spelt == Some(depth) {
                    spelt = None;
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    out
}

fn strings<'a>(all: &Array<'a>) -> Vec<Object<'a>> {
    all.iter::<Object<'a>>().filter(|object| matches!(object, Object::String(_))).collect()
}
