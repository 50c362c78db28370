//! Envelopes that come back, by their code; and whether every pack is accounted for.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    Extension,
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use tabella_desk_store::{PostalBalance, PostalRefused};
use tabella_election::UnitId;
use tabella_postal::{Act, Actor, CODE_LENGTH, CodeError, PackCode, Step, StepRefusal, print::guard};

use super::{Post, step::official};
use crate::desk::{
    gate::Caller,
    page::{Block, Cell, Field, Form, Page, Table, Visit, form::Sent},
    policy::{Action, Scope},
    problem::Problem,
    shared::Shared,
};

/// Asks for a code.
pub(in crate::desk) async fn scan(
    State(shared): State<Arc<Shared>>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    Ok(next(&post, &visit, Vec::new(), "", None))
}

fn next(post: &Post<'_>, visit: &Visit, told: Vec<Block>, typed: &str, wrong: Option<String>) -> Response {
    let t = visit.texts;
    let field = Field::line("code", t.get("field-code"), typed).hint(t.get("field-code-hint"));
    let form =
        Form::post(format!("{}/scan", post.office_path())).field(field.wrong(wrong)).button(t.get("scan-go"));
    let mut page = Page::new(t.get("scan-title")).back(post.office_path(), t.get("back-to-work"));
    page.blocks.extend(told);
    page.push(Block::Text(t.get("scan-lead")));
    page.push(Block::Form(form));
    page.show(visit)
}

/// Takes an envelope in. What is void, unknown or here already is set aside unopened.
pub(in crate::desk) async fn scanned(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let t = visit.texts;
    let typed = sent.text("code");
    let code: PackCode = match typed.parse() {
        Ok(code) => code,
        Err(wrong) => {
            let wrong = match wrong {
                CodeError::Length => {
                    let count = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').count();
                    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX).into();
                    t.with("wrong-code-length", &[("length", number(CODE_LENGTH)), ("typed", number(count))])
                }
                CodeError::Character => t.get("wrong-code-character"),
                CodeError::Check => t.get("wrong-code"),
            };
            return Ok(next(&post, &visit, Vec::new(), typed, Some(wrong)));
        }
    };
    let aside = |key: &str| next(&post, &visit, vec![Block::Note("warning", t.get(key))], "", None);
    let Some(pack) = shared.store.postal_pack(post.served.id(), &code).await? else {
        return Ok(aside("scan-unknown"));
    };
    let case = post.case(&pack.reference.to_string()).await?;
    let Ok(role) = post.role(&caller, Action::ReceivePostal, &case) else {
        return Ok(aside("scan-other-district"));
    };
    if pack.void.is_some() {
        return Ok(aside("scan-void"));
    }
    let act = Act::new(Actor::Official(official(&caller)), shared.now());
    match post.step(&case, Step::Receive, &act, role, None).await {
        Ok(_) => {}
        Err(PostalRefused::Step(StepRefusal::Illegal { .. })) => return Ok(aside("scan-not-out")),
        Err(refused) => return Err(refused.into()),
    }
    let link = (format!("{}/requests/{}", post.office_path(), case.reference), t.get("scan-check"));
    let received = t.with("scan-received", &[("reference", case.reference.to_string().into())]);
    let told = vec![Block::Note("good", received), Block::Links(vec![link])];
    Ok(next(&post, &visit, told, "", None))
}

impl Post<'_> {
    /// The balances of the caller's districts.
    pub(super) async fn balances(&self, caller: &Caller) -> Result<Vec<PostalBalance>, Problem> {
        let election = &self.served.election;
        let here = |unit: &UnitId| caller.role(Action::SeePostal, Scope::District(election, unit)).is_ok();
        let balances = self.shared.store.postal_balance(self.served.id()).await?;
        Ok(balances.into_iter().filter(|balance| here(&balance.district)).collect())
    }
}

/// Issued = returned + outstanding + cancelled, by district.
pub(in crate::desk) async fn balance(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let t = visit.texts;
    let balances = post.balances(&caller).await?;
    let row = |balance: &PostalBalance| {
        let PostalBalance { district, issued, returned, outstanding, cancelled } = balance;
        let adds_up = *issued == returned + outstanding + cancelled;
        let verdict = t.get(if adds_up { "balance-right" } else { "balance-wrong" });
        vec![
            post.district(t, district.as_str()).into(),
            Cell::from(issued),
            returned.into(),
            outstanding.into(),
            cancelled.into(),
            verdict.into(),
        ]
    };
    let head = [
        "field-district",
        "packs-issued",
        "packs-returned",
        "packs-outstanding",
        "packs-cancelled",
        "balance",
    ];
    let table = Table {
        caption: t.get("balance-title"),
        head: head.map(|key| t.get(key)).to_vec(),
        rows: balances.iter().map(row).collect(),
    };
    let file = |kind: &str, key: &str| (format!("{}/reconciliation.{kind}", post.office_path()), t.get(key));
    let pdf = shared.press.is_there().then(|| file("pdf", "balance-pdf"));
    let files = pdf.into_iter().chain([file("csv", "balance-csv")]).collect();
    let page = Page::new(t.get("balance-title"))
        .back(post.office_path(), t.get("back-to-work"))
        .with(Block::Text(t.with("balance-at", &[("at", post.moment(t, shared.now().0).into())])))
        .with(Block::Table(table))
        .with(Block::Links(files));
    Ok(page.show(&visit))
}

/// The same as a file.
pub(in crate::desk) async fn balance_csv(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let mut file = "district,issued,returned,outstanding,cancelled\r\n".to_owned();
    for PostalBalance { district, issued, returned, outstanding, cancelled } in post.balances(&caller).await?
    {
        let district = guard(district.as_str()).replace('"', "\"\"");
        // writing to a text does not fail
        let _ = write!(file, "\"{district}\",{issued},{returned},{outstanding},{cancelled}\r\n");
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"reconciliation.csv\""),
    ];
    Ok((headers, file).into_response())
}
