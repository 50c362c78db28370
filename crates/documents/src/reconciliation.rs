//! The daily reconciliation: issued = returned + outstanding + cancelled, by district.

use typst::foundations::{Array, Value, dict};

use crate::{
    Balance, Reconciliation,
    paper::{Paper, RenderError, render},
    said::said,
    texts::Texts,
    world::Template,
};

impl Reconciliation {
    pub(crate) fn render(&self) -> Result<Paper, RenderError> {
        let t = Texts::of(&self.language);
        let mut sum = Balance::default();
        for balance in &self.balances {
            sum.issued = sum.issued.saturating_add(balance.issued);
            sum.returned = sum.returned.saturating_add(balance.returned);
            sum.outstanding = sum.outstanding.saturating_add(balance.outstanding);
            sum.cancelled = sum.cancelled.saturating_add(balance.cancelled);
        }
        // a district that is wrong one way does not hide behind one that is wrong the other way
        let all_add_up = self.balances.iter().all(Balance::adds_up);
        let verdict = |right: bool| t.get(if right { "balance-right" } else { "balance-wrong" });
        let row = |balance: &Balance, name: &str, right: bool| {
            let Balance { issued, returned, outstanding, cancelled, .. } = balance;
            let numbers = [issued, returned, outstanding, cancelled];
            Value::Dict(dict! {
                "name" => said(name),
                "numbers" => numbers.map(|number| Value::Str(number.to_string().into())).into_iter().collect::<Array>(),
                "verdict" => verdict(right),
                "right" => right,
            })
        };
        let head = [
            t.get("field-district"),
            t.get("packs-issued"),
            t.get("packs-returned"),
            t.get("packs-outstanding"),
            t.get("packs-cancelled"),
            t.get("balance"),
        ];
        let rows = self.balances.iter().map(|balance| row(balance, &balance.district, balance.adds_up()));
        let data = dict! {
            "language" => t.code,
            "title" => t.get("reconciliation-title"),
            "election" => said(&self.election),
            "part" => if self.whole { None } else { Some(t.get("reconciliation-part")) },
            "at" => said(&t.with("balance-at", &[("at", self.made.as_str().into())])),
            "head" => head.map(|word| Value::Str(word.into())).into_iter().collect::<Array>(),
            "rows" => rows.collect::<Array>(),
            "sum" => row(&sum, &t.get("reconciliation-sum"), all_add_up),
            "none" => t.get("reconciliation-none"),
            "checked" => t.get("reconciliation-checked"),
            "signature" => t.get("reconciliation-signature"),
        };
        render(Template::Reconciliation, data, self.at)
    }
}
