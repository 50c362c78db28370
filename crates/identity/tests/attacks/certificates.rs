//! Certificates with defects.

use std::collections::BTreeSet;

use tabella_identity::{
    AnchorFault, CertificateFault, ConfigurationFault, DEMO_AUTHORITY_NAME, KeyFault, KeyIndex, Level,
    Method, ObjectIdentifier, SubjectFault,
};
use x509_cert::der::{Decode as _, Encode as _};

use super::super::*;

const KEY_USAGE: &str = "2.5.29.15";
const EXTENDED: &str = "2.5.29.37";
const POLICIES: &str = "2.5.29.32";
const BASIC: &str = "2.5.29.19";

fn without(template: &mut Template, id: &str) {
    template.extensions.retain(|extension| extension.0 != id);
}

fn with(template: &mut Template, id: &'static str, critical: bool, value: &[u8]) {
    without(template, id);
    template.extensions.push((id, critical, value.to_vec()));
}

fn purposes(listed: &[&str]) -> Vec<u8> {
    listed.iter().map(|id| ObjectIdentifier::new_unwrap(id)).collect::<Vec<_>>().to_der().unwrap()
}

fn policies(listed: &[&str]) -> Vec<u8> {
    listed.iter().map(|id| vec![ObjectIdentifier::new_unwrap(id)]).collect::<Vec<_>>().to_der().unwrap()
}

#[test]
fn f05_explicit_curve_parameters() {
    // The key's algorithm says what P-384 is, instead of its name: with another generator, anyone knows the private key.
    let result = defect(|template| {
        let point = template.key[template.key.len() - 97..].to_vec();
        let parameters = [0x30, 3, 2, 1, 1];
        let algorithm = [&[0x30, 14, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1][..], &parameters].concat();
        template.key = [&[0x30, 116][..], &algorithm, &[3, 98, 0], &point].concat();
    });
    assert_eq!(result, Err(Refusal::Certificate(CertificateFault::Key(KeyFault::ExplicitCurve))));
}

#[test]
fn f06_one_key_under_two_people() {
    let authority = DemoAuthority::new();
    // Jaan's certificate with Mari's key, as a faulty issuer made them: whoever has her card is both.
    let mut template = authority.card(&jaan(), "JAAN", "TAMM").authentication_template();
    template.key = card().authentication_template().key;
    let both = card().with_authentication_certificate(authority.issue(&template));
    let person = |card: &DemoCard| {
        let token = Token::parse(card.authenticate(ORIGIN, NONCE).as_bytes()).unwrap();
        web_eid::verify(&token, ORIGIN, NONCE, &configuration(), UNCHECKED, NOW).unwrap()
    };
    let (her, him) = (person(&card()), person(&both));
    assert_eq!(her.key_hash(), him.key_hash());
    let mut index = KeyIndex::default();
    assert!(index.see(&her).is_ok() && index.see(&her).is_ok());
    assert_eq!(index.see(&him).unwrap_err().earlier, mari());
}

