//! The confirmation of a filed request, for the person.

use typst::foundations::{Array, IntoValue as _, Value, dict};

use crate::{
    Answer, Confirmation,
    paper::{Paper, RenderError, render},
    said::{Said, lines, said},
    texts::Texts,
    world::Template,
};

impl Confirmation {
    pub(crate) fn render(&self) -> Result<Paper, RenderError> {
        let t = Texts::of(&self.language);
        let answer = |answer: &Answer| {
            let shown = dict! { "label" => said(&answer.label), "value" => lines(answer.value.lines()) };
            Value::Dict(shown)
        };
        let facts = [
            (t.get("paper-election"), &self.election),
            (t.get("confirmation-person"), &self.person),
            (t.get("confirmation-filed"), &self.filed),
        ];
        let fact = |(label, value): (String, &String)| {
            dict! { "label" => said(&label), "value" => vec![said(value)] }.into_value()
        };
        let next: Array = [
            said(&t.with("confirmation-next-check", &[("site", self.site.as_str().into())])),
            said(&t.get("confirmation-next-papers")),
            said(&t.get("confirmation-next-back")),
        ]
        .map(Said::into_value)
        .into_iter()
        .collect();
        let data = dict! {
            "language" => t.code,
            "title" => t.get("confirmation-title"),
            "lead" => t.get("confirmation-lead"),
            "number" => t.get("request-number"),
            "reference" => self.reference.as_str(),
            "keep" => t.get("confirmation-keep"),
            "facts" => facts.into_iter().map(fact).collect::<Array>(),
            "asked" => t.get("request-answers"),
            "answers" => self.answers.iter().map(answer).collect::<Array>(),
            "next" => t.get("confirmation-next"),
            "steps" => if self.undecided { next } else { Array::new() },
            "signed" => t.get("confirmation-signed"),
            "fingerprint" => self.signed.as_deref(),
            "no_vote" => t.get("confirmation-no-vote"),
            "help" => t.get("paper-help"),
            "helpers" => lines(self.help.iter().map(String::as_str)),
            "made" => said(&t.with("confirmation-made", &[("at", self.made.as_str().into())])),
        };
        render(Template::Confirmation, data, self.at)
    }
}
