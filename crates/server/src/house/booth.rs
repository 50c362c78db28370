//! The booth's files, with the headers that its build wrote down for them.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use axum::{
    Json, Router,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::{Next, from_fn},
    response::{Redirect, Response},
    routing::get,
};
use serde_json::json;
use tower_http::services::{ServeDir, ServeFile};

use super::Config;

/// Names that change with the bytes may be kept for ever; everything else is asked for anew.
const FOREVER: &str = "public, max-age=31536000, immutable";
const ANEW: &str = "no-cache";

/// Digits of the hash in the name of a file that does not change.
const DIGITS: usize = 12;

/// Why the booth cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum BoothError {
    /// The folder is not what `cargo xtask client` writes.
    #[error("{path}: {source} (`cargo xtask client` builds the booth into target/client/dist)")]
    Folder {
        /// The file that is missing or cannot be read.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The headers that the build wrote down.
    #[error("{0}: not a list of headers")]
    Headers(PathBuf),
}

/// What a server sends with every file of the booth.
fn headers(client: &Path) -> Result<HeaderMap, BoothError> {
    let path = client.join("headers.json");
    let text = fs::read(&path).map_err(|source| BoothError::Folder { path: path.clone(), source })?;
    let wrong = || BoothError::Headers(path.clone());
    let named: BTreeMap<String, String> = serde_json::from_slice(&text).map_err(|_| wrong())?;
    let read = |(name, value): (String, String)| {
        let name = HeaderName::try_from(name).map_err(|_| wrong())?;
        Ok((name, HeaderValue::try_from(value).map_err(|_| wrong())?))
    };
    named.into_iter().map(read).collect()
}

/// Whether the file's name holds a part of its hash: `booth-6350f6fc1d14.js`.
fn is_named_by_hash(path: &str) -> bool {
    let stem = path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() == DIGITS && hash.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// The files below `/vote/`, and `config.json`: where the desk and the boards are.
pub(super) fn router(config: &Config, client: &Path, elections: &[String]) -> Result<Router, BoothError> {
    let index = client.join("index.html");
    fs::metadata(&index).map_err(|source| BoothError::Folder { path: index.clone(), source })?;
    let headers = headers(client)?;
    let boards: BTreeMap<&String, String> =
        elections.iter().map(|election| (election, format!("/board/{election}/"))).collect();
    let reader = (!config.demo_cards.is_empty()).then_some("/demo/");
    let settings = json!({
        "desk": "/desk/v1/",
        "boards": boards,
        "help": config.help,
        "demo": reader.is_some(),
        "reader": reader,
    });
    let files = ServeDir::new(client).precompressed_br().precompressed_gzip();
    let with_headers = move |request: Request, next: Next| {
        let headers = headers.clone();
        async move {
            let kept = is_named_by_hash(request.uri().path());
            let mut response: Response = next.run(request).await;
            response.headers_mut().extend(headers);
            let caching = if kept && response.status().is_success() { FOREVER } else { ANEW };
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
            response
        }
    };
    let nested = Router::new()
        .route("/", get(|| async { Redirect::to("/vote/") }))
        .route("/config.json", get(move || async move { Json(settings) }))
        .fallback_service(files);
    let start = ServeFile::new(index).precompressed_br().precompressed_gzip();
    let router = Router::new()
        .route_service("/vote/", start)
        .route("/observe/", get(|| async { Redirect::to("/vote/observe.html") }))
        .nest("/vote", nested);
    Ok(router.layer(from_fn(with_headers)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept() {
        for kept in ["/booth-6350f6fc1d14.js", "/vote/tabella-8535bf1ed3d6.wasm"] {
            assert!(is_named_by_hash(kept), "{kept}");
        }
        for asked in
            ["/", "/index.html", "/booth-6350f6fc1d1.js", "/booth-6350F6FC1D14.js", "/6350f6fc1d14.js"]
        {
            assert!(!is_named_by_hash(asked), "{asked}");
        }
    }
}
