//! What is printed in the house: labels, letters and envelopes of packs, the confirmation of a request, the reconciliation.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension,
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;
use tabella_crypto::hash::hex;
use tabella_desk_store::{PostalCase, Role};
use tabella_documents::{Answer, Balance, Confirmation, Order, Pack as Papers, Packs, Reconciliation};
use tabella_postal::{Consent, Place, Reference, Request, State as At, format_of, print::Pack};

use super::{
    Post,
    request::{asked, back},
};
use crate::desk::{
    gate::Caller,
    me,
    page::{Block, Fact, Form, Page, Visit, form::Sent},
    policy::{Action, Scope},
    portal,
    press::Turn,
    problem::Problem,
    shared::Shared,
    texts::Texts,
};

/// Papers are made while the pack is in the house. What has left it is in the post, and a second set under the same code would take
/// the first one's place: it is sent anew by two officials, under another code.
pub(super) const STILL_HERE: [At; 2] = [At::Printed, At::Reissued];

/// While the office has not decided, the person is told what comes next.
const UNDECIDED: [At; 3] = [At::Submitted, At::UnderReview, At::MoreInfoNeeded];

/// What is made of a pack.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Labels,
    Letters,
    Envelopes,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Labels, Self::Letters, Self::Envelopes];

    fn name(self) -> &'static str {
        match self {
            Self::Labels => "labels",
            Self::Letters => "letters",
            Self::Envelopes => "envelopes",
        }
    }

    fn from_name(name: &str) -> Result<Self, Problem> {
        let kind = Self::ALL.into_iter().find(|kind| kind.name() == name);
        kind.ok_or_else(|| Problem::malformed("there are no such papers"))
    }

    fn order(self, packs: Packs) -> Order {
        match self {
            Self::Labels => Order::Labels(packs),
            Self::Letters => Order::Letters(packs),
            Self::Envelopes => Order::Envelopes(packs),
        }
    }
}

/// Buttons for all kinds, below the address of a batch or of a request; or why there are none.
pub(super) fn offer(page: &mut Page, shared: &Shared, root: &str, visit: &Visit) {
    let t = visit.texts;
    if !shared.press.is_there() {
        page.push(Block::Text(t.get("papers-none")));
        return;
    }
    page.push(Block::Text(t.get("papers-about")));
    let form = Form::post(format!("{root}/papers"));
    let words = [t.get("papers-labels"), t.get("papers-letters"), t.get("papers-envelopes")];
    let choices = Kind::ALL.into_iter().zip(words);
    page.push(Block::Form(
        choices.fold(form, |form, (kind, words)| form.other("papers", kind.name(), words)),
    ));
}

/// Papers of a batch.
pub(in crate::desk) async fn of_batch(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path((election, batch)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let role = post.sender(&caller, Action::SendPostal)?;
    let kind = Kind::from_name(sent.text("papers"))?;
    let references = post.printed(&batch, &STILL_HERE).await?;
    let of = visit.texts.with("batch-title", &[("number", batch.as_str().into())]);
    post.papers(kind, (&caller, role), &visit, &references, of, &format!("batch-{batch}")).await
}

/// Papers of one pack, such as one that is sent anew.
pub(in crate::desk) async fn of_one(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path((election, reference)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let (reference, role) = post.printed_one(&caller, &reference, &STILL_HERE).await?;
    let kind = Kind::from_name(sent.text("papers"))?;
    let of = visit.texts.with("case-title", &[("reference", reference.to_string().into())]);
    let name = format!("pack-{reference}");
    post.papers(kind, (&caller, role), &visit, &[reference], of, &name).await
}

impl Post<'_> {
    async fn papers(
        &self,
        kind: Kind,
        (caller, role): (&Caller, Role),
        visit: &Visit,
        references: &[Reference],
        of: String,
        name: &str,
    ) -> Result<Response, Problem> {
        if kind == Kind::Envelopes && self.postal.rules.return_address.is_empty() {
            return Err(Problem::conflict("no-return-address", "no address for returns is configured"));
        }
        if let [_] = references {
            self.shared.limits.take_look(&caller.person.key)?;
        }
        // whoever is in it reads that it was made: it must come to that
        let turn = self.shared.press.turn().await?;
        let packs = self.packs(caller, role, references, "address-papers").await?;
        let packs: Vec<Papers> =
            packs.into_iter().map(|(pack, case)| self.papers_of(pack, &case)).collect::<Result<_, _>>()?;
        let now = self.shared.now();
        let today = self.postal.zone.to_datetime(Timestamp::from_second(now.0).unwrap_or_default()).date();
        let date = |pack: &Papers| {
            let language = pack.language.clone();
            let words = Texts::or_first(&language).date(today);
            (language, words)
        };
        let dates: BTreeMap<String, String> = packs.iter().map(date).collect();
        let packs = Packs { language: visit.texts.code().into(), of, dates, at: now.0, packs };
        print(turn, &kind.order(packs), &format!("{name}-{}", kind.name())).await
    }

    /// What the papers of a pack say besides its label.
    fn papers_of(&self, pack: Pack, case: &PostalCase) -> Result<Papers, Problem> {
        let t = Texts::or_first(&pack.language);
        let place = case.request.as_ref().map_or(Place::Home, |request| request.deliver_to().place());
        let [post_by, return_until] = <[Fact; 2]>::try_from(back(self, t, place)?)
            .map_or_else(|_| [String::new(), String::new()], |facts| facts.map(|fact| fact.value));
        let home = format_of(self.postal.rules.terms.home).map(|format| format.name().to_owned());
        let mut office = self.postal.rules.return_address.clone();
        office.extend(home.filter(|_| place == Place::Abroad && !office.is_empty()));
        let help = self.shared.config.help.lines(&pack.language);
        Ok(Papers {
            election: portal::title(self.served, &pack.language),
            district: self.district(t, &case.district),
            post_by,
            return_until,
            help: help.into_iter().map(ToOwned::to_owned).collect(),
            office,
            code: pack.code.to_string(),
            style: pack.style,
            language: pack.language,
            lines: pack.lines,
        })
    }
}

/// Answers with a document.
async fn print(turn: Turn<'_>, order: &Order, name: &str) -> Result<Response, Problem> {
    let file = turn.print(order).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.pdf\"")),
    ];
    Ok((headers, file).into_response())
}