#[test]
fn f07_wrong_key_usage_or_purpose() {
    assert_eq!(defect(|_| ()).as_deref(), Ok("PNOEE-60001019906"));
    let usage = |bits: &[u8]| defect(|template| with(template, KEY_USAGE, true, bits));
    assert_eq!(defect(|template| without(template, KEY_USAGE)), Err(Refusal::KeyUsageMissing));
    // nonRepudiation, keyEncipherment + keyAgreement, none; certificates and CRLs
    assert_eq!(usage(&[3, 2, 6, 0x40]), Err(Refusal::KeyUsage));
    assert_eq!(usage(&[3, 2, 3, 0x28]), Err(Refusal::KeyUsage));
    assert_eq!(usage(&[3, 1, 0]), Err(Refusal::KeyUsage));
    assert_eq!(usage(&[3, 2, 2, 0x84]), Err(Refusal::Authority));
    assert_eq!(usage(&[3, 2, 1, 0x82]), Err(Refusal::Authority));
    // digitalSignature with keyAgreement, as Estonian and Finnish cards have it
    assert!(usage(&[3, 2, 3, 0x88]).is_ok());

    let purpose = |listed: &[&str]| defect(|template| with(template, EXTENDED, true, &purposes(listed)));
    assert!(purpose(&["1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.2"]).is_ok());
    assert_eq!(purpose(&["1.3.6.1.5.5.7.3.4"]), Err(Refusal::ExtendedKeyUsage));
    assert_eq!(purpose(&["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.9"]), Err(Refusal::ExtendedKeyUsage));
    assert_eq!(purpose(&["1.3.6.1.5.5.7.3.20"]), Err(Refusal::ExtendedKeyUsage));
    assert_eq!(purpose(&[]), Err(Refusal::ExtendedKeyUsage));

    // Without extended key usage: only under a policy, only without non-repudiation, and not where it is asked for.
    let unsaid = |change: &dyn Fn(&mut Template)| {
        defective(|template| {
            without(template, EXTENDED);
            change(template);
        })
        .authenticate(ORIGIN, NONCE)
    };
    assert!(verdict(&unsaid(&|_| ())).is_ok());
    assert_eq!(
        verdict(&unsaid(&|template| without(template, POLICIES))),
        Err(Refusal::ExtendedKeyUsageMissing)
    );
    let both = |template: &mut Template| with(template, KEY_USAGE, true, &[3, 2, 6, 0xc0]);
    assert_eq!(verdict(&unsaid(&both)), Err(Refusal::KeyUsage));
    let strict = trusting(DemoAuthority::new().anchor().with_explicit_purpose());
    assert_eq!(verdict_under(&strict, &unsaid(&|_| ()), NOW), Err(Refusal::ExtendedKeyUsageMissing));
    assert!(verdict_under(&strict, &card().authenticate(ORIGIN, NONCE), NOW).is_ok());
}

#[test]
fn f07_wrong_policy() {
    let policy = |listed: &[&str]| defect(|template| with(template, POLICIES, false, &policies(listed)));
    for id in ["1.3.6.1.4.1.10015.1.3", "1.3.6.1.4.1.10015.1.3.1", "1.3.6.1.4.1.10015.1.3.2"] {
        let id = [id];
        assert_eq!(policy(&id), Err(Refusal::PolicyDisallowed(ObjectIdentifier::new_unwrap(id[0]))));
    }
    // Hidden behind an allowed one.
    assert!(policy(&["0.4.0.2042.1.2", "1.3.6.1.4.1.10015.1.3.3"]).is_err());
    assert!(policy(&["0.4.0.2042.1.2", "1.3.6.1.4.1.10015.1.30"]).is_ok());
    // An issuer whose cards must have one policy.
    let wanted = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.1");
    let token = card().authenticate(ORIGIN, NONCE);
    let of = |wanted| trusting(DemoAuthority::new().anchor().with_policies(&[wanted]));
    assert!(verdict_under(&of(wanted), &token, NOW).is_ok());
    let other = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.1.1");
    assert_eq!(verdict_under(&of(other), &token, NOW), Err(Refusal::PolicyMissing));
    let disallowed = configuration().with_disallowed_policies(&[wanted]);
    assert_eq!(verdict_under(&disallowed, &token, NOW), Err(Refusal::PolicyDisallowed(wanted)));
}

#[test]
fn f07_wrong_issuer() {
    // A stranger; a stranger under the issuer's name; a certificate that signed itself.
    let stranger = DemoAuthority::stranger("stranger", "TEST of stranger");
    let mut template = card().authentication_template();
    template.issuer = vec![("2.5.4.3", "TEST of stranger".into())];
    let of = |der: Vec<u8>| verdict(&card().with_authentication_certificate(der).authenticate(ORIGIN, NONCE));
    assert_eq!(of(stranger.issue(&template)), Err(Refusal::IssuerUnknown));
    assert_eq!(of(stranger.issue(&card().authentication_template())), Err(Refusal::IssuerSignature));
    // The issuer's key identifier is another's.
    let result = defect(|template| with(template, "2.5.29.35", false, &[0x30, 4, 0x80, 2, 1, 2]));
    assert_eq!(result, Err(Refusal::IssuerUnknown));
    // Cards cannot issue cards.
    let token = {
        let mut template = card().authentication_template();
        template.issuer.clone_from(&card().authentication_template().subject);
        of(DemoAuthority::new().issue(&template))
    };
    assert_eq!(token, Err(Refusal::IssuerUnknown));
}

