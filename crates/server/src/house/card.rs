//! A simulated reader with cards of the demo authority, for demonstrations: the booth's page puts on the reader's part, and
//! the card's part is here, because nothing on a page may hold cryptography.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json, Router,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::{Value, json};
use tabella_identity::{
    PersonId,
    demo::{DemoAuthority, DemoCard},
};

use super::{DemoCardConfig, StartError};

/// Hosts that are this machine for a browser, whatever the network.
const HERE: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// What a page asks a card for, as in Web eID's own protocol.
#[derive(Deserialize)]
struct Asked {
    person: String,
    #[serde(flatten)]
    action: Action,
}

#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
enum Action {
    #[serde(rename_all = "camelCase")]
    Authenticate {
        challenge_nonce: String,
    },
    GetSigningCertificate,
    #[serde(rename_all = "camelCase")]
    Sign {
        hash: String,
        hash_function: String,
    },
}

/// `GET /demo/cards` and `POST /demo/card`. The cards sign for the desk's origin.
pub(super) fn router(cards: &[DemoCardConfig], origin: &str) -> Result<Router, StartError> {
    if cards.is_empty() {
        return Ok(Router::new());
    }
    let authority = DemoAuthority::new();
    let mut all = BTreeMap::new();
    for card in cards {
        let id = PersonId::parse(&card.person).map_err(|_| StartError::DemoPerson(card.person.clone()))?;
        all.insert(card.person.clone(), authority.card(&id, &card.given_name, &card.surname));
    }
    let (all, origin, cards) = (Arc::new(all), Arc::<str>::from(origin), cards.to_vec());
    let shown = move |headers: HeaderMap| async move { Json(shown(&cards, &headers)) };
    Ok(Router::new().route("/demo/cards", get(shown)).route(
        "/demo/card",
        post(move |Json(asked): Json<Asked>| async move { answer(&all, &origin, &asked) }),
    ))
}

/// The cards beside the reader; officials by what they do, in words.
fn shown(cards: &[DemoCardConfig], headers: &HeaderMap) -> Vec<Value> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
    let card = |card: &DemoCardConfig| {
        let about = card.about_in(accepted);
        json!({ "person": card.person, "given_name": card.given_name, "surname": card.surname, "about": about })
    };
    cards.iter().map(card).collect()
}

fn answer(cards: &BTreeMap<String, DemoCard>, origin: &str, asked: &Asked) -> Response {
    let Some(card) = cards.get(&asked.person) else { return StatusCode::NOT_FOUND.into_response() };
    match &asked.action {
        Action::Authenticate { challenge_nonce } => {
            let token = card.authenticate(origin, challenge_nonce);
            ([(header::CONTENT_TYPE, "application/json")], token).into_response()
        }
        Action::GetSigningCertificate => Json(json!({
            "certificate": BASE64.encode(card.signing_certificate()),
            "supportedSignatureAlgorithms":
                [{ "cryptoAlgorithm": "ECC", "hashFunction": "SHA-384", "paddingScheme": "NONE" }],
        }))
        .into_response(),
        Action::Sign { hash, hash_function } => {
            let signed = (hash_function == "SHA-384")
                .then(|| BASE64.decode(hash.as_bytes()).ok())
                .flatten()
                .and_then(|hash| card.sign_hash(&hash));
            let Some(signed) = signed else { return StatusCode::BAD_REQUEST.into_response() };
            let algorithm =
                json!({ "cryptoAlgorithm": "ECC", "hashFunction": "SHA-384", "paddingScheme": "NONE" });
            Json(json!({ "signature": BASE64.encode(&signed), "signatureAlgorithm": algorithm }))
                .into_response()
        }
    }
}

/// Requests of a page on this very machine, without TLS, count as those of the desk's own pages.
pub(super) fn same_machine(rooms: Router, origin: &str) -> Router {
    let desk = HeaderValue::try_from(origin).ok();
    rooms.layer(from_fn(move |mut request: Request, next: Next| {
        let desk = desk.clone().filter(|_| is_same_machine(request.headers()));
        async move {
            if let Some(desk) = desk {
                request.headers_mut().insert(header::ORIGIN, desk);
            }
            next.run(request).await
        }
    }))
}

/// Whether the request's origin is its own host, without TLS, and that host is this machine.
fn is_same_machine(headers: &HeaderMap) -> bool {
    let text = |name| {
        let mut all = headers.get_all(name).iter();
        let only = all.next().and_then(|value: &HeaderValue| value.to_str().ok());
        only.filter(|_| all.next().is_none())
    };
    let (Some(origin), Some(host)) = (text(header::ORIGIN), text(header::HOST)) else { return false };
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|c| c.is_ascii_digit()));
    HERE.contains(&name.map_or(host, |(name, _)| name)) && origin.strip_prefix("http://") == Some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn officials_are_named_in_words() {
        let (given_name, surname) = ("Demo".to_owned(), "Official".to_owned());
        let (person, about) = ("PNOEE-36002020019".to_owned(), "election-manager".to_owned());
        let cards = [DemoCardConfig { person, given_name, surname, about }];
        let headers = |language: &'static str| {
            HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(language))])
        };
        assert_eq!(shown(&cards, &headers("en"))[0]["about"], "The election manager");
        assert_ne!(shown(&cards, &headers("et"))[0]["about"], "The election manager");
    }

    #[test]
    fn only_this_machine_does_without_tls() {
        let same = |origin: &'static str, host: &'static str| {
            let pairs = [(header::ORIGIN, origin), (header::HOST, host)];
            is_same_machine(
                &pairs.into_iter().map(|(name, text)| (name, HeaderValue::from_static(text))).collect(),
            )
        };
        assert!(same("http://localhost:8080", "localhost:8080"));
        assert!(same("http://127.0.0.1", "127.0.0.1"));
        assert!(same("http://[::1]:80", "[::1]:80"));
        assert!(!same("http://localhost:8081", "localhost:8080"));
        assert!(!same("https://localhost:8080", "localhost:8080"));
        assert!(!same("http://vote.example.org", "vote.example.org"));
        assert!(!same("http://evil.example", "localhost:8080"));
        assert!(!is_same_machine(&HeaderMap::new()));
    }
}
