//! `verify`, `board show` and `board archive` of a board at a URL.

use std::fs;

use serde_json::Value;

use crate::{
    boards::{election, post, write},
    code, path, tabella, text,
    web::Web,
};

#[test]
fn a_board_at_a_url_is_the_board_in_its_directory() {
    let mut fixture = election();
    for choice in 0..2 {
        let voter = fixture.credential(0, 1);
        fixture.cast(&voter, &[choice, 0, 0, 7, 8]);
        fixture.challenge(&voter, &[0, 0, 1, 9, 0]);
    }
    fixture.finish();
    let directory = tempfile::tempdir().unwrap();
    let (place, archive) = (directory.path().join("board"), directory.path().join("board.tar"));
    write(&fixture, &place);
    let (web, id) = (Web::of(&place), fixture.election.id().to_string());

    let verify = |target: &str| tabella(&["verify", target, "--election-id", &id, "--json"]);
    let output = verify(&web.url());
    assert_eq!(code(&output), 0, "{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(text(&output.stdout), text(&verify(path(&place)).stdout));
    let show = |board: &str| text(&tabella(&["board", "show", "0", "--board", board, "--json"]).stdout);
    assert!(show(&web.url()).contains("\"type\":\"manifest\""));
    assert_eq!(show(&format!("{}/", web.url())), show(path(&place)));

    let output = tabella(&["board", "archive", "--board", &web.url(), "--out", path(&archive)]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    assert_eq!(text(&verify(path(&archive)).stdout), text(&verify(path(&place)).stdout));
    // nothing but the archive is left
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2);

    // what the server shows is not what was signed
    let tile = fs::read_dir(place.join("tile/entries/000.p")).unwrap().next().unwrap().unwrap().path();
    let newest = place.join(format!("tile/entries/000.p/{}", fixture.entries.len()));
    assert!(tile.exists());
    let mut bytes = fs::read(&newest).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&newest, bytes).unwrap();
    assert_eq!(code(&verify(&web.url())), 1);
    // half of a file
    fs::write(&newest, b"\0").unwrap();
    assert_eq!(code(&verify(&web.url())), 1);
    // no board, nobody
    fs::remove_file(place.join("checkpoint")).unwrap();
    let output = verify(&web.url());
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("there is no board here"), "{}", text(&output.stderr));
    let url = web.url();
    drop(web);
    assert_eq!(code(&verify(&url)), 2);
}

#[test]
fn a_later_run_goes_on_where_the_last_one_ended() {
    let mut fixture = election();
    let directory = tempfile::tempdir().unwrap();
    let (place, state) = (directory.path().join("board"), directory.path().join("state"));
    let mut board = write(&fixture, &place);
    let (web, id) = (Web::of(&place), fixture.election.id().to_string());
    let opened = fixture.entries.len();
    let verify = || {
        let output =
            tabella(&["verify", &web.url(), "--election-id", &id, "--state", path(&state), "--json"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        (code(&output), report)
    };
    let (status, report) = verify();
    assert_eq!((status, report["resumed_from"].as_u64()), (3, None));
    let voter = fixture.credential(0, 1);
    fixture.cast(&voter, &[1, 0, 0, 7, 8]);
    post(&fixture, &mut board, fixture.entries.get(opened..).unwrap());
    let (status, report) = verify();
    assert_eq!((status, report["resumed_from"].as_u64()), (3, Some(opened as u64)));

    // the same election goes on another way: the board of the state is gone
    let mut other = election();
    let voter = other.credential(0, 1);
    other.cast(&voter, &[0, 1, 0, 1, 1]);
    other.cast(&voter, &[0, 0, 1, 1, 1]);
    let fork = directory.path().join("fork");
    write(&other, &fork);
    web.show(&fork);
    let (status, report) = verify();
    assert_eq!((status, report["first_failure"]["check"].as_str()), (1, Some("V4")));
}