#[test]
fn f07_authorities_and_organisations() {
    assert_eq!(
        defect(|template| with(template, BASIC, true, &[0x30, 3, 1, 1, 0xff])),
        Err(Refusal::Authority)
    );
    // cA said to be false in so many words, as Finnish cards do; no basicConstraints at all
    assert!(defect(|template| with(template, BASIC, true, &[0x30, 3, 1, 1, 0])).is_ok());
    assert!(defect(|template| without(template, BASIC)).is_ok());
    let organisation = defect(|template| template.subject.push(("2.5.4.97", "NTREE-10747013".into())));
    assert_eq!(organisation, Err(Refusal::Subject(SubjectFault::Organisation)));
    let nameless = defect(|template| {
        template.subject.retain(|attribute| !matches!(attribute.0, "2.5.4.4" | "2.5.4.42"));
    });
    assert_eq!(nameless, Err(Refusal::Subject(SubjectFault::Nameless)));
    // The authority itself, with a leaf's key usage or without, is no issuer and no person.
    assert!(matches!(
        Anchor::new(card().authentication_certificate(), Level::High),
        Err(AnchorFault::NotAnAuthority)
    ));
    let authority = DemoAuthority::new();
    let itself = card().with_authentication_certificate(authority.certificate().to_vec());
    assert_eq!(verdict(&itself.authenticate(ORIGIN, NONCE)), Err(Refusal::Authority));
}

#[test]
fn f07_validity_to_the_second() {
    let until = |now: i64| defect(|template| template.not_after = UnixTime(now));
    assert!(until(NOW.0).is_ok());
    assert_eq!(until(NOW.0 - 1), Err(Refusal::Expired { since: UnixTime(NOW.0 - 1) }));
    let from = |now: i64| defect(|template| template.not_before = UnixTime(now));
    assert!(from(NOW.0).is_ok());
    assert_eq!(from(NOW.0 + 1), Err(Refusal::NotYetValid { from: UnixTime(NOW.0 + 1) }));
    // A card that outlives its issuer.
    let later = UnixTime(2_524_608_000);
    let token =
        defective(|template| template.not_after = UnixTime(3_000_000_000)).authenticate(ORIGIN, NONCE);
    assert_eq!(verdict_under(&configuration(), &token, later), Err(Refusal::IssuerNotValid));
}

#[test]
fn f07_the_demo_authority_is_refused_in_production() {
    let origins = || vec![ORIGIN.to_owned()];
    let authority = DemoAuthority::new();
    // By key and name; by name with another key; by key with another name.
    assert_eq!(
        Configuration::new(origins(), vec![authority.anchor()]).unwrap_err(),
        ConfigurationFault::DemoAuthority
    );
    for name in [DEMO_AUTHORITY_NAME.to_owned(), DEMO_AUTHORITY_NAME.to_uppercase()] {
        let named = DemoAuthority::stranger("stranger", &name);
        assert!(Configuration::new(origins(), vec![named.anchor()]).is_err());
    }
    let renamed = DemoAuthority::stranger("authority", "Innocent CA");
    assert!(Configuration::new(origins(), vec![renamed.anchor()]).is_err());
    // A production configuration knows nothing of demo cards.
    let production = DemoAuthority::stranger("stranger", "A real authority");
    let configuration = Configuration::new(origins(), vec![production.anchor()]).unwrap();
    let token = card().authenticate(ORIGIN, NONCE);
    assert_eq!(verdict_under(&configuration, &token, NOW), Err(Refusal::IssuerUnknown));
    // And the method says what a person showed.
    let token = Token::parse(token.as_bytes()).unwrap();
    let person =
        web_eid::verify(&token, ORIGIN, NONCE, &super::super::configuration(), UNCHECKED, NOW).unwrap();
    assert_eq!(person.method(), Method::DemoCard);
}

