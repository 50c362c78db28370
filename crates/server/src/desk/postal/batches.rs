//! Packs, batch by batch: frozen and numbered, printed under codes of their own, handed to the post.

use std::{io::Write as _, sync::Arc};

use axum::{
    Extension,
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use tabella_desk_store::{PostalBatchItem, PostalCase, PostalRefused, Role, Usage};
use tabella_postal::{
    Act, Actor, Reference, State as At, Step,
    print::{Pack, csv},
};

use super::{Post, papers, step::official};
use crate::desk::{
    gate::Caller,
    page::{Block, Cell, Field, Form, Page, Table, Visit, form::Sent, go},
    policy::{Action, Scope},
    problem::Problem,
    shared::Shared,
};

/// Most packs of a batch.
const BATCH_MAX: u32 = 500;

/// States of packs that were printed and are not over.
pub(super) const PRINTED: [At; 5] =
    [At::Printed, At::Dispatched, At::Delivered, At::Reissued, At::Undeliverable];

impl Post<'_> {
    pub(super) fn sender(&self, caller: &Caller, action: Action) -> Result<Role, Problem> {
        caller.role(action, Scope::Election(&self.served.election))
    }
}

/// All batches.
pub(in crate::desk) async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    post.sender(&caller, Action::SeePostal)?;
    let t = visit.texts;
    let root = format!("{}/batches", post.office_path());
    let row = |batch: &tabella_desk_store::PostalBatch| {
        let href = Some(format!("{root}/{}", batch.batch));
        vec![
            Cell { text: batch.batch.to_string(), href },
            post.moment(t, batch.made.0).into(),
            batch.size.into(),
            batch.to_print.into(),
            batch.to_send.into(),
        ]
    };
    let batches = shared.store.postal_batches(post.served.id()).await?;
    let head = ["batch", "batch-made", "batch-size", "batch-to-print", "batch-to-send"];
    let table = Table {
        caption: t.get("batches-title"),
        head: head.map(|key| t.get(key)).to_vec(),
        rows: batches.iter().map(row).collect(),
    };
    let mut page = Page::new(t.get("batches-title")).back(post.office_path(), t.get("back-to-work"));
    page.push(Block::Text(t.get("batches-lead")));
    if post.sender(&caller, Action::SendPostal).is_ok() {
        page.push(Block::Form(Form::post(root.clone()).button(t.get("batch-make"))));
    }
    page.push(if batches.is_empty() { Block::Text(t.get("batches-none")) } else { Block::Table(table) });
    Ok(page.show(&visit))
}

/// Freezes what is approved into a batch.
pub(in crate::desk) async fn make(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let role = post.sender(&caller, Action::SendPostal)?;
    let (id, now) = (post.served.id(), shared.now());
    let made = shared.store.make_postal_batch(id, official(&caller), now, BATCH_MAX).await?;
    let batch = made.ok_or_else(|| Problem::conflict("no-packs", "nothing waits to be sent"))?;
    let items = shared.store.postal_batch(id, batch).await?;
    post.all(&caller, role, &items, At::Approved, Step::Queue).await?;
    Ok(go(&format!("{}/batches/{batch}", post.office_path())))
}

impl Post<'_> {
    /// Takes a step with every pack of a batch that is in a state. One that is elsewhere meanwhile is left out.
    async fn all(
        &self,
        caller: &Caller,
        role: Role,
        items: &[PostalBatchItem],
        at: At,
        step: Step,
    ) -> Result<(), Problem> {
        let act = Act::new(Actor::Official(official(caller)), self.shared.now());
        for item in items.iter().filter(|item| item.state == at) {
            let case = self.case(&item.reference.to_string()).await?;
            match self.step(&case, step, &act, role, None).await {
                Ok(_)
                | Err(PostalRefused::Step(_) | PostalRefused::NotOnRoll | PostalRefused::Channel(_)) => {}
                Err(refused) => return Err(refused.into()),
            }
        }
        Ok(())
    }

    async fn items(&self, batch: &str) -> Result<Vec<PostalBatchItem>, Problem> {
        let batch: u64 = batch.parse().map_err(|_| Problem::not_found("batch"))?;
        let items = self.shared.store.postal_batch(self.served.id(), batch).await?;
        if items.is_empty() { Err(Problem::not_found("batch")) } else { Ok(items) }
    }
}

/// One batch.
pub(in crate::desk) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path((election, batch)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    post.sender(&caller, Action::SeePostal)?;
    let t = visit.texts;
    let items = post.items(&batch).await?;
    let root = format!("{}/batches/{batch}", post.office_path());
    let row = |item: &PostalBatchItem| {
        let href = Some(format!("{}/requests/{}", post.office_path(), item.reference));
        vec![
            Cell { text: item.reference.to_string(), href },
            Post::word(t, "state", item.state.name()).into(),
            post.district(t, item.district.as_str()).into(),
            item.pack.as_ref().map_or_else(String::new, ToString::to_string).into(),
        ]
    };
    let title = t.with("batch-title", &[("number", batch.as_str().into())]);
    let head = ["request-number", "work-state", "field-district", "case-pack"];
    let table = Table {
        caption: title.clone(),
        head: head.map(|key| t.get(key)).to_vec(),
        rows: items.iter().map(row).collect(),
    };
    let mut page = Page::new(title).back(format!("{}/batches", post.office_path()), t.get("back"));
    if post.sender(&caller, Action::SendPostal).is_ok() {
        let waits = |states: &[At]| items.iter().any(|item| states.contains(&item.state));
        let form = |key: &str, what: &str| {
            Block::Form(Form::post(root.clone()).field(Field::hidden("do", what)).button(t.get(key)))
        };
        if waits(&[At::Approved, At::Queued]) {
            page.push(Block::Text(t.get("batch-print-about")));
            page.push(form("batch-print", "print"));
        }
        if waits(&PRINTED) && post.postal.rules.printer.is_some() {
            page.push(Block::Text(t.get("batch-file-about")));
            page.push(Block::Form(Form::post(format!("{root}/file")).button(t.get("batch-file"))));
        }
        if waits(&papers::STILL_HERE) {
            papers::offer(&mut page, &shared, &root, &visit);
        }
        if waits(&[At::Printed]) {
            page.push(Block::Text(t.get("batch-dispatch-about")));
            page.push(form("batch-dispatch", "dispatch"));
        }
    }
    page.push(Block::Table(table));
    Ok(page.show(&visit))
}

