//! Which crate may need which: the floors, the walls between them, and one curve for all.

use std::collections::{BTreeMap, VecDeque};

use super::house::{CEREMONY, House};

/// Where a crate stands. Numbers up to [`PURE`] are the floors of crates/README.md.
const FLOORS: &[(&str, u8)] = &[
    ("tabella-crypto", 0),
    ("tabella-tlog", 0),
    ("tabella-election", 1),
    ("tabella-ballot", 2),
    ("tabella-trustee", 2),
    ("tabella-tally", 3),
    ("tabella-board", 4),
    ("tabella-verifier", 5),
    // beside the stairs: votes in, seats out, nothing of ours below
    ("tabella-seats", 0),
    // and out of doors: what is published of a verified board
    ("tabella-publish", 6),
    // and what comes before any board: a manifest that is being written
    ("tabella-prepare", 6),
    // the desk's own stairs
    ("tabella-identity", 6),
    ("tabella-roll", 7),
    ("tabella-postal", 8),
    // with an operating system
    ("tabella-database", 9),
    ("tabella-desk-store", 10),
    ("tabella-urn-store", 10),
    ("tabella-http", 10),
    ("tabella-wasm", 10),
    ("tabella-observer", 11),
    ("tabella-server", 11),
    ("tabella-cli", 12),
    ("tabella-ceremony", 12),
];

/// The last floor that builds for WebAssembly: above it e-ID signatures are verified in C.
const BROWSER: u8 = 5;

/// Crates beside the house: nothing may need them.
const OUTSIDE: &[&str] = &["tabella-service", "tabella-tests", "xtask"];

/// The last floor without clock, randomness and sockets.
const PURE: u8 = 8;

/// Nothing in `from` may need anything in `to`, not even through others.
struct Wall {
    from: &'static [&'static str],
    to: &'static [&'static str],
    because: &'static str,
}

const DESK: &[&str] =
    &["tabella-identity", "tabella-roll", "tabella-postal", "tabella-documents", "tabella-desk-store"];
const URN: &[&str] = &["tabella-ballot", "tabella-tally", "tabella-board", "tabella-urn-store"];

const WALLS: &[Wall] = &[
    Wall {
        from: &[
            "tabella-server",
            "tabella-board",
            "tabella-verifier",
            "tabella-cli",
            "tabella-wasm",
            "tabella-observer",
        ],
        to: &["tabella-trustee", "tabella-ceremony"],
        because: "nothing on a network links code that knows a key share; the demo runs the ceremony program",
    },
    Wall { from: DESK, to: URN, because: "ballot secrecy: no ballot reaches a name" },
    Wall { from: URN, to: DESK, because: "ballot secrecy: no name reaches the urn" },
    Wall {
        from: &["tabella-verifier"],
        to: &["tabella-database", "tabella-desk-store", "tabella-urn-store", "tabella-server"],
        because: "the judge shares no plumbing with the judged",
    },
    Wall {
        from: &["tabella-election", "tabella-ballot", "tabella-tally", "tabella-board"],
        to: &["tabella-database", "tabella-desk-store", "tabella-urn-store"],
        because: "what may be on the board does not depend on where it is kept",
    },
    Wall {
        from: &["tabella-urn-store"],
        to: &["tabella-election", "tabella-ballot", "tabella-tally", "tabella-board", "tabella-verifier"],
        because: "a store that cannot read its entries cannot prefer one",
    },
];

/// What a pure floor may not need, not even through others.
const IMPURE: &[&str] =
    &["tokio", "mio", "socket2", "async-std", "smol", "hyper", "reqwest", "ureq", "chrono", "sqlx"];
const PURITY: &str = "floors 0 to 5 and the desk's have no sockets, no clock, no runtime: they are tested without waiting, and \
                      those up to 5 build for wasm32";

fn floor(name: &str) -> Option<u8> {
    FLOORS.iter().find(|(room, _)| *room == name).map(|(_, floor)| *floor)
}

/// Whether the crate stands on a floor without clock, randomness and sockets.
pub(crate) fn is_pure(name: &str) -> bool {
    floor(name).is_some_and(|floor| floor <= PURE)
}

/// Whether the crate builds for the browser.
pub(crate) fn builds_for_browser(name: &str) -> bool {
    floor(name).is_some_and(|floor| floor <= BROWSER)
}

pub(crate) fn every_room_has_a_floor(house: &House) -> Vec<String> {
    house
        .rooms
        .iter()
        .filter(|room| floor(&room.name).is_none() && !OUTSIDE.contains(&room.name.as_str()))
        .map(|room| format!("{} has no floor: give it one in crates/xtask/src/tidy/arrows.rs", room.name))
        .collect()
}

