//! The request as a text to read and sign, and the signature with which it is sent: one step, so that nothing is signed and
//! never sent.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use tabella_desk_store::{Filing, PostalDraft, PostalRefused, Role, Whose};
use tabella_identity::signing::DocumentSignature;
use tabella_postal::{Actor, Consent, Document, Signed, document};

use super::{Post, Standing, apply::made, refusal};
use crate::{
    desk::{
        card,
        gate::Caller,
        page::{Block, Field, Form, Page, Visit, form::Sent, go},
        problem::Problem,
        shared::{Shared, rng},
        texts::Texts,
    },
    listen::Peer,
};

/// In which language the text was read: that of the page on which it stood, whatever was chosen since.
fn read_in(sent: &Sent, visit: &Visit) -> &'static str {
    Texts::of(sent.text("language")).unwrap_or(visit.texts).code()
}

/// The document of a draft that is whole; otherwise where the person goes instead.
async fn document_of(
    post: &Post<'_>,
    caller: &Caller,
    visit: &Visit,
    language: &'static str,
) -> Result<Result<(PostalDraft, Document), Response>, Problem> {
    let standing = Standing::of(post, caller).await?;
    let permission = match standing.asking(post).permission()? {
        Ok(permission) => permission,
        Err(refused) => return Ok(Err(refusal::page(post, visit, &refused))),
    };
    let draft = post.draft(caller).await?;
    Ok(match made(&permission, &draft) {
        Ok(request) => {
            let document = document::of(&request, permission.entry(), &post.served.election, language);
            Ok((draft, document))
        }
        Err(_) => Err(go(&format!("{}/form/check", post.path()))),
    })
}

/// The text, to be read and signed.
pub(in crate::desk) async fn read(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let t = visit.texts;
    let (_, document) = match document_of(&post, &caller, &visit, t.code()).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let mut form = Form::post(format!("{}/sign", post.path()))
        .field(Field::hidden("signature", ""))
        .field(Field::hidden("language", t.code()))
        .button(t.get("sign-go"));
    form.card = Some("sign");
    let mut page = Page::new(t.get("sign-title"))
        .back(format!("{}/form/check", post.path()), t.get("back"))
        .with(Block::Text(t.get("sign-lead")))
        .with(Block::Document(document.expose().to_owned()))
        .with(Block::Form(form));
    if visit.demo {
        let form = Form::post(format!("{}/sign/demo", post.path()))
            .field(Field::hidden("language", t.code()))
            .button(t.get("sign-demo"));
        page.push(Block::Form(form));
    }
    Ok(page.show(&visit))
}

/// Takes the signature, and with it the request.
pub(in crate::desk) async fn sign(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    peer: Option<Extension<Peer>>,
    Path(election): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let language = read_in(&sent, &visit);
    let (draft, document) = match document_of(&post, &caller, &visit, language).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let signature = DocumentSignature::parse(sent.text("signature").as_bytes());
    let signature = signature.map_err(|fault| Problem::from(tabella_identity::Refusal::from(fault)))?;
    file(&post, &caller, &visit, &draft, (document, language), signature, (&headers, peer)).await
}

/// Signs with a card of the demo authority, which is made here on the spot.
#[cfg(feature = "demo")]
pub(in crate::desk) async fn demo(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    peer: Option<Extension<Peer>>,
    Path(election): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !shared.config.demo {
        return Err(Problem::not_found("address"));
    }
    let post = Post::of(&shared, &election)?;
    let language = read_in(&sent, &visit);
    let (draft, document) = match document_of(&post, &caller, &visit, language).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let card = crate::desk::portal::demo_card(&shared, &caller.person.id).await?;
    let signature = card.sign(document.expose().as_bytes());
    file(&post, &caller, &visit, &draft, (document, language), signature, (&headers, peer)).await
}

/// There are no demo cards in this program.
#[cfg(not(feature = "demo"))]
pub(in crate::desk) async fn demo() -> Result<Response, Problem> {
    Err(Problem::not_found("address"))
}

async fn file(
    post: &Post<'_>,
    caller: &Caller,
    visit: &Visit,
    draft: &PostalDraft,
    (document, language): (Document, &'static str),
    signature: DocumentSignature,
    (headers, peer): (&HeaderMap, Option<Extension<Peer>>),
) -> Result<Response, Problem> {
    let shared = post.shared;
    let signer = &caller.person.id;
    let text = document.expose().as_bytes();
    let (verified, answer) = card::signed(shared, &post.served.card, text, &signature, signer).await?;
    let consent = Consent::Signed(Signed::keep(document, signature, answer, &verified));
    let now = shared.now();
    let filing = Filing {
        whose: Whose::Person(caller.person.key),
        form: &draft.form,
        attachment: draft.attachment.as_ref(),
        reference: &draft.reference,
        consent: &consent,
        language,
        by: Actor::Citizen,
        from: Some(shared.limits.address(headers, peer.map(|Extension(peer)| peer))),
        received: now,
        closes: post.served.closes(),
        now,
    };
    let filed = shared.store.file_postal(&post.office(), &filing, Role::PostalOfficer, &mut rng()?).await;
    let request = match filed {
        Ok(request) => request,
        Err(PostalRefused::Refused(refused)) => return Ok(refusal::page(post, visit, &refused)),
        Err(refused) => return Err(refused.into()),
    };
    shared.mail.notify_one();
    post.postal.unchecked.notify_one();
    Ok(go(&format!("{}/requests/{}?sent", post.path(), request.reference())))
}
