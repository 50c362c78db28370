//! Every route, once, with what it does. The router, its gates, its description and the test of who may use what are made of
//! this table.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{MethodRouter, get, post},
};
use serde_json::{Value, json};

use super::{
    app, credential,
    gate::{Guarded, gate},
    input::JSON_MAX,
    me,
    office::{deeds, export, lines, officials, uploads},
    policy::{Action, Who, permits},
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
}

/// A route.
struct Route {
    info: RouteInfo,
    handler: MethodRouter<Arc<Shared>, Infallible>,
    body_max: usize,
}

type Handler = MethodRouter<Arc<Shared>, Infallible>;

fn see(path: &'static str, action: Action, about: &'static str, handler: Handler) -> Route {
    Route { info: RouteInfo { method: "GET", path, action, about }, handler, body_max: 0 }
}

fn act(path: &'static str, action: Action, about: &'static str, handler: Handler) -> Route {
    Route { info: RouteInfo { method: "POST", path, action, about }, handler, body_max: JSON_MAX }
}

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

#[rustfmt::skip]
fn table(roll_bytes: usize) -> Vec<Route> {
    use Action as A;
    vec![
        see("/healthz", A::Public, "Whether the process lives.", get(app::healthz)),
        see("/readyz", A::Public, "Whether the database answers.", get(app::readyz)),
        see("/metrics", A::Public, "Numbers for operators.", get(app::metrics)),
        see("/desk/v1/openapi.json", A::Public, "This description.", get(app::description)),

        see("/desk/v1/session", A::SignIn, "The session and its token; begins one. Does not extend it.", get(sign_in::show)),
        act("/desk/v1/sign-in/challenge", A::SignIn, "A nonce for the card.", post(sign_in::challenge)),
        act("/desk/v1/sign-in", A::SignIn, "Signs in with the card's answer.", post(sign_in::sign_in)),
        act("/desk/v1/session/extend", A::OwnData, "Extends the session.", post(sign_in::extend)),
        act("/desk/v1/sign-out", A::OwnData, "Signs out.", post(sign_in::sign_out)),
        act("/desk/v1/sign-out/everywhere", A::OwnData, "Signs out of every session.", post(sign_in::sign_out_everywhere)),

        see("/desk/v1/me", A::OwnData, "What is held of the person who asks.", get(me::me)),
        see("/desk/v1/me/elections", A::OwnData, "Elections, and whether one may vote online in them now.", get(me::elections)),
        see("/desk/v1/me/usage", A::OwnData, "Who used one's data, when and why.", get(usage::own)),
        act(election!("me/correction"), A::OwnData, "Corrects one's language, address, e-mail.", post(me::correct)),
        act(election!("credential/challenge"), A::OwnCredential, "The registrar's nonce and the live credential.", post(credential::challenge)),
        act(election!("credential"), A::OwnCredential, "Registers a credential.", post(credential::give)),
        see(election!("credential"), A::OwnCredential, "The live credential and where on the board it stands.", get(credential::status)),

        see("/desk/v1/data-tracker/findUsage", A::DataTracker, "Data Tracker: uses of a person's data.", get(usage::find)),
        see("/desk/v1/data-tracker/usagePeriod", A::DataTracker, "Data Tracker: since when there is a log.", get(usage::period)),
        see("/desk/v1/data-tracker/heartbeat", A::DataTracker, "Data Tracker: whether the log can be asked.", get(usage::heartbeat)),

        see(office!("uploads"), A::SeeRoll, "Rolls that wait.", get(uploads::list)),
        Route { body_max: roll_bytes, ..act(office!("uploads"), A::ChangeRoll, "Uploads a roll (text/csv).", post(uploads::upload)) },
        see(office!("uploads/{upload}"), A::SeeRoll, "What a roll would change.", get(uploads::show)),
        act(office!("uploads/{upload}/consent"), A::ChangeRoll, "Consents to what a roll changes.", post(uploads::consent)),
        act(office!("uploads/{upload}/apply"), A::ChangeRoll, "Puts a roll in force that two consented to.", post(uploads::apply)),
        act(office!("uploads/{upload}/withdraw"), A::ChangeRoll, "Takes a waiting roll back.", post(uploads::withdraw)),
        act(office!("lines/look"), A::LookAtLine, "Shows a person's line, for a purpose.", post(lines::look)),
        act(office!("lines/{number}/correction"), A::CorrectLine, "Corrects a line, or proposes it.", post(lines::correct)),
        act(office!("lines/{number}/revocation"), A::RevokeCredential, "Proposes to revoke a credential.", post(lines::revoke)),
        act(office!("evidence"), A::ExportEvidence, "Proposes to hand the evidence to an auditor.", post(export::propose)),
        see(office!("outbox"), A::SeeOutbox, "Entries that wait for the board, and those that it refused.", get(officials::outbox)),
        see("/desk/v1/office/deeds", A::SeeDeeds, "Critical deeds that wait for a second official.", get(deeds::list)),
        act("/desk/v1/office/deeds/{deed}/look", A::ConsentToDeed, "Shows what a deed says, to those who may consent to it.", post(deeds::look)),
        act("/desk/v1/office/deeds/{deed}/consent", A::ConsentToDeed, "Consents to a deed, and does it.", post(deeds::consent)),
        act("/desk/v1/office/officials/appoint", A::Appoint, "Proposes to give an office.", post(officials::appoint)),
        act("/desk/v1/office/officials/dismiss", A::Appoint, "Proposes to take an office.", post(officials::dismiss)),
        act("/desk/v1/office/outage", A::DeclareOutage, "Consents to the outage of the config.", post(officials::declare_outage)),
        see("/desk/v1/office/usage/check", A::CheckUsage, "Whether the data log is whole.", get(officials::check_usage)),
    ]
}

/// Every route of the router.
pub fn routes() -> Vec<RouteInfo> {
    table(0).into_iter().map(|route| route.info).collect()
}

/// The routes, each behind its gate.
pub(super) fn router(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    let roll_bytes = shared.config.limits.roll_bytes as usize;
    table(roll_bytes).into_iter().fold(Router::new(), |router, Route { info, handler, body_max }| {
        let guarded = Guarded { shared: Arc::clone(shared), action: info.action, body_max };
        router.route(info.path, handler.route_layer(from_fn_with_state(guarded, gate)))
    })
}

/// The routes in the manner of OpenAPI 3.1, with who may use them.
pub(super) fn description() -> Value {
    let mut paths = serde_json::Map::new();
    for RouteInfo { method, path, action, about } in routes() {
        let who: Vec<String> =
            Who::all().filter(|who| permits(*who, action)).map(|who| name(who).to_owned()).collect();
        let parameters = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let parameters = parameters.map(
            |name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }),
        );
        let parameters: Vec<Value> = parameters.collect();
        let entry = paths.entry(path).or_insert_with(|| json!({}));
        if let Some(methods) = entry.as_object_mut() {
            let responses = json!({ "default": { "description": "An answer, or a problem (RFC 9457)" } });
            let deed = json!({ "summary": about, "parameters": parameters, "x-permits": who, "responses": responses });
            methods.insert(method.to_ascii_lowercase(), deed);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tabella: desk",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Signing in with an e-ID, the electoral roll, credentials, the office. Requests that change something come \
                            from the desk's own origin and name the session's token in X-CSRF-Token.",
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
