//! Going through a document: each object with its place, and everything that is wrong or left.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use tabella_election::manifest::Text;

use super::{
    FAULTS_MAX, Fault, ID_MAX, Left, Loss, Wrong,
    words::{CLASS, CLASSES, OWN},
};
use crate::hidden::{hides, shown};

/// An object of a document.
#[derive(Clone)]
pub(super) struct Node<'a> {
    pub(super) object: &'a Map<String, Value>,
    pub(super) place: String,
}

impl Node<'_> {
    pub(super) fn at(&self, field: &str) -> String {
        if self.place.is_empty() { field.to_owned() } else { format!("{}/{field}", self.place) }
    }
}

/// The identifiers that others gave to something.
#[derive(Default)]
pub(super) struct Identifiers {
    /// The first one of the type `local-level`.
    pub(super) local: Option<String>,
    /// Ours: name, value, place.
    pub(super) own: Vec<(String, String, String)>,
}

impl Identifiers {
    pub(super) fn all<'i>(&'i self, name: &'i str) -> impl Iterator<Item = (&'i str, &'i str)> {
        let named = self.own.iter().filter(move |(own, ..)| own == name);
        named.map(|(_, value, place)| (&**value, &**place))
    }
}

/// Most letters of what somebody wrote that are told again.
const TOLD_MAX: usize = 200;

/// What somebody wrote, as it is told again.
pub(super) fn told(text: &str) -> String {
    shown(text, TOLD_MAX)
}

/// What was found on the way.
#[derive(Default)]
pub(super) struct Found {
    pub(super) faults: Vec<Fault>,
    left: BTreeMap<(Loss, String), Left>,
}

