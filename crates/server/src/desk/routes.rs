//! Every route, once, with what it does. The router, its gates, its description and the test of who may use what are made of
//! this table.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{MethodRouter, get, post},
};
use serde_json::{Value, json};
use tabella_postal::ATTACHMENT_MAX;
use utoipa::PartialSchema;

use super::{
    app, conduct, credential,
    gate::{Guarded, gate, page_gate},
    input::JSON_MAX,
    me,
    office::{deeds, export, lines, officials, uploads},
    policy::{Action, Who, permits},
    portal, postal, prepare,
    shared::Shared,
    sign_in, usage,
};

/// A route as others see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteInfo {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// With `{election}` and the like for what stands in it.
    pub path: &'static str,
    /// What it does; [`permits`] says who may.
    pub action: Action,
    /// In one sentence.
    pub about: &'static str,
    /// Whether people look at it: it answers with HTML, and takes forms.
    pub page: bool,
}

/// A route.
struct Route {
    info: RouteInfo,
    handler: MethodRouter<Arc<Shared>, Infallible>,
    body_max: usize,
    /// What it takes besides what stands in its path: parameters, and the body.
    takes: Takes,
}

/// What a request says.
#[derive(Default)]
struct Takes {
    /// Name, place (`query`, `header`), whether it must be there, and what it is.
    parameters: &'static [(&'static str, &'static str, bool, &'static str)],
    /// Media type and schema.
    body: Option<(&'static str, Value)>,
}

impl Route {
    /// A body of JSON.
    fn takes<T: PartialSchema>(mut self) -> Self {
        let schema = serde_json::to_value(T::schema()).unwrap_or_default();
        self.takes.body = Some(("application/json", schema));
        self
    }

    fn with(mut self, parameters: &'static [(&'static str, &'static str, bool, &'static str)]) -> Self {
        self.takes.parameters = parameters;
        self
    }
}

type Handler = MethodRouter<Arc<Shared>, Infallible>;

fn see(path: &'static str, action: Action, about: &'static str, handler: Handler) -> Route {
    let info = RouteInfo { method: "GET", path, action, about, page: false };
    Route { info, handler, body_max: 0, takes: Takes::default() }
}

fn act(path: &'static str, action: Action, about: &'static str, handler: Handler) -> Route {
    let info = RouteInfo { method: "POST", path, action, about, page: false };
    Route { info, handler, body_max: JSON_MAX, takes: Takes::default() }
}

fn page(path: &'static str, action: Action, about: &'static str, handler: Handler) -> Route {
    let info = RouteInfo { method: "GET", path, action, about, page: true };
    Route { info, handler, body_max: 0, takes: Takes::default() }
}

fn form(path: &'static str, action: Action, about: &'static str, handler: Handler) -> Route {
    let info = RouteInfo { method: "POST", path, action, about, page: true };
    Route { info, handler, body_max: FORM_MAX, takes: Takes::default() }
}

/// The same with a file.
fn upload(path: &'static str, action: Action, about: &'static str, handler: Handler) -> Route {
    Route { body_max: ATTACHMENT_MAX + FORM_MAX, ..form(path, action, about, handler) }
}

/// The same with the files of a stick.
fn stick(path: &'static str, action: Action, about: &'static str, handler: Handler) -> Route {
    Route { body_max: STICK_MAX, ..form(path, action, about, handler) }
}

/// The same with what trustees send each other.
fn carried(path: &'static str, action: Action, about: &'static str, handler: Handler) -> Route {
    let bytes = json!({ "type": "string", "format": "binary" });
    let takes = Takes { body: Some((conduct::PACKAGE, bytes)), ..Takes::default() };
    Route { body_max: conduct::PACKAGE_MAX, takes, ..act(path, action, about, handler) }
}

/// Of an upload.
const PARTIAL: &[(&str, &str, bool, &str)] = &[(
    "partial",
    "query",
    false,
    "true: the good lines are kept although others are faulty; whoever stands on a faulty line leaves the roll",
)];

