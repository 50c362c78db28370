use super::*;
use crate::testing::Server;

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nyes";
const BUSY: &str = "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const GONE: &str = "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// Three attempts without waiting.
fn client(url: &str) -> HttpClient {
    HttpClient::new(url, Patience { attempts: 3, first_wait: Duration::ZERO }).unwrap()
}

fn said(url: &str, limit: u64) -> String {
    client(url).get("file", limit).unwrap_err().to_string()
}

#[test]
fn urls() {
    for good in ["http://a", "https://a.example/log/", "http://127.0.0.1:7", "http://[::1]:7/x"] {
        assert!(HttpClient::new(good, Patience::default()).is_ok(), "{good}");
    }
    assert_eq!(client("https://a.example/log//").url(), "https://a.example/log");
    for bad in
        ["", "a", "ftp://a", "http://", "http:///a", "http://u:p@a", "http://a?x", "http://a#x", "http://a b"]
    {
        assert!(matches!(HttpClient::new(bad, Patience::default()), Err(HttpError::Url(_))), "{bad}");
    }
}

#[test]
fn what_passes_is_tried_again() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nyes";
    for passing in [BUSY, cut, ""] {
        let server = Server::answers(&[passing, passing, OK]);
        assert_eq!(client(&server.url()).get("file", 9).unwrap().as_deref(), Some(&b"yes"[..]), "{passing}");
        assert_eq!(server.asked().len(), 3);
        let server = Server::answers(&[passing, passing, passing, OK]);
        let said = said(&server.url(), 9);
        assert!(said.contains("/file: "), "{said}");
        assert_eq!(server.asked().len(), 3, "{passing}");
    }
}

#[test]
fn what_does_not_pass_is_told_at_once() {
    let server = Server::answers(&[GONE]);
    assert_eq!(client(&server.url()).get("file", 9).unwrap(), None);
    let problem = r#"{"type":"about:blank","title":"Forbidden","detail":"not\u001b[2J for you"}"#;
    let refusal =
        format!("HTTP/1.1 403 No\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{problem}", problem.len());
    let server = Server::answers(&[refusal.as_str(), OK]);
    let said = said(&server.url(), 9);
    assert!(said.ends_with("/file: the server answers 403: Forbidden: not[2J for you"), "{said}");
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn no_more_bytes_than_the_file_can_have() {
    for chunked in [false, true] {
        let answer = if chunked {
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nyes\r\n0\r\n\r\n"
        } else {
            OK
        };
        let server = Server::answers(&[answer, answer]);
        assert_eq!(client(&server.url()).get("file", 3).unwrap().as_deref(), Some(&b"yes"[..]));
        assert!(said(&server.url(), 2).contains("more than 2 bytes"));
        assert_eq!(server.asked().len(), 2);
    }
}

#[test]
fn an_endless_answer_ends() {
    let endless = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", "x".repeat(1 << 20));
    let server = Server::answers(&[endless.as_str()]);
    assert!(said(&server.url(), 1000).contains("more than 1000 bytes"));
}

#[test]
fn redirections_are_counted() {
    let server = Server::answers(&[]);
    let away = format!(
        "HTTP/1.1 302 Found\r\nLocation: {}/else\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        server.url()
    );
    let from = Server::answers(&[away.as_str()]);
    server.put("else", "there");
    assert_eq!(client(&from.url()).get("file", 9).unwrap().as_deref(), Some(&b"there"[..]));
    // in a circle
    let circle = away.replace(&server.url(), "").replace("else", "file");
    let turning = Server::answers(&[circle.as_str(); 9]);
    assert!(client(&turning.url()).get("file", 9).is_err());
    assert_eq!(turning.asked().len(), 4);
}

#[test]
fn nobody_there() {
    let url = Server::answers(&[]).url();
    let said = said(&url, 9);
    assert!(said.contains("(tried 3 times)") || said.contains("refused"), "{said}");
}

#[test]
fn posts() {
    let server = Server::answers(&[BUSY, OK]);
    let answer = client(&server.url()).post("api", "application/cbor", b"ballot", 9).unwrap();
    assert_eq!((answer.status, &*answer.body, &*answer.encoding), (200, &b"yes"[..], ""));
    let asked = server.asked();
    assert_eq!(asked[0], ("POST /api HTTP/1.1".into(), b"ballot".to_vec()));
    assert_eq!(asked[0], asked[1]);
}

#[test]
fn waits_grow_and_end() {
    let patience = Patience { attempts: 9, first_wait: Duration::from_secs(1) };
    for attempt in 1..60 {
        let full = Duration::from_secs(1 << (attempt - 1).min(6)).min(WAIT_MAX);
        let wait = patience.wait(attempt, None);
        assert!(wait >= full / 2 && wait <= full, "{attempt}: {wait:?}");
    }
    assert_eq!(patience.wait(1, Some(Duration::from_secs(7))), Duration::from_secs(7));
    assert_eq!(patience.wait(1, Some(Duration::from_secs(3600))), WAIT_MAX);
}