impl Found {
    pub(super) fn wrong(&mut self, what: Wrong, place: impl AsRef<str>, found: impl AsRef<str>) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(Fault { what, place: told(place.as_ref()), found: told(found.as_ref()) });
        }
    }

    /// Something that a draft does not keep, told once for each kind of it.
    pub(super) fn leave(&mut self, what: Loss, kind: &str, place: impl AsRef<str>, found: &str) {
        let first = || Left { what, place: told(place.as_ref()), found: told(found), count: 0 };
        self.left.entry((what, kind.to_owned())).or_insert_with(first).count += 1;
    }

    pub(super) fn left(self) -> Vec<Left> {
        self.left.into_values().collect()
    }

    /// The class of an object, if it is one of those that may stand there; with all its fields looked at.
    pub(super) fn class(&mut self, node: &Node<'_>, allowed: &[&str]) -> Option<&'static str> {
        let found = self.needed(node, "@type")?;
        let class = found.strip_prefix(CLASS).filter(|name| allowed.contains(name));
        let Some(class) = class.and_then(|name| CLASSES.iter().find(|class| class.name == name)) else {
            self.wrong(Wrong::Class, node.place.clone(), found);
            return None;
        };
        for (field, value) in node.object {
            let is = |fields: &str| fields.split_whitespace().any(|one| one == field);
            if field == "@type" || is(class.read) || value.as_array().is_some_and(Vec::is_empty) {
                continue;
            }
            let kind = format!("{}.{field}", class.name);
            if is(class.left) {
                self.leave(Loss::Field, &kind, node.at(field), &kind);
            } else {
                self.wrong(Wrong::UnknownField, node.at(field), kind);
            }
        }
        Some(class.name)
    }

    /// A text for programs.
    pub(super) fn string<'a>(&mut self, node: &Node<'a>, field: &str) -> Option<&'a str> {
        let value = node.object.get(field)?;
        if value.as_str().is_none() {
            self.wrong(Wrong::Kind, node.at(field), "");
        }
        value.as_str()
    }

    /// An id, no longer than one may be, and which looks like no other.
    pub(super) fn id(&mut self, place: String, id: &str) {
        if hides(id) {
            self.wrong(Wrong::Hidden, place, id);
        } else if id.chars().count() > ID_MAX {
            self.wrong(Wrong::LongId, place, id);
        }
    }

    /// One that must be there.
    pub(super) fn needed<'a>(&mut self, node: &Node<'a>, field: &str) -> Option<&'a str> {
        if !node.object.contains_key(field) {
            self.wrong(Wrong::NoField, node.at(field), "");
        }
        self.string(node, field)
    }

    fn array<'a>(&mut self, node: &Node<'a>, field: &str) -> &'a [Value] {
        match node.object.get(field) {
            None => &[],
            Some(Value::Array(values)) => values,
            Some(_) => {
                self.wrong(Wrong::Kind, node.at(field), "");
                &[]
            }
        }
    }

    pub(super) fn strings<'a>(&mut self, node: &Node<'a>, field: &str) -> Vec<&'a str> {
        let mut strings = Vec::new();
        for (position, value) in self.array(node, field).iter().enumerate() {
            match value.as_str() {
                Some(value) => strings.push(value),
                None => self.wrong(Wrong::Kind, format!("{}/{position}", node.at(field)), ""),
            }
        }
        strings
    }

    pub(super) fn objects<'a>(&mut self, node: &Node<'a>, field: &str) -> Vec<Node<'a>> {
        let mut objects = Vec::new();
        for (position, value) in self.array(node, field).iter().enumerate() {
            let place = format!("{}/{position}", node.at(field));
            match value.as_object() {
                Some(object) => objects.push(Node { object, place }),
                None => self.wrong(Wrong::Kind, place, ""),
            }
        }
        objects
    }

    /// The objects in the order of the ballot, if each says its own; otherwise in that of the file.
    pub(super) fn in_order<'a>(&mut self, node: &Node<'a>, field: &str) -> Vec<Node<'a>> {
        let mut objects = self.objects(node, field);
        let order = |one: &Node<'_>| one.object.get("SequenceOrder").and_then(Value::as_i64);
        for one in
            objects.iter().filter(|one| one.object.contains_key("SequenceOrder") && order(one).is_none())
        {
            self.wrong(Wrong::Kind, one.at("SequenceOrder"), "");
        }
        if objects.iter().all(|one| order(one).is_some()) {
            objects.sort_by_key(order);
        }
        objects
    }

    /// A whole number from 1 on.
    pub(super) fn number(&mut self, node: &Node<'_>, field: &str) -> Option<u32> {
        let value = node.object.get(field)?;
        let number =
            value.as_u64().and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0);
        if number.is_none() {
            self.wrong(Wrong::Number, node.at(field), value.to_string());
        }
        number
    }

    pub(super) fn flag(&mut self, node: &Node<'_>, field: &str) -> bool {
        let value = node.object.get(field);
        if value.is_some_and(|value| !value.is_boolean()) {
            self.wrong(Wrong::Kind, node.at(field), "");
        }
        value.and_then(Value::as_bool).unwrap_or(false)
    }

    /// A text for people, in every language in which it is there.
    pub(super) fn texts(&mut self, node: &Node<'_>, field: &str) -> Option<Text> {
        let value = node.object.get(field)?;
        let place = node.at(field);
        let Some(object) = value.as_object() else {
            self.wrong(Wrong::Kind, place, "");
            return None;
        };
        let node = Node { object, place };
        self.class(&node, &["InternationalizedText"])?;
        let mut text = Text(BTreeMap::new());
        for string in self.objects(&node, "Text") {
            self.class(&string, &["LanguageString"]);
            let (language, content) = (self.needed(&string, "Language"), self.needed(&string, "Content"));
            let (Some(language), Some(content)) = (language, content) else { continue };
            if text.0.insert(language.to_owned(), content.to_owned()).is_some() {
                self.wrong(Wrong::Twice, string.at("Language"), language);
            }
        }
        if text.0.is_empty() {
            self.wrong(Wrong::NoText, node.place, "");
        }
        Some(text)
    }

    /// One that must be there.
    pub(super) fn needed_texts(&mut self, node: &Node<'_>, field: &str) -> Text {
        if !node.object.contains_key(field) {
            self.wrong(Wrong::NoField, node.at(field), "");
        }
        self.texts(node, field).unwrap_or_else(|| Text(BTreeMap::new()))
    }

    /// Identifiers; of ours only those that mean something there.
    pub(super) fn identifiers(&mut self, node: &Node<'_>, class: &str, own: &[&str]) -> Identifiers {
        let mut found = Identifiers::default();
        for one in self.objects(node, "ExternalIdentifier") {
            let (kind, value) = (self.needed(&one, "Type"), self.needed(&one, "Value"));
            let (Some(kind), Some(value)) = (kind, value) else { continue };
            let other = self.string(&one, "OtherType").unwrap_or_default();
            match (kind, other.strip_prefix(OWN)) {
                ("other", Some(name)) if own.contains(&name) => {
                    if !["list", "language"].contains(&name) && found.all(name).next().is_some() {
                        self.wrong(Wrong::Twice, one.place.clone(), other);
                    }
                    found.own.push((name.to_owned(), value.to_owned(), one.place));
                }
                ("other", Some(_)) => self.wrong(Wrong::Own, one.place, other),
                ("local-level", _) if found.local.is_none() && !value.is_empty() => {
                    self.id(one.at("Value"), value);
                    found.local = Some(value.to_owned());
                }
                _ => {
                    let kind = format!("{class}.ExternalIdentifier");
                    self.leave(Loss::Field, &kind, one.place, &kind);
                }
            }
        }
        found
    }
}