#[test]
fn f09_name_constraints() {
    let authority = DemoAuthority::new();
    let key = x509_cert::Certificate::from_der(authority.certificate())
        .unwrap()
        .tbs_certificate
        .subject_public_key_info
        .to_der()
        .unwrap();
    let constrained = |constraints: &[u8]| {
        let mut template = card().authentication_template();
        template.subject = template.issuer.clone();
        template.key.clone_from(&key);
        template.extensions = vec![
            (BASIC, true, vec![0x30, 3, 1, 1, 0xff]),
            (KEY_USAGE, true, vec![3, 2, 1, 6]),
            ("2.5.29.30", true, constraints.to_vec()),
        ];
        Anchor::new(&authority.issue(&template), Level::High)
    };
    // No DNS names, as the Estonian issuer of 2015 says.
    let configuration = trusting(constrained(&[0x30, 6, 0xa1, 4, 0x30, 2, 0x82, 0]).unwrap());
    let with_names = |names: &[u8]| {
        let card = defective(|template| with(template, "2.5.29.17", false, names));
        verdict_under(&configuration, &card.authenticate(ORIGIN, NONCE), NOW)
    };
    assert!(with_names(&[0x30, 5, 0x81, 3, b'a', b'@', b'b']).is_ok());
    // a DNS name, a wildcard, an address, a URI; one of them behind a mail address
    for names in [
        &[0x30, 3, 0x82, 1, b'a'][..],
        &[0x30, 5, 0x82, 3, b'*', b'.', b'a'],
        &[0x30, 6, 0x87, 4, 127, 0, 0, 1],
        &[0x30, 5, 0x86, 3, b'a', b':', b'b'],
        &[0x30, 8, 0x81, 3, b'a', b'@', b'b', 0x82, 1, b'a'],
    ] {
        assert_eq!(with_names(names), Err(Refusal::NameConstraint));
    }
    // Constraints that are not implemented are not passed over: mail addresses below a domain.
    assert_eq!(
        constrained(&[0x30, 7, 0xa0, 5, 0x30, 3, 0x81, 1, b'a']).unwrap_err(),
        AnchorFault::NameConstraints
    );
    // Nor does a card constrain anybody.
    let card = defective(|template| with(template, "2.5.29.30", true, &[0x30, 6, 0xa1, 4, 0x30, 2, 0x82, 0]));
    assert_eq!(verdict(&card.authenticate(ORIGIN, NONCE)), Err(Refusal::Authority));
}

#[test]
fn f10_identity_is_country_kind_and_number() {
    let serial = |text: &str| {
        defect(|template| {
            template.subject.retain(|attribute| attribute.0 != "2.5.4.5");
            template.subject.push(("2.5.4.5", text.into()));
        })
    };
    assert_eq!(serial("PNOEE-60001019906").as_deref(), Ok("PNOEE-60001019906"));
    // Without its prefix it is somebody that no roll knows, not the same person.
    assert_eq!(serial("60001019906").as_deref(), Ok("SEREE-60001019906"));
    assert_eq!(serial("IDCEE-60001019906").as_deref(), Ok("IDCEE-60001019906"));
    for text in ["pnoee-60001019906", "PNOEE-60001019906 ", "SEREE-60001019906", "XXXEE-60001019906", ""] {
        let refusal = serial(text).err();
        assert!(
            matches!(refusal, Some(Refusal::Subject(SubjectFault::Identifier(_)))),
            "{text:?}: {refusal:?}"
        );
    }
    // Two numbers, or none.
    let twice = defect(|template| template.subject.push(("2.5.4.5", "PNOEE-30303039914".into())));
    assert_eq!(twice, Err(Refusal::Subject(SubjectFault::SerialNumber)));
    let none = defect(|template| template.subject.retain(|attribute| attribute.0 != "2.5.4.5"));
    assert_eq!(none, Err(Refusal::Subject(SubjectFault::SerialNumber)));
    // Married, reissued, misspelled with a Cyrillic letter: the same person. And a namesake is another.
    let authority = DemoAuthority::new();
    for (given_name, surname) in [("MARI-LIIS", "TAMM"), ("M\u{0410}RI-LIIS", "MÄNNIK"), ("", "MÄNNIK")] {
        let token = authority.card(&mari(), given_name, surname).authenticate(ORIGIN, NONCE);
        assert_eq!(verdict(&token).as_deref(), Ok("PNOEE-60001019906"));
    }
    let namesake = authority.card(&jaan(), "MARI-LIIS", "MÄNNIK").authenticate(ORIGIN, NONCE);
    assert_eq!(verdict(&namesake).as_deref(), Ok("PNOEE-30303039914"));
}