pub(crate) fn floors_go_down(house: &House) -> Vec<String> {
    let mut said = Vec::new();
    for (from, needed) in &house.arrows {
        for to in needed {
            match (floor(from), floor(to)) {
                (Some(here), Some(there)) if there >= here => said.push(format!(
                    "{from} (floor {here}) needs {to} (floor {there}): arrows go down only, so that a floor can be read \
                     knowing those below it"
                )),
                (Some(_), None) if OUTSIDE.contains(&to.as_str()) => {
                    said.push(format!("{from} needs {to}, which stands beside the house"));
                }
                _ => {}
            }
        }
    }
    said
}

pub(crate) fn walls_stand(house: &House) -> Vec<String> {
    let mut said = Vec::new();
    let mut hold = |from: &str, to: &[&str], because: &str| {
        for to in to {
            if let Some(way) = way(house, from, to) {
                said.push(format!("{}: {because}", way.join(" → ")));
            }
        }
    };
    for Wall { from, to, because } in WALLS {
        for from in *from {
            hold(from, to, because);
        }
    }
    for (room, floor) in FLOORS {
        if *floor <= PURE {
            hold(room, IMPURE, PURITY);
        }
    }
    said
}

/// The shortest way along the arrows, both ends included.
fn way<'a>(house: &'a House, from: &'a str, to: &str) -> Option<Vec<&'a str>> {
    let mut came_from = BTreeMap::from([(from, None)]);
    let mut queue = VecDeque::from([from]);
    while let Some(here) = queue.pop_front() {
        if here == to {
            let mut way: Vec<&str> =
                std::iter::successors(Some(here), |step| came_from.get(step).copied().flatten()).collect();
            way.reverse();
            return Some(way);
        }
        for next in house.arrows.get(here).into_iter().flatten() {
            came_from.entry(next.as_str()).or_insert_with(|| {
                queue.push_back(next);
                Some(here)
            });
        }
    }
    None
}

pub(crate) fn demo_is_asked_for(house: &House) -> Vec<String> {
    let inside = house.rooms.iter().filter(|room| !OUTSIDE.contains(&room.name.as_str()));
    inside
        .flat_map(|room| room.demo_unasked.iter().map(move |by| (room, by)))
        .map(|(room, by)| {
            format!(
                "{}: {by} switches the feature demo on: what is shipped knows no cards that anyone can make",
                room.name
            )
        })
        .collect()
}

/// What speaks with a network, or is only there for what does.
const NETWORK: &[&str] = &[
    "tabella-http",
    "tabella-server",
    "rustls",
    "native-tls",
    "openssl",
    "webpki-roots",
    "hickory-resolver",
    "curl",
    "h2",
];

pub(crate) fn the_offline_program_has_no_network(house: &House) -> Vec<String> {
    let mut said = Vec::new();
    // nothing found would look like nothing there
    if !house.offline.contains("tabella-trustee") {
        said.push(format!("cargo tree does not say what {CEREMONY} is made of"));
    }
    let speaks = |name: &&str| house.offline.contains(*name);
    let found: Vec<&str> = IMPURE.iter().chain(NETWORK).copied().filter(speaks).collect();
    if !found.is_empty() {
        said.push(format!(
            "{CEREMONY} needs {} without its feature online: the machine with a trustee's keys has no code for a network",
            found.join(", ")
        ));
    }
    let sources =
        house.rooms.iter().filter(|room| room.name == CEREMONY).flat_map(|room| house.sources(room));
    for file in sources {
        if file.text.contains("std::net") || file.text.contains("UnixStream") {
            said.push(format!(
                "{} opens a socket: that is for tabella-http, with the feature online",
                file.path
            ));
        }
    }
    said
}

pub(crate) fn one_curve(house: &House) -> Vec<String> {
    let found = house.versions.get("curve25519-dalek");
    if found.is_some_and(|versions| versions.iter().eq(["4.1.3"])) {
        return Vec::new();
    }
    vec![format!(
        "curve25519-dalek must be in the tree once, as 4.1.3, and is {found:?}: two versions are two different groups to \
         the compiler"
    )]
}

#[cfg(test)]
mod tests {
    use super::{super::house::Room, *};

    fn house(arrows: &[(&str, &[&str])]) -> House {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        House {
            arrows: arrows.iter().map(|(from, to)| ((*from).to_owned(), own(to))).collect(),
            ..House::default()
        }
    }

