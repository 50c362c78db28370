use proptest::prelude::*;
use serde_json::{Value, json};
use tabella_crypto::hash::hex;

use super::*;
use crate::{
    Election, draft,
    testing::{EE2023, LU_PANACHAGE, SMALL, changed, election, keys, manifest, signing_key, vkey},
};

#[test]
fn drafts_become_elections() {
    let small = election(SMALL);
    assert_eq!((small.styles().len(), small.manifest().contests.len()), (2, 7));
    // east: mayor 3, bridge 2, market 5, board 6, budget 5; harbour: mayor, bridge, council 8, delegates 4, budget
    let indices = |id: &str| {
        let indices = small.key_indices(small.contest(&id.into()).unwrap().0);
        (indices[0], *indices.last().unwrap())
    };
    assert_eq!(
        ["mayor", "bridge", "market", "board", "council", "delegates", "budget"].map(indices),
        [(1, 3), (4, 5), (6, 10), (11, 16), (6, 13), (14, 17), (18, 22)]
    );
    assert_eq!(small.key_count(), 22);
    let harbour = small.style("harbour").unwrap();
    assert_eq!((harbour.shape.options(), harbour.shape.points_options()), (3 + 2 + 8 + 4, 5));
    assert_eq!(small.manifest().reporting_units[harbour.unit].id.as_str(), "harbour");
    assert_eq!((small.opens(), small.closes(), small.grace()), (1_803_888_000, 1_804_266_000, 600));
    assert_eq!(small.manifest().contests[0].options[0].name.get("fr"), Some("Altair Basalt"));
    assert_eq!(small.manifest().title.get("fr"), Some("Une petite élection"));
    assert_eq!(small.manifest().title.get("de"), None);
    let [two, four] = [2, 4].map(|k| tabella_crypto::TrusteeIndex::new(k).unwrap());
    assert_eq!(small.trustee_key(two), Some(&signing_key(2).verifying_key()));
    assert_eq!(small.trustee_key(four), None);
    assert_eq!((small.trustee_count(), small.threshold().0), (3, 2));
    assert_eq!(small.authority_key(), &signing_key(10).verifying_key());
    assert_eq!(small.registrar_key(), &signing_key(11).verifying_key());
    assert_eq!(small.receipt_key(), &signing_key(12).verifying_key());
    assert_eq!(*small.id(), tabella_crypto::ElectionId::of_manifest(&manifest(SMALL)));
    assert_eq!(small.bytes(), manifest(SMALL));
    assert_eq!(Manifest::parse(small.bytes()).as_ref(), Ok(small.manifest()));

    // twelve districts without a common style use the same keys: as many as the largest contest has options
    let estonia = election(EE2023);
    assert_eq!((estonia.styles().len(), estonia.key_count()), (12, 138));
    assert_eq!(estonia.parent(1), Some(0));
    assert_eq!(estonia.parent(0), None);
    let luxembourg = election(LU_PANACHAGE);
    assert_eq!((luxembourg.styles().len(), luxembourg.key_count()), (4, 138));
}

