//! The description of the routes, made from the handlers, and a page to read it.

use std::fmt::Write as _;

use axum::{
    Json,
    http::header,
    response::{Html, IntoResponse, Response},
};
use serde_json::Value;
use utoipa::OpenApi;

use super::{board, cast, entries, events, look, problem, tally};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tabella: ballot box and bulletin board",
        description = "Casting ballots and reading the board. The files of the log (C2SP tlog-tiles) lie at the root. Entries are \
                       CBOR as docs/protocol.md says; problems are RFC 9457."
    ),
    paths(
        board::checkpoint,
        board::tile,
        board::blob,
        board::witnessed,
        cast::cast,
        entries::post_entry,
        entries::show_entry,
        look::credential,
        look::tracker,
        look::proof,
        look::status,
        tally::turnout,
        tally::tally,
        events::events
    ),
    components(schemas(problem::Shown))
)]
struct Api;

/// The document.
fn api() -> Value {
    serde_json::to_value(Api::openapi()).unwrap_or_default()
}

pub(super) async fn document() -> Response {
    ([(header::CACHE_CONTROL, board::FRESH)], Json(api())).into_response()
}

pub(super) async fn style() -> Response {
    let css = include_str!("api.css");
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, board::FRESH)], css)
        .into_response()
}

pub(super) async fn page() -> Response {
    ([(header::CACHE_CONTROL, board::FRESH)], Html(render(&api()))).into_response()
}

/// Words as HTML.
fn escaped(words: &Value) -> String {
    let words = words.as_str().unwrap_or_default();
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn render(api: &Value) -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n",
    );
    let title = escaped(api.pointer("/info/title").unwrap_or(&Value::Null));
    let about = escaped(api.pointer("/info/description").unwrap_or(&Value::Null));
    // writing to a string does not fail
    let _ = write!(
        page,
        "<title>{title}</title>\n<link rel=\"stylesheet\" href=\"/api/style.css\">\n<h1>{title}</h1>\n<p>{about}</p>\n\
         <p><a href=\"/api/v1/openapi.json\">OpenAPI document</a> · <a href=\"/api/v1/status\">status</a> · <a \
         href=\"/checkpoint\">checkpoint</a></p>\n"
    );
    for (path, methods) in api["paths"].as_object().into_iter().flatten() {
        for (method, deed) in methods.as_object().into_iter().flatten() {
            let _ = write!(
                page,
                "<section>\n<h2><code>{} {}</code></h2>\n<p><strong>{}</strong> {}</p>\n<dl>\n",
                method.to_uppercase(),
                escaped(&Value::from(path.as_str())),
                escaped(&deed["summary"]),
                escaped(&deed["description"])
            );
            for parameter in deed["parameters"].as_array().into_iter().flatten() {
                let (name, about) = (escaped(&parameter["name"]), escaped(&parameter["description"]));
                let _ = writeln!(page, "<dt><code>{name}</code><dd>{about}");
            }
            let body = &deed["requestBody"];
            if !body.is_null() {
                let _ = writeln!(page, "<dt>Body<dd>{}", escaped(&body["description"]));
            }
            for (status, response) in deed["responses"].as_object().into_iter().flatten() {
                let _ = writeln!(page, "<dt>{status}<dd>{}", escaped(&response["description"]));
            }
            page.push_str("</dl>\n</section>\n");
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described() {
        let api = api();
        let paths: Vec<&str> = api["paths"].as_object().unwrap().keys().map(String::as_str).collect();
        for path in ["/checkpoint", "/tile/{path}", "/api/v1/ballots", "/api/v1/entries", "/api/v1/events"] {
            assert!(paths.contains(&path), "{path} in {paths:?}");
        }
        let page = render(&api);
        for path in paths {
            assert!(page.contains(path), "{path}");
        }
        assert!(!page.contains("<script"));
    }

    #[test]
    fn words_are_not_markup() {
        assert_eq!(escaped(&Value::from("<a href=\"x\">&")), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }
}