/// As `dumonitor-openapi-v2.yaml` has them.
const FIND_USAGE: &[(&str, &str, bool, &str)] = &[
    (
        "userCode",
        "query",
        true,
        "whose data: EE and the eleven digits of the personal code, such as EE38001085718",
    ),
    (
        "X-Road-UserId",
        "header",
        true,
        "who asks, in the same form: the same person, since no one is told of others",
    ),
    ("periodStart", "query", false, "RFC 3339; UTC without a zone"),
    ("periodEnd", "query", false, "RFC 3339; UTC without a zone"),
    ("offset", "query", false, "so many uses are left out; 0 without it"),
    ("limit", "query", false, "so many uses at most; 1000 without it, never more than 10000"),
];

/// Largest form without its file, in bytes.
const FORM_MAX: usize = 64 * 1024;
/// Most bytes of what is handed in at once: entries with their contents.
const STICK_MAX: usize = 16 * 1024 * 1024;

macro_rules! election {
    ($rest:literal) => {
        concat!("/desk/v1/elections/{election}/", $rest)
    };
}

macro_rules! office {
    ($rest:literal) => {
        concat!("/desk/v1/office/elections/{election}/", $rest)
    };
}

fn table(roll_bytes: usize) -> Vec<Route> {
    [voting(roll_bytes), conducting(), preparing()].into_iter().flatten().collect()
}