#[test]
fn a_draft_lacks_what_is_filled_in() {
    let filled = manifest(SMALL);
    assert_eq!(draft::fill(SMALL, keys()).unwrap(), filled, "the same bytes each time");
    assert_eq!(draft::fill(&filled, keys()), Err(ManifestError::Draft { field: "authority".into() }));
    assert!(draft::fill(b"[]", keys()).is_err());
    // of what was put together no line is told: it is in no file
    let mut draft: Value = serde_json::from_slice(SMALL).unwrap();
    draft["contests"][0]["options"][1].as_object_mut().unwrap().shift_remove("name");
    let error = draft::fill(&serde_json::to_vec(&draft).unwrap(), keys()).unwrap_err();
    assert_eq!(error.to_string(), "contests/0/options/1: the field \"name\" is missing");
    let error = draft::DraftKeys::parse(b"{}").unwrap_err();
    assert_eq!(error.to_string(), "the field \"authority\" is missing (line 1, column 2)");
    assert!(draft::fill(br#"{"version":1,"version":1}"#, keys()).is_err());
}

/// A change to the small election and the error that names it.
fn refused(change: impl FnOnce(&mut Value), expected: &str) {
    match changed(SMALL, change) {
        Ok(_) => panic!("accepted, expected: {expected}"),
        Err(error) => assert!(error.to_string().contains(expected), "{error}\nexpected: {expected}"),
    }
}

#[test]
fn json_is_read_in_one_way() {
    assert!(changed(SMALL, |_| ()).is_ok());
    // every struct refuses unknown fields and arrays, wherever it stands
    let whole: Value = serde_json::from_slice(&manifest(SMALL)).unwrap();
    let mut objects = 0;
    for path in objects_of(&whole) {
        if path.ends_with("/name") || path.ends_with("/title") {
            continue;
        }
        objects += 1;
        refused(|m| m.pointer_mut(&path).unwrap()["surprise"] = json!(1), "there is no field \"surprise\"");
        let pointer = path.clone();
        let array = |m: &mut Value| {
            let place = m.pointer_mut(&pointer).unwrap();
            *place = place.as_object().unwrap().values().cloned().collect();
        };
        assert!(changed(SMALL, array).is_err(), "{path} as an array");
    }
    assert!(objects > 60, "{objects}");
    // every field is needed, but for these
    for path in objects_of(&whole) {
        for field in whole.pointer(&path).unwrap().as_object().unwrap().keys() {
            let result = changed(SMALL, |m| {
                m.pointer_mut(&path).unwrap().as_object_mut().unwrap().shift_remove(field);
            });
            let optional = ["weight_max", "parent", "list", "blank"].contains(&field.as_str());
            assert!(result.is_err() || optional, "{path}/{field} left out");
        }
    }

    let text = String::from_utf8(manifest(SMALL)).unwrap();
    let replaced = |from: &str, to: &str, expected: &str| {
        assert!(text.contains(from), "{from}");
        let error = Manifest::parse(text.replacen(from, to, 1).as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}\nexpected: {expected}");
    };
    replaced("\"version\": 1,", "\"version\": 1, \"version\": 1,", "the key \"version\" is repeated");
    replaced("\"en\": \"Mayor\"", "\"en\": \"Mayor\", \"e\\u006e\": \"Major\"", "the key \"en\" is repeated");
    replaced(
        "\"option_max\": 1,",
        "\"option_max\": 1, \"option_max\": 2,",
        "the key \"option_max\" is repeated",
    );
    for number in ["1.0", "1e0", "-0", "1E+0", "-1"] {
        replaced("\"option_max\": 1,", &format!("\"option_max\": {number},"), "at line");
        replaced("\"voters_max\": 1000", &format!("\"voters_max\": {number}"), "at line");
    }
    replaced("\"option_max\": 1000", "\"option_max\": 4294967296", "4294967296");
    replaced("\"total_max\": 1000", "\"total_max\": 4294967296", "4294967296");
    replaced("2027-03-01T08:00:00Z", "2027-03-01T08:00:00.0Z", "whole seconds");
    replaced("2027-03-01T08:00:00Z", "2027-03-01T09:00:00+01:00", "whole seconds");
    replaced("\"version\": 1,", "\"version\": 2,", "version 2");
    assert_eq!(
        Manifest::parse(&[text.as_bytes(), b"\xff"].concat()),
        Err(ManifestError::NotUtf8 { at: text.len() })
    );
    assert!(Manifest::parse(format!("\u{feff}{text}").as_bytes()).is_err());
    assert!(Manifest::parse(format!("{text}{{}}").as_bytes()).is_err());
    refused(|m| m["reporting_units"][0]["parent"] = Value::Null, "null");
    refused(|m| m["contests"][0]["options"][0]["blank"] = json!(false), "/contests/0/options/0/blank");
    refused(|m| m["eid"]["level"] = json!("high"), "/eid/level");
    refused(|m| m["eid"]["issuers"] = json!([]), "/eid/issuers");
    let without = changed(SMALL, |m| _ = m.as_object_mut().unwrap().shift_remove("weight_max")).unwrap();
    assert_eq!(without.manifest().weight_max, 1);
}

/// Paths of all objects.
fn objects_of(value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(array) => array.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    let below = children
        .into_iter()
        .flat_map(|(key, child)| objects_of(child).into_iter().map(move |p| format!("/{key}{p}")));
    value.is_object().then(String::new).into_iter().chain(below).collect()
}

#[test]
fn ids_and_references() {
    refused(|m| m["contests"][1]["id"] = json!("mayor"), "contests: \"mayor\" is repeated");
    refused(|m| m["styles"][1]["id"] = json!("east"), "styles: \"east\" is repeated");
    refused(|m| m["reporting_units"][1]["id"] = json!("west"), "reporting_units: \"west\" is repeated");
    refused(
        |m| m["contests"][0]["options"][1]["id"] = json!("mayor-1"),
        "contests/mayor/options: \"mayor-1\" is repeated",
    );
    refused(|m| m["contests"][0]["id"] = json!(""), "contests: \"\" is not an id");
    refused(|m| m["contests"][0]["options"] = json!([]), "contests/mayor/options is empty");
    refused(|m| m["contests"] = json!([]), "contests is empty");
    refused(|m| m["styles"] = json!([]), "styles is empty");
    refused(|m| m["styles"][0]["contests"] = json!([]), "styles/east/contests is empty");
    refused(
        |m| m["styles"][0]["contests"] = json!(["mayor", "bridge", "mayor"]),
        "styles/east/contests: \"mayor\" is repeated",
    );
    refused(
        |m| m["styles"][0]["contests"][0] = json!("major"),
        "styles/east/contests: there is no \"major\"",
    );
    refused(|m| m["styles"][0]["contests"] = json!(["mayor"]), "no style names contest \"market\"");
    refused(
        |m| m["styles"][0]["reporting_unit"] = json!("south"),
        "styles/east/reporting_unit: there is no \"south\"",
    );
    refused(
        |m| m["styles"][0]["reporting_unit"] = json!("west"),
        "style \"east\": reporting unit \"west\" contains other units",
    );
    refused(
        |m| m["reporting_units"][1]["parent"] = json!("south"),
        "reporting_units/east/parent: there is no \"south\"",
    );
    refused(
        |m| m["reporting_units"][0]["parent"] = json!("harbour"),
        "reporting unit \"town\" lies in itself",
    );
    refused(|m| m["reporting_units"][0]["parent"] = json!("town"), "reporting unit \"town\" lies in itself");
    let lists = json!([{"id": "A", "name": {"und": "A"}}, {"id": "A", "name": {"und": "B"}}]);
    refused(|m| m["contests"][0]["lists"] = lists, "contests/mayor/lists: \"A\" is repeated");
    refused(
        |m| m["contests"][0]["options"][0]["list"] = json!("A"),
        "contests/mayor/options/mayor-1/list: there is no \"A\"",
    );

    // a style may name its contests in any order: they are laid out in manifest order
    let turned = changed(SMALL, |m| m["styles"][0]["contests"].as_array_mut().unwrap().reverse()).unwrap();
    assert_eq!(turned.style("east").unwrap().contests, [0, 1, 2, 3, 6]);
}

#[test]
fn texts() {
    refused(
        |m| m["title"] = json!({"en": "x"}),
        "title must be in exactly these languages: en, fr; it is in: en",
    );
    refused(|m| m["title"]["de"] = json!("x"), "it is in: de, en, fr");
    refused(|m| m["title"] = json!({"und": "x"}), "it is in: und");
    refused(|m| m["contests"][0]["title"] = json!({"und": "x"}), "contests/mayor/title must be in");
    refused(
        |m| m["contests"][0]["options"][0]["name"]["en"] = json!("x"),
        "contests/mayor/options/mayor-1/name must be in",
    );
    refused(
        |m| m["contests"][0]["options"][0]["name"] = json!({}),
        "contests/mayor/options/mayor-1/name must be in",
    );
    refused(|m| m["reporting_units"][0]["name"] = json!({"en": "x"}), "reporting_units/town/name must be in");
    assert!(changed(SMALL, |m| m["reporting_units"][0]["name"] = json!({"und": "x"})).is_ok());
    refused(|m| m["languages"] = json!([]), "languages is empty");
    refused(|m| m["languages"] = json!(["en", "fr", "en"]), "languages: \"en\" is repeated");
    refused(|m| m["languages"] = json!(["und"]), "\"und\" is not the tag");
    refused(|m| m["languages"][0] = json!("e n"), "\"e n\" is not the tag");
}

#[test]
fn rules_and_numbers() {
    let rule = |option_max: u32, total_min: u32, total_max: u32| {
        changed(SMALL, |m| {
            m["contests"][0]["rule"] =
                json!({"option_max": option_max, "total_min": total_min, "total_max": total_max});
        })
    };
    assert!(rule(1, 1, 3).is_ok());
    assert!(rule(1, 3, 3).is_ok());
    assert!(rule(5, 0, 15).is_ok());
    assert_eq!(
        rule(0, 0, 0).unwrap_err(),
        ManifestError::Zero { place: "contests/mayor/rule/option_max".into() }
    );
    let totals = |min, max, most| ManifestError::Totals { contest: "mayor".into(), min, max, most };
    assert_eq!(rule(1, 2, 1).unwrap_err(), totals(2, 1, 3));
    assert_eq!(rule(1, 1, 4).unwrap_err(), totals(1, 4, 3));
    assert_eq!(rule(5, 0, 16).unwrap_err(), totals(0, 16, 15));
    // 1000 voters of weight 3
    let largest = u32::try_from((1_u64 << 48) / 3000).unwrap_or(u32::MAX);
    assert!(rule(largest, 0, largest).is_ok());
    let too_many = |voters: u64, weight: u64, option_max: u32| {
        changed(SMALL, |m| {
            (m["voters_max"], m["weight_max"]) = (voters.into(), weight.into());
            m["contests"][6]["rule"] =
                json!({"option_max": option_max, "total_min": 0, "total_max": option_max});
        })
    };
    assert!(too_many(1 << 16, 1, u32::MAX).is_ok());
    assert!(too_many(1 << 16, 1 << 16, 1 << 16).is_ok());
    let error = ManifestError::TooManyVotes { contest: "budget".into() };
    assert_eq!(too_many((1 << 16) + 1, 1 << 16, 1 << 16).unwrap_err(), error);
    for (voters, weight) in [(u64::MAX, u64::MAX), (1 << 63, 2)] {
        assert!(
            matches!(too_many(voters, weight, u32::MAX), Err(ManifestError::TooManyVotes { .. })),
            "no wrap"
        );
    }
    for field in ["voters_max", "weight_max", "min_reporting_unit"] {
        refused(|m| m[field] = json!(0), &format!("{field} must be at least 1"));
    }

    let blank = |m: &mut Value, contest: usize, option: usize| {
        m["contests"][contest]["options"][option]["blank"] = json!(true);
    };
    let one = changed(SMALL, |m| blank(m, 0, 2)).unwrap();
    assert!(one.manifest().contests[0].options[2].blank);
    refused(|m| (blank(m, 0, 1), blank(m, 0, 2)).0, "contest \"mayor\" has more than one way to vote blank");
    refused(|m| blank(m, 1, 1), "contest \"bridge\" has more than one way to vote blank");
}

#[test]
fn limits_of_keys_and_entries() {
    let options = |prefix: &str, count: usize| -> Value {
        (0..count).map(|i| json!({"id": format!("{prefix}{i}"), "name": {"und": "x"}})).collect()
    };
    // more joint keys than allowed, on one style and thus in a ballot that is too long as well: the keys come first
    refused(|m| m["contests"][6]["options"] = options("b", 4080), "contest \"budget\" needs joint key 4097");
    let points = |m: &mut Value, count: usize| m["contests"][6]["options"] = options("b", count);
    assert!(changed(SMALL, |m| points(m, 128)).is_ok());
    refused(|m| points(m, 129), "style \"east\" has 129 points options: at most 128");
    // 1-of-n with n bits, no slack: 32 + 32 + 5 bytes each
    let mayors = |count: usize| changed(SMALL, |m| m["contests"][0]["options"] = options("m", count));
    let (mut fits, mut too_many) = (3, 2000);
    while too_many - fits > 1 {
        let middle = usize::midpoint(fits, too_many);
        if mayors(middle).is_ok() { fits = middle } else { too_many = middle }
    }
    match mayors(too_many).unwrap_err() {
        ManifestError::ChallengeTooLong { bytes, max: 65_535, .. } => {
            assert!((65_536..65_536 + 69).contains(&bytes));
        }
        other => panic!("{other}"),
    }
}

#[test]
fn trustees_and_witnesses() {
    let trustee = |m: &mut Value, n: usize| {
        let members = m["trustees"]["members"].as_array_mut().unwrap();
        members.truncate(n);
        for k in members.len()..n {
            let mut more = members[0].clone();
            more["key"] = json!(hex(signing_key(50 + u8::try_from(k).unwrap()).verifying_key().as_bytes()));
            let digit = char::from(b"qpzry9x8"[k]);
            more["encryption_key"] = json!(format!("age1{}", digit.to_string().repeat(58)));
            members.push(more);
        }
    };
    for (t, n, fits) in
        [(2, 3, true), (3, 3, true), (2, 2, true), (3, 5, true), (1, 1, false), (2, 4, false), (3, 4, true)]
            .into_iter()
            .chain([(0, 3, false), (1, 2, false), (4, 3, false), (2, 5, false), (2, 1, false), (0, 0, false)])
    {
        let result = changed(SMALL, |m| {
            trustee(m, n);
            m["trustees"]["threshold"] = json!(t);
        });
        let error = ManifestError::Threshold { threshold: t, trustees: n };
        assert_eq!(result.map(|_| ()), if fits { Ok(()) } else { Err(error) }, "{t} of {n}");
    }
    refused(
        |m| m["trustees"]["members"][2]["key"] = m["trustees"]["members"][0]["key"].clone(),
        "trustees/1/key and trustees/3/key have the same key",
    );
    refused(
        |m| {
            m["trustees"]["members"][1]["encryption_key"] =
                m["trustees"]["members"][0]["encryption_key"].clone();
        },
        "trustees/1/encryption_key and trustees/2/encryption_key have the same key",
    );
    let recipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    let with = |recipient: &str| {
        changed(SMALL, |m| m["trustees"]["members"][0]["encryption_key"] = json!(recipient))
    };
    assert!(with(recipient).is_ok());
    for bad in [
        recipient.to_uppercase(),
        recipient[..61].into(),
        format!("{recipient}q"),
        recipient.replace('q', "b"),
    ]
    .into_iter()
    .chain([recipient.replacen("age1", "agf1", 1), String::new(), format!(" {}", &recipient[1..])])
    {
        assert!(matches!(with(&bad), Err(ManifestError::Key { .. })), "{bad}");
    }

    for (quorum, fits) in [(0, false), (1, false), (2, true), (3, true), (4, false)] {
        let result = changed(SMALL, |m| m["witnesses"]["quorum"] = json!(quorum));
        let error = ManifestError::Quorum { quorum, witnesses: 3 };
        assert_eq!(result.map(|_| ()), if fits { Ok(()) } else { Err(error) }, "{quorum} of 3");
    }
    for (quorum, witnesses, fits) in [(1, 2, false), (2, 2, true), (1, 1, true), (0, 0, false)] {
        let result = changed(SMALL, |m| {
            m["witnesses"]["members"].as_array_mut().unwrap().truncate(witnesses);
            m["witnesses"]["quorum"] = json!(quorum);
        });
        assert_eq!(result.is_ok(), fits, "{quorum} of {witnesses}");
    }
    let public = |number| signing_key(number).verifying_key().to_bytes();
    refused(
        |m| m["witnesses"]["members"][2] = json!(vkey("another.name", 4, &public(21))),
        "witnesses/1 and witnesses/3 have the same key",
    );
    refused(
        |m| m["witnesses"]["members"][0] = json!(vkey("w", 1, &public(21))),
        "witnesses/1 is not a usable key",
    );
    refused(
        |m| m["ballot_box"]["checkpoint_key"] = json!(vkey("box.example", 4, &public(13))),
        "ballot_box/checkpoint_key is not a usable key",
    );
    refused(
        |m| m["ballot_box"]["checkpoint_key"] = json!(vkey("box.example", 1, &public(12))),
        "ballot_box/receipt_key and ballot_box/checkpoint_key have the same key",
    );
}

/// t = 65,535 would allow 131,069 trustees; a trustee's index has 16 bits.
#[test]
fn trustees_can_be_counted() {
    let error = changed(SMALL, |m| {
        let member = m["trustees"]["members"][0].clone();
        m["trustees"]["members"] = vec![member; 65_536].into();
        m["trustees"]["threshold"] = json!(65_535);
    })
    .unwrap_err();
    assert_eq!(error, ManifestError::Threshold { threshold: 65_535, trustees: 65_536 });
}

#[test]
fn unusable_keys() {
    let places = ["/authority/key", "/registrar/key", "/ballot_box/receipt_key", "/trustees/members/1/key"];
    let identity = format!("01{}", "00".repeat(31));
    let order_4 = "00".repeat(32);
    let order_8 = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05";
    // y = p + 1, the identity once more; y = 2^255 − 1 − 19 + 3: p + 2 … p + 18 are other spellings of 2 … 18
    let identity_again = format!("ee{}7f", "ff".repeat(30));
    let not_canonical = format!("f0{}7f", "ff".repeat(30));
    // no x has this y
    let no_point = format!("02{}", "00".repeat(31));
    let good = hex(signing_key(99).verifying_key().as_bytes());
    for place in places {
        let with = |key: &str| changed(SMALL, |m| *m.pointer_mut(place).unwrap() = json!(key));
        assert!(with(&good).is_ok());
        for bad in [
            &identity,
            &order_4,
            order_8,
            &identity_again,
            &not_canonical,
            &no_point,
            &good.to_uppercase(),
            &good[2..],
        ] {
            assert!(matches!(with(bad), Err(ManifestError::Key { .. })), "{place}: {bad}");
        }
    }
    let identity = [&[1][..], &[0; 31]].concat().try_into().unwrap();
    refused(|m| m["witnesses"]["members"][0] = json!(vkey("w", 4, &identity)), "no usable public key");
    refused(|m| m["authority"]["key"] = json!(identity_again), "not the canonical encoding");
    refused(|m| m["authority"]["key"] = json!(order_8), "of small order");
}

fn issuers_of_cards() {
    let anchor = "ab".repeat(32);
    let with = |issuer: serde_json::Value| {
        let anchor = anchor.clone();
        move |m: &mut serde_json::Value| {
            m["eid"]["trust_anchors"] = json!([anchor]);
            m["eid"]["issuers"] = json!([issuer]);
        }
    };
    let read = changed(SMALL, with(json!({"anchor": anchor, "policies": ["0.4.0.2042.1.2"]}))).unwrap();
    assert_eq!(
        (read.manifest().eid.level, read.manifest().eid.issuers[0].level),
        (AssuranceLevel::High, AssuranceLevel::High)
    );
    let low = changed(SMALL, |m| m["eid"]["level"] = json!("substantial")).unwrap();
    assert_eq!(low.manifest().eid.level, AssuranceLevel::Substantial);
    refused(|m| m["eid"]["level"] = json!("highest"), "unknown variant");
    refused(|m| m["eid"]["issuers"] = json!([{"anchor": "cd".repeat(32)}]), "one of eid/trust_anchors");
    refused(with(json!({"anchor": anchor, "origin": "x"})), "there is no field \"origin\"");
    for policy in ["1", "3.1.2", "1.40.2", "1.2.", "01.2.3", "1.2.+3", "1.2.4294967296", "high"] {
        refused(with(json!({"anchor": anchor, "refused_policies": [policy]})), "an object identifier");
        refused(with(json!({"anchor": anchor, "signing_policies": [policy]})), "an object identifier");
    }
    refused(with(json!({"anchor": anchor, "policies": ["1.2.3", "1.2.3"]})), "is repeated");
    let twice = json!([{"anchor": anchor}, {"anchor": anchor}]);
    refused(
        |m| {
            m["eid"]["trust_anchors"] = json!([anchor]);
            m["eid"]["issuers"] = twice.clone();
        },
        "is repeated",
    );
}

#[test]
fn schedule_and_sign_in() {
    refused(|m| m["schedule"]["closes"] = json!("2027-03-01T08:00:00Z"), "not after it opens");
    refused(|m| m["schedule"]["time_zone"] = json!("Luxembourg time"), "IANA");
    refused(
        |m| m["schedule"]["postal_deadlines"][1]["kind"] = json!("home"),
        "schedule/postal_deadlines: \"home\" is repeated",
    );
    refused(|m| m["eid"]["trust_anchors"][0] = json!("00"), "64 lower-case hexadecimal digits");
    refused(|m| m["clients"] = json!([{"name": "booth", "sha256": "x"}]), "clients/booth/sha256");
    issuers_of_cards();
    let origin = |origin: &str| changed(SMALL, |m| m["eid"]["origins"] = json!([origin]));
    for good in [
        "https://vote.example.org",
        "https://localhost:8443",
        "https://[::1]:8443",
        "https://[::1]",
        "https://10.0.0.1",
    ] {
        assert!(origin(good).is_ok(), "{good}");
    }
    for bad in [
        "https://vote.example.org/",
        "http://vote.example.org",
        "https://Vote.example.org",
        "https://vote.example.org:443",
        "https://vote.example.org:",
        "https://vote.example.org:08443",
        "https://vote.example.org:65536",
        "https://user@vote.example.org",
        "https://a:b:1",
        "https://",
        "https://:8443",
        "vote.example.org",
        "https://vote.example.org ",
    ] {
        assert!(matches!(origin(bad), Err(ManifestError::Text { .. })), "{bad}");
    }
}

proptest! {
    /// No bytes make the parser panic, and what it accepts has one reading.
    #[test]
    fn a_changed_byte_is_refused_or_read_exactly(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = manifest(SMALL);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(election) = Election::parse(&bytes) {
            let read: Value = serde_json::from_slice(&bytes).unwrap();
            prop_assert_eq!(serde_json::to_value(election.manifest()).unwrap(), read);
        }
    }
}