    #[test]
    fn a_room_without_a_floor_is_named() {
        let room = |name: &str| Room { name: name.into(), ..Room::default() };
        let house = House {
            rooms: vec![room("xtask"), room("tabella-board"), room("tabella-attic")],
            ..House::default()
        };
        let said = every_room_has_a_floor(&house);
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("tabella-attic has no floor"));
    }

    #[test]
    fn demo_cards_in_what_is_shipped_are_found() {
        let with = |name: &str, by: &[&str]| {
            let demo_unasked = by.iter().map(|by| (*by).to_owned()).collect();
            let room = Room { name: name.into(), demo_unasked, ..Room::default() };
            demo_is_asked_for(&House { rooms: vec![room], ..House::default() })
        };
        assert_eq!(with("tabella-server", &[]), [""; 0]);
        assert_eq!(with("tabella-server", &["tabella-identity", "default"]).len(), 2);
        assert_eq!(with("tabella-tests", &["tabella-identity"]), [""; 0]);
    }

    #[test]
    fn arrows_up_and_sideways_are_refused() {
        let down = house(&[("tabella-board", &["tabella-tally", "serde"])]);
        assert_eq!(floors_go_down(&down), [""; 0]);
        assert_eq!(floors_go_down(&house(&[("tabella-tally", &["tabella-board"])])).len(), 1);
        assert_eq!(floors_go_down(&house(&[("tabella-trustee", &["tabella-ballot"])])).len(), 1);
        assert_eq!(floors_go_down(&house(&[("tabella-cli", &["tabella-tests"])])).len(), 1);
    }

    #[test]
    fn a_wall_holds_against_a_way_round() {
        assert_eq!(walls_stand(&house(&[("tabella-ceremony", &["tabella-trustee"])])), [""; 0]);
        let round = house(&[("tabella-server", &["helper"]), ("helper", &["tabella-trustee"])]);
        let said = walls_stand(&round);
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("tabella-server → helper → tabella-trustee: nothing on a network"));
    }

    #[test]
    fn desk_and_urn_do_not_meet() {
        assert_eq!(walls_stand(&house(&[("tabella-roll", &["tabella-urn-store"])])).len(), 1);
        assert_eq!(walls_stand(&house(&[("tabella-tally", &["tabella-identity"])])).len(), 1);
        assert_eq!(walls_stand(&house(&[("tabella-server", &["tabella-roll", "tabella-board"])])), [""; 0]);
    }

    #[test]
    fn the_urn_store_knows_bytes_only() {
        let bytes = house(&[("tabella-urn-store", &["tabella-tlog", "tabella-crypto", "sqlx"])]);
        assert_eq!(walls_stand(&bytes), [""; 0]);
        for reader in ["tabella-election", "tabella-board", "tabella-verifier"] {
            assert_eq!(walls_stand(&house(&[("tabella-urn-store", &[reader])])).len(), 1, "{reader}");
        }
        for rule in ["tabella-board", "tabella-tally", "tabella-verifier"] {
            assert_eq!(walls_stand(&house(&[(rule, &["tabella-urn-store"])])).len(), 1, "{rule}");
        }
    }

    #[test]
    fn a_network_in_the_offline_program_is_found() {
        let with = |names: &[&str]| {
            let offline = names.iter().map(|name| (*name).to_owned()).collect();
            the_offline_program_has_no_network(&House { offline, ..House::default() })
        };
        assert_eq!(with(&["tabella-trustee", "age"]), [""; 0]);
        assert_eq!(with(&[]).len(), 1);
        let said = with(&["tabella-trustee", "tabella-http", "ureq"]);
        assert_eq!(said.len(), 1);
        assert!(
            said[0].starts_with("tabella-ceremony needs ureq, tabella-http without its feature"),
            "{said:?}"
        );
    }

    #[test]
    fn a_pure_floor_needs_no_runtime() {
        let deep = house(&[("tabella-crypto", &["nice"]), ("nice", &["tokio"]), ("tokio", &["nice"])]);
        let said = walls_stand(&deep);
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("tabella-crypto → nice → tokio"));
    }

    #[test]
    fn a_second_curve_is_refused() {
        let with = |versions: &[&str]| {
            let mut house = House::default();
            let versions = versions.iter().map(|version| (*version).to_owned()).collect();
            house.versions.insert("curve25519-dalek".into(), versions);
            one_curve(&house)
        };
        assert_eq!(with(&["4.1.3"]), [""; 0]);
        assert_eq!(with(&["4.1.3", "3.2.0"]).len(), 1);
        assert_eq!(with(&["4.2.0"]).len(), 1);
        assert_eq!(one_curve(&House::default()).len(), 1);
    }
}