#[test]
fn f11_no_private_rsa_operation_and_no_double_key_oracle() {
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock")).unwrap();
    let needed = needed_by(&lock, "tabella-identity");
    assert!(needed.iter().any(|(name, _)| name == "aws-lc-rs"));
    // RUSTSEC-2023-0071 has no fix: whoever only verifies needs no such crate.
    assert!(!needed.iter().any(|(name, _)| name == "rsa"));
    // RUSTSEC-2022-0093: version 1 takes the public key from the caller.
    assert!(!lock.contains("name = \"ed25519-dalek\"\nversion = \"1."));
}

/// Names and versions of all packages that one needs, also through others and for its tests.
fn needed_by(lock: &str, package: &str) -> BTreeSet<(String, String)> {
    let packages: Vec<_> = lock
        .split("[[package]]")
        .filter_map(|text| {
            let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_suffix('"'));
            let list = text.split_once("dependencies = [").map_or("", |(_, list)| list);
            let list = list.split_once(']').map_or("", |(list, _)| list);
            let listed = list.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","));
            Some((field("name = \"")?, field("version = \"")?, listed.collect::<Vec<_>>()))
        })
        .collect();
    let mut found = BTreeSet::new();
    let mut open = vec![package];
    while let Some(wanted) = open.pop() {
        let (name, version) =
            wanted.split_once(' ').map_or((wanted, None), |(name, version)| (name, Some(version)));
        for (name, version, needs) in
            packages.iter().filter(|one| one.0 == name && version.is_none_or(|version| one.1 == version))
        {
            if found.insert(((*name).to_owned(), (*version).to_owned())) {
                open.extend(needs);
            }
        }
    }
    found
}

#[test]
fn f12_level_downgrade() {
    let authority = DemoAuthority::new();
    let token = card().authenticate(ORIGIN, NONCE);
    let with_level = |level| trusting(Anchor::new(authority.certificate(), level).unwrap());
    for level in [Level::Low, Level::Substantial] {
        assert_eq!(verdict_under(&with_level(level), &token, NOW), Err(Refusal::Level { level }));
    }
    // Lowered by who configures, and by nobody else; it is said in the result.
    let lowered = with_level(Level::Substantial).with_level(Level::Substantial);
    let parsed = Token::parse(token.as_bytes()).unwrap();
    let person = web_eid::verify(&parsed, ORIGIN, NONCE, &lowered, UNCHECKED, NOW).unwrap();
    assert_eq!(person.level(), Level::Substantial);
    // The level is looked at after the signature: a token that proves nothing learns nothing.
    let forged = card().authenticate("https://evil.example", NONCE);
    assert_eq!(verdict_under(&with_level(Level::Low), &forged, NOW), Err(Refusal::Signature));
}

#[test]
fn critical_extensions_and_doubled_ones() {
    let unknown = defect(|template| with(template, "1.3.6.1.4.1.32473.9", true, &[5, 0]));
    assert!(matches!(unknown, Err(Refusal::CriticalExtension(_))));
    assert!(defect(|template| with(template, "1.3.6.1.4.1.32473.9", false, &[5, 0])).is_ok());
    let twice = defect(|template| template.extensions.push((KEY_USAGE, false, vec![3, 2, 7, 0x80])));
    assert!(matches!(twice, Err(Refusal::Certificate(CertificateFault::ExtensionTwice(_)))));
    let unreadable = defect(|template| with(template, EXTENDED, false, &[0x30, 1]));
    assert!(matches!(unreadable, Err(Refusal::Certificate(CertificateFault::Extension(_)))));
}