/// A citizen's request, confirmed on paper.
pub(in crate::desk) async fn confirmation(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path((election, reference)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let case = post.own_case(&caller, &reference).await?;
    let line = me::line_of(&shared, post.served, &caller).await?;
    let (Some(request), Some(line)) = (&case.request, line) else {
        return Err(Problem::conflict("scrubbed", "the time of retention is over"));
    };
    let t = visit.texts;
    let now = shared.now();
    let signed = match shared.store.postal_consent(post.served.id(), &case.reference).await? {
        Some(Consent::Signed(signed)) => Some(signed.document().hash()),
        Some(Consent::OnBehalf(_)) | None => None,
    };
    let person = &line.entry.person;
    let confirmation = Confirmation {
        undecided: UNDECIDED.contains(&case.state),
        language: t.code().into(),
        reference: case.reference.to_string(),
        election: portal::title(post.served, t.code()),
        person: format!("{} {}", person.given_name.expose(), person.surname.expose()),
        filed: post.moment(t, case.filed.0),
        answers: answers(&post, t, request)?,
        signed: signed.map(|hash| hex(&hash)),
        site: shared.config.origin.clone(),
        help: shared.config.help.lines(t.code()).into_iter().map(ToOwned::to_owned).collect(),
        made: post.moment(t, now.0),
        at: now.0,
    };
    let turn = shared.confirmations.turn().await?;
    print(turn, &Order::Confirmation(confirmation), &format!("request-{}", case.reference)).await
}

/// What was asked for, how the person is reached, and until when what must be done.
fn answers(post: &Post<'_>, t: &Texts, request: &Request) -> Result<Vec<Answer>, Problem> {
    let or_nothing = |text: &str| if text.is_empty() { t.get("nothing") } else { text.to_owned() };
    let mut facts = asked(post, t, request);
    facts.push(Fact::new(t.get("field-email"), or_nothing(request.expose_email())));
    facts.push(Fact::new(t.get("field-phone"), or_nothing(request.expose_phone())));
    facts.extend(back(post, t, request.deliver_to().place())?);
    Ok(facts.into_iter().map(|fact| Answer { label: fact.label, value: fact.value }).collect())
}

/// Issued = returned + outstanding + cancelled, by district, to be signed.
pub(in crate::desk) async fn reconciliation(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let t = visit.texts;
    let balances = post.balances(&caller).await?;
    let balances = balances.into_iter().map(|one| Balance {
        district: post.district(t, one.district.as_str()),
        issued: one.issued,
        returned: one.returned,
        outstanding: one.outstanding,
        cancelled: one.cancelled,
    });
    let now = shared.now();
    let whole = caller.role(Action::SeePostal, Scope::Election(&post.served.election)).is_ok();
    let reconciliation = Reconciliation {
        whole,
        language: t.code().into(),
        election: portal::title(post.served, t.code()),
        balances: balances.collect(),
        made: post.moment(t, now.0),
        at: now.0,
    };
    print(shared.press.turn().await?, &Order::Reconciliation(reconciliation), "reconciliation").await
}