/// How people and their votes are admitted, online and by post.
#[rustfmt::skip]
fn voting(roll_bytes: usize) -> Vec<Route> {
    use Action as A;
    vec![
        see("/healthz", A::Public, "Whether the process lives.", get(app::healthz)),
        see("/readyz", A::Public, "Whether the database answers.", get(app::readyz)),
        see("/metrics", A::Public, "Numbers for operators.", get(app::metrics)),
        see("/desk/v1/openapi.json", A::Public, "This description.", get(app::description)),

        see("/desk/v1/session", A::SignIn, "The session and its token; begins one. Does not extend it.", get(sign_in::show)),
        act("/desk/v1/sign-in/challenge", A::SignIn, "A nonce for the card.", post(sign_in::challenge)),
        act("/desk/v1/sign-in", A::SignIn, "Signs in with the card's answer.", post(sign_in::sign_in)).takes::<sign_in::Answer>(),
        act("/desk/v1/session/extend", A::OwnData, "Extends the session.", post(sign_in::extend)),
        act("/desk/v1/sign-out", A::OwnData, "Signs out.", post(sign_in::sign_out)),
        act("/desk/v1/sign-out/everywhere", A::OwnData, "Signs out of every session.", post(sign_in::sign_out_everywhere)),

        see("/desk/v1/me", A::OwnData, "What is held of the person who asks.", get(me::me)),
        see("/desk/v1/me/elections", A::OwnData, "Elections, and whether one may vote online in them now.", get(me::elections)),
        see("/desk/v1/me/usage", A::OwnData, "Who used one's data, when and why.", get(usage::own)),
        act(election!("me/correction"), A::OwnData, "Corrects one's language, address, e-mail.", post(me::correct)).takes::<me::Contact>(),
        act(election!("credential/challenge"), A::OwnCredential, "The registrar's nonce and the live credential.", post(credential::challenge)),
        act(election!("credential"), A::OwnCredential, "Registers a credential.", post(credential::give)).takes::<credential::Request>(),
        see(election!("credential"), A::OwnCredential, "The live credential and where on the board it stands.", get(credential::status)),

        see("/desk/v1/data-tracker/findUsage", A::DataTracker, "Data Tracker: uses of a person's data.", get(usage::find)).with(FIND_USAGE),
        see("/desk/v1/data-tracker/usagePeriod", A::DataTracker, "Data Tracker: since when there is a log.", get(usage::period)),
        see("/desk/v1/data-tracker/heartbeat", A::DataTracker, "Data Tracker: whether the log can be asked.", get(usage::heartbeat)),

        see(office!("uploads"), A::SeeRoll, "Rolls that wait.", get(uploads::list)),
        Route {
            body_max: roll_bytes,
            takes: Takes { parameters: PARTIAL, body: Some(("text/csv", json!({ "type": "string" }))) },
            ..act(office!("uploads"), A::ChangeRoll, "Uploads a roll (text/csv).", post(uploads::upload))
        },
        see(office!("uploads/{upload}"), A::SeeRoll, "What a roll would change.", get(uploads::show)),
        act(office!("uploads/{upload}/consent"), A::ChangeRoll, "Consents to what a roll changes.", post(uploads::consent)).takes::<uploads::Seen>(),
        act(office!("uploads/{upload}/apply"), A::ChangeRoll, "Puts a roll in force that two consented to.", post(uploads::apply)).takes::<uploads::Seen>(),
        act(office!("uploads/{upload}/withdraw"), A::ChangeRoll, "Takes a waiting roll back.", post(uploads::withdraw)),
        act(office!("lines/look"), A::LookAtLine, "Shows a person's line, for a purpose.", post(lines::look)).takes::<lines::Look>(),
        act(office!("lines/{number}/correction"), A::CorrectLine, "Corrects a line, or proposes it.", post(lines::correct)).takes::<lines::Wrong>(),
        act(office!("lines/{number}/revocation"), A::RevokeCredential, "Proposes to revoke a credential.", post(lines::revoke)).takes::<lines::Why>(),
        act(office!("evidence"), A::ExportEvidence, "Proposes to hand the evidence to an auditor.", post(export::propose)).takes::<export::To>(),
        see(office!("evidence/{deed}"), A::ExportEvidence, "How far an export of evidence is.", get(export::progress)),
        see(office!("evidence/{deed}/file"), A::ExportEvidence, "The evidence, encrypted to the auditor; or a part of it.", get(export::file)),
        see(office!("outbox"), A::SeeOutbox, "Entries that wait for the board, and those that it refused.", get(officials::outbox)),
        see("/desk/v1/office/deeds", A::SeeDeeds, "Critical deeds that wait for a second official.", get(deeds::list)),
        act("/desk/v1/office/deeds/{deed}/look", A::ConsentToDeed, "Shows what a deed says, to those who may consent to it.", post(deeds::look)),
        act("/desk/v1/office/deeds/{deed}/consent", A::ConsentToDeed, "Consents to a deed, and does it.", post(deeds::consent)),
        act("/desk/v1/office/officials/appoint", A::Appoint, "Proposes to give an office.", post(officials::appoint)).takes::<officials::Post>(),
        act("/desk/v1/office/officials/dismiss", A::Appoint, "Proposes to take an office.", post(officials::dismiss)).takes::<officials::Post>(),
        act("/desk/v1/office/outage", A::DeclareOutage, "Consents to the outage of the config.", post(officials::declare_outage)),
        see("/desk/v1/office/usage/check", A::CheckUsage, "Whether the data log is whole.", get(officials::check_usage)),

        page("/", A::Public, "The start.", get(portal::start)),
        see("/style.css", A::Public, "How pages look.", get(portal::style)),
        see("/card.js", A::Public, "The script that speaks with the card.", get(portal::card)),
        form("/language", A::SignIn, "Chooses the language.", post(portal::choose_language)),
        page("/sign-in", A::SignIn, "Asks for the card.", get(portal::ask)),
        form("/sign-in", A::SignIn, "Signs in.", post(portal::sign_in)),
        form("/sign-in/demo", A::SignIn, "Signs in with a demo card.", post(portal::demo)),
        form("/sign-out", A::OwnData, "Signs out.", post(portal::sign_out)),
        form("/sign-out/everywhere", A::OwnData, "Signs out of every session.", post(portal::sign_out_everywhere)),
        page("/elections", A::OwnData, "My elections, and what I may do.", get(portal::elections)),
        page("/usage", A::OwnData, "Who looked at my data.", get(portal::usage)),

        page("/postal/{election}", A::OwnPostal, "Before one asks.", get(postal::before)),
        form("/postal/{election}", A::OwnPostal, "Begins a request.", post(postal::begin)),
        page("/postal/{election}/form/{sheet}", A::OwnPostal, "A sheet of the form.", get(postal::shown)),
        upload("/postal/{election}/form/{sheet}", A::OwnPostal, "Keeps what was typed.", post(postal::save)),
        page("/postal/{election}/sign", A::OwnPostal, "The request as a text.", get(postal::sign_read)),
        form("/postal/{election}/sign", A::OwnPostal, "Signs and sends it.", post(postal::sign)),
        form("/postal/{election}/sign/demo", A::OwnPostal, "Signs it with a demo card and sends it.", post(postal::sign_demo)),
        page("/postal/{election}/requests/{reference}", A::OwnPostal, "Where my request is.", get(postal::request)),
        page("/postal/{election}/requests/{reference}/confirmation.pdf", A::OwnPostal, "My request is confirmed, on paper.", get(postal::confirmation)),
        page("/postal/{election}/requests/{reference}/contact", A::OwnPostal, "How I am reached.", get(postal::contact_ask)),
        form("/postal/{election}/requests/{reference}/contact", A::OwnPostal, "Corrects how I am reached.", post(postal::contact_take)),
        page("/postal/{election}/requests/{reference}/{wish}", A::OwnPostal, "A second look.", get(postal::request_ask)),
        form("/postal/{election}/requests/{reference}/{wish}", A::OwnPostal, "Withdraws, corrects, answers.", post(postal::request_take)),

        page("/office/{election}", A::SeePostal, "The work list.", get(postal::work)),
        form("/office/{election}/bulk", A::DecidePostal, "Approves the clean ones.", post(postal::bulk)),
        page("/office/{election}/requests/{reference}", A::LookAtPostal, "A request.", get(postal::case_page)),
        form("/office/{election}/requests/{reference}", A::DecidePostal, "Takes a step.", post(postal::decide)),
        form("/office/{election}/requests/{reference}/second", A::DecidePostal, "Consents to a step.", post(postal::second)),
        form("/office/{election}/requests/{reference}/register", A::DecidePostal, "Asks the population register again.", post(postal::register_again)),
        form("/office/{election}/requests/{reference}/file", A::SendPostal, "The file of one pack for the printing house.", post(postal::file_of_one)),
        form("/office/{election}/requests/{reference}/papers", A::SendPostal, "Label, letter or envelope of one pack.", post(postal::papers_of_one)),
        page("/office/{election}/requests/{reference}/identity", A::LookAtPostal, "The picture of an identity card.", get(postal::picture)),
        page("/office/{election}/enter", A::EnterPostal, "For whom a request is entered.", get(postal::enter_ask)),
        form("/office/{election}/enter", A::EnterPostal, "The form, filled in from the roll.", post(postal::enter_look)),
        upload("/office/{election}/enter/file", A::EnterPostal, "Enters a request.", post(postal::enter_file)),
        page("/office/{election}/batches", A::SeePostal, "Batches of packs.", get(postal::batches)),
        form("/office/{election}/batches", A::SendPostal, "Freezes a batch.", post(postal::make_batch)),
        page("/office/{election}/batches/{batch}", A::SeePostal, "A batch.", get(postal::batch)),
        form("/office/{election}/batches/{batch}", A::SendPostal, "Prints or posts a batch.", post(postal::batch_act)),
        form("/office/{election}/batches/{batch}/file", A::SendPostal, "The file for the printing house.", post(postal::batch_file)),
        form("/office/{election}/batches/{batch}/papers", A::SendPostal, "Labels, letters or envelopes of a batch.", post(postal::batch_papers)),
        page("/office/{election}/scan", A::ReceivePostal, "Asks for an envelope's code.", get(postal::scan)),
        form("/office/{election}/scan", A::ReceivePostal, "Takes an envelope in.", post(postal::scanned)),
        page("/office/{election}/reconciliation", A::SeePostal, "Issued, returned, outstanding, cancelled.", get(postal::balance)),
        page("/office/{election}/reconciliation.csv", A::SeePostal, "The same as a file.", get(postal::balance_csv)),
        page("/office/{election}/reconciliation.pdf", A::SeePostal, "The same on paper, to be signed.", get(postal::reconciliation)),
    ]
}

