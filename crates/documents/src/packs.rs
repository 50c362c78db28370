//! What goes into the post: labels, letters and return envelopes of packs.

use std::collections::{BTreeMap, BTreeSet};

use typst::foundations::{Array, Bytes, Dict, IntoValue as _, Str, Value, dict};

use crate::{
    Pack, Packs,
    paper::{Paper, RenderError, render},
    qr,
    said::{lines, said},
    texts::Texts,
    world::Template,
};

/// A text that every letter or envelope of a language has, and how the template calls it.
struct Word {
    name: &'static str,
    key: &'static str,
}

const LETTER: [Word; 16] = [
    Word { name: "title", key: "letter-title" },
    Word { name: "lead", key: "letter-lead" },
    Word { name: "election", key: "paper-election" },
    Word { name: "district", key: "field-district" },
    Word { name: "style", key: "letter-style" },
    Word { name: "code", key: "case-pack" },
    Word { name: "post_by", key: "post-by" },
    Word { name: "return_until", key: "deadline-return" },
    Word { name: "how", key: "letter-how" },
    Word { name: "check", key: "letter-step-check" },
    Word { name: "fill", key: "letter-step-fill" },
    Word { name: "close", key: "letter-step-close" },
    Word { name: "sign", key: "letter-step-sign" },
    Word { name: "send", key: "letter-step-send" },
    Word { name: "trouble", key: "letter-trouble" },
    Word { name: "help", key: "paper-help" },
];

const ENVELOPE: [Word; 3] = [
    Word { name: "title", key: "envelope-title" },
    Word { name: "unopened", key: "envelope-unopened" },
    Word { name: "code", key: "envelope-code" },
];

/// The languages that these packs have, each with its words.
fn languages(packs: &[Pack]) -> BTreeMap<&str, Texts> {
    let languages: BTreeSet<&str> = packs.iter().map(|pack| pack.language.as_str()).collect();
    languages.into_iter().map(|language| (language, Texts::of(language))).collect()
}

/// The same words of every language, for a template.
fn words(languages: &BTreeMap<&str, Texts>, words: &[Word]) -> Dict {
    let all = languages.iter().map(|(language, t)| {
        let mut own = dict! { "language" => t.code };
        for word in words {
            own.insert(word.name.into(), Value::Str(t.get(word.key).into()));
        }
        (Str::from(*language), Value::Dict(own))
    });
    all.collect()
}

/// The address with what must be known to pack: and whether somebody takes a pen to it.
fn address(pack: &Pack) -> Dict {
    let Pack { code, style, language, lines: address, .. } = pack;
    dict! {
        "code" => code.as_str(),
        "style" => said(style),
        "language" => language.as_str(),
        "lines" => lines(address.iter().map(String::as_str)),
        "by_hand" => address.iter().any(|line| said(line).by_hand),
    }
}

impl Packs {
    /// Makes the sheets.
    pub(crate) fn labels(&self) -> Result<Paper, RenderError> {
        let t = Texts::of(&self.language);
        let data = dict! {
            "language" => t.code,
            "title" => t.with("labels-title", &[("of", self.of.as_str().into())]),
            "by_hand" => t.get("paper-by-hand"),
            "labels" => self.packs.iter().map(|pack| Value::Dict(address(pack))).collect::<Array>(),
        };
        render(Template::Labels, data, self.at)
    }

    /// Makes the letters, a page for each.
    pub(crate) fn letters(&self) -> Result<Paper, RenderError> {
        let t = Texts::of(&self.language);
        let letter = |pack: &Pack| {
            let mut letter = address(pack);
            let date = self.dates.get(&pack.language).map_or("", String::as_str);
            for (name, value) in [
                ("election", said(&pack.election).into_value()),
                ("district", said(&pack.district).into_value()),
                ("post_by", said(&pack.post_by).into_value()),
                ("return_until", said(&pack.return_until).into_value()),
                ("date", said(date).into_value()),
                ("office", lines(pack.office.iter().map(String::as_str))),
                ("help", lines(pack.help.iter().map(String::as_str))),
            ] {
                letter.insert(name.into(), value);
            }
            Value::Dict(letter)
        };
        let data = dict! {
            "language" => t.code,
            "title" => t.with("letters-title", &[("of", self.of.as_str().into())]),
            "words" => words(&languages(&self.packs), &LETTER),
            "letters" => self.packs.iter().map(letter).collect::<Array>(),
        };
        render(Template::Letters, data, self.at)
    }

    /// Makes the envelopes, a page for each.
    pub(crate) fn envelopes(&self) -> Result<Paper, RenderError> {
        let languages = languages(&self.packs);
        let envelope = |pack: &Pack| {
            let code = &pack.code;
            let about = languages.get(pack.language.as_str());
            let about = about.map(|t| t.with("envelope-picture", &[("code", code.as_str().into())]));
            Value::Dict(dict! {
                "code" => code.as_str(),
                "picture" => qr::picture(code).map(Bytes::from_string),
                "about" => about,
                "language" => pack.language.as_str(),
                "office" => lines(pack.office.iter().map(String::as_str)),
            })
        };
        let t = Texts::of(&self.language);
        let data = dict! {
            "language" => t.code,
            "title" => t.with("envelopes-title", &[("of", self.of.as_str().into())]),
            "words" => words(&languages, &ENVELOPE),
            "envelopes" => self.packs.iter().map(envelope).collect::<Array>(),
        };
        render(Template::Envelopes, data, self.at)
    }
}
