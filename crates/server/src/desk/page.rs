//! Pages: what stands on one, in the order in which it is read. The templates in `web/pages` give it its form; they work
//! without a script.

pub(super) mod form;
mod visit;

use std::borrow::Borrow;

use askama::Template;
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

pub(super) use self::visit::{LANGUAGE, Visit};
use super::{problem::Problem, texts::Texts};

/// Styles and one script of the own server, and nothing from anywhere else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// A page.
#[derive(Default)]
pub(super) struct Page {
    pub(super) status: StatusCode,
    pub(super) title: String,
    /// The way back: address and words.
    pub(super) back: Option<(String, String)>,
    pub(super) blocks: Vec<Block>,
    /// The name of the problem that it tells of.
    pub(super) problem: Option<&'static str>,
    /// Comes again by itself after so many seconds.
    pub(super) refresh: Option<u32>,
    /// How it looks; empty: as pages do.
    pub(super) class: &'static str,
}

/// A part of a page.
pub(super) enum Block {
    Heading(String),
    Text(String),
    /// `good` or `warning`, and the words.
    Note(&'static str, String),
    List(Vec<String>),
    /// Addresses and words.
    Links(Vec<(String, String)>),
    /// The one link that is meant: address and words.
    Go(String, String),
    Facts(Vec<Fact>),
    Steps(Vec<StepLine>),
    /// What is in order, and what is not.
    Checks(Vec<Check>),
    Table(Table),
    /// A text that is read as it is.
    Document(String),
    /// How the office is reached.
    Help,
    /// What it is, and the code.
    Code(String, String),
    Form(Form),
}

/// A label and what stands under it.
pub(super) struct Fact {
    pub(super) label: String,
    /// In lines.
    pub(super) value: String,
    /// Where it can be changed: address and words.
    pub(super) change: Option<(String, String)>,
}

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Good,
    /// Somebody should look at it; it stands in nobody's way.
    Doubt,
    Bad,
}

/// A line of a check list.
#[derive(Clone, Debug)]
pub(super) struct Check {
    pub(super) standing: Standing,
    pub(super) words: String,
}

/// A step of a timeline.
pub(super) struct StepLine {
    /// `done`, `now` or `later`.
    pub(super) class: &'static str,
    pub(super) title: String,
    pub(super) notes: Vec<String>,
}

/// A table.
pub(super) struct Table {
    pub(super) caption: String,
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Table {
    /// What a column is called.
    fn label(&self, column: impl Borrow<usize>) -> &str {
        self.head.get(*column.borrow()).map_or("", String::as_str)
    }
}

/// A cell of a table.
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) href: Option<String>,
}

impl<T: ToString> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.to_string(), href: None }
    }
}

/// A form.
pub(super) struct Form {
    pub(super) method: &'static str,
    pub(super) action: String,
    pub(super) fields: Vec<Field>,
    pub(super) buttons: Vec<Button>,
    /// With a file.
    pub(super) upload: bool,
    /// How it looks; empty: as forms do.
    pub(super) class: &'static str,
    /// What the card does before it is sent: `sign-in` or `sign`.
    pub(super) card: Option<&'static str>,
}

/// A field of a form.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) error: Option<String>,
    pub(super) kind: Kind,
}

/// What can be put into a field.
pub(super) enum Kind {
    Hidden(String),
    /// Type of the input, value, and what browsers may fill in.
    Line(&'static str, String, &'static str),
    Area(String),
    Radio(Vec<Choice>),
    Select(Vec<Choice>),
    Check(bool),
    /// Media types.
    File(&'static str),
    /// The same, several at once.
    Files(&'static str),
}

/// One of several.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) text: String,
    pub(super) hint: String,
    pub(super) chosen: bool,
}

/// A button.
pub(super) struct Button {
    /// Empty: it says nothing.
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) text: String,
    /// What is said of it besides.
    pub(super) about: String,
    pub(super) primary: bool,
}

impl Field {
    pub(super) fn new(name: &str, label: String, kind: Kind) -> Self {
        Self { name: name.to_owned(), label, hint: String::new(), error: None, kind }
    }

    pub(super) fn line(name: &str, label: String, value: &str) -> Self {
        Self::new(name, label, Kind::Line("text", value.to_owned(), "off"))
    }

    #[expect(clippy::needless_pass_by_value, reason = "a text or a number, as it comes")]
    pub(super) fn hidden(name: &str, value: impl ToString) -> Self {
        Self::new(name, String::new(), Kind::Hidden(value.to_string()))
    }

    #[must_use]
    pub(super) fn hint(mut self, hint: String) -> Self {
        self.hint = hint;
        self
    }