/// How an election is run.
#[rustfmt::skip]
fn conducting() -> Vec<Route> {
    use Action as A;
    vec![
        page("/office/{election}/board", A::WatchBoard, "What the board shows, and alarms.", get(conduct::watch)),
        page("/office/{election}/conduct", A::WatchBoard, "How far the election is, and what comes next.", get(conduct::steps)),
        form("/office/{election}/conduct", A::RunElection, "Proposes what the authority is to say.", post(conduct::propose)),
        form("/office/{election}/conduct/consent", A::RunElection, "Consents to it: it is signed and sent.", post(conduct::consent)),
        page("/office/{election}/tally", A::WatchBoard, "Shares, votes on paper, the result.", get(conduct::tally)),
        page("/office/{election}/tally/paper", A::CountPaper, "The form for votes on paper.", get(conduct::paper_ask)),
        form("/office/{election}/tally/paper", A::CountPaper, "Keeps votes on paper.", post(conduct::paper_keep)),
        page("/room/{election}", A::Public, "The key ceremony on the wall.", get(conduct::room)),
        page("/room/{election}/protocol.json", A::Public, "The protocol of the key ceremony.", get(conduct::protocol_json)),
        page("/room/{election}/protocol.pdf", A::Public, "The same as a sheet to sign.", get(conduct::protocol_sheet)),
        carried("/room/{election}/packages", A::Public, "Takes a package of round 2 that a trustee signed.", post(conduct::take_package)),
        see("/room/{election}/packages/{ceremony}/{sender}/{recipient}", A::Public, "A package of round 2; only its recipient can read it.", get(conduct::give_package)),
        page("/room/{election}/hand-in", A::HandIn, "Asks for the files of a stick.", get(conduct::hand_in_ask)),
        stick("/room/{election}/hand-in", A::HandIn, "Hands signed entries to the ballot box.", post(conduct::hand_in)),
    ]
}

