//! `tabella eid check`: verdicts and exit codes on real tokens.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::{fs, path::PathBuf, process::Command};

use serde_json::Value;

/// The folder of the data.
fn data() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/webeid"))
}

/// Runs the command with a token in a file; gives its exit code and what it printed.
fn check(token: &Value, arguments: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token.json");
    fs::write(&file, token.to_string()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tabella"));
    command.args(["eid", "check", "--token"]).arg(&file).args(arguments);
    let output = command.output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn real_tokens_get_their_verdict() {
    let folder = data();
    let cases: Vec<Value> = serde_json::from_slice(&fs::read(folder.join("tokens.json")).unwrap()).unwrap();
    let all: Vec<String> = [
        "TEST_of_ESTEID2018.cer",
        "eID TEST EC Citizen CA.cer",
        "DVV TEST Certificates - G5E.crt",
        "ESTEID2018.cer",
    ]
    .map(|file| folder.join(file).to_str().unwrap().to_owned())
    .into();
    for case in &cases {
        let (reason, subject) = match case["name"].as_str().unwrap() {
            "VALID_AUTH_TOKEN" => (None, Some("PNOEE-38001085718")),
            "BELGIAN_TEST_ID_CARD_AUTH_TOKEN_ECC" => (None, Some("SERBE-01050399864")),
            "FINNISH_TEST_ID_CARD_BACKMAN_JUHANI_AUTH_TOKEN" => (None, Some("SERFI-999020016")),
            "AUTH_TOKEN_WRONG_CERT" => (Some("signature"), None),
            _ => (Some("issuer-unknown"), None),
        };
        let mut arguments =
            vec!["--json", "--origin", case["origin"].as_str().unwrap(), "--at", "2023-04-01T00:00:00Z"];
        arguments.extend(["--nonce", case["nonce"].as_str().unwrap(), "--ca"]);
        arguments.extend(all.iter().map(String::as_str));
        // the whole case, and the bare token
        for token in [case, &case["token"]] {
            let (code, printed) = check(token, &arguments);
            let printed: Value = serde_json::from_str(&printed).unwrap();
            assert_eq!(printed["reason"].as_str(), reason, "{printed}");
            assert_eq!(printed["subject"].as_str(), subject, "{printed}");
            assert_eq!(printed["verdict"], if reason.is_none() { "valid" } else { "invalid" });
            assert_eq!(code, i32::from(reason.is_some()));
        }
    }
}

#[test]
fn refusals_are_said_in_words() {
    let folder = data();
    let cases: Vec<Value> = serde_json::from_slice(&fs::read(folder.join("tokens.json")).unwrap()).unwrap();
    let case = cases.iter().find(|case| case["name"] == "VALID_AUTH_TOKEN").unwrap();
    let issuer = folder.join("TEST_of_ESTEID2018.cer");
    let with = |origin: &str, at: &str, more: &[&str]| {
        let nonce = case["nonce"].as_str().unwrap();
        let usual = ["--origin", origin, "--nonce", nonce, "--at", at, "--ca", issuer.to_str().unwrap()];
        check(case, &[&usual[..], more].concat())
    };
    let valid = with("https://ria.ee", "2023-04-01T00:00:00Z", &[]);
    assert_eq!(valid, (0, "valid: PNOEE-38001085718 (revocation not checked)\n".into()));
    let refused = |(code, printed): (i32, String), name: &str, hint: &str| {
        assert_eq!(code, 1, "{printed}");
        assert!(printed.lines().next().unwrap().ends_with(&format!("({name})")), "{printed}");
        assert!(printed.lines().skip(1).any(|line| line.contains(hint)) || hint.is_empty(), "{printed}");
    };
    refused(
        with("https://ria.ee/", "2023-04-01T00:00:00Z", &[]),
        "origin-malformed",
        "\"https://ria.ee/\": without path",
    );
    refused(
        with("https://evil.example", "2023-04-01T00:00:00Z", &[]),
        "signature",
        "exactly https://evil.example?",
    );
    refused(
        with("https://ria.ee", "2026-07-09T22:00:00Z", &[]),
        "certificate-expired",
        "until 2026-07-09T21:59:59Z, --at is 2026-07-09T22:00:00Z",
    );
    refused(
        with("https://ria.ee", "2021-07-22T12:43:07Z", &[]),
        "certificate-not-yet-valid",
        "valid from 2021-07-22T12:43:08Z",
    );
    // An answer about another certificate.
    let answer = folder.join("ocsp_response.der");
    let answer = ["--ocsp", answer.to_str().unwrap()];
    refused(with("https://ria.ee", "2021-09-17T18:25:24Z", &answer), "ocsp-other-certificate", "");
    // Another issuer: both are named.
    let belgian = cases.iter().find(|case| case["name"] == "BELGIAN_TEST_ID_CARD_AUTH_TOKEN_ECC").unwrap();
    let usual = ["--origin", "https://ria.ee", "--nonce", case["nonce"].as_str().unwrap()];
    let usual = [&usual[..], &["--at", "2023-04-01T00:00:00Z", "--ca", issuer.to_str().unwrap()]].concat();
    let unknown = check(belgian, &usual);
    refused(unknown.clone(), "issuer-unknown", "the card's issuer: ");
    refused(unknown, "issuer-unknown", "CN=TEST of ESTEID2018");
    // What is no certificate authority is no verdict, but a mistake.
    let responder = folder.join("TEST_of_SK_OCSP_RESPONDER_2020.cer");
    let (code, printed) =
        with("https://ria.ee", "2023-04-01T00:00:00Z", &["--ca", responder.to_str().unwrap()]);
    assert_eq!((code, printed.as_str()), (2, ""));
}