    #[must_use]
    pub(super) fn wrong(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    /// What is wrong, as a line of the summary: which field, and what to do.
    fn fault(&self, t: &Texts) -> Option<String> {
        let error = self.error.as_ref()?;
        Some(match self.kind {
            // what is ticked is a sentence by itself
            Kind::Check(_) => error.clone(),
            _ if self.label.ends_with(['.', '?', '!']) => format!("{} {error}", self.label),
            _ => t.with(
                "fault-line",
                &[("label", self.label.as_str().into()), ("fault", error.as_str().into())],
            ),
        })
    }

    /// Of the element.
    fn id(&self) -> String {
        format!("f-{}", self.name)
    }
}

impl Check {
    /// Of its line.
    fn class(&self) -> &'static str {
        match self.standing {
            Standing::Good => "good",
            Standing::Doubt => "doubt",
            Standing::Bad => "bad",
        }
    }

    /// How it stands, in a word.
    fn word(&self, t: &Texts) -> String {
        t.get(&format!("check-{}", self.class()))
    }
}

impl Choice {
    pub(super) fn new(value: &str, text: String, chosen: bool) -> Self {
        Self { value: value.to_owned(), text, hint: String::new(), chosen }
    }
}

impl Form {
    /// A form that changes something.
    pub(super) fn post(action: impl Into<String>) -> Self {
        Self {
            method: "post",
            action: action.into(),
            fields: Vec::new(),
            buttons: Vec::new(),
            upload: false,
            class: "",
            card: None,
        }
    }

    #[must_use]
    pub(super) fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// With the button that is meant.
    #[must_use]
    pub(super) fn button(mut self, text: String) -> Self {
        self.buttons.push(Button {
            name: "",
            value: String::new(),
            text,
            about: String::new(),
            primary: true,
        });
        self
    }

    /// With another button, which says so.
    #[must_use]
    pub(super) fn other(self, name: &'static str, value: &str, text: String) -> Self {
        self.choice(name, value, text, String::new())
    }

    /// With one of several buttons, about which more is said.
    #[must_use]
    pub(super) fn choice(mut self, name: &'static str, value: &str, text: String, about: String) -> Self {
        self.buttons.push(Button { name, value: value.to_owned(), text, about, primary: false });
        self
    }
}

impl Fact {
    #[expect(clippy::needless_pass_by_value, reason = "a text or a number, as it comes")]
    pub(super) fn new(label: String, value: impl ToString) -> Self {
        Self { label, value: value.to_string(), change: None }
    }
}

impl Page {
    pub(super) fn new(title: String) -> Self {
        Self { title, ..Self::default() }
    }

    #[must_use]
    pub(super) fn back(mut self, href: impl Into<String>, text: String) -> Self {
        self.back = Some((href.into(), text));
        self
    }

    pub(super) fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    #[must_use]
    pub(super) fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.blocks.iter().flat_map(|block| match block {
            Block::Form(form) => form.fields.as_slice(),
            _ => &[],
        })
    }

    /// Fields that are wrong: their elements, and what to do.
    fn faults(&self, t: &Texts) -> Vec<(String, String)> {
        self.fields().filter_map(|field| Some((field.id(), field.fault(t)?))).collect()
    }

    fn has_faults(&self) -> bool {
        self.fields().any(|field| field.error.is_some())
    }

    fn uses_card(&self) -> bool {
        self.blocks.iter().any(|block| matches!(block, Block::Form(form) if form.card.is_some()))
    }

    /// As HTML.
    pub(super) fn show(self, visit: &Visit) -> Response {
        let faulty = self.has_faults();
        let template = Whole { page: &self, visit };
        let html = match template.render() {
            Ok(html) => html,
            Err(error) => return Problem::internal(error).into_response(),
        };
        let mut response = Response::new(Body::from(html));
        *response.status_mut() = if faulty { StatusCode::UNPROCESSABLE_ENTITY } else { self.status };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(visit.texts.code()));
        if let Some(seconds) = self.refresh {
            headers.insert(header::REFRESH, HeaderValue::from(seconds));
        }
        response
    }
}

/// A page in its frame.
#[derive(Template)]
#[template(path = "page.html")]
struct Whole<'a> {
    page: &'a Page,
    visit: &'a Visit,
}

/// The next page is another one: what was sent is not sent again when it is loaded anew.
pub(super) fn go(to: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    match HeaderValue::from_str(to) {
        Ok(to) => {
            response.headers_mut().insert(header::LOCATION, to);
            response
        }
        Err(_) => Problem::internal("an address that is none").into_response(),
    }
}