/// How an election is prepared.
#[rustfmt::skip]
fn preparing() -> Vec<Route> {
    use Action as A;
    vec![
        page("/office/prepare", A::PrepareElection, "Drafts of elections.", get(prepare::list)),
        upload("/office/prepare", A::PrepareElection, "Begins a draft.", post(prepare::begin)),
        page("/office/prepare/{draft}", A::PrepareElection, "A draft: its sections and its check list.", get(prepare::overview)),
        page("/office/prepare/{draft}/manifest.json", A::PrepareElection, "The draft as a file.", get(prepare::manifest)),
        page("/office/prepare/{draft}/ballot-definition.json", A::PrepareElection, "The draft as NIST SP 1500-20 says.", get(prepare::definition)),
        page("/office/prepare/{draft}/fix", A::PrepareElection, "What is fixed, by hash and id.", get(prepare::fix_ask)),
        form("/office/prepare/{draft}/fix", A::PrepareElection, "Proposes to fix it, or consents.", post(prepare::fix)),
        form("/office/prepare/{draft}/delete", A::PrepareElection, "Deletes a draft.", post(prepare::delete)),
        page("/office/prepare/{draft}/{section}", A::PrepareElection, "A section.", get(prepare::show)),
        upload("/office/prepare/{draft}/{section}", A::PrepareElection, "Changes a section, or takes candidates from a file.", post(prepare::save)),
        page("/office/prepare/{draft}/{section}/{item}", A::PrepareElection, "One thing of a section.", get(prepare::item_show)),
        form("/office/prepare/{draft}/{section}/{item}", A::PrepareElection, "Changes, moves or takes out one thing.", post(prepare::item_save)),
    ]
}

/// Every route of the router.
pub fn routes() -> Vec<RouteInfo> {
    table(0).into_iter().map(|route| route.info).collect()
}

/// The routes, each behind its gate.
pub(super) fn router(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    let roll_bytes = shared.config.limits.roll_bytes as usize;
    table(roll_bytes).into_iter().fold(Router::new(), |router, Route { info, handler, body_max, .. }| {
        let guarded = Guarded { shared: Arc::clone(shared), action: info.action, body_max };
        let handler = if info.page {
            handler.route_layer(from_fn_with_state(guarded, page_gate))
        } else {
            handler.route_layer(from_fn_with_state(guarded, gate))
        };
        router.route(info.path, handler)
    })
}