/// Prints a batch, or hands it to the post.
pub(in crate::desk) async fn act(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(sent): Extension<Sent>,
    Path((election, batch)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let role = post.sender(&caller, Action::SendPostal)?;
    let items = post.items(&batch).await?;
    match sent.text("do") {
        "print" => {
            // what a crash left behind first
            post.all(&caller, role, &items, At::Approved, Step::Queue).await?;
            let items = post.items(&batch).await?;
            post.all(&caller, role, &items, At::Queued, Step::Print).await?;
        }
        "dispatch" => post.all(&caller, role, &items, At::Printed, Step::Dispatch).await?,
        _ => return Err(Problem::malformed("there is no such deed")),
    }
    Ok(go(&format!("{}/batches/{batch}", post.office_path())))
}

/// The file of a batch for the printing house.
pub(in crate::desk) async fn file(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path((election, batch)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let role = post.sender(&caller, Action::SendPostal)?;
    post.file(&caller, role, &post.printed(&batch, &PRINTED).await?, &format!("batch-{batch}")).await
}

/// The file of one pack, such as one that is sent anew.
pub(in crate::desk) async fn file_of_one(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path((election, reference)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let (reference, role) = post.printed_one(&caller, &reference, &PRINTED).await?;
    let name = format!("pack-{reference}");
    post.file(&caller, role, &[reference], &name).await
}

impl Post<'_> {
    /// The requests of a batch in one of these states.
    pub(super) async fn printed(&self, batch: &str, states: &[At]) -> Result<Vec<Reference>, Problem> {
        let items = self.items(batch).await?;
        let printed = items.into_iter().filter(|item| states.contains(&item.state));
        Ok(printed.map(|item| item.reference).collect())
    }

    /// A request in one of these states, and in which office somebody sends its pack.
    pub(super) async fn printed_one(
        &self,
        caller: &Caller,
        reference: &str,
        states: &[At],
    ) -> Result<(Reference, Role), Problem> {
        let case = self.case(reference).await?;
        let role = self.role(caller, Action::SendPostal, &case)?;
        if !states.contains(&case.state) {
            return Err(Problem::conflict("no-packs", "this request has no pack"));
        }
        Ok((case.reference, role))
    }

    /// Packs, with where they go. Everyone whose address is among them reads of it before anybody else does.
    pub(super) async fn packs(
        &self,
        caller: &Caller,
        role: Role,
        references: &[Reference],
        deed: &'static str,
    ) -> Result<Vec<(Pack, PostalCase)>, Problem> {
        let store = &self.shared.store;
        let mut packs = Vec::new();
        for reference in references {
            let case = self.case(&reference.to_string()).await?;
            let (Some(code), Some(request)) = (&case.pack, &case.request) else { continue };
            let line = store.line(self.served.id(), case.line).await?;
            let usage = Usage {
                person: store.key().person(&line.entry.person.id),
                election: Some(*self.served.id()),
                at: self.shared.now(),
                actor: tabella_desk_store::Actor::Office(role, caller.person.key),
                deed,
                purpose: "vote-by-post",
            };
            store.log_usage(&usage).await?;
            let home = self.postal.rules.terms.home;
            packs.push((Pack::new(code.clone(), request, &line.entry, home), case));
        }
        if packs.is_empty() {
            return Err(Problem::conflict("no-packs", "nothing of this is printed"));
        }
        Ok(packs)
    }

    /// Addresses and codes for the printing house, encrypted to its key.
    async fn file(
        &self,
        caller: &Caller,
        role: Role,
        references: &[Reference],
        name: &str,
    ) -> Result<Response, Problem> {
        let printer = self.postal.rules.printer.clone();
        let printer =
            printer.ok_or_else(|| Problem::conflict("no-printer", "no printing house is configured"))?;
        let packs = self.packs(caller, role, references, "hand-to-printer").await?;
        let packs: Vec<Pack> = packs.into_iter().map(|(pack, _)| pack).collect();
        let file = tokio::task::spawn_blocking(move || encrypted(&csv(&packs), &printer));
        let file = file.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
        let name = format!("attachment; filename=\"{name}.csv.age\"");
        let kind = "application/octet-stream".to_owned();
        let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
        Ok((headers, file).into_response())
    }
}

fn encrypted(plain: &[u8], recipient: &age::x25519::Recipient) -> std::io::Result<Vec<u8>> {
    let recipients = std::iter::once(recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).map_err(std::io::Error::other)?;
    let mut writer = encryptor.wrap_output(Vec::new())?;
    writer.write_all(plain)?;
    writer.finish()
}