/// The routes in the manner of OpenAPI 3.1, with who may use them.
pub(super) fn description() -> Value {
    let mut paths = serde_json::Map::new();
    for Route { info: RouteInfo { method, path, action, about, .. }, takes, .. } in table(0) {
        let who: Vec<String> =
            Who::all().filter(|who| permits(*who, action)).map(|who| name(who).to_owned()).collect();
        let parameters = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let parameters = parameters.map(
            |name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }),
        );
        let more = takes.parameters.iter().map(|(name, place, must, about)| {
            json!({ "name": name, "in": place, "required": must, "description": about, "schema": { "type": "string" } })
        });
        let parameters: Vec<Value> = parameters.chain(more).collect();
        let entry = paths.entry(path).or_insert_with(|| json!({}));
        if let Some(methods) = entry.as_object_mut() {
            let responses = json!({ "default": { "description": "An answer, or a problem (RFC 9457)" } });
            let mut deed = json!({ "summary": about, "parameters": parameters, "x-permits": who, "responses": responses });
            if let (Some((kind, schema)), Some(members)) = (takes.body, deed.as_object_mut()) {
                let body = json!({ "required": true, "content": { kind: { "schema": schema } } });
                members.insert("requestBody".into(), body);
            }
            methods.insert(method.to_ascii_lowercase(), deed);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tabella: desk",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Signing in with an e-ID, the electoral roll, credentials, votes by post, the office. Requests that change \
                            something come from the desk's own origin and name the session's token in X-CSRF-Token; forms \
                            of pages (outside /desk/v1) name it in the field csrf.",
        },
        "paths": paths,
    })
}

/// The word for somebody in descriptions.
fn name(who: Who) -> &'static str {
    match who {
        Who::Nobody => "nobody",
        Who::Person => "person",
        Who::Official(role) => role.as_str(),
        Who::Portal => "portal",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_a_request_says_is_described() {
        let paths = &description()["paths"];
        let body =
            |path: &str, kind: &str| paths[path]["post"]["requestBody"]["content"][kind]["schema"].clone();
        let look = body(office!("lines/look"), "application/json");
        assert_eq!(look["required"], json!(["purpose"]), "{look}");
        assert_eq!(look["properties"]["number"]["description"], "The number on the roll.");
        assert_eq!(look["additionalProperties"], false);
        let post = body("/desk/v1/office/officials/appoint", "application/json");
        assert_eq!(post["required"], json!(["person", "role"]), "{post}");
        assert_eq!(body(office!("uploads"), "text/csv")["type"], "string");
        // the rest say nothing
        let silent = |route: &RouteInfo| {
            paths[route.path]["post"]["requestBody"].is_null() && route.method == "POST" && !route.page
        };
        let silent: Vec<&str> =
            routes().iter().filter(|route| silent(route)).map(|route| route.path).collect();
        let ends = ["challenge", "extend", "sign-out", "everywhere", "withdraw", "look", "consent", "outage"];
        assert!(silent.iter().all(|path| ends.iter().any(|end| path.ends_with(end))), "{silent:?}");
        let find = &paths["/desk/v1/data-tracker/findUsage"]["get"]["parameters"];
        let named =
            |name: &str| find.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone();
        assert_eq!(
            (&named("userCode")["in"], &named("X-Road-UserId")["in"]),
            (&json!("query"), &json!("header"))
        );
    }

    #[test]
    fn every_route_once() {
        let routes = routes();
        let once: BTreeSet<_> = routes.iter().map(|route| (route.path, route.method)).collect();
        assert_eq!(once.len(), routes.len());
        let used: BTreeSet<Action> = routes.iter().map(|route| route.action).collect();
        assert_eq!(used.into_iter().collect::<Vec<_>>(), Action::ALL, "an action without a route");
        let description = description();
        for route in routes {
            assert!(
                description["paths"][route.path][route.method.to_ascii_lowercase()].is_object(),
                "{}",
                route.path
            );
        }
    }
}
